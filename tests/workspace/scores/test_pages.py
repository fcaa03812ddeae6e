"""The pages of scores: the authority reads them, follows a feature to the index, enters official results."""

from typing import Any

import pytest

from miqyas.jobs.scores.boards import pairs_known
from miqyas.observations.losi import CityScore
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.models import OfficialResult
from miqyas.workspace.campaigns.services.official import OfficialError, official_result_set
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.history.models import Record
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import open_campaign
from tests.workspace.scores.scored_given import cities_scored, scored

pytestmark = pytest.mark.django_db
SCORE = "/workspace/campaigns/scored/score/"
GIVEN = {"edition": "2024", "source": "Report, page 9", "value-OSI.SP": "0.7"}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_score_says_between_which_ranks_and_that_it_is_uncalibrated(
    campaign_cast: CampaignCast, language: str
):
    scored(campaign_cast)
    page = signed_in(campaign_cast.amina).get(f"/{language}{SCORE}")
    assert page.status_code == 200
    expected = page.context["expected"]
    assert 0 < expected.best < expected.worst
    assert expected.median is None
    assert {"ar": "نطاق غير معايَر", "en": "Uncalibrated band"}[language] in page.text
    assert [(row.code, row.claimed) for row in page.context["rows"][:1]] == [("OSI.IF", 0.5)]
    assert [row.code for row in page.context["holders"]] == ["health", "education"]
    assert page.context["gap_count"] == 2


def test_a_campaign_without_answers_says_what_is_missing(campaign_cast: CampaignCast):
    open_campaign(campaign_cast, code="scored")
    page = signed_in(campaign_cast.amina).get(f"/en{SCORE}")
    assert page.status_code == 200
    assert page.context["expected"].problem
    assert page.context["lost"] == 0


def test_a_feature_is_followed_to_the_index_and_back(campaign_cast: CampaignCast):
    scored(campaign_cast)
    line = signed_in(campaign_cast.amina).get(f"/en{SCORE}OSI-IF-001/").context["line"]
    assert sorted(claim.share for claim in line.claims) == [0.0, 1.0]
    assert line.trio.verified == 0.0
    assert line.steps[-1].reached * 1000 == pytest.approx(line.worth)
    assert line.lost == pytest.approx(line.worth)
    assert line.back > 0


@pytest.mark.parametrize("feature", ["OSI-IF-999", "x", "official-results", "%E2%80%AE"])
def test_a_feature_that_is_not_there_is_a_missing_page(campaign_cast: CampaignCast, feature: str):
    scored(campaign_cast)
    assert signed_in(campaign_cast.amina).get(f"/en{SCORE}{feature}/").status_code == 404


def test_official_results_calibrate_the_bridge_and_can_be_taken_off(campaign_cast: CampaignCast):
    scored(campaign_cast, state="published")
    lead = signed_in(campaign_cast.amina)
    wide = lead.get(f"/en{SCORE}").context["expected"]
    assert lead.post(f"/en{SCORE}official/", GIVEN).status_code == 302
    assert [(pair.node, pair.published) for pair in pairs_known(current_world())] == [("OSI.SP", 0.7)]
    page = lead.get(f"/en{SCORE}official/")
    assert page.context["pairs"][0][1:] == (0.75, 0.7)
    assert "Report, page 9" in page.text
    assert lead.get(f"/en{SCORE}").context["expected"] != wide
    assert Record.objects.get(action="campaign.calibrate").details["values"] == {"OSI.SP": 0.7}
    assert lead.post(f"/en{SCORE}official/", {**GIVEN, "take_off": "1"}).status_code == 302
    assert pairs_known(current_world()) == ()
    assert OfficialResult.objects.count() == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"value-OSI.SP": "1.2"},
        {"value-OSI.SP": "-0.1"},
        {"value-OSI.SP": "nan"},
        {"value-OSI.SP": "half"},
        {"value-OSI.SP": ""},
        {"source": ""},
        {"source": "x" * 301},
        {"edition": "1066"},
        {"edition": ""},
    ],
)
def test_official_results_that_cannot_be_are_refused(campaign_cast: CampaignCast, changed: dict[str, str]):
    scored(campaign_cast, state="reply")
    answer = signed_in(campaign_cast.amina).post(f"/en{SCORE}official/", {**GIVEN, **changed})
    assert answer.status_code == 422
    assert not OfficialResult.objects.exists()


def test_official_results_wait_for_the_end_of_the_review(campaign_cast: CampaignCast):
    given = scored(campaign_cast)
    assert signed_in(campaign_cast.amina).post(f"/en{SCORE}official/", GIVEN).status_code == 422
    with pytest.raises(OfficialError):
        official_result_set(given.campaign, edition=2024, values={"OSI.SP": 0.7}, source="x", by=None)


