"""To whom a feature might be given, and why: by whom it was led before, by mandate, by sector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from miqyas.catalogue import Feature
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Assignment, Campaign
from miqyas.workspace.campaigns.queries.campaigns import features_led
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_active

Why = Literal["previous", "mandate", "mandate_sector", "sector", "outside", "nobody"]
ALL_SECTORS = "general"


@dataclass(frozen=True)
class Proposed:
    """A feature that nobody leads yet: who might lead, who might help, and why.

    `outside` names an entity that would be asked if it took part.
    """

    feature: Feature
    why: Why
    lead: Entity | None = None
    helpers: tuple[Entity, ...] = ()
    outside: Entity | None = None


def assignments_propose(campaign: Campaign) -> tuple[Proposed, ...]:
    """A proposal for each feature that nobody leads, in the order of the instruments; four queries."""
    led = features_led(campaign)
    features = [one for code, one in instruments_of(campaign).features.items() if code not in led]
    parts = campaign.parts.select_related("entity").order_by("entity__position", "entity__code")
    taking_part = [part.entity for part in parts]
    everybody = list(entities_active())
    before = _leads_before(campaign)
    return tuple(_proposed(feature, taking_part, everybody, before) for feature in features)


def holders_likely(features: Iterable[Feature], campaign: Campaign | None) -> Mapping[str, Entity]:
    """Whose each feature of any list would most likely be, by code; what would be nobody's is left out.

    By whom it was led in the campaign, by mandate, by sector, among all entities that are switched on.
    """
    everybody = list(entities_active())
    before = _leads_in(campaign.pk) if campaign else {}
    found = {one.code: _proposed(one, everybody, (), before).lead for one in features}
    return {code: entity for code, entity in found.items() if entity}


def _leads_before(campaign: Campaign) -> Mapping[str, UUID]:
    if campaign.previous_id is None:
        return {}
    return _leads_in(campaign.previous_id)


def _leads_in(campaign: UUID) -> Mapping[str, UUID]:
    rows = Assignment.objects.filter(campaign=campaign, is_lead=True)
    return dict(rows.values_list("feature", "entity"))


def _proposed(
    feature: Feature, taking_part: Sequence[Entity], everybody: Iterable[Entity], before: Mapping[str, UUID]
) -> Proposed:
    for entity in taking_part:
        if before.get(feature.code) == entity.pk:
            return Proposed(feature, "previous", entity)
    holders = [entity for entity in taking_part if feature.owner in entity.mandates]
    if holders:
        return _by_mandate(feature, holders)
    in_sector = _of_sector(feature, taking_part)
    if in_sector:
        return Proposed(feature, "sector", in_sector[0])
    others = [entity for entity in everybody if feature.owner in entity.mandates]
    others = others or _of_sector(feature, everybody)
    return Proposed(feature, "outside", outside=others[0]) if others else Proposed(feature, "nobody")


def _by_mandate(feature: Feature, holders: Sequence[Entity]) -> Proposed:
    """Of several with the mandate the one of the feature's sector leads, else the first; the others help."""
    in_sector = _of_sector(feature, holders)
    lead = in_sector[0] if in_sector else holders[0]
    helpers = tuple(entity for entity in holders if entity != lead)
    return Proposed(feature, "mandate_sector" if in_sector and helpers else "mandate", lead, helpers)


def _of_sector(feature: Feature, entities: Iterable[Entity]) -> list[Entity]:
    if feature.sector == ALL_SECTORS:
        return []
    return [entity for entity in entities if entity.sector == feature.sector]
