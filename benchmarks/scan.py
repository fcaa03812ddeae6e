"""How fast the scanner is beside others on the same pages: ``python -m benchmarks.scan [PART]``.

Portals that are made here are served on this machine by a process of its own. Peers are installed from the
package registries into a folder that goes away at the end; one that cannot be had is told to be absent. Every
run is a process of its own; those that are compared take turns, and of each the fastest counts.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from benchmarks.scan_browser import browser_rows
from benchmarks.scan_judging import judged, judging_rows
from benchmarks.scan_peers import NotThereError, Taken, bare, crawlee
from benchmarks.scan_site import portal, served
from miqyas.catalogue.load import instruments
from miqyas.kernel.execution import map_chunks, open_engine
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.findings import judge
from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.gather.pace import Politeness
from miqyas.scanner.gather.plan import Budget, Plan, Site
from miqyas.scanner.looking import Seen, Work, look, look_in_worker
from miqyas.scanner.planning import plan_for
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.site import site_of
from miqyas.scanner.runner import scan, shares_of

PAGES: Final = 300
TURNS: Final = 3
HOSTS, PAGES_OF_A_HOST, POLITE_SECONDS = 100, 10, 20.0
WORKERS: Final = (1, 2, 4)
LEAST_OF_BARE, TIMES_CRAWLEE = 0.5, 2.0
MOST_MEMORY: Final = 1.0
"""GB."""
WIDTH: Final = 110
_TODAY: Final = date.fromtimestamp(0)
_HURRIED: Final = Politeness(pause=0.0, longest_pause=0.0, longest_wait=0.0, failures=50)
Row = tuple[str, str, str]
"""What was measured, what came out, the bar with its verdict; empty where there is none."""


@dataclass(frozen=True)
class Ran:
    """One run: pages, seconds, the most memory in GB, the name of what was found.

    ``ready`` are the seconds before the first page, in which everything is read that is read once.
    """

    taken: Taken
    memory: float
    hash: str = ""
    ready: float = 0.0


def verdict(holds: bool, bar: str) -> str:
    """A bar, and whether it is met."""
    return f"{bar}: {'met' if holds else 'NOT MET'}"


def alone(work: Callable[..., Any], *given: Any) -> Any:
    """What a function gives in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def plan_of(pages: int, politeness: Politeness) -> Plan:
    """So many pages of each site, and nothing beside them."""
    return plan_for(
        rules(),
        languages=("ar", "en"),
        budget=Budget(pages=pages, outward=0, files=0, depth=50),
        laboratory=Laboratory(["127.0.0.1"]),
        politeness=politeness,
    )


def static(start: str, pages: int) -> Ran:
    """A site walked, read, stored and judged by all rules.

    Its first page is looked at once before, without being counted: rules, words and authorities are read
    then, as the imports of the others are before their clocks start.
    """
    began = time.perf_counter()
    _static(start, 1)
    ready = time.perf_counter() - began
    return Ran(_static(start, pages), _memory(), ready=ready)


def _static(start: str, pages: int) -> Taken:
    known = rules()
    features = [feature for one in instruments().values() for feature in one.features]
    plan = replace(plan_of(pages, _HURRIED), questions=())
    began, spent = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        (seen,) = look([Site(start)], work=Work(plan, Path(folder), known))
        site = site_of(seen.told.visits, today=_TODAY, is_finished=True)
        judge(site, rules=known, features=features)
        return Taken(len(site.pages), time.perf_counter() - began, time.process_time() - spent)


def spread(starts: Sequence[str], pages: int, workers: int) -> Ran:
    """Sites walked, read and stored by so many processes, then judged by all rules in this one.

    Each process looks at a page before, without its being counted, as `static` does.
    """
    features = [feature for one in instruments().values() for feature in one.features]
    shares = [(Site(start),) for start in starts]
    with tempfile.TemporaryDirectory() as folder, open_engine(f"processes:{workers}") as engine:

        def looked(most: int, name: str) -> list[Seen]:
            plan = replace(plan_of(most, _HURRIED), questions=())
            task = partial(look_in_worker, work=Work(plan, Path(folder, name), rules()))
            return [one for share in map_chunks(task, shares, engine=engine) for one in share]

        began = time.perf_counter()
        looked(1, "before")
        ready, began = time.perf_counter() - began, time.perf_counter()
        sites = [
            site_of(seen.told.visits, today=_TODAY, is_finished=True) for seen in looked(pages, "counted")
        ]
        for site in sites:
            judge(site, rules=rules(), features=features)
        seconds = time.perf_counter() - began
    return Ran(Taken(sum(len(site.pages) for site in sites), seconds), _memory(), ready=ready)


