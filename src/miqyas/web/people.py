"""People as pages show them, and the forms with which they are invited and given roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest

from miqyas.kernel.text import Text
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.accounts.access import Grant, allowed, person_of, require
from miqyas.workspace.accounts.invitation_letters import invitation_address, invitation_post
from miqyas.workspace.accounts.invitations import person_invite
from miqyas.workspace.accounts.letters import language_of
from miqyas.workspace.accounts.models import Invitation, User
from miqyas.workspace.accounts.queries import people_of
from miqyas.workspace.accounts.roles import ADMINISTRATOR, COORDINATOR, ENTITY_LEAD, LEAD, granted_roles
from miqyas.workspace.accounts.services import pseudonym_of
from miqyas.workspace.campaigns.queries.campaigns import campaigns_known_to
from miqyas.workspace.campaigns.scopes import scope_codes, scope_find, scope_names
from miqyas.workspace.registry.queries import entities_active


@dataclass(frozen=True, slots=True)
class GrantShown:
    """A role in words, with the entity and the campaign that it is for."""

    pk: int
    role: str
    entity: str
    campaign: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list."""

    user: User
    grants: tuple[GrantShown, ...]


def address_seen(asker: Any, pseudonym: UUID | None) -> str:
    """The address of somebody whom the reader may look up; empty for anybody else."""
    found = people_of([pseudonym]).get(pseudonym) if pseudonym else None
    return found.email if found and allowed(asker, "person.view", found) else ""


def grant_sent(grant: Grant) -> dict[str, str]:
    """What the form would send that gives this role."""
    entity, campaign = scope_codes(entity=grant.entity, campaign=grant.campaign)
    return {"role": grant.role, "entity": entity, "campaign": campaign}


@dataclass(frozen=True, slots=True)
class Grantable:
    """What somebody may give: offered in forms, asked again at the gate."""

    roles: tuple[str, ...]
    entities: frozenset[UUID]
    is_everywhere: bool

    @classmethod
    def of(cls, asker: Any) -> Grantable:
        """The roles that they may give for some entity, in some campaign."""
        person = person_of(asker)
        entities = person.entities(ENTITY_LEAD)
        places = [
            (entity, campaign)
            for entity in (None, *entities)
            for campaign in {None, *(grant.campaign for grant in person.grants)}
        ]
        roles = tuple(
            role.code
            for role in granted_roles()
            if any(allowed(asker, "role.grant", Grant(role.code, *place)) for place in places)
        )
        is_everywhere = not person.roles.isdisjoint({ADMINISTRATOR, LEAD, COORDINATOR})
        return cls(roles, entities, is_everywhere)


class GrantForm(forms.Form):
    """A role, and what it reaches."""

    role = forms.ChoiceField(label=lazy_say("people.field.role"))
    entity = forms.ChoiceField(
        label=lazy_say("people.field.entity"), required=False, help_text=lazy_say("people.help.entity")
    )
    campaign = forms.ChoiceField(
        label=lazy_say("people.field.campaign"), required=False, help_text=lazy_say("people.help.campaign")
    )

    def __init__(self, *args: Any, asker: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language, may = current_language(), Grantable.of(asker)
        roles = [(code, say_here(f"role.{code}")) for code in may.roles]
        self._offer("role", [("", say_here("people.choose_role")), *roles])
        entities = [
            (one.code, Text(one.name).in_language(language))
            for one in entities_active()
            if may.is_everywhere or one.pk in may.entities
        ]
        self._offer("entity", [("", say_here("people.none")), *entities])
        known = campaigns_known_to(person_of(asker))
        campaigns = [(one.code, one.name.in_language(language)) for one in known]
        self._offer("campaign", [("", say_here("people.every_campaign")), *campaigns])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def grant(self) -> Grant:
        """What the form asks for. Raises `ScopeError` for what has gone meanwhile."""
        asked = self.cleaned_data
        entity, campaign = scope_find(entity=asked["entity"], campaign=asked["campaign"])
        return Grant(asked["role"], entity, campaign)


class InviteForm(GrantForm):
    """Somebody to invite, with a role."""

    email = forms.EmailField(
        label=lazy_say("account.field.email"),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    display_name = forms.CharField(
        label=lazy_say("account.field.name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=lazy_say("account.field.language"), required=False)
    field_order = ("email", "display_name", "language", "role", "entity", "campaign")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("language", [("", say_here("account.language.site")), *settings.LANGUAGES])


def invited(request: HttpRequest, form: InviteForm) -> tuple[User, str]:
    """Carry out an invitation; who it is for, and what to say of it. Raises what gate and services say."""
    grant = form.grant()
    require(request.user, "role.grant", grant)
    asked = form.cleaned_data
    invitation, secret = person_invite(
        asked["email"],
        by=pseudonym_of(request.user),  # type: ignore[arg-type]
        role=grant.role,
        entity=grant.entity,
        campaign=grant.campaign,
        display_name=asked["display_name"],
        language=asked["language"],
    )
    return invitation.user, posted(request, invitation, secret)


def posted(request: HttpRequest, invitation: Invitation, secret: str) -> str:
    """Send the letter of an invitation, and what to say of it.

    Where no mail goes out, the link itself is told: to whoever could have given all roles that it opens.
    """
    user = invitation.user
    if invitation_post(invitation, secret):
        return say_here("people.posted", email=user.email)
    grants = (Grant(grant.role, grant.entity, grant.campaign) for grant in user.grants.all())
    if not all(allowed(request.user, "role.grant", grant) for grant in grants):
        return say_here("people.not_posted.ask")
    return say_here("people.not_posted", link=invitation_address(secret, language=language_of(user)))


def grants_shown(people: Iterable[User]) -> Mapping[UUID, Text]:
    """Names of all entities and campaigns in the grants of people, by two queries."""
    return scope_names(
        pk for user in people for grant in user.grants.all() for pk in (grant.entity, grant.campaign)
    )


def person_line(user: User, names: Mapping[UUID, Text]) -> PersonLine:
    """A person with their roles in words."""
    return PersonLine(
        user,
        tuple(
            GrantShown(
                grant.pk,
                say_here(f"role.{grant.role}"),
                _name(grant.entity, names),
                _name(grant.campaign, names),
            )
            for grant in user.grants.all()
        ),
    )


def _name(pk: UUID | None, names: Mapping[UUID, Text]) -> str:
    if pk is None:
        return ""
    return names[pk].in_language(current_language()) if pk in names else say_here("people.gone")
