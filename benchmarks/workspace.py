"""The workspace under load, on SQLite and PostgreSQL in one run: ``python -m benchmarks.workspace``.

A government of 60 entities with 200 features each and three years of history; 50 people who ask for something
every five seconds, as people do: they look at their list, open a question, save an answer. Told are the
quantiles of each kind of request, errors, answers that were said to be saved and are not there, and what the
load itself took of the processor, which is shared with the server.

The server is the one that `miqyas serve` starts. Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.load import (
    Browser,
    Person,
    Taken,
    crowded,
    installation,
    memory_of,
    milliseconds,
    prepared,
    quantiles,
    served,
)

ENTITIES, FEATURES, YEARS = 60, 200, 3
PEOPLE, PAUSE, SECONDS = 50, 5.0, 60
PROMISED = 0.3
"""Seconds within which 95 of 100 requests are to be answered."""
CAMPAIGN = f"year-{YEARS - 1}"


def living(features: list[str]) -> Callable[[Browser, random.Random], None]:
    """What a person does next: look at their list, open a question, save an answer."""
    versions: dict[tuple[str, str], int] = {}

    def live(browser: Browser, chance: random.Random) -> None:
        base = f"/en/workspace/campaigns/{CAMPAIGN}/entity/{browser.person.entity}/"
        feature = chance.choice(features)
        match chance.choices(("list", "question", "save"), weights=(3, 3, 4))[0]:
            case "list":
                browser.ask("list of 200", base)
            case "question":
                browser.ask("one question", f"{base}{feature}/")
            case _:
                _save(browser, base, feature, versions)

    return live


def _save(browser: Browser, base: str, feature: str, versions: dict[tuple[str, str], int]) -> None:
    note, key, taken = f"Saved {uuid.uuid4().hex}", (browser.person.session, feature), browser.taken
    form = {"grade": "", "note": note, "version": str(versions.get(key, 1))}
    told = browser.ask("save", f"{base}{feature}/save/", form=form, accept="application/json")
    try:
        answer = json.loads(told)
    except ValueError:
        return
    if answer.get("state") == "refused":
        taken.note("save refused", 0.0, str(answer.get("problem"))[:80])
        return
    versions[key] = answer["version"]
    with taken.lock:
        taken.saved[browser.person.entity, feature] = note


def build(count: int) -> None:
    """In the process that fills the database: what `prepared` reads."""
    from miqyas.server.run import set_up

    set_up()
    from benchmarks.government import INSTRUMENT, people
    from benchmarks.government import build as lay
    from miqyas.catalogue import instruments

    lay(entities=ENTITIES, features=FEATURES, years=YEARS)
    features = [one.code for one in instruments()[INSTRUMENT].features[:FEATURES]]
    print(json.dumps({"people": list(people(count)), "features": features}))


def lost(environment: dict[str, str], saved: dict[tuple[str, str], str]) -> int:
    """How many answers that were said to be saved are not there."""
    words = [sys.executable, "-m", "benchmarks.workspace", "--lost"]
    told = json.dumps([[*key, note] for key, note in saved.items()])
    done = subprocess.run(words, env=environment, check=True, capture_output=True, input=told.encode())
    return int(done.stdout)


def count_lost() -> None:
    """In a process of its own: how many of the notes on standard input are not in the database."""
    from miqyas.server.run import set_up

    set_up()
    from miqyas.workspace.campaigns.models import Answer

    rows = Answer.objects.filter(assignment__campaign__code=CAMPAIGN)
    held = {
        (entity, feature): note
        for entity, feature, note in rows.values_list(
            "assignment__entity__code", "assignment__feature", "note"
        )
    }
    print(sum(held.get((entity, feature)) != note for entity, feature, note in json.load(sys.stdin)))


@dataclass(frozen=True)
class Run:
    """What was found on one database."""

    database: str
    taken: Taken
    lost: int
    load_share: float
    """Of one processor, what the load itself took."""
    server_mb: float


def measure(database: str, *, people: int, seconds: int) -> Run:
    """Fill, serve, load, count."""
    with installation(database) as environment:
        told = prepared("benchmarks.workspace", environment, count=people)
        crowd = [Person(session, token, entity) for entity, session, token in told["people"]]
        with served(environment) as (port, pid):
            _warm(crowd, port, told["features"])
            taken, share = crowded(crowd, living(told["features"]), port=port, seconds=seconds, pause=PAUSE)
            memory = memory_of(pid)
        return Run(database, taken, lost(environment, taken.saved), share, memory)


def _warm(crowd: list[Person], port: int, features: list[str]) -> None:
    """A few requests that are not counted: the first of a process reads templates and words."""
    browser = Browser(crowd[0], port=port, taken=Taken())
    for _ in range(3):
        base = f"/en/workspace/campaigns/{CAMPAIGN}/entity/{crowd[0].entity}/"
        browser.ask("warm", base)
        browser.ask("warm", f"{base}{features[0]}/")


def show(runs: list[Run]) -> bool:
    """The table; whether all that is promised holds."""
    console = Console(width=120)
    table = Table(title=f"{ENTITIES} entities, {FEATURES} features, {YEARS} years, {PEOPLE} people")
    for heading in ("database", "request", "n", "p50 ms", "p95 ms", "max ms", "p95 / promised"):
        table.add_column(heading, justify="left" if heading in {"database", "request"} else "right")
    holds = True
    for run in runs:
        every = run.taken.of(run.taken.seconds)
        for kind, found in [*sorted(run.taken.seconds.items()), ("all", every)]:
            found_in = quantiles(found)
            cells = map(milliseconds, found_in)
            table.add_row(run.database, kind, str(len(found)), *cells, f"{found_in[1] / PROMISED:.2f}")
        holds &= quantiles(every)[1] <= PROMISED and not run.taken.errors and not run.lost
    console.print(table)
    for run in runs:
        console.print(
            f"{run.database}: {len(run.taken.errors)} errors, {run.lost} of {len(run.taken.saved)} lost, "
            f"load took {run.load_share:.0%} of one processor, server {run.server_mb:.0f} MB"
        )
        for problem in sorted(set(run.taken.errors))[:5]:
            console.print(f"  {problem}")
    if len(runs) == 2:
        first, second = (quantiles(run.taken.of(run.taken.seconds))[1] for run in runs)
        console.print(f"p95 of {runs[1].database} by {runs[0].database}: {second / first:.2f}")
    return holds


def main() -> None:
    """Measure on each database at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--lost", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--databases", default="SQLite,PostgreSQL")
    chosen = parser.parse_args()
    if chosen.build:
        build(chosen.build)
    elif chosen.lost:
        count_lost()
    else:
        names = chosen.databases.split(",")
        runs = [measure(name, people=PEOPLE, seconds=chosen.seconds) for name in names]
        sys.exit(0 if show(runs) else 1)


if __name__ == "__main__":
    main()
