"""The pack of a committee's meeting: directives, what is late, what each slip costs, the next three gains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from miqyas.analysis.schedule.slips import Slip
from miqyas.analysis.schedule.window import GoLive
from miqyas.jobs.programme.roadmap import Held, roadmap_schedule
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.roadmaps.queries.directives import Agenda, agenda_for
from miqyas.workspace.roadmaps.queries.items import days_late, items_all

NEXT: Final = 3
"""Gains that the pack names."""


@dataclass(frozen=True)
class LateItem:
    """An item that is late, and what its slip costs where that is known."""

    item: RoadmapItem
    days: int
    slip: Slip | None


@dataclass(frozen=True)
class NextGain:
    """An item that goes live next and turns something."""

    item: RoadmapItem
    live: GoLive


@dataclass(frozen=True)
class Pack:
    """What the committee has before it on a day."""

    agenda: Agenda
    late: tuple[LateItem, ...]
    gains: tuple[NextGain, ...]
    held: Held


def committee_pack(on: date) -> Pack:
    """The pack of a meeting on a day, from what is known now."""
    held = roadmap_schedule()
    items = {item.code: item for item in items_all()}
    agenda = agenda_for(on, today=timezone.localdate())
    late = [(item, days_late(item, today=agenda.of)) for item in items.values()]
    return Pack(
        agenda=agenda,
        late=tuple(
            LateItem(item, days, held.slips.get(item.code))
            for item, days in sorted(late, key=lambda one: -one[1])
            if days
        ),
        gains=_next_gains(held, items, on=agenda.of),
        held=held,
    )


def _next_gains(held: Held, items: dict[str, RoadmapItem], *, on: date) -> tuple[NextGain, ...]:
    coming = sorted((one for one in held.lives.values() if one.live >= on), key=lambda one: one.live)
    return tuple(NextGain(items[one.id], one) for one in coming[:NEXT] if one.id in items)
