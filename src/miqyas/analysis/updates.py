"""What it would do if an agency published another value: raw inputs in component, index and rank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np

from miqyas.analysis.effects import Effect, effects
from miqyas.analysis.errors import AnalysisError, usable_draws
from miqyas.analysis.features import Gain
from miqyas.analysis.features.model import Limit
from miqyas.analysis.features.records import gain_record
from miqyas.analysis.features.steps import ROUNDING, Room, Step, rules
from miqyas.analysis.features.worth import gains_as_published, in_moving_field
from miqyas.analysis.simulate import Change, Outcome, RankDistribution, Scenario, simulate
from miqyas.analysis.simulate.records import distribution_record, outcome_record
from miqyas.analysis.simulate.run import MOST_DRAWS, expected_field
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.kernel.execution import SERIAL, Engine, Progress
from miqyas.kernel.provenance import Mark, Versions
from miqyas.observations.agencies import RawInput, raw_inputs
from miqyas.observations.raw import world_figures

Kind = Literal["update", "step"]
NOTHING: Final = 1e-12


@dataclass(frozen=True)
class Update:
    """A raw input that stands at a value and would stand at another; None where one is not known."""

    node: str
    now: float | None = None
    then: float | None = None


@dataclass(frozen=True)
class UpdateEffect:
    """What one update does, alone.

    `kind` is "update" where both values are known, else "step": what one step of the unit would do. `now` and
    `then` are as given, `counted_now` and `counted_then` as the edition counts them. In `gain` the amount is
    the difference that counts; its `limit` tells what cut it.
    """

    update: Update
    kind: Kind
    counted_now: float | None
    counted_then: float | None
    gain: Gain


@dataclass(frozen=True)
class Updates:
    """What updates of raw inputs do for a country, each alone and all together.

    `rank`, `egdi` and `components` are those published in `edition`; `before` the ranks drawn for `coming`.
    `together` moves the components by `shifts`, the sum of all updates within their scale; None where there
    is no update. Inputs whose effect cannot be told (no world figures) are named in `not_scaled`.
    """

    iso3: str
    edition: int
    coming: int
    rank: int
    egdi: float
    components: Mapping[str, float]
    effects: tuple[UpdateEffect, ...]
    not_scaled: tuple[str, ...]
    shifts: Mapping[str, float]
    together: Outcome | None
    together_fixed: Outcome | None
    before: RankDistribution
    draws: int
    seed: int
    model: str
    assumptions: Mapping[str, Mark]
    versions: Versions

    def effect_of(self, node: str) -> UpdateEffect | None:
        """The effect of one node, None where it was not asked or cannot be told."""
        return next((one for one in self.effects if one.update.node == node), None)


def inputs_of(world: World, *, edition: int) -> Mapping[str, RawInput]:
    """The raw inputs of an edition with results or of the target, with the figures that stand for its field.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> inputs_of(world, edition=world.target)["TII.IU"].seen.high
    100.0
    """
    at = edition if edition in world.results else world.latest
    inherited = world.methodology(at).inherits
    has_own = bool(world_figures(at)) or inherited is None
    return raw_inputs(
        world.methodology(edition), figures_of=at if has_own or inherited is None else inherited
    )


def updates(
    world: World,
    asked: Sequence[Update],
    *,
    iso3: str,
    draws: int = 2_000,
    seed: int = 1,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Updates:
    """What updates of raw inputs of the target edition would do to a country.

    Each is a shift of its component by slope times the difference that counts, all other countries' inputs
    held fixed; the index and its rank follow in the newest published field and in the one to come, where
    all others move. Raises `AnalysisError` for an unknown country or one without a rank, a node that is no
    raw input of the edition or is asked twice, and a number of draws that is none or too many.

    >>> from miqyas.analysis.world import load_world
    >>> found = updates(load_world(), [Update("TII.AM", 90, 131.5)], iso3="LBN", draws=200)
    >>> one = found.effects[0]
    >>> one.counted_then, one.gain.amount, one.gain.limit, one.gain.how
    (120.0, 30.0, 'node', 'fixed')
    """
    usable_draws(draws, seed=seed, most=MOST_DRAWS)
    standing = world.standing_in_field(iso3, world.latest)
    assert standing.rank is not None
    assert standing.egdi is not None
    known, inputs = effects(world, edition=world.target), inputs_of(world, edition=world.target)
    _check(asked, inputs, edition=world.target)
    room = Room(world, iso3=iso3, edition=world.latest)
    steps = [_step(one, known[one.node], inputs[one.node], room) for one in asked if one.node in known]
    fixed = gains_as_published(world, steps, iso3=iso3, edition=world.latest)
    future = expected_field(world)
    before, gains = in_moving_field(
        world, fixed, future, iso3=iso3, draws=draws, seed=seed, engine=engine, on_progress=on_progress
    )
    shown = [one for one in asked if one.node in known]
    found = tuple(_effect(one, inputs[one.node], gain) for one, gain in zip(shown, gains, strict=True))
    shifts = dict(_shifts(world, found, iso3=iso3))
    scenario = Scenario(tuple(Change(iso3, code, "by", by) for code, by in shifts.items()))
    return Updates(
        iso3=iso3,
        edition=world.latest,
        coming=future.edition,
        rank=standing.rank,
        egdi=standing.egdi,
        components={code: value for code in ("OSI", "TII", "HCI") if (value := standing.component(code))},
        effects=found,
        not_scaled=tuple(one.node for one in asked if one.node not in known),
        shifts=shifts,
        together=simulate(world, scenario, iso3=iso3, draws=draws, seed=seed, engine=engine)
        if shifts
        else None,
        together_fixed=simulate(world, scenario, iso3=iso3, field="fixed") if shifts else None,
        before=before,
        draws=draws,
        seed=seed,
        model=future.model,
        assumptions=future.marks,
        versions=world.versions(world.latest),
    )


def _check(asked: Sequence[Update], inputs: Mapping[str, RawInput], *, edition: int) -> None:
    for at, one in enumerate(asked):
        place = Place(name=one.node)
        if one.node not in inputs:
            known = ", ".join(inputs)
            raise AnalysisError("unknown_node", place=place, given=one.node, edition=edition, known=known)
        if any(other.node == one.node for other in asked[:at]):
            raise AnalysisError("changed_twice", place=place, node=one.node)
        if not all(value is None or np.isfinite(value) for value in (one.now, one.then)):
            raise AnalysisError("not_a_number", place=place)


def _step(one: Update, effect: Effect, known: RawInput, room: Room) -> Step:
    """The difference that counts, or one step of the unit where a value is not known."""
    if one.now is None or one.then is None:
        return _one_step(one, effect, known, room)
    counted = known.counted(one.then) - known.counted(one.now)
    inside = room.inside(effect, direction=counted)
    amount = float(np.copysign(min(abs(counted), inside), counted))
    asked = one.then - one.now
    limit: Limit = "component" if abs(counted) > inside + ROUNDING else ""
    if not limit and abs(counted - asked) > ROUNDING:
        limit = "node"
    return Step(effect, known.counted(one.now), asked, amount, limit)


def _one_step(one: Update, effect: Effect, known: RawInput, room: Room) -> Step:
    """One step of the unit in the direction that raises the component, as far as there is room."""
    size = effect.point or float(rules()["units"][effect.unit])
    step = room.cut(effect, float(np.copysign(size, effect.slope)))
    stands = one.now if one.now is not None else one.then
    if stands is None or effect.low is None or effect.high is None:
        return step
    own = known.counted(stands)
    left = max(0.0, effect.high - own if step.asked > 0 else own - effect.low)
    if abs(step.amount) <= left + ROUNDING:
        return replace(step, own=own)
    return replace(step, own=own, amount=float(np.copysign(left, step.asked)), limit="node")


def _effect(one: Update, known: RawInput, gain: Gain) -> UpdateEffect:
    now, then = (None if value is None else known.counted(value) for value in (one.now, one.then))
    return UpdateEffect(one, "step" if now is None or then is None else "update", now, then, gain)


def _shifts(world: World, found: Sequence[UpdateEffect], *, iso3: str) -> Iterator[tuple[str, float]]:
    """By how much all updates together move each component, within 0 to 1."""
    standing = world.standing(iso3, world.latest)
    totals: dict[str, float] = {}
    for one in found:
        if one.kind == "update":
            totals[one.gain.component] = totals.get(one.gain.component, 0.0) + one.gain.component_gain
    for code, by in totals.items():
        own = standing.component(code)
        if own is not None and abs(by) > NOTHING:
            yield code, float(np.clip(own + by, 0, 1) - own)


def updates_record(world: World, found: Updates) -> dict[str, Any]:
    """What updates do, as plain values for JSON.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> found = updates(world, [Update("TII.IU", 85, 88)], iso3="LBN", draws=200)
    >>> updates_record(world, found)["updates"][0]["kind"]
    'update'
    """
    return {
        "iso3": found.iso3,
        "name": dict(world.country(found.iso3).name),
        "edition": found.edition,
        "coming": found.coming,
        "rank": found.rank,
        "egdi": found.egdi,
        **{code.lower(): value for code, value in found.components.items()},
        "updates": [
            {
                "kind": one.kind,
                "now": one.update.now,
                "then": one.update.then,
                "counted_now": one.counted_now,
                "counted_then": one.counted_then,
                **gain_record(one.gain, rank=found.rank),
            }
            for one in found.effects
        ],
        "not_scaled": list(found.not_scaled),
        "shifts": {code.lower(): by for code, by in found.shifts.items()},
        "together": None if found.together is None else outcome_record(world, found.together),
        "together_as_published": _fixed_record(found),
        "held_fixed": True,
        "expected_rank_before": distribution_record(found.before),
        "assumptions": [{"name": name, "mark": mark.value} for name, mark in found.assumptions.items()],
        "model": found.model,
        "draws": found.draws,
        "seed": found.seed,
        "versions": found.versions.as_dict(),
    }


def _fixed_record(found: Updates) -> dict[str, Any] | None:
    after = found.together_fixed
    if after is None:
        return None
    return {"egdi_gain": after.egdi_mean - after.egdi_mean_before, "places": found.rank - after.rank.median}
