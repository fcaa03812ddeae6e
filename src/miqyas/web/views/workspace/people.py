"""People: who takes part, with which roles; invited, given roles, and looked after by administrators."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.web.accounts.my_data import told_file
from miqyas.web.accounts.people import confirmed
from miqyas.web.components import Link
from miqyas.web.people import (
    GrantForm,
    InviteForm,
    grant_sent,
    grants_shown,
    invited,
    person_line,
    posted,
)
from miqyas.web.undoing import Reverse, done
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Grant, allowed, require
from miqyas.workspace.accounts.invitations import has_entered, invitation_create, invited_as
from miqyas.workspace.accounts.models import RoleGrant, User
from miqyas.workspace.accounts.personal import ACCOUNT_ALONE, address_check, person_erase
from miqyas.workspace.accounts.queries import people_seen_by
from miqyas.workspace.accounts.roles import granted_roles
from miqyas.workspace.accounts.services import (
    AccountError,
    pseudonym_of,
    role_grant,
    role_revoke,
    second_factors_remove,
    user_update,
)
from miqyas.workspace.campaigns.scopes import ScopeError


@work_page
@require_GET
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody whom the reader may see, with their roles; by name, or by one role."""
    person = require(request.user, "person.list")
    role = request.GET.get("role", "")
    shown = people_seen_by(person).filter(grants__role=role).distinct() if role else people_seen_by(person)
    names = grants_shown(shown)
    context = {
        "lines": [person_line(user, names) for user in shown],
        "roles": [(one.code, say_here(f"role.{one.code}")) for one in granted_roles()],
        "role": role,
    }
    return show_work(request, "web/workspace/people.html", context)


@work_page
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponseBase:
    """Invite somebody: they get a letter, and the page shows the link if it cannot be sent."""
    require(request.user, "person.list")
    form = InviteForm(request.POST or None, asker=request.user)
    if form.is_valid():
        confirmed(request)
        try:
            user, words = invited(request, form)
        except (AccountError, ScopeError) as error:
            form.add_error(None, error.render(current_language()))
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("person", args=[user.pseudonym]))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return show_work(
        request, "web/workspace/person_new.html", {"form": form, "crumbs": _crumbs("")}, status=status
    )


@work_page
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pseudonym: UUID) -> HttpResponseBase:
    """One person: their roles, each with what it reaches, and a form for another."""
    user = _seen(request, pseudonym)
    form = GrantForm(request.POST or None, asker=request.user)
    if form.is_valid():
        confirmed(request)
        try:
            grant = form.grant()
            require(request.user, "role.grant", grant)
            role_grant(user, role=grant.role, entity=grant.entity, campaign=grant.campaign, by=_by(request))
        except (AccountError, ScopeError) as error:
            form.add_error(None, error.render(current_language()))
        else:
            return _back(user)
    context = {
        "person": user,
        "line": person_line(user, grants_shown([user])),
        "revocable": {
            grant.pk
            for grant in user.grants.all()
            if allowed(request.user, "role.grant", Grant(grant.role, grant.entity, grant.campaign))
        },
        "form": form,
        "has_entered": has_entered(user),
        "may_administer": allowed(request.user, "person.administer"),
        "crumbs": _crumbs(str(user)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return show_work(request, "web/workspace/person.html", context, status=status)


@work_page
@require_POST
def grant_revoke(request: HttpRequest, pseudonym: UUID, grant: int) -> HttpResponseBase:
    """Take one grant away."""
    user = _seen(request, pseudonym)
    found = get_object_or_404(RoleGrant, pk=grant, user=user)
    require(request.user, "role.grant", Grant(found.role, found.entity, found.campaign))
    confirmed(request)
    role_revoke(user, role=found.role, entity=found.entity, campaign=found.campaign, by=_by(request))
    again = grant_sent(Grant(found.role, found.entity, found.campaign))
    back = _back(user)
    done(
        request,
        say_here("people.revoked", role=say_here(f"role.{found.role}")),
        reverse=Reverse(back.url, again),
    )
    return back


@work_page
@require_POST
def person_remind(request: HttpRequest, pseudonym: UUID) -> HttpResponseBase:
    """Send the invitation anew; the earlier link stops working."""
    user = _seen(request, pseudonym)
    as_before = invited_as(user)
    require(request.user, "role.grant", as_before)
    confirmed(request)
    made = invitation_create(user, by=_by(request), **asdict(as_before))
    messages.success(request, posted(request, *made))
    return _back(user)


@work_page
@require_POST
def person_switch(request: HttpRequest, pseudonym: UUID) -> HttpResponseBase:
    """Let somebody in no more, or again."""
    user = _administered(request, pseudonym)
    user.is_active = request.POST.get("to") == "on"
    user_update(user, by=_by(request))
    said, back = ("people.switched_on", "off") if user.is_active else ("people.switched_off", "on")
    done(request, say_here(said), reverse=Reverse(request.path, {"to": back}))
    return _back(user)


@work_page
@require_POST
def person_factors(request: HttpRequest, pseudonym: UUID) -> HttpResponseBase:
    """Take away the second factors of somebody who lost them."""
    user = _administered(request, pseudonym)
    second_factors_remove(user, by=_by(request))
    messages.success(request, say_here("people.factors_removed"))
    return _back(user)


@work_page
@require_GET
def person_file(request: HttpRequest, pseudonym: UUID) -> HttpResponse:
    """What their account holds, as a file; what they wrote and judged is told to themselves alone."""
    return told_file(_administered(request, pseudonym), only=ACCOUNT_ALONE)


@work_page
@require_POST
def person_gone(request: HttpRequest, pseudonym: UUID) -> HttpResponseBase:
    """Erase somebody, whose address was typed to confirm it."""
    user = _administered(request, pseudonym)
    address_check(user, request.POST.get("email", ""))
    person_erase(user, by=_by(request))
    messages.success(request, say_here("people.erased"))
    return HttpResponseRedirect(reverse("people"))


def _seen(request: HttpRequest, pseudonym: UUID) -> User:
    """The person, if the reader may see them; others are told that there is nobody."""
    asker = require(request.user, "person.list")
    return get_object_or_404(people_seen_by(asker), pseudonym=pseudonym)


def _administered(request: HttpRequest, pseudonym: UUID) -> User:
    require(request.user, "person.administer")
    confirmed(request)
    return _seen(request, pseudonym)


def _by(request: HttpRequest) -> UUID | None:
    return pseudonym_of(request.user)  # type: ignore[arg-type]


def _back(user: User) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("person", args=[user.pseudonym]))


def _crumbs(name: str) -> tuple[Link, ...]:
    here = Link(label=name or say_here("people.invite"), current=True)
    return (Link(label=say_here("workspace.place.people"), url=reverse("people")), here)
