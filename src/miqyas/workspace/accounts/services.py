from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from miqyas.kernel.errors import MiqyasError
from miqyas.workspace.accounts.models import FIRST_LOGIN_LIFETIME, FirstLogin, RoleGrant, User
from miqyas.workspace.accounts.queries import is_last_administrator
from miqyas.workspace.accounts.roles import ADMINISTRATOR, roles
from miqyas.workspace.history.services import record_add


class AccountError(MiqyasError):
    """A person or a role cannot be what was asked for."""

    code = "account"


def user_create(
    email: str, *, by: UUID | None, display_name: str = "", language: str = "", password: str | None = None
) -> User:
    """Make a person; without a password they enter by a first-login link.

    Raises `AccountError` when the address is none or taken already (in any case of letters).
    """
    address = email.strip().lower()
    user = User(email=address, display_name=display_name.strip(), language=language)
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        detail = "email_taken" if User.objects.filter(email__iexact=address).exists() else "email_malformed"
        raise AccountError(detail, email=address) from error
    with transaction.atomic():
        user.save()
        record_add("user.create", actor=by, object_kind="user", object_id=user.pseudonym)
    return user


@transaction.atomic
def user_update(user: User, *, by: UUID | None) -> None:
    """Store a changed name, address, language or activity. The last administrator stays."""
    user.email = user.email.strip().lower()
    if not user.is_active and is_last_administrator(user):
        raise AccountError("last_administrator")
    user.save(update_fields=["email", "display_name", "language", "is_active"])
    record_add("user.update", actor=by, object_kind="user", object_id=user.pseudonym)


@transaction.atomic
def role_grant(user: User, *, role: str, by: UUID | None) -> RoleGrant:
    """Give a person a role; a second time changes nothing. Raises `AccountError` for a role nobody grants."""
    if role not in roles() or not roles()[role].granted:
        raise AccountError("role_unknown", role=role)
    grant, is_new = RoleGrant.objects.get_or_create(user=user, role=role)
    if is_new:
        record_add(
            "role.grant", actor=by, object_kind="user", object_id=user.pseudonym, details={"role": role}
        )
    _forget_roles(user)
    return grant


@transaction.atomic
def role_revoke(user: User, *, role: str, by: UUID | None) -> None:
    """Take a role away. Raises `AccountError` when it would leave nobody to administer."""
    list(RoleGrant.objects.select_for_update().filter(role=role))  # two who leave at once queue up here
    if role == ADMINISTRATOR and is_last_administrator(user):
        raise AccountError("last_administrator")
    removed, _ = RoleGrant.objects.filter(user=user, role=role).delete()
    if removed:
        record_add(
            "role.revoke", actor=by, object_kind="user", object_id=user.pseudonym, details={"role": role}
        )
    _forget_roles(user)


@transaction.atomic
def first_login_create(user: User) -> str:
    """A fresh token for the person's first-login link; earlier ones stop working."""
    user.first_logins.filter(used_at=None).delete()
    token = secrets.token_urlsafe(32)
    FirstLogin.objects.create(
        user=user, token_hash=_hash(token), expires_at=timezone.now() + FIRST_LOGIN_LIFETIME
    )
    return token


def first_login_for_administrator() -> str | None:
    """Token for the local administrator, made when there is none; None when one has a password."""
    administrators = User.objects.filter(grants__role=ADMINISTRATOR, is_active=True).order_by("pk")
    if any(user.has_usable_password() for user in administrators):
        return None
    with transaction.atomic():
        user = administrators.first() or user_create("administrator@localhost.localdomain", by=None)
        role_grant(user, role=ADMINISTRATOR, by=None)
        return first_login_create(user)


def first_login_find(token: str) -> FirstLogin:
    """The link behind a token. Raises `AccountError` when there is none, or it is used or stale."""
    link = FirstLogin.objects.select_related("user").filter(token_hash=_hash(token)).first()
    if link is None or link.used_at or link.expires_at < timezone.now() or not link.user.is_active:
        raise AccountError("first_login_stale")
    return link


@transaction.atomic
def first_login_use(token: str, *, email: str, display_name: str, password: str) -> User:
    """Spend the link: the person gets their own address, name and password.

    Of two that come at once, one succeeds and the other meets `AccountError`.
    """
    link = first_login_find(token)
    now = timezone.now()
    if not FirstLogin.objects.filter(pk=link.pk, used_at=None, expires_at__gte=now).update(used_at=now):
        raise AccountError("first_login_stale")
    user = link.user
    address = email.strip().lower()
    if User.objects.exclude(pk=user.pk).filter(email__iexact=address).exists():
        raise AccountError("email_taken", email=address)
    user.email, user.display_name = address, display_name.strip()
    user.set_password(password)
    user.save(update_fields=["email", "display_name", "password"])
    record_add("user.first_login", actor=user.pseudonym, object_kind="user", object_id=user.pseudonym)
    return user


def pseudonym_of(user: User | AnonymousUser) -> UUID | None:
    """The name under which history knows the person; None for a stranger."""
    return user.pseudonym if isinstance(user, User) else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _forget_roles(user: User) -> None:
    user.__dict__.pop("role_codes", None)
