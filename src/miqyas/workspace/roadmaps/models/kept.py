"""Shapes that items, directives and reviews at the gate share."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import models

from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, nearest
from miqyas.workspace.history.immutable import WrittenOnceModel


class VersionedModel(models.Model):
    """Something that several people change: each change makes a version, and old ones stay as revisions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=12)
    """A state of its table in `assessment/workflow.yaml`."""
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_by = models.UUIDField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class RevisionModel(WrittenOnceModel):
    """What something said after one change; `is_aside` when it met a newer one and was kept beside it."""

    number = models.PositiveIntegerField()
    """The version that it made; of one kept aside, the version that was there already."""
    values = models.JSONField()
    is_aside = models.BooleanField(default=False)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class NoteModel(WrittenOnceModel):
    """What somebody reported, as they wrote it."""

    text = models.TextField()
    state = models.CharField(max_length=12, blank=True)
    """The state to which the step led that it gives the reason of; empty: a report by itself."""
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


def text_of(words: Mapping[str, str]) -> Text:
    """Words by language as a text; a required language that is missing is filled from one that is there."""
    return Text(dict(words) | {one: nearest(words, one).text or "–" for one in REQUIRED_LANGUAGES})
