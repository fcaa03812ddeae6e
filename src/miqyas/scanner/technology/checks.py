"""The checks by which is judged, and the numbers: data of checks.yaml and bounds.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from miqyas.scanner.technology.model import MOST_PLACES, Area, Fault, Level, Place, Weight


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of fault: what it is about, how grave it is, and what finds it in the browser."""

    id: str
    area: Area
    weight: Weight
    level: Level
    criteria: tuple[str, ...]
    found_by: tuple[str, ...]

    def fault(
        self, places: Iterable[Place], *, total: int | None = None, sources: Iterable[str] = ()
    ) -> Fault:
        """A fault of this kind at some places."""
        some = tuple(places)
        return Fault(
            self.id,
            self.area,
            self.weight,
            self.level,
            self.criteria,
            tuple(sources),
            len(some) if total is None else total,
            some[:MOST_PLACES],
        )


@cache
def checks() -> Mapping[str, Check]:
    """All checks by their id, in the order in which a report tells of them.

    >>> checks()["keyboard_trap"].criteria
    ('2.1.2',)
    """
    loaded: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("checks.yaml").read_text("utf-8"))
    return {
        name: Check(
            name,
            Area(one["area"]),
            Weight(one["weight"]),
            Level(one.get("level", Level.BEYOND.value)),
            tuple(one.get("criteria", ())),
            tuple(one.get("from", ())),
        )
        for name, one in loaded.items()
    }


@cache
def check_of() -> Mapping[str, Check]:
    """The check to which each rule of the browser belongs.

    >>> check_of()["image-alt"].id
    'picture_words'
    """
    return {rule: check for check in checks().values() for rule in check.found_by}


@cache
def bounds() -> Mapping[str, Any]:
    """The numbers by which is judged.

    >>> bounds()["cls"]
    [0.1, 0.25]
    """
    loaded: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("bounds.yaml").read_text("utf-8"))
    return loaded
