"""The best and the worst rank of a country over weights: a combinatorial question.

With two or three parts it is answered exactly by a walk through all cells of the region of weights. With more
parts a mixed-integer programme is solved by HiGHS to proven optimality.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from miqyas.analysis.audit.dominance import complete
from miqyas.analysis.audit.field import Field
from miqyas.analysis.audit.walk import centre, walked
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.highs import milp
from miqyas.index.rank import SLACK, competition_rank
from miqyas.observations.model import Values

EXACT_PARTS: Final = 3
"""Up to so many parts the region of weights is a polygon, and its cells are visited one by one."""
MARGIN: Final = 1e-5
"""Share of the largest difference by which the index must differ for one country to count as ahead.

Well above 1e-6, up to which the solver takes a fraction for a whole number: ties are not taken for a lead.
"""
SECONDS: Final = 60.0
"""Time that one programme may take."""


@dataclass(frozen=True)
class Reach:
    """The best and the worst rank of a country over weights, with weights that give them.

    `is_exact` is False only where a programme was stopped by its time limit: the ranks are then reached, and
    better or worse ones are not excluded.
    """

    iso3: str
    best: int
    best_weights: tuple[float, ...]
    worst: int
    worst_weights: tuple[float, ...]
    is_exact: bool


def reach(field: Field, iso3: str, *, low: Values, high: Values) -> Reach:
    """The best and the worst rank of a country over weights between bounds, among those that have all parts.

    Only ranks that hold on a stretch of weights count, not those where countries draw level at a point.
    Raises `AnalysisError` for a country that is not in the field or lacks a part.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.9, 0.5, 0.1, 0.6], [0.1, 0.5, 0.9, 0.6]]))
    >>> found = reach(field, "C1", low=np.zeros(2), high=np.ones(2))
    >>> found.best, found.worst, found.is_exact
    (1, 4, True)
    """
    countries, parts = complete(field)
    field.position(iso3)
    if iso3 not in countries:
        raise AnalysisError("audit_part_missing", given=iso3)
    place = countries.index(iso3)
    others = np.delete(parts, place, axis=1) - parts[:, place, np.newaxis]
    if len(field.codes) <= EXACT_PARTS:
        best, worst = walked(others, low=low, high=high)
        is_exact = True
    else:
        best, exact_best = _programmed(others, low=low, high=high, sign=1)
        worst, exact_worst = _programmed(others, low=low, high=high, sign=-1)
        is_exact = exact_best and exact_worst
    found = [competition_rank(weights @ parts)[place] for weights in (best, worst)]
    return Reach(
        iso3=iso3,
        best=int(found[0]),
        best_weights=tuple(float(weight) for weight in best),
        worst=int(found[1]),
        worst_weights=tuple(float(weight) for weight in worst),
        is_exact=is_exact,
    )


def reaches(field: Field, *, low: Values, high: Values) -> tuple[Reach, ...]:
    """`reach` of every country that has all parts.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.9, 0.5, 0.1], [0.8, 0.2, 0.3]]))
    >>> [(one.iso3, one.best, one.worst) for one in reaches(field, low=np.zeros(2), high=np.ones(2))]
    [('C1', 1, 1), ('C2', 2, 3), ('C3', 2, 3)]
    """
    countries, _ = complete(field)
    return tuple(reach(field, iso3, low=low, high=high) for iso3 in countries)


def _programmed(others: Values, *, low: Values, high: Values, sign: int) -> tuple[Values, bool]:
    """Weights with the fewest countries not behind us (sign -1: not ahead), and whether that is proven."""
    from scipy.optimize import Bounds, LinearConstraint

    differ = others[:, np.abs(others).max(axis=0) > SLACK] * sign
    differ = differ / np.abs(differ).max(axis=0)
    parts, count = differ.shape
    ahead = np.concatenate([differ.T, -(1 + MARGIN) * np.eye(count)], axis=1)
    whole = np.concatenate([np.ones(parts), np.zeros(count)])[np.newaxis, :]
    found = milp(
        np.concatenate([np.zeros(parts), np.ones(count)]),
        constraints=[LinearConstraint(ahead, -np.inf, -MARGIN), LinearConstraint(whole, 1, 1)],
        integrality=np.concatenate([np.zeros(parts), np.ones(count)]),
        bounds=Bounds(np.concatenate([low, np.zeros(count)]), np.concatenate([high, np.ones(count)])),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return centre(low, high), False
    weights: Values = np.clip(found.x[:parts], low, high)
    return weights / weights.sum(), bool(found.status == 0)
