"""Trends: medians and spread, convergence in words, climbers of a span, and the cautions."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.test_country_page import text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("index", ["EGDI", "OSI", "TII", "HCI", "EPI"])
@pytest.mark.parametrize("by", ["region", "income", "membership", "situation"])
def test_every_index_and_division(client: Client, language: str, index: str, by: str) -> None:
    assert client.get(f"/{language}/trends/?index={index}&by={by}").status_code == 200


def test_convergence_is_told_in_words(client: Client) -> None:
    text = text_of(client, "/en/trends/")
    assert "States move apart: the middle half is 48% wider than in 2003" in text
    assert "States have drawn closer in 3 groups of 12" in text


def test_memberships_and_methods_are_cautioned(client: Client) -> None:
    text = text_of(client, "/en/trends/")
    assert "Groups have their members of 2026 in every edition" in text
    assert "The method of the index changed between editions" in text


def test_groups_of_the_index_begin_where_they_exist(client: Client) -> None:
    rows = client.get("/en/trends/").context["groups_table"].rows
    assert [row.cells[0].value for row in rows] == ["2024", "2022", "2020", "2018", "2016", "2014"]
    assert rows[0].cells[1] == 76


def test_climbers_of_a_span_within_a_group(client: Client) -> None:
    answer = client.get("/en/trends/?from=2010&to=2024&group=gcc")
    assert len(answer.context["movers"].rows) == 6
    assert answer.context["climbers"].title.startswith("Saudi Arabia climbed furthest since 2010")


def test_a_span_that_runs_backwards_is_turned_round_and_said(client: Client) -> None:
    answer = client.get("/en/trends/?from=2024&to=2012")
    assert (answer.context["choice"].before, answer.context["choice"].after) == (2012, 2024)
    assert "taken the other way round" in text_of(client, "/en/trends/?from=2024&to=2012")


@pytest.mark.parametrize("edition", [2003, 2024])
def test_a_span_of_one_edition_becomes_the_nearest_span(client: Client, edition: int) -> None:
    choice = client.get(f"/en/trends/?from={edition}&to={edition}").context["choice"]
    assert choice.before < choice.after


@pytest.mark.parametrize("query", ["index=GDP", "by=colour", "from=1999", "to=x", "group=none"])
def test_nonsense_is_a_calm_page(client: Client, query: str) -> None:
    assert client.get(f"/ar/trends/?{query}").status_code == 404


def test_one_query_whatever_is_shown(client: Client) -> None:
    client.get("/en/trends/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/ar/trends/")
    assert len(queries) == 1
