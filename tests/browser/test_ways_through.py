"""Ways through the site: by keyboard, in the other language, live charts, files, without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visits import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMPARED = "compare/?with=BHR,ARE,SAU"


def test_the_keyboard_skips_to_the_content_and_reaches_places_and_search(visiting):
    seen = visiting()
    seen.go("en/")
    seen.page.keyboard.press("Tab")
    expect(seen.page.locator(".skip")).to_be_focused()
    reached = []
    for _ in range(20):
        seen.page.keyboard.press("Tab")
        reached.append(
            seen.page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.type")
        )
    assert {"/en/countries/", "/en/compare/", "/en/trends/", "/ar/", "search"} <= set(reached)
    seen.page.locator(".skip").focus()
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator("#content")).to_be_focused()


@pytest.mark.parametrize(("language", "typed"), [("ar", "البحر"), ("en", "bahr")])
def test_the_search_leads_to_a_country_by_keyboard(visiting, language, typed):
    seen = visiting()
    seen.go(f"{language}/")
    box = seen.page.get_by_role("combobox")
    box.press_sequentially(typed)
    expect(seen.page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(seen.page).to_have_url(re.compile(rf"/{language}/countries/BHR/$"))


def test_the_other_language_is_the_same_page(visiting):
    seen = visiting()
    seen.go("en/rankings/2012/?group=gcc&sort=-osi")
    seen.page.locator(".topbar a[hreflang=ar]").click()
    expect(seen.page).to_have_url(re.compile(r"/ar/rankings/2012/\?group=gcc&sort=-osi$"))
    assert seen.page.get_attribute("html", "dir") == "rtl"


def test_the_theme_is_kept_from_page_to_page(visiting):
    seen = visiting()
    seen.go("ar/about/")
    seen.page.click(".topbar [data-theme-switch]")
    seen.go("en/rankings/")
    assert seen.page.get_attribute("html", "data-theme") == "dark"


@pytest.mark.parametrize("page", ["", "countries/BHR/", COMPARED, "trends/"])
def test_a_chart_becomes_live_when_asked(visiting, page):
    seen = visiting()
    seen.go(f"ar/{page}")
    figure = seen.page.locator("figure", has=seen.page.locator("button[data-spec]")).first
    figure.locator("button[data-spec]").click()
    expect(figure.locator(".figure-live svg path").first).to_be_visible()
    expect(figure.locator(".figure-still")).to_be_hidden()


@pytest.mark.parametrize(
    ("page", "ending"),
    [("", "svg"), ("", "png"), ("countries/BHR/", "svg"), ("rankings/", "csv"), ("data/", "json")],
)
def test_files_are_downloaded(visiting, page, ending):
    seen = visiting()
    seen.go(f"en/{page}")
    link = seen.page.locator(f"a[download][href*='.{ending}']").first
    with seen.page.expect_download() as coming:
        link.click()
    assert coming.value.failure() is None
    assert coming.value.suggested_filename.endswith(f".{ending}")
    assert coming.value.path().stat().st_size > 500


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_is_read_without_scripts(visiting, language):
    seen = visiting(java_script_enabled=False)
    for page in PAGES:
        seen.go(f"{language}/{page}")
        expect(seen.page.locator("h1")).to_be_visible()
        assert len(seen.page.locator("main").inner_text()) > 60, page
        expect(seen.page.locator(".needs-js:visible")).to_have_count(0)


def test_search_comparison_and_filters_work_without_scripts(visiting):
    seen = visiting(java_script_enabled=False)
    seen.go("ar/")
    seen.page.locator("input[name=q]").fill("البحرين")
    seen.page.keyboard.press("Enter")
    expect(seen.page).to_have_url(re.compile(r"/ar/countries/BHR/$"))
    seen.go("en/compare/?with=BHR")
    seen.page.locator("#compare-add").fill("Oman")
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator(".chips li")).to_have_count(2)
    expect(seen.page.locator(".figure-still svg:visible").first).to_be_visible()
    seen.go("en/rankings/")
    seen.page.locator("#filter-group").select_option("gcc")
    seen.page.locator(".filters button").click()
    expect(seen.page.locator("main .table tbody tr")).to_have_count(6)
