"""The pages of a target: the finding and the ways, what is met or out of reach, what cannot be asked."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.reading import plain
from tests.web.test_country_page import text_of

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "page",
    [
        "",
        "BHR/",
        "DNK/",
        "BHR/?goal=group&group=very_high&prob=0.8",
        "SGP/?goal=ahead&ahead=DNK&prob=0.6&edition=2028",
        "COM/?goal=rank&rank=1&prob=0.95",
        "BHR/?goal=class&class=VH&prob=0.7&tii=3&hci=2",
    ],
)
def test_every_page_is_there_in_both_languages(client: Client, language: str, page: str) -> None:
    answer = client.get(f"/{language}/target/{page}")
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1


def test_without_a_question_the_next_rung_is_asked_with_four_chances_in_five(client: Client) -> None:
    text = text_of(client, "/en/target/BHR/")
    assert "To be at rank 10 or better in 2026 with a chance of 80%, no component alone is enough" in text
    assert "70% of the headroom of each" in text


def test_the_ways_stand_beside_their_headroom_and_what_could_carry_them(client: Client) -> None:
    answer = client.get("/en/target/BHR/?goal=class&class=VH&prob=0.8&edition=2026")
    text = plain(answer)
    assert "Bahrain needs about 0.07" in text
    assert "more in human capital, or 0.08" in text
    assert "Infrastructure alone not enough" in text
    assert "E-government literacy" in text
    assert "Inferred" in text
    found = answer.context["found"]
    assert found.component("OSI").gain > found.component("HCI").gain


def test_a_met_target_is_said_to_be_met(client: Client) -> None:
    answer = client.get("/en/target/BHR/?goal=group&group=very_high")
    text = plain(answer)
    assert "needs nothing more: the chance is 99% as it is" in text
    assert "Ways to it" not in text
    assert "figure" not in answer.context


@pytest.mark.parametrize(("language", "words"), [("en", "What stands in the way"), ("ar", "ما الذي يمنع")])
def test_a_target_out_of_reach_says_what_stands_in_the_way(client: Client, language: str, words: str) -> None:
    text = plain(client.get(f"/{language}/target/COM/?goal=rank&rank=1&prob=0.95"))
    assert words in text


def test_fields_of_the_form_that_say_nothing_leave_the_address(client: Client) -> None:
    fields = "goal=rank&rank=12&group=high&class=VH&ahead=ARE&prob=0.5&edition=2026&osi=1&tii=3&hci=1"
    asked = client.get(f"/en/target/?country=BHR&{fields}")
    assert asked.status_code == 302
    assert asked.url == "/en/target/BHR/?goal=rank&rank=12&prob=0.5&edition=2026&tii=3"
    again = client.get(f"/en/target/BHR/?{fields}")
    assert again.url == asked.url
    assert client.get(asked.url).status_code == 200


def test_another_spelling_leads_to_the_code(client: Client) -> None:
    answer = client.get("/en/target/bahrain/?goal=class&class=VH")
    assert answer.url == "/en/target/BHR/?goal=class&class=VH"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("goal=rank&rank=0", "There is no rank 0"),
        ("goal=rank&rank=500", "There is no rank 500"),
        ("goal=rank&rank=ten", "There is no rank 0"),
        ("goal=group&group=top", "The index has no group top"),
        ("goal=class&class=ZZ", "no rating class ZZ"),
        ("goal=ahead&ahead=BHR", "cannot be ahead of itself"),
        ("goal=ahead&ahead=XXX", "No Member State has the code XXX"),
        ("goal=rank&rank=10&prob=80", "eighty per cent is 0.8"),
        ("goal=rank&rank=10&prob=0", "is not between 0 and 1"),
        ("goal=rank&rank=10&prob=much", "is not between 0 and 1"),
        ("goal=rank&rank=10&tii=-1", "not a number above 0"),
        ("goal=rank&rank=10&tii=nan", "not a number above 0"),
        ("goal=rank&rank=10&tii=dear", "cannot be read"),
    ],
)
def test_what_cannot_be_asked_is_told_with_the_form_to_mend_it(
    client: Client, asked: str, words: str
) -> None:
    answer = client.get(f"/en/target/BHR/?{asked}")
    assert answer.status_code == 422
    text = plain(answer)
    assert words in text
    assert "Show the answer" in text


@pytest.mark.parametrize(
    "page", ["XXX/", "nowhere/", "BHR/?goal=cup", "BHR/?edition=2024", "?country=Atlantis"]
)
def test_what_is_not_there_is_a_missing_page(client: Client, page: str) -> None:
    assert client.get(f"/en/target/{page}").status_code == 404


def test_the_chart_has_its_own_address(client: Client) -> None:
    query = "country=BHR&goal=rank&value=10&prob=0.8&edition=2026"
    assert client.get(f"/ar/charts/target-reach.svg?{query}").status_code == 200
    assert client.get(f"/en/charts/target-reach.svg?{query.replace('rank', 'cup')}").status_code == 404
    assert client.get(f"/en/charts/target-reach.svg?{query.replace('BHR', 'XXX')}").status_code == 404


def test_an_answer_that_was_given_is_not_worked_out_again(client: Client, monkeypatch) -> None:
    page = "/en/target/BHR/?goal=rank&rank=11&prob=0.5&edition=2026"
    assert client.get(page).status_code == 200

    def never(*_args, **_more):
        raise AssertionError("worked out again")

    monkeypatch.setattr("miqyas.reports.targets.target", never)
    assert client.get(page.replace("/en/", "/ar/")).status_code == 200


def test_the_same_can_be_asked_of_the_command_line_and_the_interface(client: Client) -> None:
    answer = client.get("/en/target/BHR/?goal=class&class=VH&prob=0.7&edition=2026&tii=3")
    command = "miqyas target BHR --class VH --prob 0.7 --edition 2026 --effort tii=3"
    assert answer.context["command"] == command
    told = client.get(answer.context["api_address"]).json()
    assert told["probability_now"] == answer.context["found"].now
    assert told["cheapest"]["gains"] == answer.context["found"].cheapest.gains


def test_the_ways_lead_to_the_simulator(client: Client) -> None:
    answer = client.get("/en/target/BHR/?goal=class&class=VH&prob=0.8&edition=2026")
    links = answer.context["simulator"]
    assert [link.label for link in links] == ["Online services alone", "Human capital alone", "Cheapest mix"]
    gain = answer.context["found"].component("HCI").gain
    assert f"hci={gain:g}&edition=2026" in links[1].url


def test_a_page_asks_the_database_little(client: Client) -> None:
    client.get("/en/target/BHR/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/en/target/BHR/")
    assert len(queries) <= 4
