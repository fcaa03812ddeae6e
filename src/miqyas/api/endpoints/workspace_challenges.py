"""Rounds of the challenge: set up, run, nominate."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from miqyas.api.challenges import (
    NominationAsked,
    NominationBegun,
    NominationInPath,
    NominationSaved,
    NominationsTold,
    NominationTold,
    RoundAsked,
    RoundInPath,
    RoundStepAsked,
    RoundsTold,
    RoundTold,
    RoundWordsAsked,
    SubmitAsked,
    nomination_record,
    nomination_short,
    round_found,
    round_record,
    round_short,
)
from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.assessment.workflow import step_as
from miqyas.jobs.programme.challenge_steps import round_take
from miqyas.jobs.programme.challenges import facts_of
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.challenges.access import RUNS, Nominating
from miqyas.workspace.challenges.models import Nomination
from miqyas.workspace.challenges.queries import nomination_by_id, nominations_seen, rounds_known_to
from miqyas.workspace.challenges.services.nominations import (
    Saved,
    nomination_create,
    nomination_return,
    nomination_save,
    nomination_submit,
    nomination_withdraw,
)
from miqyas.workspace.challenges.services.results import appeal_lodge
from miqyas.workspace.challenges.services.rounds import round_create, round_update
from miqyas.workspace.registry.queries import entity_by_code

router = Router(tags=["challenge"])
BASE: Final = "/workspace/challenges"
ONE: Final = f"{BASE}/{{code}}"
NOMINATION: Final = "/workspace/nominations/{nomination}"


def nomination_found(nomination: UUID) -> Nomination | None:
    """A nomination."""
    return nomination_by_id(nomination)


@router.get(BASE, response=RoundsTold, operation_id="rounds_list", url_name="rounds_list", summary="Rounds")
@private("challenge.list")
def rounds(request: HttpRequest, asked: Query[Window], response: HttpResponse) -> dict[str, Any]:
    """Drafts are told to those who run rounds, and to viewers."""
    found = list(rounds_known_to(person_of(request.user)))
    shown, about = part_of(found, asked, request=request, response=response)
    return {**about, "rounds": [round_short(one) for one in shown]}


@router.post(
    BASE,
    response=RoundTold,
    operation_id="round_create",
    url_name="round_create",
    summary="Set up a round",
)
@private("challenge.create")
def create(request: HttpRequest, asked: RoundAsked) -> dict[str, Any]:
    """As a draft; categories, criteria and groups no longer change once it is open."""
    return round_record(round_create(asked.fields(), by=person_of(request.user).by))


@router.get(ONE, response=RoundTold, operation_id="round_get", url_name="round_get", summary="A round")
@private("challenge.view", of=round_found)
def get(request: HttpRequest, code: RoundInPath) -> dict[str, Any]:
    """Its calendar, categories, criteria and groups."""
    return round_record(target_of(request))


@router.put(
    ONE, response=RoundTold, operation_id="round_update", url_name="round_update", summary="Change a round"
)
@private("challenge.edit", of=round_found)
def update(request: HttpRequest, code: RoundInPath, asked: RoundAsked) -> dict[str, Any]:
    """As a whole; what is fixed by now is refused where it differs."""
    return round_record(round_update(target_of(request), asked.fields(), by=person_of(request.user).by))


@router.post(
    f"{ONE}/step",
    response=RoundTold,
    operation_id="round_step",
    url_name="round_step",
    summary="Take a round on",
)
@private("challenge.step", of=round_found)
def step(request: HttpRequest, code: RoundInPath, asked: RoundStepAsked) -> dict[str, Any]:
    """What stands in the way is told in words, and nothing is done."""
    one, person = target_of(request), person_of(request.user)
    roles = [role for role in RUNS if person.holds(role)]
    step_as("challenge_round", one.state, asked.action, roles=roles)
    return round_record(round_take(one, asked.action, by=person.by, seen=asked.seen))


@router.get(
    f"{ONE}/nominations",
    response=NominationsTold,
    operation_id="nominations_list",
    url_name="nominations_list",
    summary="Nominations of a round",
)
@private("challenge.view", of=round_found)
def nominations(
    request: HttpRequest, code: RoundInPath, asked: Query[Window], response: HttpResponse
) -> dict[str, Any]:
    """Those handed in to who runs the round, to an entity's people their own."""
    found = list(nominations_seen(person_of(request.user), target_of(request)))
    shown, about = part_of(found, asked, request=request, response=response)
    return {**about, "nominations": [nomination_short(one) for one in shown]}


