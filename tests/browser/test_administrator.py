"""An administrator's first day: enter by the link, bring results of a new edition, take them off again."""

import re

import pytest
from playwright.sync_api import expect

from miqyas.kernel.words import say
from miqyas.web.accounts.links import first_login_address
from tests.browser.visits import Visit
from tests.observations.imports.synthetic import EDITION, NAME, synthetic_export

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("", "countries/BHR/", "rankings/", "trends/", "methodology/", "about/", "data/")
_ISOLATES = re.compile("[\u2066-\u2069]")


@pytest.fixture
def administrator(visiting) -> Visit:
    """Somebody who has just set a password."""
    seen = visiting()
    seen.go((first_login_address("") or "").replace("/ar/", "/en/", 1))
    for name, value in (
        ("email", "huda@example.org"),
        ("display_name", "هدى"),
        ("password", "harbour lantern 17"),
    ):
        seen.page.locator(f"[name={name}]").fill(value)
    seen.page.locator("main button[type=submit]").click()
    expect(seen.page.locator(".topbar details.dropdown")).to_be_visible()
    return seen


def bring(seen: Visit, content: bytes) -> None:
    seen.go("en/data/")
    file = {"name": NAME, "mimeType": "text/csv", "buffer": content}
    seen.page.locator("#import-file").set_input_files(files=[file])
    seen.page.locator("#import button[type=submit]").click()


def words_on(seen: Visit, path: str) -> str:
    seen.go(path)
    return _ISOLATES.sub("", seen.page.locator("body").inner_text())


def not_loaded(edition: int, language: str) -> str:
    return _ISOLATES.sub("", say("home.target", language=language, edition=edition))


def test_results_of_a_new_edition_are_brought_in_and_taken_off_again(administrator):
    seen = administrator
    bring(seen, synthetic_export().replace(b"Denmark", b"Atlantis"))
    expect(seen.page.locator(".findings").first).to_contain_text("Atlantis")
    expect(seen.page.locator(".findings-line").first).to_contain_text(re.compile(r"Line \D?\d+"))
    expect(seen.page.locator("button[name=accept]")).to_have_count(0)
    assert seen.axe() == []

    bring(seen, synthetic_export())
    expect(seen.page.locator("h2", has_text=say("data.import.changes", language="en"))).to_be_visible()
    assert seen.axe() == []
    assert not_loaded(EDITION, "en") in words_on(seen, "en/")
    seen.page.go_back()
    seen.page.locator("button[name=accept]").click()
    expect(seen.page.locator(".messages")).to_contain_text(NAME)
    assert seen.axe() == []

    for language in ("ar", "en"):
        home = words_on(seen, f"{language}/")
        assert str(EDITION) in seen.page.locator("h1").inner_text()
        assert not_loaded(EDITION + 2, language) in home
        for page in PAGES:
            assert not_loaded(EDITION, language) not in words_on(seen, f"{language}/{page}"), page
        assert seen.go(f"{language}/methodology/{EDITION + 2}/").status == 200

    seen.go("en/data/")
    seen.page.locator("#in-force button", has_text=say("data.set.to_release", language="en")).first.click()
    assert not_loaded(EDITION, "en") in words_on(seen, "en/")


def test_nobody_else_is_offered_an_upload(visiting, cast):
    from tests.cast import PASSWORD

    seen = visiting()
    seen.go("en/account/login/?next=/en/data/")
    seen.page.locator("[name=login]").fill(cast.dana.email)
    seen.page.locator("[name=password]").fill(PASSWORD)
    seen.page.locator("main button[type=submit]").click()
    expect(seen.page).to_have_url(re.compile(r"/en/data/$"))
    expect(seen.page.locator("input[type=file]")).to_have_count(0)
