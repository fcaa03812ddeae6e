"""Baselines: dates and cost as they were on the day somebody froze them; dates against the window."""

from __future__ import annotations

from django.db import models

from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.roadmaps.models.items import RoadmapItem


class Baseline(WrittenOnceModel):
    """A frozen copy of the whole roadmap, or of one branch of it. Of an item the newest one counts."""

    number = models.PositiveIntegerField(unique=True)
    root = models.ForeignKey(RoadmapItem, on_delete=models.PROTECT, null=True, related_name="+")
    """The top of the branch that was frozen; None: everything."""
    reason = models.CharField(max_length=400)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class BaselineItem(WrittenOnceModel):
    """Dates and cost of one item in a baseline."""

    baseline = models.ForeignKey(Baseline, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(RoadmapItem, on_delete=models.PROTECT, related_name="baselines")
    planned_start = models.DateField(null=True)
    planned_end = models.DateField(null=True)
    go_live = models.DateField(null=True)
    cost = models.DecimalField(max_digits=18, decimal_places=2)
    """The sum over kinds and years."""

    class Meta:
        ordering = ["-baseline__number"]
        constraints = [
            models.UniqueConstraint(fields=["baseline", "item"], name="roadmaps_baseline_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.baseline_id}/{self.item_id}"


class ItemWindow(models.Model):
    """An item against the window of the coming edition, as last worked out: for calendars."""

    item = models.OneToOneField(RoadmapItem, on_delete=models.CASCADE, related_name="window")
    edition = models.PositiveSmallIntegerField()
    safe = models.DateField()
    """The day to plan for."""
    last = models.DateField()
    """The last day that counts for certain."""

    class Meta:
        ordering = ["safe", "id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.safe}"
