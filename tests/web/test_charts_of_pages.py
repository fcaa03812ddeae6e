"""Charts as pages ask for them: one door, drawn once, to keep and to make live."""

import json

import pytest
from django.test import Client, RequestFactory

from miqyas.kernel.errors import MiqyasError
from miqyas.web import charts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    charts._drawn.clear()


def test_a_figure_comes_with_title_table_files_and_spec() -> None:
    figure = charts.figure_of(RequestFactory().get("/"), "world", edition=2024)
    assert figure.title
    assert figure.table
    assert len(figure.table.rows) == 193
    assert figure.wide.startswith("<svg")
    assert figure.narrow != figure.wide
    assert figure.spec_url.endswith("/charts/world.json?edition=2024")


def test_a_figure_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().get("/")
    first = charts.figure_of(request, "world", edition=2024)
    monkeypatch.setattr(charts, "_draw", lambda *_: pytest.fail("drawn again"))
    assert charts.figure_of(request, "world", edition=2024).wide == first.wide


def test_a_new_process_finds_the_drawings_of_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    charts.warm()
    charts._drawn.clear()
    monkeypatch.setattr("miqyas.reports.charts.draw.svg", lambda _: pytest.fail("drawn again"))
    assert charts.figure_of(RequestFactory().get("/"), "world", edition=2024).wide


def test_each_edition_and_language_has_a_drawing_of_its_own(client: Client) -> None:
    pages = (("en", 2024), ("ar", 2024), ("en", 2014))
    addresses = [f"/{language}/charts/world.svg?edition={year}" for language, year in pages]
    assert len({client.get(address).content for address in addresses}) == 3


def test_a_spec_is_json_and_a_file_says_what_it_is(client: Client) -> None:
    assert "layer" in json.loads(client.get("/en/charts/world.json?edition=2024").content)
    named = client.get("/ar/charts/world.png?edition=2024")["Content-Disposition"]
    assert named == 'attachment; filename="miqyas-world-2024-ar.png"'


@pytest.mark.parametrize("params", [{}, {"edition": 1999}, {"edition": 2024, "more": 1}])
def test_a_page_that_asks_wrongly_is_told(params: dict[str, int]) -> None:
    with pytest.raises(MiqyasError):
        charts.figure_of(RequestFactory().get("/"), "world", **params)
