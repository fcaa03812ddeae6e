"""The forecast itself: what each state may score, all states and components together.

The expected level comes from a model (`models`), the spread around it from the model's own past errors. A
draw takes one past transition for all states, so that what moved everybody then moves everybody now (an
edition's common shock, changes of method included), and gives each state the error of a state that stood
where it stands, all components of that state together. So errors are correlated as they were, and no
shape of a distribution is assumed. Later editions take the same errors, stretched as changes over that
many editions were larger than changes over one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, get_args

import numpy as np

from miqyas.analysis.errors import AnalysisError, one_of
from miqyas.analysis.forecast.history import NODES, History, history
from miqyas.analysis.forecast.models import Fitted, fit
from miqyas.analysis.world import World
from miqyas.index.levels import from_level
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Mark, Versions
from miqyas.methodology import draft_edition
from miqyas.observations.model import Values
from miqyas.observations.results import COMPONENTS

DONORS: Final = 31
"""States that stood nearest in the index: an error is taken from one of them."""
FURTHEST: Final = 3
"""Editions ahead that are forecast."""
BLOCK: Final = 128
"""Draws made in one go: what is made on the way stays near the processor."""
Break = Literal["as_before", "broken", "unbroken"]
"""Whether the method changes as often as it did, surely, or surely not."""


@dataclass(frozen=True)
class Forecast:
    """A joint distribution of OSI, TII, HCI and EPI of all states in a coming edition.

    `values[t, j, c, i]` is what node c of state i comes to with the error of its j-th donor in past
    transition t, from 0 to 1; each t and j is equally likely, t for all states together. NaN for states
    that were not ranked in `origin`. `expected` is the model's own expectation, shape (node, country).
    `factor` is the calibration of the spread, `marks` the assumptions by name.
    """

    edition: int
    origin: int
    steps: int
    model: str
    factor: float
    method_break: Break
    countries: tuple[str, ...]
    values: Values
    expected: Values
    transitions: tuple[tuple[int, int], ...]
    weights: Values
    spans: np.ndarray
    versions: Versions
    marks: Mapping[str, Mark]

    def sample(self, draws: int, *, seed: int | np.random.SeedSequence) -> Mapping[str, Values]:
        """Draws of OSI, TII, HCI, EPI and EGDI, each of shape (draw, country); equal for an equal seed.

        Each component is stretched over 0 to 1 in every draw where the newest edition does so.
        """
        drawn = {code: np.empty((draws, len(self.countries))) for code in (*NODES, "EGDI")}
        begin = 0
        for block in self.blocks(draws, generator=np.random.default_rng(seed)):
            end = begin + len(block[0])
            for code, values in zip(NODES, map(self.stretched, block, range(len(NODES))), strict=True):
                drawn[code][begin:end] = values
            drawn["EGDI"][begin:end] = self.total(block)
            begin = end
        return drawn

    def sample_index(self, draws: int, *, seed: int | np.random.SeedSequence) -> Values:
        """Draws of the index alone, those of `sample`, in less time."""
        generator = np.random.default_rng(seed)
        parts = [
            self.total([self.stretched(values, at) for at, values in enumerate(block)])
            for block in self.blocks(draws, generator=generator, nodes=len(COMPONENTS))
        ]
        drawn: Values = np.concatenate(parts)
        return drawn

    def blocks(
        self, draws: int, *, generator: np.random.Generator, nodes: int = len(NODES)
    ) -> Iterator[list[Values]]:
        """Draws of the first nodes before they are stretched, some rows at a time, (draw, country) each."""
        tables = [self.table[at].reshape(-1) for at in range(nodes)]
        for begin in range(0, draws, BLOCK):
            places = self._places(min(BLOCK, draws - begin), generator)
            yield [table.take(places) for table in tables]

    def stretched(self, drawn: Values, node: int) -> Values:
        """Draws of one node, scaled in place to span 0 to 1 over the states where the method does so."""
        if self.spans[node]:
            drawn -= np.fmin.reduce(drawn, axis=-1, keepdims=True)
            drawn *= 1 / np.fmax.reduce(drawn, axis=-1, keepdims=True)
        return drawn

    def total(self, nodes: Sequence[Values]) -> Values:
        """The index of drawn components, OSI, TII and HCI first, by the weights of the newest method."""
        total: Values = nodes[0] * self.weights[0]
        for values, weight in zip(nodes[1 : len(COMPONENTS)], self.weights[1:], strict=True):
            total += values * weight
        return total

    @cached_property
    def table(self) -> Values:
        """The values in the order in which they are drawn from: (node, transition, country, donor)."""
        return np.ascontiguousarray(self.values.transpose(2, 0, 3, 1))

    def _places(self, draws: int, generator: np.random.Generator) -> np.ndarray:
        """Places in a node's table: a transition for each draw, a donor for each state in it."""
        _, transitions, count, donors = self.table.shape
        picked = generator.integers(donors, size=(draws, count), dtype=np.uint8)
        start = generator.integers(transitions, size=(draws, 1), dtype=np.int32) * np.int32(count * donors)
        places = start + np.arange(0, count * donors, donors, dtype=np.int32)
        places += picked
        return places


