"""What weights can do and what they cannot: dominance, and the best and the worst rank that weights reach.

A country is ahead of another whatever the weights (arithmetic mean, weights within bounds that sum to 1)
when the least of the weighted difference of their parts is above zero: a linear programme whose answer is
known in closed form. The best rank over all weights is a combinatorial question. With two or three parts it
is answered exactly: the weights at which a country draws level with another are a line across the region of
weights; the lines cut the region into cells within which the rank is one number, and a walk along every
line visits the cells on both its sides. With more parts a mixed-integer programme is solved by HiGHS to
proven optimality.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from miqyas.analysis.audit.field import Field
from miqyas.analysis.errors import AnalysisError
from miqyas.index.rank import SLACK, competition_rank
from miqyas.observations.model import Values

EXACT_PARTS: Final = 3
"""Up to so many parts the region of weights is a polygon, and its cells are visited one by one."""
NARROW: Final = 1e-7
"""Length of a stretch of weights below which a rank does not count as reached: rounding would undo it."""
MARGIN: Final = 1e-6
"""By how much the index must differ for the programme to count one country ahead of another."""
SECONDS: Final = 60.0
"""Time that one programme may take."""

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Dominance:
    """Who is ahead of whom whatever the weights; `ahead` (country, country): the row of the column."""

    countries: tuple[str, ...]
    ahead: Booleans

    def above(self, iso3: str) -> tuple[str, ...]:
        """Countries that no weights put this one above."""
        return self._named(self.ahead[:, self.countries.index(iso3)])

    def below(self, iso3: str) -> tuple[str, ...]:
        """Countries that no weights put above this one."""
        return self._named(self.ahead[self.countries.index(iso3)])

    @property
    def decided_share(self) -> float:
        """Share of all pairs whose order no weights can turn."""
        count = len(self.countries)
        return float(self.ahead.sum() / (count * (count - 1) / 2)) if count > 1 else float("nan")

    def _named(self, chosen: Booleans) -> tuple[str, ...]:
        return tuple(iso3 for iso3, is_in in zip(self.countries, chosen, strict=True) if is_in)


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


def bounds_of(field: Field, *, low: float, high: float) -> tuple[Values, Values]:
    """The same bounds for every part; raises `AnalysisError` for bounds between which nothing sums to 1.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]]))
    >>> [bound.tolist() for bound in bounds_of(field, low=0.2, high=0.8)]
    [[0.2, 0.2], [0.8, 0.8]]
    """
    parts = len(field.codes)
    if not (0 <= low <= high <= 1) or low * parts > 1 or high * parts < 1:
        raise AnalysisError("audit_bounds", low=low * parts, high=high * parts)
    return np.full(parts, low), np.full(parts, high)


def dominance(field: Field, *, low: Values, high: Values) -> Dominance:
    """Who is ahead of whom for all weights between the bounds; over the countries that have all parts.

    With bounds 0 and 1 that is: nowhere behind, and somewhere ahead.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.9, 0.5, 0.1], [0.8, 0.2, 0.3]]))
    >>> found = dominance(field, low=np.zeros(2), high=np.ones(2))
    >>> found.above("C2"), found.below("C1")
    (('C1',), ('C2', 'C3'))
    """
    countries, parts = _complete(field)
    count = len(countries)
    ahead = np.zeros((count, count), dtype=bool)
    for place in range(count):
        difference = parts[:, place, np.newaxis] - parts
        least = least_difference(difference, low=low, high=high)
        ahead[place] = least > SLACK
        if not low.any() and (high == 1).all():
            ahead[place] = (difference >= 0).all(axis=0) & (difference > 0).any(axis=0)
    return Dominance(countries, ahead)


def least_difference(difference: Values, *, low: Values, high: Values) -> Values:
    """The least of the weighted sum of (part, pair) over weights between bounds that sum to 1; shape (pair,).

    The linear programme of a knapsack: what the lower bounds leave goes to the smallest difference first.

    >>> bounds = {"low": np.full(3, 0.2), "high": np.full(3, 0.5)}
    >>> least_difference(np.array([[0.1], [-0.1], [0.3]]), **bounds).round(3).tolist()
    [0.04]
    """
    order = np.argsort(difference, axis=0)
    ordered = np.take_along_axis(difference, order, axis=0)
    room = (high - low)[order]
    before = np.cumsum(room, axis=0) - room
    given = np.clip(1 - low.sum() - before, 0, room)
    least: Values = (ordered * given).sum(axis=0) + low @ difference
    return least


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
    countries, parts = _complete(field)
    field.position(iso3)
    if iso3 not in countries:
        raise AnalysisError("audit_part_missing", given=iso3)
    place = countries.index(iso3)
    others = np.delete(parts, place, axis=1) - parts[:, place, np.newaxis]
    if len(field.codes) <= EXACT_PARTS:
        best, worst = _walked(others, low=low, high=high)
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
    countries, _ = _complete(field)
    return tuple(reach(field, iso3, low=low, high=high) for iso3 in countries)


def _complete(field: Field) -> tuple[tuple[str, ...], Values]:
    """Countries that have all parts, and their parts."""
    complete = np.asarray(~np.isnan(field.parts).any(axis=0))
    names = tuple(iso3 for iso3, is_in in zip(field.countries, complete, strict=True) if is_in)
    return names, field.parts[:, complete]


def _walked(others: Values, *, low: Values, high: Values) -> tuple[Values, Values]:
    """Weights of the best and of the worst rank; `others` (part, other) is each other country minus ours."""
    if len(low) < EXACT_PARTS:
        return _walked_segment(others, low=low, high=high)
    lines = _lines(others, low=low, high=high)
    if not lines.place.size:
        centre = _centre(low, high)
        return centre, centre
    counts, begins, ends = _counts_along(others, lines)
    is_wide = ends - begins > NARROW
    found = []
    for sign in (1, -1):
        towards, level = _better_side(lines, sign=sign)
        value = np.where(is_wide, sign * (counts + level[:, np.newaxis]), np.inf)
        widths = np.where(value == value.min(), ends - begins, -1.0)
        line, stretch = np.unravel_index(int(widths.argmax()), widths.shape)
        middle = float(begins[line, stretch] + ends[line, stretch]) / 2
        found.append(_beside(others, lines, int(line), middle, float(towards[line]), low=low, high=high))
    return found[0], found[1]


def _better_side(lines: _Lines, *, sign: int) -> tuple[Values, npt.NDArray[np.int64]]:
    """The side of each line (1: its normal's) where fewer, for sign -1 more, of those level are ahead."""
    wanted = sign * lines.same <= sign * lines.opposite
    is_ahead = np.where(wanted, lines.open_ahead, ~lines.open_behind)
    return np.where(is_ahead, 1.0, -1.0), np.where(is_ahead, lines.same, lines.opposite)


@dataclass(frozen=True)
class _Lines:
    """Lines across the region along which a country draws level with another; arrays of shape (line,).

    A line is `origin` + t `direction`, inside the region for t from `begin` to `end`; `normal` points to
    where the other is ahead. `same` and `opposite` count the countries that draw level on the very same
    line and are ahead on the side of the normal, or on the other; `open_ahead`, `open_behind` say whether
    the region goes on there.
    """

    place: npt.NDArray[np.intp]
    origin: Values
    direction: Values
    normal: Values
    begin: Values
    end: Values
    same: npt.NDArray[np.int64]
    opposite: npt.NDArray[np.int64]
    open_ahead: Booleans
    open_behind: Booleans


def _lines(others: Values, *, low: Values, high: Values) -> _Lines:
    normal = (others - others.mean(axis=0)).T
    steep = np.linalg.norm(normal, axis=1)
    place = np.flatnonzero(steep > SLACK)
    normal = normal[place] / steep[place, np.newaxis]
    direction = np.cross(normal, np.ones(EXACT_PARTS) / np.sqrt(EXACT_PARTS))
    level = others[:, place].mean(axis=0) / steep[place]
    origin = np.full(EXACT_PARTS, 1 / EXACT_PARTS) - level[:, np.newaxis] * normal
    begin, end = _inside(origin, direction, low=low, high=high)
    crosses = end - begin > NARROW
    place, origin, direction, normal = place[crosses], origin[crosses], direction[crosses], normal[crosses]
    begin, end = begin[crosses], end[crosses]
    middle = origin + ((begin + end) / 2)[:, np.newaxis] * direction
    room_up, room_down = high - middle, middle - low
    toward, away = np.maximum(normal, 0), np.maximum(-normal, 0)
    tight_up, tight_down = room_up <= NARROW, room_down <= NARROW
    same, opposite = _on_the_line(others, origin, direction, normal)
    return _Lines(
        place=place,
        origin=origin,
        direction=direction,
        normal=normal,
        begin=begin,
        end=end,
        same=same,
        opposite=opposite,
        open_ahead=~((tight_up & (toward > SLACK)) | (tight_down & (away > SLACK))).any(axis=1),
        open_behind=~((tight_up & (away > SLACK)) | (tight_down & (toward > SLACK))).any(axis=1),
    )


def _inside(origin: Values, direction: Values, *, low: Values, high: Values) -> tuple[Values, Values]:
    """Stretch of each line that lies within the bounds; its end before its beginning where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        to_low, to_high = (low - origin) / direction, (high - origin) / direction
    is_flat = np.abs(direction) <= SLACK
    is_out = is_flat & ((origin < low - SLACK) | (origin > high + SLACK))
    first = np.where(is_flat, -np.inf, np.minimum(to_low, to_high)).max(axis=1)
    last = np.where(is_flat, np.inf, np.maximum(to_low, to_high)).min(axis=1)
    return first, np.where(is_out.any(axis=1), -np.inf, last)


def _on_the_line(
    others: Values, origin: Values, direction: Values, normal: Values
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    is_level = _is_level(others, origin, direction)
    side = normal @ (others - others.mean(axis=0))
    return np.sum(is_level & (side > SLACK), axis=1), np.sum(is_level & (side < -SLACK), axis=1)


def _is_level(others: Values, origin: Values, direction: Values) -> Booleans:
    """Which others are level with us all along each line, shape (line, other)."""
    level: Booleans = (np.abs(origin @ others) <= SLACK) & (np.abs(direction @ others) <= SLACK)
    return level


def _counts_along(others: Values, lines: _Lines) -> tuple[Values, Values, Values]:
    """Stretches of each line between its crossings with all others, shape (line, stretch).

    How many are ahead of us there, not counting those level on the line itself; where it begins and ends.
    """
    value, slope = lines.origin @ others, lines.direction @ others
    is_level = _is_level(others, lines.origin, lines.direction)
    begin, end = lines.begin[:, np.newaxis], lines.end[:, np.newaxis]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = np.where(np.abs(slope) > SLACK, -value / slope, np.inf)
    crosses = ~is_level & (crossing > begin) & (crossing < end)
    just_inside = value + slope * begin
    is_ahead = np.where(np.abs(just_inside) > SLACK, just_inside > 0, slope > 0)
    at_first = np.sum(np.where(crosses, slope < 0, is_ahead & ~is_level), axis=1)
    order = np.argsort(np.where(crosses, crossing, np.inf), axis=1)
    steps = np.take_along_axis(np.where(crosses, np.sign(slope), 0.0), order, axis=1)
    counts = at_first[:, np.newaxis] + np.cumsum(np.pad(steps, ((0, 0), (1, 0))), axis=1)
    at = np.take_along_axis(np.where(crosses, crossing, end), order, axis=1)
    return counts, np.concatenate([begin, at], axis=1), np.concatenate([at, end], axis=1)


def _beside(
    others: Values,
    lines: _Lines,
    line: int,
    along: float,
    towards: float,
    *,
    low: Values,
    high: Values,
) -> Values:
    """Weights in the middle of the cell on one side of a line, seen from a point of it."""
    point = lines.origin[line] + along * lines.direction[line]
    step = towards * lines.normal[line]
    values, slopes = point @ others, step @ others
    level = _is_level(others, lines.origin[line : line + 1], lines.direction[line : line + 1])[0]
    meets = ~level & (values * slopes < 0)
    distances = [-values[meets] / slopes[meets]]
    for room, pace in ((high - point, step), (point - low, -step)):
        distances.append(room[pace > SLACK] / pace[pace > SLACK])
    nearest = float(np.concatenate(distances).min())
    weights: Values = point + nearest / 2 * step
    weights /= weights.sum()
    return weights


def _walked_segment(others: Values, *, low: Values, high: Values) -> tuple[Values, Values]:
    """Two parts: the region is a stretch of the first weight, cut where two countries draw level."""
    begin, end = max(low[0], 1 - high[1]), min(high[0], 1 - low[1])
    slope = others[0] - others[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = np.where(np.abs(slope) > SLACK, -others[1] / slope, begin)
    cuts = np.unique(np.clip([begin, *crossing, end], begin, end))
    is_wide = np.diff(cuts) > NARROW
    middles = ((cuts[1:] + cuts[:-1]) / 2)[is_wide] if is_wide.any() else np.array([(begin + end) / 2])
    weights = np.stack([middles, 1 - middles], axis=1)
    ahead = np.sum(weights @ others > SLACK, axis=1)
    return weights[ahead.argmin()], weights[ahead.argmax()]


def _centre(low: Values, high: Values) -> Values:
    """A point well inside the region: what the lower bounds leave, shared by the room above them."""
    room = high - low
    weights: Values = low + (1 - low.sum()) * room / room.sum() if room.sum() > 0 else low
    return weights


def _programmed(others: Values, *, low: Values, high: Values, sign: int) -> tuple[Values, bool]:
    """Weights with the fewest countries not behind us (sign -1: not ahead), and whether that is proven."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    differ = others[:, np.abs(others).max(axis=0) > SLACK] * sign
    parts, count = differ.shape
    reach_of = np.abs(differ).max(axis=0) + MARGIN
    ahead = np.concatenate([differ.T, -np.diag(reach_of)], axis=1)
    whole = np.concatenate([np.ones(parts), np.zeros(count)])[np.newaxis, :]
    found = milp(
        np.concatenate([np.zeros(parts), np.ones(count)]),
        constraints=[LinearConstraint(ahead, -np.inf, -MARGIN), LinearConstraint(whole, 1, 1)],
        integrality=np.concatenate([np.zeros(parts), np.ones(count)]),
        bounds=Bounds(np.concatenate([low, np.zeros(count)]), np.concatenate([high, np.ones(count)])),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return _centre(low, high), False
    weights: Values = np.clip(found.x[:parts], low, high)
    return weights / weights.sum(), bool(found.status == 0)
