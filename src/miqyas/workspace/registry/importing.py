"""Bringing in a registry's file: a plan of what it would add and change, carried out as a whole or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import OPTIONAL_LANGUAGES, REQUIRED_LANGUAGES
from miqyas.sheets.plans import Doing, FilePlan, planned
from miqyas.workspace.accounts.invitation_letters import invitation_post
from miqyas.workspace.accounts.invitations import has_entered, person_invite
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.roles import ADMINISTRATOR, roles
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.registry.errors import RegistryError
from miqyas.workspace.registry.fields import EntityFields, cycle_in, entity_faults, portal_faults
from miqyas.workspace.registry.models import Entity, Portal
from miqyas.workspace.registry.queries import fields_of, fields_of_portal
from miqyas.workspace.registry.reading import EntityRow, PersonFields, PersonRow, PortalRow, RegistryFile
from miqyas.workspace.registry.services import (
    entity_activate,
    entity_create,
    entity_deactivate,
    entity_update,
    portal_create,
    portal_update,
)


@dataclass(frozen=True)
class Line:
    """What a row of the file would do: `changes` maps a field to what it was and what it would be."""

    table: str
    name: str
    doing: Doing
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def told(self) -> Any:
        """All that it would do, and over what."""
        return asdict(self)


@dataclass(frozen=True)
class RegistryPlan(FilePlan[Line]):
    """What accepting a file would do; with any problem nothing of it is done."""

    @cached_property
    def counts_by_table(self) -> Mapping[tuple[str, str], int]:
        """How many rows of each table would be added, changed, left as they are."""
        return Counter((line.table, line.doing) for line in self.rows)

    @property
    def gives_roles(self) -> bool:
        """Whether somebody would be invited, or get a role: a sensitive step."""
        return any(line.table == "people" for line in self.doing)


@dataclass
class _Known:
    """What is there, read by a handful of queries."""

    entities: Mapping[str, Entity]
    portals: Mapping[tuple[str, str], Portal]
    people: Mapping[str, User]

    @classmethod
    def of(cls, file: RegistryFile) -> _Known:
        entities = {row.code.lower(): row for row in Entity.objects.select_related("parent")}
        portals = Portal.objects.select_related("entity")
        emails = {row.fields.email for row in file.people}
        people = User.objects.filter(email__in=emails).prefetch_related("grants")
        return cls(
            entities,
            {(row.entity.code.lower(), row.address): row for row in portals},
            {person.email: person for person in people},
        )


def registry_plan(file: RegistryFile, *, givable: Collection[str] | None = None) -> RegistryPlan:
    """What the file would do, with every problem at its line; it changes nothing.

    `givable` are the roles that who asks may give; None: every one but the administrator's.
    """
    known = _Known.of(file)
    file = _completed(file, known)
    may_be_given = roles().keys() - {ADMINISTRATOR} if givable is None else givable
    problems: list[MiqyasError] = [
        *file.problems,
        *_entity_problems(file, known),
        *_portal_problems(file, known),
        *_people_problems(file, known, givable=may_be_given),
    ]
    if not (problems or file.entities or file.portals or file.people):
        problems.append(RegistryError("no_rows", place=Place(file=file.name)))
    lines = () if problems else tuple(_lines(file, known))
    told = planned(file.name, lines, problems, more=partial(_more, file.name))
    return RegistryPlan(told.name, told.rows, told.problems)


def _more(name: str, n: int) -> RegistryError:
    return RegistryError("more_problems", place=Place(file=name), n=n)


def _completed(file: RegistryFile, known: _Known) -> RegistryFile:
    """The same with what is there in place of what the file has no columns for."""
    entities = [_entity_completed(row, known.entities.get(row.fields.code)) for row in file.entities]
    portals = [
        _portal_completed(row, known.portals.get((row.entity, row.fields.address))) for row in file.portals
    ]
    return replace(file, entities=entities, portals=portals)


def _entity_completed(row: EntityRow, there: Entity | None) -> EntityRow:
    if there is None or not row.absent:
        return row
    before = fields_of(there)
    same = {
        name: getattr(before, name)
        for name in ("kind", "parent", "mandates", "sector", "group", "position")
        if name in row.absent
    }
    fields = replace(
        row.fields, **same, name=_words_completed(row.fields.name, before.name, "name", row.absent)
    )
    return replace(row, fields=fields, is_active=there.is_active if "active" in row.absent else row.is_active)


def _portal_completed(row: PortalRow, there: Portal | None) -> PortalRow:
    if there is None or not row.absent:
        return row
    before = fields_of_portal(there)
    same = {name: getattr(before, name) for name in ("kind", "languages") if name in row.absent}
    if "main" in row.absent:
        same["is_main"] = before.is_main
    title = _words_completed(row.fields.title, before.title, "title", row.absent)
    return replace(row, fields=replace(row.fields, **same, title=title))


def _words_completed(
    given: Mapping[str, str], before: Mapping[str, str], stem: str, absent: frozenset[str]
) -> dict[str, str]:
    kept = {language: words for language, words in before.items() if f"{stem}_{language}" in absent}
    return {**kept, **given}


def _entity_problems(file: RegistryFile, known: _Known) -> Iterator[MiqyasError]:
    codes = {row.fields.code for row in file.entities}
    parents = {code: entity.parent.code if entity.parent else "" for code, entity in known.entities.items()}
    parents |= {row.fields.code: row.fields.parent for row in file.entities}
    ring = set(cycle_in(parents))
    seen: set[str] = set()
    for row in file.entities:
        yield from (_placed(fault, row) for fault in entity_faults(row.fields))
        code, parent = row.fields.code, row.fields.parent
        if code in seen:
            yield RegistryError("code_twice", place=row.locate("code"), given=code)
        seen.add(code)
        if parent and parent not in codes and parent not in known.entities:
            yield RegistryError("parent_unknown", place=row.locate("parent"), given=parent)
        if code in ring and code != parent:
            yield RegistryError("cycle", place=row.locate("parent"), ring=" ← ".join(sorted(ring)))
    yield from _living_children(file, known, parents)


def _living_children(file: RegistryFile, known: _Known, parents: Mapping[str, str]) -> Iterator[MiqyasError]:
    """Entities that the file switches off while others below them stay on."""
    is_on = {code: entity.is_active for code, entity in known.entities.items()}
    is_on |= {row.fields.code: row.is_active for row in file.entities}
    for row in file.entities:
        below = [code for code, parent in parents.items() if parent == row.fields.code and is_on[code]]
        if not row.is_active and below:
            yield RegistryError(
                "has_children", place=row.locate("is_active"), known=", ".join(below), n=len(below)
            )


def _portal_problems(file: RegistryFile, known: _Known) -> Iterator[MiqyasError]:
    codes = {row.fields.code for row in file.entities} | known.entities.keys()
    seen: set[tuple[str, str]] = set()
    mains = [row for row in file.portals if row.fields.is_main]
    for row in file.portals:
        yield from (_placed(fault, row) for fault in portal_faults(row.fields))
        if row.entity not in codes:
            yield RegistryError("entity_unknown", place=row.locate("entity"), given=row.entity)
        key = (row.entity, row.fields.address)
        if key in seen:
            yield RegistryError("address_twice", place=row.locate("address"), given=row.fields.address[:80])
        seen.add(key)
    for row in mains[1:]:
        yield RegistryError("main_twice", place=row.locate("is_main"))


def _people_problems(file: RegistryFile, known: _Known, *, givable: Collection[str]) -> Iterator[MiqyasError]:
    codes = {row.fields.code for row in file.entities} | known.entities.keys()
    for row in file.people:
        given = row.fields
        if not _is_email(given.email):
            yield RegistryError("email", place=row.locate("email"), given=given.email[:80])
        if given.role not in roles() or not roles()[given.role].granted:
            yield RegistryError("role_unknown", place=row.locate("role"), given=given.role[:40])
        else:
            yield from _scope_problems(row, codes=codes)
            there = known.people.get(given.email)
            if given.role not in givable and not (there and _holds(there, given, known)):
                detail = "administrator" if given.role == ADMINISTRATOR else "not_yours_to_give"
                yield RegistryError(detail, place=row.locate("role"), role=given.role)
        if given.language and given.language not in {*REQUIRED_LANGUAGES, *OPTIONAL_LANGUAGES}:
            yield RegistryError("language_unknown", place=row.locate("language"), given=given.language[:40])


def _scope_problems(row: PersonRow, *, codes: set[str]) -> Iterator[MiqyasError]:
    given = row.fields
    needs_entity = roles()[given.role].scope == "entity"
    if needs_entity and not given.entity:
        yield RegistryError("entity_needed", place=row.locate("entity"), role=given.role)
    elif not needs_entity and given.entity:
        yield RegistryError("entity_not_needed", place=row.locate("entity"), role=given.role)
    elif given.entity and given.entity not in codes:
        yield RegistryError("entity_unknown", place=row.locate("entity"), given=given.entity)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _placed(fault: RegistryError, row: EntityRow | PortalRow) -> RegistryError:
    """The same fault at its place in the file."""
    return RegistryError(fault.detail, place=row.locate(fault.place.name), **fault.params)


def _lines(file: RegistryFile, known: _Known) -> Iterator[Line]:
    for row in file.entities:
        yield _entity_line(row, known)
    for row in file.portals:
        yield _portal_line(row, known)
    for row in file.people:
        yield _person_line(row, known)


def _entity_line(row: EntityRow, known: _Known) -> Line:
    there = known.entities.get(row.fields.code)
    if there is None:
        return Line("entities", row.fields.code, "add")
    changes = _differences(asdict(fields_of(there)), asdict(row.fields))
    if there.is_active != row.is_active:
        changes["is_active"] = (there.is_active, row.is_active)
    return Line("entities", row.fields.code, "change" if changes else "same", changes)


def _portal_line(row: PortalRow, known: _Known) -> Line:
    there = known.portals.get((row.entity, row.fields.address))
    if there is None:
        return Line("portals", row.fields.address, "add")
    changes = _differences(asdict(fields_of_portal(there)), asdict(row.fields))
    return Line("portals", row.fields.address, "change" if changes else "same", changes)


def _person_line(row: PersonRow, known: _Known) -> Line:
    there = known.people.get(row.fields.email)
    if there is None:
        return Line("people", row.fields.email, "add")
    is_held = _holds(there, row.fields, known)
    changes = {} if is_held else {"role": ("", row.fields.role)}
    return Line("people", row.fields.email, "same" if is_held else "change", changes)


def _holds(person: User, fields: PersonFields, known: _Known) -> bool:
    entity = known.entities.get(fields.entity)
    if fields.entity and entity is None:
        return False
    wanted = (fields.role, entity.id if entity else None, None)
    return wanted in {(grant.role, grant.entity, grant.campaign) for grant in person.grants.all()}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (before[name], after[name]) for name in after if before[name] != after[name]}


@transaction.atomic
def registry_apply(
    file: RegistryFile, *, by: UUID | None, givable: Collection[str] | None = None
) -> RegistryPlan:
    """Do what the plan of the file says: all of it or, with any problem, nothing; a second time, nothing new.

    Raises the first problem of the plan. People get an invitation, or the role alone if they have entered.
    """
    plan = registry_plan(file, givable=givable)
    if plan.problems:
        raise plan.problems[0]
    file = _completed(file, _Known.of(file))
    for row in _parents_first(file):
        _entity_put(row, by=by)
    entities = {entity.code: entity for entity in Entity.objects.all()}
    _switch(file, entities, by=by)
    for row in file.portals:
        _portal_put(entities[row.entity], row, by=by)
    for row in file.people:
        _person_put(row.fields, entities, by=by)
    return plan


def _parents_first(file: RegistryFile) -> Iterator[EntityRow]:
    """The rows of entities, each after the one above it; there is no ring among them."""
    rows = {row.fields.code: row for row in file.entities}
    done: set[str] = set()
    for row in file.entities:
        waiting = [row]
        while (above := rows.get(waiting[-1].fields.parent)) and above.fields.code not in done:
            waiting.append(above)
        for ready in reversed(waiting):
            if ready.fields.code not in done:
                done.add(ready.fields.code)
                yield ready


def _entity_put(row: EntityRow, *, by: UUID | None) -> None:
    there = Entity.objects.select_related("parent").filter(code__iexact=row.fields.code).first()
    fields: EntityFields = row.fields
    if there is None:
        entity_create(fields, by=by)
    else:
        entity_update(there, fields, by=by)


def _switch(file: RegistryFile, entities: Mapping[str, Entity], *, by: UUID | None) -> None:
    """Switch on from above, switch off from below."""
    rows = list(_parents_first(file))
    for row in rows:
        if row.is_active:
            entity_activate(entities[row.fields.code], by=by)
    for row in reversed(rows):
        if not row.is_active:
            entity_deactivate(entities[row.fields.code], by=by)


def _portal_put(entity: Entity, row: PortalRow, *, by: UUID | None) -> None:
    there = Portal.objects.select_related("entity").filter(entity=entity, address=row.fields.address).first()
    if there is None:
        portal_create(entity, row.fields, by=by)
    else:
        portal_update(there, row.fields, by=by)


def _person_put(fields: PersonFields, entities: Mapping[str, Entity], *, by: UUID | None) -> None:
    entity = entities[fields.entity].id if fields.entity else None
    there = User.objects.filter(email__iexact=fields.email).first()
    held = (fields.role, entity, None)
    if there and (held in there.held or has_entered(there)):
        role_grant(there, role=fields.role, by=by, entity=entity)
        return
    invitation, secret = person_invite(
        fields.email,
        by=by,
        role=fields.role,
        entity=entity,
        display_name=fields.name,
        language=fields.language,
    )
    transaction.on_commit(partial(invitation_post, invitation, secret))
