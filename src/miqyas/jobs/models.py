from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN: Final = (State.QUEUED, State.RUNNING)
LIVE: Final = (State.QUEUED, State.RUNNING, State.SUCCEEDED)
_HAS_LEASE: Final = Q(lease_token__isnull=False, lease_until__isnull=False)
_HAS_NO_LEASE: Final = Q(lease_token__isnull=True, lease_until__isnull=True)


class Job(models.Model):
    """A piece of work that outlives the request that asked for it.

    The truth about it is here; the queue of django-tasks only carries tickets that say "look at this
    job". A worker holds a job by a lease: a token and a time, moved on by its heartbeat. When the time
    passes, any worker may give the job out again, and whoever holds the old token can finish nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60, db_index=True)
    params = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - no key is not an empty key
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    requested_by = models.UUIDField(null=True)
    requested_at = models.DateTimeField(auto_now_add=True)

    progress = models.FloatField(default=0)
    progress_words = models.JSONField(default=dict)
    cancel_requested = models.BooleanField(default=False)

    ticket = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=64, blank=True)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    versions = models.JSONField(default=dict)
    error = models.JSONField(null=True)

    class Meta:
        ordering = ["-requested_at"]
        indexes = [models.Index(fields=["state", "lease_until"], name="jobs_by_lease")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state__in=LIVE), name="jobs_key_once"
            ),
            models.CheckConstraint(condition=Q(progress__range=(0, 1)), name="jobs_progress_share"),
            models.CheckConstraint(
                condition=(Q(state=State.RUNNING) & _HAS_LEASE) | (~Q(state=State.RUNNING) & _HAS_NO_LEASE),
                name="jobs_lease_while_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class AnswerHandle(models.Model):
    """What one who asked a question holds while the answer is worked out; its name cannot be guessed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="handles")
    asked_at = models.DateTimeField(auto_now_add=True)
    let_go_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return f"{self.job_id} {'let go' if self.let_go_at else 'held'}"


class BroughtFile(models.Model):
    """A long file that somebody brings: planned by one job, written by another, each when it is asked for.

    What it would do is kept beside it until it is accepted or given up; then the row goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    of = models.CharField(max_length=60, blank=True)
    """Of what it is, where there are many: the code of a workshop."""
    requested_by = models.UUIDField()
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    brought_at = models.DateTimeField(auto_now_add=True, db_index=True)

    planning = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    writing = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    basis = models.CharField(max_length=64, blank=True)
    """Names all that the plan was held against."""
    digest = models.CharField(max_length=64, blank=True)
    told = models.JSONField(null=True)
    """How much it would do, and what stands in its way."""
    first = models.BinaryField(null=True)
    """The first rows that it would add or change."""
    rows = models.BinaryField(null=True)
    """All of them."""

    class Meta:
        ordering = ["-brought_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["requested_by", "kind", "of", "sha256"], name="jobs_file_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class MadeReport(models.Model):
    """A report that somebody ordered: made by a job, kept for a while, then made again when it is wanted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    of = models.CharField(max_length=140)
    """What it is about, as its kind names it."""
    language = models.CharField(max_length=8)
    form = models.CharField(max_length=8)
    made_on = models.CharField(max_length=10)
    """The day that stands on it."""
    key = models.CharField(max_length=64, unique=True)
    """Names all that it is made of, and whose it is."""
    requested_by = models.UUIDField(null=True)
    """Nobody: it is public, and shared by all who ask."""
    requested_at = models.DateTimeField(auto_now_add=True, db_index=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")

    title = models.CharField(max_length=400, blank=True)
    name = models.CharField(max_length=200, blank=True)
    """Of the file, with its ending."""
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    is_draft = models.BooleanField(default=False)
    versions = models.JSONField(default=dict)

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.of} {self.form}"

    @property
    def is_done(self) -> bool:
        return bool(self.sha256)


class Schedule(models.Model):
    """A job that is asked for again and again."""

    name = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    every = models.DurationField()
    next_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["next_at"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="jobs_schedule_named")]

    def __str__(self) -> str:
        return f"{self.name} every {self.every}"


class WorkerPresence(models.Model):
    """A sign of life of a worker process."""

    worker = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return self.worker
