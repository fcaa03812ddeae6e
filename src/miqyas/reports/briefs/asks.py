"""What a country asks for: in each component the part that can bring most, the largest headroom first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from miqyas.analysis.effects import effect_of
from miqyas.analysis.features import Worth
from miqyas.analysis.features.model import Gain
from miqyas.analysis.features.sentences import SHOWN_POINTS
from miqyas.analysis.features.steps import Room
from miqyas.analysis.profile import Headroom, headroom
from miqyas.analysis.world import World

LEAST_TOLD: Final = 0.0005
"""Headroom below this reads as nothing, and nothing is asked of it."""


@dataclass(frozen=True)
class Ask:
    """A component with its headroom, and the step inside it that is worth most of those compared."""

    room: Headroom
    gain: Gain


def asks_of(world: World, found: Worth) -> tuple[Ask, ...]:
    """One ask for each component with headroom, the largest headroom first.

    In a component it is the part that can still bring most; among those that bring as much, the one whose
    step is worth most: five points of a sub-index, one unit step of a raw input. Where an edition knows no
    parts, the component itself is asked for.

    >>> from miqyas.analysis.features import worth_as_published
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> found = worth_as_published(world, iso3="BHR", edition=2024)
    >>> [(ask.room.code, ask.gain.node) for ask in asks_of(world, found)]
    [('HCI', 'HCI.EGL'), ('OSI', 'OSI.SP'), ('TII', 'TII.MS')]
    """
    rooms = headroom(world, iso3=found.iso3, edition=found.edition)
    most = partial(_most, world, found)
    return tuple(_asks(found, [room for room in rooms if room.gain >= LEAST_TOLD], most))


def _asks(found: Worth, rooms: Iterable[Headroom], most: Callable[[Gain], float]) -> Iterator[Ask]:
    for room in rooms:
        own = [gain for gain in found.gains if gain.component == room.code and _is_compared(gain)]
        inside = [gain for gain in own if gain.node != room.code]
        if own:
            yield Ask(room, max(inside or own, key=lambda gain: (most(gain), _worth_of(gain))))


def _is_compared(gain: Gain) -> bool:
    is_step = gain.asked_points is None or round(gain.asked_points, 9) == SHOWN_POINTS
    return is_step and gain.egdi_gain > 0


def _most(world: World, found: Worth, gain: Gain) -> float:
    """What all that is left of a node brings to its component, told no finer than it is known."""
    effect = effect_of(world, edition=found.edition, node=gain.node)
    longest, _ = Room(world, iso3=found.iso3, edition=found.edition).of(effect, direction=gain.asked)
    return round(longest * abs(effect.slope), 3)


def _worth_of(gain: Gain) -> float:
    return gain.moving.gained.mean if gain.moving else gain.egdi_gain
