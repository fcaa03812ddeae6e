"""The first page of the workspace: it leads each person to what is theirs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from miqyas.web.boards import (
    adjudicator_boards,
    assessor_boards,
    authority_board,
    challenge_board,
    delegated_questions,
    entity_boards,
    first_steps,
    installation_health,
)
from miqyas.web.helping import tours
from miqyas.web.tours import tour_of
from miqyas.web.turns import turns_of
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.accounts.queries import users_with
from miqyas.workspace.accounts.roles import (
    ADJUDICATOR,
    ADMINISTRATOR,
    ASSESSOR,
    EVERYONE,
    LEAD,
    SIGNED_IN,
)


@work_page
@require_GET
def workspace(request: HttpRequest) -> HttpResponseBase:
    """The boards of the person's roles; for who has none, whom to ask."""
    person = require(request.user, "workspace.enter")
    roles = person.roles - {EVERYONE, SIGNED_IN}
    tour = tour_of(request.user, person, again=request.GET.get("tour", ""))
    context = {
        "tour": tour,
        "tours": [role for role in tours() if role in roles] if tour is None else (),
        "steps": first_steps(person),
        "authority": authority_board(person),
        "turns": turns_of(person),
        "entities": entity_boards(person),
        "delegated": delegated_questions(person),
        "queues": assessor_boards(person) if ASSESSOR in roles else None,
        "decisions": adjudicator_boards(person) if ADJUDICATOR in roles else None,
        "challenge": challenge_board(person),
        "health": installation_health() if ADMINISTRATOR in roles else None,
        "may_create": allowed(request.user, "campaign.create"),
        "has_role": bool(roles),
        "ask": () if roles else [*users_with(LEAD), *users_with(ADMINISTRATOR)],
    }
    return show_work(request, "web/workspace/home.html", context)
