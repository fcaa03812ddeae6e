from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Lower

from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.stories.fields import Turn


class RevisionKind(models.TextChoices):
    """Why a revision of a story was written."""

    SAVED = "saved"
    EDITED = "edited"
    """By the authority's editor, before it was published."""
    CORRECTED = "corrected"
    """By the authority's editor, while it was published."""
    IMPORTED = "imported"


class Shows(models.TextChoices):
    """To whom a contact may be shown."""

    OWN = "own"
    """To the entity itself and the authority."""
    GOVERNMENT = "government"
    """To everybody who works in the workspace with stories."""
    PUBLIC = "public"


class Story(models.Model):
    """What an entity did that others may learn from. Its states and steps are those of `assessment.workflow`.

    `content` is the text of the newest revision, as `fields.StoryFields` reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80)
    """Its name in addresses, which it keeps."""
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="stories")
    state = models.CharField(max_length=12, default="draft", db_index=True)
    sector = models.CharField(max_length=40, blank=True)
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    """Number of the newest revision; a save names the one that it saw."""
    is_of_authority = models.BooleanField(default=False)
    """Whether the authority began it in the name of the entity: it sees the draft then."""
    is_sample = models.BooleanField(default=False)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-updated_at", "slug"]
        indexes = [models.Index(fields=["state", "-published_at"], name="stories_published")]
        constraints = [models.UniqueConstraint(Lower("slug"), name="stories_slug_once")]

    def __str__(self) -> str:
        return self.slug


class StoryRevision(WrittenOnceModel):
    """The text of a story as somebody left it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=RevisionKind)
    content = models.JSONField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["story", "-number"]
        constraints = [models.UniqueConstraint(fields=["story", "number"], name="stories_revision_once")]

    def __str__(self) -> str:
        return f"{self.story_id}/{self.number}"


class StoryResult(models.Model):
    """A result that the present text names; proofs are put to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="results")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["story", "position"]

    def __str__(self) -> str:
        return f"{self.story_id} {self.position}"


class StoryTurn(models.Model):
    """A feature or a raw indicator that the present text says was turned: to find stories by."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="turns")
    instrument = models.CharField(max_length=40, blank=True)
    """Of a feature; empty for a raw indicator."""
    code = models.CharField(max_length=60, db_index=True)
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    share_before = models.FloatField()
    share_after = models.FloatField()
    """How much of the feature the grades fulfil; of an indicator 0 and 0."""
    campaign = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["story", "pk"]
        constraints = [models.UniqueConstraint(fields=["story", "code"], name="stories_turn_once")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.code}"

    @property
    def as_turn(self) -> Turn:
        """What the text says of it."""
        return Turn(self.code, self.before, self.after, self.campaign)


class StoryTag(models.Model):
    """A tag of the present text; `key` is the tag as it is compared."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="tags")
    tag = models.CharField(max_length=40)
    key = models.CharField(max_length=120, db_index=True)

    class Meta:
        ordering = ["story", "pk"]
        constraints = [models.UniqueConstraint(fields=["story", "key"], name="stories_tag_once")]

    def __str__(self) -> str:
        return self.tag


class StoryContact(models.Model):
    """Somebody who answers questions about a story: no part of its text, so that it can be taken away."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    shows = models.CharField(max_length=12, choices=Shows, default=Shows.OWN)

    class Meta:
        ordering = ["story", "pk"]

    def __str__(self) -> str:
        return self.name


class StoryComment(models.Model):
    """What the entity and the authority say to each other about a story; reasons of a return among it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="comments")
    kind = models.CharField(max_length=10, choices=[("said", "said"), ("return", "return")], default="said")
    author = models.UUIDField(null=True)
    text = models.TextField()
    mentions = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.story_id} {self.at:%Y-%m-%d %H:%M}"
