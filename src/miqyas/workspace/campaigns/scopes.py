"""What a grant of a role reaches, by codes and in words: accounts know identifiers only."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import Text, plain_line
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entity_by_code


class ScopeError(MiqyasError):
    """A grant names an entity or a campaign that is not there."""

    code = "scope"


def scope_find(*, entity: str = "", campaign: str = "") -> tuple[UUID | None, UUID | None]:
    """The identifiers of an entity and a campaign named by code; none for an empty code.

    Raises `ScopeError` for a code that nothing has.
    """
    entity, campaign = plain_line(entity), plain_line(campaign)
    found = entity_by_code(entity) if entity else None
    if entity and found is None:
        raise ScopeError("entity_unknown", entity=entity)
    running = Campaign.objects.filter(code__iexact=campaign).first() if campaign else None
    if campaign and running is None:
        raise ScopeError("campaign_unknown", campaign=campaign)
    return found.pk if found else None, running.pk if running else None


def scope_codes(*, entity: UUID | None, campaign: UUID | None) -> tuple[str, str]:
    """The codes by which `scope_find` finds them again; empty for nothing, and for what is gone."""
    found = Entity.objects.filter(pk=entity).values_list("code", flat=True).first() if entity else None
    running = (
        Campaign.objects.filter(pk=campaign).values_list("code", flat=True).first() if campaign else None
    )
    return found or "", running or ""


def scope_names(ids: Iterable[UUID | None]) -> dict[UUID, Text]:
    """Names of entities and campaigns by identifier, by two queries; what is gone is left out."""
    asked = {pk for pk in ids if pk}
    entities = {pk: Text(name) for pk, name in Entity.objects.filter(pk__in=asked).values_list("pk", "name")}
    campaigns = {
        pk: Text(title) for pk, title in Campaign.objects.filter(pk__in=asked).values_list("pk", "title")
    }
    return entities | campaigns
