"""Times and ratios of the analyses, beside what they promise: ``python -m benchmarks.analysis``.

Ratios are of one run on one machine: every step is timed by turns with a bare numpy argsort of the same
array, or with the step that it is compared with. The last column says what is promised.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.engines import DRAWS as WORK
from benchmarks.engines import runs
from benchmarks.index import seconds, side_by_side
from benchmarks.instances import many_entities, two_budgets
from benchmarks.pages import measure_simulator
from miqyas.analysis.audit.choices import choices_of
from miqyas.analysis.audit.field import field_from
from miqyas.analysis.audit.replicate import draw, plan_of, scores
from miqyas.analysis.audit.uncertainty import tally, uncertainty
from miqyas.analysis.forecast import Forecast, forecast
from miqyas.analysis.portfolio.plan import plan
from miqyas.analysis.simulate import parse_scenario, simulate
from miqyas.analysis.simulate import run as simulation
from miqyas.analysis.simulate.run import field_ranks, moving_totals
from miqyas.analysis.world import World, load_world
from miqyas.index.rank import competition_rank

SEED = 1
REPLICATIONS = 10_000
STATES, INDICATORS = 193, 14
REFERENCE = 0.03
"""Seconds that COINr, the reference of the field, takes at least for a replication: stated, not run here."""
DRAWS = 100_000
STREAMED = 1_000_000
SIMULATED = 10_000
TURNS = 5
WIDTH = 132


@dataclass(frozen=True)
class Row:
    """What was measured and beside what, in seconds or MB; what is promised, and whether it holds."""

    name: str
    beside: str
    ours: float
    other: float | None = None
    promised: str = ""
    holds: bool | None = None
    unit: str = "ms"

    @property
    def ratio(self) -> float | None:
        """Ours by the other."""
        return self.ours / self.other if self.other else None


def audit_rows() -> Iterator[Row]:
    """10,000 replications of an index of 14 indicators: whole and by stage."""
    generator = np.random.default_rng(SEED)
    field = field_from(generator.beta(2, 2, (INDICATORS, STATES)))
    choices = choices_of(field)
    shared = plan_of(field, choices=choices)
    drawn = draw(shared, count=REPLICATIONS, generator=np.random.default_rng(SEED))
    values = scores(shared, drawn)
    ranks = competition_rank(values)

    def bare() -> object:
        return np.argsort(values, axis=-1)

    stages: dict[str, Callable[[], object]] = {
        "draw choices": lambda: draw(shared, count=REPLICATIONS, generator=np.random.default_rng(SEED)),
        "normalise, aggregate": lambda: scores(shared, drawn),
        "rank": lambda: competition_rank(values),
        "count ranks and pairs": lambda: [
            tally(shared, ranks[start : start + 1024]) for start in range(0, len(ranks), 1024)
        ],
        "audit of 193 x 14, 10,000 replications": lambda: uncertainty(
            field, choices=choices, replications=REPLICATIONS, seed=SEED
        ),
    }
    whole = 0.0
    for name, stage in stages.items():
        whole, its = side_by_side(stage, bare, repeats=TURNS)
        yield Row(name, "numpy argsort of the scores", whole, its)
    own = whole / REPLICATIONS
    times = REFERENCE / own
    yield Row(
        "one replication",
        f"COINr, stated {REFERENCE:g} s or more",
        own,
        REFERENCE,
        promised="1,000 times less",
        holds=times >= 1000,
        unit="us",
    )


def moving_field(future: Forecast) -> Iterator[Row]:
    """100,000 draws of all states: the ranking, the whole, one country alone."""
    blocks = [
        total.copy()
        for total, _ in moving_totals(future, (), draws=DRAWS, generator=np.random.default_rng(SEED))
    ]
    totals = np.concatenate(blocks)
    place = future.countries.index("BHR")

    def bare() -> object:
        return np.argsort(totals, axis=-1)

    def ranking() -> object:
        return competition_rank(totals)

    rank, its = side_by_side(ranking, bare, repeats=TURNS)
    yield Row("ranking of 100,000 draws", "numpy argsort of them", rank, its, "1.5", rank / its <= 1.5)
    whole, its = side_by_side(lambda: field_ranks(future, draws=DRAWS, seed=SEED), bare, repeats=TURNS)
    yield Row("draw, aggregate, rank, count", "numpy argsort of them", whole, its, "6", whole / its <= 6)
    alone, full = side_by_side(lambda: simulation._rank_of(totals, place), ranking, repeats=TURNS)
    yield Row("one country's rank alone", "ranking of all", alone, full, "0.5", alone / full <= 0.5)


def simulations(world: World, future: Forecast) -> Iterator[Row]:
    """What the simulator asks for, 10,000 draws with and without changes; and what its page answers."""
    scenario = parse_scenario(["osi=+5pts", "hci=+2%"], iso3="BHR")

    def page() -> object:
        return simulate(world, scenario, iso3="BHR", coming=future, draws=SIMULATED, seed=SEED)

    turns = sorted(seconds(page) for _ in range(2 * TURNS + 1))[1:]
    middle = turns[len(turns) // 2]
    yield Row("simulate: 10,000 draws, two changes", "", middle)
    for field, took in measure_simulator().items():
        yield Row(f"answer of the simulator's page, {field} field", "", took, None, "200 ms", took <= 0.2)


STREAM = """
import json, pathlib, re, resource, time
from miqyas.analysis.forecast import forecast
from miqyas.analysis.simulate import parse_scenario, simulate
from miqyas.analysis.simulate.run import field_ranks
from miqyas.analysis.world import load_world
def peak():
    # Linux counts what the process held that this one came from, unless asked in this way.
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
world = load_world()
future = forecast(world)
before, start = peak(), time.perf_counter()
if {alone}:
    five = parse_scenario(["osi=+5pts"], iso3="BHR")
    simulate(world, five, iso3="BHR", coming=future, draws={draws}, seed=1)