def whole(starts: Sequence[str], pages: int, politeness: Politeness, engine: str, at_once: int) -> Ran:
    """A scan from beginning to end, its report made."""
    features = [feature for one in instruments().values() for feature in one.features]
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, open_engine(engine) as chosen:
        report = scan(
            [Site(start) for start in starts],
            features=features,
            rules=rules(),
            plan=plan_of(pages, politeness),
            store=Store(Path(folder)),
            today=_TODAY,
            engine=chosen,
            at_once=at_once,
        )
    return Ran(Taken(report.pages, time.perf_counter() - began), _memory(), report.hash)


def _memory() -> float:
    """The most memory that this process, or the largest of its own, ever had, in GB."""
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most * 1024 / 1e9


def static_rows(folder: Path) -> Iterator[Row]:
    """Beside bare httpx and selectolax, and beside Crawlee, on the pages of one site, of either kind."""
    yield from _static_rows(folder, "every page unlike all others", is_framed=False)
    yield from _static_rows(folder, "one head and one foot", is_framed=True)


def _static_rows(folder: Path, what: str, *, is_framed: bool) -> Iterator[Row]:
    pages = portal(seed=1, pages=PAGES, is_framed=is_framed)
    size = sum(map(len, pages.values())) / PAGES / 1000
    with served([pages]) as (start,):
        runs: dict[str, list[Taken]] = {"bare": [], "own": [], "crawlee": []}
        memory, ready, absent = 0.0, 0.0, ""
        for _ in range(TURNS):
            runs["bare"].append(bare(start, pages=PAGES))
            own = alone(static, start, PAGES)
            runs["own"].append(own.taken)
            memory, ready = max(memory, own.memory), max(ready, own.ready)
            try:
                runs["crawlee"].append(crawlee(start, pages=PAGES, folder=folder))
            except NotThereError as error:
                absent = str(error)
    best = {name: min(taken, key=lambda one: one.each) for name, taken in runs.items() if taken}
    yield what, f"{PAGES} pages of {size:.0f} kB, best of {TURNS}", ""
    yield "httpx + selectolax", _each(best["bare"]), ""
    ratio = best["bare"].each / best["own"].each
    yield "scanner: rules and storage", _each(best["own"]), ""
    yield "  what is read once, before", f"{ready:.1f} s", ""
    yield "  of the bare pair", f"{ratio:.2f}", verdict(ratio >= LEAST_OF_BARE, f"at least {LEAST_OF_BARE}")
    if "crawlee" in best:
        times = best["crawlee"].each / best["own"].each
        yield "Crawlee (Parsel)", _each(best["crawlee"]), ""
        yield (
            "  times Crawlee",
            f"{times:.1f}",
            verdict(times >= TIMES_CRAWLEE, f"at least {TIMES_CRAWLEE:.0f}"),
        )
    else:
        yield "Crawlee (Parsel)", f"absent: {absent}", ""
    lost = PAGES - best["own"].pages
    yield "pages lost", str(lost), verdict(lost == 0, "none")
    yield "memory", f"{memory:.2f} GB", verdict(memory < MOST_MEMORY, f"under {MOST_MEMORY:.0f} GB")


