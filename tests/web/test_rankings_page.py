"""Rankings: order, filters, those that are not ranked, files."""

import csv
import io
import json

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str) -> list[str]:
    rows = client.get(address).context["table"].rows
    return [row.cells[1].value for row in rows]


def test_states_come_by_rank(client: Client) -> None:
    assert shown(client, "/en/rankings/2024/")[:3] == ["Denmark", "Estonia", "Singapore"]
    assert len(shown(client, "/en/rankings/2024/")) == 193


def test_a_column_sorts_from_its_best_and_then_the_other_way(client: Client) -> None:
    best = shown(client, "/en/rankings/2024/?sort=osi")
    assert set(shown(client, "/en/rankings/2024/?sort=-osi")) == set(best)
    assert shown(client, "/en/rankings/2024/?sort=-osi")[-1] == best[0]


def test_names_sort_by_the_alphabet_of_the_language(client: Client) -> None:
    assert shown(client, "/en/rankings/2024/?sort=name")[0] == "Afghanistan"
    assert shown(client, "/ar/rankings/2024/?sort=name")[0].startswith(("أ", "إ", "آ"))


def test_filters_leave_the_members_of_a_group(client: Client) -> None:
    names = shown(client, "/en/rankings/2024/?group=gcc")
    assert names == ["Saudi Arabia", "United Arab Emirates", "Bahrain", "Oman", "Qatar", "Kuwait"]


def test_memberships_are_said_to_be_recalled_and_of_today(client: Client) -> None:
    assert "recalled" in client.get("/en/rankings/2024/?group=gcc").content.decode()
    assert "may have been different then" in client.get("/en/rankings/2010/?group=gcc").content.decode()
    assert "recalled" not in client.get("/en/rankings/2024/?group=region.asia").content.decode()


def test_states_without_a_rank_stand_apart_with_the_reason(client: Client) -> None:
    reasons = {state.iso3: state.reason for state in client.get("/en/rankings/2012/").context["unranked"]}
    assert set(reasons) == {"LBY", "CAF", "GIN"}
    assert all("Online Service Index" in reason for reason in reasons.values())


def test_editions_without_groups_offer_none(client: Client) -> None:
    assert client.get("/en/rankings/2010/").context["bands"] == ()


def test_the_first_edition_has_no_change_to_show(client: Client) -> None:
    labels = [column.label for column in client.get("/en/rankings/2003/").context["table"].columns]
    assert "Change" not in labels


def test_a_filter_without_answer_says_so(client: Client) -> None:
    assert "No state fits" in client.get("/en/rankings/2024/?q=zzzz").content.decode()


def test_files_hold_what_the_page_shows(client: Client) -> None:
    text = client.get("/en/rankings/2024.csv?group=gcc&sort=-egdi").content.decode("utf-8-sig")
    assert [row["iso3"] for row in csv.DictReader(io.StringIO(text))] == [
        "KWT",
        "QAT",
        "OMN",
        "BHR",
        "ARE",
        "SAU",
    ]
    rows = json.loads(client.get("/en/rankings/2024.json?group=gcc").content)["rows"]
    assert len(rows) == 6
