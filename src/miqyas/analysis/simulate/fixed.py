"""A published edition that stands still while some values in it change: the index found anew, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from miqyas.analysis.forecast.history import component_weights
from miqyas.analysis.world import World
from miqyas.index.rank import Ranks
from miqyas.observations.model import Values
from miqyas.observations.results import COMPONENTS

NUDGE: Final = 1e-9
"""Far below what is printed: keeps states of one printed index in their published order."""


@dataclass(frozen=True)
class FixedField:
    """An edition as published: OSI, TII and HCI and the index of its ranked states, NaN for others.

    `spans` tells which components the edition stretches over the whole of 0 to 1.
    """

    edition: int
    values: tuple[Values, ...]
    printed: Values
    weights: Values
    spans: tuple[bool, ...]

    def total(self, changed: Sequence[Values]) -> Values:
        """The index of all states with other components, each of shape (case, country).

        Components are scaled anew by the ends that they now have, where the edition does so; what printing
        left between the printed index and its printed components is kept, and so is the printed index of a
        state that lacks a component.
        """
        before = sum(weight * own for weight, own in zip(self.weights, self.values, strict=True))
        after = sum(
            weight * (_stretched(values) if spanned else values)
            for weight, values, spanned in zip(self.weights, changed, self.spans, strict=True)
        )
        change = after - before
        total: Values = self.printed + np.where(np.isnan(change), 0.0, change)
        return total

    def shifted(self, *, place: int, component: int, by: Values) -> Values:
        """The index of all states if one state's component moves by each of some steps, (step, country).

        Values stay within 0 and 1.
        """
        changed = [np.broadcast_to(own, (len(by), own.size)) for own in self.values]
        moved = changed[component].copy()
        moved[:, place] = np.clip(moved[:, place] + by, 0, 1)
        changed[component] = moved
        return self.total(changed)


def fixed_field(world: World, *, edition: int) -> FixedField:
    """The field of an edition with results. Raises `AnalysisError` for one that is not loaded.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> field = fixed_field(world, edition=2024)
    >>> total = field.shifted(place=world.position("BHR"), component=0, by=np.array([0.0, 0.03]))
    >>> (total[1] - total[0])[world.position("BHR")].round(4)
    np.float64(0.01)
    """
    key = ("fixed_field", edition)
    if key not in world.kept_answers:
        world.kept_answers[key] = _fixed_field(world, edition)
    found: FixedField = world.kept_answers[key]
    return found


def _fixed_field(world: World, edition: int) -> FixedField:
    published = world.published(edition)
    is_ranked = published.rank > 0
    values = tuple(np.where(is_ranked, published.values[code], np.nan) for code in COMPONENTS)
    printed = np.where(is_ranked, published.values["EGDI"], np.nan)
    return FixedField(
        edition=edition,
        values=values,
        printed=printed - NUDGE * _apart(printed, published.rank),
        weights=component_weights(world.methodology(edition)),
        spans=tuple(bool(np.nanmin(own) == 0 and np.nanmax(own) == 1) for own in values),
    )


def _apart(printed: Values, rank: Ranks) -> Values:
    """Places by which a state stands behind others of the same printed index; 0 for almost all."""
    _, which = np.unique(printed, return_inverse=True)
    best = np.full(which.max() + 1, len(printed))
    np.minimum.at(best, which, rank)
    apart: Values = np.where(rank > 0, rank - best[which], 0).astype(float)
    return apart


def _stretched(values: Values) -> Values:
    low = np.nanmin(values, axis=-1, keepdims=True)
    high = np.nanmax(values, axis=-1, keepdims=True)
    stretched: Values = (values - low) / (high - low)
    return stretched
