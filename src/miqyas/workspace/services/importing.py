"""A file of services: a plan of what it would add and change, carried out as a whole or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.execution import Progress
from miqyas.sheets.forms import FormLine, read_form
from miqyas.sheets.plans import Doing, FilePlan, planned, unwatched, watched
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.roles import ENTITY_LEAD
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.services.access import KEEPERS, WORKERS
from miqyas.workspace.services.errors import ServiceError
from miqyas.workspace.services.fields import ServiceFields, fault, service_faults, values_of
from miqyas.workspace.services.models import Service, State
from miqyas.workspace.services.queries import fields_of, services_known, services_locked
from miqyas.workspace.services.reading import Read, read_row, tables
from miqyas.workspace.services.services import entity_faults
from miqyas.workspace.services.writing import Wanted, services_add, services_change


@dataclass(frozen=True)
class Rights:
    """The codes of entities whose services somebody may change, and may publish; None is every one."""

    edit: frozenset[str] | None = None
    publish: frozenset[str] | None = None

    def may_edit(self, entity: str) -> bool:
        return self.edit is None or entity in self.edit

    def may_publish(self, entity: str) -> bool:
        return self.publish is None or entity in self.publish


def rights_of(person: Person) -> Rights:
    """What a person may do with services of a file."""
    if person.holds(*KEEPERS):
        return Rights()
    edit = Entity.objects.filter(pk__in=person.entities(*WORKERS)).values_list("code", flat=True)
    publish = Entity.objects.filter(pk__in=person.entities(ENTITY_LEAD)).values_list("code", flat=True)
    return Rights(frozenset(edit), frozenset(publish))


@dataclass(frozen=True)
class Row:
    """What a row would do: `version` is that of the service it would change, 0 for a new one."""

    fields: ServiceFields
    state: str
    doing: Doing
    version: int
    changed: tuple[str, ...] = ()

    @property
    def told(self) -> Any:
        """All that it would do, and over which version."""
        return [values_of(self.fields), self.state, self.doing, self.version]


ServicePlan = FilePlan[Row]


def services_plan(
    content: bytes, *, name: str, rights: Rights, on_progress: Progress = unwatched
) -> ServicePlan:
    """What an XLSX or CSV file would do; it changes nothing and never raises for what is in it."""
    try:
        lines = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        return ServicePlan(name, (), (problem,))
    if not lines:
        return ServicePlan(name, (), (ServiceError("no_rows", place=Place(file=name)),))
    known = services_known(line.text("code").lower() for line in lines)
    entities = {entity.code: entity for entity in Entity.objects.all()}
    problems: list[MiqyasError] = [*_twice(lines)]
    rows = []
    for line in watched(lines, on_progress):
        there = known.get(line.text("code").lower())
        before = fields_of(there) if there else None
        read = read_row(line, before=before)
        found = [*read.problems, *_placed(read, _wrong(read, there, entities, rights))]
        problems += found
        if not found:
            rows.append(_row(read, there, before))
    return planned(name, rows, problems, more=partial(_more, name))


def _wrong(
    read: Read, there: Service | None, entities: Mapping[str, Entity], rights: Rights
) -> Iterator[ServiceError]:
    fields = read.fields
    if there is not None and not rights.may_edit(there.entity.code):
        yield fault("code_taken", "code", given=fields.code)
        return
    yield from service_faults(fields)
    yield from entity_faults(fields, entities, service=there)
    if fields.entity in entities and not rights.may_edit(fields.entity):
        yield fault("entity_not_yours", "entity", given=fields.entity)
    state = read.state or (there.state if there else State.DRAFT)
    if state == State.PUBLISHED and not fields.is_in_both_languages:
        yield fault("not_in_both_languages", "title")
    turns = state != (there.state if there else State.DRAFT)
    if turns and not rights.may_publish(fields.entity):
        yield fault("not_yours_to_publish", "state", given=fields.entity)
    if there and there.overruled_level and fields.entity != there.entity.code:
        yield fault("overruled_stays", "entity", given=there.entity.code)


def _placed(read: Read, faults: Iterator[ServiceError]) -> Iterator[ServiceError]:
    """The same faults at their places in the file."""
    for one in faults:
        place = read.line.place(one.place.name)
        yield ServiceError(one.detail, place=place, **one.params)


def _row(read: Read, there: Service | None, before: ServiceFields | None) -> Row:
    if there is None or before is None:
        return Row(read.fields, read.state or State.DRAFT.value, "add", 0)
    state = read.state or there.state
    now, then = values_of(read.fields), values_of(before)
    changed = [name for name in now if now[name] != then[name]]
    if state != there.state:
        changed.append("state")
    return Row(read.fields, state, "change" if changed else "same", there.version, tuple(changed))


def _twice(lines: Sequence[FormLine]) -> Iterator[ServiceError]:
    seen: set[str] = set()
    for line in lines:
        code = line.text("code").lower()
        if code in seen:
            yield ServiceError("code_twice", place=line.place("code"), given=code[:60])
        if code:
            seen.add(code)


def _more(name: str, n: int) -> ServiceError:
    return ServiceError("more_problems", place=Place(file=name), n=n)


@transaction.atomic
def services_apply(plan: ServicePlan, *, by: UUID | None) -> None:
    """Carry a plan out, as a whole. A second time it finds nothing new.

    Raises the first problem of a plan that has any, and `ServiceError` where somebody else changed or added
    one of the services since the plan was made.
    """
    for problem in plan.problems:
        raise problem
    entities = {entity.code: entity for entity in Entity.objects.all()}
    adding = [row for row in plan.rows if row.doing == "add"]
    services_add([_wanted(row, Service(code=row.fields.code)) for row in adding], entities, by=by)
    changing = [row for row in plan.rows if row.doing == "change"]
    known = services_locked(row.fields.code for row in changing)
    for row in changing:
        service = known.get(row.fields.code)
        if service is None or service.version != row.version:
            raise fault("moved_meanwhile", "code", given=row.fields.code)
    services_change([_wanted(row, known[row.fields.code]) for row in changing], entities, by=by)


def _wanted(row: Row, service: Service) -> Wanted:
    return Wanted(service, row.fields, row.state)
