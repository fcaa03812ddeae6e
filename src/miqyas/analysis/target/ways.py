"""The ways to a goal, told in gains, points and parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from miqyas.analysis.target.answer import Alone, By, Mix
from miqyas.analysis.target.chance import Field
from miqyas.analysis.target.parts import parts_of, point_of, points_for, with_chances
from miqyas.analysis.target.search import Effort, alone, gains
from miqyas.analysis.world import World
from miqyas.kernel.provenance import Mark, weakest
from miqyas.observations.results import COMPONENTS


def alone_of(
    world: World, field: Field, at: int, *, own: float, room: float, wanted: float, iso3: str
) -> Alone:
    """The way by the component at a place alone; `own` is its newest value, `room` its headroom.

    >>> from miqyas.analysis.target.chance import field_for
    >>> from miqyas.analysis.forecast import forecast
    >>> from miqyas.analysis.target.goal import Goal
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> ask = {"iso3": "BHR", "coming": forecast(world), "draws": 400, "seed": 1}
    >>> field = field_for(world, Goal("rank", rank=15), **ask)
    >>> way = alone_of(world, field, 0, own=0.903, room=0.097, wanted=0.5, iso3="BHR")
    >>> way.code, way.probability >= 0.5, way.points == -(-way.gain // way.point)
    ('OSI', True, True)
    """
    code, future = COMPONENTS[at], field.plan.forecast
    found = alone(field, at, room=room, wanted=wanted)
    gain = None if found.effort is None else found.effort[at]
    point = point_of(world, code=code, edition=future.edition)
    parts = parts_of(
        world,
        iso3=iso3,
        component=code,
        edition=future.edition,
        origin=future.origin,
        gain=gain,
        room=room,
    )
    return Alone(
        code=code,
        own=own,
        room=room,
        gain=gain,
        probability=found.probability,
        best=found.best,
        points=points_for(gain, point),
        point=point,
        curve=tuple((position * room, chance) for position, chance in found.curve),
        parts=with_chances(world, field, parts, component=at, room=room),
    )


def mix_of(
    world: World,
    field: Field,
    by: By,
    effort: Effort,
    chance: float,
    *,
    iso3: str,
    rooms: list[float],
    costs: Mapping[str, float],
    share: float | None = None,
) -> Mix:
    """A mix with its points, parts and cost; `rooms` are the headrooms, `costs` what a unit of each costs.

    >>> from miqyas.analysis.target.chance import field_for
    >>> from miqyas.analysis.forecast import forecast
    >>> from miqyas.analysis.target.goal import Goal
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> ask = {"iso3": "BHR", "coming": forecast(world), "draws": 400, "seed": 1}
    >>> field = field_for(world, Goal("rank", rank=15), **ask)
    >>> rest = {"iso3": "BHR", "rooms": [0.097, 0.012, 0.132], "costs": {"OSI": 1, "TII": 1, "HCI": 2}}
    >>> mix = mix_of(world, field, "share", (0.05, 0.0, 0.05), 0.6, **rest)
    >>> round(mix.cost, 3), mix.points["OSI"], mix.parts[0].node
    (0.15, 11, 'OSI.IF')
    """
    future, amounts = field.plan.forecast, gains(effort)
    parts = [
        parts_of(
            world,
            iso3=iso3,
            component=code,
            edition=future.edition,
            origin=future.origin,
            gain=amounts[code],
            room=room,
        )
        for code, room in zip(COMPONENTS, rooms, strict=True)
        if amounts[code]
    ]
    return Mix(
        by=by,
        gains=amounts,
        points={
            code: points_for(gain, point_of(world, code=code, edition=future.edition))
            for code, gain in amounts.items()
        },
        parts=tuple(part for found in parts for part in found),
        probability=chance,
        cost=sum(amount * costs[code] for code, amount in amounts.items()),
        share=share,
    )


def marks_of(ways: Sequence[Alone]) -> dict[str, Mark]:
    """The weakest mark by what the steps from parts to components rest on.

    >>> marks_of([])
    {}
    """
    marks: dict[str, list[Mark]] = {}
    for part in (part for way in ways for part in way.parts):
        marks.setdefault(part.how, []).append(part.mark)
    return {how: weakest(found) for how, found in marks.items()}
