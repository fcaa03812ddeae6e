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

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.roles import ADMINISTRATOR, EVERYONE, SIGNED_IN

P = ParamSpec("P")


class Verdict(Enum):
    """Answer of a policy."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Person:
    """Who asks, as policies see them."""

    pseudonym: UUID | None
    roles: frozenset[str]

    @property
    def is_signed_in(self) -> bool:
        return self.pseudonym is not None


Policy = Callable[[Person, Any], Verdict]
_policies: dict[str, Policy] = {}


class SignInFirst(PermissionDenied):
    """Refused, but the person has not said who they are."""


def register(action: str, policy: Policy) -> None:
    """Name the policy of an action; a second one for the same action is a fault of the program."""
    if action in _policies:
        raise ValueError(f"{action} has a policy already")
    _policies[action] = policy


def roles_only(*roles: str) -> Policy:
    """A policy that allows holders of any of the roles, whatever the object."""

    def policy(person: Person, target: Any) -> Verdict:
        return Verdict.FORBIDDEN if person.roles.isdisjoint(roles) else Verdict.ALLOWED

    return policy


def person_of(user: User | AnonymousUser | Any) -> Person:
    """The person behind Django's user; a deactivated one is a stranger."""
    if not isinstance(user, User) or not user.is_active:
        return Person(pseudonym=None, roles=frozenset({EVERYONE}))
    return Person(pseudonym=user.pseudonym, roles=user.role_codes | {EVERYONE, SIGNED_IN})


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
    """Who asks, if they may; else raise `Http404`, `SignInFirst` or `PermissionDenied`."""
    person = person_of(user)
    answer = verdict(person, action, target)
    if answer is Verdict.HIDDEN:
        raise Http404
    if answer is Verdict.FORBIDDEN:
        raise PermissionDenied(action) if person.is_signed_in else SignInFirst(action)
    return person


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


register("admin.use", roles_only(ADMINISTRATOR))
register("role.grant", roles_only(ADMINISTRATOR))
register("user.create", roles_only(ADMINISTRATOR))
