"""What judging many portals costs in memory and time: pages that nobody shares are read, judged and searched.

The pages are made and kept in a store, read by processes of their own and handed to one that judges them, as
those of a scan are; nothing is fetched, for it is about what judging holds. Every link of every page has
words of its own. Then languages are compared and technology is examined, for which pages are read from the
store once more: by two processes beside the one that judges, then by that one.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.scan_site import portal
from miqyas.catalogue.load import instruments
from miqyas.kernel.execution import open_engine
from miqyas.scanner.artifacts.model import Artifact, Body, Channel
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.document.parse import read_page
from miqyas.scanner.findings import Finding, judge
from miqyas.scanner.journey.journeys import journeys
from miqyas.scanner.journey.ways import Ways, ways_of
from miqyas.scanner.parity import ParityReport, compared
from miqyas.scanner.rereading import read_again
from miqyas.scanner.rules.clues import clues_of
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.site import Visit, site_of
from miqyas.scanner.technology import TechnologyReport, technology_of

HOSTS, PAGES = 100, 200
ENGINES: Final = ("processes:2", "serial")
_TODAY: Final = date.fromtimestamp(0)


@dataclass(frozen=True)
class Step:
    """What was done, its seconds, those of them in which the judging process was busy itself.

    ``memory`` is the most that this process ever had until then, in GB.
    """

    name: str
    seconds: float
    own: float
    memory: float


@dataclass(frozen=True)
class Judged:
    """How many pages were judged, the steps one after the other, whether all engines said the same."""

    pages: int
    steps: tuple[Step, ...]
    is_equal: bool


def kept_portal(host: int, *, pages: int, folder: Path) -> tuple[list[Visit], list[Ways]]:
    """A portal as it comes from whoever walked it, its pages kept."""
    known, store = rules(), Store(folder)
    visits, ways = [], []
    for path, content in portal(seed=host + 1, pages=pages).items():
        address = f"https://host{host}.example{path}"
        page = read_page(content, address=address)
        body = Body(store.keep(content), len(content), media_type="text/html")
        artifact = Artifact(
            address, channel=Channel.HTTP, status=200, body=body, depth=0 if path == "/" else 1
        )
        visits.append(Visit(artifact, clues_of(page, rules=known)))
        ways.append(ways_of(page))
    return visits, ways


def judged(hosts: int, pages: int) -> Judged:
    """Portals judged together: findings and journeys in two languages, then languages and technology."""
    features = [feature for one in instruments().values() for feature in one.features]
    visits: list[Visit] = []
    ways: list[Ways] = []
    gc.set_threshold(50_000, 20, 50)
    with tempfile.TemporaryDirectory() as name:
        task = partial(kept_portal, pages=pages, folder=Path(name))
        with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
            for seen, leading in pool.map(task, range(hosts)):
                visits += seen
                ways += leading
        began = _now()
        site = site_of(visits, today=_TODAY, is_finished=True)
        found = judge(site, rules=rules(), features=features)
        journeys(site, found, rules=rules(), features=features, ways=ways)
        steps = [_step("findings and journeys", began)]
        looks = [visit.artifact for visit in site.visits]
        told = []
        for engine in ENGINES:
            began = _now()
            told.append(_reread(looks, found, Store(Path(name)), engine))
            steps.append(_step(f"languages and technology, {engine}", began))
    return Judged(len(site.pages), tuple(steps), is_equal=all(one == told[0] for one in told))


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _step(name: str, began: tuple[float, float]) -> Step:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    seconds, own = (now - then for now, then in zip(_now(), began, strict=True))
    return Step(name, seconds, own, most)


def _reread(
    looks: Sequence[Artifact], found: Sequence[Finding], store: Store, name: str
) -> tuple[ParityReport, TechnologyReport]:
    with open_engine(name) as engine:
        told = list(read_again(looks, stores=[store], is_compared=True, engine=engine))
    measured = ((look, one.measured) for look, one in zip(looks, told, strict=True))
    beside = compared((one.looked for one in told if one.looked), found)
    return beside, technology_of(measured, read=store.read)


def judging_rows(alone: Callable[[int, int], Judged], most: float) -> Iterator[tuple[str, str, str]]:
    """Rows of the table: what each step of judging takes."""
    ran = alone(HOSTS, PAGES)
    yield "judging, every link unlike", f"{HOSTS} hosts, {ran.pages} pages", ""
    for step in ran.steps:
        bar = f"under {most:.0f} GB: {'met' if step.memory < most else 'NOT MET'}"
        yield f"  {step.name}", f"{step.memory:.2f} GB, {step.seconds:.0f} s ({step.own:.0f} of its own)", bar
    equal = "equal" if ran.is_equal else "differ"
    yield "  what the engines say", equal, f"equal: {'met' if ran.is_equal else 'NOT MET'}"
