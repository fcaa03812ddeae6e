from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity


class EvidenceKind(models.TextChoices):
    """How the proof is held."""

    LINK = "link"
    FILE = "file"


class Outcome(models.TextChoices):
    """What became of an address when it was looked at."""

    ALIVE = "alive"
    MOVED = "moved"
    DEAD = "dead"
    SOFT_MISSING = "soft_missing"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


class Evidence(models.Model):
    """One proof of an entity. What it says is in its revisions; the newest one is in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind)
    title = models.CharField(max_length=300)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title


class EvidenceRevision(WrittenOnceModel):
    """What a proof was at one time: an address or a file, the place in it, from when until when it holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    address = models.URLField(max_length=2000, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_size = models.PositiveBigIntegerField(default=0)
    media_type = models.CharField(max_length=120, blank=True)
    page = models.CharField(max_length=60, blank=True)
    quote = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    effective_on = models.DateField(null=True)
    """The day of the thing proved: of the law, of the data, of the event."""
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["evidence", "number"]
        constraints = [models.UniqueConstraint(fields=["evidence", "number"], name="evidence_revision_once")]

    def __str__(self) -> str:
        return f"{self.evidence_id}/{self.number}"


class EvidenceUse(models.Model):
    """That a proof serves something: an answer, an input, a reply. Whose it is, the upper app knows."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    object_kind = models.CharField(max_length=20)
    object_id = models.UUIDField()
    attached_by = models.UUIDField(null=True)
    attached_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["attached_at", "pk"]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="evidence_by_object")]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "object_kind", "object_id"], name="evidence_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.object_kind} {self.object_id}"


class LinkCheck(WrittenOnceModel):
    """One look at the address of a revision."""

    revision = models.ForeignKey(EvidenceRevision, on_delete=models.PROTECT, related_name="checks")
    checked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=20, choices=Outcome)
    status = models.PositiveSmallIntegerField(null=True)
    final_address = models.URLField(max_length=2000, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-checked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.checked_at:%Y-%m-%d}"
