"""Who is told of what a scan found. Nobody who assesses is among them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.roles import ASSESSOR, CONTRIBUTOR, ENTITY_LEAD
from miqyas.workspace.campaigns.models import Assignment, CampaignEntity, Delegation
from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.notifications.telling import holding, tell
from miqyas.workspace.reviews.blindness import OVER
from miqyas.workspace.reviews.models import ReviewTask
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
    """Those among the people who neither assess nor have looked in a review that goes on."""
    asked = set(people)
    blind = User.objects.filter(pseudonym__in=asked, grants__role=ASSESSOR)
    looked = ReviewTask.objects.filter(assessor__in=asked).exclude(started_at=None)
    looking = looked.exclude(item__campaign__state__in=OVER)
    found = asked - set(blind.values_list("pseudonym", flat=True))
    return found - set(looking.values_list("assessor", flat=True))
