"""The longer reports: full country report, forecast and target, audit, portfolio."""

import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast.record import track_record
from miqyas.kernel.text import LRI, PDI
from miqyas.reports.briefs import audit_report, country_report, forecast_brief
from miqyas.reports.outlooks import outlook_of
from tests.reports.briefs.cases import (
    CAST,
    MADE_ON,
    NEWEST,
    WORLD,
    chance,
    headings,
    made,
    plan,
    table,
    words,
    world_with_gap,
)


class TestTheFullReport:
    def test_it_has_all_its_chapters(self):
        assert headings(made("country_report"), 1) == [
            "In short",
            "Where we stand",
            "Over all editions",
            "Why the rank changed",
            "Beside the others",
            "Components and headroom",
            "What steps are worth",
            "What to expect in 2026",
            "What a goal takes",
            "How much of the rank is the method's choice",
            "Who could help",
            "Method of 2024",
            "Annex: states of the region",
        ]

    @pytest.mark.parametrize("country", CAST)
    def test_the_table_of_all_editions_is_the_history(self, country):
        report = made("country_report", country=country)
        rows = table(report, "rank and indices in every edition").rows
        history = WORLD.history(country)[::-1]
        assert [(row[0], row[1], *row[5:]) for row in rows] == [
            (one.edition, one.rank, one.egdi, one.osi, one.tii, one.hci, one.epi) for one in history
        ]

    def test_the_parts_of_every_change_sum_to_the_places_gained(self):
        for row in table(made("country_report"), "Every change").rows:
            assert row[1] == pytest.approx(sum(row[2:5]))
            assert row[5] == pytest.approx(sum(row[6:10]))

    def test_the_annex_holds_every_ranked_state_of_the_region(self):
        rows = table(made("country_report"), "all ranked states").rows
        ranked = [one for one in WORLD.ranking(NEWEST) if "region.asia" in WORLD.country(one.iso3).groups]
        assert [row[0] for row in rows] == [one.rank for one in ranked]

    def test_the_method_names_the_rows_of_the_register_with_their_marks(self):
        found = {source.key: source.mark for source in made("country_report").sources}
        assert found["egdi-2024"] == "Verified numerically"
        assert found["groups-since-2014"] == "Secondary source"

    def test_without_replications_it_says_so_and_tells_what_weights_do(self):
        asked = {"country": "BHR", "edition": NEWEST, "language": "en", "made_on": MADE_ON}
        report = country_report(WORLD, **asked)
        assert "No replications with drawn choices were handed to this report" in words(report)
        assert "What weights can do, and what they cannot" in [one.title for one in report.tables]

    def test_an_edition_without_a_rank_leaves_out_what_cannot_be_said(self):
        report = made("country_report", country="LBY", edition=2012)
        assert "What steps are worth" not in headings(report)
        assert "Without a rank" not in words(report)
        assert "Libya is listed in the Survey of 2012 without a rank." in words(report)

    def test_a_component_that_is_missing_leaves_a_gap(self):
        world = world_with_gap()
        asked = {"country": "BHR", "edition": world.latest, "language": "ar", "made_on": MADE_ON}
        report = country_report(world, **asked)
        assert world.standing("BHR", world.latest).rank == report.blocks[2].figures[0].value
        assert report.blocks[2].figures[3].value is None


class TestForecastAndTarget:
    def test_its_intervals_are_those_of_the_forecast_in_force(self):
        outlook = outlook_of(WORLD, "TUN", model=track_record(WORLD).chosen, method_break="as_before")
        first = table(made("forecast_brief", country="TUN"), "coming editions").rows[0]
        low, high = outlook.steps[0].rank.interval(0.8)
        assert first[:3] == (2026, "Rank", str(outlook.steps[0].rank.median))
        assert first[4] == f"{low}–{high}"

    def test_chances_of_ranks_only_rise(self):
        shares = [row[1] for row in table(made("forecast_brief"), "rank or better").rows]
        assert shares == sorted(shares)

    def test_a_goal_is_answered_as_it_was_asked(self):
        brief = made("forecast_brief", goal="ahead", value="ESP", probability="0.6")
        assert "To be ahead of Spain in 2026 with a chance of 60%" in words(brief)

    def test_a_goal_that_does_not_exist_is_refused(self):
        with pytest.raises(AnalysisError, match="target_rank"):
            made("forecast_brief", goal="rank", value="500")

    def test_a_state_that_cannot_be_forecast_is_told_why(self):
        brief = forecast_brief(world_with_gap(), country="BHR", language="en", made_on=MADE_ON)
        assert "Not all values of Bahrain are known for 2026" in words(brief)
        assert brief.charts == ()


class TestTheAudit:
    def test_its_intervals_are_those_that_were_handed_in(self):
        rows = table(made("audit_report"), "Intervals of ranks").rows
        given = {one["iso3"]: one for one in chance(NEWEST)["uncertainty"]["countries"]}
        own = next(row for row in rows if row[0] == "Bahrain")
        assert own[1:] == tuple(given["BHR"][key] for key in ("rank", "p5", "p25", "p50", "p75", "p95"))

    def test_a_state_that_it_does_not_cover_is_told_so(self):
        report = made("audit_report", country="SSD", edition=2008)
        assert "The audit of 2008 does not cover this country" in words(report)

    def test_without_replications_it_holds_what_needs_none(self):
        asked = {"country": "BHR", "edition": NEWEST, "language": "en", "made_on": MADE_ON}
        report = audit_report(WORLD, **asked)
        assert report.sources[0].title.endswith("what needs no replications.")
        assert not any("Intervals of ranks" in one.title for one in report.tables)


class TestThePortfolio:
    def test_what_is_done_and_what_is_left_are_all_of_it(self):
        proposal, record = made("portfolio_proposal"), plan()
        done, left = (len(table(proposal, title).rows) for title in ("What is done", "Left out and why"))
        assert (done, left) == (len(record["tasks"]), len(record["not_done"]))
        assert done + left == record["actions_count"]

    def test_every_action_that_was_left_out_has_its_reason(self):
        assert all(row[2] for row in table(made("portfolio_proposal"), "Left out and why").rows)

    def test_the_sample_is_labelled_sample(self):
        assert made("portfolio_proposal").is_sample

    def test_its_versions_are_those_of_the_answer(self):
        assert made("portfolio_proposal").versions == plan()["versions"]

    def test_a_plan_of_no_country_tells_gains_and_no_ranks(self):
        record = {**plan(), "iso3": None, "rank_chances": []}
        proposal = made.__wrapped__("portfolio_proposal", record=record)
        assert proposal.title == "The plan"
        assert "What becomes of the rank" not in headings(proposal)


def test_codes_and_numbers_keep_their_order_inside_arabic_tables():
    rows = table(made("country_report", "ar"), "ما يعطيه كل مكسب").rows
    assert all(row[2].startswith(LRI) and row[2].endswith(PDI) for row in rows)
