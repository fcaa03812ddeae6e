"""What judging many portals costs in memory: pages that nobody shares are read, judged and searched.

The pages are made, read by processes of their own and handed to one that judges them, as those of a scan are;
nothing is fetched, for it is about what judging holds. Every link of every page has words of its own.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from benchmarks.scan_site import portal
from miqyas.catalogue.load import instruments
from miqyas.scanner.artifacts.model import Artifact, Body, Channel
from miqyas.scanner.document.parse import read_page
from miqyas.scanner.findings import judge
from miqyas.scanner.journey.journeys import journeys
from miqyas.scanner.journey.ways import Ways, ways_of
from miqyas.scanner.parity.compare import compared
from miqyas.scanner.parity.looked import Looked, looked
from miqyas.scanner.rules.clues import clues_of
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.site import Visit, site_of

HOSTS, PAGES = 100, 200
_TODAY: Final = date.fromtimestamp(0)


@dataclass(frozen=True)
class Judged:
    """How many pages were judged, the most memory of the one process that did it in GB, its seconds."""

    pages: int
    memory: float
    seconds: float


def read_portal(host: int, *, pages: int, is_compared: bool) -> tuple[list[Visit], list[Ways], list[Looked]]:
    """A portal as it comes from whoever walked it."""
    known = rules()
    visits, ways, beside = [], [], []
    for path, content in portal(seed=host + 1, pages=pages).items():
        address = f"https://host{host}.example{path}"
        page = read_page(content, address=address)
        body = Body(hashlib.sha256(content).hexdigest(), len(content), media_type="text/html")
        artifact = Artifact(
            address, channel=Channel.HTTP, status=200, body=body, depth=0 if path == "/" else 1
        )
        visits.append(Visit(artifact, clues_of(page, rules=known)))
        ways.append(ways_of(page))
        if is_compared:
            beside.append(looked(artifact, page))
    return visits, ways, beside


def judged(hosts: int, pages: int, is_compared: bool) -> Judged:
    """Portals judged together: findings, journeys in two languages, and languages against each other."""
    features = [feature for one in instruments().values() for feature in one.features]
    visits: list[Visit] = []
    ways: list[Ways] = []
    beside: list[Looked] = []
    began = time.perf_counter()
    gc.set_threshold(50_000, 20, 50)
    task = partial(read_portal, pages=pages, is_compared=is_compared)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        for seen, leading, read in pool.map(task, range(hosts)):
            visits += seen
            ways += leading
            beside += read
    site = site_of(visits, today=_TODAY, is_finished=True)
    found = judge(site, rules=rules(), features=features)
    journeys(site, found, rules=rules(), features=features, ways=ways)
    if is_compared:
        compared(beside, found)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    return Judged(len(site.pages), most, time.perf_counter() - began)


def judging_rows(alone: Callable[[int, int, bool], Judged], most: float) -> Iterator[tuple[str, str, str]]:
    """Rows of the table: what judging takes, without comparing languages and with it."""
    yield "judging, every link unlike", f"{HOSTS} hosts of {PAGES} pages", ""
    for is_compared, name in ((False, "  findings and journeys"), (True, "  and languages compared")):
        ran = alone(HOSTS, PAGES, is_compared)
        bar = f"under {most:.0f} GB: {'met' if ran.memory < most else 'NOT MET'}"
        yield name, f"{ran.memory:.2f} GB, {ran.pages} pages, {ran.seconds:.0f} s", bar
