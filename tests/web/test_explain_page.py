"""Explanations: parts, weights, sources; what is not loaded; published beside computed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miqyas.analysis.world import load_world
from miqyas.kernel.datasets import ActiveSet, Dataset
from tests.web.test_country_page import text_of

pytestmark = pytest.mark.django_db
INPUTS = {"HCI.AL": 97.9, "HCI.GER": 93.0, "HCI.EYS": 16.0, "HCI.MYS": 11.0, "HCI.EGL": 1.0}


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("code", ["EGDI", "OSI", "TII", "HCI", "EPI", "TII.IU", "OSI.POINTS"])
def test_each_code_of_the_edition_is_explained(client: Client, language: str, code: str) -> None:
    edition = 2003 if code == "OSI.POINTS" else 2024
    expected = 200 if code in load_world().methodology(edition).nodes else 404
    assert client.get(f"/{language}/countries/BHR/{edition}/explain/{code}/").status_code == expected


def test_the_index_is_the_sum_of_its_parts_beside_the_published_value(client: Client) -> None:
    text = text_of(client, "/en/countries/BHR/2024/explain/EGDI/")
    assert "Published 0.91958 Computed from its components 0.91961 Difference +0.00003" in text
    assert "The difference is the rounding of published values" in text
    assert "egdi-2024" in text


def test_a_difference_that_is_a_known_error_says_so(client: Client) -> None:
    text = text_of(client, "/en/countries/KHM/2008/explain/EGDI/")
    assert "The difference is larger than rounding; it is a known error" in text


def test_inputs_that_are_not_published_are_not_zero(client: Client) -> None:
    text = text_of(client, "/en/countries/BHR/2024/explain/TII/")
    assert "not loaded here" in text
    assert "import the raw inputs to see it" in text


def test_a_state_without_a_value_is_told_calmly(client: Client) -> None:
    assert "South Sudan has no published value" in text_of(client, "/en/countries/SSD/2010/explain/EGDI/")


def test_with_raw_inputs_the_computed_stands_beside_the_published(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["edition,iso3,code,value", *(f"2024,BHR,{code},{value}" for code, value in INPUTS.items())]
    dataset = Dataset(kind="raw", name="inputs.csv", content="\n".join(lines).encode())
    world = load_world(ActiveSet((dataset,)))
    monkeypatch.setattr("miqyas.workspace.datasets.world.current_world", lambda: world)
    text = text_of(client, "/en/countries/BHR/2024/explain/HCI/")
    assert "Computed from its raw inputs" in text
    assert "Difference" in text
    assert "the largest unexplained error is 0.0045" in text


@pytest.mark.parametrize(
    "page", ["BHR/2024/explain/XYZ/", "XYZ/2024/explain/EGDI/", "BHR/1999/explain/EGDI/"]
)
def test_nonsense_is_a_calm_page(client: Client, page: str) -> None:
    assert client.get(f"/en/countries/{page}").status_code == 404


def test_a_code_in_small_letters_leads_to_the_address(client: Client) -> None:
    answer = client.get("/en/countries/BHR/2024/explain/osi/")
    assert answer["Location"] == "/en/countries/BHR/2024/explain/OSI/"


def test_one_query_whatever_the_page_shows(client: Client) -> None:
    client.get("/en/countries/BHR/2024/explain/EGDI/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/ar/countries/BHR/2024/explain/EGDI/")
    assert len(queries) == 1
