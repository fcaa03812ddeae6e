from __future__ import annotations

from django.db import models

from miqyas.workspace.history.immutable import WrittenOnceModel


class Record(WrittenOnceModel):
    """One thing that somebody did to one object.

    The actor is a pseudonym, never a reference to a person: erasing the person leaves the record
    whole and nameless. An empty actor is the installation itself (a worker, the command line).
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.UUIDField(null=True, db_index=True)
    action = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="history_by_object")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(action=""), name="history_action_named"),
            models.CheckConstraint(condition=~models.Q(object_kind=""), name="history_object_named"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_kind} {self.object_id}"
