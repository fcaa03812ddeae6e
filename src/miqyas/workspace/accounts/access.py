"""The one gate: whether a person may do an action, for pages and API alike.

An action is named ``<object kind>.<verb>``. Each application registers a policy for each of its
actions in its own ``access`` module; an action without a policy is denied to everybody::

    register("dataset.import", roles_only(ADMINISTRATOR))

A policy looks at who asks and at the object, and answers with a `Verdict`. Strangers to a private
object are told that there is no such thing (404); those who know it but lack the right are refused (403).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.roles import (
    ADMINISTRATOR,
    ASSESSOR,
    CONTRIBUTOR,
    COORDINATOR,
    ENTITY_LEAD,
    EVERYONE,
    LEAD,
    SIGNATORY,
    SIGNED_IN,
    VIEWER,
    granted_roles,
)

P = ParamSpec("P")


class Verdict(Enum):
    """Answer of a policy."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Grant:
    """A role, for one entity or all of them, in one campaign or all of them."""

    role: str
    entity: UUID | None = None
    campaign: UUID | None = None

    def reaches(self, *, entity: UUID | None, campaign: UUID | None) -> bool:
        """Whether it counts there; no entity asks for one that counts everywhere."""
        return self.entity in {None, entity} and self.campaign in {None, campaign}


@dataclass(frozen=True)
class Person:
    """Who asks, as policies see them."""

    pseudonym: UUID | None
    roles: frozenset[str]
    """Roles held anywhere. What concerns one entity or campaign is asked with `holds`."""
    grants: frozenset[Grant] = frozenset()
    needs_second_factor: bool = False
    """Whether their roles are asleep until they have set up a second factor."""

    @property
    def is_signed_in(self) -> bool:
        return self.pseudonym is not None

    @property
    def by(self) -> UUID:
        """The name under which their deeds are kept. Raises `SignInFirst` for a stranger."""
        if self.pseudonym is None:
            raise SignInFirst
        return self.pseudonym

    def holds(self, *roles: str, entity: UUID | None = None, campaign: UUID | None = None) -> bool:
        """Whether any of the roles is theirs for this entity and this campaign.

        Without an entity, or a campaign, only a grant for all of them counts: who contributes for one
        entity does not hold the role at large.
        """
        return any(
            grant.role in roles and grant.reaches(entity=entity, campaign=campaign) for grant in self.grants
        )

    def entities(self, *roles: str, campaign: UUID | None = None) -> frozenset[UUID]:
        """The entities for which any of the roles is theirs in this campaign."""
        return frozenset(
            grant.entity
            for grant in self.grants
            if grant.entity and grant.role in roles and grant.campaign in {None, campaign}
        )


Policy = Callable[[Person, Any], Verdict]
_policies: dict[str, Policy] = {}


class SignInFirst(PermissionDenied):
    """Refused, but the person has not said who they are."""


class SecondFactorFirst(PermissionDenied):
    """Refused, but the person holds a role that asks for a second factor, and has none yet."""


def register(action: str, policy: Policy) -> None:
    """Name the policy of an action; a second one for the same action is a fault of the program."""
    if action in _policies:
        raise ValueError(f"{action} has a policy already")
    _policies[action] = policy


def roles_only(*roles: str) -> Policy:
    """A policy that allows whoever holds any of the roles anywhere, whatever the object."""

    def policy(person: Person, target: Any) -> Verdict:
        return Verdict.FORBIDDEN if person.roles.isdisjoint(roles) else Verdict.ALLOWED

    return policy


def person_of(user: User | AnonymousUser | Any) -> Person:
    """The person behind Django's user; a deactivated one is a stranger.

    Who holds a role that asks for a second factor and has none holds no role at all until they set one up:
    so it is for pages, for the interface and for tokens, in this one place.
    """
    if not isinstance(user, User) or not user.is_active:
        return Person(pseudonym=None, roles=frozenset({EVERYONE}))
    if user.role_codes & settings.MIQYAS_MFA_ROLES and not user.has_second_factor:
        present = frozenset({EVERYONE, SIGNED_IN})
        return Person(pseudonym=user.pseudonym, roles=present, needs_second_factor=True)
    grants = frozenset(Grant(*held) for held in user.held)
    roles = frozenset({EVERYONE, SIGNED_IN, *user.role_codes})
    return Person(pseudonym=user.pseudonym, roles=roles, grants=grants)


