"""People looked after: reminded, switched off and on, freed of lost factors, told what is held, erased.

As on pages each of it is confirmed by whoever asks; a token was made after that. Erasure, which nothing
undoes, takes the session of a browser that confirmed within the last minutes: tokens are refused.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from miqyas.api.callers import confirmed, confirmed_now
from miqyas.api.campaigns import SwitchAsked
from miqyas.api.endpoints.workspace_people import (
    BASE,
    PersonInPath,
    PersonInvited,
    PersonTold,
    person_at,
    person_whole,
)
from miqyas.api.files import AS_BYTES, file_answer
from miqyas.api.gate import BYTES, private, target_of
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.accounts.invitation_letters import invitation_post
from miqyas.workspace.accounts.invitations import invitation_create, invited_as
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.personal import ACCOUNT_ALONE, address_check, person_erase, person_told
from miqyas.workspace.accounts.services import second_factors_remove, user_update

router = Router(tags=["people"])
ONE = f"{BASE}/{{person}}"


class EraseAsked(Schema):
    """Who is meant, once more."""

    email: str = Field(max_length=254, description="Their address, so that nobody else is erased by mistake.")


class ErasedTold(Schema):
    """Somebody who is gone; their pseudonym stays and leads to nobody."""

    pseudonym: UUID


@router.post(
    f"{ONE}/remind",
    response=PersonInvited,
    operation_id="person_remind",
    url_name="person_remind",
    summary="Send an invitation anew",
)
@private("person.view", of=person_at)
def remind(request: HttpRequest, person: PersonInPath) -> dict[str, Any]:
    """The earlier link stops working. Who has entered already is refused."""
    user: User = target_of(request)
    as_before = invited_as(user)
    by = require(request.user, "role.grant", as_before).pseudonym
    confirmed(request)
    made = invitation_create(user, by=by, **asdict(as_before))
    return {**person_whole(user), "is_posted": invitation_post(*made)}


@router.post(
    f"{ONE}/switch",
    response=PersonTold,
    operation_id="person_switch",
    url_name="person_switch",
    summary="Let somebody in no more, or again",
)
@private("person.administer")
def switch(request: HttpRequest, person: PersonInPath, asked: SwitchAsked) -> dict[str, Any]:
    """The last administrator stays."""
    user = _looked_after(request, person)
    user.is_active = asked.is_active
    user_update(user, by=person_of(request.user).pseudonym)
    return person_whole(user)


@router.delete(
    f"{ONE}/factors",
    response=PersonTold,
    operation_id="person_factors_remove",
    url_name="person_factors_remove",
    summary="Take away lost second factors",
)
@private("person.administer")
def factors(request: HttpRequest, person: PersonInPath) -> dict[str, Any]:
    """Authenticator app, passkeys and recovery codes; the password stays."""
    user = _looked_after(request, person)
    second_factors_remove(user, by=person_of(request.user).pseudonym)
    return person_whole(user)


@router.get(
    f"{ONE}/file",
    operation_id="person_file",
    url_name="person_file",
    summary="What the account of somebody holds",
    openapi_extra=AS_BYTES,
)
@private("person.administer", gives=BYTES)
def file(request: HttpRequest, person: PersonInPath) -> HttpResponse:
    """A zip with a JSON document; what they wrote and judged is told to themselves alone."""
    user = _looked_after(request, person)
    return file_answer(person_told(user, only=ACCOUNT_ALONE), name=f"miqyas-{user.pseudonym}.zip")


@router.post(
    f"{ONE}/erase",
    response=ErasedTold,
    operation_id="person_erase",
    url_name="person_erase",
    summary="Erase somebody",
)
@private("person.administer")
def erase(request: HttpRequest, person: PersonInPath, asked: EraseAsked) -> dict[str, Any]:
    """From the session of a browser that confirmed lately: a token does not do what nothing undoes."""
    confirmed_now(request)
    user = person_at(person)
    address_check(user, asked.email)
    person_erase(user, by=person_of(request.user).pseudonym)
    return {"pseudonym": person}


def _looked_after(request: HttpRequest, person: UUID) -> User:
    confirmed(request)
    return person_at(person)
