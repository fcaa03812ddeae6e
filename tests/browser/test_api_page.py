"""The page of the API in a real browser: axe, the policy, and no request to anywhere else."""

import pytest

from tests.browser.visits import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_axe_finds_nothing_and_nothing_is_kept(visiting, language):
    seen = visiting()
    seen.go(f"api/v1/docs?lang={language}")
    assert seen.page.locator("h1").count() == 1
    assert seen.axe() == []
    seen.page.set_viewport_size(PHONE)
    assert not seen.is_wider_than_its_window()
    assert seen.axe() == []
    seen.page.locator("summary").first.click()
    assert seen.page.locator("pre").first.is_visible()
    assert seen.page.context.cookies() == []


def test_a_page_of_another_site_reads_the_results(browser, live_server):
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + "/healthz")
    code = "address => fetch(address).then(answer => answer.json()).then(found => found.rank)"
    assert page.evaluate(code, f"{live_server.url}/api/v1/countries/BHR?edition=2024") == 18
    context.close()
