"""What each address answers: published figures, under the names that the command line uses too."""

import pytest

from miqyas.analysis.records import country_record, explanation_record, history_record, standing_record
from miqyas.analysis.twinning import partners
from miqyas.analysis.twinning.records import twinning_record
from miqyas.analysis.world import load_world

BAHRAIN = {"rank": 18, "egdi": 0.91958, "osi": 0.90305, "tii": 0.98773, "hci": 0.86804, "group": "very_high"}


@pytest.fixture(scope="module")
def world():
    return load_world()


class TestEditions:
    def test_all_oldest_first(self, ask, world):
        found = ask("/editions").json()
        assert [edition["edition"] for edition in found["editions"]] == list(world.editions)

    def test_denmark_is_first_in_2024(self, ask):
        found = ask("/editions/2024").json()
        assert (found["first"]["iso3"], found["ranked_count"]) == ("DNK", 193)


class TestCountries:
    def test_every_member_state_in_two_parts(self, ask):
        first, second = (ask(f"/countries?offset={offset}").json()["countries"] for offset in (0, 100))
        assert len({country["iso3"] for country in (*first, *second)}) == 193

    @pytest.mark.parametrize("typed", ["bahr", "البحرين", "BHR", "Bahrian"])
    def test_found_by_what_people_type(self, ask, typed):
        assert ask(f"/countries?q={typed}").json()["countries"][0]["iso3"] == "BHR"

    def test_filtered_by_group_and_codes(self, ask):
        found = ask("/countries?group=gcc&ids=bhr,FRA,are").json()["countries"]
        assert [country["iso3"] for country in found] == ["ARE", "BHR"]

    @pytest.mark.parametrize("code", ["BHR", "bhr"])
    def test_one_at_a_glance(self, ask, code):
        found = ask(f"/countries/{code}?edition=2024").json()
        assert {name: found[name] for name in BAHRAIN} == BAHRAIN
        assert found["change"]["rank"] == 36
        assert found["headroom"][0]["code"] == "HCI"

    def test_the_newest_edition_unless_another_is_named(self, ask, world):
        assert ask("/countries/BHR").json()["edition"] == world.latest

    def test_the_same_fields_as_the_command_line(self, ask, world):
        found = ask("/countries/BHR?edition=2024").json()
        record = country_record(world, world.standing("BHR", 2024))
        assert {name: found[name] for name in record} == record

    def test_the_change_since_an_edition_that_is_asked_for(self, ask, world):
        found = ask("/countries/BHR?since=2012").json()["change"]
        assert (found["before"], found["after"], found["rank"]) == (2012, world.latest, 18)
        assert found == country_record(world, world.standing("BHR", world.latest), since=2012)["change"]

    @pytest.mark.parametrize(("since", "status"), [("2024", 422), ("2013", 404), ("soon", 422), ("0", 422)])
    def test_a_change_since_no_earlier_edition_is_a_problem(self, ask, since, status):
        assert ask(f"/countries/BHR?edition=2024&since={since}").status_code == status

    def test_history(self, ask, world):
        assert ask("/countries/BHR/history").json() == history_record(world, "BHR")

    def test_groups_can_be_used_as_filters(self, ask):
        for group in ask("/groups").json()["groups"]:
            total = ask(f"/countries?group={group['code']}&limit=1").json()["total"]
            assert total == len(group["members"]), group["code"]


class TestTwinning:
    def test_partners_with_the_fields_of_the_command_line(self, ask, world):
        found = ask("/twinning/bhr?edition=2024&top=3").json()
        assert found == twinning_record(partners(world, iso3="BHR", edition=2024), top=3)
        assert [partner["iso3"] for partner in found["partners"]] == ["SAU", "DNK", "ARE"]

    def test_other_weights_and_needs(self, ask):
        only = "complementarity=1&benefit=0&similarity=0&record=0"
        found = ask(f"/twinning/BHR?needs=tii&{only}").json()
        assert found["lacks"] == {"TII": 1.0}
        assert found["partners"][0]["total"] == found["partners"][0]["terms"]["complementarity"]

    @pytest.mark.parametrize(
        ("asked", "status", "code"),
        [
            ("XXX", 404, "analysis.unknown_country"),
            ("BHR?edition=2011", 404, "analysis.edition_not_loaded"),
            ("LBY?edition=2012", 422, "analysis.not_ranked"),
            ("BHR?record=0.5", 422, "analysis.twin_weights_sum"),
            ("BHR?record=1.5", 422, "request.invalid"),
            ("BHR?record=nan", 422, "request.invalid"),
            ("BHR?needs=ABC", 422, "analysis.twin_need"),
            ("BHR?top=0", 422, "request.invalid"),
        ],
    )
    def test_what_cannot_be_answered_is_a_problem(self, ask, asked, status, code):
        answer = ask(f"/twinning/{asked}")
        assert (answer.status_code, answer.json()["code"]) == (status, code)