@router.post(
    f"{ONE}/nominations",
    response=NominationTold,
    operation_id="nomination_create",
    url_name="nomination_create",
    summary="Begin a nomination",
)
@private("challenge.view", of=round_found)
def begin(request: HttpRequest, code: RoundInPath, asked: NominationBegun) -> dict[str, Any]:
    """Where the entity has one in the category, it is that one."""
    one, entity = target_of(request), entity_by_code(asked.entity)
    if entity is None:
        raise Http404
    person = require(request.user, "nomination.create", Nominating(one, entity))
    return nomination_record(nomination_create(one, entity, category=asked.category, by=person.pseudonym))


@router.get(
    NOMINATION,
    response=NominationTold,
    operation_id="nomination_get",
    url_name="nomination_get",
    summary="A nomination",
)
@private("nomination.view", of=nomination_found)
def nomination_get(request: HttpRequest, nomination: NominationInPath) -> dict[str, Any]:
    """What it says, and what was known of the entity when it was handed in."""
    return nomination_record(target_of(request))


@router.put(
    NOMINATION,
    response=NominationSaved,
    operation_id="nomination_save",
    url_name="nomination_save",
    summary="Write a nomination",
)
@private("nomination.edit", of=nomination_found)
def save(request: HttpRequest, nomination: NominationInPath, asked: NominationAsked) -> dict[str, Any]:
    """Saved over the version that was seen. Where it has moved on, the words are kept aside."""
    by = person_of(request.user).pseudonym
    saved: Saved = nomination_save(target_of(request), asked.fields(), version=asked.version, by=by)
    outcome = "saved" if saved.aside is None else "kept_aside"
    return {"outcome": outcome, "nomination": nomination_record(saved.nomination)}


@router.post(
    f"{NOMINATION}/submit",
    response=NominationTold,
    operation_id="nomination_submit",
    url_name="nomination_submit",
    summary="Hand a nomination in",
)
@private("nomination.submit", of=nomination_found)
def submit(request: HttpRequest, nomination: NominationInPath, asked: SubmitAsked) -> dict[str, Any]:
    """In both languages; it no longer changes."""
    found = target_of(request)
    by = person_of(request.user).pseudonym
    return nomination_record(nomination_submit(found, facts=facts_of(found), seen=asked.version, by=by))


@router.post(
    f"{NOMINATION}/return",
    response=NominationTold,
    operation_id="nomination_return",
    url_name="nomination_return",
    summary="Give a nomination back",
)
@private("nomination.return", of=nomination_found)
def give_back(request: HttpRequest, nomination: NominationInPath, asked: RoundWordsAsked) -> dict[str, Any]:
    """With reasons, while nominations are open."""
    by = person_of(request.user).pseudonym
    return nomination_record(nomination_return(target_of(request), note=asked.words, by=by))


@router.post(
    f"{NOMINATION}/withdraw",
    response=NominationTold,
    operation_id="nomination_withdraw",
    url_name="nomination_withdraw",
    summary="Withdraw a nomination",
)
@private("nomination.submit", of=nomination_found)
def withdraw(request: HttpRequest, nomination: NominationInPath) -> dict[str, Any]:
    """Before the jury begins."""
    return nomination_record(nomination_withdraw(target_of(request), by=person_of(request.user).pseudonym))


@router.post(
    f"{NOMINATION}/appeal",
    response=NominationTold,
    operation_id="nomination_appeal",
    url_name="nomination_appeal",
    summary="Appeal",
)
@private("nomination.appeal", of=nomination_found)
def appeal(request: HttpRequest, nomination: NominationInPath, asked: RoundWordsAsked) -> dict[str, Any]:
    """Once for each nomination, while appeals are open."""
    found = target_of(request)
    appeal_lodge(found, text=asked.words, by=person_of(request.user).pseudonym)
    return nomination_record(found)
