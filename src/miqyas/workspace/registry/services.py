from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from miqyas.kernel.errors import Place
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.errors import RegistryError
from miqyas.workspace.registry.fields import (
    EntityFields,
    PortalFields,
    cycle_in,
    entity_faults,
    portal_faults,
)
from miqyas.workspace.registry.models import Entity, Portal
from miqyas.workspace.registry.queries import (
    children_active,
    entity_by_code,
    fields_of,
    fields_of_portal,
    parents_by_code,
    portals_taken,
)


def entity_problems(fields: EntityFields, *, entity: Entity | None = None) -> tuple[RegistryError, ...]:
    """All that is wrong with an entity: by itself and beside the others (`entity` is its old self)."""
    tidy = fields.tidied()
    found = [*entity_faults(tidy)]
    other = entity_by_code(tidy.code)
    if other and other != entity:
        found.append(_at("code", "code_taken", given=tidy.code))
    if tidy.parent and tidy.parent != tidy.code:
        found += _parent_problems(tidy, entity=entity)
    return tuple(found)


def _parent_problems(fields: EntityFields, *, entity: Entity | None) -> list[RegistryError]:
    parents = parents_by_code()
    if fields.parent not in parents:
        return [_at("parent", "parent_unknown", given=fields.parent)]
    if entity:
        parents.pop(entity.code, None)
        parents = {code: fields.code if above == entity.code else above for code, above in parents.items()}
    ring = cycle_in(parents | {fields.code: fields.parent})
    return [_at("parent", "cycle", ring=" ← ".join(ring))] if ring else []


def entity_create(fields: EntityFields, *, by: UUID | None) -> Entity:
    """Add an entity. Raises `RegistryError`, the first of its problems."""
    _refuse(entity_problems(fields))
    return _entity_save(Entity(), fields.tidied(), by=by, action="entity.create")


def entity_update(entity: Entity, fields: EntityFields, *, by: UUID | None) -> Entity:
    """Change an entity; the same again changes nothing. Raises `RegistryError`."""
    tidy = fields.tidied()
    if tidy == fields_of(entity):
        return entity
    _refuse(entity_problems(tidy, entity=entity))
    return _entity_save(entity, tidy, by=by, action="entity.update")


def _entity_save(entity: Entity, fields: EntityFields, *, by: UUID | None, action: str) -> Entity:
    entity.code, entity.name, entity.kind = fields.code, dict(fields.name), fields.kind
    entity.parent = entity_by_code(fields.parent) if fields.parent else None
    entity.mandates, entity.sector = list(fields.mandates), fields.sector
    entity.group, entity.position = fields.group, fields.position
    try:
        with transaction.atomic():
            entity.save()
            _record(action, entity, by=by, code=entity.code)
    except IntegrityError as error:
        raise _at("code", "code_taken", given=fields.code) from error
    return entity


@transaction.atomic
def entity_deactivate(entity: Entity, *, by: UUID | None) -> None:
    """Switch an entity off: it keeps its past. Raises `RegistryError` while others below it are on."""
    below = [child.code for child in children_active(entity)]
    if below:
        raise _at("is_active", "has_children", known=", ".join(below), n=len(below))
    _switch(entity, is_active=False, by=by)


@transaction.atomic
def entity_activate(entity: Entity, *, by: UUID | None) -> None:
    """Switch an entity on again."""
    _switch(entity, is_active=True, by=by)


def _switch(entity: Entity, *, is_active: bool, by: UUID | None) -> None:
    if entity.is_active == is_active:
        return
    entity.is_active = is_active
    entity.save(update_fields=["is_active"])
    _record("entity.activate" if is_active else "entity.deactivate", entity, by=by, code=entity.code)


def portal_problems(
    fields: PortalFields, *, entity: Entity, portal: Portal | None = None
) -> tuple[RegistryError, ...]:
    """All that is wrong with a portal: by itself, and beside the entity's others."""
    tidy = fields.tidied()
    found = [*portal_faults(tidy)]
    if not found and portals_taken(tidy.address, entity=entity, but=portal):
        found.append(_at("address", "address_taken", given=tidy.address))
    return tuple(found)


def portal_create(entity: Entity, fields: PortalFields, *, by: UUID | None) -> Portal:
    """Add an address of an entity. Raises `RegistryError`."""
    _refuse(portal_problems(fields, entity=entity))
    return _portal_save(Portal(entity=entity), fields.tidied(), by=by, action="portal.create")


def portal_update(portal: Portal, fields: PortalFields, *, by: UUID | None) -> Portal:
    """Change a portal; the same again changes nothing. Raises `RegistryError`."""
    tidy = fields.tidied()
    if tidy == fields_of_portal(portal):
        return portal
    _refuse(portal_problems(tidy, entity=portal.entity, portal=portal))
    return _portal_save(portal, tidy, by=by, action="portal.update")


@transaction.atomic
def _portal_save(portal: Portal, fields: PortalFields, *, by: UUID | None, action: str) -> Portal:
    """Store it; where it becomes the national portal, the one before is no longer that."""
    if fields.is_main:
        Portal.objects.filter(is_main=True).exclude(pk=portal.pk).update(is_main=False)
    portal.kind, portal.address, portal.is_main = fields.kind, fields.address, fields.is_main
    portal.languages, portal.title = list(fields.languages), dict(fields.title)
    portal.save()
    _record(action, portal.entity, by=by, address=portal.address, is_main=portal.is_main)
    return portal


@transaction.atomic
def portal_remove(portal: Portal, *, by: UUID | None) -> None:
    """Take an address off an entity."""
    entity, address = portal.entity, portal.address
    portal.delete()
    _record("portal.remove", entity, by=by, address=address)


def _record(action: str, entity: Entity, *, by: UUID | None, **details: Any) -> None:
    record_add(action, actor=by, object_kind="entity", object_id=entity.id, details=details)


def _refuse(problems: tuple[RegistryError, ...]) -> None:
    if problems:
        raise problems[0]


def _at(name: str, detail: str, **params: Any) -> RegistryError:
    return RegistryError(detail, place=Place(name=name), **params)
