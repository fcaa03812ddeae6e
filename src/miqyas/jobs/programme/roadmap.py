"""The roadmap as it is kept, held against the calendar: its dates, the assessment window, what slips cost."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max
from django.utils import timezone

from miqyas.analysis.portfolio.model import Gain
from miqyas.analysis.schedule import Answered, Calendar, Link, Programme, Task, answer
from miqyas.analysis.schedule.dates import numbers_of, scheduled
from miqyas.analysis.schedule.draws import drawn_ends
from miqyas.analysis.schedule.network import LONGEST
from miqyas.analysis.schedule.question import DRAWS
from miqyas.analysis.schedule.slips import Slip
from miqyas.analysis.schedule.window import GoLive, aim_for, go_lives
from miqyas.analysis.world import World
from miqyas.jobs.programme.roadmap_gains import Found, features_found, item_gains
from miqyas.kernel.text import Text
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.datasets.world import current_world, home_country
from miqyas.workspace.roadmaps.models import (
    Baseline,
    BaselineItem,
    GateReview,
    ItemKind,
    ItemNeed,
    PlanAdoption,
    RoadmapItem,
)

KEPT: Final = 8
"""Schedules that stay in memory, the least recently read going first."""
STOPPED: Final = "stopped"
DONE: Final = "done"
BRANCHES: Final = (ItemKind.STRATEGY, ItemKind.PROGRAMME)
"""Kinds that hold others together: they have the dates of what stands below them."""
PERCENT: Final = 100
_schedules: OrderedDict[tuple[str, ...], Held] = OrderedDict()
_keeping = threading.Lock()


@dataclass(frozen=True)
class Row:
    """What the roadmap says of a task beside its dates; `branch` is the programme or strategy above it."""

    id: UUID
    kind: str
    state: str
    entity: UUID | None
    branch: str


@dataclass(frozen=True)
class Held:
    """The roadmap's schedule with its rows by code, and the names of branches by code.

    `undated` are codes of items of which nobody said when; `reached` features that the newest campaign
    (`campaign`) found in full, by the code of the item that turns them; `settled` items that therefore add
    nothing to the index any more and count in no expected rank.
    """

    found: Answered | None
    rows: Mapping[str, Row]
    branches: Mapping[str, Text]
    undated: tuple[str, ...]
    campaign: Campaign | None = None
    reached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settled: tuple[str, ...] = ()

    @property
    def lives(self) -> Mapping[str, GoLive]:
        """What goes live, by code."""
        return {} if self.found is None else {one.id: one for one in self.found.lives}

    @property
    def slips(self) -> Mapping[str, Slip]:
        """What slips cost, by code, the dearest first."""
        return {} if self.found is None else {one.id: one for one in self.found.slips.slips}


def roadmap_schedule(*, today: dt.date | None = None, edition: int | None = None) -> Held:
    """The schedule of the whole roadmap as it stands; worked out once for what it says and for a day.

    Raises `PortfolioError` for an edition whose results are out.
    """
    world, day = current_world(), today or timezone.localdate()
    seen = features_found()
    key = (_version(), seen.version, world.data_version, str(world.target), day.isoformat(), str(edition))
    with _keeping:
        if key in _schedules:
            _schedules.move_to_end(key)
            return _schedules[key]
    held = _scheduled(world, day, edition, seen)
    with _keeping:
        _schedules[key] = held
        while len(_schedules) > KEPT:
            _schedules.popitem(last=False)
    return held


def _version() -> str:
    """Names what the roadmap says: three small queries."""
    items = RoadmapItem.objects.aggregate(Count("id"), Max("updated_at"))
    baseline = Baseline.objects.aggregate(Max("id"))
    adoption = PlanAdoption.objects.aggregate(Max("id"))
    return f"{items} {baseline} {adoption}"


def _scheduled(world: World, today: dt.date, edition: int | None, seen: Found) -> Held:
    items = list(RoadmapItem.objects.exclude(state=STOPPED).select_related(None))
    by_pk = {item.pk: item for item in items}
    rows = {item.code: _row(item, by_pk) for item in items if item.kind not in BRANCHES}
    branches = {item.code: item.name for item in items if item.kind in BRANCHES}
    dated = [item for item in items if item.code in rows and _is_dated(item)]
    undated = tuple(code for code in rows if code not in {item.code for item in dated})
    adds = item_gains(world, [item.pk for item in items if item.code in rows], found=seen)
    known: dict[str, Any] = {
        "campaign": seen.campaign,
        "reached": {item.code: adds.found[item.pk] for item in items if item.pk in adds.found},
        "settled": tuple(item.code for item in items if item.pk in adds.settled),
    }
    if not dated:
        return Held(None, rows, branches, undated, **known)
    programme = Programme(_tasks(dated, rows, today, adds.gains), today, Calendar())
    found = answer(world, programme, iso3=country_ranked(world), edition=edition)
    return Held(found, rows, branches, undated, **known)


def country_ranked(world: World) -> str | None:
    """The home country where it has a rank to lose."""
    code = home_country()
    return code if world.standing(code, world.latest).rank is not None else None


def _row(item: RoadmapItem, by_pk: Mapping[UUID, RoadmapItem]) -> Row:
    above = by_pk.get(item.parent_id)
    while above is not None and above.kind not in BRANCHES:
        above = by_pk.get(above.parent_id)
    return Row(item.pk, item.kind, item.state, item.entity_id, above.code if above else "")


def _is_dated(item: RoadmapItem) -> bool:
    return any((item.planned_start, item.planned_end, item.go_live, item.actual_start, item.actual_end))


def _tasks(
    items: list[RoadmapItem],
    rows: Mapping[str, Row],
    today: dt.date,
    gains: Mapping[UUID, tuple[Gain, ...]],
) -> tuple[Task, ...]:
    codes = {item.pk: item.code for item in items}
    needs: dict[str, list[Link]] = {}
    for pk, needed, lag in ItemNeed.objects.values_list("item_id", "needed_id", "lag_days"):
        if pk in codes and needed in codes:
            needs.setdefault(codes[pk], []).append(Link(codes[needed], lag))
    baselines: dict[UUID, tuple[dt.date, dt.date]] = {}
    frozen = BaselineItem.objects.exclude(planned_start=None).exclude(planned_end=None)
    for pk, begins, ends in frozen.values_list("item_id", "planned_start", "planned_end"):
        baselines.setdefault(pk, (begins, ends))
    return tuple(
        _task(
            item,
            today=today,
            group=rows[item.code].branch,
            after=tuple(needs.get(item.code, ())),
            baseline=baselines.get(item.pk),
            gains=gains.get(item.pk, ()),
        )
        for item in items
    )


def _task(item: RoadmapItem, *, today: dt.date, **more: Any) -> Task:
    """An item as a task: it ends when its work does, or when it goes live, whichever is later."""
    ends = [day for day in (item.planned_end, item.go_live) if day]
    begins = item.planned_start or item.actual_start
    finish = max(ends or [day for day in (item.actual_end, begins) if day])
    start = max(begins or finish, finish - dt.timedelta(LONGEST - 1))
    duration = 0 if item.kind == ItemKind.MILESTONE else max(0, (finish - start).days + 1)
    early = (finish - item.go_live).days if item.go_live else 0
    ended = item.actual_end or (min(finish, today) if item.state == DONE else None)
    began = item.actual_start if item.actual_start and item.actual_start <= today else None
    return Task(
        id=item.code,
        name=item.name,
        duration=duration,
        start=start,
        began=began if ended is None or began is None else min(began, ended),
        ended=min(ended, today) if ended else None,
        progress=None if item.progress is None else item.progress / PERCENT,
        least=None if item.shortest_days is None else min(item.shortest_days, duration),
        most=None if item.longest_days is None else max(item.longest_days, duration),
        success=1.0 if item.success is None else item.success / PERCENT,
        live_early=min(early, duration),
        **more,
    )


def project_dates(review: GateReview, *, today: dt.date) -> GoLive | None:
    """A project at the gate by itself against the window: its safe and its last date; None without a day.

    As an item of the roadmap that waits for nothing.
    """
    if review.go_live is None:
        return None
    dates = {name: getattr(review, name) for name in ("planned_start", "planned_end", "go_live")}
    item = RoadmapItem(code=review.code, kind=ItemKind.INITIATIVE, title=review.title, **dates)
    world = current_world()
    aim = aim_for(world, today)
    nominal = (Gain(next(iter(world.methodology(world.target).nodes)), 1.0, "index"),)
    task = _task(item, today=today, group="", after=(), baseline=None, gains=nominal)
    programme = Programme((task,), today, Calendar())
    numbers = numbers_of(programme)
    drawn = drawn_ends(programme, numbers, draws=DRAWS, seed=1)
    return go_lives(scheduled(programme, numbers), numbers, drawn, aim=aim)[task.id]


def forget_schedules() -> None:
    """Drop what is kept: for tests."""
    _schedules.clear()
