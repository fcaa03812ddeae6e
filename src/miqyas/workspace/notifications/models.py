from __future__ import annotations

import uuid

from django.db import models


class Rhythm(models.TextChoices):
    """How soon mail follows what happened."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Notification(models.Model):
    """One thing that one person is told, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.UUIDField()
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    """What makes it the same notification when an event is delivered twice."""
    params = models.JSONField(default=dict)
    route_args = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["recipient", "-created_at"], name="notifications_by_recipient")]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notifications_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.recipient}"


class Preference(models.Model):
    """How soon somebody wants mail about a group of things; without one, as the kind has it."""

    recipient = models.UUIDField()
    group = models.CharField(max_length=40)
    rhythm = models.CharField(max_length=10, choices=Rhythm)

    class Meta:
        ordering = ["recipient", "group"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "group"], name="notifications_preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.group} {self.rhythm}"


class Digest(models.Model):
    """When somebody last got their gathered mail."""

    recipient = models.UUIDField(primary_key=True)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at"]

    def __str__(self) -> str:
        return f"{self.recipient} {self.sent_at:%Y-%m-%d}"


class CalendarFeed(models.Model):
    """The secret address of a person's calendar, kept as a hash."""

    owner = models.UUIDField(unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return str(self.owner)
