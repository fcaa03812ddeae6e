"""What happens elsewhere and concerns scans: campaigns that open, answers handed in, decisions signed."""

from __future__ import annotations

from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.registry.models import EntityKind
from miqyas.workspace.reviews.models import Decision, ReviewItem
from miqyas.workspace.scans.models import Report
from miqyas.workspace.scans.services.following import CHECKED_IN, report_follow
from miqyas.workspace.scans.services.labels import label_of_agreement, label_of_decision


@subscribe("campaign.opened", "campaign.stage")
def follow_campaign(event: Event) -> None:
    """A campaign that opens gets the proposals of the scans that are there."""
    campaign = Campaign.objects.filter(pk=event.payload["campaign"]).first()
    if campaign is not None and campaign.state in CHECKED_IN:
        _follow(campaign)


@subscribe("submission.submitted")
def follow_submission(event: Event) -> None:
    """Answers that are handed in are held against the scans that are there."""
    part = CampaignEntity.objects.select_related("campaign").filter(pk=event.payload["part"]).first()
    if part is not None and part.campaign.state in CHECKED_IN:
        _follow(part.campaign)


@subscribe("review.agreed")
def label_the_agreement(event: Event) -> None:
    """What all who looked blindly agree on is a label."""
    item = ReviewItem.objects.select_related("campaign", "subject").get(pk=event.payload["item"])
    label_of_agreement(item)


@subscribe("review.decided")
def label_the_decision(event: Event) -> None:
    """Every decision is a label."""
    rows = Decision.objects.filter(item=event.payload["item"]).select_related(
        "item__campaign", "item__subject"
    )
    for decision in rows.order_by("number"):
        label_of_decision(decision)


def _follow(campaign: Campaign) -> None:
    for report in _reports(campaign):
        report_follow(report, campaigns=[campaign])


def _reports(campaign: Campaign) -> list[Report]:
    """The newest report of all that tells of the campaign: of the nation, or of each of its cities."""
    rows = Report.objects.select_related("scan__entity").order_by("scan__asked_at", "number")
    if campaign.kind == "cities":
        rows = rows.filter(scan__entity__kind=EntityKind.CITY)
    else:
        rows = rows.exclude(scan__entity__kind=EntityKind.CITY)
    newest = {row.scan.entity_id: row for row in rows.defer("record")}
    return list(newest.values())
