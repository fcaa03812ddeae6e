from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from miqyas.workspace.history.models import Record
from miqyas.workspace.history.queries import records_of
from miqyas.workspace.roadmaps.models import ItemOutcome, OutcomeValue, RoadmapItem


@dataclass(frozen=True)
class OutcomeChange:
    """A deed: which fields went from what to what, or which value was measured or taken back for which day.

    Values are as the history keeps them: numbers and days are text.
    """

    action: str
    at: datetime
    by: UUID | None
    fields: Mapping[str, tuple[Any, Any]]
    on: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Measured:
    """An outcome with what was measured, oldest first, one value a day; `share` of the way that is gone."""

    outcome: ItemOutcome
    values: tuple[OutcomeValue, ...]

    @property
    def last(self) -> OutcomeValue | None:
        """The newest value, None before the first."""
        return self.values[-1] if self.values else None

    @property
    def share(self) -> float | None:
        """The way gone from baseline to target, 0 to 1 and beyond; None where nothing tells."""
        first = self.outcome.baseline_value or Decimal(0)
        way = self.outcome.target_value - first
        return float((self.last.value - first) / way) if self.last and way else None


def outcomes_of(items: Iterable[RoadmapItem]) -> dict[UUID, list[Measured]]:
    """Outcomes by item, each with its values. Two queries."""
    found: dict[UUID, list[Measured]] = {}
    for outcome in ItemOutcome.objects.filter(item__in=list(items)).prefetch_related("values"):
        found.setdefault(outcome.item_id, []).append(Measured(outcome, _by_day(outcome)))
    return found


def outcome_by_id(item: RoadmapItem, outcome_id: UUID) -> ItemOutcome | None:
    """An outcome of an item; None for one of another item."""
    return ItemOutcome.objects.filter(item=item, pk=outcome_id).first()


def _by_day(outcome: ItemOutcome) -> tuple[OutcomeValue, ...]:
    latest = {one.on: one for one in outcome.values.all()}
    return tuple(latest[day] for day in sorted(latest) if not latest[day].is_taken_back)


def changes_of(outcome: ItemOutcome) -> tuple[OutcomeChange, ...]:
    """What was said and measured of an outcome over time, the newest first. One query."""
    found = records_of("roadmap_item", outcome.item_id).filter(action__startswith="outcome.")
    mine = (one for one in found.order_by("-id") if one.details.get("outcome") == str(outcome.pk))
    return tuple(_change(one) for one in mine)


def _change(record: Record) -> OutcomeChange:
    said = record.details
    before, after = said.get("before", {}), said.get("after", {})
    fields = {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}
    return OutcomeChange(record.action, record.at, record.actor, fields, said.get("on"), said.get("value"))
