"""What dates are worth: the coming edition if all is done in time, if the late stay late, and for each slip.

A task that goes live adds its gains to the index as an action of a portfolio does: points times what a
point is worth by the target edition's method, no node past its end (`analysis.portfolio.worth`). In each
draw it counts with the chance of its success times that of its day against the window; what was live for
the edition before is in the published values already and adds nothing. Ranks come from the forecast, in
which everybody moves (`analysis.portfolio.standing`). One and the same draws serve all comparisons, so that
differences are exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np

from miqyas.analysis.expected.model import Spread
from miqyas.analysis.forecast import coming_editions
from miqyas.analysis.portfolio.model import Aim, Portfolio
from miqyas.analysis.portfolio.plan import flow
from miqyas.analysis.portfolio.standing import forecast_field
from miqyas.analysis.portfolio.timing import aim_of, chances_on
from miqyas.analysis.portfolio.worth import INDEX, Scale, marks_of, scale_of
from miqyas.analysis.schedule.dates import Numbers
from miqyas.analysis.schedule.draws import Drawn
from miqyas.analysis.schedule.model import Programme
from miqyas.analysis.schedule.network import followers
from miqyas.analysis.simulate import RankDistribution
from miqyas.analysis.simulate.outcome import Places
from miqyas.analysis.simulate.run import places_of
from miqyas.analysis.world import World
from miqyas.index.rank import SLACK
from miqyas.kernel.provenance import Mark

SERVICES: Final = "OSI"
QUANTILES: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
Case = Literal["nothing_more", "late_stay_late", "all_in_time"]
Floats = np.ndarray
_PLAIN: Final = Portfolio((), (), ())


@dataclass(frozen=True)
class Future:
    """A case in the coming edition: the gain of index and online services, and with a country their values.

    `gain` and `services` are gains over what was published; `rank` and `egdi` are None without a country, or
    where the edition cannot be forecast.
    """

    case: Case
    gain: Spread
    services: float
    rank: RankDistribution | None
    egdi: Spread | None


@dataclass(frozen=True)
class Slip:
    """What it costs if a task, and all that waits for it (`with_it` of them), misses the edition.

    `gain` and `services` are what index and online services lose against all in time, `places` the ranks.
    `now` is what the index is expected to lose by the dates as they stand, of this task alone.
    """

    id: str
    with_it: int
    gain: Spread
    services: float
    places: Places | None
    now: float


@dataclass(frozen=True)
class Slips:
    """The answer for an edition: the three cases, what each slip costs, and what they rest on."""

    aim: Aim
    iso3: str | None
    futures: tuple[Future, ...]
    slips: tuple[Slip, ...]
    draws: int
    seed: int
    mark: Mark

    def future(self, case: Case) -> Future:
        """One of the cases."""
        return next(one for one in self.futures if one.case == case)


def slips(
    world: World, programme: Programme, numbers: Numbers, drawn: Drawn, *, aim: Aim, iso3: str | None = None
) -> Slips:
    """What going live in time, or not, is worth in an edition.

    Raises `PortfolioError` for gains on nodes without a scale and for a country that is not ranked, and
    `AnalysisError` for one that lacks a component.

    >>> import datetime as dt
    >>> from miqyas.analysis.portfolio.model import Gain
    >>> from miqyas.analysis.schedule.dates import numbers_of
    >>> from miqyas.analysis.schedule.draws import drawn_ends
    >>> from miqyas.analysis.schedule.model import Task
    >>> from miqyas.analysis.world import load_world
    >>> from miqyas.kernel.text import Text
    >>> name = Text({"ar": "بحث", "en": "Search"})
    >>> task = Task("A", name, 100, start=dt.date(2027, 8, 1), gains=(Gain("OSI.SP", 5),))
    >>> one = Programme((task,), dt.date(2027, 1, 1))
    >>> numbers = numbers_of(one)
    >>> drawn = drawn_ends(one, numbers, draws=500, seed=1)
    >>> found = slips(load_world(), one, numbers, drawn, aim=aim_of(2028), iso3="JOR")
    >>> [(one.case, round(one.gain.mean, 4)) for one in found.futures]
    [('nothing_more', 0.0), ('late_stay_late', 0.0), ('all_in_time', 0.0092)]
    """
    scale = scale_of(world, iso3=iso3)
    counting = _Counting(world, programme, drawn, scale=scale, aim=aim)
    field = _field(world, aim=aim, iso3=iso3, draws=drawn.draws, seed=drawn.seed)
    cases: Mapping[Case, Mapping[str, Floats]] = {
        "nothing_more": counting.totals(counting.live),
        "late_stay_late": counting.totals(counting.expected),
        "all_in_time": counting.totals(counting.in_time),
    }
    every = counting.gain(cases["all_in_time"])
    if field is not None:
        field.look_near(every)
    nodes = tuple(counting.by_node)
    return Slips(
        aim=aim,
        iso3=iso3,
        futures=tuple(_future(case, totals, counting, field) for case, totals in cases.items()),
        slips=_slips(numbers, counting, cases["all_in_time"], every, field),
        draws=drawn.draws,
        seed=drawn.seed,
        mark=marks_of(scale, nodes=nodes),
    )


class _Counting:
    """In which draws each task that goes live counts, and what that adds; rows are tasks with gains."""

    def __init__(self, world: World, programme: Programme, drawn: Drawn, *, scale: Scale, aim: Aim) -> None:
        tasks = programme.tasks
        self.scale = scale
        self.places = [place for place, task in enumerate(tasks) if task.gains]
        self.tasks = [tasks[place] for place in self.places]
        ends = np.array([drawn.ends[place] for place in self.places]).reshape(len(self.places), drawn.draws)
        early = np.array([task.live_early for task in self.tasks], dtype=np.int64).reshape(-1, 1)
        days = programme.calendar.days_of(ends - early - 1)
        is_done = np.array([[task.ended is not None] for task in self.tasks], dtype=bool).reshape(-1, 1)
        luck = np.random.default_rng([drawn.seed, 1]).random(ends.shape)
        success = np.array([[task.success] for task in self.tasks]).reshape(-1, 1)
        new = np.where(is_done, 1 - chances_on(_PLAIN, days, aim=aim_of(world.latest)), 1.0)
        chance = chances_on(_PLAIN, days, aim=aim) * new
        self.expected = luck < np.where(is_done, chance, success * chance)
        self.live = self.expected & is_done
        self.in_time = np.where(is_done, self.live, luck < success)
        self.by_node = self._worths()

    def _worths(self) -> dict[str, list[tuple[int, float]]]:
        """What each task adds to the index through each node, before anything is full."""
        found: dict[str, list[tuple[int, float]]] = {}
        for row, task in enumerate(self.tasks):
            for gain in task.gains:
                found.setdefault(gain.node, []).append((row, self.scale.worth(gain)))
        return found

    @cached_property
    def by_row(self) -> Sequence[Sequence[tuple[str, float]]]:
        """The same by task."""
        rows: list[list[tuple[str, float]]] = [[] for _ in self.tasks]
        for node, worths in self.by_node.items():
            for row, worth in worths:
                rows[row].append((node, worth))
        return rows

    def totals(self, counts: np.ndarray) -> dict[str, Floats]:
        """What comes in at each node by draw."""
        return {
            node: sum((worth * counts[row] for row, worth in worths), np.zeros(counts.shape[1]))
            for node, worths in self.by_node.items()
        }

    def without(self, totals: Mapping[str, Floats], lost: Mapping[int, np.ndarray]) -> dict[str, Floats]:
        """The same less what some tasks lose in each draw, given by row."""
        found = dict(totals)
        for row, counts in lost.items():
            for node, worth in self.by_row[row]:
                found[node] = found[node] - worth * counts
        return found

    def gain(self, totals: Mapping[str, Floats]) -> Floats:
        """Gain of the index by draw, no node past its end."""
        return self._through(INDEX, totals)

    def services(self, totals: Mapping[str, Floats]) -> float:
        """Mean gain of online services, in its own units."""
        if SERVICES not in self.scale.lineage(totals):
            return 0.0
        return float(self._through(SERVICES, totals).mean() / self.scale.weights[SERVICES])

    def lost_now(self, row: int, totals: Mapping[str, Floats], every: Floats) -> float:
        """What the index is expected to lose by a task that goes live on the days drawn for it."""
        late = self.in_time[row] & ~self.expected[row]
        if not late.any():
            return 0.0
        return float((every - self.gain(self.without(totals, {row: late}))).mean())

    def _through(self, node: str, totals: Mapping[str, Floats]) -> Floats:
        below = {code: value for code, value in totals.items() if node in self.scale.lineage([code, INDEX])}
        if not below:
            return np.zeros(self.expected.shape[1])
        return flow(self.scale, node, {code: value[:, np.newaxis] for code, value in below.items()})


class _Field:
    """The drawn field as the country sees it: its own index, and who is how far ahead, draw by draw."""

    def __init__(self, index: Floats, place: int) -> None:
        self.own = index[:, place]
        self._ahead = np.delete(index, place, axis=1) - self.own[:, np.newaxis]
        self.size = index.shape[1] + 1
        self._rank = 1 + np.count_nonzero(self._ahead > SLACK, axis=1)

    def look_near(self, furthest: Floats) -> None:
        """Note who can be passed at all by a gain that is never more than `furthest`."""
        near = (self._ahead > SLACK) & (self._ahead <= furthest[:, np.newaxis] + SLACK)
        self._draw, place = np.nonzero(near)
        self._gap = self._ahead[self._draw, place]

    def lifted(self, gain: Floats) -> Floats:
        """The index with a gain: no index passes 1, and none falls."""
        lifted: Floats = np.maximum(self.own, np.minimum(self.own + gain, 1.0))
        return lifted

    def ranks(self, gain: Floats) -> np.ndarray:
        """The rank in each draw with a gain."""
        risen = self.lifted(gain) - self.own
        passed = self._gap <= risen[self._draw] + SLACK
        ranks: np.ndarray = self._rank - np.bincount(self._draw[passed], minlength=len(self.own))
        return ranks


def _field(world: World, *, aim: Aim, iso3: str | None, draws: int, seed: int) -> _Field | None:
    if iso3 is None or aim.edition not in coming_editions(world):
        return None
    world.standing_in_field(iso3, world.latest)
    return _Field(forecast_field(world)(aim.edition, draws, seed), world.position(iso3))


def spreads_of(values: Sequence[Floats]) -> list[Spread]:
    """Mean and quantiles of each of what was drawn, all at once.

    >>> [one.mean for one in spreads_of([np.array([0.0, 1.0])])]
    [0.5]
    """
    if not values:
        return []
    drawn = np.array(values)
    quantiles = np.quantile(drawn, QUANTILES, axis=1).T.tolist()
    return [
        Spread(float(mean), dict(zip(QUANTILES, found, strict=True)))
        for mean, found in zip(drawn.mean(axis=1), quantiles, strict=True)
    ]


def _future(case: Case, totals: Mapping[str, Floats], counting: _Counting, field: _Field | None) -> Future:
    gain = counting.gain(totals)
    lifted = [] if field is None else [field.lifted(gain)]
    spread, *egdi = spreads_of([gain, *lifted])
    return Future(
        case=case,
        gain=spread,
        services=counting.services(totals),
        rank=None
        if field is None
        else RankDistribution(np.bincount(field.ranks(gain), minlength=field.size)),
        egdi=egdi[0] if egdi else None,
    )


def _slips(
    numbers: Numbers,
    counting: _Counting,
    totals: Mapping[str, Floats],
    every: Floats,
    field: _Field | None,
) -> tuple[Slip, ...]:
    """The cost of each task that has not gone live, the dearest first."""
    row_of = {place: row for row, place in enumerate(counting.places)}
    best = None if field is None else field.ranks(every)
    services = counting.services(totals)
    rows = [row for row, task in enumerate(counting.tasks) if task.ended is None]
    groups = [_with_followers(numbers, counting.places[row], row_of) for row in rows]
    missed = [counting.without(totals, {one: counting.in_time[one] for one in group}) for group in groups]
    gains = [counting.gain(one) for one in missed]
    found = [
        Slip(
            id=counting.tasks[row].id,
            with_it=len(group) - 1,
            gain=spread,
            services=services - counting.services(left),
            places=None if field is None or best is None else places_of(field.ranks(gain) - best),
            now=counting.lost_now(row, totals, every),
        )
        for row, group, left, gain, spread in zip(
            rows, groups, missed, gains, spreads_of([every - gain for gain in gains]), strict=True
        )
    ]
    return tuple(sorted(found, key=lambda one: -one.gain.mean))


def _with_followers(numbers: Numbers, place: int, row_of: Mapping[int, int]) -> frozenset[int]:
    """Rows of a task and of all that go live after it."""
    after = (row_of[one] for one in followers(numbers.network, place) if one in row_of)
    return frozenset((row_of[place], *after))
