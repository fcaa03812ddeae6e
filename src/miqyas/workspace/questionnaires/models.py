from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Lower

from miqyas.kernel.text import Text
from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity

DRAFT, REVIEW, SIGNED = "draft", "review", "signed"


class Questionnaire(models.Model):
    """A Member State Questionnaire on its way to the UN: a copy of the template, answered and signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60)
    title = models.JSONField()
    state = models.CharField(max_length=12, default=DRAFT)
    due_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [models.UniqueConstraint(Lower("code"), name="questionnaires_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """The title as a map of languages."""
        return Text(self.title)


class Item(models.Model):
    """A question with its answer. Its words, and by whom it is to be answered, may be changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="items")
    code = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    section = models.JSONField()
    """Title of its section, by language."""
    question = models.JSONField()
    answers = models.CharField(max_length=10)
    """words, pages or both."""
    is_needed = models.BooleanField(default=False)
    filled = models.JSONField(default=dict)
    """Where an answer may be taken from."""
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="+")
    """Whose people answer it beside the authority; None: the authority alone."""
    words = models.JSONField(default=dict)
    pages = models.JSONField(default=list)
    origin = models.JSONField(default=list)
    """What the answer was filled from; empty once somebody wrote it."""
    does_not_apply = models.BooleanField(default=False)
    checked_by = models.UUIDField(null=True)
    """Who of the authority looked at it last; nobody once it was changed."""
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="questionnaires_item_once")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_answered(self) -> bool:
        """Whether something stands there, or it was said not to apply."""
        return bool(self.does_not_apply or self.pages or any(self.words.values()))


class ItemRevision(WrittenOnceModel):
    """What an answer was at one time."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    words = models.JSONField()
    pages = models.JSONField()
    does_not_apply = models.BooleanField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["item", "-number", "-pk"]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.number}"


class SignOff(WrittenOnceModel):
    """That somebody signed a questionnaire as it stood."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="signatures")
    sha256 = models.CharField(max_length=64)
    """Of its canonical content."""
    content = models.JSONField()
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} {self.sha256[:8]}"
