"""The home page and the search."""

import pytest
from django.test import Client

from miqyas.observations.countries import countries

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_state_is_on_the_home_page(client: Client, language: str) -> None:
    text = client.get(f"/{language}/").content.decode()
    assert [iso3 for iso3 in countries() if f">{iso3}</span>" not in text] == []


def test_the_home_country_stands_large_with_its_way(client: Client) -> None:
    answer = client.get("/en/")
    assert answer.context["home"].standing.rank == 18
    assert answer.context["gained"] == 36
    assert "36</bdi> places up" in answer.content.decode()


def test_another_home_country_is_a_setting(client: Client, settings) -> None:
    settings.MIQYAS_HOME_COUNTRY = "SAU"
    assert client.get("/en/").context["home"].standing.rank == 6


def test_an_edition_to_come_is_said_to_be_absent_and_no_more(client: Client) -> None:
    text = client.get("/en/").content.decode()
    assert "2026</bdi>: results not loaded here." in text


def test_movers_are_those_that_changed_most(client: Client) -> None:
    climbers = client.get("/en/").context["climbers"]
    assert climbers[0].mover.gained == max(move.mover.gained for move in climbers)
    assert len(climbers) == 5


@pytest.mark.parametrize(
    ("question", "iso3"),
    [("bahr", "BHR"), ("بحر", "BHR"), ("امارات", "ARE"), ("turk", "TUR"), ("czech", "CZE")],
)
def test_states_are_suggested_in_both_languages(client: Client, question: str, iso3: str) -> None:
    found = client.get("/ar/search/suggestions/", {"q": question}).json()["suggestions"]
    assert countries()[iso3].name.in_language("ar") in [answer["name"] for answer in found]


def test_a_search_without_answer_offers_all_states(client: Client) -> None:
    text = client.get("/en/search/", {"q": "<script>zzzz"}).content.decode()
    assert "No state matches" in text
    assert "<script>zzzz" not in text


def test_a_name_typed_in_full_leads_to_its_page(client: Client) -> None:
    for question in ("Bahrain", "البحرين", "bhr"):
        assert client.get("/en/search/", {"q": question})["Location"] == "/en/countries/BHR/"
