"""What the steps of a campaign set going in its review."""

from __future__ import annotations

from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.reviews import checks  # noqa: F401 - they stand in the way of steps
from miqyas.workspace.reviews.allotting import default_seed
from miqyas.workspace.reviews.services.items import review_items_create, reviewers_assign
from miqyas.workspace.reviews.services.replies import items_conclude, replies_open_all


@subscribe("campaign.stage")
def follow_stage(event: Event) -> None:
    """Review: items are made and assigned. Reply: results that stand are open to it. Frozen: they are final.

    By the state that the campaign has now, which may be later than the one told of.
    """
    campaign = Campaign.objects.filter(pk=event.payload["campaign"]).first()
    if campaign is None or campaign.state != event.payload["state"]:
        return
    match campaign.state:
        case "review":
            review_items_create(campaign, by=None)
            reviewers_assign(campaign, seed=default_seed(campaign), by=None)
        case "reply":
            replies_open_all(campaign)
        case "frozen":
            items_conclude(campaign, by=None)
