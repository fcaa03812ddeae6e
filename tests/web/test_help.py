"""Help: the documentation that the installation serves itself, and the link to it beside the work."""

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils.translation import override

from docs.site.contents import contents
from docs.site.generated import GENERATORS
from miqyas.kernel.words import say
from miqyas.web import helping
from miqyas.web.helping import help_page, tours
from miqyas.web.workspace import BOARD, PLACES
from tests.cast import Cast, signed_in


@pytest.fixture
def manual(tmp_path, monkeypatch):
    for language in ("ar", "en"):
        folder = tmp_path / language / "help" / "how-to" / "scan"
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(f"<h1>{language}</h1>", encoding="utf-8")
        (folder.parents[1] / "index.html").write_text("<h1>first</h1>", encoding="utf-8")
        (folder.parents[1] / "search.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(helping, "MANUAL", tmp_path)
    return tmp_path


def read(address):
    answer = Client().get(address)
    return answer.status_code, b"".join(answer.streaming_content).decode() if answer.streaming else ""


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_page_comes_in_the_language_of_its_address(manual, language):
    assert read(f"/{language}/help/how-to/scan/") == (200, f"<h1>{language}</h1>")
    assert read(f"/{language}/help/") == (200, "<h1>first</h1>")
    assert read(f"/{language}/help/search.json") == (200, "{}")


def test_an_address_without_its_last_stroke_leads_on(manual):
    answer = Client().get("/en/help/how-to/scan")
    assert (answer.status_code, answer.url) == (302, "/en/help/how-to/scan/")


@pytest.mark.parametrize("path", ["nowhere/", "nowhere.css", "how-to/"])
def test_what_is_not_there_is_missing(manual, path):
    assert Client().get(f"/en/help/{path}").status_code == 404


def test_nothing_outside_the_documentation_is_served(manual):
    (manual / "secret.txt").write_text("secret", encoding="utf-8")
    assert Client().get("/en/help/..%2f..%2fsecret.txt").status_code in {400, 404}


def test_pages_of_the_documentation_obey_the_policy_of_all_pages(manual):
    policy = Client().get("/en/help/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_installation_without_documentation_says_so(tmp_path, monkeypatch, language):
    monkeypatch.setattr(helping, "MANUAL", tmp_path)
    answer = Client().get(f"/{language}/help/how-to/scan/")
    assert answer.status_code == 404
    assert say("help.missing", language=language) in answer.content.decode()


@pytest.mark.django_db
def test_each_page_of_the_workspace_leads_to_its_help(cast: Cast):
    page = signed_in(cast.elif_).get("/ar/workspace/people/").content.decode()
    assert 'href="/ar/help/how-to/campaign/"' in page


def test_every_page_that_helps_is_in_the_documentation():
    written = {page.path.removesuffix(".md") for page in contents(GENERATORS).pages()}
    asked = set(helping._said()["pages"].values())
    asked |= {step["help"] for steps in tours().values() for step in steps if "help" in step}
    assert asked <= written


def test_every_place_of_the_workspace_has_help_of_its_own():
    with override("en"):
        routes = [entry.route for group in PLACES.values() for entry in group if entry.route != BOARD]
        alike = [name for name in routes if help_page(reverse(name)) == help_page(reverse(BOARD))]
    assert alike == ["notifications"]


def test_help_is_found_by_address_below_an_entity_and_elsewhere():
    assert help_page("/en/workspace/campaigns/year/entity/health/answers/OSI-SP-001/") == "how-to/answer"
    assert help_page("/en/workspace/campaigns/year/score/") == "analysis/expected"
    assert resolve("/en/help/how-to/scan/").url_name == "help_file"