else:
    field_ranks(future, draws={draws}, seed=1)
print(json.dumps([time.perf_counter() - start, before, peak()]))
"""


def streams() -> Iterator[Row]:
    """A million draws, in a process of its own: the most memory that it ever held, all included."""
    for name, alone in (("ranks of all states", False), ("a scenario of one country", True)):
        code = STREAM.format(draws=STREAMED, alone=alone)
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        took, *peaks = json.loads(done.stdout)
        before, megabytes = (peak / (1e6 if sys.platform == "darwin" else 1e3) for peak in peaks)
        beside = f"resident, {before:,.0f} MB before the first draw; {took:.1f} s"
        yield Row(f"1,000,000 draws: {name}", beside, megabytes, None, "1,000 MB", megabytes < 1000, "MB")


def portfolios(world: World) -> Iterator[Row]:
    """The plan of greatest gain, proven."""
    small, large = two_budgets(seed=SEED), many_entities(seed=SEED)
    for name, portfolio, gap, bar in (
        ("400 actions, 2 budgets, 120 precedences", small, 0.0, 1.0),
        ("2,000 actions, 4 periods, 40 entities", large, 0.005, 60.0),
    ):
        found = plan(world, portfolio, gap=gap)
        took = min(seconds(lambda: plan(world, portfolio, gap=gap)) for _ in range(1 if gap else 3))  # noqa: B023
        is_proven = found.proof.gap <= max(gap, 1e-9)
        yield Row(
            name,
            f"{found.proof.outcome}, gap {found.proof.gap:.2%}",
            took,
            promised=f"{bar:g} s",
            holds=is_proven and took < bar,
        )


def engines(future: Forecast) -> Iterator[Row]:
    """The same numbers by every engine."""
    serial = None
    for run in runs(future):
        serial = serial or run.working
        words = "the same numbers" if run.is_equal else "OTHER NUMBERS"
        yield Row(
            f"{WORK:,} draws by {run.name}",
            f"serial; {words}; warm after {run.opening:.1f} s",
            run.working,
            serial,
            "the same",
            run.is_equal,
        )


def rows() -> Iterator[Row]:
    """All that is measured, in the order of the table."""
    world = load_world()
    future = forecast(world)
    yield from audit_rows()
    yield from moving_field(future)
    yield from simulations(world, future)
    yield from streams()
    yield from portfolios(world)
    yield from engines(future)


def main() -> None:
    """Measure, and print the table."""
    started, load = time.perf_counter(), os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    table = Table(show_edge=False)
    for heading in ("measured", "beside"):
        table.add_column(heading)
    for heading in ("ours", "its", "ratio", "at most", "holds"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows():
        scale = {"ms": 1e3, "us": 1e6, "MB": 1.0}[row.unit]
        ours, other = (
            "" if value is None else f"{value * scale:,.1f} {row.unit}" for value in (row.ours, row.other)
        )
        ratio = (
            ""
            if row.ratio is None
            else f"{row.ratio:,.2f}"
            if row.ratio > 0.01
            else f"1/{1 / row.ratio:,.0f}"
        )
        holds = {None: "", True: "yes", False: "NO"}[row.holds]
        table.add_row(row.name, row.beside, ours, other, ratio, row.promised, holds)
    console = Console(width=WIDTH)
    console.print(table)
    console.print(
        f"measured in {time.perf_counter() - started:.0f} s on {os.cpu_count()} cores, "
        f"with numpy {np.__version__}, beside other work of {load:.1f} cores at the beginning"
    )


if __name__ == "__main__":
    main()
