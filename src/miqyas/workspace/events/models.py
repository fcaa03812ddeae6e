from __future__ import annotations

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """Something that happened, waiting to be handed to those who asked to hear of its kind.

    `handed_to` names the handlers that took effect. The name of a handler and its effect are written in
    one transaction, so that each takes effect once however often the event is handed over.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    handed_to = models.JSONField(default=list)
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    fault = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="events_key_once"),
            models.CheckConstraint(condition=~models.Q(kind=""), name="events_kind_named"),
            models.CheckConstraint(condition=~models.Q(key=""), name="events_key_named"),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(delivered_at=None), name="events_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
