"""Items are made, changed, taken from state to state, reported on; nothing of it is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from miqyas.assessment.workflow import step_as
from miqyas.kernel.text import plain_lines
from miqyas.workspace.events.services import publish
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.evidence.services import evidence_attach, evidence_detach
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.errors import fault
from miqyas.workspace.roadmaps.faults import LONGEST_TEXT, item_faults, only_new
from miqyas.workspace.roadmaps.fields import ItemFields, item_fields_from, plain
from miqyas.workspace.roadmaps.ground import Ground, ground_now
from miqyas.workspace.roadmaps.models import (
    ItemCost,
    ItemFeature,
    ItemNeed,
    ItemNote,
    ItemPartner,
    ItemRisk,
    RoadmapItem,
)
from miqyas.workspace.roadmaps.queries.items import fields_of, items_whole
from miqyas.workspace.roadmaps.versions import Saved, has_moved, keep, keep_aside, merged, restored
from miqyas.workspace.services.models import Service

FLOW: Final = "roadmap_item"
REASONED: Final = frozenset({"hold", "stop", "reopen", "propose_again"})
"""Steps that want a reason."""
_OWN: Final = (
    "code", "kind", "title", "description", "position", "responsible", "indicators", "staff", "progress",
    "shortest_days", "longest_days", "success", "planned_start", "planned_end", "go_live", "actual_start",
    "actual_end",
)  # fmt: skip


@transaction.atomic
def item_create(fields: ItemFields, *, by: UUID | None, ground: Ground | None = None) -> RoadmapItem:
    """Put an item into the tree, as proposed. Raises the first `RoadmapError` of fields that cannot be."""
    fields = fields.tidied()
    ground = ground or ground_now()
    if fields.code in ground.kinds:
        raise fault("code_taken", "code", given=fields.code)
    for problem in item_faults(fields, ground.with_items([fields])):
        raise problem
    item = _made(fields, by=by)
    _write_needs(item, fields)
    _tell_given(item, ItemFields(fields.code, fields.kind, {}), fields, by=by)
    return item


def _made(fields: ItemFields, *, by: UUID | None) -> RoadmapItem:
    item = RoadmapItem(state="proposed", updated_by=by)
    _write(item, fields)
    keep(item, _values(item, fields), action="roadmap_item.create", changed=[], by=by)
    return item


@transaction.atomic
def item_save(
    item: RoadmapItem,
    fields: ItemFields,
    *,
    version: int,
    by: UUID | None,
    action: str = "roadmap_item.save",
) -> Saved[RoadmapItem]:
    """Have an item say something else, by somebody who saw its `version`.

    Where another one changed the same fields since, the item stays as it is and this is kept beside it; other
    fields do not stand in each other's way. Raises the first new `RoadmapError`.
    """
    locked = _locked(item)
    fields, before = fields.tidied(), fields_of(locked)
    if fields.code != locked.code:
        raise fault("code_fixed", "code", given=fields.code)
    wanted, now = plain(fields), plain(before)
    if wanted == now:
        return Saved(locked)
    if has_moved(locked, wanted, now=now, version=version):
        return Saved(locked, keep_aside(locked, wanted, version=version, by=by))
    fields = item_fields_from(merged(locked, wanted, now=now, version=version))
    ground = ground_now()
    found = item_faults(fields, ground.with_items([fields]))
    for problem in only_new(found, item_faults(before, ground)):
        raise problem
    changed = _changed(locked, before, fields, by=by, action=action)
    _tell_given(changed, before, fields, by=by)
    return Saved(changed)


@transaction.atomic
def item_put_back(
    item: RoadmapItem, *, aside: int, names: Collection[str], version: int, by: UUID | None
) -> Saved[RoadmapItem]:
    """Have fields say again what was kept aside, by somebody who saw `version`; versions as for a save.

    Raises `RoadmapError`.
    """
    values = restored(_locked(item), aside=aside, names=names, version=version)
    return item_save(item, item_fields_from(values), version=version, by=by, action="roadmap_item.put_back")


def _changed(
    locked: RoadmapItem,
    before: ItemFields,
    fields: ItemFields,
    *,
    by: UUID | None,
    action: str = "roadmap_item.save",
) -> RoadmapItem:
    changed = [name for name, value in plain(fields).items() if plain(before)[name] != value]
    locked.version += 1
    locked.updated_by = by
    _write(locked, fields)
    _write_needs(locked, fields)
    keep(locked, _values(locked, fields), action=action, changed=changed, by=by)
    return locked


@transaction.atomic
def items_take(items: Iterable[ItemFields], *, by: UUID | None) -> None:
    """Put many items into the tree, or change those that are there: all of it is done or nothing.

    The caller has held them against the ground. Parents may come after what stands below them.
    """
    given = [one.tidied() for one in items]
    there = {item.code: item for item in items_whole()}
    new = _parents_first([one for one in given if one.code not in there])
    made = [(_made(fields, by=by), fields) for fields in new]
    for item, fields in made:
        _write_needs(item, fields)
    for fields in given:
        if fields.code in there and plain(before := fields_of(there[fields.code])) != plain(fields):
            _changed(_locked(there[fields.code]), before, fields, by=by)


def _parents_first(items: list[ItemFields]) -> list[ItemFields]:
    """Items in an order in which each parent stands before what is below it."""
    waiting = {one.code: one for one in items}
    found: list[ItemFields] = []
    while waiting:
        ready = [one for one in waiting.values() if one.parent not in waiting]
        found += ready
        waiting = {code: one for code, one in waiting.items() if one not in ready}
    return found


@transaction.atomic
def item_step(
    item: RoadmapItem, action: str, *, roles: Iterable[str], on: date, reason: str = "", by: UUID | None
) -> RoadmapItem:
    """Take an item from its state to the next. Raises `WorkflowError`, or `RoadmapError` without a reason.

    Beginning and ending it says on which day that was, unless that is known already.
    """
    locked = _locked(item)
    reason = plain_lines(reason)
    ends = step_as(FLOW, locked.state, action, roles=roles)
    if action in REASONED and not reason:
        raise fault("reason_missing", "reason")
    if len(reason) > LONGEST_TEXT:
        raise fault("too_long", "reason", most=LONGEST_TEXT)
    before = fields_of(locked)
    fields = _dated(before, action, on=on)
    if fields.actual_start and fields.actual_end and fields.actual_end < fields.actual_start:
        raise fault("dates", "on", first=str(fields.actual_start), last=str(fields.actual_end))
    locked.state = ends
    moved = _changed(locked, before, fields, by=by, action=f"roadmap_item.{action}")
    if reason:
        ItemNote.objects.create(item=moved, text=reason, state=ends, by=by)
    return moved


def _dated(fields: ItemFields, action: str, *, on: date) -> ItemFields:
    if action == "start":
        return replace(fields, actual_start=fields.actual_start or on)
    if action == "finish":
        began = fields.actual_start or fields.planned_start or on
        return replace(fields, actual_start=min(began, on), actual_end=on, progress=100)
    if action == "reopen":
        return replace(fields, actual_end=None)
    return fields


@transaction.atomic
def item_note(item: RoadmapItem, text: str, *, by: UUID | None) -> ItemNote:
    """Report on an item."""
    note = ItemNote.objects.create(item=item, text=noted(text), by=by)
    details = {"note": note.pk}
    record_add("roadmap_item.note", actor=by, object_kind=FLOW, object_id=item.pk, details=details)
    return note


def noted(text: str) -> str:
    """A report as it is kept. Raises `RoadmapError` for one that says nothing or too much."""
    plain_text = plain_lines(text)
    if not plain_text:
        raise fault("note_missing", "text")
    if len(plain_text) > LONGEST_TEXT:
        raise fault("too_long", "text", most=LONGEST_TEXT)
    return plain_text


def item_prove(item: RoadmapItem, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve an item."""
    evidence_attach(evidence, FLOW, item.pk, by=by)


