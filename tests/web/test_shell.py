"""What stands around every page: places, languages, problems, and nothing that the policy forbids."""

import re

import pytest
from django.test import Client

from miqyas.web.cells import row_html
from miqyas.web.components import Cell, Column, Row, Table
from miqyas.web.shell import PLACES
from miqyas.web.templatetags.components import data_table, gauge

pytestmark = [pytest.mark.urls("tests.web.shell_urls"), pytest.mark.django_db]
LANGUAGES = ("ar", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_its_language_and_direction(client, language):
    page = client.get(f"/{language}/styleguide/").text
    direction = {"ar": "rtl", "en": "ltr"}[language]
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert ("bootstrap-reboot.rtl.min.css" in page) == (direction == "rtl")


def test_the_place_of_a_page_is_marked(client):
    page = client.get("/en/rankings/").text
    assert re.findall(r'<a href="(/en/\w+/)" aria-current="page">', page) == ["/en/rankings/"]
    assert all(f'href="/en/{name}/"' in page for name in PLACES)


def test_the_language_switch_leads_to_the_same_page(client):
    page = client.get("/ar/rankings/?edition=2024&sort=osi").text
    assert 'href="/en/rankings/?edition=2024&amp;sort=osi" lang="en"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_footer_says_what_this_is_not(client, language):
    words = {"ar": "ليس من منشورات الأمم المتحدة", "en": "not a product of the United Nations"}
    assert words[language] in client.get(f"/{language}/about/").text


def test_someone_signed_in_finds_the_way_out(client, cast):
    client.force_login(cast.amina)
    page = client.get("/en/about/").text
    assert cast.amina.email in page
    assert 'action="/en/account/logout/"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_inline_and_nothing_comes_from_outside(client, language):
    page = client.get(f"/{language}/styleguide/").text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r'(src|href|action)="(https?:)?//', page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("problem", [400, 403, 500])
def test_a_problem_is_told_calmly(problem, language):
    client = Client(raise_request_exception=False)
    answer = client.get(f"/{language}/failing/", {"with": problem})
    assert answer.status_code == problem
    assert f'<html lang="{language}"' in answer.text
    assert answer.text.count("<h1>") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_page_offers_the_search(client, language):
    answer = client.get(f"/{language}/nowhere/")
    assert answer.status_code == 404
    assert 'type="search"' in answer.text


def test_a_gauge_takes_only_a_tone_it_knows():
    with pytest.raises(ValueError, match="no tone of a gauge"):
        gauge("OSI", 0.5, tone="pink")


@pytest.mark.parametrize(("value", "length"), [(0.0, 0), (0.9031, 903), (1.0, 1000), (1.2, 1000)])
def test_a_gauge_is_as_long_as_its_value(value, length):
    assert gauge("OSI", value)["length"] == length


def test_a_table_escapes_text_and_writes_numbers_by_their_kind():
    columns = [Column(label="State", is_header=True), Column(label="EGDI", kind="index")]
    cells = row_html(columns, Row(cells=("<b>", Cell(value=0.91958, url="/explain"))))
    assert '<th role="rowheader" scope="row" data-label="State">&lt;b&gt;</th>' in cells
    assert '<a href="/explain">0.9196</a>' in cells


def test_a_number_with_a_sign_keeps_its_own_direction_in_a_table():
    columns = [Column(label="Change", kind="signed"), Column(label="Share", kind="percent")]
    cells = row_html(columns, Row(cells=(-0.08, Cell(value=0.5, tone="1"))))
    assert '<bdi dir="ltr" class="num">−0.0800</bdi></td>' in cells
    assert '<bdi dir="ltr" class="num">50%</bdi></span></td>' in cells


def test_a_long_table_has_bodies_that_may_wait():
    rows = [Row(cells=(place,)) for place in range(45)]
    made = data_table(Table(caption="All", columns=[Column(label="Rank", kind="rank")], rows=rows))
    assert [len(body) for body in made["bodies"]] == [20, 20, 5]


def test_a_row_has_as_many_cells_as_the_table_has_columns():
    with pytest.raises(ValueError, match="zip"):
        row_html([Column(label="State")], Row(cells=("Bahrain", 18)))
