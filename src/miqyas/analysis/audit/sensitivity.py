"""Which choice moves the ranks: Sobol's indices for the mean shift of ranks and for each country's own rank.

The uncertain choices are triggers: an input between 0 and 1 picks the alternative (a scale, a mean, a rule
for what is missing); weights and assessors' errors are groups of inputs of their own. Source: M. Saisana,
A. Saltelli, S. Tarantola, Journal of the Royal Statistical Society A 168 (2005); estimators: see `sobol`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from miqyas.analysis.audit.choices import Choices, choices_of
from miqyas.analysis.audit.field import Field
from miqyas.analysis.audit.replicate import Draws, Plan, plan_of, points_at, scores, weights_at
from miqyas.analysis.audit.sobol import SobolIndices, sobol_design, sobol_indices
from miqyas.analysis.audit.uncertainty import mean_shifts
from miqyas.analysis.errors import AnalysisError
from miqyas.index.rank import competition_rank
from miqyas.kernel.execution import SERIAL, Chunk, Engine, Progress, chunks_of, map_chunks
from miqyas.observations.model import Values

POINTS: Final = 1024
ROUNDS: Final = 4
"""Scrambles of the sequence: the spread between them is the error that is told."""
FEWEST: Final = 256
"""Points whose weights lie within the bounds, of those drawn, that one round needs."""
MOST_POINTS: Final = 2**17
_SMALLEST: Final = 1e-12


@dataclass(frozen=True)
class Inputs:
    """Columns of the unit cube by the choice that they decide, in the order of the results."""

    columns: Mapping[str, tuple[int, ...]]

    @property
    def count(self) -> int:
        """Number of columns."""
        return sum(len(columns) for columns in self.columns.values())


@dataclass(frozen=True)
class SensitivityOf:
    """Indices of one outcome, by choice: first order (alone), total (with all that it acts together with).

    The standard errors are those over independent rounds. `interaction` is what no choice explains alone.
    """

    first: Mapping[str, float]
    total: Mapping[str, float]
    first_error: Mapping[str, float]
    total_error: Mapping[str, float]

    @property
    def interaction(self) -> float:
        """One minus the sum of first orders."""
        return 1 - sum(self.first.values())


@dataclass(frozen=True)
class Sensitivity:
    """Indices for the mean shift (outcome 0) and the rank of each country; arrays (choice, outcome)."""

    choices: tuple[str, ...]
    countries: tuple[str, ...]
    first: Values
    total: Values
    first_error: Values
    total_error: Values
    points: int
    rounds: int
    seed: int

    @property
    def of_shift(self) -> SensitivityOf:
        """What moves the ranks of all, on average."""
        return self._of(0)

    def of(self, iso3: str) -> SensitivityOf | None:
        """What moves a country's rank; None where its rank does not move or the method gives it none."""
        if iso3 not in self.countries:
            raise AnalysisError("audit_not_in_field", given=iso3)
        place = self.countries.index(iso3) + 1
        return None if np.isnan(self.first[:, place]).any() else self._of(place)

    def _of(self, place: int) -> SensitivityOf:
        columns = (self.first, self.total, self.first_error, self.total_error)
        by_choice = [
            {choice: float(row[place]) for choice, row in zip(self.choices, values, strict=True)}
            for values in columns
        ]
        return SensitivityOf(*by_choice)


