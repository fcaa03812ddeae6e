"""The people of every test.

Amina leads, Bruno contributes, Chen reviews from elsewhere, Dana must see nothing, Elif administers.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.roles import ADMINISTRATOR
from miqyas.workspace.accounts.services import role_grant, user_create

PASSWORD = "three unrelated words"


@dataclass(frozen=True)
class Cast:
    """Five people who hold an account each; `visitor` in tests of access is nobody at all."""

    amina: User
    bruno: User
    chen: User
    dana: User
    elif_: User

    def all(self) -> tuple[User, ...]:
        return (self.amina, self.bruno, self.chen, self.dana, self.elif_)


def person(name: str) -> User:
    """Somebody of the cast, made in a hurry: the database is not asked what is known of their names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(User, "full_clean", lambda _: None)
        return user_create(f"{name}@example.org", by=None, display_name=name.capitalize(), password=PASSWORD)


@pytest.fixture
def cast(db: None, settings: Any) -> Cast:
    """The cast, freshly made, their passwords hashed in a hurry."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with transaction.atomic():
        people = {name: person(name) for name in ("amina", "bruno", "chen", "dana", "elif")}
        role_grant(people["elif"], role=ADMINISTRATOR, by=None)
    return Cast(people["amina"], people["bruno"], people["chen"], people["dana"], people["elif"])


def signed_in(user: User) -> Client:
    """A browser in which the person has signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
