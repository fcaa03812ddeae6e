"""Who asks: the first thing that a program with a token wants to know."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from miqyas.api.gate import private
from miqyas.workspace.accounts.access import person_of

router = Router(tags=["workspace"])


class GrantTold(Schema):
    """A role, and what it reaches."""

    role: str
    entity: UUID | None = Field(description="The one entity it is for; null: all, or none in particular.")
    campaign: UUID | None = Field(description="The one campaign it is for; null: all.")


class Me(Schema):
    """Who asks, as the gate sees them."""

    pseudonym: UUID = Field(description="The name under which history and answers know the person.")
    name: str = Field(description="The name that others see.")
    email: str
    language: str = Field(description="Language of mails; empty: that of the site.")
    roles: list[str] = Field(description="Roles held anywhere.")
    grants: list[GrantTold]
    needs_second_factor: bool = Field(description="Whether roles are asleep until a second factor is set up.")


@router.get(
    "/workspace/me",
    response=Me,
    operation_id="workspace_me",
    url_name="workspace_me",
    summary="Who asks, and what their roles are",
)
@private("workspace.enter")
def workspace_me(request: HttpRequest) -> dict[str, Any]:
    """The person in whose name a token or a session speaks, with the roles that count at this moment."""
    user, person = request.user, person_of(request.user)
    return {
        "pseudonym": person.pseudonym,
        "name": str(user),
        "email": user.email,
        "language": user.language,
        "roles": sorted(person.roles),
        "grants": sorted(
            (
                {"role": grant.role, "entity": grant.entity, "campaign": grant.campaign}
                for grant in person.grants
            ),
            key=str,
        ),
        "needs_second_factor": person.needs_second_factor,
    }
