"""The sample government, walked through as each of its roles: every link of a board leads to a whole page,
light and dark, down to the narrowest phone. The tour of a first visit; a slip that is taken back.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser.visits import NARROW, PHONE, WIDE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EACH_ROLE: Final = ("amina", "karim", "salma", "noor", "burhan", "maryam", "shadi", "inas", "jamal", "ilham")
BOARD: Final = "/en/workspace/"
FURTHER: Final = {
    "amina": (
        "workspace/campaigns/new/", "workspace/campaigns/sample-second/settings/",
        "workspace/campaigns/sample-second/assign/", "workspace/campaigns/sample-second/reviews/",
        "workspace/campaigns/sample-second/score/", "workspace/registry/new/",
        "workspace/registry/entities/sample-authority/", "workspace/people/new/", "workspace/scans/lookouts/",
        "workspace/lists/", "account/", "account/email/", "account/security/", "account/sessions/",
        "account/tokens/", "account/my-data/", "account/my-data/erase/",
    ),
    "noor": (
        "workspace/evidence/new/?entity=sample-health",
        "workspace/campaigns/sample-third/entity/sample-health/submission/",
    ),
}  # fmt: skip
"""Forms and lists further in, and the pages of one's account, to which no board leads at once."""
FILES: Final = re.compile(r"\.(xlsx|csv|ics)$|/files/")
NAMES: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]+(-[A-Z]+)?-\d+|[A-Z]{3}\.[A-Z.]+|sample-\w+")
LINKS: Final = "[...document.querySelectorAll('main a[href], .work-places a[href]')].map(a => a.pathname)"


def test_every_role_walks_from_its_board_to_whole_pages(visiting: Callable[..., Visit], sample: None) -> None:
    known: set[str] = set()
    for name in EACH_ROLE:
        seen = visiting()
        seen.go("en/account/sample/")
        with seen.page.expect_navigation():
            seen.page.locator(f"[value='{name}@example.org']").click()
        for address in (BOARD, *links_of(seen)):
            shape = NAMES.sub("-", address) if address != BOARD else name
            if shape not in known:
                known.add(shape)
                whole_in_both(seen, address, with_axe=("ar", "en")[len(known) % 2])


def test_pages_further_in_and_those_of_an_account_are_whole(
    visiting: Callable[..., Visit], sample: None
) -> None:
    for name, pages in FURTHER.items():
        seen = visiting()
        seen.go("en/account/sample/")
        with seen.page.expect_navigation():
            seen.page.locator(f"[value='{name}@example.org']").click()
        for number, page in enumerate(pages):
            whole_in_both(seen, f"/en/{page}", with_axe=("ar", "en")[number % 2])


def links_of(seen: Visit) -> Iterator[str]:
    """The pages of the workspace to which the board leads, each once."""
    seen.go(BOARD)
    for address in dict.fromkeys(seen.page.evaluate(LINKS)):
        if address.startswith(BOARD) and not FILES.search(address):
            yield address


def whole_in_both(seen: Visit, address: str, *, with_axe: str) -> None:
    """Answered, with one heading, on a screen and two phones; axe one language light, the other dark."""
    for language, size in (("en", WIDE), ("ar", PHONE)):
        seen.page.emulate_media(color_scheme="light" if language == with_axe else "dark")
        seen.page.set_viewport_size(size)
        path = address.replace("/en/", f"/{language}/", 1)
        assert seen.go(path).status == 200, path
        assert seen.page.locator("h1").count() == 1, path
        assert not seen.is_wider_than_its_window(), path
        assert seen.axe() == [], path
    seen.page.set_viewport_size(NARROW)
    assert not seen.is_wider_than_its_window(), path


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_first_tour_is_put_away_and_comes_back(
    visiting: Callable[..., Visit], sample: None, language: str
) -> None:
    seen = visiting(viewport=NARROW)
    board = as_amina(seen, language)
    tour = seen.page.locator("[aria-labelledby=board-tour]")
    expect(tour.locator("ol > li")).to_have_count(5)
    assert seen.axe() == []
    with seen.page.expect_navigation():
        tour.locator("button").click()
    expect(tour).to_have_count(0)
    seen.go(board)
    expect(tour).to_have_count(0)
    with seen.page.expect_navigation():
        seen.page.locator("main a[href='?tour=lead']").click()
    expect(tour.locator("ol > li")).to_have_count(5)
    assert not seen.is_wider_than_its_window()


@pytest.mark.parametrize(("language", "scripts"), [("ar", True), ("en", False)])
def test_a_slip_is_taken_back_where_it_is_told(
    visiting: Callable[..., Visit], sample: None, language: str, scripts: bool
) -> None:
    seen = visiting(viewport=NARROW, java_script_enabled=scripts)
    as_amina(seen, language)
    seen.go(f"{language}/workspace/workshops/sample-digital-day/")
    sessions = seen.page.locator("form[action*='/parts/sessions/'][action$='/remove/']")
    before = sessions.count()
    with seen.page.expect_navigation():
        sessions.first.locator("button").click()
    expect(sessions).to_have_count(before - 1)
    notice = seen.page.locator(".messages li", has=seen.page.locator("form"))
    assert not seen.is_wider_than_its_window()
    if scripts:
        assert seen.axe() == []
    with seen.page.expect_navigation():
        notice.locator("button").click()
    expect(sessions).to_have_count(before)


def as_amina(seen: Visit, language: str) -> str:
    """Who leads the sample government, at her board."""
    seen.go(f"{language}/account/sample/")
    with seen.page.expect_navigation():
        seen.page.locator("[value='amina@example.org']").click()
    return f"{language}/workspace/"
