"""Tokens with which programs act for a person: made, found, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from miqyas.workspace.accounts.models import ApiToken, User
from miqyas.workspace.accounts.secrets import hash_of, secret_new
from miqyas.workspace.accounts.services import AccountError
from miqyas.workspace.history.services import record_add

BEGINNING: Final = "miqyas_"
"""How every token begins, so that one that leaked is found by those who look for such things."""
SHOWN: Final = len(BEGINNING) + 6
"""How many of its letters stay visible, to tell one token from another."""
LONGEST_DAYS: Final = 366
MOST: Final = 20
"""Tokens that work, for one person."""
_SEEN_EVERY: Final = timedelta(minutes=5)


@transaction.atomic
def token_create(user: User, *, name: str, scope: str, days: int) -> tuple[ApiToken, str]:
    """A token for a person, and its secret, which is never seen again.

    Raises `AccountError` for a lifetime that is not between a day and a year, and when there are too many.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise AccountError("token_lifetime", most=LONGEST_DAYS)
    if tokens_working(user).count() >= MOST:
        raise AccountError("token_many", most=MOST)
    secret = BEGINNING + secret_new()
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        beginning=secret[:SHOWN],
        token_hash=hash_of(secret),
        scope=scope,
        expires_at=timezone.now() + timedelta(days=days),
    )
    record_add(
        "token.create",
        actor=user.pseudonym,
        object_kind="api_token",
        object_id=token.pk,
        details={"scope": scope, "days": days},
    )
    return token, secret


def tokens_working(user: User) -> QuerySet[ApiToken]:
    """The tokens of a person that are neither revoked nor expired, newest first."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=timezone.now())


def token_find(secret: str) -> ApiToken:
    """The token of a secret, noted as used. Raises `AccountError`, the same for all that may be wrong."""
    now = timezone.now()
    token = ApiToken.objects.select_related("user").filter(token_hash=hash_of(secret)).first()
    if token is None or token.revoked_at or token.expires_at <= now or not token.user.is_active:
        raise AccountError("token_refused")
    if token.last_used_at is None or now - token.last_used_at > _SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


@transaction.atomic
def token_revoke(token: ApiToken, *, by: UUID | None) -> None:
    """The token stops working at once and for good; a second time changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record_add("token.revoke", actor=by, object_kind="api_token", object_id=token.pk)
