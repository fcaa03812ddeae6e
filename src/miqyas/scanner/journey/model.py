"""A journey: the steps of one search, how it ended, where the scent was lost, what link would have helped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final
from urllib.parse import unquote

from miqyas.kernel.text import plain_line

FORM: Final = "miqyas-journey/1"
"""The form of a journey as a record."""


class Outcome(Enum):
    """How a search ended; each has words ``journey.outcome.<value>``."""

    FOUND = "found"
    TO_REVIEW = "to_review"
    """A page was reached that may be it; only a person can say so."""
    LOST = "lost"
    """It is there, links lead to it, and their words do not say so."""
    UNLINKED = "unlinked"
    """It is there, and no link that was seen leads to it from where the search began."""
    OVER_BUDGET = "over_budget"
    """It is there, and clicks or seconds were used up before."""
    OTHER_LANGUAGE = "other_language"
    """It is there in another language alone."""
    ABSENT = "absent"
    """Nothing of it was found on the site, so that the search was in vain."""
    UNTOLD = "untold"
    """The scan did not look where the search would have gone on."""
    NO_START = "no_start"
    """No home page in the language was seen, nor a link to one."""


class Move(Enum):
    """How one came to a step."""

    START = "start"
    LANGUAGE = "language"
    LINK = "link"
    SEARCH = "search"


class End(Enum):
    """What a step came to; each has words ``journey.end.<value>``."""

    PAGE = "page"
    FOUND = "found"
    DEAD_LINK = "dead_link"
    MISSING = "missing"
    SOFT_MISSING = "soft_missing"
    WALL = "wall"
    CLOSED = "closed"
    OTHER_LANGUAGE = "other_language"
    FILE = "file"
    UNSEEN = "unseen"
    """The scan did not look there, or could not."""

    @property
    def is_dead(self) -> bool:
        """Whether one turns back at once."""
        return self not in {End.PAGE, End.FOUND, End.UNSEEN}


class Search(Enum):
    """What became of the site's own search; each has words ``journey.search.<value>``."""

    NONE = "none"
    """No page on the way had one."""
    NOT_NEEDED = "not_needed"
    USED = "used"
    NOT_TRIED = "not_tried"
    """A person would have asked it; the scan did not ask it this."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A page (or file) by its address, with its title where it has one.

    >>> Spot("https://a.example/x").name, Spot("https://a.example/x", "Laws").name
    ('https://a.example/x', 'Laws')
    """

    address: str
    title: str = ""

    @property
    def name(self) -> str:
        """What a reader calls it."""
        return self.title or plain_line(unquote(self.address))


@dataclass(frozen=True, slots=True)
class Step:
    """One click, or the start (``words`` and ``from_address`` are empty then).

    ``words`` are those of the link, or the question put to the search. ``backs`` times one turned back
    before it; ``depth`` counts clicks from the start without the detours; ``seconds`` since the start.
    """

    move: Move
    address: str
    end: End
    words: str = ""
    from_address: str = ""
    title: str = ""
    backs: int = 0
    depth: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SavedBy:
    """One link that would have saved so many clicks.

    ``words`` are those of the link that is there already and does not say where it leads; empty where there
    is none. ``clicks`` is 0 where the thing would have been found and was not, but not sooner.
    """

    begin: Spot
    target: Spot
    clicks: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """A stranger's search for one feature in one language.

    ``clicks`` are those forth, ``seconds`` an estimate of all. ``found_at`` is where it was found (or may
    have been: `Outcome.TO_REVIEW`), ``lost_at`` the page on which the scent was lost.
    """

    feature: str
    language: str
    outcome: Outcome
    steps: tuple[Step, ...] = ()
    clicks: int = 0
    seconds: float = 0.0
    search: Search = Search.NONE
    found_at: Spot | None = None
    lost_at: Spot | None = None
    saved_by: SavedBy | None = None

    @property
    def start(self) -> str:
        """The address at which the search began; empty where it could not begin."""
        return self.steps[0].address if self.steps else ""

    @property
    def is_found(self) -> bool:
        """Whether it was found, for certain."""
        return self.outcome is Outcome.FOUND

    @property
    def dead_ends(self) -> int:
        """How often one turned back at once."""
        return sum(step.end.is_dead for step in self.steps)

    def in_words(self, language: str) -> str:
        """The journey as two or three sentences: "Found after 3 clicks, in about 40 seconds."."""
        from miqyas.scanner.journey.telling import told

        return told(self, language)

    def as_record(self) -> dict[str, Any]:
        """The journey as plain values."""
        saved = self.saved_by
        return {
            "form": FORM,
            "feature": self.feature,
            "language": self.language,
            "outcome": self.outcome.value,
            "start": self.start or None,
            "steps": [_step_record(step) for step in self.steps],
            "clicks": self.clicks,
            "seconds": self.seconds,
            "dead_ends": self.dead_ends,
            "is_found": self.is_found,
            "search": self.search.value,
            "found_at": _spot_record(self.found_at),
            "lost_at": _spot_record(self.lost_at),
            "saved_by": {
                "from": _spot_record(saved.begin),
                "to": _spot_record(saved.target),
                "clicks": saved.clicks,
                "words": saved.words,
            }
            if saved
            else None,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Journey:
        """The journey of a record; `ValueError`, `KeyError` or `TypeError` where it is none.

        >>> journey = Journey("OSI-SP-005", "ar", Outcome.NO_START)
        >>> Journey.from_record(journey.as_record()) == journey
        True
        """
        if record["form"] != FORM:
            raise ValueError(f"not of the form {FORM}")
        return cls(
            feature=str(record["feature"]),
            language=str(record["language"]),
            outcome=Outcome(record["outcome"]),
            steps=tuple(map(_step, record["steps"])),
            clicks=int(record["clicks"]),
            seconds=float(record["seconds"]),
            search=Search(record["search"]),
            found_at=_spot(record["found_at"]),
            lost_at=_spot(record["lost_at"]),
            saved_by=_saved(record["saved_by"]),
        )


def _step_record(step: Step) -> dict[str, Any]:
    return {
        "move": step.move.value,
        "from": step.from_address or None,
        "words": step.words,
        "address": step.address,
        "title": step.title,
        "end": step.end.value,
        "backs": step.backs,
        "depth": step.depth,
        "seconds": step.seconds,
    }


def _step(record: Mapping[str, Any]) -> Step:
    return Step(
        Move(record["move"]),
        str(record["address"]),
        End(record["end"]),
        words=str(record["words"]),
        from_address=str(record["from"] or ""),
        title=str(record["title"]),
        backs=int(record["backs"]),
        depth=int(record["depth"]),
        seconds=float(record["seconds"]),
    )


def _spot_record(spot: Spot | None) -> dict[str, str] | None:
    return {"address": spot.address, "title": spot.title} if spot else None


def _spot(record: Mapping[str, Any] | None) -> Spot | None:
    return Spot(str(record["address"]), str(record["title"])) if record else None


def _saved(record: Mapping[str, Any] | None) -> SavedBy | None:
    if not record:
        return None
    begin, target = _spot(record["from"]), _spot(record["to"])
    if begin is None or target is None:
        raise ValueError("a link has two ends")
    return SavedBy(begin, target, int(record["clicks"]), str(record["words"]))