def forecast(
    world: World, *, edition: int | None = None, model: str | None = None, method_break: Break = "as_before"
) -> Forecast:
    """The joint distribution of a coming edition: the target edition and the model in force, if not named.

    The model in force is the one that `track_record` chose. Raises `AnalysisError` for an edition that is
    not among the next three, an unknown model, and a kind of break that the past does not show.

    >>> from miqyas.analysis.world import load_world
    >>> coming = forecast(load_world(), model="no_change")
    >>> drawn = coming.sample(1000, seed=1)["EGDI"]
    >>> drawn.shape, bool(0.85 < drawn[:, coming.countries.index("BHR")].mean() < 0.95)
    ((1000, 193), True)
    """
    from miqyas.analysis.forecast.record import track_record

    chosen = edition or world.target
    coming = coming_editions(world)
    if chosen not in coming:
        known = ", ".join(map(str, coming))
        raise AnalysisError(
            "no_coming_edition", place=Place(name=str(chosen)), given=str(chosen), known=known
        )
    record = track_record(world)
    code = model or record.chosen
    steps = coming.index(chosen) + 1
    seen = history(world)
    fitted = fit(seen, model=code)
    return spread_out(
        world,
        seen,
        fitted,
        edition=chosen,
        steps=steps,
        factor=record.factor(code),
        method_break=method_break,
    )


def coming_editions(world: World, *, origin: int | None = None) -> tuple[int, ...]:
    """The editions that can be forecast from an origin (the newest, if none is named) on.

    Those that are published already are what they are; others follow as far apart as the method's draft
    does, whatever edition before them is not loaded.

    >>> from miqyas.analysis.world import load_world
    >>> coming_editions(load_world()), coming_editions(load_world(), origin=2020)
    ((2026, 2028, 2030), (2022, 2024, 2026))
    """
    known = [edition for edition in world.editions if edition > (origin or world.latest)][:FURTHEST]
    last = known[-1] if known else world.latest
    gap = draft_edition(last).edition - last
    return (*known, *(last + gap * step for step in range(1, FURTHEST + 1 - len(known))))


def spread_out(
    world: World,
    seen: History,
    fitted: Fitted,
    *,
    edition: int,
    steps: int = 1,
    factor: float = 1.0,
    method_break: Break = "as_before",
) -> Forecast:
    """A fitted model with the spread of its own past errors, times `factor`.

    Raises `AnalysisError` where no past transition shows the kind of break asked for.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> seen = history(world, until=2022)
    >>> spread_out(world, seen, fit(seen, model="no_change"), edition=2024).values.shape
    (10, 31, 4, 193)
    """
    changes = seen.changes()
    chosen = _transitions(seen, method_break)
    expected = fitted.expected(seen.newest, past=changes, steps=steps)
    stretch = factor * _widening(seen, steps)[:, np.newaxis]
    errors = np.stack([_errors_at(seen, fitted, at)[:, _donors(seen, at)] for at in chosen])
    # (transition, node, country, donor) -> (transition, donor, node, country)
    spread = (errors * stretch[:, :, np.newaxis]).transpose(0, 3, 1, 2)
    pairs = tuple((seen.editions[at], seen.editions[at + 1]) for at in chosen)
    return Forecast(
        edition=edition,
        origin=seen.editions[-1],
        steps=steps,
        model=fitted.code,
        factor=factor,
        method_break=method_break,
        countries=seen.countries,
        values=from_level(expected + spread),
        expected=from_level(expected),
        transitions=pairs,
        weights=seen.weights,
        spans=seen.spans,
        versions=world.versions(seen.editions[-1]),
        marks={"errors_as_before": Mark.INFERRED, "method_as_before": Mark.INFERRED},
    )


def _transitions(seen: History, method_break: Break) -> list[int]:
    one_of(method_break, known=get_args(Break), name="method_break")
    if method_break == "as_before":
        return list(range(len(seen.breaks)))
    is_broken = seen.breaks[:, : len(COMPONENTS)].any(axis=1)
    found = [int(at) for at in np.flatnonzero(is_broken == (method_break == "broken"))]
    if not found:
        raise AnalysisError("no_such_break", place=Place(name=method_break), given=method_break)
    return found


def _widening(seen: History, steps: int) -> Values:
    """How much larger changes over some editions were than over one, by node; never less than for fewer."""
    widest = np.ones(len(NODES))
    single = _size(seen.levels[1:] - seen.levels[:-1])
    for gap in range(2, steps + 1):
        if len(seen.levels) > gap:
            widest = np.maximum(widest, _size(seen.levels[gap:] - seen.levels[:-gap]) / single)
    return widest


def _size(changes: Values) -> Values:
    size: Values = np.sqrt(np.nanmean(changes**2, axis=(0, 2)))
    return size


def _errors_at(seen: History, fitted: Fitted, at: int) -> Values:
    """What the model missed in one transition, shape (node, country)."""
    expected = fitted.expected(seen.levels[at], past=seen.changes()[:at], steps=1)
    error: Values = seen.levels[at + 1] - expected
    return error


def _donors(seen: History, at: int) -> np.ndarray:
    """Each state's donors in a transition: those that stood nearest to its place then, (country, donor)."""
    whole = ~np.isnan(seen.levels[at : at + 2]).any(axis=(0, 1))
    order = np.flatnonzero(whole)[np.argsort(-seen.egdi[at][whole], kind="stable")]
    standing = seen.egdi[-1]
    ahead = np.sum(standing > standing[:, np.newaxis], axis=1)
    place = ahead / max(1, np.sum(~np.isnan(standing)) - 1)
    middle = np.rint(np.minimum(place, 1) * (len(order) - 1)).astype(int)
    first = np.clip(middle - DONORS // 2, 0, max(0, len(order) - DONORS))
    donors: np.ndarray = order[np.minimum(first[:, np.newaxis] + np.arange(DONORS), len(order) - 1)]
    return donors
