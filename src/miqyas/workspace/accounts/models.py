from __future__ import annotations

import uuid
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar, Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

FIRST_LOGIN_LIFETIME: Final = timedelta(minutes=30)


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
    def role_codes(self) -> frozenset[str]:
        """The roles granted to this person; read from the database once for each object."""
        return frozenset(self.grants.values_list("role", flat=True))

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
    """A role that somebody was given."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user", "role"]
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="accounts_role_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class FirstLogin(models.Model):
    """A link with which a person enters before they have a password: a hash, used once, soon stale."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="first_logins")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-expires_at"]

    def __str__(self) -> str:
        return f"{self.user} until {self.expires_at:%Y-%m-%d %H:%M}"
