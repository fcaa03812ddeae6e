"""What a scan may cost, and how far whoever starts it may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from miqyas.kernel.documents import read_document
from miqyas.kernel.errors import Place
from miqyas.workspace.scans.errors import ScanError

NUMBERS: Final = ("pages", "seconds", "browser")


@cache
def settings_of_scans() -> Mapping[str, Any]:
    """`plan.yaml`: bounds, pairs of languages, what kinds of portals are in the words of the catalogue."""
    text = files("miqyas.workspace.scans").joinpath("plan.yaml").read_text("utf-8")
    return read_document(text, file="plan.yaml")


@dataclass(frozen=True, slots=True)
class Bound:
    """What a number is unless somebody chooses, and between what they may choose."""

    usual: int
    least: int
    most: int


def bounds() -> Mapping[str, Bound]:
    """The bounds of each number of a plan."""
    return {name: Bound(**settings_of_scans()[name]) for name in NUMBERS}


def pairs() -> tuple[tuple[str, str], ...]:
    """The pairs of languages that may be compared."""
    return tuple((one, other) for one, other in settings_of_scans()["pairs"])


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """Pages and seconds for each portal, pages of each shown in a browser, the languages compared."""

    pages: int
    seconds: int
    browser: int
    languages: tuple[str, str]

    @classmethod
    def usual(cls) -> ScanPlan:
        """What is chosen unless somebody chooses."""
        known = bounds()
        return cls(*(known[name].usual for name in NUMBERS), pairs()[0])

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> ScanPlan:
        """From plain values; what is left out is as usual. Raises `ScanError` for what is out of bounds."""
        usual, known = cls.usual(), bounds()
        numbers = {
            name: _number(values.get(name, getattr(usual, name)), name, known[name]) for name in NUMBERS
        }
        pair = tuple(values.get("languages") or usual.languages)
        if pair not in pairs():
            listed = ", ".join("-".join(one) for one in pairs())
            raise ScanError("pair_unknown", place=Place(name="languages"), known=listed)
        return cls(**numbers, languages=(pair[0], pair[1]))

    def as_record(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "languages": list(self.languages)}


def _number(value: Any, name: str, bound: Bound) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = bound.least - 1
    if not bound.least <= number <= bound.most:
        raise ScanError("out_of_bounds", place=Place(name=name), least=bound.least, most=bound.most)
    return number
