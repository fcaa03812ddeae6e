from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone


def _or_all(field: str) -> Coalesce:
    """The field, or a value of its own for "all": a database takes two empty cells for different ones."""
    return Coalesce(field, models.Value(uuid.UUID(int=0), output_field=models.UUIDField()))


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail whatever its case. People are made by `services.user_create`."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in by e-mail address. What they may do is said by roles and `access` alone."""

    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12, blank=True)
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tours_seen = models.JSONField(default=list, blank=True, editable=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_email_any_case")]

    def __str__(self) -> str:
        return self.display_name or self.email

    def get_full_name(self) -> str:
        return str(self)

    @cached_property
    def held(self) -> frozenset[tuple[str, uuid.UUID | None, uuid.UUID | None]]:
        """Role, entity and campaign of each grant; read from the database once for each object."""
        return frozenset(self.grants.values_list("role", "entity", "campaign"))

    @property
    def role_codes(self) -> frozenset[str]:
        """The roles granted to this person, whatever they reach."""
        return frozenset(role for role, _, _ in self.held)

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether an authenticator app or a passkey is set up; read once for each object."""
        return bool(self.authenticator_set.filter(type__in=("totp", "webauthn")).exists())

    # Django's own admin asks in these words; the answer is the gate's.
    @property
    def is_staff(self) -> bool:
        return self.has_perm("admin.use")

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        from miqyas.workspace.accounts.access import allowed

        return allowed(self, "admin.use")

    def has_perms(self, perm_list: list[str], obj: Any = None) -> bool:
        return self.has_perm("admin.use")

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm("admin.use")


class RoleGrant(models.Model):
    """A role that somebody was given: for one entity or all, in one campaign or all.

    Entity and campaign are bare identifiers: what they stand for lives in applications above this one.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    entity = models.UUIDField(null=True, blank=True, db_index=True)
    campaign = models.UUIDField(null=True, blank=True, db_index=True)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user", "role", "entity", "campaign"]
        constraints = [
            models.UniqueConstraint(
                "user", "role", _or_all("entity"), _or_all("campaign"), name="accounts_role_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Invitation(models.Model):
    """A link with which a person first enters: a hash, used once, stale one day.

    It remembers what the person was invited for, to tell them; the role itself is a `RoleGrant`.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=40, blank=True)
    entity = models.UUIDField(null=True)
    campaign = models.UUIDField(null=True)
    invited_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.user} until {self.expires_at:%Y-%m-%d %H:%M}"


class ApiToken(models.Model):
    """What a program shows instead of a person's password, kept as a hash."""

    class Scope(models.TextChoices):
        """What may be done with it."""

        READ = "read"
        WRITE = "write"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    beginning = models.CharField(max_length=16)
    token_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.READ)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope__in=["read", "write"]), name="accounts_scope_of_token"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="accounts_token_named"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.name}"
