"""Others that fetch and check pages, each in an environment of its own under a folder that goes away.

They come from the package registries as their authors publish them, and never into what we install.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from miqyas.scanner.gather.browser import PROGRAMS

CRAWLEE: Final = "crawlee[parsel]"
PA11Y: Final = "pa11y-ci"
INSTALLED_WITHIN: Final = 600
"""Seconds that an installation may take."""
ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu")

BARE: Final = """
import sys, time
from urllib.parse import urljoin
import httpx
from selectolax.lexbor import LexborHTMLParser
start, most = sys.argv[1], int(sys.argv[2])
began, spent = time.perf_counter(), time.process_time()
waiting, known, pages = [start], {start}, 0
with httpx.Client() as client:
    while waiting and pages < most:
        address = waiting.pop(0)
        tree = LexborHTMLParser(client.get(address).content)
        pages += 1
        title, text = tree.css_first("title").text(), tree.body.text(separator=" ")
        for node in tree.css("a[href]"):
            words, link = node.text(), urljoin(address, node.attributes["href"]).split("#")[0]
            if link not in known and link.startswith(start):
                known.add(link)
                waiting.append(link)
print(pages, time.perf_counter() - began, time.process_time() - spent)
"""

CRAWLING: Final = """
import asyncio, logging, sys, time
from crawlee import ConcurrencySettings
from crawlee.crawlers import ParselCrawler
start, most = sys.argv[1], int(sys.argv[2])
logging.disable(logging.CRITICAL)
async def main():
    pages = 0
    crawler = ParselCrawler(max_requests_per_crawl=most, configure_logging=False,
        respect_robots_txt_file=True,
        concurrency_settings=ConcurrencySettings(desired_concurrency=8, max_concurrency=8))
    @crawler.router.default_handler
    async def handle(context):
        nonlocal pages
        pages += 1
        title = context.selector.css("title::text").get()
        text = " ".join(context.selector.xpath("//body//text()").getall())
        await context.push_data({"url": context.request.url, "title": title, "text": text})
        await context.enqueue_links()
    began, spent = time.perf_counter(), time.process_time()
    await crawler.run([start])
    print(pages, time.perf_counter() - began, time.process_time() - spent)
asyncio.run(main())
"""


@dataclass(frozen=True)
class Taken:
    """Pages, the seconds that they took, and the seconds of a processor."""

    pages: int
    seconds: float
    processor: float = 0.0

    @property
    def each(self) -> float:
        """Milliseconds of a page."""
        return self.seconds / max(self.pages, 1) * 1000


class NotThereError(Exception):
    """A peer that could not be had, and why."""


def bare(start: str, *, pages: int) -> Taken:
    """Httpx and selectolax and nothing else, in a process of its own: fetched, parsed, links followed."""
    return _taken(_run([sys.executable, "-c", BARE, f"{start}/", str(pages)]))


def crawlee(start: str, *, pages: int, folder: Path) -> Taken:
    """Crawlee for Python with Parsel, eight at once, which stores what it read as it does by itself."""
    program = folder / "venv" / "bin" / "python"
    if not program.exists():
        venv.create(folder / "venv", with_pip=True)
        _run([str(program), "-m", "pip", "install", "--quiet", CRAWLEE], within=INSTALLED_WITHIN)
    storage = {"CRAWLEE_STORAGE_DIR": str(folder / "storage"), "CRAWLEE_PURGE_ON_START": "true"}
    return _taken(_run([str(program), "-c", CRAWLING, f"{start}/", str(pages)], cwd=folder, **storage))


def pa11y(addresses: Sequence[str], *, folder: Path, program: str) -> Taken:
    """pa11y-ci with axe in the same browser, one page at a time."""
    place = folder / "pa11y"
    command = place / "node_modules" / ".bin" / "pa11y-ci"
    if not command.exists():
        place.mkdir(exist_ok=True)
        quiet = ("--no-audit", "--no-fund", "--loglevel=error")
        without = {"PUPPETEER_SKIP_DOWNLOAD": "true"}
        _run(["npm", "install", *quiet, PA11Y], cwd=place, within=INSTALLED_WITHIN, **without)
    settings = {
        "defaults": {
            "runners": ["axe"],
            "standard": "WCAG2AA",
            "timeout": 60_000,
            "concurrency": 1,
            "chromeLaunchConfig": {"executablePath": program, "args": list(ARGUMENTS)},
        },
        "urls": list(addresses),
    }
    file = place / "settings.json"
    file.write_text(json.dumps(settings))
    began = time.perf_counter()
    told = json.loads(_run([str(command), "--json", "--config", str(file)], cwd=place, may_fail=True))
    return Taken(int(told["total"]), time.perf_counter() - began)


def browser_program() -> str:
    """The Chromium of this machine; raises `NotThereError` without one."""
    from shutil import which

    found = next(filter(None, map(which, PROGRAMS)), None)
    if found is None:
        raise NotThereError("no Chromium on this machine")
    return found


def _taken(told: str) -> Taken:
    pages, seconds, processor = told.split()[-3:]
    return Taken(int(pages), float(seconds), float(processor))


def _run(
    command: list[str], *, cwd: Path | None = None, within: int = 300, may_fail: bool = False, **more: str
) -> str:
    try:
        own = {**os.environ, **more}
        done = subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, timeout=within, env=own, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotThereError(f"{Path(command[0]).name}: {error}"[:200]) from error
    if done.returncode and not may_fail:
        raise NotThereError(f"{Path(command[0]).name}: {done.stderr.strip()[-200:]}")
    return done.stdout
