"""What features are worth: its page in both languages, and the part of a country's page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.test_country_page import text_of

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "page", ["", "BHR/", "DNK/", "CAF/", "BHR/?edition=2028", "BHR/?edition=2022", "LBY/?edition=2012"]
)
def test_every_page_is_there_in_both_languages(client: Client, language: str, page: str) -> None:
    found = client.get(f"/{language}/worth/{page}")
    assert found.status_code == 200
    assert found.content.decode().count("<h1") == 1


def test_a_range_and_never_one_number_where_the_others_move(client: Client) -> None:
    text = text_of(client, "/en/worth/BHR/")
    assert (
        "Gaining 5 points in online services is worth between nothing and 5 places to Bahrain in 2026" in text
    )
    assert "The next rank, 17, costs 1 point of online services in 2024." in text
    assert "no single number would be true" in text
    nodes = client.get("/en/worth/BHR/").context["nodes"]
    assert all(
        gain.coming.startswith(("between", "no place", "one place")) for node in nodes for gain in node.gains
    )


def test_in_arabic(client: Client) -> None:
    text = text_of(client, "/ar/worth/BHR/")
    assert "ما تساويه 5 نقاط في الخدمات عبر الإنترنت لدى البحرين في إصدار 2026: بين لا شيء و5 مراكز" in text
    assert "حد أدنى، وقد يكون الأثر أكبر" in text


def test_each_step_can_be_tried_in_the_simulator(client: Client) -> None:
    nodes = client.get("/en/worth/BHR/").context["nodes"]
    urls = [gain.url for node in nodes for gain in node.gains]
    assert "/en/simulator/BHR/?osi.sp=5" in urls
    assert "/en/simulator/BHR/?tii.af.mobile=-0.5" in urls
    for url in urls[:: len(urls) // 6]:
        assert client.get(url).status_code == 200


def test_marks_lower_bounds_and_steps_that_were_cut(client: Client) -> None:
    text = text_of(client, "/en/worth/BHR/")
    for words in (
        "Verified numerically",
        "Inferred",
        "Secondary source",
        "* There is no room",
        "≥ A lower bound",
    ):
        assert words in text


def test_an_edition_with_a_next_one_is_told_as_it_was(client: Client) -> None:
    found = client.get("/en/worth/BHR/?edition=2018")
    assert found.context["found"].coming is None
    assert "would have been worth" in text_of(client, "/en/worth/BHR/?edition=2018")


def test_a_state_without_a_rank_is_told_calmly(client: Client) -> None:
    assert "has no rank in 2012" in text_of(client, "/en/worth/LBY/?edition=2012")


@pytest.mark.parametrize("page", ["XYZ/", "BHR/?edition=2027", "BHR/?edition=abc", "BHR/?edition=20242"])
def test_nonsense_is_not_found(client: Client, page: str) -> None:
    assert client.get(f"/en/worth/{page}").status_code == 404


def test_a_name_leads_to_its_country(client: Client) -> None:
    assert client.get("/en/worth/?q=عمان").headers["Location"] == "/en/worth/OMN/"
    assert client.get("/en/worth/suggestions/?q=om").json()["suggestions"][0]["url"] == "/en/worth/OMN/"


def test_it_costs_one_query(client: Client) -> None:
    client.get("/en/worth/OMN/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/worth/QAT/")
    assert len(queries) <= 2


class TestOnTheCountryPage:
    def test_points_of_services_and_participation_and_the_price_of_the_next_rank(
        self, client: Client
    ) -> None:
        found = client.get("/en/countries/BHR/")
        rows = found.context["worth_table"].rows
        assert [row.cells[0] for row in rows] == ["Services provision", "E-participation"]
        assert [cell.value for cell in rows[0].cells[1:]] == ["one place", "2 places", "5 places"]
        assert rows[1].cells[3].note == "room for 7 points only"
        text = text_of(client, "/en/countries/BHR/")
        assert "The next rank, 17, costs 1 point of online services in 2024." in text

    def test_it_leads_to_the_whole_and_to_the_simulator(self, client: Client) -> None:
        text = client.get("/ar/countries/BHR/").content.decode()
        assert 'href="/ar/worth/BHR/"' in text
        assert 'href="/ar/simulator/BHR/"' in text
        assert 'href="/ar/worth/BHR/?edition=2018"' in client.get("/ar/countries/BHR/2018/").content.decode()

    def test_an_edition_without_points_has_no_table_and_the_first_no_price(self, client: Client) -> None:
        assert client.get("/en/countries/BHR/2022/").context["worth_table"] is None
        assert client.get("/en/countries/DNK/").context["worth_price"] == "There is no rank above the first."
