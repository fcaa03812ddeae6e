from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Lower

from miqyas.kernel.text import Text
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.models.items import RoadmapItem
from miqyas.workspace.roadmaps.models.kept import NoteModel, RevisionModel, VersionedModel, text_of


class DirectiveKind(models.TextChoices):
    """What a committee lays down: what it decided, or what it wants somebody to do."""

    DECISION = "decision"
    DIRECTIVE = "directive"


class Meeting(models.Model):
    """A meeting of the steering committee."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    on = models.DateField(unique=True)

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return str(self.on)


class Directive(VersionedModel):
    """A decision or directive of the steering committee, with whom it binds and until when."""

    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=DirectiveKind)
    text = models.JSONField()
    decided_on = models.DateField()
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="directives")
    due = models.DateField(null=True)
    done_on = models.DateField(null=True)
    """The day on which it was confirmed as done."""
    items = models.ManyToManyField(RoadmapItem, related_name="directives")

    class Meta:
        ordering = ["-decided_on", "number"]
        constraints = [models.UniqueConstraint(Lower("number"), name="roadmaps_directive_number_once")]

    def __str__(self) -> str:
        return self.number

    @property
    def words(self) -> Text:
        """The text; where a language is missing, another one stands for it."""
        return text_of(self.text)


class DirectiveRevision(RevisionModel):
    """What a directive said after one change."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="revisions")

    class Meta:
        ordering = ["directive", "id"]

    def __str__(self) -> str:
        return f"{self.directive_id}/{self.number}"


class DirectiveNote(NoteModel):
    """A report on what became of a directive, or the reason of a step."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="notes")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.directive_id}/{self.pk}"
