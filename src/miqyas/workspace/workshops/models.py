from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from miqyas.kernel.text import Text
from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity


class State(models.TextChoices):
    """Where a workshop stands."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class Workshop(models.Model):
    """A national workshop. Text is a map of languages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60)
    title = models.JSONField()
    about = models.JSONField(default=dict)
    place = models.JSONField(default=dict)
    link = models.CharField(max_length=1000, blank=True)
    """Where it is held on the network."""
    languages = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    portal = models.CharField(max_length=1000, blank=True)
    """The national portal, where the exercise begins."""
    state = models.CharField(max_length=12, default=State.DRAFT, choices=State.choices)
    door = models.CharField(max_length=12, unique=True)
    """The code by which people come in; nobody guesses it."""
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_at", "pk"]
        constraints = [models.UniqueConstraint(Lower("code"), name="workshops_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """The title as a map of languages."""
        return Text(self.title)


class Session(models.Model):
    """A part of the programme."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="sessions")
    title = models.JSONField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    speakers = models.JSONField(default=list)
    """Names as people agreed to have them shown."""

    class Meta:
        ordering = ["workshop", "starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.starts_at:%H:%M}"


class Invitation(models.Model):
    """Who is asked to come: the people of an entity, or one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="invitations")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.UUIDField(null=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["workshop", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "entity"], name="workshops_entity_once"),
            models.UniqueConstraint(fields=["workshop", "person"], name="workshops_person_once"),
            models.CheckConstraint(
                condition=Q(entity=None, person__isnull=False) | Q(entity__isnull=False, person=None),
                name="workshops_one_is_invited",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.entity_id or self.person}"


class Material(models.Model):
    """Something to read: its title and its address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="materials")
    title = models.JSONField()
    address = models.CharField(max_length=1000)

    class Meta:
        ordering = ["workshop", "pk"]

    def __str__(self) -> str:
        return self.address


class Participant(models.Model):
    """Somebody in the room: a random id, which their phone keeps, and a name if they gave one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="participants")
    name = models.CharField(max_length=80, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["workshop", "joined_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class Exercise(models.Model):
    """A round of "could you find this?": one feature, one place to begin, one clock for all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="exercises")
    number = models.PositiveSmallIntegerField()
    instrument = models.CharField(max_length=40)
    feature = models.CharField(max_length=60)
    question = models.JSONField()
    """The feature's question as it was asked, by language."""
    begins_at = models.CharField(max_length=1000)
    """The address at which everybody begins."""
    seconds = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    by = models.UUIDField(null=True)

    class Meta:
        ordering = ["workshop", "number"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="workshops_exercise_once"),
            models.UniqueConstraint(
                fields=["workshop"], condition=Q(closed_at=None), name="workshops_one_exercise_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id}/{self.number}"


class Attempt(WrittenOnceModel):
    """What one phone said of one exercise, once."""

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="attempts")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="attempts")
    is_found = models.BooleanField()
    seconds = models.PositiveSmallIntegerField()
    """From the opening, by the clock of the server."""
    way = models.CharField(max_length=12)
    address = models.CharField(max_length=1000, blank=True)
    """Where it was found, or where they gave up."""
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["exercise", "seconds", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "participant"], name="workshops_attempt_once")
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id} {self.seconds}"


class Finding(WrittenOnceModel):
    """What an exercise showed, once it is over: how many looked and found it, how fast, by which way."""

    exercise = models.OneToOneField(Exercise, on_delete=models.PROTECT, related_name="finding")
    instrument = models.CharField(max_length=40)
    feature = models.CharField(max_length=60, db_index=True)
    looked = models.PositiveSmallIntegerField()
    found = models.PositiveSmallIntegerField()
    median_seconds = models.FloatField(null=True)
    ways = models.JSONField()
    """By way: how many took it, how many of them found it."""
    given_up_at = models.JSONField()
    """Addresses at which people gave up, with how many, the most first."""
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.feature} {self.found}/{self.looked}"


class Feedback(WrittenOnceModel):
    """What one phone thought of the workshop, once."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="feedback")
    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="feedback")
    marks = models.JSONField()
    """By question, 1 to 5; what was left out is not there."""
    text = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["workshop", "at", "pk"]

    def __str__(self) -> str:
        return str(self.participant_id)


class FollowUp(models.Model):
    """What was agreed on: who does what by when. It may become an item of the roadmap."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="follow_ups")
    title = models.JSONField()
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    features = models.JSONField(default=list)
    item = models.CharField(max_length=60, blank=True)
    """Code of the item of the roadmap that it became."""
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["workshop", "due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.due_on}"
