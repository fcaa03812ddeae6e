"""Campaigns: set up, taken from step to step, their features given to entities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from miqyas.api.answers import CodeInPath, EntityInPath, QuestionInPath, question_at
from miqyas.api.campaigns import (
    ApplicabilityAsked,
    ApplicabilityTold,
    AssignAsked,
    AssignmentsTold,
    AssignTold,
    CampaignAsked,
    CampaignParts,
    CampaignsTold,
    CampaignTold,
    PartsAsked,
    ProposalsTold,
    StepAsked,
    StepsTold,
    WantedAsked,
    assignment_record,
    campaign_at,
    campaign_fields,
    campaign_record,
    changed_record,
    parts_record,
    proposal_record,
    steps_record,
)
from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.assessment.workflow import allowed_actions, step_as
from miqyas.kernel.errors import Place
from miqyas.workspace.accounts.access import Person, person_of, require
from miqyas.workspace.campaigns.assigning import entities_taking_part
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.models import Assignment, Campaign
from miqyas.workspace.campaigns.proposing import assignments_propose
from miqyas.workspace.campaigns.queries.assignments import rows_of
from miqyas.workspace.campaigns.queries.campaigns import campaigns_known_to
from miqyas.workspace.campaigns.running import RUNS
from miqyas.workspace.campaigns.services.assignments import (
    Wanted,
    applicability_decide,
    applicability_propose,
    applicability_withdraw,
    assignments_apply,
)
from miqyas.workspace.campaigns.services.campaigns import (
    campaign_create,
    campaign_step,
    campaign_update,
    entities_set,
)
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.registry.models import Entity

router = Router(tags=["campaigns"])
LIST: Final = "/workspace/campaigns"
BASE: Final = f"{LIST}/{{code}}"


@router.get(
    LIST,
    response=CampaignsTold,
    operation_id="campaigns_list",
    url_name="campaigns_list",
    summary="Campaigns",
)
@private("campaign.list")
def campaigns(request: HttpRequest, response: HttpResponse, window: Query[Window]) -> dict[str, Any]:
    """Those that whoever asks may know of, the newest first."""
    known = list(campaigns_known_to(person_of(request.user)))
    shown, about = part_of(known, window, request=request, response=response)
    return {**about, **_versions(request), "campaigns": [campaign_record(one) for one in shown]}


@router.post(
    LIST,
    response=CampaignTold,
    operation_id="campaign_create",
    url_name="campaign_create",
    summary="Make a campaign",
)
@private("campaign.create")
def create(request: HttpRequest, asked: CampaignAsked) -> dict[str, Any]:
    """In draft, its instruments frozen as they are now."""
    return campaign_record(campaign_create(campaign_fields(asked), by=person_of(request.user).pseudonym))


@router.get(
    BASE, response=CampaignTold, operation_id="campaign_get", url_name="campaign_get", summary="A campaign"
)
@private("campaign.view", of=campaign_at)
def get(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """What it measures, its calendar, where it stands."""
    return campaign_record(target_of(request))


@router.put(
    BASE,
    response=CampaignTold,
    operation_id="campaign_update",
    url_name="campaign_update",
    summary="Change a campaign",
)
@private("campaign.edit", of=campaign_at)
def update(request: HttpRequest, code: CodeInPath, asked: CampaignAsked) -> dict[str, Any]:
    """As a whole. Once it is open, what was answered under stays: see the error `campaign.fixed`."""
    by = person_of(request.user).pseudonym
    return campaign_record(campaign_update(target_of(request), campaign_fields(asked), by=by))


@router.get(
    f"{BASE}/steps",
    response=StepsTold,
    operation_id="campaign_steps",
    url_name="campaign_steps",
    summary="The next steps of a campaign",
)
@private("campaign.step", of=campaign_at)
def steps(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """Those that whoever asks may take, each with what stands in its way."""
    return _steps(request, target_of(request))


@router.post(
    f"{BASE}/steps",
    response=StepsTold,
    operation_id="campaign_step",
    url_name="campaign_step",
    summary="Take a step",
)
@private("campaign.step", of=campaign_at)
def take_step(request: HttpRequest, code: CodeInPath, asked: StepAsked) -> dict[str, Any]:
    """Refused while something blocks it, and where the campaign has moved on since it was seen."""
    campaign, person = target_of(request), person_of(request.user)
    step_as("campaign", campaign.state, asked.action, roles=_roles(person, campaign))
    moved = campaign_step(campaign, asked.action, by=person.pseudonym, seen=asked.seen)
    return _steps(request, moved)


def _roles(person: Person, campaign: Campaign) -> tuple[str, ...]:
    return tuple(role for role in RUNS if person.holds(role, campaign=campaign.pk))


def _steps(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    roles = _roles(person_of(request.user), campaign)
    return steps_record(campaign, allowed_actions("campaign", campaign.state, roles))


@router.get(
    f"{BASE}/entities",
    response=CampaignParts,
    operation_id="campaign_entities",
    url_name="campaign_entities",
    summary="Who takes part",
)
@private("campaign.oversee", of=campaign_at)
def parts(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """The entities with how many features each leads and helps with."""
    return parts_record(target_of(request))


@router.put(
    f"{BASE}/entities",
    response=CampaignParts,
    operation_id="campaign_entities_set",
    url_name="campaign_entities_set",
    summary="Choose who takes part",
)
@private("campaign.edit", of=campaign_at)
def parts_set(request: HttpRequest, code: CodeInPath, asked: PartsAsked) -> dict[str, Any]:
    """These entities and no others; one that has answered does not leave."""
    campaign: Campaign = target_of(request)
    found = {one.code: one for one in Entity.objects.filter(code__in=asked.entities)}
    for given in asked.entities:
        if given not in found:
            raise CampaignError("entity_unknown", place=Place(name="entities"), given=given)
    entities_set(campaign, found.values(), by=person_of(request.user).pseudonym)
    return parts_record(campaign)


@router.get(
    f"{BASE}/assignments",
    response=AssignmentsTold,
    operation_id="assignments_list",
    url_name="assignments_list",
    summary="Who answers what",
)
@private("campaign.oversee", of=campaign_at)
def assignments(
    request: HttpRequest, response: HttpResponse, code: CodeInPath, window: Query[Window]
) -> dict[str, Any]:
    """Every feature, with who leads it and who helps."""
    campaign: Campaign = target_of(request)
    shown, about = part_of(rows_of(campaign), window, request=request, response=response)
    told = [assignment_record(row) for row in shown]
    return {**about, **_versions(request), "campaign": campaign.code, "assignments": told}


@router.post(
    f"{BASE}/assignments",
    response=AssignTold,
    operation_id="assignments_set",
    url_name="assignments_set",
    summary="Give features to entities",
)
@private("assignment.edit", of=campaign_at)
def assignments_set(request: HttpRequest, code: CodeInPath, asked: AssignAsked) -> dict[str, Any]:
    """All of it or nothing. Those from whom a feature is taken keep their answer, which returns with it."""
    campaign: Campaign = target_of(request)
    entities = entities_taking_part(campaign)
    wanted = [_wanted(one, entities) for one in asked.assignments]
    changed = assignments_apply(campaign, wanted, by=person_of(request.user).pseudonym)
    return changed_record(campaign, changed)


def _wanted(asked: WantedAsked, entities: Mapping[str, Entity]) -> Wanted:
    for code in filter(None, (asked.lead, *asked.helpers)):
        if code not in entities:
            raise CampaignError("entity_unknown", place=Place(name=asked.feature), given=code)
    lead = entities[asked.lead].pk if asked.lead else None
    return Wanted(asked.feature, lead, frozenset(entities[code].pk for code in asked.helpers) - {lead})


@router.get(
    f"{BASE}/assignments/proposal",
    response=ProposalsTold,
    operation_id="assignments_proposal",
    url_name="assignments_proposal",
    summary="Owners proposed",
)
@private("assignment.edit", of=campaign_at)
def proposal(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """For each feature that nobody leads, who might, and why: the campaign before, mandate, sector."""
    campaign: Campaign = target_of(request)
    lines = [proposal_record(line) for line in assignments_propose(campaign)]
    return {"campaign": campaign.code, "proposals": lines}


@router.post(
    f"{BASE}/entities/{{entity}}/answers/{{feature}}/applicability",
    response=ApplicabilityTold,
    operation_id="applicability_set",
    url_name="applicability_set",
    summary="Say whether a feature applies",
)
@private("campaign.view", of=lambda code, entity, feature: campaign_at(code))
def applicability(
    request: HttpRequest,
    code: CodeInPath,
    entity: EntityInPath,
    feature: QuestionInPath,
    asked: ApplicabilityAsked,
) -> dict[str, Any]:
    """The entity proposes with a reason that it does not; who runs the campaign decides."""
    found = question_at(code, entity, feature)
    is_own = asked.do in {"propose", "withdraw"}
    action = "applicability.propose" if is_own else "applicability.decide"
    by = require(request.user, action, found).pseudonym
    if asked.do == "propose":
        applicability_propose(found, reason=asked.reason, by=by)
    elif asked.do == "withdraw":
        applicability_withdraw(found, by=by)
    else:
        applicability_decide(found, accept=asked.do == "accept", note=asked.reason, by=by)
    now = Assignment.objects.select_related("entity").get(pk=found.pk)
    return {
        "feature": now.feature,
        "entity": now.entity.code,
        "applies": now.applicability,
        "reason": now.reason,
        "decision": now.decision_note,
    }


def _versions(request: HttpRequest) -> dict[str, Any]:
    world = world_of(request)
    return {"versions": world.versions(world.latest).as_dict()}
