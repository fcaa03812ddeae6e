"""What the actions of reports are tried on."""

from miqyas.jobs.models import MadeReport
from miqyas.jobs.reports.access import Wanted
from miqyas.jobs.reports.kinds import report_kind_of
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from miqyas.workspace.questionnaires.fields import QuestionnaireFields
from miqyas.workspace.questionnaires.services import questionnaire_create
from miqyas.workspace.scans.models import Scan
from miqyas.workspace.twinning.services import profile_create, twin_begin
from tests.campaign_cast import CampaignCast
from tests.workspace.challenges import round_given
from tests.workspace.scans.scans_given import present, scanned
from tests.workspace.scores.scored_given import scored
from tests.workspace.stories import stories_given
from tests.workspace.twinning.twins_given import bahrain, estonia, skills


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


def scorecard_of_health_wanted(cast: CampaignCast) -> Wanted:
    return _wanted("entity_scorecard", f"{scored(cast).campaign.code}/health")


def scorecards_of_all_wanted(cast: CampaignCast) -> Wanted:
    return _wanted("entity_scorecard", scored(cast).campaign.code)


def report_on_a_scan(cast: CampaignCast) -> Wanted:
    scored(cast)
    written, _ = scanned(present(1))
    return _wanted("scan_report", str(written.scan_id))


def pack_of_a_meeting(cast: CampaignCast) -> Wanted:
    return _wanted("committee_pack", "2026-12-01")


def pack_of_a_questionnaire(cast: CampaignCast) -> Wanted:
    fields = QuestionnaireFields(code="msq", title={"ar": "استبيان", "en": "The questionnaire"})
    questionnaire_create(fields, by=cast.amina.pseudonym)
    return _wanted("questionnaire_pack", "msq")


def proposal_of_two_partners(cast: CampaignCast) -> Wanted:
    profile_create(bahrain(), by=None)
    profile_create(estonia(), by=None)
    return _wanted("twinning_proposal", twin_begin(skills(), by=None).code)


def kit_of_a_country(cast: CampaignCast) -> Wanted:
    return _wanted("workshop_kit", "COM")


def booklet_of_a_published_round(cast: CampaignCast) -> Wanted:
    round_given.published(cast)
    return _wanted("challenge_booklet", "excellence-1")


def booklet_of_a_round_under_embargo(cast: CampaignCast) -> Wanted:
    round_given.sealed(cast)
    return _wanted("challenge_booklet", "excellence-1")


def booklet_of_stories(cast: CampaignCast) -> Wanted:
    stories_given.published(cast)
    return _wanted("story_booklet", "all")


def booklet_of_stories_not_published(cast: CampaignCast) -> Wanted:
    stories_given.draft(cast)
    return _wanted("story_booklet", "all")


def pack_that_jamal_ordered(cast: CampaignCast) -> MadeReport:
    return MadeReport(kind="committee_pack", of="2026-12-01", requested_by=cast.jamal.pseudonym)


def scan_report_that_farid_once_ordered(cast: CampaignCast) -> MadeReport:
    """By somebody of a ministry who led the authority once."""
    wanted = report_on_a_scan(cast)
    assert isinstance(wanted.target, Scan)
    return MadeReport(kind="scan_report", of=str(wanted.target.pk), requested_by=cast.farid.pseudonym)


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
