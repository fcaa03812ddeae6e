from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from miqyas.kernel.text import Text
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity


class Outcome(models.TextChoices):
    """What became of an appeal."""

    UPHELD = "upheld"
    REJECTED = "rejected"


class Round(models.Model):
    """One run of the challenge. States and steps are those of `assessment.workflow`, kind challenge_round."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60)
    title = models.JSONField()
    about = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default="draft", db_index=True)

    opens_on = models.DateField(null=True)
    nominations_until = models.DateField(null=True)
    jury_until = models.DateField(null=True)
    appeals_until = models.DateField(null=True)
    answer_days = models.PositiveSmallIntegerField(default=7)
    """Within how many days an appeal is answered."""
    publish_at = models.DateTimeField(null=True)
    """The moment before which nobody outside the authority sees results."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="rounds")
    """The campaign whose verified scores make the standings; the one before it is its own `previous`."""
    categories = models.JSONField(default=list)
    criteria = models.JSONField(default=list)
    groups = models.JSONField(default=list)
    """Lists of `fields.Category`, `fields.Criterion`, `fields.MandateGroup` as plain values."""
    jurors_each = models.PositiveSmallIntegerField(default=0)
    """Jurors for each nomination; 0: all who have no conflict."""
    shortlist_most = models.PositiveSmallIntegerField(default=3)
    shortlist_least = models.PositiveSmallIntegerField(default=0)

    is_sample = models.BooleanField(default=False)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(Lower("code"), name="challenges_round_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """The title as a map of languages."""
        return Text(self.title)


class Nomination(models.Model):
    """What an entity puts forward in a category. Text is a map of languages; one is enough for a draft."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="nominations")
    category = models.CharField(max_length=40)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="nominations")
    group = models.CharField(max_length=40, blank=True)
    """The mandate group in which it is compared, as it was when it was handed in."""
    title = models.JSONField(default=dict)
    story = models.JSONField(default=dict)
    facts = models.JSONField(default=list)
    """What the installation itself knows of the entity, frozen when the nomination was handed in."""
    state = models.CharField(max_length=12, default="draft", db_index=True)
    version = models.PositiveIntegerField(default=0)
    return_note = models.TextField(blank=True)
    updated_by = models.UUIDField(null=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["round", "category", "entity"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "category", "entity"], name="challenges_nomination_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.category}"


class NominationRevision(WrittenOnceModel):
    """What a nomination said after a change; `is_aside` when it met a newer one and was kept beside it."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    is_aside = models.BooleanField(default=False)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["nomination", "id"]

    def __str__(self) -> str:
        return f"{self.nomination_id}/{self.number}"


class Juror(models.Model):
    """Somebody who sits on the jury of a round: a membership of this round, not a role."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="jurors")
    person = models.UUIDField(db_index=True)
    appointed_by = models.UUIDField(null=True)
    appointed_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["round", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="challenges_juror_once")]

    def __str__(self) -> str:
        return f"{self.person} in {self.round_id}"


class JurorConflict(models.Model):
    """That a juror does not judge an entity, for a reason that no role tells."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="conflicts")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["juror", "entity"]
        constraints = [models.UniqueConstraint(fields=["juror", "entity"], name="challenges_conflict_once")]

    def __str__(self) -> str:
        return f"{self.juror_id} {self.entity_id}"


class ScoreSheet(models.Model):
    """One juror's marks of one nomination; handed in, it no longer changes, and can only be set aside."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="sheets")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="sheets")
    position = models.PositiveIntegerField(default=0)
    """Place in the juror's own queue: says nothing of the others'."""
    state = models.CharField(max_length=12, default="assigned", db_index=True)
    marks = models.JSONField(default=dict)
    justification = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["juror", "nomination"], name="challenges_sheet_once")]

    def __str__(self) -> str:
        return f"{self.juror_id} {self.nomination_id} {self.state}"


class Appeal(models.Model):
    """An entity's objection to what became of its nomination, with a clock for the answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on"]

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.outcome or 'open'}"


class SignalNote(models.Model):
    """What a person made of a signal, by the name of its facts."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="signal_notes")
    signal = models.CharField(max_length=64)
    """SHA-256 of the name of the signal."""
    note = models.TextField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["round", "signal"], name="challenges_signal_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.signal[:8]}"


class RoundResult(WrittenOnceModel):
    """The export of a round as it was sealed: these very bytes are signed and published."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="result")
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=120)
    public_key = models.CharField(max_length=60)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.sha256[:8]}"


class Certificate(models.Model):
    """An award in writing: a statement that this installation signed, found by a code nobody can guess."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40, unique=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="certificates")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="certificates")
    award = models.CharField(max_length=120)
    """A name of the award within the round: given once, whoever issues again."""
    statement = models.TextField()
    signature = models.CharField(max_length=120)
    public_key = models.CharField(max_length=60)
    issued_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["issued_at", "award"]
        constraints = [
            models.UniqueConstraint(fields=["round", "entity", "award"], name="challenges_certificate_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.award}"
