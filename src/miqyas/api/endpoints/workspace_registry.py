"""The registry: entities and their portals."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from miqyas.api.answers import EntityInPath
from miqyas.api.campaigns import (
    EntitiesTold,
    EntityAsked,
    EntityTold,
    EntityWhole,
    PortalAsked,
    PortalInPath,
    SwitchAsked,
    entity_at,
    entity_fields,
    entity_record,
    entity_whole,
    portal_at,
    portal_fields,
)
from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.registry.models import Entity, Portal
from miqyas.workspace.registry.queries import entities_all
from miqyas.workspace.registry.services import (
    entity_activate,
    entity_create,
    entity_deactivate,
    entity_update,
    portal_create,
    portal_remove,
    portal_update,
)

router = Router(tags=["registry"])
BASE = "/workspace/registry/entities"


@router.get(
    BASE,
    response=EntitiesTold,
    operation_id="entities_list",
    url_name="entities_list",
    summary="Entities of the government",
)
@private("registry.list")
def entities(request: HttpRequest, response: HttpResponse, window: Query[Window]) -> dict[str, Any]:
    """In the order of the registry, those switched off among them."""
    shown, about = part_of(list(entities_all()), window, request=request, response=response)
    world = world_of(request)
    return {
        **about,
        "versions": world.versions(world.latest).as_dict(),
        "entities": [entity_record(one) for one in shown],
    }


@router.post(
    BASE, response=EntityTold, operation_id="entity_create", url_name="entity_create", summary="Add an entity"
)
@private("registry.edit")
def create(request: HttpRequest, asked: EntityAsked) -> dict[str, Any]:
    """A code is taken once; an entity is never removed, only switched off."""
    return entity_record(entity_create(entity_fields(asked), by=person_of(request.user).pseudonym))


@router.get(
    f"{BASE}/{{entity}}",
    response=EntityWhole,
    operation_id="entity_get",
    url_name="entity_get",
    summary="An entity with its portals",
)
@private("registry.list", of=entity_at)
def get(request: HttpRequest, entity: EntityInPath) -> dict[str, Any]:
    """By its code, in any case of letters."""
    return entity_whole(target_of(request))


@router.put(
    f"{BASE}/{{entity}}",
    response=EntityWhole,
    operation_id="entity_update",
    url_name="entity_update",
    summary="Change an entity",
)
@private("registry.edit", of=entity_at)
def update(request: HttpRequest, entity: EntityInPath, asked: EntityAsked) -> dict[str, Any]:
    """As a whole: what is left out becomes empty."""
    by = person_of(request.user).pseudonym
    return entity_whole(entity_update(target_of(request), entity_fields(asked), by=by))


@router.post(
    f"{BASE}/{{entity}}/switch",
    response=EntityTold,
    operation_id="entity_switch",
    url_name="entity_switch",
    summary="Switch an entity off or on",
)
@private("registry.edit", of=entity_at)
def switch(request: HttpRequest, entity: EntityInPath, asked: SwitchAsked) -> dict[str, Any]:
    """Refused while entities below it are on."""
    found: Entity = target_of(request)
    by = person_of(request.user).pseudonym
    if asked.is_active:
        entity_activate(found, by=by)
    else:
        entity_deactivate(found, by=by)
    return entity_record(found)


@router.post(
    f"{BASE}/{{entity}}/portals",
    response=EntityWhole,
    operation_id="portal_create",
    url_name="portal_create",
    summary="Add a portal",
)
@private("registry.edit", of=entity_at)
def portal_new(request: HttpRequest, entity: EntityInPath, asked: PortalAsked) -> dict[str, Any]:
    """A new main national portal takes the place of the one before."""
    portal_create(target_of(request), portal_fields(asked), by=person_of(request.user).pseudonym)
    return entity_whole(target_of(request))


@router.put(
    f"{BASE}/{{entity}}/portals/{{portal}}",
    response=EntityWhole,
    operation_id="portal_update",
    url_name="portal_update",
    summary="Change a portal",
)
@private("registry.edit", of=portal_at)
def portal_change(
    request: HttpRequest, entity: EntityInPath, portal: PortalInPath, asked: PortalAsked
) -> dict[str, Any]:
    """As a whole: what is left out becomes empty."""
    found: Portal = target_of(request)
    portal_update(found, portal_fields(asked), by=person_of(request.user).pseudonym)
    return entity_whole(found.entity)


@router.delete(
    f"{BASE}/{{entity}}/portals/{{portal}}",
    response=EntityWhole,
    operation_id="portal_remove",
    url_name="portal_remove",
    summary="Remove a portal",
)
@private("registry.edit", of=portal_at)
def portal_gone(request: HttpRequest, entity: EntityInPath, portal: PortalInPath) -> dict[str, Any]:
    """The entity without it."""
    found: Portal = target_of(request)
    portal_remove(found, by=person_of(request.user).pseudonym)
    return entity_whole(found.entity)
