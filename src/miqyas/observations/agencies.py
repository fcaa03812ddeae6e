"""Who publishes the raw inputs behind TII and HCI, how they get there, and how far a value may go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from miqyas.kernel.documents import read_document
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text
from miqyas.methodology import Methodology, Node, indicators
from miqyas.observations.imports.raw import Bounds, bounds_of
from miqyas.observations.raw import world_figures


@dataclass(frozen=True, slots=True)
class Round:
    """How values reach an agency: every so many years, by a questionnaire or (not `asks`) from others."""

    code: str
    agency: str
    name: Text
    every: int
    asks: bool


@dataclass(frozen=True, slots=True)
class RawInput:
    """A raw input of an edition: who publishes it, how it gets there, and what its values may be.

    `round` is None where nothing is known of it, `owner` the code of the body that usually answers for it.
    `possible` are the bounds of its unit, `seen` lowest and highest of the field (None: not known), `cap`
    where the edition stops counting. `is_assessed` marks what assessors look for on portals. `mark` is
    that of agency and round.
    """

    code: str
    component: str
    unit: str
    round: Round | None
    owner: str
    possible: Bounds
    seen: Bounds | None
    cap: Bounds | None
    lower_is_better: bool
    is_assessed: bool
    mark: Mark

    @property
    def agency(self) -> str:
        """Code of the agency, empty where none is known."""
        return self.round.agency if self.round else ""

    def counted(self, value: float) -> float:
        """The value as the edition counts it: no further than its cap.

        >>> from miqyas.methodology import load_edition
        >>> subscriptions = raw_inputs(load_edition(2024), figures_of=2024)["TII.MS"]
        >>> subscriptions.counted(131.5), subscriptions.counted(98)
        (120.0, 98.0)
        """
        if self.cap is None:
            return float(value)
        low = value if self.cap.low is None else max(value, self.cap.low)
        return float(low if self.cap.high is None else min(low, self.cap.high))


@cache
def agencies() -> Mapping[str, Text]:
    """Names of the agencies by code.

    >>> agencies()["ITU"]["en"]
    'International Telecommunication Union'
    """
    return {code: Text(entry["name"]) for code, entry in _document()["agencies"].items()}


@cache
def rounds() -> Mapping[str, Round]:
    """The rounds by which values reach the agencies, by code."""
    return {
        code: Round(code, entry["agency"], Text(entry["name"]), entry["every"], entry["asks"])
        for code, entry in _document()["rounds"].items()
    }


def raw_inputs(methodology: Methodology, *, figures_of: int) -> Mapping[str, RawInput]:
    """The raw inputs of the components that an edition makes of statistics, in the order of its tree.

    `figures_of` is the edition whose published world figures tell what values the field had.

    >>> from miqyas.methodology import load_edition
    >>> found = raw_inputs(load_edition(2024), figures_of=2024)
    >>> [code for code, one in found.items() if one.component == "HCI"]
    ['HCI.AL', 'HCI.GER', 'HCI.EYS', 'HCI.MYS', 'HCI.EGL']
    >>> found["TII.IU"].agency, found["HCI.EGL"].is_assessed, found["HCI.EYS"].possible.high
    ('ITU', True, 30)
    """
    known = _document()["indicators"]
    components = [node for node in methodology.components if _codes(node) & (known.keys() | _assessed())]
    return {
        leaf.code: _raw_input(component, leaf, figures_of=figures_of)
        for component in components
        for leaf in component.leaves
        if leaf.code != component.code
    }


def _codes(component: Node) -> frozenset[str]:
    return frozenset(leaf.code for leaf in component.leaves)


def _raw_input(component: Node, leaf: Node, *, figures_of: int) -> RawInput:
    document = _document()
    entry = document["indicators"].get(leaf.code, {})
    figures = world_figures(figures_of).get(leaf.code)
    cap = leaf.cap.value if leaf.cap else None
    return RawInput(
        code=leaf.code,
        component=component.code,
        unit=indicators()[leaf.code].unit,
        round=rounds()[entry["round"]] if entry else None,
        owner=entry.get("owner", ""),
        possible=bounds_of(leaf.code),
        seen=Bounds(figures.low, figures.high) if figures else None,
        cap=Bounds(cap.low, cap.high) if cap else None,
        lower_is_better=component.falls_with(leaf.code),
        is_assessed=leaf.code in _assessed(),
        mark=Mark(document["mark"]),
    )


def _assessed() -> frozenset[str]:
    return frozenset(_document()["assessed"])


@cache
def _document() -> Mapping[str, Any]:
    text = files("miqyas.observations").joinpath("agencies.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = read_document(text, file="observations/agencies.yaml")
    return loaded
