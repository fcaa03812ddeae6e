"""Decisions and directives of the steering committee, its meetings, and what becomes of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from miqyas.assessment.workflow import step_as
from miqyas.kernel.text import plain_line, plain_lines
from miqyas.workspace.events.services import publish
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.evidence.services import evidence_attach, evidence_detach
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.errors import RoadmapError, fault
from miqyas.workspace.roadmaps.faults import LONGEST_TEXT, MOST_ROWS, YEARS, words_faults
from miqyas.workspace.roadmaps.fields import plain, tidy_texts
from miqyas.workspace.roadmaps.models import Directive, DirectiveKind, DirectiveNote, Meeting, RoadmapItem
from miqyas.workspace.roadmaps.services.items import noted
from miqyas.workspace.roadmaps.terms import directive_kinds, listed
from miqyas.workspace.roadmaps.versions import Saved, has_moved, keep, keep_aside, merged, restored

FLOW: Final = "directive"
LONGEST_NUMBER: Final = 40
REASONED: Final = frozenset({"return", "cancel", "reopen"})
_OWN: Final = ("number", "kind", "text", "decided_on", "due")


@dataclass(frozen=True)
class DirectiveFields:
    """What was laid down, by number and day, whom it binds and until when, which items it concerns."""

    number: str
    kind: str
    text: Mapping[str, str]
    decided_on: date
    entity: str = ""
    due: date | None = None
    items: tuple[str, ...] = ()

    def tidied(self) -> DirectiveFields:
        """The same without signs that cannot be seen, codes in small letters."""
        return replace(
            self,
            number=plain_line(self.number),
            text=tidy_texts(self.text),
            entity=plain_line(self.entity).lower(),
            items=tuple(sorted(dict.fromkeys(plain_line(one).lower() for one in self.items))),
        )


def fields_of(directive: Directive) -> DirectiveFields:
    """A directive as plain values."""
    return DirectiveFields(
        **{name: getattr(directive, name) for name in _OWN},
        entity=directive.entity.code if directive.entity else "",
        items=tuple(sorted(item.code for item in directive.items.all())),
    )


@transaction.atomic
def directive_create(fields: DirectiveFields, *, by: UUID | None) -> Directive:
    """Lay down what a meeting decided. Raises the first `RoadmapError`."""
    fields = fields.tidied()
    for problem in directive_faults(fields):
        raise problem
    directive = Directive(state="open", updated_by=by)
    _write(directive, fields)
    keep(directive, _values(directive, fields), action="directive.create", changed=[], by=by)
    _tell_given(directive, "", by=by)
    return directive


@transaction.atomic
def directive_save(
    directive: Directive,
    fields: DirectiveFields,
    *,
    version: int,
    by: UUID | None,
    action: str = "directive.save",
) -> Saved[Directive]:
    """Correct what was laid down; versions as for items."""
    locked, fields = _locked(directive), fields.tidied()
    before = fields_of(locked)
    wanted, now = plain(fields), plain(before)
    if wanted == now:
        return Saved(locked)
    if has_moved(locked, wanted, now=now, version=version):
        return Saved(locked, keep_aside(locked, wanted, version=version, by=by))
    fields = _from(merged(locked, wanted, now=now, version=version))
    for problem in directive_faults(fields, of=locked):
        if not (problem.detail == "entity_unknown" and fields.entity == before.entity):
            raise problem
    _change(locked, fields, before=now, action=action, by=by)
    _tell_given(locked, before.entity, by=by)
    return Saved(locked)


@transaction.atomic
def directive_put_back(
    directive: Directive, *, aside: int, names: Collection[str], version: int, by: UUID | None
) -> Saved[Directive]:
    """Have fields say again what was kept aside, by somebody who saw `version`; versions as for a save.

    Raises `RoadmapError`.
    """
    values = restored(_locked(directive), aside=aside, names=names, version=version)
    return directive_save(directive, _from(values), version=version, by=by, action="directive.put_back")


@transaction.atomic
def directive_step(
    directive: Directive, action: str, *, roles: Iterable[str], on: date, reason: str = "", by: UUID | None
) -> Directive:
    """Take a directive to its next state. Raises `WorkflowError`, and `RoadmapError` without a reason."""
    locked, reason = _locked(directive), plain_lines(reason)
    ends = step_as(FLOW, locked.state, action, roles=roles)
    if action in REASONED and not reason:
        raise fault("reason_missing", "reason")
    if len(reason) > LONGEST_TEXT:
        raise fault("too_long", "reason", most=LONGEST_TEXT)
    locked.state = ends
    locked.done_on = on if ends == "done" else None
    fields = fields_of(locked)
    _change(locked, fields, before=plain(fields), action=f"directive.{action}", by=by)
    if reason:
        locked.notes.create(text=reason, state=ends, by=by)
    publish(
        "directive.step",
        key=f"{locked.pk}:{locked.version}",
        directive=str(locked.pk),
        state=ends,
        by=str(by) if by else None,
    )
    return locked


@transaction.atomic
def directive_note(directive: Directive, text: str, *, by: UUID | None) -> DirectiveNote:
    """Report what became of a directive."""
    note: DirectiveNote = directive.notes.create(text=noted(text), by=by)
    details = {"note": note.pk}
    record_add("directive.note", actor=by, object_kind=FLOW, object_id=directive.pk, details=details)
    return note


@transaction.atomic
def meeting_plan(on: date, *, by: UUID | None) -> Meeting:
    """Put a meeting of the committee into the calendar; one that is there stays."""
    if on.year not in YEARS:
        raise fault("date_far", "on", first=YEARS[0], last=YEARS[-1])
    meeting, is_new = Meeting.objects.get_or_create(on=on)
    if is_new:
        details = {"on": on.isoformat()}
        record_add("meeting.plan", actor=by, object_kind="meeting", object_id=meeting.pk, details=details)
    return meeting


def directive_prove(directive: Directive, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve a directive."""
    evidence_attach(evidence, FLOW, directive.pk, by=by)


