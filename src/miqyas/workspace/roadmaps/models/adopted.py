"""Plans chosen from a portfolio: kept to be compared, adopted once, with what was rejected and why."""

from __future__ import annotations

import uuid

from django.db import models

from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.roadmaps.models.items import RoadmapItem


class PortfolioPlan(WrittenOnceModel):
    """A plan as it was worked out, named by the hash of what it was worked out from and of what it does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    document = models.JSONField()
    """The portfolio, as `analysis.portfolio.document` reads it."""
    record = models.JSONField()
    """The answer: tasks, what was left out and why, versions."""
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name


class PlanAdoption(WrittenOnceModel):
    """That a plan became the roadmap's, on which day and why. Of several the newest is in force."""

    plan = models.OneToOneField(PortfolioPlan, on_delete=models.PROTECT, related_name="adoption")
    reason = models.CharField(max_length=400, blank=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.plan_id)


class AdoptedAction(WrittenOnceModel):
    """An action of an adopted plan: the item that it became, or why it was rejected."""

    adoption = models.ForeignKey(PlanAdoption, on_delete=models.PROTECT, related_name="actions")
    action = models.CharField(max_length=60)
    name = models.JSONField()
    item = models.ForeignKey(RoadmapItem, on_delete=models.PROTECT, null=True, related_name="adopted")
    """None: it was rejected."""
    why = models.JSONField(default=dict)
    """The reason in words, of one that was rejected."""
    gains = models.JSONField(default=list)
    """Node, amount and unit of what it adds, as the portfolio said."""
    success = models.FloatField(default=1.0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "action"], name="roadmaps_adopted_action_once")
        ]

    def __str__(self) -> str:
        return self.action