def spread_rows() -> Iterator[Row]:
    """A site for each core of this machine, all at once; the bare pair has one after another."""
    cores = os.cpu_count() or 1
    pages = PAGES // cores
    with served([portal(seed=number, pages=pages) for number in range(cores)]) as starts:
        turns: list[tuple[Taken, Ran]] = []
        for _ in range(TURNS):
            each = [bare(start, pages=pages) for start in starts]
            alike = Taken(sum(one.pages for one in each), sum(one.seconds for one in each))
            turns.append((alike, alone(spread, starts, pages, cores)))
    pair = min((taken for taken, _ in turns), key=lambda one: one.each)
    own = min((ran for _, ran in turns), key=lambda one: one.taken.each)
    ratio = pair.each / own.taken.each
    yield f"{cores} sites of {pages} pages, one process for each", f"{own.taken.each:.2f} ms a page", ""
    yield "  what is read once, before", f"{own.ready:.1f} s", ""
    yield "  httpx + selectolax, in one process", f"{pair.each:.2f} ms a page", ""
    bar = verdict(ratio >= LEAST_OF_BARE, f"at least {LEAST_OF_BARE}")
    yield f"  of the bare pair, {cores} cores against one", f"{ratio:.2f}", bar
    lost = cores * pages - own.taken.pages
    yield "  pages lost", str(lost), verdict(lost == 0, "none")


def polite(starts: Sequence[str], pages: int) -> Ran:
    """Sites walked, read and stored by two workers, each host asked once a second."""
    plan = replace(plan_of(pages, Politeness(pause=1.0)), questions=())
    shares = shares_of([Site(start) for start in starts], most=2)
    with tempfile.TemporaryDirectory() as folder, open_engine("processes:2") as engine:
        task = partial(look_in_worker, work=Work(plan, Path(folder), rules(), at_once=HOSTS))
        began = time.perf_counter()
        seen = [one for share in map_chunks(task, shares, engine=engine) for one in share]
        seconds = time.perf_counter() - began
    walked = sum(one.end.pages for one in seen if one.end)
    return Ran(Taken(walked, seconds), _memory())


def host_rows() -> Iterator[Row]:
    """Many hosts, each asked no more often than once a second."""
    portals = [portal(seed=number, pages=PAGES_OF_A_HOST) for number in range(HOSTS)]
    with served(portals) as starts:
        ran = alone(polite, starts, PAGES_OF_A_HOST)
    seconds, lost = ran.taken.seconds, HOSTS * PAGES_OF_A_HOST - ran.taken.pages
    name = f"{HOSTS} hosts, {PAGES_OF_A_HOST} pages, 1 s between"
    yield name, f"{seconds:.1f} s", verdict(seconds <= POLITE_SECONDS, f"within {POLITE_SECONDS:.0f} s")
    yield "  pages lost", str(lost), verdict(lost == 0, "none")
    yield "  memory", f"{ran.memory:.2f} GB", verdict(ran.memory < MOST_MEMORY, f"under {MOST_MEMORY:.0f} GB")


def worker_rows() -> Iterator[Row]:
    """The same sites by one worker and by several."""
    portals = [portal(seed=number, pages=40) for number in range(8)]
    with served(portals) as starts:
        found = {n: alone(whole, starts, 40, _HURRIED, f"processes:{n}", 8) for n in WORKERS}
    for n, ran in found.items():
        yield f"8 sites of 40 pages, {n} workers", f"{ran.taken.seconds:.1f} s, {ran.taken.pages} pages", ""
    is_equal = len({ran.hash for ran in found.values()}) == 1
    lost = max(8 * 40 - ran.taken.pages for ran in found.values())
    yield "  findings", "equal" if is_equal else "differ", verdict(is_equal, "equal")
    yield "  pages lost", str(lost), verdict(lost == 0, "none")


def _each(taken: Taken) -> str:
    spent = taken.processor / max(taken.pages, 1) * 1000
    return f"{taken.each:.2f} ms a page ({spent:.2f} of a processor)"


PARTS: Final = ("static", "spread", "hosts", "workers", "judging", "browser")


def main() -> None:
    """Measure and print."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure; all without")
    parts = wanted.parse_args().parts or PARTS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = {
            "static": lambda: static_rows(folder),
            "spread": spread_rows,
            "hosts": host_rows,
            "workers": worker_rows,
            "judging": lambda: judging_rows(partial(alone, judged), MOST_MEMORY),
            "browser": lambda: browser_rows(folder),
        }
        load = os.getloadavg()[0]
        table = Table("", "measured", "bar", title=f"Scanner, {os.cpu_count()} cores, load {load:.1f} before")
        for part in parts:
            for row in rows[part]():
                table.add_row(*row)
            table.add_section()
    Console(width=WIDTH).print(table)


if __name__ == "__main__":
    main()
