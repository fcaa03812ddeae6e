"""Links with which people enter for the first time, and take their account into their own hands."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.workspace.accounts.access import Grant
from miqyas.workspace.accounts.models import Invitation, User
from miqyas.workspace.accounts.roles import ADMINISTRATOR
from miqyas.workspace.accounts.secrets import hash_of, secret_new
from miqyas.workspace.accounts.services import AccountError, role_grant, user_create
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add

LIFETIME: Final = timedelta(days=7)
"""How long an invitation waits to be taken up."""
ADMINISTRATOR_LIFETIME: Final = timedelta(minutes=30)
"""How long the link of the local administrator works, which is printed and not mailed."""
LOCAL_ADDRESS: Final = "administrator@localhost.localdomain"
"""Where the local administrator is reached until they say so themselves."""


@transaction.atomic
def person_invite(
    email: str,
    *,
    by: UUID | None,
    role: str = "",
    entity: UUID | None = None,
    campaign: UUID | None = None,
    display_name: str = "",
    language: str = "",
) -> tuple[Invitation, str]:
    """Make a person with a role, and the link for them; a person who is there already gets role and link.

    The role counts at once, so that work can be given to those who have not come yet: nobody but the
    owner of the address can enter. Raises `AccountError` for one who has entered already.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        user = user_create(email, by=by, display_name=display_name, language=language)
    if role:
        role_grant(user, role=role, by=by, entity=entity, campaign=campaign)
    return invitation_create(user, by=by, role=role, entity=entity, campaign=campaign)


def invited_as(user: User) -> Grant:
    """What the newest invitation of somebody gives; no role where there is none."""
    last = user.invitations.first()
    return Grant(last.role, last.entity, last.campaign) if last else Grant("")


@transaction.atomic
def invitation_create(
    user: User,
    *,
    by: UUID | None,
    role: str = "",
    entity: UUID | None = None,
    campaign: UUID | None = None,
    lifetime: timedelta = LIFETIME,
) -> tuple[Invitation, str]:
    """A fresh link for somebody who has not entered yet, and its secret; earlier links stop working.

    Raises `AccountError` for somebody who has entered: a link would let its bearer take the account over.
    """
    if has_entered(user):
        raise AccountError("has_entered", email=user.email)
    user.invitations.filter(used_at=None).delete()
    secret = secret_new()
    invitation = Invitation.objects.create(
        user=user,
        token_hash=hash_of(secret),
        role=role,
        entity=entity,
        campaign=campaign,
        invited_by=by,
        expires_at=timezone.now() + lifetime,
    )
    record_add("person.invite", actor=by, object_kind="user", object_id=user.pseudonym)
    publish("person.invited", key=str(invitation.pk), person=str(user.pseudonym))
    return invitation, secret


def has_entered(user: User) -> bool:
    """Whether the person has a way in: a password, or an invitation they took up (perhaps with a passkey)."""
    return user.has_usable_password() or user.invitations.exclude(used_at=None).exists()


def first_login_for_administrator() -> str | None:
    """Secret for the local administrator, made when there is none; None when one has entered."""
    administrators = User.objects.filter(grants__role=ADMINISTRATOR, is_active=True).order_by("pk")
    if any(has_entered(user) for user in administrators):
        return None
    with transaction.atomic():
        user = administrators.first() or user_create(LOCAL_ADDRESS, by=None)
        role_grant(user, role=ADMINISTRATOR, by=None)
        return invitation_create(user, by=None, role=ADMINISTRATOR, lifetime=ADMINISTRATOR_LIFETIME)[1]


def invitation_find(secret: str) -> Invitation:
    """The invitation behind a link. Raises `AccountError` when there is none, or it is used or stale."""
    found = Invitation.objects.select_related("user").filter(token_hash=hash_of(secret)).first()
    if found is None or found.used_at or found.expires_at < timezone.now() or not found.user.is_active:
        raise AccountError("invitation_stale")
    return found


def asks_address(invitation: Invitation) -> bool:
    """Whether the person still has to say where they are reached; others have shown it by the link."""
    return invitation.user.email == LOCAL_ADDRESS


@transaction.atomic
def invitation_accept(
    secret: str, *, display_name: str, password: str | None, language: str = "", email: str = ""
) -> User:
    """Spend the link: the person gets their own name and a password, or none and a passkey after this.

    Of two that come at once, one succeeds and the other meets `AccountError`.
    """
    invitation = invitation_find(secret)
    _spend(invitation)
    user = invitation.user
    if asks_address(invitation):
        user.email = email.strip().lower()
        if User.objects.exclude(pk=user.pk).filter(email__iexact=user.email).exists():
            raise AccountError("email_taken", email=user.email)
    user.display_name, user.language = display_name.strip(), user.language or language
    user.set_password(password)
    user.save(update_fields=["email", "display_name", "language", "password"])
    record_add("user.first_login", actor=user.pseudonym, object_kind="user", object_id=user.pseudonym)
    return user


@transaction.atomic
def invitation_accept_elsewhere(user: User) -> None:
    """An invited person came in by a provider that vouches for their address; their links stop working.

    Raises `AccountError` where no invitation waits: nobody else is let in that way.
    """
    waiting = user.invitations.filter(used_at=None, expires_at__gte=timezone.now()).first()
    if waiting is None or has_entered(user):
        raise AccountError("invitation_stale")
    _spend(waiting)
    record_add("user.first_login", actor=user.pseudonym, object_kind="user", object_id=user.pseudonym)


def _spend(invitation: Invitation) -> None:
    now = timezone.now()
    fresh = Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gte=now)
    if not fresh.update(used_at=now):
        raise AccountError("invitation_stale")