def item_disprove(item: RoadmapItem, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve an item no longer."""
    evidence_detach(evidence, FLOW, item.pk, by=by)


def _locked(item: RoadmapItem) -> RoadmapItem:
    RoadmapItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    return items_whole().get(pk=item.pk)


def _values(item: RoadmapItem, fields: ItemFields) -> dict[str, Any]:
    return {**plain(fields), "state": item.state}


def _write(item: RoadmapItem, fields: ItemFields) -> None:
    for name in _OWN:
        setattr(item, name, getattr(fields, name))
    item.indicators = list(fields.indicators)
    item.lifts = [[one.indicator, format(one.amount, "f")] for one in fields.lifts]
    item.parent = RoadmapItem.objects.filter(code=fields.parent).first() if fields.parent else None
    item.entity = Entity.objects.filter(code=fields.entity).first() if fields.entity else None
    is_new = item._state.adding
    item.save()
    if not is_new:
        for model in (ItemFeature, ItemPartner, ItemCost, ItemNeed, ItemRisk):
            model.objects.filter(item=item).delete()
    _write_rows(item, fields)


def _write_rows(item: RoadmapItem, fields: ItemFields) -> None:
    ItemFeature.objects.bulk_create(
        ItemFeature(item=item, instrument=code, feature=feature) for code, feature in fields.features
    )
    ItemPartner.objects.bulk_create(ItemPartner(item=item, **vars(one)) for one in fields.partners)
    ItemCost.objects.bulk_create(ItemCost(item=item, **vars(one)) for one in fields.costs)
    ItemRisk.objects.bulk_create(ItemRisk(item=item, **vars(one)) for one in fields.risks)
    if fields.services or item.version:
        item.services.set(Service.objects.filter(code__in=fields.services))
    item._prefetched_objects_cache = {}  # type: ignore[attr-defined]


def _write_needs(item: RoadmapItem, fields: ItemFields) -> None:
    """What an item waits for: once all that a file brings is there."""
    codes = [one.code for one in fields.needs]
    needed = {one.code: one for one in RoadmapItem.objects.filter(code__in=codes)} if codes else {}
    ItemNeed.objects.bulk_create(
        ItemNeed(item=item, needed=needed[one.code], lag_days=one.lag_days) for one in fields.needs
    )


def _tell_given(item: RoadmapItem, before: ItemFields, now: ItemFields, *, by: UUID | None) -> None:
    """Who is given an item hears of it: the person, and the people of an entity that it comes to."""
    person = str(now.responsible) if now.responsible and now.responsible != before.responsible else ""
    is_new_entity = bool(now.entity) and now.entity != before.entity
    if person or is_new_entity:
        publish(
            "roadmap.given",
            key=f"{item.pk}:{item.version}",
            item=str(item.pk),
            person=person,
            entity=str(item.entity_id) if is_new_entity else "",
            by=str(by) if by else None,
        )
