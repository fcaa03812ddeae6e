"""What items bring to people, apart from what they do to the index."""

from __future__ import annotations

import uuid

from django.db import models

from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.roadmaps.models.items import RoadmapItem


class ItemOutcome(models.Model):
    """Something to be reached: people trained, businesses served; from where, to where, until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(RoadmapItem, on_delete=models.PROTECT, related_name="outcomes")
    title = models.JSONField()
    unit = models.JSONField(default=dict)
    baseline_value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    baseline_on = models.DateField(null=True)
    target_value = models.DecimalField(max_digits=18, decimal_places=4)
    target_on = models.DateField(null=True)
    source = models.CharField(max_length=300)
    """Where values come from."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return str(self.id)


class OutcomeValue(WrittenOnceModel):
    """What was measured on a day. Of two for one day the later one counts; it may take the day back."""

    outcome = models.ForeignKey(ItemOutcome, on_delete=models.PROTECT, related_name="values")
    on = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    source = models.CharField(max_length=300, blank=True)
    """Empty: that of the outcome."""
    is_taken_back = models.BooleanField(null=True)
    """Whether nothing counts for the day any more; None: it counts."""
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.on}"
