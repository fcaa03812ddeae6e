"""What the actions of reports are tried on."""

from miqyas.jobs.models import MadeReport
from miqyas.jobs.reports.access import Wanted
from miqyas.jobs.reports.kinds import report_kind_of
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from tests.campaign_cast import CampaignCast
from tests.workspace.scores.scored_given import scored


def scorecard_of_health(cast: CampaignCast) -> CampaignEntity:
    return scored(cast).health


def scorecards_of_all(cast: CampaignCast) -> Campaign:
    return scored(cast).campaign


def brief_of_a_country(cast: CampaignCast) -> Wanted:
    return _wanted("country_brief", "BHR")


def brief_of_nowhere(cast: CampaignCast) -> Wanted:
    return _wanted("country_brief", "XYZ")


def report_on_the_campaign(cast: CampaignCast) -> Wanted:
    return _wanted("campaign_report", scored(cast).campaign.code)


def _wanted(kind: str, of: str) -> Wanted:
    found = report_kind_of(kind)
    return Wanted(found, found.found(of))


def public_brief(cast: CampaignCast) -> MadeReport:
    return MadeReport(kind="country_brief", of="BHR", requested_by=None)


def scorecard_that_noor_ordered(cast: CampaignCast) -> MadeReport:
    part = scored(cast).health
    of = f"{part.campaign.code}/{part.entity.code}"
    return MadeReport(kind="entity_scorecard", of=of, requested_by=cast.noor.pseudonym)


def scorecard_that_dana_once_ordered(cast: CampaignCast) -> MadeReport:
    """By somebody who lost the right to see what it is about."""
    part = scored(cast).health
    of = f"{part.campaign.code}/{part.entity.code}"
    return MadeReport(kind="entity_scorecard", of=of, requested_by=cast.dana.pseudonym)
