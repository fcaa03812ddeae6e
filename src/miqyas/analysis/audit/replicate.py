"""Many replications of an index at once: drawing choices, making scores, each stage callable on its own.

Scores of a replication are those of the engine up to a monotone change (the logarithm of a geometric mean,
minus the reciprocal of a harmonic one), so that ranks are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from miqyas.analysis.audit.choices import Choices
from miqyas.analysis.audit.field import Field
from miqyas.analysis.errors import AnalysisError
from miqyas.index.aggregate import fill_missing
from miqyas.index.normalise import normalise
from miqyas.index.rank import Ranks, competition_rank
from miqyas.methodology.model import AggregateRule, MissingRule
from miqyas.observations.model import Values

Indices = npt.NDArray[np.intp]
TRIES: Final = 2000
"""Weights drawn for each one wanted before bounds count as too tight."""


@dataclass(frozen=True)
class Plan:
    """All that replications share, worked out once.

    `scaled` has the shape (scale, part, country), NaN for what is missing. `assessed` is the place of the
    part that assessors may misjudge, -1 for none; `chances` (country, points) the distribution of its
    points once misjudged, cumulated; `ends` its lowest and highest value; `lines` (scale, 2) what of it
    stands at 0 and at 1 of each scale, NaN for ranks.
    """

    countries: tuple[str, ...]
    rank: Ranks
    scaled: Values
    aggregations: tuple[AggregateRule, ...]
    missing: tuple[MissingRule, ...]
    weights: Values
    low: Values
    high: Values
    assessed: int
    chances: Values
    ends: tuple[float, float]
    lines: Values

    @property
    def parts(self) -> int:
        """Number of parts."""
        return int(self.scaled.shape[1])


@dataclass(frozen=True)
class Draws:
    """Choices of n replications: places of alternatives, weights (n, part), points (n, country) or None."""

    scale: Indices
    aggregation: Indices
    missing: Indices
    weights: Values
    points: Values | None

    def __len__(self) -> int:
        return int(self.scale.size)


def plan_of(field: Field, *, choices: Choices) -> Plan:
    """What the replications of a field share.

    >>> from miqyas.analysis.audit.choices import choices_of
    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> plan_of(field, choices=choices_of(field)).scaled.shape
    (4, 2, 3)
    """
    scaled = np.stack(
        [
            np.stack([normalise(row, by=by) for row, by in zip(field.values, scale.rules, strict=True)])
            for scale in choices.scales
        ]
    )
    place, chances, ends = -1, np.empty((0, 0)), (0.0, 1.0)
    if choices.assessed:
        place = field.codes.index(choices.assessed.code)
        chances = misjudged(field.values[place], items=choices.assessed.items, error=choices.error)
        ends = float(np.nanmin(field.values[place])), float(np.nanmax(field.values[place]))
    lines = np.array(
        [
            (rule.low, rule.high) if rule.rule == "goalposts" else (np.nan, np.nan)
            for rule in (scale.rules[place] for scale in choices.scales)
        ],
        dtype=np.float64,
    )
    return Plan(
        countries=field.countries,
        rank=field.rank,
        scaled=scaled,
        aggregations=choices.aggregations,
        missing=choices.missing,
        weights=field.weights,
        low=choices.low,
        high=choices.high,
        assessed=place,
        chances=chances,
        ends=ends,
        lines=lines,
    )


def one_draw(plan: Plan, *, scale: int = 0, aggregation: int = 0, missing: int = 0) -> Draws:
    """One replication with the method's own weights and no error; by default the method as it is.

    >>> from miqyas.analysis.audit.choices import choices_of
    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> plan = plan_of(field, choices=choices_of(field))
    >>> competition_rank(scores(plan, one_draw(plan))).tolist()
    [[3, 2, 1]]
    """
    return Draws(
        scale=np.array([scale]),
        aggregation=np.array([aggregation]),
        missing=np.array([missing]),
        weights=plan.weights[np.newaxis, :],
        points=None,
    )


def draw(plan: Plan, *, count: int, generator: np.random.Generator) -> Draws:
    """Choices of `count` replications, each alternative as likely as the others.

    Raises `AnalysisError` for bounds of weights between which no weights sum to 1.

    >>> from miqyas.analysis.audit.choices import choices_of
    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> plan = plan_of(field, choices=choices_of(field))
    >>> drawn = draw(plan, count=4, generator=np.random.default_rng(1))
    >>> drawn.weights.sum(axis=1).round(9).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    points = None
    if plan.assessed >= 0:
        points = points_at(plan, generator.random((count, len(plan.countries))))
    return Draws(
        scale=generator.integers(len(plan.scaled), size=count),
        aggregation=generator.integers(len(plan.aggregations), size=count),
        missing=generator.integers(len(plan.missing), size=count),
        weights=draw_weights(plan.low, plan.high, count=count, generator=generator),
        points=points,
    )


