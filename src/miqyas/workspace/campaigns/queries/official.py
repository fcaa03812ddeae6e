"""What the Survey published of editions that campaigns assessed too."""

from __future__ import annotations

from miqyas.workspace.campaigns.models import Campaign, OfficialResult


def official_results_in_force() -> list[OfficialResult]:
    """The newest of each campaign that has any, the earliest edition first; not those taken off."""
    rows = OfficialResult.objects.select_related("campaign").order_by("number")
    newest = {row.campaign_id: row for row in rows}
    held = [row for row in newest.values() if row.values]
    return sorted(held, key=lambda row: (row.edition, row.campaign.code))


def official_results_of(campaign: Campaign) -> list[OfficialResult]:
    """All that was entered for a campaign, the newest first."""
    return list(OfficialResult.objects.filter(campaign=campaign).order_by("-number"))
