"""People: who takes part in which role; invited, given roles, and roles taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from miqyas.api.callers import confirmed
from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.shapes import Names, Part
from miqyas.kernel.text import Text
from miqyas.workspace.accounts.access import Grant, person_of, require
from miqyas.workspace.accounts.invitation_letters import invitation_post
from miqyas.workspace.accounts.invitations import has_entered, person_invite
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.queries import people_seen_by
from miqyas.workspace.accounts.services import role_grant, role_revoke
from miqyas.workspace.campaigns.scopes import scope_find, scope_names
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["people"])
BASE = "/workspace/people"
PersonInPath = Annotated[UUID, Path(description="Pseudonym of a person.")]
GrantInPath = Annotated[
    int, Path(ge=1, le=2**62, description="Number of a grant, as the person's record has it.")
]
Code = Annotated[str, Field(max_length=60)]


class GrantOfPerson(Schema):
    """A role, and what it reaches."""

    id: int
    role: str
    entity: UUID | None
    entity_name: Names | None = Field(description="Null: no entity in particular.")
    campaign: UUID | None
    campaign_name: Names | None = Field(description="Null: all campaigns.")


class PersonTold(Schema):
    """A person who takes part."""

    pseudonym: UUID
    name: str
    email: str
    is_active: bool
    has_entered: bool = Field(description="Whether they have taken up their invitation.")
    grants: list[GrantOfPerson]


class PeopleTold(Part):
    """The people whom whoever asks may see."""

    people: list[PersonTold]


class GrantAsked(Schema):
    """A role to give."""

    role: str = Field(max_length=40)
    entity: Code = Field("", description="Code of the entity that it is for, for roles of entities.")
    campaign: Code = Field("", description="Code of the campaign that it is for; empty: all.")


class PersonAsked(GrantAsked):
    """Somebody to invite, with a role."""

    email: str = Field(max_length=254)
    name: str = Field("", max_length=120)
    language: str = Field("", max_length=12, description="Language of mails to them.")


class PersonInvited(PersonTold):
    """Somebody who was invited."""

    is_posted: bool = Field(description="Whether the letter went out. The link itself is never told here.")


def person_at(person: UUID) -> User:
    """A person by pseudonym; 404 where there is none."""
    found = User.objects.prefetch_related("grants", "invitations").filter(pseudonym=person).first()
    if found is None:
        raise Http404
    return found


@router.get(
    BASE,
    response=PeopleTold,
    operation_id="people_list",
    url_name="people_list",
    summary="People and their roles",
)
@private("person.list")
def people(request: HttpRequest, response: HttpResponse, window: Query[Window]) -> dict[str, Any]:
    """All of them, or those of the entities that one leads; by address."""
    seen = list(people_seen_by(person_of(request.user)).prefetch_related("invitations"))
    shown, about = part_of(seen, window, request=request, response=response)
    names = scope_names(
        pk for user in shown for grant in user.grants.all() for pk in (grant.entity, grant.campaign)
    )
    world = world_of(request)
    return {
        **about,
        "versions": world.versions(world.latest).as_dict(),
        "people": [_person(user, names) for user in shown],
    }


@router.post(
    BASE,
    response=PersonInvited,
    operation_id="person_invite",
    url_name="person_invite",
    summary="Invite somebody",
)
@private("person.list")
def invite(request: HttpRequest, asked: PersonAsked) -> dict[str, Any]:
    """They get a letter with a link; the role counts at once. Who has entered already is refused."""
    grant = _grant(asked)
    by = require(request.user, "role.grant", grant).pseudonym
    confirmed(request)
    invitation, secret = person_invite(
        asked.email,
        by=by,
        role=grant.role,
        entity=grant.entity,
        campaign=grant.campaign,
        display_name=asked.name,
        language=asked.language,
    )
    return {**person_whole(invitation.user), "is_posted": invitation_post(invitation, secret)}


@router.get(
    f"{BASE}/{{person}}",
    response=PersonTold,
    operation_id="person_get",
    url_name="person_get",
    summary="A person",
)
@private("person.view", of=person_at)
def get(request: HttpRequest, person: PersonInPath) -> dict[str, Any]:
    """By pseudonym, the name under which history and answers know them."""
    return person_whole(target_of(request))


@router.post(
    f"{BASE}/{{person}}/grants",
    response=PersonTold,
    operation_id="role_grant",
    url_name="role_grant",
    summary="Give a role",
)
@private("person.view", of=person_at)
def give(request: HttpRequest, person: PersonInPath, asked: GrantAsked) -> dict[str, Any]:
    """A second time changes nothing."""
    grant = _grant(asked)
    by = require(request.user, "role.grant", grant).pseudonym
    confirmed(request)
    role_grant(target_of(request), role=grant.role, entity=grant.entity, campaign=grant.campaign, by=by)
    return person_whole(person_at(person))


@router.delete(
    f"{BASE}/{{person}}/grants/{{grant}}",
    response=PersonTold,
    operation_id="role_revoke",
    url_name="role_revoke",
    summary="Take a role away",
)
@private("person.view", of=lambda person, grant: person_at(person))  # the grant is looked up among theirs
def take(request: HttpRequest, person: PersonInPath, grant: GrantInPath) -> dict[str, Any]:
    """The person without it. The last administrator stays one."""
    found = target_of(request).grants.filter(pk=grant).first()
    if found is None:
        raise Http404
    held = Grant(found.role, found.entity, found.campaign)
    by = require(request.user, "role.grant", held).pseudonym
    confirmed(request)
    role_revoke(found.user, role=held.role, entity=held.entity, campaign=held.campaign, by=by)
    return person_whole(person_at(person))


def _grant(asked: GrantAsked) -> Grant:
    return Grant(asked.role, *scope_find(entity=asked.entity, campaign=asked.campaign))


def person_whole(user: User) -> dict[str, Any]:
    """A person with their roles, as answers tell them."""
    return _person(user, scope_names(pk for one in user.grants.all() for pk in (one.entity, one.campaign)))


def _person(user: User, names: Mapping[UUID, Text]) -> dict[str, Any]:
    return {
        "pseudonym": user.pseudonym,
        "name": str(user),
        "email": user.email,
        "is_active": user.is_active,
        "has_entered": has_entered(user),
        "grants": [
            {
                "id": grant.pk,
                "role": grant.role,
                "entity": grant.entity,
                "entity_name": _name(grant.entity, names),
                "campaign": grant.campaign,
                "campaign_name": _name(grant.campaign, names),
            }
            for grant in user.grants.all()
        ],
    }


def _name(pk: UUID | None, names: Mapping[UUID, Text]) -> dict[str, str] | None:
    return dict(names[pk]) if pk in names else None
