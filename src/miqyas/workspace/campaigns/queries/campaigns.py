"""Campaigns as people may see them, and as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.roles import (
    ADJUDICATOR,
    ADMINISTRATOR,
    ASSESSOR,
    CONTRIBUTOR,
    COORDINATOR,
    ENTITY_LEAD,
    LEAD,
    SIGNATORY,
    VIEWER,
)
from miqyas.workspace.campaigns.fields import DATES, WINDOW, CampaignFields
from miqyas.workspace.campaigns.models import Assignment, Campaign, CampaignEntity

KNOWS_EACH = (LEAD, COORDINATOR, VIEWER, ADMINISTRATOR)
"""Who knows of a campaign from its first draft."""
JUDGES = (ASSESSOR, ADJUDICATOR)
"""Who knows of a campaign once it is open."""
OF_ENTITY = (SIGNATORY, ENTITY_LEAD, CONTRIBUTOR)
DRAFT = "draft"


def campaign_by_code(code: str) -> Campaign | None:
    """The campaign of a code, in any case of letters."""
    return Campaign.objects.select_related("previous").filter(code__iexact=code).first()


def campaigns_known_to(person: Person) -> QuerySet[Campaign]:
    """The campaigns that a person may know of, the newest first, with the number of entities in each."""
    counted = Campaign.objects.annotate(part_count=Count("parts")).order_by("-created_at")
    if person.holds(*KNOWS_EACH):
        return counted
    return counted.filter(_known_to(person))


def _known_to(person: Person) -> Q:
    """What others know: campaigns named in their grants; once open, those that they judge or take part in."""
    is_begun = ~Q(state=DRAFT)
    if not person.holds(*JUDGES):
        is_begun &= Q(pk__in=_campaigns_of(person, *JUDGES)) | _taken_part_in_by(person)
    return Q(pk__in=_campaigns_of(person, *KNOWS_EACH)) | is_begun


def _campaigns_of(person: Person, *roles: str) -> frozenset[UUID]:
    return frozenset(grant.campaign for grant in person.grants if grant.role in roles and grant.campaign)


def _taken_part_in_by(person: Person) -> Q:
    """Where the entities take part for which the person works; a grant for one campaign counts there only."""
    found = Q(pk__in=[])
    for grant in person.grants:
        if grant.role in OF_ENTITY and grant.entity:
            there = Q(pk__in=CampaignEntity.objects.filter(entity=grant.entity).values("campaign"))
            found |= there & Q(pk=grant.campaign) if grant.campaign else there
    return found


def parts_of(campaign: Campaign) -> QuerySet[CampaignEntity]:
    """The entities that take part, with how many features each leads, helps with, and has in all."""
    mine = Q(assignments__withdrawn_at=None)
    return (
        campaign.parts.select_related("entity", "entity__parent")
        .annotate(
            leads=Count("assignments", filter=mine & Q(assignments__is_lead=True)),
            helps=Count("assignments", filter=mine & Q(assignments__is_lead=False)),
        )
        .order_by("entity__position", "entity__code")
    )


def parts_of_person(campaign: Campaign, person: Person) -> list[CampaignEntity]:
    """The parts of a campaign in which the person works for the entity."""
    mine = person.entities(*OF_ENTITY, campaign=campaign.pk)
    return list(parts_of(campaign).filter(entity__in=mine))


def fields_of(campaign: Campaign) -> CampaignFields:
    """A campaign as plain values."""
    same = {name: getattr(campaign, name) for name in (*DATES, *WINDOW)}
    return CampaignFields(
        code=campaign.code,
        title=dict(campaign.title),
        kind=campaign.kind,
        instruments=tuple(campaign.instruments.order_by("code").values_list("code", flat=True)),
        previous=campaign.previous.code if campaign.previous else "",
        reply_days=campaign.reply_days,
        assessors=campaign.assessors,
        seconds=campaign.seconds,
        **same,
    )


def features_led(campaign: Campaign) -> Mapping[str, int]:
    """How many entities lead each feature that is given to somebody."""
    rows = Assignment.objects.filter(campaign=campaign, is_lead=True)
    return dict(rows.values_list("feature").annotate(n=Count("id")).order_by())
