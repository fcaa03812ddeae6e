from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from miqyas.kernel.text import Text, fold
from miqyas.workspace.registry.fields import EntityFields, PortalFields
from miqyas.workspace.registry.models import Entity, Portal


@dataclass(frozen=True)
class Branch:
    """An entity with how deep it stands in the tree; 0 is the top."""

    entity: Entity
    depth: int


def entities_all() -> QuerySet[Entity]:
    """Every entity, those switched off too, each with the number of its portals."""
    counted = Entity.objects.select_related("parent").annotate(portal_count=Count("portals"))
    return counted.order_by("position", "code")


def entities_active() -> QuerySet[Entity]:
    """The entities that are switched on."""
    return Entity.objects.filter(is_active=True)


def entity_by_code(code: str) -> Entity | None:
    """The entity of a code, in any case of letters."""
    return Entity.objects.select_related("parent").filter(code__iexact=code).first()


def entities_by_id(ids: Iterable[UUID]) -> Mapping[UUID, Entity]:
    """Entities by id, by one query."""
    return Entity.objects.in_bulk(list(ids))


def entities_matching(
    entities: Iterable[Entity], *, text: str = "", kind: str = "", mandate: str = "", sector: str = ""
) -> list[Entity]:
    """Those whose code or name has the text, whatever its accents or case, and which are of the kind."""
    asked = fold(text)
    return [
        entity
        for entity in entities
        if (not kind or entity.kind == kind)
        and (not mandate or mandate in entity.mandates)
        and (not sector or entity.sector == sector)
        and (not asked or asked in fold(" ".join((entity.code, entity.group, *entity.name.values()))))
    ]


def tree_of(entities: Sequence[Entity]) -> tuple[Branch, ...]:
    """Entities in the order of the tree: each below its parent, or on top where that is not among them."""
    known = {entity.id for entity in entities}
    below: dict[UUID | None, list[Entity]] = {}
    for entity in entities:
        below.setdefault(entity.parent_id if entity.parent_id in known else None, []).append(entity)
    found: list[Branch] = []

    def walk(parent: UUID | None, depth: int) -> None:
        for entity in below.get(parent, ()):
            found.append(Branch(entity, depth))
            walk(entity.id, depth + 1)

    walk(None, 0)
    return tuple(found)


def parents_by_code() -> dict[str, str]:
    """The code of the parent of each entity; empty at the top."""
    rows = Entity.objects.values_list("code", "parent__code")
    return {code: parent or "" for code, parent in rows}


def national_portal() -> Portal | None:
    """The portal from which assessors start, None while it is not named."""
    return Portal.objects.select_related("entity").filter(is_main=True).first()


def portals_of(entity: Entity) -> QuerySet[Portal]:
    """The addresses of an entity."""
    return entity.portals.all()


def portals_all() -> QuerySet[Portal]:
    """Every portal with its entity, in the order of entities."""
    return Portal.objects.select_related("entity").order_by("entity__position", "entity__code", "address")


def children_active(entity: Entity) -> QuerySet[Entity]:
    """The entities below that are switched on."""
    return entity.children.filter(is_active=True)


def mandates_held() -> Mapping[str, list[Entity]]:
    """Entities that are switched on by what they answer for."""
    held: dict[str, list[Entity]] = {}
    for entity in entities_active():
        for owner in entity.mandates:
            held.setdefault(owner, []).append(entity)
    return held


def fields_of(entity: Entity) -> EntityFields:
    """An entity as plain values."""
    return EntityFields(
        code=entity.code,
        name=dict(entity.name),
        kind=entity.kind,
        parent=entity.parent.code if entity.parent else "",
        mandates=tuple(entity.mandates),
        sector=entity.sector,
        group=entity.group,
        position=entity.position,
    )


def fields_of_portal(portal: Portal) -> PortalFields:
    """A portal as plain values."""
    return PortalFields(
        kind=portal.kind,
        address=portal.address,
        languages=tuple(portal.languages),
        title=dict(portal.title),
        is_main=portal.is_main,
    )


def title_of(portal: Portal) -> Text | None:
    """The title of a portal, None where it has none."""
    return Text(portal.title) if portal.title else None


def portals_taken(address: str, *, entity: Entity, but: Portal | None = None) -> bool:
    """Whether the entity has the address already."""
    rows = Portal.objects.filter(Q(address=address), entity=entity)
    return (rows.exclude(pk=but.pk) if but else rows).exists()
