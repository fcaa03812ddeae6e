"""The field, drawn once; and how likely a goal is for any effort of a country in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import numpy as np

from miqyas.analysis.forecast import Forecast
from miqyas.analysis.simulate.run import CHUNK
from miqyas.analysis.target.goal import Goal, Need, need_of
from miqyas.analysis.world import World
from miqyas.kernel.execution import SERIAL, Chunk, Engine, Progress, chunks_of, map_chunks
from miqyas.observations.model import Values
from miqyas.observations.results import COMPONENTS

NO_EFFORT: Final = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Plan:
    """All that a chunk of draws needs, and nothing else, so that it can travel to another process."""

    place: int
    forecast: Forecast
    need: Need


@dataclass(frozen=True)
class Field:
    """The draws, seen from one country.

    By draw: `own` are its components before they are stretched, `low` and `high` the ends of the field
    without it, each (draw, component); `base` the index it needs as long as it does not move the ends
    further than it does without effort. `loose` are the draws in which an effort may do so, `values` all
    states' components in those, (draw, component, country). `holders` counts the draws in which each state
    comes to the rank that is wanted, nothing for other goals.
    """

    plan: Plan
    own: Values
    low: Values
    high: Values
    base: Values
    loose: np.ndarray
    values: Values
    holders: np.ndarray

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.own)

    def chance(self, effort: Sequence[float]) -> float:
        """Share of draws that meet the goal if OSI, TII and HCI come out higher by `effort`, 1 at most.

        Where the country passes the highest of the others, or was the lowest and rises, the field is
        stretched anew, as the method does.
        """
        return float(np.mean(self.lead(effort) >= 0))

    def lead(self, effort: Sequence[float]) -> Values:
        """By how much the own index exceeds what the goal needs, in each draw; not met where negative."""
        moved = np.minimum(self.own + np.asarray(effort, dtype=float), 1.0)
        low, high = self._ends(moved)
        total = ((moved - low) / (high - low)) @ self.plan.forecast.weights
        lead: Values = total - self._needed(low, high)
        return lead

    def _ends(self, own: Values) -> tuple[Values, Values]:
        """Ends of the field with the country in it; 0 and 1 for a component that is not stretched."""
        spans = self.plan.forecast.spans[: len(COMPONENTS)]
        return np.where(spans, np.minimum(self.low, own), 0.0), np.where(
            spans, np.maximum(self.high, own), 1.0
        )

    @cached_property
    def _base_ends(self) -> tuple[Values, Values]:
        """The ends without effort, in the draws in which an effort may move them."""
        low, high = self._ends(self.own)
        return low[self.loose], high[self.loose]

    @cached_property
    def _risen(self) -> tuple[Values, Values]:
        """In the same draws, the lower ends once the country is nowhere the lowest, and the need then."""
        low = self._ends(np.maximum(self.own, self.low))[0][self.loose]
        return low, self._needed_between(low, self._base_ends[1], slice(None))

    def _needed(self, low: Values, high: Values) -> Values:
        """What is needed with the field between these ends, worked out anew where they moved."""
        bottom, top = low[self.loose], high[self.loose]
        is_top = (top == self._base_ends[1]).all(axis=1)
        has_moved = ~is_top | (bottom != self._base_ends[0]).any(axis=1)
        if not has_moved.any():
            return self.base
        has_risen = has_moved & is_top & (bottom == self._risen[0]).all(axis=1)
        is_other = np.flatnonzero(has_moved & ~has_risen)
        needed = self.base.copy()
        needed[self.loose[has_risen]] = self._risen[1][has_risen]
        needed[self.loose[is_other]] = self._needed_between(bottom[is_other], top[is_other], is_other)
        return needed

    def _needed_between(self, bottom: Values, top: Values, which: np.ndarray | slice) -> Values:
        """What is needed in some of the loose draws with the field between other ends."""
        weights = self.plan.forecast.weights / (top - bottom)
        rivals = np.einsum("dcs,dc->ds", self.values[which], weights)
        rivals -= (bottom * weights).sum(axis=1, keepdims=True)
        rivals[:, self.plan.place] = np.nan
        return self.plan.need.threshold(rivals)


def field_for(
    world: World,
    goal: Goal,
    *,
    iso3: str,
    coming: Forecast,
    draws: int,
    seed: int,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Field:
    """The field of a coming edition as a country with a goal sees it; the draws are those of `simulate`.

    Raises `AnalysisError` for a goal that does not exist.

    >>> from miqyas.analysis.forecast import forecast
    >>> from miqyas.analysis.target.goal import Goal
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> ask = {"iso3": "BHR", "coming": forecast(world), "draws": 400, "seed": 1}
    >>> field = field_for(world, Goal("rank", rank=15), **ask)
    >>> field.draws, field.chance((0, 0, 0)) < field.chance((0.05, 0, 0)) < field.chance((0.05, 0, 0.05))
    (400, True)
    """
    plan = Plan(world.position(iso3), coming, need_of(world, goal, iso3=iso3, origin=coming.origin))
    chunks = chunks_of(draws, size=CHUNK, seed=seed)
    return joined(list(map_chunks(partial(draw_field, plan), chunks, engine=engine, on_progress=on_progress)))


def draw_field(plan: Plan, chunk: Chunk) -> Field:
    """One chunk of draws; the same draws as `simulate` makes of the same chunk.

    >>> from miqyas.analysis.forecast import forecast
    >>> from miqyas.analysis.world import load_world
    >>> plan = Plan(17, forecast(load_world()), Need(Goal("rank", rank=3)))
    >>> draw_field(plan, chunks_of(150, size=150, seed=1)[0]).own.shape
    (150, 3)
    """
    blocks = plan.forecast.blocks(len(chunk), generator=chunk.generator(), nodes=len(COMPONENTS))
    return joined([_seen(plan, block) for block in blocks])


def joined(parts: Sequence[Field]) -> Field:
    """Parts of the draws, one after the other.

    >>> from miqyas.analysis.forecast import forecast
    >>> from miqyas.analysis.world import load_world
    >>> plan = Plan(17, forecast(load_world()), Need(Goal("rank", rank=3)))
    >>> parts = [draw_field(plan, chunk) for chunk in chunks_of(150, size=100, seed=1)]
    >>> joined(parts).draws
    150
    """
    starts = np.cumsum([0, *(part.draws for part in parts)])

    def together(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts])

    return Field(
        plan=parts[0].plan,
        own=together("own"),
        low=together("low"),
        high=together("high"),
        base=together("base"),
        loose=np.concatenate([part.loose + start for part, start in zip(parts, starts, strict=False)]),
        values=together("values"),
        holders=np.sum([part.holders for part in parts], axis=0),
    )


def _seen(plan: Plan, block: Sequence[Values]) -> Field:
    values = np.stack(block, axis=1)
    own = values[:, :, plan.place]
    others = values.copy()
    others[:, :, plan.place] = np.nan
    low, high = np.fmin.reduce(others, axis=-1), np.fmax.reduce(others, axis=-1)
    total = plan.forecast.total([plan.forecast.stretched(part.copy(), at) for at, part in enumerate(block)])
    rivals = total.copy()
    rivals[:, plan.place] = np.nan
    spans = plan.forecast.spans[: len(COMPONENTS)]
    loose = np.flatnonzero((spans & ((own < low) | (np.maximum(high, own) < 1))).any(axis=1))
    base = plan.need.threshold(rivals)
    return Field(plan, own, low, high, base, loose, values[loose], _holders(plan.need, total))


def _holders(need: Need, total: Values) -> np.ndarray:
    """In how many draws each state comes to the rank that is wanted."""
    if need.goal.kind != "rank":
        return np.zeros(total.shape[1], dtype=np.int64)
    border = Need(need.goal).threshold(total)[:, np.newaxis]
    holders: np.ndarray = np.count_nonzero(total >= border, axis=0)
    return holders
