from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from miqyas.kernel.text import Text
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.models.items import RoadmapItem
from miqyas.workspace.roadmaps.models.kept import RevisionModel, VersionedModel, text_of


class GateReview(VersionedModel):
    """A project before it begins: what it answered to the alignment questions, and what was ruled."""

    code = models.SlugField(max_length=60)
    """The code of the initiative that it is to become."""
    title = models.JSONField()
    description = models.JSONField(default=dict)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="gate_reviews")
    parent = models.ForeignKey(RoadmapItem, on_delete=models.PROTECT, null=True, related_name="+")
    """The item of the roadmap below which it is to stand."""
    planned_start = models.DateField(null=True)
    planned_end = models.DateField(null=True)
    go_live = models.DateField(null=True)
    features = models.JSONField(default=list)
    """Pairs of instrument and feature that it says it touches."""
    answers = models.JSONField(default=dict)
    """By question of `gate.yaml`: what was chosen, and the words beside it."""
    reasons = models.TextField(blank=True)
    """Why it was ruled so."""
    conditions = models.TextField(blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    item = models.OneToOneField(RoadmapItem, on_delete=models.PROTECT, null=True, related_name="gate_review")
    """The initiative that it became."""

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(Lower("code"), name="roadmaps_gate_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """The title; where a language is missing, another one stands for it."""
        return text_of(self.title)


class GateRevision(RevisionModel):
    """What a review said after one change."""

    review = models.ForeignKey(GateReview, on_delete=models.PROTECT, related_name="revisions")

    class Meta:
        ordering = ["review", "id"]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.number}"
