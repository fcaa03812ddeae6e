"""The browser tier beside the bare pair, axe and a picture, and beside pa11y-ci in the same browser."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Final

from benchmarks.scan_peers import ARGUMENTS, NotThereError, Taken, browser_program, pa11y
from benchmarks.scan_site import portal, served
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.browser import Browser, BrowserError
from miqyas.scanner.gather.examining.examine import Examine
from miqyas.scanner.gather.guard import Laboratory

PAGES: Final = 12
TURNS: Final = 2
MOST_OF_PAIR: Final = 1.3
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN: Final = (
    "tags => axe.run({runOnly: tags, resultTypes: ['violations']}).then(found => found.violations.length)"
)
Row = tuple[str, str, str]


def browser_rows(folder: Path) -> Iterator[Row]:
    """The rows of the table; one that says so where there is no browser."""
    try:
        program = browser_program()
    except NotThereError as error:
        yield "browser", f"absent: {error}", ""
        return
    paths = list(portal(seed=3, pages=PAGES))
    with served([portal(seed=3, pages=PAGES)]) as (start,):
        addresses = [f"{start}{path}" for path in paths]
        pairs, owns, probed = [], [], []
        for _ in range(TURNS):
            pairs.append(_pair(addresses, program))
            owns.append(_own(addresses, program, Examine(is_checked=True)))
        probed.append(_own(addresses, program, Examine(is_checked=True, is_probed=True)))
        other, absent = None, ""
        try:
            other = pa11y(addresses, folder=folder, program=program)
        except NotThereError as error:
            absent = str(error)
    pair, own, probing = (min(one, key=lambda taken: taken.each) for one in (pairs, owns, probed))
    ratio = own.each / pair.each
    yield "bare pair: axe and a picture", f"{pair.each:.0f} ms a page", ""
    yield "scanner: axe, checks, picture", f"{own.each:.0f} ms a page", ""
    yield "  times the bare pair", f"{ratio:.2f}", _verdict(ratio <= MOST_OF_PAIR, f"at most {MOST_OF_PAIR}")
    if other is None:
        yield "pa11y-ci (axe)", f"absent: {absent}", ""
    else:
        yield (
            "pa11y-ci (axe)",
            f"{other.each:.0f} ms a page",
            _verdict(own.each < other.each, "slower than we"),
        )
    yield "scanner with probes", f"{probing.each:.0f} ms a page", ""


def _verdict(holds: bool, bar: str) -> str:
    return f"{bar}: {'met' if holds else 'NOT MET'}"


def _pair(addresses: list[str], program: str) -> Taken:
    """Playwright, axe and a screenshot as high as the scanner's, and nothing else."""
    from playwright.sync_api import sync_playwright

    axe = files("miqyas.scanner").joinpath("gather", "axe", "axe.min.js")
    source = axe.read_text("utf-8") if axe.is_file() else _from_front()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        began = time.perf_counter()
        for address in addresses:
            page = context.new_page()
            page.goto(address, wait_until="load")
            page.evaluate(source)
            page.evaluate(_RUN, _TAGS)
            height = page.evaluate("Math.min(document.documentElement.scrollHeight, 4000)")
            clip = {"x": 0, "y": 0, "width": 1280, "height": height}
            page.screenshot(full_page=True, clip=clip)
            page.close()
        seconds = time.perf_counter() - began
        chromium.close()
    return Taken(len(addresses), seconds)


def _from_front() -> str:
    folder = Path(__file__).parent.parent / "front" / "node_modules" / "axe-core"
    return (folder / "axe.min.js").read_text("utf-8")


def _own(addresses: list[str], program: str, wanted: Examine) -> Taken:
    """The scanner's browser: the guard, axe, own checks, the picture, all of it stored."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        with (
            suppress(BrowserError),
            Browser(laboratory=Laboratory(["127.0.0.1"]), program=program) as browser,
        ):
            began = time.perf_counter()
            for address in addresses:
                shown = browser.show(address, wanted)
                for content in (shown.fetched.content, shown.picture, shown.examined):
                    if content:
                        store.keep(content)
            return Taken(len(addresses), time.perf_counter() - began)
    return Taken(0, 0.0)
