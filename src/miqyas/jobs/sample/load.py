"""Laying the sample government into an empty installation, through the services that people use.

What was laid before is left, so that an interrupted loading goes on where it was.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from miqyas.assessment.answers import grades_of
from miqyas.jobs.sample.challenges import challenges_laid, challenges_lay
from miqyas.jobs.sample.plan import SampleCampaign, SampleGovernment, SamplePerson, government
from miqyas.jobs.sample.questionnaire import questionnaire_laid, questionnaire_lay
from miqyas.jobs.sample.review import replies_play, review_play
from miqyas.jobs.sample.roadmap_plans import plans_laid, plans_lay
from miqyas.jobs.sample.roadmaps import roadmap_laid, roadmap_lay
from miqyas.jobs.sample.scans import scans_laid, scans_lay
from miqyas.jobs.sample.services import services_laid, services_lay
from miqyas.jobs.sample.statistics import statistics_lay
from miqyas.jobs.sample.stories import stories_laid, stories_lay
from miqyas.jobs.sample.twinning import twinning_laid, twinning_lay
from miqyas.jobs.sample.watchlist import policies_laid, policies_lay
from miqyas.jobs.sample.workshops import workshops_laid, workshops_lay
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.words import say
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant, user_create
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Assignment, Campaign, CampaignEntity, Kind
from miqyas.workspace.campaigns.proposing import assignments_propose
from miqyas.workspace.campaigns.queries.campaigns import campaign_by_code
from miqyas.workspace.campaigns.queries.submissions import submission_content
from miqyas.workspace.campaigns.services.answers import answer_ready, answer_save
from miqyas.workspace.campaigns.services.approvals import submission_approve, submission_submit
from miqyas.workspace.campaigns.services.assignments import (
    assignments_apply,
    cities_assign,
    proposal_wanted,
)
from miqyas.workspace.campaigns.services.campaigns import (
    campaign_create,
    campaign_step,
    campaign_update,
    entities_set,
)
from miqyas.workspace.campaigns.services.proofs import proof_attach
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.registry.services import entity_create, portal_create
from miqyas.workspace.reviews.services.replies import items_conclude

PROFILE: Final = "sample"
SEED: Final = 20
PROVED_EVERY: Final = 3
"""Of how many good answers one gets a proof."""
UNANSWERED_SHARE: Final = 0.15
"""Share of the features of an open campaign that nobody has answered yet."""
_ONWARDS: Final = {"open": "begin_review", "review": "begin_reply", "reply": "freeze", "frozen": "publish"}
Say = Callable[[str], None]


class SampleError(MiqyasError):
    """The sample government belongs into an installation of its own."""

    code = "sample"


def is_sample() -> bool:
    """Whether this installation is that of the sample government."""
    return bool(settings.MIQYAS_PROFILE == PROFILE)


@dataclass(frozen=True)
class Part:
    """A part of the programme: whether the last of it is there, and how what is missing is laid in."""

    is_laid: Callable[[], bool]
    lay: Callable[[UUID, date], None]


PROGRAMME: Final = (
    Part(challenges_laid, lambda by, today: challenges_lay(by=by, today=today)),
    Part(stories_laid, lambda by, _: stories_lay(by=by)),
    Part(policies_laid, lambda by, today: policies_lay(by=by, today=today)),
    Part(roadmap_laid, lambda by, today: roadmap_lay(by=by, today=today)),
    Part(twinning_laid, lambda by, today: twinning_lay(by=by, today=today)),
    Part(workshops_laid, lambda by, _: workshops_lay(by=by)),
    Part(plans_laid, lambda by, _: plans_lay(by=by)),
    Part(questionnaire_laid, lambda by, today: questionnaire_lay(by=by, today=today)),
    Part(scans_laid, lambda by, today: scans_lay(by=by, today=today)),
)
"""What stands on the campaigns, in the order in which one part builds on another."""


def is_loaded() -> bool:
    """Whether the last of it is there."""
    last = campaign_by_code(government().campaigns[-1].code)
    is_over = last is not None and last.state == government().campaigns[-1].ends
    return is_over and services_laid() and all(part.is_laid() for part in PROGRAMME)


def sample_load(*, told: Say = lambda _: None) -> None:
    """Lay the sample government in. Raises `SampleError` in an installation that is not for it."""
    if not is_sample():
        raise SampleError("other_profile", profile=settings.MIQYAS_PROFILE)
    plan, today = government(), timezone.localdate()
    entities, people = _entities(plan), _people(plan)
    lead = next(people[one.email] for one in plan.people if one.role == "lead")
    statistics_lay(by=lead.pseudonym, today=today)
    services_lay(by=lead.pseudonym)
    for wanted in plan.campaigns:
        told(wanted.code)
        campaign = _campaign(wanted, lead=lead, today=today)
        if campaign.state == "draft":
            _give(campaign, entities=entities, lead=lead)
            campaign_step(campaign, "open", by=lead.pseudonym)
        _answer(wanted, plan=plan)
        _take_on(wanted, plan=plan, lead=lead, today=today)
    for part in PROGRAMME:
        part.lay(lead.pseudonym, today)


def _entities(plan: SampleGovernment) -> dict[str, Entity]:
    with transaction.atomic():
        for one in plan.entities:
            if entity_by_code(one.fields.code) is None:
                entity_create(one.fields, by=None)
        found = {entity.code: entity for entity in Entity.objects.all()}
        for code, fields in plan.portals:
            if not found[code].portals.filter(address=fields.address).exists():
                portal_create(found[code], fields, by=None)
    return found


def _people(plan: SampleGovernment) -> dict[str, User]:
    for one in plan.people:
        with transaction.atomic():
            _person(one)
    return {user.email: user for user in User.objects.all()}


def _person(one: SamplePerson) -> None:
    language = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in one.name else "en"
    user = User.objects.filter(email=one.email).first() or user_create(
        one.email, by=None, display_name=one.name[language], language=""
    )
    entity = entity_by_code(one.entity) if one.entity else None
    role_grant(user, role=one.role, by=None, entity=entity.pk if entity else None)


def _campaign(wanted: SampleCampaign, *, lead: User, today: date) -> Campaign:
    found = campaign_by_code(wanted.code)
    return found or campaign_create(wanted.fields_at_first(today=today), by=lead.pseudonym, is_sample=True)


@transaction.atomic
def _give(campaign: Campaign, *, entities: Mapping[str, Entity], lead: User) -> None:
    """Entities and features of a campaign in draft; given again, nothing changes."""
    cities = campaign.kind == Kind.CITIES
    joins = [entity for entity in entities.values() if (entity.kind == "city") == cities]
    entities_set(campaign, joins, by=lead.pseudonym)
    if cities:
        cities_assign(campaign, by=lead.pseudonym)
    else:
        assignments_apply(campaign, proposal_wanted(assignments_propose(campaign)), by=lead.pseudonym)


def _answer(wanted: SampleCampaign, *, plan: SampleGovernment) -> None:
    """The entities' answers; where the campaign goes on, they are signed and handed in."""
    campaign = campaign_by_code(wanted.code)
    if campaign is None or campaign.state != "open":
        return
    strengths = {one.fields.code: one.strength for one in plan.entities}
    for part in campaign.parts.select_related("entity", "campaign"):
        with transaction.atomic():
            _answer_part(part, wanted, strength=strengths[part.entity.code] + wanted.gain)
        if wanted.ends != "open" and part.state == "open" and part.assignments.exists():
            _hand_in(part)


