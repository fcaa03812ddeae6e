from __future__ import annotations

from django.db import models

from miqyas.workspace.history.immutable import WrittenOnceModel


class StoredDataset(WrittenOnceModel):
    """One dataset as it was imported, named by the hash of its kind and bytes."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()
    origin = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    imported_by = models.UUIDField(null=True)
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]})"


class DatasetSet(WrittenOnceModel):
    """A set of datasets that was in force once: their names, in the order in which they are laid."""

    name = models.CharField(max_length=64, primary_key=True)
    members = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class ActiveDatasets(models.Model):
    """The one row that says which set is in force; without it the bare release is."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    in_force = models.ForeignKey(DatasetSet, on_delete=models.PROTECT, related_name="+")
    changed_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="datasets_one_active_row")]

    def __str__(self) -> str:
        return str(self.in_force_id)
