"""Reminding of ends of items and of directives: on the days before, and once when they are late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from miqyas.jobs.registry import job
from miqyas.jobs.reminders import step_before
from miqyas.jobs.run import Run
from miqyas.workspace.events.services import publish
from miqyas.workspace.roadmaps.queries.directives import directives_due
from miqyas.workspace.roadmaps.queries.items import items_due
from miqyas.workspace.roadmaps.rules import PATIENCE, REMINDERS


@job("roadmap.remind", every=timedelta(hours=12))
def remind(run: Run) -> None:
    """Tell of items and directives whose day is near, once for each of the steps, and of those late, once."""
    today = timezone.localdate()
    after, until = today - timedelta(PATIENCE), today + timedelta(max(REMINDERS))
    with run.commit() as result:
        items = [(item.pk, item.planned_end) for item in items_due(after=after, until=until)]
        directives = [(one.pk, one.due) for one in directives_due(after=after, until=until)]
        result["reminders"] = _tell("roadmap", "item", items, today=today)
        result["reminders"] += _tell("directive", "directive", directives, today=today)


def _tell(area: str, name: str, found: Iterable[tuple[UUID, date]], *, today: date) -> int:
    told = 0
    for pk, day in found:
        before = step_before(day, today=today, steps=REMINDERS)
        kind = f"{area}.late" if day < today else f"{area}.due"
        if before is not None or day < today:
            publish(kind, key=f"{pk}:{day}:{before}", **{name: str(pk)}, on=str(day))
            told += 1
    return told
