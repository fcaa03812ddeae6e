"""The page of the API in a real browser: axe, the policy, and no request to anywhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "front" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # The driver keeps an event loop in this thread; Django would refuse to touch the database beside it.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_axe_finds_nothing(browser, live_server, language, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/api/v1/docs?lang={language}")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    assert not [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()


def test_the_policy_is_kept_and_nothing_comes_from_outside(browser, live_server):
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/v1/docs")
    page.locator("summary").first.click()
    assert page.locator("pre").first.is_visible()
    assert complaints == []
    assert all(address.startswith(live_server.url) for address in asked)
    assert context.cookies() == []
    context.close()


def test_a_page_of_another_site_reads_the_results(browser, live_server):
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + "/healthz")
    code = "address => fetch(address).then(answer => answer.json()).then(found => found.rank)"
    assert page.evaluate(code, f"{live_server.url}/api/v1/countries/BHR?edition=2024") == 18
    context.close()