def directive_disprove(directive: Directive, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve a directive no longer."""
    evidence_detach(evidence, FLOW, directive.pk, by=by)


def directive_faults(fields: DirectiveFields, *, of: Directive | None = None) -> Iterator[RoadmapError]:
    """What is wrong with a directive, all at once."""
    if not fields.number:
        yield fault("number_missing", "number")
    if len(fields.number) > LONGEST_NUMBER:
        yield fault("too_long", "number", most=LONGEST_NUMBER)
    others = Directive.objects.exclude(pk=of.pk) if of else Directive.objects.all()
    if others.filter(number__iexact=fields.number).exists():
        yield fault("number_taken", "number", given=fields.number)
    if fields.kind not in DirectiveKind.values:
        yield fault(
            "directive_kind", "kind", given=fields.kind[:40], known=listed(directive_kinds().values())
        )
    if not fields.text:
        yield fault("text_missing", "text")
    yield from words_faults(fields.text, "text", most=LONGEST_TEXT)
    yield from _binding_faults(fields)


def _binding_faults(fields: DirectiveFields) -> Iterator[RoadmapError]:
    if fields.kind == DirectiveKind.DIRECTIVE and not fields.entity:
        yield fault("directive_nobody", "entity")
    if fields.entity and not Entity.objects.filter(code=fields.entity, is_active=True).exists():
        yield fault("entity_unknown", "entity", given=fields.entity[:60])
    for name in ("decided_on", "due"):
        day = getattr(fields, name)
        if day is not None and day.year not in YEARS:
            yield fault("date_far", name, first=YEARS[0], last=YEARS[-1])
    if fields.due and fields.due < fields.decided_on:
        yield fault("dates", "due", first=str(fields.decided_on), last=str(fields.due))
    if len(fields.items) > MOST_ROWS:
        yield fault("too_many", "items", most=MOST_ROWS)
    known = set(RoadmapItem.objects.filter(code__in=fields.items).values_list("code", flat=True))
    for code in fields.items:
        if code not in known:
            yield fault("item_unknown", "items", given=code[:60])


def _locked(directive: Directive) -> Directive:
    rows = Directive.objects.select_for_update(of=("self",)).select_related("entity")
    return rows.get(pk=directive.pk)


def _values(directive: Directive, fields: DirectiveFields) -> dict[str, Any]:
    return {**plain(fields), "state": directive.state}


def _change(
    directive: Directive, fields: DirectiveFields, *, before: Mapping[str, Any], action: str, by: UUID | None
) -> None:
    changed = [name for name, value in plain(fields).items() if before[name] != value]
    directive.version += 1
    directive.updated_by = by
    _write(directive, fields)
    keep(directive, _values(directive, fields), action=action, changed=changed, by=by)


def _write(directive: Directive, fields: DirectiveFields) -> None:
    for name in _OWN:
        setattr(directive, name, getattr(fields, name))
    directive.entity = Entity.objects.filter(code=fields.entity).first() if fields.entity else None
    directive.save()
    directive.items.set(RoadmapItem.objects.filter(code__in=fields.items))


def _from(kept: Mapping[str, Any]) -> DirectiveFields:
    values = {name: kept[name] for name in DirectiveFields.__dataclass_fields__}
    return DirectiveFields(
        **values
        | {
            "decided_on": date.fromisoformat(values["decided_on"]),
            "due": date.fromisoformat(values["due"]) if values["due"] else None,
            "items": tuple(values["items"]),
        }
    )


def _tell_given(directive: Directive, before: str, *, by: UUID | None) -> None:
    if directive.entity is not None and directive.entity.code != before:
        publish(
            "directive.given",
            key=f"{directive.pk}:{directive.version}",
            directive=str(directive.pk),
            by=str(by) if by else None,
        )
