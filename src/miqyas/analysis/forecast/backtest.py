"""Rolling-origin backtest: each edition forecast from the earlier ones alone, choice and spread included.

For each target edition every model is fitted to the editions before it. Its spread is calibrated, and the
model in force chosen, on targets before this one only. The rules stand in `backtest.yaml`; they and the
models were fixed before the first run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from miqyas.analysis.forecast.history import history
from miqyas.analysis.forecast.joint import Forecast, spread_out
from miqyas.analysis.forecast.models import NO_CHANGE, fit, model_codes
from miqyas.analysis.forecast.scores import COVERAGES, crps, is_inside, skill, skill_interval
from miqyas.analysis.world import World
from miqyas.index.rank import competition_rank
from miqyas.kernel.documents import read_document
from miqyas.observations.countries import groups
from miqyas.observations.model import Values

WORLD, TOP = "world", "top"
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Evaluation:
    """One model's forecast of one edition against what came, by country; NaN for states not scored.

    Errors are of the median forecast, for no change of the last published value. `inside` is by coverage.
    """

    target: int
    model: str
    factor: float
    crps_rank: Values
    crps_egdi: Values
    error_rank: Values
    error_egdi: Values
    inside: Mapping[float, Values]

    def mean(self, name: str, *, members: np.ndarray) -> float:
        """Mean of a figure over some states."""
        return float(np.nanmean(getattr(self, name)[members]))

    def count(self, *, members: np.ndarray) -> int:
        """Number of states scored."""
        return int(np.sum(~np.isnan(self.crps_rank[members])))

    def coverage(self, level: float, *, members: np.ndarray) -> float:
        """Share of states inside their interval."""
        return float(np.nanmean(self.inside[level][members]))


@dataclass(frozen=True)
class Backtest:
    """All evaluations: by target and model at the factor that was chosen before it, and what was in force.

    `in_force[target]` is the model chosen from earlier targets alone; the entry after the last target is
    the choice for the edition to come, as is `factors`.
    """

    targets: tuple[int, ...]
    scored: tuple[int, ...]
    evaluations: Mapping[tuple[int, str], Evaluation]
    in_force: Mapping[int, str]
    chosen: str
    factors: Mapping[str, float]
    evidence: Mapping[str, tuple[float, float]]

    def of(self, target: int, model: str | None = None) -> Evaluation:
        """The evaluation of a model, or of what was in force."""
        return self.evaluations[target, model or self.in_force[target]]


@cache
def rules() -> Mapping[str, Any]:
    """The rules of the backtest.

    >>> rules()["fewest_to_calibrate"]
    3
    """
    text = files("miqyas.analysis.forecast").joinpath("backtest.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = read_document(text, file="analysis/forecast/backtest.yaml")
    return loaded


def backtest(world: World, *, on_progress: Progress | None = None, until: int | None = None) -> Backtest:
    """Forecast every edition from those before it, and score. Takes some seconds.

    `until` ends it at an edition, as if later ones were not published yet.

    >>> from miqyas.analysis.world import load_world
    >>> backtest(load_world(), until=2008).in_force
    {2008: 'no_change'}
    """
    editions = [edition for edition in world.editions if until is None or edition <= until]
    first = rules()["fewest_transitions"] + 1
    work = _Work(world)
    for at, target in enumerate(editions[first:], start=1):
        work.add(target)
        if on_progress:
            on_progress(at / len(editions[first:]))
    return work.finished()


@dataclass
class _Work:
    """What is known so far, target by target."""

    world: World
    grids: dict[tuple[int, str], dict[float, Evaluation]] = field(default_factory=dict)
    evaluations: dict[tuple[int, str], Evaluation] = field(default_factory=dict)
    in_force: dict[int, str] = field(default_factory=dict)
    targets: list[int] = field(default_factory=list)

    def add(self, target: int) -> None:
        """Choose and calibrate on what came before, then look at the target."""
        factors = {model: self._factor(model) for model in model_codes()}
        self.in_force[target], _ = self._choice()
        for model in model_codes():
            self.grids[target, model] = evaluate(self.world, target=target, model=model)
            self.evaluations[target, model] = self.grids[target, model][factors[model]]
        self.targets.append(target)

    def finished(self) -> Backtest:
        chosen, evidence = self._choice()
        return Backtest(
            targets=tuple(self.targets),
            scored=self._scored(),
            evaluations=self.evaluations,
            in_force=self.in_force,
            chosen=chosen,
            factors={model: self._factor(model) for model in model_codes()},
            evidence=evidence,
        )

    def _factor(self, model: str) -> float:
        """The factor under which intervals of earlier targets covered what they should; 1 for no change."""
        if model == NO_CHANGE or len(self.targets) < rules()["fewest_to_calibrate"]:
            return 1.0
        level = rules()["calibrated_at"]
        misses = {factor: abs(self._covered(model, factor, level) - level) for factor in rules()["factors"]}
        found: float = min(misses, key=lambda factor: (round(misses[factor], 6), abs(factor - 1)))
        return found

    def _covered(self, model: str, factor: float, level: float) -> float:
        shares = [self.grids[target, model][factor].inside[level] for target in self.targets]
        return float(np.nanmean(np.concatenate(shares)))

    def _choice(self) -> tuple[str, dict[str, tuple[float, float]]]:
        """The model with the greatest skill among those whose skill is told from zero; else no change."""
        scored = self._scored()
        if len(scored) < rules()["fewest_to_choose"]:
            return NO_CHANGE, {}
        reference = self._means(NO_CHANGE, scored)
        skills, evidence = {NO_CHANGE: 0.0}, {}
        for model in model_codes()[1:]:
            means = self._means(model, scored)
            evidence[model] = skill_interval(
                means, reference=reference, level=rules()["level"], seed=rules()["seed"]
            )
            if evidence[model][0] > 0:
                skills[model] = skill(means, reference=reference)
        return max(skills, key=lambda model: skills[model]), evidence

    def _scored(self) -> tuple[int, ...]:
        return tuple(target for target in self.targets if target >= rules()["scored_from"]["value"])

    def _means(self, model: str, targets: Sequence[int]) -> list[float]:
        everyone = np.ones(len(self.world.countries), dtype=bool)
        return [self.evaluations[target, model].mean("crps_rank", members=everyone) for target in targets]


def evaluate(world: World, *, target: int, model: str) -> dict[float, Evaluation]:
    """A model's forecast of an edition from the ones before, scored, by factor of its spread.

    >>> from miqyas.analysis.world import load_world
    >>> found = evaluate(load_world(), target=2008, model="no_change")
    >>> list(found), found[1.0].target
    ([1.0], 2008)
    """
    before = world.previous(target)
    seen = history(world, until=before)
    fitted = fit(seen, model=model)
    factors = (1.0,) if model == NO_CHANGE else rules()["factors"]
    return {
        factor: _scored(world, target, before, spread_out(world, seen, fitted, edition=target, factor=factor))
        for factor in factors
    }


def _scored(world: World, target: int, before: int | None, forecast: Forecast) -> Evaluation:
    assert before is not None
    came, last = world.published(target), world.published(before)
    scored = (came.rank > 0) & (last.rank > 0)
    drawn = forecast.sample(rules()["draws"], seed=rules()["seed"])["EGDI"][:, scored]
    outcome = {
        "rank": ranks_among(came.rank[scored]),
        "egdi": came.values["EGDI"][scored],
    }
    draws = {"rank": competition_rank(drawn).astype(float), "egdi": drawn}
    if forecast.model == NO_CHANGE:
        point = {"rank": ranks_among(last.rank[scored]), "egdi": last.values["EGDI"][scored]}
    else:
        point = {name: np.median(values, axis=0) for name, values in draws.items()}
    place = np.flatnonzero(scored)

    def spread(values: Values) -> Values:
        whole = np.full(len(world.countries), np.nan)
        whole[place] = values
        return whole

    return Evaluation(
        target=target,
        model=forecast.model,
        factor=forecast.factor,
        crps_rank=spread(crps(draws["rank"], outcome=outcome["rank"])),
        crps_egdi=spread(crps(draws["egdi"], outcome=outcome["egdi"])),
        error_rank=spread(np.abs(point["rank"] - outcome["rank"])),
        error_egdi=spread(np.abs(point["egdi"] - outcome["egdi"])),
        inside={
            level: spread(is_inside(draws["rank"], outcome=outcome["rank"], coverage=level).astype(float))
            for level in COVERAGES
        },
    )


def ranks_among(rank: np.ndarray) -> Values:
    """Ranks of some states among themselves.

    >>> ranks_among(np.array([18, 3, 40, 3])).tolist()
    [3.0, 1.0, 4.0, 1.0]
    """
    among: Values = 1.0 + np.sum(rank < rank[:, np.newaxis], axis=1)
    return among


def member_masks(world: World, *, target: int, before: int | None = None) -> dict[str, np.ndarray]:
    """Groups that are scored apart, as booleans over states: all, the leaders before the target, the regions.

    `before` is the edition whose leaders are meant; the one before the target, if it is not given.

    >>> from miqyas.analysis.world import load_world
    >>> int(member_masks(load_world(), target=2024)["top"].sum())
    40
    """
    before = before or world.previous(target)
    assert before is not None
    rank = world.published(before).rank
    masks = {WORLD: np.ones(len(world.countries), dtype=bool), TOP: (rank > 0) & (rank <= rules()["top"])}
    for code, group in groups().items():
        if group.kind == "region":
            masks[code] = np.isin(world.countries, group.members)
    return masks
