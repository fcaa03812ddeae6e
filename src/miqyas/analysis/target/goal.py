"""A goal, and what it asks of a country's own index once everybody else's is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.world import World
from miqyas.index.classify import QUARTERS, group_of
from miqyas.index.rank import SLACK
from miqyas.kernel.errors import Place
from miqyas.methodology import Methodology
from miqyas.methodology.model import Classes, Groups
from miqyas.observations.model import Values

Kind = Literal["rank", "group", "class", "ahead"]
KINDS: Final[tuple[Kind, ...]] = ("rank", "group", "class", "ahead")
NEVER: Final = np.inf
ALWAYS: Final = -np.inf


@dataclass(frozen=True)
class Goal:
    """What is wanted: a rank, a group or a rating class (or better), or to be ahead of a state.

    `rank` goes with the kind "rank", `code` with the others: code of the group, the class, the state.

    >>> str(Goal("rank", rank=10)), str(Goal("ahead", code="ARE"))
    ('rank <= 10', 'ahead ARE')
    """

    kind: Kind
    rank: int = 0
    code: str = ""

    def __str__(self) -> str:
        return f"rank <= {self.rank}" if self.kind == "rank" else f"{self.kind} {self.code}"


def one_goal(
    *,
    rank: int | None = None,
    group: str | None = None,
    rating_class: str | None = None,
    ahead_of: str | None = None,
) -> Goal:
    """The one goal that is named. Raises `AnalysisError` for none and for several.

    >>> one_goal(group="Very high"), one_goal(rating_class="vh").code
    (Goal(kind='group', rank=0, code='very_high'), 'VH')
    """
    if sum(given is not None for given in (rank, group, rating_class, ahead_of)) != 1:
        raise AnalysisError("one_goal")
    if rank is not None:
        return Goal("rank", rank=rank)
    if group is not None:
        return Goal("group", code=group.strip().lower().replace(" ", "_").replace("-", "_"))
    if rating_class is not None:
        return Goal("class", code=rating_class.strip().upper())
    return Goal("ahead", code=str(ahead_of).strip().upper())


@dataclass(frozen=True)
class Need:
    """A goal made ready for draws: the index that a country needs, given everybody else's.

    `state` is the place of the state to be ahead of, `band` and `quarter` those of the group and class.
    """

    goal: Goal
    groups: Groups | None = None
    classes: Classes | None = None
    state: int = -1
    band: int = -1
    quarter: int = -1

    def threshold(self, rivals: Values) -> Values:
        """The least own index that meets the goal in each draw, infinite where none does.

        `rivals` are the indices of all states, shape (draw, country), NaN for the country itself and for
        those that are not ranked. Ties count as the ranking counts them: equals share the better place.

        >>> rivals = np.array([[0.9, 0.7, 0.5, np.nan]])
        >>> Need(Goal("rank", rank=2)).threshold(rivals).round(6).tolist()
        [0.7]
        """
        match self.goal.kind:
            case "rank":
                return _kth(rivals, np.full(len(rivals), self.goal.rank)) - SLACK
            case "ahead":
                ahead: Values = np.nextafter(rivals[:, self.state] + SLACK, NEVER)
                return ahead
            case "group":
                return np.full(len(rivals), self._border(self.band))
        return self._of_class(rivals)

    def _of_class(self, rivals: Values) -> Values:
        """The k-th of n is in the class: n counts the country itself, which brings itself into the group."""
        assert self.groups is not None
        assert self.classes is not None
        inside = group_of(rivals, groups=self.groups) == self.band
        count = np.count_nonzero(inside, axis=1) + 1
        last = _last_place(count, quarter=self.quarter, classes=self.classes)
        best = _kth(np.where(inside, rivals, np.nan), last) - SLACK
        within: Values = np.maximum(best, self._border(self.band))
        above = self._border(self.band - 1) if self.band else NEVER
        return np.where(last < 1, above, within)

    def _border(self, band: int) -> float:
        """The least index that belongs to a band or a better one."""
        assert self.groups is not None
        above = self.groups.bands[band].above
        if above is None:
            return ALWAYS
        return above if self.groups.border.value == "higher" else float(np.nextafter(above, NEVER))


def need_of(world: World, goal: Goal, *, iso3: str, origin: int) -> Need:
    """A goal ready for draws, by the method of the target edition.

    Raises `AnalysisError` for a rank that does not exist, an unknown group, class or state, a state that
    was not ranked in `origin`, and a country ahead of itself.

    >>> from miqyas.analysis.world import load_world
    >>> need_of(load_world(), Goal("class", code="V3"), iso3="BHR", origin=2024).quarter
    1
    """
    methodology = world.methodology(world.target)
    match goal.kind:
        case "rank":
            most = world.published(origin).ranked_count
            if not 1 <= goal.rank <= most:
                raise AnalysisError(
                    "target_rank", place=Place(name=str(goal.rank)), given=goal.rank, most=most
                )
            return Need(goal)
        case "ahead":
            return Need(goal, state=_rival(world, goal.code, iso3=iso3, origin=origin))
        case "group":
            return Need(goal, methodology.groups, band=_band(methodology, goal.code))
    band, quarter = _quarter(methodology, goal.code)
    return Need(goal, methodology.groups, methodology.classes, band=band, quarter=quarter)


def class_codes(methodology: Methodology) -> tuple[str, ...]:
    """Codes of the rating classes, the best first; none where an edition has no classes.

    >>> from miqyas.methodology import load_edition
    >>> class_codes(load_edition(2024))[:5]
    ('VH', 'V3', 'V2', 'V1', 'HV')
    """
    if methodology.groups is None or methodology.classes is None:
        return ()
    codes = methodology.classes.codes
    return tuple(code for band in methodology.groups.bands for code in codes[band.code])


def group_codes(methodology: Methodology) -> tuple[str, ...]:
    """Codes of the groups, the best first; none where an edition has no groups.

    >>> from miqyas.methodology import load_edition
    >>> group_codes(load_edition(2024))
    ('very_high', 'high', 'middle', 'low')
    """
    return tuple(band.code for band in methodology.groups.bands) if methodology.groups else ()


def _rival(world: World, code: str, *, iso3: str, origin: int) -> int:
    position = world.position(code)
    name = world.country(code).name
    if code == iso3:
        raise AnalysisError("ahead_of_itself", place=Place(name=code), country=name)
    world.standing_in_field(code, origin)
    return position


def _band(methodology: Methodology, code: str) -> int:
    known = group_codes(methodology)
    if code not in known:
        place = Place(name=code)
        raise AnalysisError("unknown_index_group", place=place, given=code, known=", ".join(known))
    return known.index(code)


def _quarter(methodology: Methodology, code: str) -> tuple[int, int]:
    known = class_codes(methodology)
    if code not in known:
        place = Place(name=code)
        raise AnalysisError("unknown_class", place=place, given=code, known=", ".join(known))
    band, quarter = divmod(known.index(code), QUARTERS)
    return band, quarter


def _last_place(count: np.ndarray, *, quarter: int, classes: Classes) -> np.ndarray:
    """The last place of n that is still within a quarter, 0 where none is."""
    if quarter == QUARTERS - 1:
        return count
    share = (quarter + 1) * count
    last: np.ndarray = (share - 1) // QUARTERS if classes.cut.value == "below" else share // QUARTERS
    return last


def _kth(values: Values, places: np.ndarray) -> Values:
    """The k-th highest of each row, k by row; below everything where a row has fewer."""
    present = np.where(np.isnan(values), ALWAYS, values)
    length = present.shape[1]
    if len(places) and (places == places[0]).all():
        place = int(places[0])
        if not 1 <= place <= length:
            return np.full(len(values), ALWAYS)
        at = length - place
        kth: Values = np.partition(present, at, axis=1)[:, at]
        return kth
    ordered = np.sort(present, axis=1)
    at_row = np.clip(length - places, 0, length - 1)
    found = np.take_along_axis(ordered, at_row[:, np.newaxis], axis=1)[:, 0]
    return np.where(places > length, ALWAYS, found)
