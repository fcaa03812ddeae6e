"""An exact walk through all weights of two or three parts: where a country's rank is best and where worst.

The weights at which a country draws level with another are a line across the region of weights; the lines cut
the region into cells within which the rank is one number, and a walk along every line visits the cells on
both its sides. With two parts the region is a stretch, and the lines are points on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from miqyas.analysis.audit.dominance import Booleans
from miqyas.index.rank import SLACK
from miqyas.observations.model import Values

PLANE: Final = 3
"""Parts whose weights make a plane."""
NARROW: Final = 1e-7
"""Length of a stretch of weights below which a rank does not count as reached: rounding would undo it."""


def walked(others: Values, *, low: Values, high: Values) -> tuple[Values, Values]:
    """Weights of the best and of the worst rank; `others` (part, other) is each other country minus ours.

    Two or three parts; the bounds leave weights that sum to 1.

    >>> others = np.array([[0.5, -0.3], [-0.4, -0.2]])
    >>> best, worst = walked(others, low=np.zeros(2), high=np.ones(2))
    >>> [int((weights @ others > 0).sum()) + 1 for weights in (best, worst)]
    [1, 2]
    """
    if len(low) < PLANE:
        return _walked_segment(others, low=low, high=high)
    lines = _lines(others, low=low, high=high)
    if not lines.place.size:
        middle = centre(low, high)
        return middle, middle
    counts, begins, ends = _counts_along(others, lines)
    is_wide = ends - begins > NARROW
    found = []
    for sign in (1, -1):
        towards, level = _better_side(lines, sign=sign)
        value = np.where(is_wide, sign * (counts + level[:, np.newaxis]), np.inf)
        widths = np.where(value == value.min(), ends - begins, -1.0)
        line, stretch = np.unravel_index(int(widths.argmax()), widths.shape)
        along = float(begins[line, stretch] + ends[line, stretch]) / 2
        found.append(_beside(others, lines, int(line), along, float(towards[line]), low=low, high=high))
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
    direction = np.cross(normal, np.ones(PLANE) / np.sqrt(PLANE))
    level = others[:, place].mean(axis=0) / steep[place]
    origin = np.full(PLANE, 1 / PLANE) - level[:, np.newaxis] * normal
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


def centre(low: Values, high: Values) -> Values:
    """A point well inside the region: what the lower bounds leave, shared by the room above them.

    >>> centre(np.array([0.2, 0.2]), np.array([0.8, 0.4])).round(2).tolist()
    [0.65, 0.35]
    """
    room = high - low
    weights: Values = low + (1 - low.sum()) * room / room.sum() if room.sum() > 0 else low
    return weights
