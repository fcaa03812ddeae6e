from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Lower

from miqyas.kernel.text import Text
from miqyas.workspace.campaigns.models import InstrumentSnapshot
from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity


class Policy(models.Model):
    """A policy that coming editions may ask for, watched by the authority. It is dropped, never removed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60)
    title = models.JSONField()
    description = models.JSONField(default=dict)
    theme = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="policies")
    """Who is to answer for it; None where that is open."""
    features = models.JSONField(default=list)
    """Codes of the catalogue's features that it bears on."""
    source = models.URLField(max_length=500, blank=True)
    source_words = models.TextField(blank=True)
    mark = models.CharField(max_length=1)
    """How far what is said of it may be trusted: a code of `kernel.provenance.Mark`."""
    look_again = models.DateField(null=True)
    searched = models.TextField(blank=True)
    """Code and words of all languages, folded."""
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "policies"
        constraints = [models.UniqueConstraint(Lower("code"), name="watchlists_policy_code_once")]
        indexes = [models.Index(fields=["look_again"], name="watchlists_look_again")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """The title as a map of languages."""
        return Text(self.title)


class PolicyNote(WrittenOnceModel):
    """What somebody saw when they looked at a policy."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.policy_id} at {self.at:%Y-%m-%d}"


class Draft(models.Model):
    """A list of features that may come, kept to measure readiness against; it is in force for nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.OneToOneField(InstrumentSnapshot, on_delete=models.PROTECT, related_name="draft")
    name = models.CharField(max_length=200)
    """Name of the file it came in."""
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return self.name