def test_others_enter_no_official_results(campaign_cast: CampaignCast):
    scored(campaign_cast, state="reply")
    for person, status in ((campaign_cast.jamal, 403), (campaign_cast.salma, 403), (campaign_cast.dana, 404)):
        assert signed_in(person).post(f"/en{SCORE}official/", GIVEN).status_code == status


def test_cities_stand_side_by_side_and_each_sees_its_own_page(campaign_cast: CampaignCast):
    _, cities = cities_scored(campaign_cast)
    lead = signed_in(campaign_cast.amina)
    assert lead.get("/en/workspace/campaigns/towns/score/", follow=True).redirect_chain
    page = lead.get("/ar/workspace/campaigns/towns/cities/")
    assert [one.city.code for one, _ in page.context["lines"]] == ["city-a", "city-b"]
    assert lead.get("/en/workspace/campaigns/towns/cities/city-a/").context["whole"].verified == 1.0
    assert lead.get("/en/workspace/campaigns/towns/cities/health/").status_code == 404
    role_grant(campaign_cast.dana, role="signatory", by=None, entity=cities[1].pk)
    mayor = signed_in(campaign_cast.dana)
    assert mayor.get("/en/workspace/campaigns/towns/cities/city-b/").status_code == 200
    assert mayor.get("/en/workspace/campaigns/towns/cities/city-a/").status_code == 404
    assert mayor.get("/en/workspace/campaigns/towns/cities/").status_code == 403


def test_what_was_published_of_a_city_stands_beside_it(
    campaign_cast: CampaignCast, monkeypatch: pytest.MonkeyPatch
):
    loaded = (
        CityScore(2022, "City-A", "BHR", "LOSI", 0.4, "known"),
        CityScore(2024, "City-A", "BHR", "LOSI", 0.6, "known"),
        CityScore(2024, "City-A", "BHR", "LOSI.IF", 0.7, "known"),
        CityScore(2024, "city-b", "ARE", "LOSI", 0.9, "known"),
    )
    monkeypatch.setattr("miqyas.jobs.scores.cities.load_losi", lambda active: loaded)
    cities_scored(campaign_cast)
    lead = signed_in(campaign_cast.amina)
    (first, _), (second, _) = lead.get("/en/workspace/campaigns/towns/cities/").context["lines"]
    assert (first.published.value, first.published.edition, second.published) == (0.6, 2024, None)
    beside = lead.get("/en/workspace/campaigns/towns/cities/city-a/").context["published"]
    assert [(one.code, one.value) for one in beside] == [("LOSI", 0.6), ("LOSI.IF", 0.7)]


def board_of(person: Any) -> Any:
    return signed_in(person).get("/en/workspace/").context


def test_each_is_led_to_their_own_board(campaign_cast: CampaignCast):
    scored(campaign_cast)
    lead = board_of(campaign_cast.amina)
    assert lead["authority"]["expected"].best
    assert len(lead["authority"]["best"]) == 3
    assert lead["authority"]["checkpoint"].is_late
    signatory = board_of(campaign_cast.salma)
    (part,) = signatory["entities"]
    assert part["progress"] == {"done": 4, "due": 4, "share": 1.0}
    assert part["standing"]["lost_share"] is None
    question = "/en/workspace/campaigns/scored/entity/health/OSI-"
    assert part["best"]
    assert all(thing.url.startswith(question) for thing in part["best"])
    assert all(signed_in(campaign_cast.salma).get(thing.url).status_code == 200 for thing in part["best"])
    assert board_of(campaign_cast.ines)["decisions"][0]["waiting"] == 1
    assert len(board_of(campaign_cast.elif_)["health"]) == 5
    assert board_of(campaign_cast.elif_)["authority"] is None


def test_what_is_late_is_named(campaign_cast: CampaignCast):
    given = open_campaign(campaign_cast)
    given.campaign.answers_until = given.campaign.opens_on
    given.campaign.save()
    late = board_of(campaign_cast.amina)["authority"]["late"]
    assert [thing.label for thing in late] == ["Ministry of Health", "Ministry of Education"]
    assert all(thing.is_late for thing in late)


def test_an_entity_is_told_its_share_of_what_is_lost_once_the_review_is_over(campaign_cast: CampaignCast):
    scored(campaign_cast, state="reply")
    standing = board_of(campaign_cast.salma)["entities"][0]["standing"]
    assert 0.5 < standing["lost_share"] < 1


def test_who_has_no_role_is_told_whom_to_ask(campaign_cast: CampaignCast):
    page = signed_in(campaign_cast.dana).get("/ar/workspace/")
    assert page.status_code == 200
    assert "Amina" in page.text
    assert "amina@example.org" not in page.text


def test_a_stranger_signs_in_first(client: Any, campaign_cast: CampaignCast):
    scored(campaign_cast)
    for address in ("/en/workspace/", f"/en{SCORE}", "/en/workspace/campaigns/none/score/"):
        assert client.get(address).status_code == 302
