"""The sample government, walked through as each of its roles: every link of a board leads to a whole page."""

import re
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from tests.browser.visits import NARROW, PHONE, WIDE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EACH_ROLE: Final = ("amina", "karim", "salma", "noor", "burhan", "maryam", "shadi", "inas", "jamal", "ilham")
BOARD: Final = "/en/workspace/"
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


def links_of(seen: Visit) -> Iterator[str]:
    """The pages of the workspace to which the board leads, each once."""
    seen.go(BOARD)
    for address in dict.fromkeys(seen.page.evaluate(LINKS)):
        if address.startswith(BOARD) and not FILES.search(address):
            yield address


def whole_in_both(seen: Visit, address: str, *, with_axe: str) -> None:
    """Answered, with one heading, on a screen and two phones, in both languages; axe reads one of them."""
    for language, size in (("en", WIDE), ("ar", PHONE)):
        seen.page.set_viewport_size(size)
        path = address.replace("/en/", f"/{language}/", 1)
        assert seen.go(path).status == 200, path
        assert seen.page.locator("h1").count() == 1, path
        assert not seen.is_wider_than_its_window(), path
        if language == with_axe:
            assert seen.axe() == [], path
    seen.page.set_viewport_size(NARROW)
    assert not seen.is_wider_than_its_window(), path
