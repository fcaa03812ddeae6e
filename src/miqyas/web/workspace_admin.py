"""The workspace in Django's admin, to look at: what keeps it running, and nothing that anybody wrote."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from miqyas.web.admin import ReadOnlyAdmin
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from miqyas.workspace.events.models import Event
from miqyas.workspace.evidence.models import LinkCheck
from miqyas.workspace.history.models import Seal
from miqyas.workspace.registry.models import Entity, Portal


@admin.register(Entity)
class EntityAdmin(ReadOnlyAdmin):
    """Entities; they are changed in the registry."""

    list_display = ("code", "kind", "sector", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("code",)


@admin.register(Portal)
class PortalAdmin(ReadOnlyAdmin):
    """Portals; they are changed in the registry."""

    list_display = ("address", "kind", "is_main")
    list_filter = ("kind",)


@admin.register(Campaign)
class CampaignAdmin(ReadOnlyAdmin):
    """Campaigns with their calendar and state; they are led on their own pages."""

    list_display = ("code", "kind", "state", "opens_on", "answers_until", "publish_on")
    list_filter = ("state", "kind")


@admin.register(CampaignEntity)
class CampaignEntityAdmin(ReadOnlyAdmin):
    """Who takes part, and whether they have handed in; not what."""

    list_display = ("campaign", "entity", "state", "submitted_at")
    list_filter = ("state",)
    list_select_related = ("campaign", "entity")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """News that waits or failed, without what it tells."""

    exclude = ("payload", "key")
    list_display = ("kind", "at", "attempts", "delivered_at", "fault")
    list_filter = ("kind",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).filter(delivered_at=None)


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnlyAdmin):
    """Looks at links: when, and what came of it."""

    fields = list_display = ("checked_at", "outcome", "status")
    list_filter = ("outcome",)


@admin.register(Seal)
class SealAdmin(ReadOnlyAdmin):
    """The seals of the history."""

    list_display = ("chain", "number", "count", "at")
