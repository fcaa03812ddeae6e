"""The style guide in a real browser: axe, the menu without scripts, the theme, the search, a live chart."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visits import PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.web.shell_urls"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_axe_finds_nothing(visiting, language, theme):
    seen = visiting(color_scheme=theme)
    seen.go(f"{language}/styleguide/")
    assert not seen.is_wider_than_its_window()
    assert seen.axe() == []
    seen.page.set_viewport_size(PHONE)
    assert not seen.is_wider_than_its_window()


def test_the_menu_of_a_phone_opens_by_keyboard_without_scripts(browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/ar/about/")
    first = page.locator("#places a").first
    expect(first).not_to_be_visible()
    page.locator(".menu-button").press("Enter")
    expect(first).to_be_visible()
    page.keyboard.press("Escape")
    expect(first).not_to_be_visible()
    context.close()


def test_a_chosen_theme_is_kept_and_can_be_given_up(page, live_server):
    page.goto(f"{live_server.url}/en/about/")
    page.click(".topbar [data-theme-switch]")
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(11, 23, 32)"
    page.click(".topbar [data-theme-switch]")
    assert page.evaluate("localStorage.length") == 0


def test_the_search_suggests_and_is_worked_by_keyboard(page, live_server):
    page.goto(f"{live_server.url}/en/styleguide/")
    box = page.get_by_role("combobox", name="Find a country")
    box.fill("ba")
    expect(page.get_by_role("option")).to_have_count(3)
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "country-search-list-0")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_a_chart_becomes_live_under_the_policy(page, live_server):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    answer = page.goto(f"{live_server.url}/en/styleguide/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in f"{policy};"
    assert not re.search("unsafe", policy)
    page.click("button[data-spec]")
    expect(page.locator(".figure-live svg path[aria-roledescription=point]").first).to_be_visible()
    expect(page.locator(".figure-still")).to_be_hidden()
    assert complaints == []
