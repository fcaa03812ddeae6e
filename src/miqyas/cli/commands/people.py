"""`miqyas user create`, `user invite`, `user list`: people and what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from miqyas.cli.commands.installation import demand_database
from miqyas.cli.session import Session

if TYPE_CHECKING:
    from miqyas.workspace.accounts.models import Invitation, User

Email = Annotated[str, typer.Argument(metavar="EMAIL")]
Name = Annotated[str, typer.Option("--name")]
Role = Annotated[str, typer.Option("--role")]
OfEntity = Annotated[str, typer.Option("--entity")]
OfCampaign = Annotated[str, typer.Option("--campaign")]
MailLanguage = Annotated[str, typer.Option("--mail-language")]


def user_create(
    ctx: typer.Context,
    email: Email,
    name: Name = "",
    role: Role = "",
    entity: OfEntity = "",
    campaign: OfCampaign = "",
    mail_language: MailLanguage = "",
) -> None:
    session = _ready(ctx)
    invitation, secret = _invite(
        email, name=name, role=role, entity=entity, campaign=campaign, language=mail_language
    )
    _tell(session, invitation, secret, is_posted=False)


def user_invite(
    ctx: typer.Context,
    email: Email,
    name: Name = "",
    role: Role = "",
    entity: OfEntity = "",
    campaign: OfCampaign = "",
    mail_language: MailLanguage = "",
) -> None:
    session = _ready(ctx)
    from miqyas.workspace.accounts.invitation_letters import invitation_post

    invitation, secret = _invite(
        email, name=name, role=role, entity=entity, campaign=campaign, language=mail_language
    )
    _tell(session, invitation, secret, is_posted=invitation_post(invitation, secret))


def user_list(ctx: typer.Context, role: Role = "") -> None:
    session = _ready(ctx)
    from miqyas.workspace.accounts.models import User

    people = User.objects.prefetch_related("grants", "invitations")
    if role:
        people = people.filter(grants__role=role).distinct()
    told = [_person(user) for user in people]
    if session.as_json:
        session.emit({"people": told})
        return
    _show(session, told)


def _ready(ctx: typer.Context) -> Session:
    session: Session = ctx.obj
    session.started_by().set_up()
    demand_database(session)
    return session


def _invite(
    email: str, *, name: str, role: str, entity: str, campaign: str, language: str
) -> tuple[Invitation, str]:
    from miqyas.workspace.accounts.invitations import person_invite
    from miqyas.workspace.campaigns.scopes import scope_find

    of_entity, of_campaign = scope_find(entity=entity, campaign=campaign)
    return person_invite(
        email,
        by=None,
        role=role,
        entity=of_entity,
        campaign=of_campaign,
        display_name=name,
        language=language,
    )


def _tell(session: Session, invitation: Invitation, secret: str, *, is_posted: bool) -> None:
    from miqyas.workspace.accounts.invitation_letters import invitation_address
    from miqyas.workspace.accounts.letters import language_of

    link = invitation_address(secret, language=language_of(invitation.user))
    if session.as_json:
        told = _person(invitation.user)
        session.emit(
            told
            | {
                "link": link,
                "expires_at": f"{invitation.expires_at:%Y-%m-%dT%H:%M:%SZ}",
                "is_posted": is_posted,
            }
        )
        return
    screen = session.screen
    key = "posted" if is_posted else "link"
    screen.line(screen.words(f"cli.user.{key}", email=invitation.user.email), style="bold")
    screen.line(link)


def _person(user: User) -> dict[str, Any]:
    from miqyas.workspace.accounts.invitations import has_entered

    return {
        "pseudonym": str(user.pseudonym),
        "email": user.email,
        "display_name": user.display_name,
        "is_active": user.is_active,
        "has_entered": has_entered(user),
        "grants": [
            {
                "role": grant.role,
                "entity": str(grant.entity) if grant.entity else None,
                "campaign": str(grant.campaign) if grant.campaign else None,
            }
            for grant in user.grants.all()
        ],
    }


def _show(session: Session, people: list[dict[str, Any]]) -> None:
    from miqyas.cli.screen import Column
    from miqyas.kernel.words import say

    screen = session.screen
    columns = [Column(screen.words(f"cli.column.{name}"), fold=True) for name in ("email", "person", "roles")]
    rows = [
        [
            one["email"],
            one["display_name"],
            ", ".join(say(f"role.{grant['role']}", language=session.language) for grant in one["grants"]),
        ]
        for one in people
    ]
    screen.table(columns, rows)
