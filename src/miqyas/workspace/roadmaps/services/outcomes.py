"""Outcomes: what an item is to bring to people, and what was measured of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction

from miqyas.kernel.text import plain_line
from miqyas.workspace.history.services import record_add
from miqyas.workspace.roadmaps.errors import RoadmapError, fault
from miqyas.workspace.roadmaps.faults import LONGEST_NAME, LONGEST_TITLE, YEARS, title_faults, words_faults
from miqyas.workspace.roadmaps.fields import plain, tidy_words
from miqyas.workspace.roadmaps.models import ItemOutcome, OutcomeValue, RoadmapItem

LARGEST: Final = Decimal(10) ** 13
_STEP: Final = Decimal("0.0001")


@dataclass(frozen=True)
class OutcomeFields:
    """What is to be reached, in which unit, from where to where, until when, and the source of values."""

    title: Mapping[str, str]
    target_value: Decimal
    source: str
    unit: Mapping[str, str] = field(default_factory=dict)
    baseline_value: Decimal | None = None
    baseline_on: date | None = None
    target_on: date | None = None

    def tidied(self) -> OutcomeFields:
        """The same without signs that cannot be seen."""
        return replace(
            self, title=tidy_words(self.title), unit=tidy_words(self.unit), source=plain_line(self.source)
        )


@transaction.atomic
def outcome_add(item: RoadmapItem, fields: OutcomeFields, *, by: UUID | None) -> ItemOutcome:
    """Say what an item is to bring. Raises the first `RoadmapError`."""
    fields = fields.tidied()
    for problem in _faults(fields):
        raise problem
    outcome = ItemOutcome.objects.create(item=item, **vars(fields))
    _record("outcome.add", outcome, by=by, details=plain(fields))
    return outcome


@transaction.atomic
def outcome_change(outcome: ItemOutcome, fields: OutcomeFields, *, by: UUID | None) -> ItemOutcome:
    """Say otherwise what is to be reached; history keeps what was said before."""
    fields = fields.tidied()
    for problem in _faults(fields):
        raise problem
    fields = _stepped(fields)
    locked = ItemOutcome.objects.select_for_update().get(pk=outcome.pk)
    before = outcome_fields(locked)
    if before == fields:
        return locked
    for name, value in vars(fields).items():
        setattr(locked, name, value)
    locked.save()
    details = {"before": plain(before), "after": plain(fields)}
    _record("outcome.change", locked, by=by, details=details)
    return locked


@transaction.atomic
def outcome_measure(
    outcome: ItemOutcome, *, on: date, value: Decimal, source: str = "", today: date, by: UUID | None
) -> OutcomeValue:
    """Keep what was measured on a day; of two for one day the later one counts."""
    source = plain_line(source)
    if on > today:
        raise fault("measured_ahead", "on", today=str(today))
    if on.year not in YEARS:
        raise fault("date_far", "on", first=YEARS[0], last=YEARS[-1])
    for problem in (*_number_faults(value, "value"), *_source_faults(source)):
        raise problem
    kept = outcome.values.create(on=on, value=value.quantize(_STEP), source=source, by=by)
    _record(
        "outcome.measure", outcome, by=by, details={"on": on.isoformat(), "value": format(kept.value, "f")}
    )
    return kept


@transaction.atomic
def outcome_take_back(outcome: ItemOutcome, *, on: date, by: UUID | None) -> None:
    """Have nothing count for a day any more; what was measured stays in the history.

    Raises `RoadmapError` for a day for which nothing counts.
    """
    newest = outcome.values.filter(on=on).order_by("id").last()
    if newest is None or newest.is_taken_back:
        raise fault("value_unknown", "on")
    outcome.values.create(on=on, value=newest.value, source=newest.source, by=by, is_taken_back=True)
    details = {"on": on.isoformat(), "value": format(newest.value, "f")}
    _record("outcome.take_back", outcome, by=by, details=details)


def _stepped(fields: OutcomeFields) -> OutcomeFields:
    """Numbers as the database keeps them."""
    first = fields.baseline_value
    return replace(
        fields,
        target_value=fields.target_value.quantize(_STEP),
        baseline_value=None if first is None else first.quantize(_STEP),
    )


def outcome_fields(outcome: ItemOutcome) -> OutcomeFields:
    """An outcome as plain values."""
    return OutcomeFields(**{name: getattr(outcome, name) for name in OutcomeFields.__dataclass_fields__})


def _faults(fields: OutcomeFields) -> Iterator[RoadmapError]:
    yield from title_faults(fields.title)
    yield from words_faults(fields.unit, "unit", most=LONGEST_NAME)
    yield from _number_faults(fields.target_value, "target_value")
    if fields.baseline_value is not None:
        yield from _number_faults(fields.baseline_value, "baseline_value")
    if not fields.source:
        yield fault("source_missing", "source")
    yield from _source_faults(fields.source)
    if fields.baseline_on and fields.target_on and fields.target_on < fields.baseline_on:
        yield fault("dates", "target_on", first=str(fields.baseline_on), last=str(fields.target_on))


def _source_faults(source: str) -> Iterator[RoadmapError]:
    if len(source) > LONGEST_TITLE:
        yield fault("too_long", "source", most=LONGEST_TITLE)


def _number_faults(value: Decimal, name: str) -> Iterator[RoadmapError]:
    if not value.is_finite() or abs(value) >= LARGEST:
        yield fault("amount", name)


def _record(action: str, outcome: ItemOutcome, *, by: UUID | None, details: Mapping[str, object]) -> None:
    known = {"outcome": str(outcome.pk), **details}
    record_add(action, actor=by, object_kind="roadmap_item", object_id=outcome.item_id, details=known)
