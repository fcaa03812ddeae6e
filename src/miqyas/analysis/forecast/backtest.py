"""Rolling-origin backtest: each edition forecast from the earlier ones alone, choice and spread included.

For each target edition every model is fitted to the editions before it. Its spread is calibrated, and the
model in force chosen, on targets before this one only. The rules stand in `backtest.yaml`; they and the
models were fixed before the first run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

from miqyas.analysis.forecast.history import history
from miqyas.analysis.forecast.joint import Forecast, spread_out
from miqyas.analysis.forecast.models import NO_CHANGE, fit, model_codes
from miqyas.analysis.forecast.scores import COVERAGES, ordered_crps, ordered_inside, skill, skill_interval
from miqyas.analysis.world import World
from miqyas.index.rank import competition_rank
from miqyas.kernel.documents import read_document
from miqyas.kernel.execution import Progress
from miqyas.observations.countries import groups
from miqyas.observations.model import Values

WORLD, TOP = "world", "top"
IN_FORCE: Final = "in_force"
"""Stands for the model that was chosen from what lay before each target."""
DIGITS: Final = 6


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

    def inside_count(self, level: float, *, members: np.ndarray) -> int:
        """Number of states inside their interval."""
        return int(np.nansum(self.inside[level][members]))

    def coverage(self, level: float, *, members: np.ndarray) -> float:
        """Share of states inside their interval."""
        return float(np.nanmean(self.inside[level][members]))


@dataclass(frozen=True)
class Score:
    """How one model did in one edition, over the states of one group.

    CRPS and absolute errors are means over states: of the rank in places, of the index in its unit.
    `coverage` is the share of ranks inside the central intervals, by level.
    """

    target: int
    model: str
    members: str
    count: int
    crps_rank: float
    crps_egdi: float
    mae_rank: float
    mae_egdi: float
    coverage: Mapping[float, float]


@dataclass(frozen=True)
class Backtest:
    """The scores of all targets and models, each at the factor that was chosen before it.

    `in_force[target]` is the model chosen from earlier targets alone; `chosen` and `factors` are those for
    the edition to come. `covered[target][model]` counts, by factor of the rules, the ranks inside their
    interval: what later factors are chosen by.
    """

    targets: tuple[int, ...]
    scored: tuple[int, ...]
    scores: tuple[Score, ...]
    covered: Mapping[int, Mapping[str, tuple[int, ...]]]
    in_force: Mapping[int, str]
    chosen: str
    factors: Mapping[str, float]


@cache
def rules() -> Mapping[str, Any]:
    """The rules of the backtest.

    >>> rules()["fewest_to_calibrate"]
    3
    """
    text = files("miqyas.analysis.forecast").joinpath("backtest.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = read_document(text, file="analysis/forecast/backtest.yaml")
    return loaded


def backtest(
    world: World,
    *,
    on_progress: Progress | None = None,
    until: int | None = None,
    known: Backtest | None = None,
) -> Backtest:
    """Forecast every edition from those before it, and score. Takes some seconds.

    `until` ends it at an edition, as if later ones were not published yet. `known` is what was found up to
    an earlier edition from the same results; then only later targets are worked out.

    >>> from miqyas.analysis.world import load_world
    >>> backtest(load_world(), until=2008).in_force
    {2008: 'no_change'}
    """
    editions = [edition for edition in world.editions if until is None or edition <= until]
    work = _Work.after(world, known)
    targets = [
        target for target in editions[rules()["fewest_transitions"] + 1 :] if target not in work.targets
    ]
    for at, target in enumerate(targets, start=1):
        work.add(target)
        if on_progress:
            on_progress(at / len(targets))
    return work.finished()


@dataclass
class _Work:
    """What is known so far, target by target."""

    world: World
    scores: list[Score] = field(default_factory=list)
    covered: dict[int, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    in_force: dict[int, str] = field(default_factory=dict)
    targets: list[int] = field(default_factory=list)

    @classmethod
    def after(cls, world: World, known: Backtest | None) -> _Work:
        """Work that goes on where another ended."""
        if known is None:
            return cls(world)
        return cls(world, list(known.scores), dict(known.covered), dict(known.in_force), list(known.targets))

    def add(self, target: int) -> None:
        """Choose and calibrate on what came before, then look at the target."""
        factors = {model: self._factor(model) for model in model_codes()}
        in_force = self._choice()
        grids = {model: evaluate(self.world, target=target, model=model) for model in model_codes()}
        level = rules()["calibrated_at"]
        everyone = np.ones(len(self.world.countries), dtype=bool)
        self.covered[target] = {
            model: tuple(found.inside_count(level, members=everyone) for found in grid.values())
            for model, grid in grids.items()
        }
        evaluations = {model: grid[factors[model]] for model, grid in grids.items()}
        self.scores += [
            _score(name, evaluations[in_force if name == IN_FORCE else name], members, mask)
            for members, mask in member_masks(self.world, target=target).items()
            for name in (IN_FORCE, *model_codes())
        ]
        self.in_force[target] = in_force
        self.targets.append(target)

    def finished(self) -> Backtest:
        return Backtest(
            targets=tuple(self.targets),
            scored=self._scored(),
            scores=tuple(self.scores),
            covered=self.covered,
            in_force=self.in_force,
            chosen=self._choice(),
            factors={model: self._factor(model) for model in model_codes()},
        )

    def _factor(self, model: str) -> float:
        """The factor under which intervals of earlier targets covered what they should; 1 for no change."""
        if model == NO_CHANGE or len(self.targets) < rules()["fewest_to_calibrate"]:
            return 1.0
        level = rules()["calibrated_at"]
        cases = sum(score.count for score in self._of(model, self.targets))
        misses = {
            factor: abs(sum(self.covered[target][model][at] for target in self.targets) / cases - level)
            for at, factor in enumerate(rules()["factors"])
        }
        found: float = min(misses, key=lambda factor: (round(misses[factor], 6), abs(factor - 1)))
        return found

    def _choice(self) -> str:
        """The model with the greatest skill among those whose skill is told from zero; else no change."""
        scored = self._scored()
        if len(scored) < rules()["fewest_to_choose"]:
            return NO_CHANGE
        reference = [score.crps_rank for score in self._of(NO_CHANGE, scored)]
        skills = {NO_CHANGE: 0.0}
        for model in model_codes()[1:]:
            means = [score.crps_rank for score in self._of(model, scored)]
            low, _ = skill_interval(means, reference=reference, level=rules()["level"], seed=rules()["seed"])
            if low > 0:
                skills[model] = skill(means, reference=reference)
        return max(skills, key=lambda model: skills[model])

    def _scored(self) -> tuple[int, ...]:
        return tuple(target for target in self.targets if target >= rules()["scored_from"]["value"])

    def _of(self, model: str, targets: Sequence[int]) -> list[Score]:
        """A model's scores over all states."""
        return [
            score
            for score in self.scores
            if score.model == model and score.members == WORLD and score.target in targets
        ]


