from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity


class Found(models.TextChoices):
    """What an assessor says after looking."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    UNSURE = "unsure"


class Viewpoint(models.TextChoices):
    """Where the assessor looked from."""

    INSIDE = "inside"
    OUTSIDE = "outside"


class Stance(models.TextChoices):
    AGREE = "agree"
    CONTEST = "contest"


class ReviewItem(models.Model):
    """A feature to be looked for: on the nation's portals, or on those of one city."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="items")
    instrument = models.CharField(max_length=40)
    feature = models.CharField(max_length=60)
    subject = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="+")
    """The city; empty: the nation."""
    state = models.CharField(max_length=12, default="open", db_index=True)
    assessors = models.PositiveSmallIntegerField(default=2)
    """How many are awaited: as many as the campaign says, fewer where nobody else could be found."""
    grade = models.CharField(max_length=20, blank=True)
    """The grade that stands: the one all agreed on, or the last decided. Empty while there is none."""

    class Meta:
        ordering = ["campaign", "feature"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "feature", "subject"], name="reviews_item_of_city_once"
            ),
            models.UniqueConstraint(
                fields=["campaign", "feature"],
                condition=Q(subject__isnull=True),
                name="reviews_item_of_nation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feature} {self.state}"


class ReviewTask(models.Model):
    """One blind look at an item by one assessor."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="tasks")
    assessor = models.UUIDField(db_index=True)
    slot = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField(default=0)
    """Place in the assessor's own queue: says nothing of the other's."""
    state = models.CharField(max_length=12, default="assigned")
    assigned_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    """When the assessor last said whether they found it: the clock stands since then."""
    submitted_at = models.DateTimeField(null=True)
    draft = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "slot"], condition=~Q(state="withdrawn"), name="reviews_slot_once"
            ),
            models.UniqueConstraint(
                fields=["item", "assessor"], condition=~Q(state="withdrawn"), name="reviews_assessor_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.slot} {self.state}"


class Conflict(models.Model):
    """That somebody does not judge what an entity answered, for a reason that no role tells."""

    assessor = models.UUIDField(db_index=True)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="conflicts")
    reason = models.TextField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["assessor", "entity"]
        constraints = [models.UniqueConstraint(fields=["assessor", "entity"], name="reviews_conflict_once")]

    def __str__(self) -> str:
        return f"{self.assessor} {self.entity_id}"


class AssessorTerms(models.Model):
    """What an assessor takes in a campaign: which languages, how many features at most. None said: any."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="assessor_terms")
    assessor = models.UUIDField()
    languages = models.JSONField(default=list)
    most = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["campaign", "assessor"]
        constraints = [models.UniqueConstraint(fields=["campaign", "assessor"], name="reviews_terms_once")]

    def __str__(self) -> str:
        return f"{self.assessor} {self.most}"


class Judgement(WrittenOnceModel):
    """What one assessor found, as handed in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.OneToOneField(ReviewTask, on_delete=models.PROTECT, related_name="judgement")
    found = models.CharField(max_length=12, choices=Found)
    grade = models.CharField(max_length=20, blank=True)
    path = models.TextField(blank=True)
    address = models.URLField(max_length=2000, blank=True)
    language = models.CharField(max_length=12, blank=True)
    seconds = models.PositiveIntegerField()
    viewpoint = models.CharField(max_length=10, choices=Viewpoint)
    confidence = models.PositiveSmallIntegerField()
    justification = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=Q(confidence__range=(1, 5)), name="reviews_confidence_1_to_5"),
            models.CheckConstraint(
                condition=Q(found=Found.FOUND) | ~Q(justification=""), name="reviews_no_needs_reasons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.found}"


class Decision(WrittenOnceModel):
    """What holds in the end, signed by an adjudicator; a later one, after a reply, stands above it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=20)
    reasons = models.TextField()
    adjudicator = models.UUIDField()
    basis = models.JSONField(default=dict)
    """What lay before the adjudicator: judgements, answers and replies, each by its hash."""
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="reviews_decision_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.grade}"


class Reply(models.Model):
    """An entity's right of reply to a result, with a clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="replies")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="replies")
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    stance = models.CharField(max_length=10, choices=Stance, blank=True)
    text = models.TextField(blank=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at"]
        constraints = [models.UniqueConstraint(fields=["item", "entity"], name="reviews_reply_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.stance or 'open'}"
