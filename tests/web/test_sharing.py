"""What readers take along: a chart in a frame of their own, and how to cite a page."""

import html
import json
import re

import pytest
from django.test import Client

from miqyas.kernel.text import REQUIRED_LANGUAGES

pytestmark = pytest.mark.django_db

EMBED = "/en/embed/country-rank/?country=BHR"
CITED = (
    "",
    "countries/",
    "countries/BHR/",
    "countries/BHR/2024/explain/EGDI/",
    "rankings/2022/",
    "compare/?with=BHR,SAU",
    "trends/",
    "forecast/",
    "forecast/BHR/",
    "forecast/track-record/",
    "methodology/2024/",
    "methodology/differences/",
    "data/",
)


def test_any_site_may_frame_a_chart_and_nothing_else(client: Client) -> None:
    framed = client.get(EMBED)
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "script-src" not in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    for other in ("/en/", "/en/countries/BHR/", "/en/charts/country-rank.svg?country=BHR", "/en/embed/none/"):
        response = client.get(other)
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "DENY"


def test_a_frame_leaves_no_cookie_and_needs_no_script(client: Client) -> None:
    framed = client.get(EMBED)
    assert not framed.cookies
    assert not client.cookies
    assert "Cookie" not in framed.get("Vary", "")
    assert "<script" not in framed.content.decode()


@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
def test_a_frame_has_title_drawing_source_licence_and_the_way_to_the_page(
    client: Client, language: str
) -> None:
    text = client.get(f"/{language}/embed/country-rank/?country=BHR&theme=dark").content.decode()
    assert re.search(rf'<html lang="{language}" dir="(rtl|ltr)" data-theme="dark">', text)
    title = re.search(r"<h1>(.*?)</h1>", text)
    assert title
    assert title[1] in text.partition("</head>")[0]
    assert text.count("<svg") == 2
    assert f'/{language}/countries/BHR/" target="_blank" rel="noopener"' in text
    licence = {"ar": "حقائق نشرتها الأمم المتحدة", "en": "Facts published by the United Nations"}
    assert licence[language] in text


def test_a_map_in_a_frame_leads_nowhere(client: Client) -> None:
    assert "<a " in client.get("/en/").content.decode().partition("figure-drawing")[2].partition("</svg>")[0]
    framed = client.get("/en/embed/world/?edition=2024").content.decode()
    assert "<a " not in framed.partition("</svg>")[0]


@pytest.mark.parametrize(
    "address",
    [
        "country-rank/",
        "country-rank/?country=%3Cscript%3Ealert(1)%3C/script%3E",
        "country-rank/?country=BHR&theme=%22onload=",
        "country-rank/?country=BHR&more=1",
        "country-ruler/?country=BHR&edition=99999999999999999999",
        "country-ruler/?country=BHR&edition=1999",
        "portfolio-frontier/?handle=00000000-0000-0000-0000-000000000000",
        "no-such-chart/",
    ],
)
def test_what_a_frame_cannot_show_is_a_missing_page(client: Client, address: str) -> None:
    assert client.get(f"/en/embed/{address}").status_code == 404


def test_a_frame_is_read_only_and_not_sent_twice(client: Client) -> None:
    assert client.post(EMBED).status_code == 405
    tag = client.get(EMBED)["ETag"]
    again = client.get(EMBED, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert "frame-ancestors *" in again["Content-Security-Policy"]


@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
def test_a_page_gives_the_line_that_shows_its_figure_elsewhere(client: Client, language: str) -> None:
    shown = client.get(f"/{language}/countries/BHR/").content.decode()
    assert "<iframe" not in shown
    text = html.unescape(shown)
    found = re.search(r'<iframe src="([^"]+)" title="([^"]+)" width="100%" height="(\d+)"', text)
    assert found
    assert found[1].endswith(f"/{language}/embed/country-rank/?country=BHR")
    assert 300 < int(found[3]) < 800
    assert client.get(found[1].partition("8000")[2]).status_code == 200


def test_numbers_of_a_figure_are_a_file_beside_its_pictures(client: Client) -> None:
    text = client.get("/en/countries/BHR/").content.decode()
    assert "/en/charts/country-rank.csv?country=BHR" in text
    file = client.get("/en/charts/country-rank.csv?country=BHR")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert "UN DESA" in file.content.decode("utf-8-sig")


@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
def test_a_chart_is_cited_by_itself_from_its_page_and_from_a_frame(client: Client, language: str) -> None:
    address = f"/{language}/charts/country-rank.bib?country=BHR"
    assert address in client.get(f"/{language}/countries/BHR/").content.decode()
    assert address in client.get(f"/{language}/embed/country-rank/?country=BHR").content.decode()
    file = client.get(address)
    assert file["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert file["Content-Disposition"].endswith(f'-{language}.bib"')
    style, entry = file.content.decode().split("\n\n")
    assert style.startswith("% ")
    assert entry.startswith(f"@misc{{miqyas-{language}-embed-country-rank-country-BHR,")
    shown = f"http://127.0.0.1:8000/{language}/embed/country-rank/?country=BHR"
    assert style.endswith(shown)
    assert f"url = {{{shown}}}" in entry
    assert client.get(shown.partition("8000")[2]).status_code == 200


@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
@pytest.mark.parametrize("page", CITED)
def test_every_public_view_says_how_it_is_cited(client: Client, language: str, page: str) -> None:
    response = client.get(f"/{language}/{page}")
    text = response.content.decode()
    forms = [html.unescape(one) for one in re.findall(r"<dd><pre[^>]*><code>(.*?)</code>", text, re.DOTALL)]
    apa, bibtex, csl = forms
    (item,) = json.loads(csl)
    own = re.search(r"<title>(.*?) · ", text, re.DOTALL)
    assert own
    assert item["title"] == re.sub("[\u2066-\u2069]", "", html.unescape(own[1])).strip()
    assert f"/{language}/" in item["URL"]
    assert item["URL"] in apa
    assert f"url = {{{item['URL']}}}," in bibtex


def test_a_page_that_rests_on_no_data_is_not_cited(client: Client) -> None:
    assert "CSL-JSON" not in client.get("/en/account/sign-in/").content.decode()


def test_a_citation_of_another_day_is_another_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    from django.utils import timezone

    first = client.get("/en/countries/BHR/")["ETag"]
    monkeypatch.setattr(timezone, "localdate", lambda: dt.date(2031, 1, 2))
    later = client.get("/en/countries/BHR/")
    assert later["ETag"] != first
    assert "2 January 2031" in later.content.decode()
