from __future__ import annotations

from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction

from miqyas.kernel.errors import MiqyasError
from miqyas.workspace.accounts.models import RoleGrant, User
from miqyas.workspace.accounts.queries import is_last_administrator
from miqyas.workspace.accounts.roles import ADMINISTRATOR, CAMPAIGN, ENTITY, INSTALLATION, roles
from miqyas.workspace.history.services import record_add

_MISFITS: Final = {
    INSTALLATION: "scope_installation",
    CAMPAIGN: "scope_campaign",
    ENTITY: "scope_entity",
}


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
    """Store a changed name, address, language or activity. The last administrator stays.

    With another address, what was known of the old one goes: it must not open the account any more.
    """
    user.email = user.email.strip().lower()
    if not user.is_active and is_last_administrator(user):
        raise AccountError("last_administrator")
    if User.objects.exclude(pk=user.pk).filter(email__iexact=user.email).exists():
        raise AccountError("email_taken", email=user.email)
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    user.save(update_fields=["email", "display_name", "language", "is_active"])
    record_add("user.update", actor=by, object_kind="user", object_id=user.pseudonym)


@transaction.atomic
def second_factors_remove(user: User, *, by: UUID | None) -> None:
    """Take away authenticator app, passkeys and recovery codes of somebody who lost them."""
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        record_add("user.second_factors_remove", actor=by, object_kind="user", object_id=user.pseudonym)


def role_check(role: str, *, entity: UUID | None, campaign: UUID | None) -> None:
    """Raise `AccountError` for a role that nobody grants, or that does not go with what it would reach."""
    if role not in roles() or not roles()[role].granted:
        raise AccountError("role_unknown", role=role)
    if not roles()[role].fits(entity=entity, campaign=campaign):
        raise AccountError(_MISFITS[roles()[role].scope], role=role)


@transaction.atomic
def role_grant(
    user: User, *, role: str, by: UUID | None, entity: UUID | None = None, campaign: UUID | None = None
) -> RoleGrant:
    """Give a person a role for one entity or all, in one campaign or all; a second time changes nothing.

    Raises `AccountError` for a role that nobody grants, and for an entity or a campaign that is missing or
    does not go with the role.
    """
    role_check(role, entity=entity, campaign=campaign)
    grant, is_new = RoleGrant.objects.get_or_create(user=user, role=role, entity=entity, campaign=campaign)
    if is_new:
        _record_role("role.grant", user, by=by, role=role, entity=entity, campaign=campaign)
    return grant


@transaction.atomic
def role_revoke(
    user: User, *, role: str, by: UUID | None, entity: UUID | None = None, campaign: UUID | None = None
) -> None:
    """Take one grant of a role away. Raises `AccountError` when it would leave nobody to administer."""
    list(RoleGrant.objects.select_for_update().filter(role=role))  # two who leave at once queue up here
    if role == ADMINISTRATOR and is_last_administrator(user):
        raise AccountError("last_administrator")
    scope = {"entity": entity, "campaign": campaign}
    removed, _ = RoleGrant.objects.filter(user=user, role=role, **_exactly(**scope)).delete()
    if removed:
        _record_role("role.revoke", user, by=by, role=role, **scope)


def pseudonym_of(user: User | AnonymousUser) -> UUID | None:
    """The name under which history knows the person; None for a stranger."""
    return user.pseudonym if isinstance(user, User) else None


def _record_role(
    action: str, user: User, *, by: UUID | None, role: str, entity: UUID | None, campaign: UUID | None
) -> None:
    """Keep what was done to the roles of a person, and let them be read anew."""
    scope = {"entity": entity, "campaign": campaign}
    details = {"role": role} | {name: str(value) for name, value in scope.items() if value}
    record_add(action, actor=by, object_kind="user", object_id=user.pseudonym, details=details)
    user.__dict__.pop("held", None)


def _exactly(**scope: UUID | None) -> dict[str, object]:
    """Conditions on a grant that names just these."""
    return {name: value for name, value in scope.items() if value} | {
        f"{name}__isnull": True for name, value in scope.items() if not value
    }


def tour_see(user: User, role: str) -> None:
    """Remember that a person has seen the first tour of a role; seen twice is seen once."""
    user.tours_seen = sorted({*user.tours_seen, role})
    user.save(update_fields=["tours_seen"])
