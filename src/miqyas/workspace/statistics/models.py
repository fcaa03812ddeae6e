from __future__ import annotations

import uuid

from django.db import models

from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity


class InputState(models.TextChoices):
    """How far the country's work on an indicator is."""

    OPEN = "open"
    PREPARED = "prepared"
    REPORTED = "reported"
    PUBLISHED = "published"


class StatisticalInput(models.Model):
    """One raw indicator of TII or HCI in the preparation of one edition."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.PositiveSmallIntegerField()
    """The edition prepared for."""
    indicator = models.CharField(max_length=20)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="statistical_inputs")
    agency = models.CharField(max_length=20, blank=True)
    round_name = models.CharField(max_length=120, blank=True)
    """The round of this country; empty: the usual one."""
    deadline = models.DateField(null=True)
    national_value = models.FloatField(null=True)
    national_year = models.PositiveSmallIntegerField(null=True)
    agency_value = models.FloatField(null=True)
    agency_year = models.PositiveSmallIntegerField(null=True)
    agency_origin = models.CharField(max_length=64, blank=True)
    """SHA-256 of the dataset that the agency's value came from; empty: somebody typed it."""
    explanation = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=InputState, default=InputState.OPEN)
    version = models.PositiveIntegerField(default=0)
    updated_by = models.UUIDField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["edition", "indicator"]
        constraints = [models.UniqueConstraint(fields=["edition", "indicator"], name="statistics_input_once")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.edition}"


class InputRevision(WrittenOnceModel):
    """What an input said after one change; `is_aside` when it met a newer one and was kept beside it."""

    input = models.ForeignKey(StatisticalInput, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    """The version that it made; of one kept aside, the version that was there already."""
    values = models.JSONField()
    is_aside = models.BooleanField(default=False)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["input", "id"]

    def __str__(self) -> str:
        return f"{self.input_id}/{self.number}"
