"""What the accounts themselves hold about a person, and how it is told and taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Q

from miqyas.workspace.accounts.lockout import factor_name
from miqyas.workspace.accounts.models import ApiToken, Invitation, User
from miqyas.workspace.accounts.personal import personal_register, purge_register
from miqyas.workspace.history.models import Record


def register_own() -> None:
    """Tell `personal` of the data of this application."""
    personal_register("account", tell=_tell, erase=_erase)
    personal_register("history", tell=_history)
    purge_register("sessions", _purge_sessions)
    purge_register("failed_attempts", _purge_attempts)
    purge_register("invitations", _purge_invitations)
    purge_register("tokens", _purge_tokens)
    purge_register("administration", _purge_administration)


def _tell(user: User) -> dict[str, Any]:
    return {
        "account": _fields(
            user, "email", "display_name", "language", "pseudonym", "tours_seen", "date_joined", "last_login"
        ),
        "roles": list(user.grants.values("role", "entity", "campaign", "granted_at")),
        "other_addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified")),
        "second_factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "providers": list(SocialAccount.objects.filter(user=user).values("provider", "uid", "extra_data")),
        "sessions": list(UserSession.objects.filter(user=user).values("ip", "user_agent", "created_at")),
        "tokens": list(
            user.api_tokens.values("name", "scope", "created_at", "expires_at", "last_used_at", "revoked_at")
        ),
        "invitations": list(user.invitations.values("role", "created_at", "expires_at", "used_at")),
        "failed_attempts": list(
            AccessAttempt.objects.filter(username__in=_names(user)).values(
                "ip_address", "user_agent", "attempt_time"
            )
        ),
        "administration": list(LogEntry.objects.filter(user=user).values("action_time", "object_repr")),
    }


def _history(user: User) -> list[Any]:
    """What they did, and what was done to their account."""
    records = Record.objects.filter(
        Q(actor=user.pseudonym) | Q(object_kind="user", object_id=str(user.pseudonym))
    )
    return list(records.values("at", "action", "object_kind", "object_id"))


def _fields(user: User, *names: str) -> dict[str, Any]:
    return {name: getattr(user, name) for name in names}


def _names(user: User) -> list[str]:
    """Under which names their attempts are counted."""
    return [user.email.lower(), factor_name(user.email)]


def _erase(user: User) -> None:
    """What does not go with the row of the person by itself."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        log.objects.filter(username__in=_names(user)).delete()
    Invitation.objects.filter(invited_by=user.pseudonym).update(invited_by=None)


def _purge_sessions(before: datetime) -> int:
    expired, _ = Session.objects.filter(expire_date__lt=before).delete()
    gone, _ = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return expired + gone


def _purge_attempts(before: datetime) -> int:
    logs = (AccessAttempt, AccessFailureLog, AccessLog)
    return sum(log.objects.filter(attempt_time__lt=before).delete()[0] for log in logs)


def _purge_invitations(before: datetime) -> int:
    """Those taken up stay: they say that somebody entered; what they hold goes with the account."""
    return Invitation.objects.filter(used_at=None, expires_at__lt=before).delete()[0]


def _purge_tokens(before: datetime) -> int:
    return ApiToken.objects.filter(Q(revoked_at__lt=before) | Q(expires_at__lt=before)).delete()[0]


def _purge_administration(before: datetime) -> int:
    return LogEntry.objects.filter(action_time__lt=before).delete()[0]
