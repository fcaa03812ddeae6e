"""Take the pictures of the README from running sites: `python -m docs.screenshots [ADDRESS [SAMPLE]]`.

Needs Chromium. The pages of `PAGES` come from a site, those of `WORK` from one of the sample government as
somebody in it sees them; in Arabic and in English, on a wide screen and on a phone; as WebP, so that the
checkout stays light. Without the second address the pictures of the workspace stay as they are.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent / "pictures"
MOST_BYTES = 150_000
LANGUAGES = ("ar", "en")
PAGES = {
    "home": "",
    "country": "countries/BHR/",
    "compare": "compare/?with=BHR,ARE,SAU,SGP",
    "trends": "trends/",
    "simulator": "simulator/BHR/?edition=2026&osi=0.05",
    "forecast": "forecast/BHR/",
    "target": "target/BHR/",
}
WORK = {
    "board": ("amina", ("workspace/",)),
    "answers": ("noor", ("workspace/campaigns/sample-third/entity/sample-health/",)),
    "blind": ("shadi", ("workspace/reviews/", ".work-main a[href*='/reviews/']")),
    "adjudication": ("inas", ("workspace/adjudication/", ".work-main a[href*='/adjudication/']")),
    "statistics": ("amina", ("workspace/statistics/",)),
    "catalogue": ("", ("catalogue/OSI-SP-001/",)),
}
"""Who looks at which page; a second part is a link to follow on it."""
SCREENS = {"wide": (1280, 900, 1), "phone": (390, 844, 2)}


@dataclass(frozen=True)
class Picture:
    """One picture: which page, in which language, on which screen."""

    page: str
    language: str
    screen: str

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return FOLDER / f"{self.page}-{self.language}-{self.screen}.webp"


def pictures() -> Iterator[Picture]:
    """All pictures that the README may show."""
    for page in (*PAGES, *WORK):
        for language in LANGUAGES:
            for screen in SCREENS:
                yield Picture(page, language, screen)


def take(browser: Browser, picture: Picture, *, address: str) -> bytes:
    """The first screenful of the page as it is after fonts and drawings are there."""
    width, height, density = SCREENS[picture.screen]
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=density, reduced_motion="reduce"
    )
    page = context.new_page()
    person, (path, *links) = WORK.get(picture.page, ("", (PAGES.get(picture.page, ""),)))
    if person:
        page.goto(f"{address}/{picture.language}/account/sample/")
        page.click(f"button[value='{person}@example.org']")
    answer = page.goto(f"{address}/{picture.language}/{path}", wait_until="networkidle")
    if answer is None or not answer.ok:
        raise SystemExit(f"{picture.page} in {picture.language}: no page at {page.url}")
    for link in links:
        page.click(link)
        page.wait_for_load_state("networkidle")
    page.reload(wait_until="networkidle")  # with the faces at hand, which a busy machine sends late
    page.evaluate("document.fonts.ready.then(() => scrollTo(0, 0))")
    taken = page.screenshot()
    context.close()
    return taken


def light(taken: bytes) -> bytes:
    """The picture as WebP of at most `MOST_BYTES`: the best quality that fits."""
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    for quality in (90, 80, 70, 60, 50):
        packed = io.BytesIO()
        image.save(packed, "WEBP", quality=quality, method=6)
        if packed.tell() <= MOST_BYTES:
            return packed.getvalue()
    raise SystemExit(f"a picture of {image.size} does not fit in {MOST_BYTES} bytes")


def main(address: str, sample: str = "") -> None:
    """Take every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in pictures():
            site = sample if picture.page in WORK else address
            if not site:
                continue
            picture.file.write_bytes(light(take(browser, picture, address=site)))
            print(f"  {picture.file.name}: {picture.file.stat().st_size // 1000} KB")
        browser.close()


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["http://127.0.0.1:8000"]))