def draw_weights(low: Values, high: Values, *, count: int, generator: np.random.Generator) -> Values:
    """Weights (count, part) between bounds, uniform among those that sum to 1.

    What is left above the lower bounds is shared by a flat Dirichlet distribution; draws that pass an upper
    bound are taken again. Raises `AnalysisError` where the bounds leave nothing to draw.

    >>> low, high = np.full(3, 0.2), np.full(3, 0.5)
    >>> drawn = draw_weights(low, high, count=100, generator=np.random.default_rng(1))
    >>> bool(((drawn >= 0.2) & (drawn <= 0.5)).all())
    True
    """
    kept: list[Values] = []
    lacking, tried = count, 0
    while lacking:
        shares = generator.standard_exponential((2 * lacking + 16, low.size))
        weights = weights_at(shares, low=low)
        weights = weights[(weights <= high).all(axis=1)][:lacking]
        kept.append(weights)
        lacking, tried = lacking - len(weights), tried + len(shares)
        if low.sum() > 1 or high.sum() < 1 or tried > TRIES * count:
            raise AnalysisError("audit_bounds", low=float(low.sum()), high=float(high.sum()))
    return np.concatenate(kept)


def weights_at(shares: Values, *, low: Values) -> Values:
    """Weights that sum to 1: the lower bounds, and what they leave divided in proportion to `shares`.

    >>> weights_at(np.array([[1.0, 1.0, 2.0]]), low=np.full(3, 0.2)).round(2).tolist()
    [[0.3, 0.3, 0.4]]
    """
    left = 1 - low.sum()
    weights: Values = low + left * shares / shares.sum(axis=1, keepdims=True)
    return weights


def misjudged(values: Values, *, items: int, error: float) -> Values:
    """Chance of each country to get at most 0, 1, ... points, shape (country, items + 1); NaN rows for gaps.

    A country with the share `values` of the items loses each of them, and gains each of the others, with
    probability `error`, independently of the rest: two binomial counts, added.

    >>> misjudged(np.array([1.0]), items=2, error=0.1).round(2).tolist()
    [[0.01, 0.19, 1.0]]
    """
    kept, found = _binomials(items, 1 - error), _binomials(items, error)
    table = np.full((values.size, items + 1), np.nan)
    for place, value in enumerate(values):
        if not np.isnan(value):
            present = round(float(value) * items)
            spread = np.convolve(kept[present, : present + 1], found[items - present, : items - present + 1])
            table[place] = np.cumsum(spread)
            table[place, -1] = 1.0
    return table


def _binomials(most: int, chance: float) -> Values:
    """Binomial probabilities of 0 .. n successes in row n, for n from 0 to `most`."""
    table = np.zeros((most + 1, most + 1))
    table[0, 0] = 1.0
    for row in range(most):
        table[row + 1] = table[row] * (1 - chance)
        table[row + 1, 1:] += table[row, :-1] * chance
    return table


