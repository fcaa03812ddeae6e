from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Lower

from miqyas.kernel.text import Text


class EntityKind(models.TextChoices):
    """What sort of body an entity is; a city is assessed by the local instrument."""

    AUTHORITY = "authority"
    MINISTRY = "ministry"
    AGENCY = "agency"
    COUNCIL = "council"
    COURT = "court"
    COMPANY = "company"
    REGION = "region"
    CITY = "city"


class PortalKind(models.TextChoices):
    """What people go to a portal for."""

    NATIONAL = "national"
    SERVICES = "services"
    ENTITY = "entity"
    OPEN_DATA = "open_data"
    PARTICIPATION = "participation"
    CITY = "city"
    OTHER = "other"


class Entity(models.Model):
    """A body of the government: a ministry, an authority, a city. It is switched off, never removed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60)
    name = models.JSONField()
    kind = models.CharField(max_length=20, choices=EntityKind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    mandates = models.JSONField(default=list)
    """Codes of owners in the catalogue's vocabulary: what this entity answers for."""
    sector = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(Lower("code"), name="registry_entity_code_once"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="registry_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> Text:
        """The name as a map of languages."""
        return Text(self.name)


class Portal(models.Model):
    """An address at which an entity serves people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="portals")
    kind = models.CharField(max_length=20, choices=PortalKind)
    address = models.URLField(max_length=500)
    languages = models.JSONField(default=list)
    title = models.JSONField(default=dict)
    is_main = models.BooleanField(default=False)
    """The one national portal from which assessors start."""

    class Meta:
        ordering = ["entity", "kind", "address"]
        constraints = [
            models.UniqueConstraint(fields=["entity", "address"], name="registry_portal_once"),
            models.UniqueConstraint(
                fields=["is_main"], condition=models.Q(is_main=True), name="registry_one_national_portal"
            ),
        ]

    def __str__(self) -> str:
        return self.address
