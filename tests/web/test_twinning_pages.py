"""The pages of twinning: choose a country, its partners with every term, a programme from a file."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tests.web.reading import plain
from tests.web.test_country_page import text_of

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "en")
PROGRAMME = "/en/twinning/programme/"


def upload(client, *lines, name="few.csv", **fields):
    file = SimpleUploadedFile(name, "\n".join(lines).encode())
    return client.post(PROGRAMME, {"file": file, **fields})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "page",
    [
        "",
        "BHR/",
        "DNK/",
        "BHR/?edition=2003",
        "BHR/?need=HCI&top=25",
        "FSM/?edition=2024&top=193",
        "programme/",
    ],
)
def test_every_page_is_there_in_both_languages(client: Client, language: str, page: str) -> None:
    answer = client.get(f"/{language}/twinning/{page}")
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1


def test_partners_are_told_with_every_term(client: Client) -> None:
    text = text_of(client, "/en/twinning/BHR/")
    assert "Saudi Arabia, Denmark and the United Arab Emirates come first of 40 states" in text
    gauges = plain(client.get("/en/twinning/BHR/"))
    for words in ("Strength where needed 53%", "Mutual benefit 3%", "Similarity 80%", "Track record 91%"):
        assert words in gauges
    assert "Saudi Arabia stands 0.039 higher where Bahrain is weakest, human capital." in text
    assert "Regions, income groups and memberships as of 2026." in text
    shown = client.get("/en/twinning/BHR/").context["shown"]
    assert [item.partner.iso3 for item in shown][:3] == ["SAU", "DNK", "ARE"]
    assert len(shown) == 10


def test_choosing_a_country_leads_to_its_page(client: Client) -> None:
    assert client.get("/en/twinning/?country=BHR").headers["Location"] == "/en/twinning/BHR/"
    assert client.get("/en/twinning/?country=البحرين").headers["Location"] == "/en/twinning/BHR/"
    assert client.get("/en/twinning/Saudi-Arabia/").headers["Location"] == "/en/twinning/SAU/"


def test_other_weights_needs_and_lengths_stay_in_the_address(client: Client) -> None:
    weights = "complementarity=1&benefit=0&similarity=0&record=0"
    answer = client.get(f"/en/twinning/BHR/?edition=2022&need=TII&{weights}&top=25")
    found = answer.context["found"]
    assert (found.edition, list(found.lacks), found.weights["complementarity"]) == (2022, ["TII"], 1)
    for link in answer.context["lengths"]:
        assert "need=TII" in link.url
        assert "complementarity=1" in link.url
    assert answer.context["figure"].svg_url.count("TII") == 1


def test_all_needs_together_are_no_limit(client: Client) -> None:
    every = "need=OSI&need=TII&need=HCI&need=EPI"
    assert client.get(f"/en/twinning/BHR/?{every}").context["asked"].needs == ()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("record=0.5", "The weights sum to 1.3, not to 1."),
        ("record=x", "The weight nan is not a number from 0 to 1."),
        ("record=-1", "The weight -1.0 is not a number from 0 to 1."),
        ("record=inf", "is not a number from 0 to 1."),
    ],
)
def test_weights_that_cannot_be_used_are_told_beside_the_form(client: Client, query: str, says: str) -> None:
    answer = client.get(f"/en/twinning/BHR/?{query}")
    assert answer.status_code == 422
    assert says in plain(answer)


def test_a_country_without_a_rank_in_the_edition_is_told_so(client: Client) -> None:
    answer = client.get("/en/twinning/LBY/?edition=2012")
    assert answer.status_code == 422
    assert "Libya was not ranked in 2012" in plain(answer)


@pytest.mark.parametrize(
    "page",
    [
        "nowhere/",
        "?country=nowhere",
        "BHR/?edition=2011",
        "BHR/?edition=x",
        "BHR/?need=OGDI",
        "BHR/?top=7",
    ],
)
def test_nonsense_is_a_calm_page(client: Client, page: str) -> None:
    assert client.get(f"/en/twinning/{page}").status_code == 404


@pytest.mark.parametrize(
    "query", ["weights=1", "weights=a,b,c,d", "needs=OGDI", "weights=1,1,1,1", "country=XXX"]
)
def test_a_chart_of_nonsense_is_missing(client: Client, query: str) -> None:
    country = "" if query.startswith("country") else "country=BHR&"
    answer = client.get(f"/en/charts/twinning-partners.svg?{country}edition=2024&{query}")
    assert answer.status_code == 404


def test_a_page_asks_the_database_little(client: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/en/twinning/EST/")
    assert len(queries) <= 4


# Programme


def test_a_programme_is_matched_in_two_ways_side_by_side(client: Client) -> None:
    answer = upload(
        client, "role,country", "seeker,BHR", "seeker,KWT", "seeker,JOR", "giver,DNK", "giver,SAU"
    )
    assert answer.status_code == 200
    text = plain(answer)
    for words in (
        "Greatest total benefit",
        "Stable",
        "one place stays empty, the places of all possible givers",
    ):
        assert words in text
    matched = answer.context["matched"]
    assert len(matched.best.pairs) == len(matched.stable.pairs) == 2
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_least_benefit_leaves_pairs_out(client: Client) -> None:
    answer = upload(client, "role,country", "seeker,BHR", "giver,DNK", minimum="0.9")
    assert answer.context["matched"].best.pairs == ()
    assert "no other pair reaches the least benefit" in plain(answer)


def test_problems_of_a_file_are_told_with_their_lines(client: Client) -> None:
    answer = upload(client, "role,country,capacity", "seeker,Bahrian,1", "giver,DNK,0")
    assert answer.status_code == 422
    text = plain(answer)
    assert "few.csv : 2 problems" in text or "few.csv: 2 problems" in text
    assert "line 2 The country “Bahrian” is not known." in text
    assert "line 3 “0” is not a number of partners." in text


@pytest.mark.parametrize(
    ("lines", "fields", "says"),
    [
        ((), {}, "The file is empty."),
        (("role,country", "seeker,BHR", "giver,DNK"), {"minimum": "2"}, "is not between 0 and 1"),
        (("role,country", "seeker,BHR", "giver,DNK"), {"minimum": "x"}, "is not between 0 and 1"),
        (("role,country", "seeker,BHR"), {}, "Nobody in the programme offers"),
    ],
)
def test_a_programme_that_cannot_be_matched_is_told_why(client: Client, lines, fields, says: str) -> None:
    answer = upload(client, *(lines or ("  ",)), **fields)
    assert answer.status_code == 422
    assert says in plain(answer)


def test_no_file_and_too_large_a_file_are_told(client: Client) -> None:
    assert client.post(PROGRAMME, {}).status_code == 422
    large = SimpleUploadedFile("large.csv", b"role,country\n" * 100_000)
    answer = client.post(PROGRAMME, {"file": large})
    assert answer.status_code == 413
    assert "larger than 1 MB" in plain(answer)


def test_a_form_of_another_site_is_not_taken() -> None:
    strict = Client(enforce_csrf_checks=True)
    file = SimpleUploadedFile("few.csv", b"role,country\nseeker,BHR\ngiver,DNK\n")
    assert strict.post(PROGRAMME, {"file": file}).status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_reads_back(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/twinning/programme.xlsx")
    assert "attachment" in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert len(book.sheet_names) == 2
    file = SimpleUploadedFile("template.xlsx", answer.content)
    assert client.post(f"/{language}/twinning/programme/", {"file": file}).status_code == 200
    assert client.get(f"/{language}/twinning/programme.csv").status_code == 200
