"""What a feature is worth to a country: in index and rank as published, and while the field moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from miqyas.analysis.effects import Effect, effects
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.features.model import Equivalent, Gain, RankPrice, Worth
from miqyas.analysis.features.moving import moving_gains
from miqyas.analysis.features.steps import SERVICES, Room, Step, rules, steps_of
from miqyas.analysis.forecast import Forecast
from miqyas.analysis.simulate.fixed import FixedField, fixed_field
from miqyas.analysis.simulate.outcome import RankDistribution
from miqyas.analysis.simulate.run import MOST_DRAWS, expected_field
from miqyas.analysis.world import World
from miqyas.index.rank import SLACK
from miqyas.kernel.errors import Place
from miqyas.kernel.execution import SERIAL, Engine, Progress
from miqyas.methodology import indicators
from miqyas.observations.model import Values
from miqyas.observations.results import COMPONENTS

HALVINGS: Final = 40
"""Steps of the search for the least gain: from 1 down to 1e-12, the slack of ranks."""


def worth(
    world: World,
    *,
    iso3: str,
    edition: int | None = None,
    draws: int = 10_000,
    seed: int = 1,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Worth:
    """What points and inputs are worth to a country, in the published field and in the one to come.

    An edition with results gives its own field; the newest (the default) and any edition to come also the
    moving one, drawn from the forecast, over the same draws for every step. An earlier edition had its
    next one already, so that nothing is drawn for it. The change that a step makes to a component is its
    slope (`effects`) times the step. Raises `AnalysisError` for an unknown country, an edition that is
    neither loaded nor forecast, a country without a rank, and a number of draws that is none or too many.

    >>> from miqyas.analysis.world import load_world
    >>> found = worth(load_world(), iso3="BHR", draws=500, seed=1)
    >>> five = found.gain("OSI", 5)
    >>> found.rank - five.rank, round(five.component_gain, 4), 0 < five.moving.gained.at_least(1) < 1
    (2, 0.0247, True)
    """
    world.position(iso3)
    if not 1 <= draws <= MOST_DRAWS:
        raise AnalysisError("draws", place=Place(name=str(draws)), given=draws, most=MOST_DRAWS)
    asked = edition or world.latest
    if asked in world.results and asked != world.latest:
        return worth_as_published(world, iso3=iso3, edition=asked)
    future = expected_field(world, edition=None if asked == world.latest else asked)
    found = worth_as_published(world, iso3=iso3, edition=world.latest)
    return _with_moving(world, found, future, draws=draws, seed=seed, engine=engine, on_progress=on_progress)


def worth_as_published(world: World, *, iso3: str, edition: int | None = None) -> Worth:
    """The part of `worth` that needs no draws: an edition's published field, exact and quick.

    Raises `AnalysisError` for an unknown country, an edition without results, a country without a rank.

    >>> from miqyas.analysis.world import load_world
    >>> found = worth_as_published(load_world(), iso3="BHR")
    >>> found.ladder[0].rank, found.ladder[0].ahead, round(found.ladder[0].points["OSI"], 2)
    (17, ('ESP',), 0.62)
    """
    chosen = edition or world.latest
    key = ("worth", chosen, iso3)
    if key not in world.kept_answers:
        world.kept_answers[key] = _as_published(world, iso3, chosen)
    found: Worth = world.kept_answers[key]
    return found


def _as_published(world: World, iso3: str, edition: int) -> Worth:
    standing = world.standing_in_field(iso3, edition)
    assert standing.rank is not None
    assert standing.egdi is not None
    field, place = fixed_field(world, edition=edition), world.position(iso3)
    steps = steps_of(world, iso3=iso3, edition=edition)
    known = effects(world, edition=edition)
    reference = _reference(world, edition, known)
    return Worth(
        iso3=iso3,
        edition=edition,
        rank=standing.rank,
        egdi=standing.egdi,
        components={code: float(own[place]) for code, own in zip(COMPONENTS, field.values, strict=True)},
        gains=tuple(_gains(world, field, place, steps)),
        ladder=tuple(_Ladder(world, field, place, standing.rank).prices(known)),
        reference=reference.node,
        reference_amount=_one_step(reference),
        reference_points=None if reference.point is None else 1.0,
        equivalents=tuple(_equivalents(world, field, reference, known, iso3)),
        coming=None,
        model=None,
        draws=0,
        seed=0,
        before=None,
        assumptions={},
        versions=world.versions(edition),
    )


def _with_moving(
    world: World,
    found: Worth,
    future: Forecast,
    *,
    draws: int,
    seed: int,
    engine: Engine,
    on_progress: Progress | None,
) -> Worth:
    """The same against a drawn field. The method of the coming edition is the newest one, inherited."""
    before, gains = in_moving_field(
        world,
        found.gains,
        future,
        iso3=found.iso3,
        draws=draws,
        seed=seed,
        engine=engine,
        on_progress=on_progress,
    )
    return replace(
        found,
        gains=gains,
        coming=future.edition,
        model=future.model,
        draws=draws,
        seed=seed,
        before=before,
        assumptions=future.marks,
    )


def in_moving_field(
    world: World,
    gains: Sequence[Gain],
    future: Forecast,
    *,
    iso3: str,
    draws: int,
    seed: int,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> tuple[RankDistribution, tuple[Gain, ...]]:
    """Ranks of a country in a drawn field, and gains with what each does to them over the same draws.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> (first, *_), future = worth_as_published(world, iso3="BHR").gains, expected_field(world)
    >>> _, (moved,) = in_moving_field(world, [first], future, iso3="BHR", draws=200, seed=1)
    >>> moved.moving.gained.mean >= 0
    True
    """
    coming = effects(world, edition=future.edition)
    carried = [gain for gain in gains if gain.node in coming]
    shifts = [(COMPONENTS.index(gain.component), gain.amount * coming[gain.node].slope) for gain in carried]
    before, moving = moving_gains(
        future,
        place=world.position(iso3),
        shifts=shifts,
        draws=draws,
        seed=seed,
        engine=engine,
        on_progress=on_progress,
    )
    by_step = {(gain.node, gain.asked): one for gain, one in zip(carried, moving, strict=True)}
    return before, tuple(replace(gain, moving=by_step.get((gain.node, gain.asked))) for gain in gains)


def gains_as_published(world: World, steps: Sequence[Step], *, iso3: str, edition: int) -> tuple[Gain, ...]:
    """What any steps of a country give it in an edition's published field, each alone.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> steps = steps_of(world, iso3="BHR", edition=2024)[:1]
    >>> gains_as_published(world, steps, iso3="BHR", edition=2024)[0].component
    'OSI'
    """
    field, place = fixed_field(world, edition=edition), world.position(iso3)
    return tuple(_gains(world, field, place, steps))


def _gains(world: World, field: FixedField, place: int, steps: Sequence[Step]) -> Iterator[Gain]:
    before = field.printed
    for step in steps:
        component = COMPONENTS.index(step.effect.component)
        total = field.shifted(place=place, component=component, by=np.array([step.shift]))[0]
        yield Gain(
            node=step.effect.node,
            component=step.effect.component,
            unit=indicators()[step.effect.node].unit,
            own=step.own,
            asked=step.asked,
            amount=step.amount,
            asked_points=step.in_points(step.asked),
            points=step.in_points(step.amount),
            limit=step.limit,
            how=step.effect.how,
            mark=step.effect.mark,
            component_gain=step.shift,
            egdi_gain=float(total[place] - before[place]),
            rank=_rank(total, place),
            passed=_passed(world, before, total, place),
        )


def _rank(total: Values, place: int) -> int:
    return 1 + int(np.count_nonzero(total > total[place] + SLACK))


def _passed(world: World, before: Values, after: Values, place: int) -> tuple[str, ...]:
    """States that stood ahead and no longer do, nearest first."""
    was_ahead = before > before[place] + SLACK
    found = np.flatnonzero(was_ahead & ~(after > after[place] + SLACK))
    return tuple(world.countries[at] for at in found[np.argsort(before[found], kind="stable")])


@dataclass(frozen=True)
class _Ladder:
    """The next ranks of a state in the published field, and what each costs."""

    world: World
    field: FixedField
    place: int
    rank: int

    def prices(self, known: Mapping[str, Effect]) -> Iterator[RankPrice]:
        """Prices of the next ranks, nearest first."""
        published = self.world.published(self.field.edition).rank
        better = sorted({int(rank) for rank in published if 0 < rank < self.rank}, reverse=True)
        ranks = better[: rules()["ranks"]]
        if not ranks:
            return
        least = [self._least(component, np.array(ranks)) for component in range(len(COMPONENTS))]
        for at, rank in enumerate(ranks):
            components = {
                code: None if np.isnan(found[at]) else float(found[at])
                for code, found in zip(COMPONENTS, least, strict=True)
            }
            ahead = np.flatnonzero(published == rank)
            yield RankPrice(
                rank=rank,
                ahead=tuple(self.world.countries[one] for one in ahead),
                egdi_gain=float(self.field.printed[ahead[0]] - self.field.printed[self.place]),
                components=components,
                points=_in_points(components[SERVICES], known),
            )

    def _least(self, component: int, ranks: np.ndarray) -> Values:
        """The least gain of a component that reaches each rank, by halving; NaN where none does."""
        room = 1 - float(self.field.values[component][self.place])
        low, high = np.zeros(len(ranks)), np.full(len(ranks), max(room, 0.0))
        is_reached = self._ranks(component, high) <= ranks
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            is_enough = self._ranks(component, middle) <= ranks
            low, high = np.where(is_enough, low, middle), np.where(is_enough, middle, high)
        return np.where(is_reached, high, np.nan)

    def _ranks(self, component: int, by: Values) -> np.ndarray:
        total = self.field.shifted(place=self.place, component=component, by=by)
        own = total[:, self.place, np.newaxis]
        ranks: np.ndarray = 1 + np.count_nonzero(total > own + SLACK, axis=1)
        return ranks


def _in_points(gain: float | None, known: Mapping[str, Effect]) -> Mapping[str, float]:
    """A gain of online services in points of each node that has them and is long enough."""
    if gain is None:
        return {}
    found = {}
    for code, effect in known.items():
        if effect.component == SERVICES and effect.point and effect.how != "at_least":
            points = gain / (effect.slope * effect.point)
            if points <= 1 / effect.point:
                found[code] = points
    return found


def _reference(world: World, edition: int, known: Mapping[str, Effect]) -> Effect:
    """What others are measured against: the sub-index that weighs most, where points of them are known."""
    parts = [
        child
        for child in world.methodology(edition).nodes[SERVICES].children
        if child.weight and child.code in known and known[child.code].point
    ]
    heaviest = max(parts, key=lambda child: child.weight.value if child.weight else 0, default=None)
    return known[heaviest.code if heaviest and len(parts) > 1 else SERVICES]


def _one_step(effect: Effect) -> float:
    """One point in the node's unit; where there are none, the step of the unit."""
    return float(effect.point or rules()["units"][effect.unit])


def _equivalents(
    world: World, field: FixedField, reference: Effect, known: Mapping[str, Effect], iso3: str
) -> Iterator[Equivalent]:
    """How much of every other node gives what one point (or step) of the reference gives to the index."""
    room = Room(world, iso3=iso3, edition=field.edition)
    weights = dict(zip(COMPONENTS, field.weights, strict=True))
    gain = reference.slope * _one_step(reference) * weights[reference.component]
    for code, effect in known.items():
        if code == reference.node or effect.unit not in rules()["units"]:
            continue
        amount = float(gain / (effect.slope * weights[effect.component]))
        most, _ = room.of(effect, direction=amount)
        yield Equivalent(
            node=code,
            component=effect.component,
            unit=indicators()[code].unit,
            amount=amount,
            points=None if effect.point is None else amount / effect.point,
            how=effect.how,
            mark=effect.mark,
            fits=bool(abs(amount) <= most),
        )
