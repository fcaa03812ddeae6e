"""A browser at the served site: which Chromium, what a visit notices, what axe finds."""

import json
import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

AXE: Final = Path(__file__).parents[2] / "front" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM: Final = next(
    (
        str(found)
        for found in map(
            shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
        )
        if found
    ),
    "/usr/bin/chromium",
)
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE: Final = {"width": 1280, "height": 900}
PHONE: Final = {"width": 390, "height": 844}
NARROW: Final = {"width": 320, "height": 568}

MISSING: Final = "no/such/page/"

# Every public page, without its language.
PAGES: Final = (
    "",
    "countries/",
    "countries/BHR/",
    "countries/BHR/reports/",
    "countries/LBY/2012/",
    "countries/SSD/2010/",
    "countries/FSM/2003/",
    "countries/BHR/2024/explain/EGDI/",
    "countries/BHR/2024/explain/TII/",
    "compare/",
    "compare/?with=BHR,ARE,SAU,SGP,DNK,KOR,EST,GBR",
    "rankings/",
    "rankings/2003/?group=gcc",
    "trends/",
    "catalogue/",
    "catalogue/?instrument=EGL",
    "catalogue/OSI-SP-001/",
    "campaigns/",
    "analysis/",
    "simulator/",
    "simulator/BHR/",
    "simulator/BHR/?osi=0.05&hci=0.05&set=ARE.OSI=-0.02",
    "worth/",
    "worth/BHR/",
    "forecast/",
    "forecast/BHR/",
    "forecast/BHR/2024/post-mortem/",
    "forecast/track-record/",
    "forecast/ledger/",
    "portfolio/",
    "twinning/",
    "twinning/BHR/",
    "twinning/programme/",
    "target/",
    "target/BHR/",
    "target/COM/?goal=rank&rank=1&prob=0.95",
    "methodology/",
    "methodology/2024/",
    "methodology/2026/",
    "methodology/differences/",
    "methodology/sources/",
    "methodology/indicators/",
    "data/",
    "about/",
    "embed/country-rank/?country=BHR",
    "embed/world/?edition=2024&theme=dark",
    "account/login/",
    MISSING,
)

# The five pages that most readers see.
MAIN: Final = ("", "countries/BHR/", "rankings/", "forecast/BHR/", "catalogue/")

# One page of each kind, which axe also reads on a phone in the dark; the parts are the same on the others.
EACH_KIND: Final = (
    "",
    "countries/BHR/",
    "compare/?with=BHR,ARE,SAU,SGP,DNK,KOR,EST,GBR",
    "rankings/2003/?group=gcc",
    "simulator/BHR/",
    "worth/BHR/",
    "forecast/BHR/",
    "portfolio/",
    "twinning/BHR/",
    "target/BHR/",
    "data/",
)


@dataclass
class Visit:
    """One tab, with everything the browser complained of and every address it asked for."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def go(self, path: str) -> Response:
        """Open a page of the site, fonts and all."""
        answer = self.page.goto(f"{self.site}/{path.removeprefix('/')}")
        assert answer is not None
        return answer

    def is_wider_than_its_window(self) -> bool:
        root = "document.documentElement"
        return bool(self.page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"))

    def axe(self) -> list[Any]:
        """The rules that axe finds broken, each with the elements that break it."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe())
        asked = json.dumps({"resultTypes": ["violations"], "preload": False})
        brief = "found => found.violations.map(one => [one.id, one.nodes.map(node => node.target.join(' '))])"
        return list(self.page.evaluate(f"axe.run(document, {asked}).then({brief})"))


def visit(context: BrowserContext, site: str) -> Visit:
    """A new tab in which everything is noted."""
    seen = Visit(context.new_page(), site)
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.on("console", lambda message: _note(seen, message))
    seen.page.on("request", lambda request: _note_address(seen, request.url))
    return seen


def _note(seen: Visit, message: ConsoleMessage) -> None:
    is_missing_page = message.location["url"].endswith(MISSING)  # of which the browser says so
    if message.type in {"error", "warning"} and not is_missing_page:
        seen.complaints.append(message.text)


def _note_address(seen: Visit, address: str) -> None:
    if not address.startswith((f"{seen.site}/", "data:", "blob:")):
        seen.outside.append(address)


@cache
def _axe() -> str:
    return f"{AXE.read_text()};0"