def sensitivity(
    field: Field,
    *,
    choices: Choices | None = None,
    points: int = POINTS,
    rounds: int = ROUNDS,
    seed: int = 1,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Sensitivity:
    """First and total order of each uncertain choice; `points` of each round are best a power of two.

    Points whose weights leave their bounds are left out of both samples, so that a little fewer count; the
    mean of the rounds is the result. Raises `AnalysisError` where hardly any weights lie within the bounds.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.random.default_rng(1).random((3, 20)))
    >>> found = sensitivity(field, points=512, rounds=2, seed=1)
    >>> found.choices, min(found.of_shift.total, key=found.of_shift.total.get)
    (('normalisation', 'aggregation', 'weights'), 'normalisation')
    """
    chosen = choices or choices_of(field)
    plan = plan_of(field, choices=chosen)
    inputs = inputs_of(plan)
    chunks = chunks_of(rounds, size=1, seed=seed)
    one = partial(_round, plan=plan, inputs=inputs, points=points)
    found = list(map_chunks(one, chunks, engine=engine, on_progress=on_progress))
    first = np.stack([indices.first for indices, _ in found])
    total = np.stack([indices.total for indices, _ in found])
    return Sensitivity(
        choices=tuple(inputs.columns),
        countries=plan.countries,
        first=first.mean(axis=0),
        total=total.mean(axis=0),
        first_error=_standard_error(first),
        total_error=_standard_error(total),
        points=int(np.mean([used for _, used in found])),
        rounds=rounds,
        seed=seed,
    )


def inputs_of(plan: Plan) -> Inputs:
    """Which columns decide which choice; a choice with one alternative is none.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> inputs_of(plan_of(field, choices=choices_of(field))).columns
    {'normalisation': (0,), 'aggregation': (1,), 'weights': (2, 3)}
    """
    sizes = {
        "normalisation": int(len(plan.scaled) > 1),
        "aggregation": int(len(plan.aggregations) > 1),
        "missing": int(len(plan.missing) > 1),
        "weights": plan.parts,
        "assessor": len(plan.countries) if plan.assessed >= 0 else 0,
    }
    columns, start = {}, 0
    for choice, size in sizes.items():
        if size:
            columns[choice] = tuple(range(start, start + size))
            start += size
    return Inputs(columns)


def draws_at(plan: Plan, points: Values, *, inputs: Inputs) -> Draws:
    """The choices at points of the unit cube, shape (n, column).

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> plan = plan_of(field, choices=choices_of(field))
    >>> drawn = draws_at(plan, np.array([[0.0, 0.99, 0.5, 0.5]]), inputs=inputs_of(plan))
    >>> int(drawn.scale[0]), int(drawn.aggregation[0]), drawn.weights.tolist()
    (0, 2, [[0.5, 0.5]])
    """

    def trigger(choice: str, alternatives: int) -> npt.NDArray[np.intp]:
        if choice not in inputs.columns:
            return np.zeros(len(points), dtype=np.intp)
        return (points[:, inputs.columns[choice][0]] * alternatives).astype(np.intp)

    assessed = inputs.columns.get("assessor")
    return Draws(
        scale=trigger("normalisation", len(plan.scaled)),
        aggregation=trigger("aggregation", len(plan.aggregations)),
        missing=trigger("missing", len(plan.missing)),
        weights=_weights(plan, points, inputs),
        points=points_at(plan, points[:, list(assessed)]) if assessed else None,
    )


def _weights(plan: Plan, points: Values, inputs: Inputs) -> Values:
    shares = -np.log(np.clip(points[:, list(inputs.columns["weights"])], _SMALLEST, 1 - _SMALLEST))
    return weights_at(shares, low=plan.low)


def _round(chunk: Chunk, *, plan: Plan, inputs: Inputs, points: int) -> tuple[SobolIndices, int]:
    """The indices of one scramble, and the number of points within the bounds."""
    design = _within_bounds(plan, inputs, points=points, seed=int(chunk.generator().integers(2**32)))
    found = sobol_indices(partial(_outcomes, plan=plan, inputs=inputs), groups=inputs.columns, design=design)
    return found, len(design[0])


def _within_bounds(plan: Plan, inputs: Inputs, *, points: int, seed: int) -> tuple[Values, Values]:
    """A design whose weights lie within the bounds in both samples; more points are drawn where few do."""
    while points <= MOST_POINTS:
        first, second = sobol_design(points, inputs=inputs.count, seed=seed)
        fits = np.logical_and.reduce(
            [(_weights(plan, sample, inputs) <= plan.high).all(axis=1) for sample in (first, second)]
        )
        if fits.sum() >= FEWEST:
            return first[fits], second[fits]
        points *= 2
    raise AnalysisError("audit_bounds", low=float(plan.low.sum()), high=float(plan.high.sum()))


def _outcomes(points: Values, *, plan: Plan, inputs: Inputs) -> Values:
    """Mean shift, then each country's rank; constant where the method ranks a country in no replication."""
    ranks = competition_rank(scores(plan, draws_at(plan, points, inputs=inputs)))
    own = np.where(plan.rank > 0, ranks, 0).astype(np.float64)
    return np.concatenate([mean_shifts(plan, ranks)[:, np.newaxis], own], axis=1)


def _standard_error(rounds: Values) -> Values:
    if len(rounds) < 2:
        return np.full(rounds.shape[1:], np.nan)
    error: Values = rounds.std(axis=0, ddof=1) / np.sqrt(len(rounds))
    return error
