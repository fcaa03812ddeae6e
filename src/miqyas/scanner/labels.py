"""Labels: what people who looked for themselves say is there, and how often the rules agree with them.

Precision is the share of what rules said is there that is there, recall the share of what is there that rules
said is there; each with its Wilson interval (Wilson 1927, J. Am. Stat. Assoc. 22:209-212). Of groups with
few labels nothing is said but that they were not measured. Examples of rules are never labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from math import sqrt
from statistics import NormalDist
from typing import Any, Final, Protocol

from miqyas.kernel.documents import read_document, read_list
from miqyas.kernel.words import language_name, say
from miqyas.scanner.rules.model import Proof, State

WHOLE: Final = ""
"""The name of the group of all."""


class By(Enum):
    """What comparisons are grouped by."""

    RULE = "rule"
    LANGUAGE = "language"
    PROOF = "proof"
    RULE_AND_LANGUAGE = "rule_and_language"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Label:
    """What somebody who looked says of a feature at a place: the address of a site, or of one page.

    ``source`` tells who looked: the adjudication of a review, a page of labels, the authors of a corpus.
    """

    feature: str
    where: str
    is_there: bool
    source: str = ""


class Found(Protocol):
    """What is compared with labels; a `findings.Finding` is one."""

    @property
    def feature(self) -> str:
        """The code of the feature."""

    @property
    def rule(self) -> str:
        """The rule that speaks for it."""

    @property
    def state(self) -> State:
        """What was found."""

    @property
    def proof(self) -> Proof:
        """How far it was followed."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it was found."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One label beside what a rule said; ``said`` is None where the rule could not tell."""

    rule: str
    language: str
    proof: Proof
    is_there: bool
    said: bool | None


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the ends of its interval, all from 0 to 1 and None where ``of`` is 0."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The ends of its Wilson interval."""
        return wilson(self.right, self.of, coverage=_settings()["coverage"]) if self.of else None

    def as_record(self) -> dict[str, Any]:
        """Counts, share and interval as plain values."""
        low, high = self.interval or (None, None)
        return {"right": self.right, "n": self.of, "value": self.value, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Measure:
    """How right rules are in one group.

    ``right`` said to be there and are, ``wrong`` said to be there and are not, ``missed`` are there and were
    not said to be, ``left`` neither; ``untold`` could not be told and count for nothing.
    """

    group: str
    right: int = 0
    wrong: int = 0
    missed: int = 0
    left: int = 0
    untold: int = 0

    @property
    def n(self) -> int:
        """The labels that could be compared."""
        return self.right + self.wrong + self.missed + self.left

    @property
    def is_measured(self) -> bool:
        """Whether there are labels enough to say something."""
        return self.n >= fewest()

    @property
    def precision(self) -> Share:
        """The share of what was said to be there that is there."""
        return Share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> Share:
        """The share of what is there that was said to be there."""
        return Share(self.right, self.right + self.missed)

    def __add__(self, other: Measure) -> Measure:
        """Both together, under the name of the first."""
        return Measure(
            self.group,
            self.right + other.right,
            self.wrong + other.wrong,
            self.missed + other.missed,
            self.left + other.left,
            self.untold + other.untold,
        )

    def in_words(self, language: str) -> str:
        """Precision and recall as a sentence, or that they were not measured.

        >>> Measure("search", right=60, wrong=1, missed=3).in_words("en").split(". ")[0]
        'Of what is said to be there, right: 98% (91% to >99%, n = 61)'
        >>> Measure("search", right=12).in_words("en")
        'Not measured: 12 labels, 50 are needed.'
        """
        if not self.is_measured:
            return say("scan.labels.not_measured", language=language, n=self.n, fewest=fewest())
        precision, recall = (_share_in_words(one, language) for one in (self.precision, self.recall))
        return say("scan.labels.measured", language=language, precision=precision, recall=recall)

    def as_record(self) -> dict[str, Any]:
        """Counts and shares as plain values; no shares where nothing was measured."""
        told = self.is_measured
        return {
            "group": self.group,
            "n": self.n,
            "is_measured": told,
            "right": self.right,
            "wrong": self.wrong,
            "missed": self.missed,
            "left": self.left,
            "untold": self.untold,
            "precision": self.precision.as_record() if told else None,
            "recall": self.recall.as_record() if told else None,
        }


def _share_in_words(share: Share, language: str) -> str:
    if share.interval is None:
        return say("scan.labels.no_share", language=language)
    low, high = share.interval
    return say("scan.labels.share", language=language, value=share.value, low=low, high=high, of=share.of)


@cache
def _settings() -> Mapping[str, Any]:
    text = files(__package__).joinpath("labels.yaml").read_text(encoding="utf-8")
    return read_document(text, file="labels.yaml")


def fewest() -> int:
    """The labels of a group below which nothing is said of it.

    >>> fewest()
    50
    """
    return int(_settings()["fewest"])


def wilson(right: int, of: int, *, coverage: float = 0.95) -> tuple[float, float]:
    """The ends of the Wilson score interval of a share, 0 to 1; `ValueError` where there is no such share.

    >>> tuple(round(end, 4) for end in wilson(8, 10))
    (0.4902, 0.9433)
    >>> wilson(0, 20)[0], round(wilson(20, 20)[0], 4)
    (0.0, 0.8389)
    """
    if not 0 <= right <= of or not of or not 0 < coverage < 1:
        raise ValueError(f"no share: {right} of {of}, coverage {coverage}")
    z = NormalDist().inv_cdf((1 + coverage) / 2)
    share, spread = right / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return (0.0 if right == 0 else low), (1.0 if right == of else high)


def said_of(state: State) -> bool | None:
    """What a state says to somebody who asks whether the thing is there; None where it could not be told.

    >>> said_of(State.PARTIAL), said_of(State.NEEDS_REVIEW), said_of(State.NOT_ASSESSABLE)
    (True, False, None)
    """
    said = _settings()["said"]
    if state.value in said["there"]:
        return True
    return False if state.value in said["not_there"] else None


def compared(labels: Iterable[Label], findings: Mapping[str, Iterable[Found]]) -> tuple[Comparison, ...]:
    """Every label beside the finding on its feature at its place, in the order of the labels.

    ``findings`` are by place, as labels name it. Labels of what was not looked at are left out, and so are
    those that contradict each other.
    """
    by_place = {(where, one.feature): one for where, found in findings.items() for one in found}
    told: dict[tuple[str, str], set[bool]] = {}
    for label in labels:
        told.setdefault((label.where, label.feature), set()).add(label.is_there)
    return tuple(
        Comparison(
            rule=found.rule,
            language=next(iter(found.languages), ""),
            proof=found.proof,
            is_there=next(iter(answers)),
            said=said_of(found.state),
        )
        for place, answers in told.items()
        if len(answers) == 1 and (found := by_place.get(place)) is not None
    )


def measures(comparisons: Iterable[Comparison], *, by: By = By.NOTHING) -> tuple[Measure, ...]:
    """How right the rules are in each group, in the order of their names; nothing of no comparisons.

    >>> seen = [Comparison("search", "ar", Proof.CONTENT, is_there=True, said=said) for said in (True, False)]
    >>> [(one.group, one.right, one.missed) for one in measures(seen, by=By.RULE)]
    [('search', 1, 1)]
    """
    found: dict[str, Measure] = {}
    for one in comparisons:
        group = _group_of(one, by)
        found[group] = found.get(group, Measure(group)) + _counted(one)
    return tuple(found[group] for group in sorted(found))


def _group_of(one: Comparison, by: By) -> str:
    return {
        By.RULE: one.rule,
        By.LANGUAGE: one.language,
        By.PROOF: one.proof.name.lower(),
        By.RULE_AND_LANGUAGE: f"{one.rule} {one.language}".strip(),
        By.NOTHING: WHOLE,
    }[by]


def _counted(one: Comparison) -> Measure:
    if one.said is None:
        return Measure(WHOLE, untold=1)
    if one.said:
        return Measure(WHOLE, right=1) if one.is_there else Measure(WHOLE, wrong=1)
    return Measure(WHOLE, missed=1) if one.is_there else Measure(WHOLE, left=1)


def measured(rule: str, language: str) -> Measure:
    """What labels of others say of a rule's cues in a language; nothing of most, which says so in words.

    >>> measured("search", "it").in_words("en"), measured("search", "pt").in_words("en")
    ('Not measured: 31 labels, 50 are needed.', 'Not measured: no labels, 50 are needed.')
    """
    return _measured().get((rule, language), Measure(f"{rule} {language}"))


@dataclass(frozen=True, slots=True)
class Heard:
    """What labels of others say of the cues of one language.

    ``rules`` have cues in it, ``held`` of them were held against labels, ``measured`` against enough of them.
    """

    language: str
    rules: int
    held: int
    measured: int

    def in_words(self, language: str) -> str:
        """As a sentence, in a language of the reader."""
        named = language_name(self.language, language=language)
        return say(
            "scan.labels.in_language" if self.held else "scan.labels.unheard",
            language=language,
            name=named,
            n=self.rules,
            held=self.held,
            measured=self.measured,
        )


def heard(cues: Mapping[str, Iterable[str]]) -> tuple[Heard, ...]:
    """What labels of others say of each language in which rules have cues; ``cues`` are languages by rule.

    >>> heard({"search": ("ar", "it"), "budget": ("ar",)})[0]
    Heard(language='ar', rules=2, held=0, measured=0)
    """
    rules: dict[str, list[str]] = {}
    for rule, languages in cues.items():
        for code in languages:
            rules.setdefault(code, []).append(rule)
    found = []
    for code, named in rules.items():
        known = [measured(rule, code) for rule in named]
        found.append(
            Heard(code, len(named), sum(one.n > 0 for one in known), sum(one.is_measured for one in known))
        )
    return tuple(sorted(found, key=lambda one: (-one.rules, one.language)))


@cache
def _measured() -> Mapping[tuple[str, str], Measure]:
    text = files("miqyas.scanner.rules").joinpath("measured.yaml").read_text(encoding="utf-8")
    found: dict[tuple[str, str], Measure] = {}
    for one in read_list(text, file="measured.yaml"):
        key = (one["rule"], one["language"])
        counts = Measure(" ".join(key), *(one[name] for name in ("right", "wrong", "missed", "left")))
        found[key] = found[key] + counts if key in found else counts
    return found