class TestScores:
    def test_all_states_in_all_editions(self, ask, world):
        assert ask("/scores?limit=1").json()["total"] == 193 * len(world.editions)

    def test_rows_of_the_publication(self, ask):
        statuses = ("ranked", "not_ranked")
        totals = [ask(f"/scores?status={status}&limit=1").json()["total"] for status in statuses]
        assert sum(totals) == 2308

    def test_a_state_without_a_rank_has_null_and_never_zero(self, ask):
        found = ask("/scores?status=not_ranked&limit=500").json()["scores"]
        assert found
        for score in found:
            assert score["is_member"]
            assert not score["is_ranked"]
            assert score["rank"] is score["group"] is None
            assert 0 not in (score["egdi"], score["tii"], score["hci"]), score

    def test_a_state_that_was_no_member_yet(self, ask):
        (score,) = ask("/scores?status=not_member&ids=SSD&edition=2010").json()["scores"]
        assert (score["is_member"], score["rank"], score["egdi"]) == (False, None, None)

    def test_by_group_of_the_index(self, ask):
        found = ask("/scores?edition=2024&group=gcc&index_group=very_high").json()["scores"]
        assert "BHR" in {score["iso3"] for score in found}
        assert {score["group"] for score in found} == {"very_high"}

    def test_the_same_fields_as_the_command_line(self, ask, world):
        (found,) = ask("/scores?edition=2024&ids=BHR").json()["scores"]
        assert found == standing_record(world, world.standing("BHR", 2024))


class TestRankings:
    def test_by_published_rank(self, ask):
        ranks = [country["rank"] for country in ask("/rankings/2024?limit=500").json()["countries"]]
        assert ranks == sorted(ranks)
        assert len(ranks) == 193

    def test_places_within_a_group_go_on_in_the_next_part(self, ask):
        found = ask("/rankings/2024?group=gcc&limit=2&offset=2").json()
        assert [country["place"] for country in found["countries"]] == [3, 4]
        assert found["members"]["count"] == 6


def test_countries_and_groups_side_by_side(ask):
    country, group = ask("/compare?ids=bhr,GCC&edition=2024").json()["subjects"]
    assert (country["code"], country["rank"], country["rank_by_edition"]["2010"]) == ("BHR", 18, 13)
    assert (group["kind"], group["rank"], group["iso3"]) == ("group", None, None)
    assert 0.8 < group["egdi"] < 1


class TestMethods:
    def test_published_ones_and_the_draft(self, ask, world):
        found = ask("/methods").json()["methods"]
        assert [method["edition"] for method in found] == [*world.editions, world.draft.edition]
        assert [method["status"] for method in found][-2:] == ["published", "draft"]

    def test_the_tree_with_marks_and_sources(self, ask):
        method = ask("/methods/2024").json()
        assert [(child["code"], child["weight"]) for child in method["root"]["children"]] == [
            ("OSI", "1/3"),
            ("TII", "1/3"),
            ("HCI", "1/3"),
        ]
        known = {row["id"] for row in ask("/sources?limit=500").json()["sources"]}
        cited = {fact["source"] for child in method["root"]["children"] for fact in child["facts"]}
        assert cited - {None} <= known

    def test_what_changed_in_words(self, ask):
        found = ask("/methods/2024/changes?since=2022").json()["changes"]
        (gone,) = [change for change in found if change["code"] == "TII.FB"]
        assert gone["kind"] == "removed"
        assert "Fixed broadband" in gone["words"]["en"]
        assert gone["words"]["ar"]

    def test_since_the_edition_before_unless_another_is_named(self, ask):
        assert ask("/methods/2024/changes").json()["before"] == 2022
        assert ask("/methods/2003/changes").json()["before"] is None

    def test_one_source(self, ask):
        assert ask("/sources/tii-2024").json()["mark"] == "N"

    def test_indicators_of_an_edition(self, ask):
        found = ask("/indicators?edition=2024").json()["indicators"]
        assert all(2024 in indicator["editions"] for indicator in found)
        assert ask("/indicators/TII.WB").json()["became"] == "TII.AM"


class TestExplain:
    def test_down_to_what_was_published(self, ask):
        tree = ask("/explain/BHR/2024").json()["tree"]
        assert (tree["code"], tree["rank"]) == ("EGDI", 18)
        assert sum(child["contribution"] for child in tree["children"]) == pytest.approx(tree["value"])

    def test_one_component(self, ask):
        assert ask("/explain/BHR/2024?code=TII").json()["tree"]["value"] == BAHRAIN["tii"]

    def test_the_same_fields_as_the_command_line(self, ask, world):
        from miqyas.analysis.explain import explain

        record = explanation_record(world, explain(world, iso3="BHR", edition=2024))
        assert ask("/explain/BHR/2024").json() == record


class TestDatasets:
    def test_versions_in_force(self, ask, world):
        found = ask("/versions").json()
        assert (found["set"], found["latest"], found["target"]) == ("release", world.latest, world.target)

    def test_tables_of_the_release(self, ask):
        found = {table["name"]: table for table in ask("/datasets").json()["tables"]}
        assert found["survey_results"]["rows"] == 2308

    def test_known_errors_with_their_evidence(self, ask):
        found = ask("/known-errors").json()["errors"]
        assert all(error["evidence"]["ar"] and error["countries"] for error in found)
