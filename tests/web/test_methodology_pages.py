"""Methods: trees down to their sources, drafts that say so, differences in words."""

from itertools import pairwise

import pytest
from django.test import Client

from miqyas.methodology import indicators, published_editions, sources

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("edition", published_editions())
def test_every_node_of_an_edition_is_on_its_page(client: Client, edition: int) -> None:
    answer = client.get(f"/en/methodology/{edition}/")
    text = answer.content.decode()
    assert [code for code in answer.context["method"].nodes if f">{code}</bdi>" not in text] == []


def test_a_fact_without_a_source_says_so(client: Client) -> None:
    assert "Source: none." in client.get("/en/methodology/2003/").content.decode()
    assert "المصدر: لا يوجد" in client.get("/ar/methodology/2003/").content.decode()


def test_what_is_provisional_is_said_with_its_error(client: Client) -> None:
    text = client.get("/en/methodology/2024/").content.decode()
    assert "Human Capital Index is provisional here" in text
    assert "0.0045" in text


def test_a_draft_says_that_it_inherits_and_claims_no_verified_fact(client: Client) -> None:
    answer = client.get("/en/methodology/2026/")
    assert "A draft that inherits the method of" in answer.content.decode()
    assert {mark.value for mark, _ in answer.context["marks"]} <= {"I", "R"}


def test_differences_are_sentences(client: Client) -> None:
    changes = client.get("/en/methodology/differences/?older=2022&newer=2024").context["changes"]
    sentences = [change.text for change in changes]
    assert "Added to Telecommunication Infrastructure Index: Affordability." in sentences
    assert (
        "No longer listed in Telecommunication Infrastructure Index: Fixed broadband subscriptions."
        in sentences
    )
    unknown = "E-information is a part of E-Participation Index, whose parts in the older edition are"
    assert f"{unknown} not known here." in sentences


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_pair_of_editions_can_be_told_apart_in_words(client: Client, language: str) -> None:
    known = [*published_editions(), 2026]
    for older, newer in pairwise(known):
        answer = client.get(f"/{language}/methodology/differences/?older={older}&newer={newer}")
        assert answer.status_code == 200
        assert all(change.text.endswith((".", "؛")) for change in answer.context["changes"])


def test_the_register_holds_every_source(client: Client) -> None:
    text = client.get("/en/methodology/sources/").content.decode()
    assert [source for source in sources() if f'id="{source}"' not in text] == []


def test_the_matrix_holds_every_indicator_and_what_became_of_it(client: Client) -> None:
    text = client.get("/en/methodology/indicators/").content.decode()
    assert [code for code in indicators() if code not in text] == []
    assert "replaced by: Active mobile broadband subscriptions" in text


def test_a_line_promises_no_more_than_its_least_sure_fact(client: Client) -> None:
    root = client.get("/en/methodology/2003/").context["trees"][0]
    lines = {child.code: child for tree in root.children for child in tree.children}
    assert lines["TII.PC"].weight == "1/5"
    assert lines["TII.PC"].mark.value == "R"
    assert root.name == "E-Government Readiness Index"
