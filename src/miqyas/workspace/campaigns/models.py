from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from miqyas.kernel.text import Text
from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity


class Kind(models.TextChoices):
    """Whom a campaign measures: the nation as a whole, or each of its cities."""

    NATIONAL = "national"
    CITIES = "cities"


class Applicability(models.TextChoices):
    """Whether a feature concerns its entity: the entity proposes that it does not, the authority decides."""

    APPLICABLE = "applicable"
    PROPOSED = "proposed"
    """Proposed as not applicable, with a reason; until it is decided the feature is to be answered."""
    NOT_APPLICABLE = "not_applicable"


class RevisionKind(models.TextChoices):
    """Why a revision of an answer was written."""

    SAVED = "saved"
    KEPT_ASIDE = "kept_aside"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    IMPORTED = "imported"


class InstrumentSnapshot(WrittenOnceModel):
    """An instrument as it was when a campaign took it up, named by the hash of its bytes."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    code = models.CharField(max_length=40, db_index=True)
    version = models.CharField(max_length=40)
    content = models.JSONField()
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code", "-taken_at"]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Campaign(models.Model):
    """Instruments given to entities for a while. Its states and steps are those of `assessment.workflow`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60)
    title = models.JSONField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NATIONAL)
    state = models.CharField(max_length=12, default="draft", db_index=True)
    instruments = models.ManyToManyField(InstrumentSnapshot, related_name="campaigns")
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="following"
    )

    opens_on = models.DateField(null=True)
    answers_until = models.DateField(null=True)
    review_from = models.DateField(null=True)
    review_until = models.DateField(null=True)
    reply_days = models.PositiveSmallIntegerField(default=7)
    freeze_on = models.DateField(null=True)
    publish_on = models.DateField(null=True)
    window_from = models.DateField(null=True)
    window_until = models.DateField(null=True)
    """The window in which the Survey itself looks."""

    assessors = models.PositiveSmallIntegerField(default=2)
    """Blind assessors for each feature."""
    seconds = models.PositiveIntegerField(default=600)
    """How long an assessor looks for a feature before giving up."""
    is_sample = models.BooleanField(default=False)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(Lower("code"), name="campaigns_code_once"),
            models.CheckConstraint(
                condition=Q(assessors__range=(1, 3)), name="campaigns_one_to_three_assessors"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """The title as a map of languages."""
        return Text(self.title)


class CampaignEntity(models.Model):
    """An entity's part in a campaign, handed in as a whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="parts")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="parts")
    state = models.CharField(max_length=12, default="open")
    """open, approved, submitted, returned: steps of the workflow `part`."""
    answers_until = models.DateField(null=True)
    """An own deadline; empty: that of the campaign."""
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["campaign", "entity"]
        constraints = [models.UniqueConstraint(fields=["campaign", "entity"], name="campaigns_entity_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.entity_id}"


class AssignmentManager(models.Manager["Assignment"]):
    """Assignments in force. Those taken back are in `Assignment.ever`, with what was answered there."""

    def get_queryset(self) -> models.QuerySet[Assignment]:
        return super().get_queryset().filter(withdrawn_at=None)


class Assignment(models.Model):
    """A feature given to an entity in a campaign. Several may share one feature; one of them leads.

    One that is taken back stays, with its answer: given to the same entity again, it is in force again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.ForeignKey(CampaignEntity, on_delete=models.CASCADE, related_name="assignments")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="assignments")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="assignments")
    instrument = models.CharField(max_length=40)
    feature = models.CharField(max_length=60)
    is_lead = models.BooleanField(default=True)
    applicability = models.CharField(max_length=16, choices=Applicability, default=Applicability.APPLICABLE)
    reason = models.TextField(blank=True)
    """Why the feature does not apply, in the words of who proposed it."""
    proposed_by = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decision_note = models.TextField(blank=True)
    """What the authority said when it decided."""
    assigned_by = models.UUIDField(null=True)
    assigned_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = AssignmentManager()
    ever = models.Manager()  # noqa: DJ012 - the first manager is the one that others go by

    class Meta:
        ordering = ["campaign", "feature"]
        indexes = [models.Index(fields=["campaign", "entity"], name="campaigns_by_entity")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "feature", "entity"], name="campaigns_feature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.feature} {self.entity_id}"


class Answer(models.Model):
    """What an entity says of a feature. `version` grows with each change; a save names the one it saw.

    It goes by the id of its assignment, so that proof and comments can be hung on it before its first word.
    """

    assignment = models.OneToOneField(
        Assignment, on_delete=models.CASCADE, primary_key=True, related_name="answer"
    )
    grade = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="empty", db_index=True)
    version = models.PositiveIntegerField(default=0)
    updated_by = models.UUIDField(null=True)
    updated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["assignment"]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.grade}"


class AnswerRevision(WrittenOnceModel):
    """An answer as somebody left it; those kept aside met a newer one, and lost nothing by it."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=RevisionKind)
    grade = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    """When it was left so, which may be before it was kept here."""
    settles = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="settled_by"
    )
    """The words kept aside about which this one decided."""

    class Meta:
        ordering = ["answer", "id"]

    def __str__(self) -> str:
        return f"{self.answer_id}/{self.number} {self.kind}"


class Delegation(models.Model):
    """A single question handed to one person."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="delegation")
    holder = models.UUIDField(db_index=True)
    given_by = models.UUIDField(null=True)
    note = models.TextField(blank=True)
    until = models.DateField(null=True)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["until"]

    def __str__(self) -> str:
        return f"{self.assignment_id} to {self.holder}"


class Comment(models.Model):
    """A word beside an answer: among the entity's own people, or with the authority too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="comments")
    author = models.UUIDField()
    audience = models.CharField(max_length=12, choices=[("entity", "entity"), ("authority", "authority")])
    text = models.TextField()
    mentions = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.author} {self.at:%Y-%m-%d %H:%M}"


class SignatureDelegation(models.Model):
    """That a signatory lets somebody sign in their place, from one day to another."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="signature_delegations")
    giver = models.UUIDField()
    holder = models.UUIDField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    given_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="campaigns_delegation_forward"
            ),
            models.CheckConstraint(condition=~Q(giver=F("holder")), name="campaigns_delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} to {self.holder} until {self.ends_on}"


class Approval(WrittenOnceModel):
    """A signature under an entity's answers as they were: the hash names their content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.ForeignKey(CampaignEntity, on_delete=models.PROTECT, related_name="approvals")
    signatory = models.UUIDField()
    on_behalf_of = models.UUIDField(null=True)
    content_hash = models.CharField(max_length=64)
    answers = models.PositiveIntegerField()
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-signed_at"]

    def __str__(self) -> str:
        return f"{self.part_id} {self.signed_at:%Y-%m-%d}"


class OfficialResult(WrittenOnceModel):
    """What the Survey published of an edition that a campaign assessed too; the newest number stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="official_results")
    number = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField()
    values = models.JSONField()
    """Published values from 0 to 1, by code of the node."""
    source = models.CharField(max_length=300)
    """Where they were read, in the words of who entered them."""
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["campaign", "number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="campaigns_official_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.edition}"
