"""Who is told of what a scan found. Nobody to whom scans are closed is among them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from miqyas.workspace.accounts.models import RoleGrant
from miqyas.workspace.accounts.roles import ADJUDICATOR, ASSESSOR, CONTRIBUTOR, ENTITY_LEAD
from miqyas.workspace.campaigns.models import Assignment, Campaign, CampaignEntity, Delegation
from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.notifications.telling import holding, tell
from miqyas.workspace.reviews.blindness import OVER
from miqyas.workspace.reviews.models import ReviewTask
from miqyas.workspace.scans.access import ASKED_IN
from miqyas.workspace.scans.models import Report


@subscribe("scan.done")
def tell_who_asked(event: Event) -> None:
    """Whoever asked for the scan, that its report is there."""
    report = Report.objects.select_related("scan__entity").filter(pk=event.payload["report"]).first()
    asked_by = event.payload["asked_by"]
    if report is None or asked_by is None:
        return
    params = {"coverage": report.coverage, "n": report.pages}
    tell(event, _seeing([UUID(asked_by)]), params=params, route_args={"scan": str(report.scan_id)})


@subscribe("scan.proposed")
def tell_of_proposals(event: Event) -> None:
    """The focal points of an entity, that a scan proposes answers: once for each report."""
    part = (
        CampaignEntity.objects.select_related("campaign", "entity").filter(pk=event.payload["part"]).first()
    )
    if part is None:
        return
    people = holding((ENTITY_LEAD,), entity=part.entity_id, campaign=part.campaign_id)
    params = {"entity": part.entity.name, "campaign": part.campaign.title}
    tell(event, _seeing(people), params=params, route_args={"code": part.entity.code})


@subscribe("scan.contradiction")
def tell_of_contradiction(event: Event) -> None:
    """Who was handed the question; else the focal points of the entity, else who contributes for it."""
    rows = Assignment.objects.select_related("campaign", "entity").filter(pk=event.payload["assignment"])
    assignment = rows.first()
    if assignment is None:
        return
    params: dict[str, Any] = {"feature": assignment.feature, "campaign": assignment.campaign.title}
    tell(event, _answering(assignment), params=params, route_args={"code": assignment.entity.code})


def _answering(assignment: Assignment) -> set[UUID]:
    where = {"entity": assignment.entity_id, "campaign": assignment.campaign_id}
    contributors = _seeing(holding((CONTRIBUTOR,), **where))
    handed = set(Delegation.objects.filter(assignment=assignment).values_list("holder", flat=True))
    leads = _seeing(holding((ENTITY_LEAD,), **where))
    return (handed & (contributors | leads)) or leads or contributors


def _seeing(people: Iterable[UUID]) -> set[UUID]:
    """Those among the people to whom scans are open, be their roles awake or not.

    They neither assess, nor have looked in a review that goes on, nor decide in a campaign that is not over.
    """
    asked = set(people)
    grants = RoleGrant.objects.filter(user__pseudonym__in=asked).values_list("user__pseudonym", flat=True)
    under_way = list(Campaign.objects.filter(state__in=ASKED_IN).values_list("pk", flat=True))
    deciding = Q(campaign__in=under_way)
    if under_way:
        deciding |= Q(campaign=None)
    looked = ReviewTask.objects.filter(assessor__in=asked).exclude(started_at=None)
    looking = looked.exclude(item__campaign__state__in=OVER)
    blind = grants.filter(Q(role=ASSESSOR) | (Q(role=ADJUDICATOR) & deciding))
    return asked - set(blind) - set(looking.values_list("assessor", flat=True))
