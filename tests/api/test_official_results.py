"""Official results and cities over the interface: entered, held against shares, told to whom it may be."""

from typing import Any

import pytest
from django.test import Client

from miqyas.jobs.scores.boards import pairs_known
from miqyas.observations.losi import CityScore
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.models import OfficialResult
from miqyas.workspace.datasets.world import current_world
from tests.api.test_people import program_of
from tests.campaign_cast import CampaignCast
from tests.workspace.scores.scored_given import cities_scored, scored

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BASE = "/api/v1/workspace/campaigns"
OFFICIAL, CITIES = f"{BASE}/scored/official", f"{BASE}/towns/cities"
GIVEN = {"edition": 2024, "source": "Report, page 9", "values": {"OSI.SP": 0.7}}


@pytest.fixture
def cast(campaign_cast: CampaignCast) -> CampaignCast:
    return campaign_cast


def enter(client: Client, **changes: Any) -> Any:
    return client.put(OFFICIAL, {**GIVEN, **changes}, content_type="application/json")


class TestOfficialResults:
    """What was published of the edition that a campaign assessed too."""

    def test_they_calibrate_and_are_taken_off(self, cast: CampaignCast) -> None:
        scored(cast, state="published")
        amina = program_of(cast.amina)
        before = amina.get(OFFICIAL).json()
        assert (before["results"], before["pairs"], "OSI.SP" in before["nodes"]) == ([], [], True)
        told = enter(amina).json()
        assert told["pairs"] == [{"node": "OSI.SP", "share": 0.75, "published": 0.7}]
        assert [(one["number"], one["by"]) for one in told["results"]] == [(1, "Amina")]
        assert [pair.node for pair in pairs_known(current_world())] == ["OSI.SP"]
        off = amina.delete(OFFICIAL).json()
        assert ([one["values"] for one in off["results"]], off["pairs"]) == ([{}, {"OSI.SP": 0.7}], [])
        assert pairs_known(current_world()) == ()
        assert len(amina.delete(OFFICIAL).json()["results"]) == 2

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"values": {"OSI.SP": 1.2}}, "official.outside"),
            ({"values": {"OSI.SP": -0.1}}, "official.outside"),
            ({"values": {"OSI.SP": "half"}}, "request.invalid"),
            ({"values": {}}, "request.invalid"),
            ({"values": {"MOON": 0.7}}, "official.node_unknown"),
            ({"source": " "}, "official.source"),
            ({"source": "x" * 301}, "request.invalid"),
            ({"edition": 1066}, "official.edition_unknown"),
            ({"edition": "soon"}, "request.invalid"),
        ],
    )
    def test_what_cannot_be_is_refused(self, cast: CampaignCast, changes: dict[str, Any], code: str) -> None:
        scored(cast, state="reply")
        answer = enter(program_of(cast.amina), **changes)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert not OfficialResult.objects.exists()

    def test_they_wait_for_the_end_of_the_review(self, cast: CampaignCast) -> None:
        scored(cast)
        answer = enter(program_of(cast.amina))
        assert (answer.status_code, answer.json()["code"]) == (422, "official.not_comparable")

    def test_others_neither_read_nor_enter_them(self, cast: CampaignCast) -> None:
        scored(cast, state="reply")
        for who, status in ((cast.jamal, 403), (cast.salma, 403), (cast.dana, 404)):
            assert enter(program_of(who)).status_code == status
            assert program_of(who).get(OFFICIAL).status_code == status
        reads = enter(program_of(cast.amina, "read"))
        assert (reads.status_code, reads.json()["code"]) == (403, "request.token_reads")

    def test_cities_have_none(self, cast: CampaignCast) -> None:
        cities_scored(cast)
        assert program_of(cast.amina).get(f"{BASE}/towns/official").status_code == 404


class TestCities:
    """Cities side by side, each its own."""

    def test_they_stand_side_by_side_with_what_was_published(
        self, cast: CampaignCast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        loaded = (
            CityScore(2022, "City-A", "BHR", "LOSI", 0.4, "known"),
            CityScore(2024, "City-A", "BHR", "LOSI", 0.6, "known"),
            CityScore(2024, "City-A", "BHR", "LOSI.IF", 0.7, "known"),
            CityScore(2024, "city-b", "ARE", "LOSI", 0.9, "known"),
        )
        monkeypatch.setattr("miqyas.jobs.scores.cities.load_losi", lambda active: loaded)
        cities_scored(cast)
        amina = program_of(cast.amina)
        first, second = amina.get(CITIES).json()["cities"]
        assert (first["city"], first["all"]["verified"]["share"]) == ("city-a", 1.0)
        assert (first["published"]["value"], second["published"]) == (0.6, None)
        told = amina.get(f"{CITIES}/city-a").json()
        assert [one["code"] for one in told["published"]] == ["LOSI", "LOSI.IF"]
        assert not told["is_inside"]

    def test_each_sees_its_own_alone(self, cast: CampaignCast) -> None:
        _, cities = cities_scored(cast)
        role_grant(cast.dana, role="signatory", by=None, entity=cities[1].pk)
        mayor = program_of(cast.dana)
        assert mayor.get(f"{CITIES}/city-b").json()["is_inside"]
        assert mayor.get(f"{CITIES}/city-a").status_code == 404
        assert mayor.get(CITIES).status_code == 403
        assert program_of(cast.amina).get(f"{CITIES}/health").status_code == 404

    def test_a_nation_has_none(self, cast: CampaignCast) -> None:
        scored(cast)
        assert program_of(cast.amina).get(f"{BASE}/scored/cities").status_code == 404
