"""What an examination says: faults of pages and of sites, each with where, what, and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from miqyas.kernel.words import say

FORM: Final = "miqyas-technology/1"
"""The form of a report as a record."""
MOST_PLACES: Final = 20


class Area(Enum):
    """What a fault is about, in the order in which a report tells of them."""

    ACCESSIBILITY = "accessibility"
    SECURITY = "security"
    FINDABILITY = "findability"
    SPEED = "speed"


class Level(Enum):
    """The level of WCAG that a fault keeps a page from; beyond what A and AA ask for counts apart."""

    A = "A"
    AA = "AA"
    BEYOND = "beyond"


class Weight(Enum):
    """How much a fault keeps people from what they came for, the gravest first."""

    CRITICAL = "critical"
    SERIOUS = "serious"
    MODERATE = "moderate"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is: the address, the element by its path, its box in the picture, its text, a detail.

    ``box`` is x, y, width and height in CSS pixels; the box and the path are empty where it is no element.
    """

    address: str
    selector: str = ""
    box: tuple[int, ...] = ()
    snippet: str = ""
    detail: str = ""

    def as_record(self) -> list[Any]:
        """As plain values, in the order of the fields."""
        return [self.address, self.selector, list(self.box), self.snippet, self.detail]

    @classmethod
    def from_record(cls, record: Any) -> Place:
        """The place of a record."""
        address, selector, box, snippet, detail = record
        return cls(str(address), str(selector), tuple(map(int, box)), str(snippet), str(detail))


@dataclass(frozen=True)
class Fault:
    """One kind of fault on one page, or on a site as a whole.

    ``check`` names it; ``sources`` are the rules that found it; ``total`` counts elements, or pages where it
    is one of the site, of which ``places`` are some.
    """

    check: str
    area: Area
    weight: Weight
    level: Level = Level.BEYOND
    criteria: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    total: int = 1
    places: tuple[Place, ...] = ()

    def what(self, language: str) -> str:
        """What is wrong, in one sentence.

        >>> Fault("no_https", Area.SECURITY, Weight.CRITICAL).what("en")
        'The site is served without encryption.'
        """
        return say(f"technology.{self.check}.what", language=language)

    def mend(self, language: str) -> str:
        """How to mend it, in one sentence."""
        return say(f"technology.{self.check}.mend", language=language)

    def as_record(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "check": self.check,
            "area": self.area.value,
            "weight": self.weight.value,
            "level": self.level.value,
            "criteria": list(self.criteria),
            "sources": list(self.sources),
            "total": self.total,
            "places": [place.as_record() for place in self.places],
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Fault:
        """The fault of a record."""
        return cls(
            record["check"],
            Area(record["area"]),
            Weight(record["weight"]),
            Level(record["level"]),
            tuple(record["criteria"]),
            tuple(record["sources"]),
            int(record["total"]),
            tuple(map(Place.from_record, record["places"])),
        )


@dataclass(frozen=True, slots=True)
class Speed:
    """How a page came on a slow phone: the largest part after milliseconds, its jumps, bytes, requests.

    ``lcp_ms`` is None where nothing was painted in time.
    """

    lcp_ms: int | None
    cls: float
    bytes: int
    requests: int
    is_late: bool = False

    def as_record(self) -> dict[str, Any]:
        """As plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class PageExamined:
    """What was found in one page.

    ``is_checked``: axe and own checks came to their end; ``unfinished`` says why they did not (time, broken,
    no_axe), and what was found until then is there. ``is_probed``: widths, spacing and keyboard were tried.
    """

    address: str
    faults: tuple[Fault, ...] = ()
    is_checked: bool = False
    is_probed: bool = False
    unfinished: str = ""
    speed: Speed | None = None

    def as_record(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "address": self.address,
            "faults": [fault.as_record() for fault in self.faults],
            "is_checked": self.is_checked,
            "is_probed": self.is_probed,
            "unfinished": self.unfinished,
            "speed": self.speed.as_record() if self.speed else None,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> PageExamined:
        """The page of a record."""
        speed = record["speed"]
        return cls(
            record["address"],
            tuple(map(Fault.from_record, record["faults"])),
            bool(record["is_checked"]),
            bool(record["is_probed"]),
            record["unfinished"],
            Speed(**speed) if speed else None,
        )


@dataclass(frozen=True)
class SiteExamined:
    """What was found in the pages of one host, and in how it answers.

    ``faults`` are those of the host itself, and those of its pages taken together: ``total`` counts elements
    for the latter. ``pages`` were seen; ``checked`` of them came to an end in the browser.
    """

    host: str
    pages: int = 0
    checked: int = 0
    probed: int = 0
    faults: tuple[Fault, ...] = ()
    not_told: tuple[str, ...] = ()

    def of(self, area: Area) -> tuple[Fault, ...]:
        """The faults of one area."""
        return tuple(fault for fault in self.faults if fault.area is area)

    def as_record(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "host": self.host,
            "pages": self.pages,
            "checked": self.checked,
            "probed": self.probed,
            "faults": [fault.as_record() for fault in self.faults],
            "not_told": list(self.not_told),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> SiteExamined:
        """The site of a record."""
        return cls(
            record["host"],
            int(record["pages"]),
            int(record["checked"]),
            int(record["probed"]),
            tuple(map(Fault.from_record, record["faults"])),
            tuple(record["not_told"]),
        )


@dataclass(frozen=True)
class TechnologyReport:
    """What was found in pages, page by page, and summed for each host.

    >>> TechnologyReport.from_record(TechnologyReport().as_record()) == TechnologyReport()
    True
    """

    pages: tuple[PageExamined, ...] = ()
    sites: tuple[SiteExamined, ...] = ()
    checks: Mapping[str, int] = field(default_factory=dict, hash=False)

    @property
    def is_partial(self) -> bool:
        """Whether some pages could not be examined to the end; the report then says of which."""
        return any(page.unfinished for page in self.pages)

    def as_record(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "form": FORM,
            "pages": [page.as_record() for page in self.pages],
            "sites": [site.as_record() for site in self.sites],
            "checks": dict(self.checks),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> TechnologyReport:
        """The report of a record; `ValueError` where it is of another form."""
        if record["form"] != FORM:
            raise ValueError(f"not of the form {FORM}")
        return cls(
            tuple(map(PageExamined.from_record, record["pages"])),
            tuple(map(SiteExamined.from_record, record["sites"])),
            dict(record["checks"]),
        )


def levels(faults: Iterable[Fault]) -> dict[Level, int]:
    """How many kinds of fault keep a page from each level.

    >>> levels([Fault("contrast", Area.ACCESSIBILITY, Weight.SERIOUS, Level.AA)])[Level.AA]
    1
    """
    counted = Counter(fault.level for fault in faults if fault.area is Area.ACCESSIBILITY)
    return {level: counted[level] for level in Level}
