"""Times and ratios of the engine, the command line and a page: ``python -m benchmarks.index``."""

from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.pages import REPEATS, measure_pages
from miqyas.analysis.world import World, load_world
from miqyas.index import compute
from miqyas.observations.model import Observations
from miqyas.observations.results import COMPONENTS

SCENARIOS = 10_000
SPREAD = 0.02
SEED = 20260101
WIDTH = 100


@dataclass(frozen=True)
class Row:
    """What was measured: median seconds of ours and of the bare counterpart, and the peak of memory in MB."""

    name: str
    bare_name: str
    ours: float
    bare: float
    repeats: int
    peak: float | None = None


def side_by_side(
    ours: Callable[[], object], bare: Callable[[], object], *, repeats: int
) -> tuple[float, float]:
    """Median seconds of both, taking turns, after one turn each that does not count."""
    turns = [(seconds(ours), seconds(bare)) for _ in range(repeats + 1)][1:]
    return median(our for our, _ in turns), median(its for _, its in turns)


def seconds(work: Callable[[], object]) -> float:
    """How long one turn takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_megabytes(work: Callable[[], object]) -> float:
    """The most memory held at once while it works."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def twelve_editions(world: World) -> Row:
    """Every edition with results, from its published components."""
    cases = [
        (world.methodology(edition), world.published(edition).observations(version="benchmark"))
        for edition in world.editions
    ]
    totals = [compute(*case).total for case in cases]

    def all_editions() -> object:
        return [compute(*case) for case in cases]

    def bare() -> object:
        return [np.argsort(-total, axis=-1) for total in totals]

    times = side_by_side(all_editions, bare, repeats=15)
    return Row(f"{len(cases)} editions", "numpy argsort", *times, 15, peak_megabytes(all_editions))


def many_scenarios(world: World) -> Row:
    """The newest edition with perturbed components."""
    methodology, given = world.methodology(world.latest), perturbed(world)
    total = compute(methodology, given).total

    def scenarios() -> object:
        return compute(methodology, given)

    def bare() -> object:
        return np.argsort(-total, axis=-1)

    times = side_by_side(scenarios, bare, repeats=7)
    return Row(f"{SCENARIOS:,} scenarios", "numpy argsort", *times, 7, peak_megabytes(scenarios))


def perturbed(world: World) -> Observations:
    """Published components of the newest edition with seeded noise, one row a scenario."""
    given = world.published(world.latest).observations(version="benchmark")
    generator = np.random.default_rng(SEED)
    shape = (SCENARIOS, len(given.countries))
    return given.with_values(
        {code: np.clip(given.values[code] + generator.normal(0, SPREAD, shape), 0, 1) for code in COMPONENTS}
    )


def command_line() -> Row:
    """From the shell to the end of the help."""

    def run(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    times = side_by_side(run("-m", "miqyas", "--help"), run("-c", "pass"), repeats=5)
    return Row("miqyas --help", "python -c pass", *times, 5)


def country_pages() -> Iterator[Row]:
    """A page of a country, kept in memory and made anew, in both languages by turns."""
    found = measure_pages()
    for name, kind in (("country page, kept", "kept"), ("country page, anew", "anew")):
        yield Row(name, "bare Django answer", found[kind], found["bare"], REPEATS)


def rows() -> Iterator[Row]:
    """All that is measured, in the order of the table."""
    world = load_world()
    yield twelve_editions(world)
    yield many_scenarios(world)
    yield command_line()
    yield from country_pages()


def main() -> None:
    """Measure, and print the table."""
    started = time.perf_counter()
    table = Table(show_edge=False)
    for heading in ("measured", "beside"):
        table.add_column(heading, no_wrap=True)
    for heading in ("median ms", "its median", "ratio", "peak MB", "turns"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows():
        peak = "" if row.peak is None else f"{row.peak:,.1f}"
        ours, bare = (f"{time_taken * 1e3:,.2f}" for time_taken in (row.ours, row.bare))
        table.add_row(
            row.name, row.bare_name, ours, bare, f"{row.ours / row.bare:,.1f}", peak, str(row.repeats)
        )
    console = Console(width=WIDTH)
    console.print(table)
    console.print(f"measured in {time.perf_counter() - started:.0f} s with numpy {np.__version__}")


if __name__ == "__main__":
    main()
