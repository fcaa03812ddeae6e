from __future__ import annotations

from django.db import models

from miqyas.workspace.history.immutable import WrittenOnceModel


class Record(WrittenOnceModel):
    """One thing that somebody did to one object.

    The actor is a pseudonym, never a reference to a person: erasing the person leaves the record
    whole and nameless. An empty actor is the installation itself (a worker, the command line).
    `chain` is the campaign that the record belongs to; what belongs to none is of the installation.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.UUIDField(null=True, db_index=True)
    action = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    details = models.JSONField(default=dict)
    chain = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["object_kind", "object_id"], name="history_by_object"),
            models.Index(fields=["chain", "id"], name="history_by_chain"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(action=""), name="history_action_named"),
            models.CheckConstraint(condition=~models.Q(object_kind=""), name="history_object_named"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_kind} {self.object_id}"


class Seal(WrittenOnceModel):
    """A batch of records of one chain, closed for good.

    `root` is the hash of everything that the seal says, of its records in their order and of the root
    before it: who changes anything has to write every later root anew. The form is in `canonical`.
    """

    chain = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="history_seal_once"),
            models.CheckConstraint(condition=models.Q(count__gt=0, number__gt=0), name="history_seal_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.chain or 'installation'} {self.number}"


class SealedRecord(WrittenOnceModel):
    """The place of a record in its batch, and its hash when it was sealed.

    No foreign key of the database: if a record or a seal is gone, this row still says that it was there.
    """

    seal = models.ForeignKey(Seal, on_delete=models.DO_NOTHING, db_constraint=False, related_name="entries")
    position = models.PositiveIntegerField()
    record = models.OneToOneField(
        Record, on_delete=models.DO_NOTHING, db_constraint=False, related_name="sealing"
    )
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["seal", "position"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "position"], name="history_place_in_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.seal_id}.{self.position}"
