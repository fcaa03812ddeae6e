"""What a comparison of two languages says: pairs of pages, and issues with where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

FORM: Final = "miqyas-parity/1"
"""The form of a report as a record."""


class Standing(Enum):
    """How far two languages could be compared."""

    COMPARED = "compared"
    NOT_PAIRED = "not_paired"
    """Pages of both were seen, and hardly any tells which belongs to which."""
    ONE_LANGUAGE = "one_language"
    NOTHING_SEEN = "nothing_seen"


class How(Enum):
    """How it is known that two pages are one in two languages, the surest first."""

    HREFLANG_BOTH = "hreflang_both"
    LINK_BOTH = "link_both"
    """A language link in each leads to the other."""
    ADDRESS = "address"
    """Their addresses differ by the token of a language alone."""
    HREFLANG = "hreflang"
    LINK = "link"


class Kind(Enum):
    """What is wrong."""

    SERVICE_ONE_SIDE = "service_one_side"
    FEATURE_ONE_SIDE = "feature_one_side"
    PAGE_ONE_SIDE = "page_one_side"
    DOCUMENT_ONE_SIDE = "document_one_side"
    PARTNER_MISSING = "partner_missing"
    """What a page names as its other language is not there."""
    UNTRANSLATED = "untranslated"
    MIXED = "mixed"
    SHORTENED = "shortened"
    TITLE_UNTRANSLATED = "title_untranslated"
    MENU_UNTRANSLATED = "menu_untranslated"
    NUMBERS_DIFFER = "numbers_differ"
    DATES_DIFFER = "dates_differ"
    UPDATED_OLDER = "updated_older"
    LIST_OLDER = "list_older"
    LANG_MISSING = "lang_missing"
    LANG_WRONG = "lang_wrong"
    LANG_MALFORMED = "lang_malformed"
    DIR_MISSING = "dir_missing"
    DIR_WRONG = "dir_wrong"
    HREFLANG_CODE = "hreflang_code"
    HREFLANG_SELF = "hreflang_self"
    HREFLANG_ONE_WAY = "hreflang_one_way"
    PARTNER_SHARED = "partner_shared"
    SWITCH_LOSES = "switch_loses"
    BEYOND_VIEWPORT = "beyond_viewport"
    NOT_MIRRORED = "not_mirrored"


class Group(Enum):
    """What kinds have in common, in the order in which a report tells of them."""

    ONE_SIDE = "one_side"
    STALE = "stale"
    TEXT = "text"
    MARKUP = "markup"
    LAYOUT = "layout"


GROUPS: Final[Mapping[Kind, Group]] = {
    **dict.fromkeys(
        (
            Kind.SERVICE_ONE_SIDE,
            Kind.FEATURE_ONE_SIDE,
            Kind.PAGE_ONE_SIDE,
            Kind.DOCUMENT_ONE_SIDE,
            Kind.PARTNER_MISSING,
        ),
        Group.ONE_SIDE,
    ),
    **dict.fromkeys(
        (Kind.NUMBERS_DIFFER, Kind.DATES_DIFFER, Kind.UPDATED_OLDER, Kind.LIST_OLDER), Group.STALE
    ),
    **dict.fromkeys(
        (
            Kind.UNTRANSLATED,
            Kind.MIXED,
            Kind.SHORTENED,
            Kind.TITLE_UNTRANSLATED,
            Kind.MENU_UNTRANSLATED,
        ),
        Group.TEXT,
    ),
    **dict.fromkeys((Kind.BEYOND_VIEWPORT, Kind.NOT_MIRRORED), Group.LAYOUT),
}


def group_of(kind: Kind) -> Group:
    """The group of a kind: what is not text or layout is a matter of markup.

    >>> group_of(Kind.LANG_WRONG), group_of(Kind.MIXED)
    (<Group.MARKUP: 'markup'>, <Group.TEXT: 'text'>)
    """
    return GROUPS.get(kind, Group.MARKUP)


@dataclass(frozen=True, slots=True)
class Pair:
    """One page in two languages; ``hows`` are all the ways in which that is known, the surest first."""

    first: str
    second: str
    hows: tuple[How, ...]


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place: a page, the language that it is meant to be in, and words that stand there."""

    address: str
    language: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A number or date on one side that the other has not, as written, with the text around it on both.

    Empty values: it stands on the other side alone. Texts are those of the first and the second language.
    """

    first: str
    second: str
    first_text: str = ""
    second_text: str = ""


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong in ``language``: on one pair of pages, or on ``count`` pages alike.

    ``spots`` are the places, as many as are told of; ``details`` what the words of the kind name (days,
    codes, shares from 0 to 1); ``weight`` orders issues, the greatest first.
    """

    kind: Kind
    language: str
    spots: tuple[Spot, ...]
    count: int = 1
    differences: tuple[Difference, ...] = ()
    details: Mapping[str, str | int | float] = field(default_factory=dict, hash=False)
    weight: int = 0

    def as_record(self) -> dict[str, Any]:
        """The issue as plain values."""
        return {
            "kind": self.kind.value,
            "language": self.language,
            "count": self.count,
            "weight": self.weight,
            "spots": [[one.address, one.language, one.text] for one in self.spots],
            "differences": [
                [one.first, one.second, one.first_text, one.second_text] for one in self.differences
            ],
            "details": dict(self.details),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Issue:
        """The issue of a record; `ValueError`, `KeyError` or `TypeError` where it is none."""
        return cls(
            Kind(record["kind"]),
            record["language"],
            tuple(Spot(*one) for one in record["spots"]),
            record["count"],
            tuple(Difference(*one) for one in record["differences"]),
            record["details"],
            record["weight"],
        )


@dataclass(frozen=True)
class ParityReport:
    """Two languages of a site compared.

    ``pages`` counts the pages of each language, ``other_pages`` those of further ones, ``not_readable`` those
    that are empty without scripts. ``unpaired`` are pages without a partner among those that were seen, of
    which nobody can say that they have none: they are counted and not reported. ``issues`` are ordered by
    weight.

    >>> report = ParityReport(("ar", "en"), Standing.NOTHING_SEEN)
    >>> ParityReport.from_record(report.as_record()) == report
    True
    """

    languages: tuple[str, str]
    standing: Standing
    pages: Mapping[str, int] = field(default_factory=dict, hash=False)
    other_pages: int = 0
    not_readable: int = 0
    pairs: tuple[Pair, ...] = ()
    unpaired: Mapping[str, int] = field(default_factory=dict, hash=False)
    issues: tuple[Issue, ...] = ()

    @property
    def paired_by(self) -> dict[How, int]:
        """How many pairs are known by each way, counting the surest of each pair."""
        counted = dict.fromkeys(How, 0)
        for pair in self.pairs:
            counted[pair.hows[0]] += 1
        return {how: number for how, number in counted.items() if number}

    def of(self, kind: Kind) -> tuple[Issue, ...]:
        """The issues of a kind."""
        return tuple(one for one in self.issues if one.kind is kind)

    def as_record(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "form": FORM,
            "languages": list(self.languages),
            "standing": self.standing.value,
            "pages": dict(self.pages),
            "other_pages": self.other_pages,
            "not_readable": self.not_readable,
            "pairs": [[one.first, one.second, [how.value for how in one.hows]] for one in self.pairs],
            "unpaired": dict(self.unpaired),
            "issues": [issue.as_record() for issue in self.issues],
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> ParityReport:
        """The report of a record; `ValueError`, `KeyError` or `TypeError` where it is none."""
        if record["form"] != FORM:
            raise ValueError(f"not of the form {FORM}")
        first, second = record["languages"]
        pairs = (Pair(one, other, tuple(map(How, hows))) for one, other, hows in record["pairs"])
        return cls(
            (first, second),
            Standing(record["standing"]),
            record["pages"],
            record["other_pages"],
            record["not_readable"],
            tuple(pairs),
            record["unpaired"],
            tuple(map(Issue.from_record, record["issues"])),
        )