def points_at(plan: Plan, chances: Values) -> Values:
    """The assessed part at chances between 0 and 1, shape (n, country), stretched to the ends that it had.

    >>> from miqyas.analysis.audit.choices import Assessed, choices_of
    >>> from miqyas.analysis.audit.field import field_from
    >>> from miqyas.kernel.provenance import Mark
    >>> field = field_from(np.array([[0.0, 0.5, 1.0], [0.1, 0.9, 1.0]]))
    >>> choices = choices_of(field, assessed=Assessed("P1", 10, Mark.NUMERIC), error=0.1)
    >>> points_at(plan_of(field, choices=choices), np.full((1, 3), 0.5)).tolist()
    [[0.0, 0.5, 1.0]]
    """
    points = np.full(chances.shape, np.nan)
    for place, row in enumerate(plan.chances):
        if not np.isnan(row[0]):
            points[:, place] = np.searchsorted(row, chances[:, place])
    low, high = np.nanmin(points, axis=1, keepdims=True), np.nanmax(points, axis=1, keepdims=True)
    first, last = plan.ends
    scaled: Values = first + (last - first) * (points - low) / np.where(high > low, high - low, 1.0)
    return scaled


def scores(plan: Plan, draws: Draws) -> Values:
    """Scores of each replication, shape (n, country), NaN where the missing-data rule gives none.

    >>> from miqyas.analysis.audit.choices import choices_of
    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> plan = plan_of(field, choices=choices_of(field))
    >>> scores(plan, one_draw(plan)).round(4).tolist()
    [[0.01, 0.5545, 1.0]]
    """
    found = np.empty((len(draws), len(plan.countries)))
    kinds = (draws.scale * len(plan.aggregations) + draws.aggregation) * len(plan.missing) + draws.missing
    order = np.argsort(kinds, kind="stable")
    starts = np.flatnonzero(np.diff(kinds[order], prepend=-1))
    for rows in np.split(order, starts[1:]):
        found[rows] = _scores_alike(plan, draws, rows)
    return found


def _scores_alike(plan: Plan, draws: Draws, rows: Indices) -> Values:
    """Scores of replications that differ in weights and points only."""
    first = rows[0]
    scale, rule = int(draws.scale[first]), plan.aggregations[draws.aggregation[first]]
    missing = plan.missing[draws.missing[first]]
    parts = fill_missing(plan.scaled[scale], missing=missing)
    weights = draws.weights[rows]
    terms, present = _term(parts, rule), ~np.isnan(parts)
    if draws.points is None:
        found: Values = weights @ np.where(present, terms, 0.0)
    else:
        own = _term(_assessed(plan, draws.points[rows], scale=scale, missing=missing), rule)
        others = np.where(present, terms, 0.0)
        others[plan.assessed] = 0.0
        found = weights @ others
        found += weights[:, plan.assessed, np.newaxis] * np.where(present[plan.assessed], own, 0.0)
    if present.all():
        return found
    gaps = ~present.all(axis=0)
    if missing == "required":
        found[:, gaps] = np.nan
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            found[:, gaps] /= weights @ present[:, gaps].astype(np.float64)
    return found


def _assessed(plan: Plan, points: Values, *, scale: int, missing: MissingRule) -> Values:
    low, high = plan.lines[scale]
    if np.isnan(low):
        count = np.sum(~np.isnan(points), axis=1, keepdims=True)
        scaled: Values = np.where(np.isnan(points), np.nan, (count - competition_rank(points) + 1) / count)
    else:
        scaled = (points - low) / (high - low)
    return fill_missing(scaled, missing=missing)


def _term(parts: Values, rule: AggregateRule) -> Values:
    """What a rule sums: higher is better in each."""
    if rule == "geometric":
        return np.log(parts)
    if rule == "harmonic":
        return -1 / parts
    return parts
