"""Comparison: two to eight, by an address that can be shared; what is wrong is said with a way on."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.test_country_page import text_of

pytestmark = pytest.mark.django_db
EIGHT = "BHR,ARE,SAU,gcc,KOR,world,LBY,region.europe"


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("index", ["EGDI", "OSI", "TII", "HCI", "EPI", "RANK"])
def test_eight_countries_and_groups_by_each_index(client: Client, language: str, index: str) -> None:
    answer = client.get(f"/{language}/compare/?with={EIGHT}&edition=2024&index={index}")
    assert answer.status_code == 200
    assert len(answer.context["table"].rows) == 8
    assert answer.context["lines"].wide.startswith("<svg")


def test_a_group_has_medians_and_no_rank(client: Client) -> None:
    rows = client.get("/en/compare/?with=BHR,gcc").context["table"].rows
    assert [row.cells[1] for row in rows] == [18, None]
    assert "median of its members (6)" in text_of(client, "/en/compare/?with=BHR,gcc")


def test_nothing_chosen_is_an_invitation(client: Client) -> None:
    answer = client.get("/en/compare/")
    assert answer.status_code == 200
    assert next(link.label for link in answer.context["starts"]) == "Bahrain and GCC"


def test_one_chosen_asks_for_another(client: Client) -> None:
    assert "One is chosen. Add another to begin." in text_of(client, "/en/compare/?with=KOR")


def test_nine_are_too_many_and_each_can_be_removed(client: Client) -> None:
    answer = client.get(f"/en/compare/?with={EIGHT},DNK")
    assert answer.status_code == 400
    assert len(answer.context["chips"]) == 9
    assert "table" not in answer.context


def test_an_unknown_name_is_told_with_what_may_be_meant(client: Client) -> None:
    answer = client.get("/en/compare/?with=BHR,Bahrian,<b>")
    assert answer.status_code == 404
    assert answer.context["unknown"][0].meant[0].label == "Bahrain"
    assert b"&lt;b&gt;" in answer.content


@pytest.mark.parametrize("typed", ["gcc", "GCC", "مجلس التعاون", "Gulf Cooperation Council"])
def test_a_group_is_added_by_its_name_in_either_language(client: Client, typed: str) -> None:
    answer = client.get("/en/compare/", {"with": "BHR", "add": typed})
    assert answer["Location"] == "/en/compare/?with=BHR,gcc&edition=2024&index=EGDI"


def test_suggestions_lead_to_the_larger_comparison(client: Client) -> None:
    found = client.get("/en/compare/suggestions/?with=BHR&q=emir").json()["suggestions"]
    assert found[0]["name"] == "United Arab Emirates"
    assert "with=BHR,ARE" in found[0]["url"]


def test_a_state_without_values_then_is_named_not_drawn(client: Client) -> None:
    text = text_of(client, "/en/compare/?with=gcc,BHR&index=RANK")
    assert "Without a value in this chart: GCC." in text


@pytest.mark.parametrize("query", ["edition=1999", "edition=abc", "index=GDP"])
def test_nonsense_is_a_calm_page(client: Client, query: str) -> None:
    assert client.get(f"/ar/compare/?with=BHR,ARE&{query}").status_code == 404


def test_one_query_whatever_is_compared(client: Client) -> None:
    client.get(f"/en/compare/?with={EIGHT}")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/ar/compare/?with={EIGHT}")
    assert len(queries) == 1
