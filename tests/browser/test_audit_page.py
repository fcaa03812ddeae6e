"""The page of the audit in a browser: whole in both languages, and used with the mouse."""

import pytest
from playwright.sync_api import expect

from miqyas.jobs.answers import ask_now
from tests.browser.visits import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _known() -> None:
    """Somebody asked before, so that nobody waits."""
    ask_now("audit", {"edition": 2024})


@pytest.mark.parametrize("language", ["ar", "en"])
def test_it_is_whole(visiting, language):
    seen = visiting()
    assert seen.go(f"{language}/audit/2024/?country=BHR").status == 200
    assert seen.page.locator("h1").count() == 1
    seen.page.locator("details.numbers").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert seen.axe() == []
    assert not seen.is_wider_than_its_window()
    seen.page.set_viewport_size(PHONE)
    seen.page.emulate_media(color_scheme="dark")
    assert seen.axe() == []
    assert not seen.is_wider_than_its_window()


@pytest.mark.parametrize("scripts", [True, False])
def test_another_country_and_weights_of_ones_own(visiting, scripts):
    seen = visiting(java_script_enabled=scripts)
    seen.go("en/audit/2024/")
    seen.page.locator("#audit-country").select_option("DNK")
    seen.page.locator(".audit-choose button").click()
    expect(seen.page.locator(".audit-range-value")).to_have_text("1")
    for code, weight in {"OSI": "0.2", "TII": "0.3", "HCI": "0.5"}.items():
        seen.page.locator(f"#weight-{code}").fill(weight)
    seen.page.locator(".audit-own button").click()
    expect(seen.page.locator(".audit-own-rank")).to_contain_text("rank 2")
    assert "OSI=0.2" in seen.page.url


def test_a_chart_becomes_live(visiting):
    seen = visiting()
    seen.go("ar/audit/2024/")
    figure = seen.page.locator("figure", has=seen.page.locator("button[data-spec]")).first
    figure.locator("button[data-spec]").click()
    expect(figure.locator(".figure-live svg path").first).to_be_visible()
