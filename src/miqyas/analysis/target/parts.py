"""From the gain of a component to what its parts would have to give, in points or in their own units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from miqyas.analysis.effects import Effect, effects
from miqyas.analysis.target.answer import Part
from miqyas.analysis.target.chance import Field
from miqyas.analysis.world import World
from miqyas.observations.raw import load_raw
from miqyas.observations.results import COMPONENTS, PUBLISHED

NOISE: Final = 1e-9


def point_of(world: World, *, code: str, edition: int) -> float | None:
    """Size of one point of a component in index units; None where it has no grid.

    >>> from miqyas.analysis.world import load_world
    >>> round(point_of(load_world(), code="OSI", edition=2026), 4)
    0.0049
    """
    found = effects(world, edition=edition).get(code)
    return found.point if found else None


def points_for(gain: float | None, point: float | None) -> int | None:
    """Whole points that are enough for a gain; None where there is no gain or no grid.

    >>> points_for(0.011, 0.005), points_for(0.011, None)
    (3, None)
    """
    if gain is None or point is None:
        return None
    return math.ceil(abs(gain) / point - NOISE)


def parts_of(
    world: World, *, iso3: str, component: str, edition: int, origin: int, gain: float | None, room: float
) -> tuple[Part, ...]:
    """What could carry the gain of a component alone, each part with what it would have to give.

    `room` is the headroom of the component itself, `origin` the edition of present values. Parts whose
    bounds are not known are left out, probabilities left open.

    >>> from miqyas.analysis.world import load_world
    >>> parts = parts_of(
    ...     load_world(), iso3="BHR", component="OSI", edition=2026, origin=2024, gain=0.05, room=0.09
    ... )
    >>> [(part.node, part.points) for part in parts][:3]
    [('OSI.IF', 13), ('OSI.CP', 9), ('OSI.SP', 10)]
    """
    return tuple(
        _part(effect, _present(world, effect.node, origin=origin, iso3=iso3), gain=gain, most=room)
        for effect in effects(world, edition=edition).values()
        if effect.component == component and effect.node != component and effect.high is not None
    )


def with_chances(
    world: World, field: Field, parts: Sequence[Part], *, component: int, room: float
) -> tuple[Part, ...]:
    """The parts with the probability that each reaches with all it can give, and nothing else changed.

    >>> from miqyas.analysis.target.chance import field_for
    >>> from miqyas.analysis.forecast import forecast
    >>> from miqyas.analysis.target.goal import Goal
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> ask = {"iso3": "BHR", "coming": forecast(world), "draws": 400, "seed": 1}
    >>> field = field_for(world, Goal("rank", rank=15), **ask)
    >>> rest = {"iso3": "BHR", "component": "OSI", "edition": 2026, "origin": 2024, "room": 0.09}
    >>> parts = with_chances(world, field, parts_of(world, gain=0.05, **rest), component=0, room=0.09)
    >>> field.chance((0, 0, 0)) < parts[0].best <= field.chance((0.09, 0, 0))
    True
    """
    found = effects(world, edition=field.plan.forecast.edition)
    best = []
    for part in parts:
        reach = _reach(found[part.node], part.room, most=room)
        best.append(field.chance([reach if at == component else 0.0 for at in range(len(COMPONENTS))]))
    return tuple(replace(part, best=chance) for part, chance in zip(parts, best, strict=True))


def _part(effect: Effect, present: float, *, gain: float | None, most: float) -> Part:
    room = _room(effect, present)
    is_enough = gain is not None and gain <= _reach(effect, room, most=most) + NOISE
    amount = gain / effect.slope if gain is not None and is_enough else None
    return Part(
        node=effect.node,
        component=effect.component,
        unit=effect.unit,
        amount=amount,
        points=_points(effect, amount, room),
        room=room,
        is_room_known=not math.isnan(present),
        best=None,
        how=effect.how,
        mark=effect.mark,
    )


def _reach(effect: Effect, room: float, *, most: float) -> float:
    """What all of a part's room adds to its component."""
    return min(most, room * abs(effect.slope))


def _points(effect: Effect, amount: float | None, room: float) -> int | None:
    """Whole points that are enough; None where there is no grid or not that many points."""
    points = points_for(amount, effect.point)
    if points is None or effect.point is None:
        return None
    return points if points * effect.point <= room + NOISE else None


def _present(world: World, node: str, *, origin: int, iso3: str) -> float:
    """The part's newest published or imported value; NaN where it is not loaded."""
    place = world.position(iso3)
    if node in PUBLISHED:
        return float(world.published(origin).values[node][place])
    found = load_raw(world.active, edition=origin).get(node)
    return float("nan") if found is None else float(found[place])


def _room(effect: Effect, present: float) -> float:
    """How much a part can still give: from its present value to its end, or its whole scale."""
    assert effect.low is not None
    assert effect.high is not None
    if np.isnan(present):
        return effect.high - effect.low
    return max(0.0, effect.high - present if effect.slope > 0 else present - effect.low)