def actions() -> tuple[str, ...]:
    """All actions that have a policy."""
    return tuple(sorted(_policies))


def verdict(person: Person, action: str, target: Any = None) -> Verdict:
    """What the policy of the action says; forbidden where there is none."""
    policy = _policies.get(action)
    return policy(person, target) if policy else Verdict.FORBIDDEN


def allowed(user: Any, action: str, target: Any = None) -> bool:
    """Whether the user may: to show or hide a button."""
    return verdict(person_of(user), action, target) is Verdict.ALLOWED


def require(user: Any, action: str, target: Any = None) -> Person:
    """Who asks, if they may; else raise `Http404` or a kind of `PermissionDenied`."""
    person = person_of(user)
    answer = verdict(person, action, target)
    if answer is not Verdict.ALLOWED and person.needs_second_factor:
        raise SecondFactorFirst(action)
    if answer is Verdict.HIDDEN:
        raise Http404
    if answer is Verdict.FORBIDDEN:
        raise PermissionDenied(action) if person.is_signed_in else SignInFirst(action)
    return person


def roles_givable(user: Any) -> frozenset[str]:
    """The roles that the gate lets somebody give at large: a file opens no way around it."""
    return frozenset(role.code for role in granted_roles() if allowed(user, "role.grant", Grant(role.code)))


def requires(
    action: str,
) -> Callable[[Callable[Concatenate[HttpRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Guard a page by an action that looks at no object; strangers are sent to sign in."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                require(request.user, action)
            except SignInFirst:
                return redirect_to_login(request.get_full_path())
            return view(request, *args, **kwargs)

        return guarded

    return decorate


_OF_ENTITIES = (SIGNATORY, ENTITY_LEAD, CONTRIBUTOR)


def _granting(person: Person, target: Any) -> Verdict:
    """Who may give a role, or take it away: the target is the `Grant` at hand, or none for all of them.

    Administrators give every role; the lead every one but that; coordinators those of entities; the lead of
    an entity lets others contribute for it.
    """
    if person.holds(ADMINISTRATOR):
        return Verdict.ALLOWED
    if not isinstance(target, Grant):
        return Verdict.FORBIDDEN
    where = {"entity": target.entity, "campaign": target.campaign}
    may = (
        (target.role != ADMINISTRATOR and person.holds(LEAD, campaign=target.campaign))
        or (target.role in _OF_ENTITIES and person.holds(COORDINATOR, campaign=target.campaign))
        or (target.role == CONTRIBUTOR and person.holds(ENTITY_LEAD, **where))
    )
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _history(person: Person, target: Any) -> Verdict:
    """Who may read what was done: the target is a chain, the id of a campaign or "" for the installation.

    Who assesses in a campaign does not: its history tells what the other assessor did, and when.
    """
    if target is None:
        return roles_only(ADMINISTRATOR, LEAD, VIEWER)(person, target)
    if not target or not person.is_signed_in:
        return Verdict.ALLOWED if person.holds(ADMINISTRATOR, LEAD) else Verdict.FORBIDDEN
    campaign = UUID(target)
    if not (person.holds(ADMINISTRATOR) or person.holds(LEAD, VIEWER, campaign=campaign)):
        return Verdict.HIDDEN
    return Verdict.FORBIDDEN if person.holds(ASSESSOR, campaign=campaign) else Verdict.ALLOWED


def _viewing(person: Person, target: Any) -> Verdict:
    """Who may see a person: those who see all, and the lead of an entity that the person serves."""
    if person.roles & {ADMINISTRATOR, LEAD, COORDINATOR}:
        return Verdict.ALLOWED
    served = {grant.entity for grant in target.grants.all()} if isinstance(target, User) else set()
    return Verdict.ALLOWED if served & person.entities(ENTITY_LEAD) else Verdict.HIDDEN


register("admin.use", roles_only(ADMINISTRATOR))
register("history.checkpoint", roles_only(ADMINISTRATOR, LEAD))
register("history.view", _history)
register("person.administer", roles_only(ADMINISTRATOR))
register("person.list", roles_only(ADMINISTRATOR, LEAD, COORDINATOR, ENTITY_LEAD))
register("person.view", _viewing)
register("role.grant", _granting)
register("user.create", roles_only(ADMINISTRATOR))
register("workspace.enter", roles_only(SIGNED_IN))
