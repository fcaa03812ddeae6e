"""What a campaign itself lacks before each of its steps."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from miqyas.workspace.accounts.models import RoleGrant
from miqyas.workspace.accounts.queries import users_with
from miqyas.workspace.accounts.roles import ADJUDICATOR, ASSESSOR
from miqyas.workspace.campaigns.fields import NEEDED_TO_OPEN, field_name
from miqyas.workspace.campaigns.hindrances import Hindrance, hinders
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Campaign, Kind
from miqyas.workspace.campaigns.queries.assignments import proposals_of
from miqyas.workspace.campaigns.queries.campaigns import OF_ENTITY, features_led
from miqyas.workspace.registry.models import PortalKind
from miqyas.workspace.registry.queries import national_portal

BEGINS = {
    "open": "opens_on",
    "begin_review": "review_from",
    "begin_reply": "review_until",
    "freeze": "freeze_on",
    "publish": "publish_on",
}
"""The date of the calendar that stands for each step."""


@hinders("open")
def calendar_incomplete(campaign: Campaign) -> Iterator[Hindrance]:
    """Dates without which nobody knows when to do what."""
    for name in NEEDED_TO_OPEN:
        if getattr(campaign, name) is None:
            yield Hindrance("no_date", True, {"name": field_name(name)})


@hinders("open")
def nobody_to_answer(campaign: Campaign) -> Iterator[Hindrance]:
    """No entities, none given a feature, or entities for which nobody works."""
    parts = list(campaign.parts.values_list("entity", flat=True))
    if not parts:
        yield Hindrance("no_entities", True)
        return
    manned = set(
        RoleGrant.objects.filter(role__in=OF_ENTITY, entity__in=parts, user__is_active=True).values_list(
            "entity", flat=True
        )
    )
    empty = len(set(parts) - manned)
    if empty:
        yield Hindrance("nobody_works", False, {"n": empty})


@hinders("open")
def features_unowned(campaign: Campaign) -> Iterator[Hindrance]:
    """Features that no entity leads; in a campaign of cities each city needs every one."""
    features, led = instruments_of(campaign).features, features_led(campaign)
    if not led:
        yield Hindrance("nothing_given", True)
        return
    wanted = campaign.parts.count() if campaign.kind == Kind.CITIES else 1
    lacking = sum(1 for code in features if led.get(code, 0) < wanted)
    if lacking:
        yield Hindrance("cities_lack" if campaign.kind == Kind.CITIES else "unowned", False, {"n": lacking})


@hinders("begin_review")
def nowhere_to_start(campaign: Campaign) -> Iterator[Hindrance]:
    """Assessors start from the national portal, or from that of a city."""
    if campaign.kind == Kind.NATIONAL and national_portal() is None:
        yield Hindrance("no_portal", True)
    if campaign.kind == Kind.CITIES:
        with_site = campaign.parts.filter(entity__portals__kind=PortalKind.CITY).distinct().count()
        lacking = campaign.parts.count() - with_site
        if lacking:
            yield Hindrance("cities_without_site", False, {"n": lacking})


@hinders("begin_review")
def too_few_judges(campaign: Campaign) -> Iterator[Hindrance]:
    """Fewer assessors than look at each feature, or nobody to decide between them."""
    found = users_with(ASSESSOR, campaign=campaign.pk).count()
    if found < campaign.assessors:
        yield Hindrance("few_assessors", True, {"n": campaign.assessors, "found": found})
    if not users_with(ADJUDICATOR, campaign=campaign.pk).exists():
        yield Hindrance("no_adjudicator", False)


@hinders("begin_review")
def not_handed_in(campaign: Campaign) -> Iterator[Hindrance]:
    """Entities that have not handed in their answers: what they drafted stays out of the score."""
    waiting = campaign.parts.exclude(state="submitted").count()
    if waiting:
        yield Hindrance("not_handed_in", False, {"n": waiting})


@hinders("begin_review", "freeze")
def undecided_proposals(campaign: Campaign) -> Iterator[Hindrance]:
    """What entities said does not apply, and nobody has decided."""
    waiting = proposals_of(campaign).count()
    if waiting:
        yield Hindrance("undecided_applicability", True, {"n": waiting})


def _ahead(action: str, name: str) -> None:
    @hinders(action)
    def ahead(campaign: Campaign) -> Iterator[Hindrance]:
        planned = getattr(campaign, name)
        if planned and planned > timezone.localdate():
            yield Hindrance("ahead", False, {"name": field_name(name), "date": planned.isoformat()})


for _action, _name in BEGINS.items():
    _ahead(_action, _name)
