"""When a page has come to rest after it was loaded, so that what it shows is what people see."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from miqyas.scanner.gather.examining.world import World

_QUIET: Final = """() => {
  const body = document.body;
  const words = body ? (body.innerText || '').split(/\\s+/, 60).length : 0;
  return [words, document.scripts.length];
}"""
FEW_WORDS: Final = 40
_PAINTED: Final = 50.0
"""Milliseconds in which scripts that ran at the end of loading are given the word once more."""


def settle(page: Page, world: World, *, most: float, is_moving: bool) -> None:
    """Wait, at most so many milliseconds, until a page has come to rest.

    A page of words has come to rest when it is loaded. One of scripts that says little still fetches what it
    is about, and one that leads on is not yet where it leads: both are waited for until nothing is fetched.
    """
    from playwright.sync_api import Error

    with suppress(Error):
        told = [0, 1] if is_moving else world.run(f"({_QUIET})()")
        words, scripts = told if isinstance(told, list) and len(told) == 2 else (0, 1)
        if not scripts:
            return
        if words < FEW_WORDS:
            page.wait_for_load_state("networkidle", timeout=most)
        else:
            page.wait_for_timeout(min(_PAINTED, most))