def _score(name: str, evaluation: Evaluation, members: str, mask: np.ndarray) -> Score:
    def mean(figure: str) -> float:
        return round(evaluation.mean(figure, members=mask), DIGITS)

    return Score(
        target=evaluation.target,
        model=name,
        members=members,
        count=evaluation.count(members=mask),
        crps_rank=mean("crps_rank"),
        crps_egdi=mean("crps_egdi"),
        mae_rank=mean("error_rank"),
        mae_egdi=mean("error_egdi"),
        coverage={level: round(evaluation.coverage(level, members=mask), DIGITS) for level in COVERAGES},
    )


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
    drawn = forecast.sample_index(rules()["draws"], seed=rules()["seed"])[:, scored]
    outcome = {
        "rank": ranks_among(came.rank[scored]),
        "egdi": came.values["EGDI"][scored],
    }
    ranks = competition_rank(drawn).astype(float)
    draws = {"rank": np.sort(ranks, axis=0), "egdi": np.sort(drawn, axis=0)}
    if forecast.model == NO_CHANGE:
        point = {"rank": ranks_among(last.rank[scored]), "egdi": last.values["EGDI"][scored]}
    else:
        half = len(drawn) // 2
        point = {name: values[half - 1 : half + 1].mean(axis=0) for name, values in draws.items()}
    place = np.flatnonzero(scored)

    def spread(values: Values) -> Values:
        whole = np.full(len(world.countries), np.nan)
        whole[place] = values
        return whole

    return Evaluation(
        target=target,
        model=forecast.model,
        factor=forecast.factor,
        crps_rank=spread(ordered_crps(draws["rank"], outcome=outcome["rank"])),
        crps_egdi=spread(ordered_crps(draws["egdi"], outcome=outcome["egdi"])),
        error_rank=spread(np.abs(point["rank"] - outcome["rank"])),
        error_egdi=spread(np.abs(point["egdi"] - outcome["egdi"])),
        inside={
            level: spread(
                ordered_inside(draws["rank"], outcome=outcome["rank"], coverage=level).astype(float)
            )
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
