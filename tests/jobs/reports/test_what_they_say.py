"""What reports of the workspace say, and whom they tell what."""

import pytest

from miqyas.analysis.portfolio.question import Wanted as WantedPlan
from miqyas.analysis.portfolio.question import answer
from miqyas.analysis.portfolio.sample import sample
from miqyas.jobs.answers import KIND
from miqyas.jobs.models import AnswerHandle, Job, State
from miqyas.jobs.reports.kinds import Order, report_kind_of
from miqyas.reports.document import Callout, Document, KeyFigures
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.datasets.world import current_world
from tests.campaign_cast import CampaignCast
from tests.workspace.scores.scored_given import scored

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
TODAY = "2026-11-26"


def told(kind: str, of: str, *, language: str = "en") -> Document:
    return report_kind_of(kind).gather(Order(of, language, TODAY))


def figures(document: Document) -> dict[str, str]:
    found = [block for block in document.blocks if isinstance(block, KeyFigures)]
    return {one.label: one.shown for block in found for one in block.figures}


class TestCampaign:
    """A national campaign as the authority reads it."""

    def test_shares_in_three_views(self, campaign_cast: CampaignCast) -> None:
        document = told("campaign_report", scored(campaign_cast).campaign.code)
        assert figures(document) == {"Claimed": "67%", "Verified": "50%", "Settled": "50%"}

    def test_who_holds_what_is_lost(self, campaign_cast: CampaignCast) -> None:
        document = told("campaign_report", scored(campaign_cast).campaign.code)
        (table,) = [one for one in document.tables if one.title.startswith("Entities by")]
        assert [row[0] for row in table.rows] == ["Ministry of Health", "Ministry of Education"]

    @pytest.mark.parametrize(
        ("state", "is_draft"), [("review", True), ("frozen", False), ("published", False)]
    )
    def test_final_once_nothing_changes_any_more(
        self, campaign_cast: CampaignCast, state: str, is_draft: bool
    ) -> None:
        document = told("campaign_report", scored(campaign_cast, state=state).campaign.code)
        assert document.is_draft is is_draft

    def test_a_draft_and_cities_have_none(self, campaign_cast: CampaignCast) -> None:
        campaign = scored(campaign_cast, state="draft").campaign
        assert report_kind_of("campaign_report").found(campaign.code) is None


class TestScorecard:
    """One page for an entity."""

    def test_nothing_of_assessors_before_the_review_is_over(self, campaign_cast: CampaignCast) -> None:
        campaign = scored(campaign_cast).campaign
        document = told("entity_scorecard", f"{campaign.code}/health")
        assert "Verified" not in figures(document)
        assert [one.label for one in document.tables[0].columns] == ["Sub-index", "Claimed", "Features"]

    def test_what_was_found_once_it_is_over(self, campaign_cast: CampaignCast) -> None:
        campaign = scored(campaign_cast, state="reply").campaign
        document = told("entity_scorecard", f"{campaign.code}/health")
        assert figures(document)["Verified"] != "–"

    def test_an_entity_that_answered_nothing_stands_nowhere_rather_than_at_nothing(
        self, campaign_cast: CampaignCast
    ) -> None:
        from tests.workspace.campaigns.answering_given import open_campaign

        campaign = open_campaign(campaign_cast).campaign
        document = told("entity_scorecard", f"{campaign.code}/health")
        assert figures(document)["Achieved so far"] == "–"


class TestChoices:
    """What somebody may choose from is what they may have."""

    def test_each_has_their_own(self, campaign_cast: CampaignCast) -> None:
        campaign = scored(campaign_cast).campaign
        kind = report_kind_of("entity_scorecard")
        codes = {
            name: [one.of for one in kind.subjects(person_of(who), "en")]
            for name, who in campaign_cast.people().items()
        }
        assert codes["amina"][0] == campaign.code
        assert codes["noor"] == [f"{campaign.code}/health"]
        assert codes["chen"] == codes["ines"] == codes["dana"] == []

    def test_portfolios_are_ordered_from_their_page(self, campaign_cast: CampaignCast) -> None:
        assert not report_kind_of("portfolio_proposal").subjects(person_of(campaign_cast.amina), "en")


def test_a_proposal_of_an_answered_portfolio() -> None:
    world = current_world()
    wanted = WantedPlan(iso3="BHR", alternatives=1, draws=200)
    record = answer(world, sample(world), wanted).record()
    done = Job.objects.create(
        kind=KIND,
        params={"question": "portfolio", "params": {}},
        state=State.SUCCEEDED,
        result={"answer": record},
    )
    handle = AnswerHandle.objects.create(job=done)
    kind = report_kind_of("portfolio_proposal")
    assert kind.found(str(handle.pk)) == handle
    assert kind.found("BHR") is None
    assert told("portfolio_proposal", str(handle.pk)).title == "A plan for Bahrain"


def test_the_kit_has_a_table_for_each_thing_to_tell() -> None:
    document = told("workshop_kit", "TUN", language="ar")
    assert len(document.tables) >= 3
    assert document.direction == "rtl"


@pytest.mark.parametrize("kind", ["committee_pack", "story_booklet", "twinning_proposal", "scan_report"])
def test_nothing_that_is_not_there(kind: str) -> None:
    for of in ("nowhere", "", "2026-13-45", "0b7e9b1c-6a0d-4d0a-9f0e-2f1d5b1c7a11", "a/b", "\0"):
        assert report_kind_of(kind).found(of) is None


def test_every_statement_names_a_source_that_is_listed(campaign_cast: CampaignCast) -> None:
    document = told("campaign_report", scored(campaign_cast).campaign.code)
    assert [one.key for one in document.sources] == ["held", "instrument", "method"]
    assert all(table.sources for table in document.tables)
    assert not any(isinstance(block, Callout) for block in document.blocks)
