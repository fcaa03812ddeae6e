"""The roadmap of the sample government, laid in through the services that people use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from miqyas.kernel.documents import read_document
from miqyas.kernel.text import nearest
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.roles import LEAD
from miqyas.workspace.roadmaps.fields import Cost, ItemFields, Need, Partner, Risk
from miqyas.workspace.roadmaps.models import Baseline, Directive, GateReview, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import fields_of, items_whole
from miqyas.workspace.roadmaps.services.baselines import baseline_take
from miqyas.workspace.roadmaps.services.directives import (
    DirectiveFields,
    directive_create,
    directive_note,
    directive_step,
    meeting_plan,
)
from miqyas.workspace.roadmaps.services.gate import GateFields, gate_create, gate_step
from miqyas.workspace.roadmaps.services.items import item_note, item_save, item_step, items_take
from miqyas.workspace.roadmaps.services.outcomes import OutcomeFields, outcome_add, outcome_measure

_PLANNED: Final = ("planned_start", "planned_end", "go_live")
_WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "proposed": (),
    "approved": ("approve",),
    "under_way": ("approve", "start"),
    "done": ("approve", "start", "finish"),
    "stopped": ("stop",),
}
_DIRECTIVE_WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "open": (),
    "under_way": ("begin",),
    "done": ("begin", "report", "confirm"),
}


@cache
def _given() -> Mapping[str, Any]:
    text = files("miqyas.jobs.sample").joinpath("roadmaps.yaml").read_text(encoding="utf-8")
    given: Mapping[str, Any] = read_document(text, file="jobs/sample/roadmaps.yaml")
    return given


def roadmap_laid() -> bool:
    """Whether the last of it is there."""
    return GateReview.objects.filter(code=_given()["gate"]["code"], state="submitted").exists()


def roadmap_lay(*, by: UUID | None, today: date) -> None:
    """Lay the roadmap in; what is there stays, so that an interrupted loading goes on."""
    with transaction.atomic():
        _items_lay(by=by, today=today)
    with transaction.atomic():
        _directives_lay(by=by, today=today)
    with transaction.atomic():
        _gate_lay(by=by, today=today)


def _items_lay(*, by: UUID | None, today: date) -> None:
    rows = _given()["items"]
    if RoadmapItem.objects.filter(code=rows[-1]["code"]).exists():
        return
    items_take([_fields(row, today=today) for row in rows], by=by)
    reason = _words(_given()["baseline"])
    for row in rows:
        _story(row, by=by, today=today)
    if not Baseline.objects.exists():
        baseline_take(reason=reason, by=by)
    for row in rows:
        if "slips" in row:
            _slip(row, by=by)


def _fields(row: Mapping[str, Any], *, today: date) -> ItemFields:
    same = ("code", "kind", "title", "description", "parent", "entity", "progress")
    days = {name: today + timedelta(days) for name, days in row["days"].items() if name in _PLANNED}
    return ItemFields(
        **{name: row[name] for name in same if name in row},
        **days,
        features=tuple((one[0], one[1]) for one in row.get("features", ())),
        indicators=tuple(row.get("indicators", ())),
        services=tuple(row.get("services", ())),
        needs=tuple(Need(code, lag) for code, lag in row.get("needs", ())),
        costs=tuple(_cost(*one, today=today) for one in row.get("costs", ())),
        partners=tuple(Partner(*one) for one in row.get("partners", ())),
        risks=tuple(Risk(*one) for one in row.get("risks", ())),
        staff=Decimal(row["staff"]) if "staff" in row else None,
        success=row.get("chance"),
        responsible=_person(row.get("responsible", "")),
    )


def _cost(kind: str, year: int, amount: int, spent: int | None = None, *, today: date) -> Cost:
    return Cost(kind, today.year + year, Decimal(amount), None if spent is None else Decimal(spent))


def _person(name: str) -> UUID | None:
    """The pseudonym of a person of the sample, known by the beginning of their address."""
    user = User.objects.filter(email__istartswith=f"{name}@").first() if name else None
    return user.pseudonym if user else None


def _story(row: Mapping[str, Any], *, by: UUID | None, today: date) -> None:
    """Take an item to where it stands, with what was reported and measured on the way."""
    item = items_whole().get(code=row["code"])
    began = today + timedelta(row["days"].get("actual_start", 0))
    ended = today + timedelta(row["days"].get("actual_end", 0))
    for action in _WAYS[row["ends"]]:
        reason = _words(row["reason"]) if "reason" in row else ""
        on = ended if action == "finish" else began
        item = item_step(item, action, roles=[LEAD], on=on, reason=reason, by=by)
    if "notes" in row:
        item_note(item, _words(row["notes"]), by=by)
    for given in row.get("outcomes", ()):
        _outcome(item, given, by=by, today=today)


def _outcome(item: RoadmapItem, given: Mapping[str, Any], *, by: UUID | None, today: date) -> None:
    fields = OutcomeFields(
        title=given["title"],
        unit=given["unit"],
        baseline_value=Decimal(given["from"]),
        baseline_on=item.planned_start,
        target_value=Decimal(given["to"]),
        source=given["source"],
    )
    outcome = outcome_add(item, fields, by=by)
    for days, value in given["values"]:
        outcome_measure(outcome, on=today + timedelta(days), value=Decimal(value), today=today, by=by)


def _slip(row: Mapping[str, Any], *, by: UUID | None) -> None:
    """Put off the day of going live, as it was put off since the baseline was taken."""
    item = items_whole().get(code=row["code"])
    fields = fields_of(item)
    if fields.go_live is not None:
        later = fields.go_live + timedelta(row["slips"])
        item_save(item, replace(fields, go_live=later), version=item.version, by=by)


def _directives_lay(*, by: UUID | None, today: date) -> None:
    for days in _given()["meetings"]:
        meeting_plan(today + timedelta(days), by=by)
    for row in _given()["directives"]:
        if not Directive.objects.filter(number=row["number"]).exists():
            _directive(row, by=by, today=today)


def _directive(row: Mapping[str, Any], *, by: UUID | None, today: date) -> None:
    fields = DirectiveFields(
        **{name: row[name] for name in ("number", "kind", "text", "entity")},
        decided_on=today + timedelta(row["decided"]),
        due=today + timedelta(row["due"]),
        items=tuple(row["items"]),
    )
    directive = directive_create(fields, by=by)
    for action in _DIRECTIVE_WAYS[row["ends"]]:
        directive = directive_step(directive, action, roles=[LEAD], on=today, by=by)
    if "note" in row:
        directive_note(directive, _words(row["note"]), by=by)


def _gate_lay(*, by: UUID | None, today: date) -> None:
    given = _given()["gate"]
    if GateReview.objects.filter(code=given["code"]).exists():
        return
    same = ("code", "title", "description", "entity", "parent", "answers")
    fields = GateFields(
        **{name: given[name] for name in same},
        **{name: today + timedelta(days) for name, days in given["days"].items()},
        features=tuple((one[0], one[1]) for one in given["features"]),
    )
    gate_step(gate_create(fields, by=by), "submit", roles=[LEAD], by=by)


def _words(words: Mapping[str, str]) -> str:
    return nearest(words, settings.LANGUAGE_CODE).text