def _answer_part(part: CampaignEntity, wanted: SampleCampaign, *, strength: float) -> None:
    ends, blank = wanted.ends, wanted.left_blank
    rows = Assignment.objects.filter(part=part).select_related("part__entity", "part__campaign", "entity")
    for place, row in enumerate(rows.order_by("feature")):
        chance = random.Random(f"{SEED}:{part.campaign.code}:{row.feature}:{part.entity.code}")  # noqa: S311 - a sample
        if getattr(row, "answer", None) and row.answer.grade:
            continue
        if ends == "open" and (chance.random() < UNANSWERED_SHARE or row.feature in blank):
            continue
        _answer_one(row, chance=chance, strength=strength, place=place, ends=ends)


def _answer_one(row: Assignment, *, chance: random.Random, strength: float, place: int, ends: str) -> None:
    feature = instruments_of(row.part.campaign).features[row.feature]
    grades = grades_of(feature.scale)
    step = sum(chance.random() < strength for _ in range(len(grades) - 1))
    note = say("sample.note", language=settings.LANGUAGE_CODE)
    saved = answer_save(row, grade=grades[step], note=note, version=0, by=None)
    if step and place % PROVED_EVERY == 0:
        _prove(row)
    if ends != "open" or chance.random() < strength:
        answer_ready(row, version=saved.answer.version, by=None)


def _prove(row: Assignment) -> None:
    address = f"https://{row.entity.code.removeprefix('sample-')}.example.org/{row.feature.lower()}"
    title = say("sample.proof", language=settings.LANGUAGE_CODE, feature=row.feature)
    today = timezone.localdate()
    content = Content(address=address, language="ar", effective_on=today - timedelta(60))
    proof_attach(row, evidence_add(row.entity, title=title, content=content, by=None), by=None)


def _hand_in(part: CampaignEntity) -> None:
    by = _signatory_of(part)
    submission_approve(part, seen=submission_content(part).hash, by=by)
    submission_submit(part, by=by)


def _signatory_of(part: CampaignEntity) -> UUID:
    """Who signs for an entity: its signatory, or the lead where the sample has none."""
    signs = User.objects.filter(grants__role="signatory", grants__entity=part.entity_id).first()
    signs = signs or User.objects.filter(grants__role="lead").first()
    assert signs is not None
    return signs.pseudonym


def _take_on(wanted: SampleCampaign, *, plan: SampleGovernment, lead: User, today: date) -> None:
    """Its own calendar, and from open to where the campaign is to stand, with what happens on the way."""
    campaign = _found(wanted)
    if campaign.state == "open":
        campaign_update(campaign, wanted.fields(today=today), by=lead.pseudonym)
    strengths = {one.fields.code: one.strength for one in plan.entities}
    while True:
        campaign = _found(wanted)
        if campaign.state == "review":
            review_play(campaign, strengths=strengths, share=wanted.judged)
        if campaign.state == "reply":
            replies_play(campaign)
        if campaign.state == "frozen":
            items_conclude(campaign, by=None)
        if campaign.state == wanted.ends:
            return
        campaign_step(campaign, _ONWARDS[campaign.state], by=lead.pseudonym)


def _found(wanted: SampleCampaign) -> Campaign:
    campaign = campaign_by_code(wanted.code)
    assert campaign is not None
    return campaign
