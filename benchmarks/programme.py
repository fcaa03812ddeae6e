"""The programme under load, on SQLite and PostgreSQL in one run: ``python -m benchmarks.programme``.

One government of 60 entities with 5,000 services, 600 initiatives and 2,000 stories. First every kind of
page is asked for once, alone, of a server that has just begun: the cold first visit. Then a dozen people,
strangers, the authority and people of entities, ask for a page or a search every three seconds, each kind as
often as any other; now and then somebody reports on an initiative or withdraws a service and publishes it
again, so that what is kept has to be made anew, as in life.

Told are the quantiles and the size of each kind of page, also beside the bare answer of `/healthz` in the
same run; searches by where and by what was looked for; how long a file of 5,000 services takes to be read
and written; errors, and what the load itself took of the processor, which is shared with the server.

The server is the one that `miqyas serve` starts. Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final
from urllib.parse import quote

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
from benchmarks.programme_words import COMMON, rare

ENTITIES, SERVICES, INITIATIVES, STORIES = 60, 5000, 600, 2000
PEOPLE, PAUSE, SECONDS = 12, 3.0, 150
PAGE, SEARCH = 0.3, 0.1
"""Seconds within which 95 of 100 pages, and 95 of 100 searches, are to be answered."""
BARE: Final = "bare answer"
STRANGER, AUTHORITY, ENTITY = "stranger", "authority", "entity"
LOOKED_FOR: Final = ("common", "rare", "nonsense")
PAGES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "services, public": ("{lang}/services/?page={page}", (STRANGER,)),
    "a service, public": ("{lang}/services/service-{service:05d}/", (STRANGER,)),
    "stories, public": ("{lang}/stories/?page={page}", (STRANGER,)),
    "a story, public": ("{lang}/stories/story-{story:04d}/", (STRANGER,)),
    "booklet of stories": ("{lang}/stories/booklet/?{turn}", (STRANGER,)),
    "services": ("{work}/services/?page={page}", (AUTHORITY, ENTITY)),
    "a service": ("{work}/services/cards/service-{own:05d}/", (AUTHORITY, ENTITY)),
    "maturity of the nation": ("{work}/services/nation/", (AUTHORITY,)),
    "maturity of an entity": ("{work}/services/entities/{entity}/", (AUTHORITY, ENTITY)),
    "once only": ("{work}/services/once-only/", (AUTHORITY, ENTITY)),
    "most worth raising": ("{work}/services/worth/", (AUTHORITY, ENTITY)),
    "roadmap": ("{work}/roadmap/?page={few}", (AUTHORITY, ENTITY)),
    "an initiative": ("{work}/roadmap/items/initiative-{item:03d}/", (AUTHORITY, ENTITY)),
    "dates of the roadmap": ("{work}/roadmap/dates/?page={few}", (AUTHORITY, ENTITY)),
    "slips and what they cost": ("{work}/roadmap/slips/", (AUTHORITY, ENTITY)),
    "pack of the committee": ("{work}/roadmap/pack/", (AUTHORITY,)),
    "stories": ("{work}/stories/?page={page}", (AUTHORITY, ENTITY)),
    "a story": ("{work}/stories/story-{story:04d}/", (AUTHORITY, ENTITY)),
}
SEARCHES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "services, public": ("{lang}/services/?q={words}", (STRANGER,)),
    "services, interface": ("/api/v1/services?q={words}", (STRANGER,)),
    "stories, public": ("{lang}/stories/?q={words}", (STRANGER,)),
    "stories, interface": ("/api/v1/stories?q={words}", (STRANGER,)),
    "services": ("{work}/services/?q={words}", (AUTHORITY, ENTITY)),
    "stories": ("{work}/stories/?q={words}", (AUTHORITY, ENTITY)),
    "roadmap": ("{work}/roadmap/?q={words}", (AUTHORITY, ENTITY)),
}
REPORT, TURN = "report on an initiative", "withdraw or publish a service"
FILES: Final = {
    "stories as JSON": (STRANGER, "/en/stories/stories.json"),
    "services as CSV": (AUTHORITY, "/en/workspace/services/services.csv"),
    "services as a workbook": (AUTHORITY, "/en/workspace/services/services.xlsx"),
    "roadmap as a workbook": (AUTHORITY, "/en/workspace/roadmap/roadmap.xlsx"),
}


def address(pattern: str, person: Person, chance: random.Random, *, words: str = "") -> str:
    """An address of a kind, anywhere in what there is, in either language."""
    language = f"/{chance.choice(('ar', 'en'))}"
    place = int(person.entity.rpartition("-")[2] or 0) if person.entity else chance.randrange(ENTITIES)
    own = place + ENTITIES * chance.randrange(SERVICES // ENTITIES)
    return pattern.format(
        lang=language,
        work=f"{language}/workspace",
        page=chance.randint(1, 40),
        few=chance.randint(1, 8),
        service=chance.randrange(SERVICES // 10) * 10,
        own=own,
        story=chance.randrange(STORIES // 10) * 10,
        item=chance.randrange(INITIATIVES),
        entity=person.entity or f"entity-{place:03d}",
        turn=chance.random(),
        words=quote(words),
    )


def _words(sort: str, chance: random.Random) -> str:
    language = chance.choice(("ar", "en"))
    match sort:
        case "common":
            return chance.choice(COMMON[language])
        case "rare":
            return rare(language, chance.randrange(500))
        case _:
            letters = "ضظغثذقفخ" if language == "ar" else "qxzjvkw"
            return "".join(chance.choices(letters, k=9))


def is_of(person: Person, who: tuple[str, ...]) -> bool:
    """Whether a kind of page is one that such a person opens."""
    kind = STRANGER if not person.session else ENTITY if person.entity else AUTHORITY
    return kind in who


def deck(person: Person) -> list[tuple[str, ...]]:
    """What a person may ask for, each kind once."""
    pages = [("page", name) for name, (_, who) in PAGES.items() if is_of(person, who)]
    searches = [
        ("search", name, sort)
        for name, (_, who) in SEARCHES.items()
        if is_of(person, who)
        for sort in LOOKED_FOR
    ]
    deeds = [("deed", REPORT), ("deed", TURN)] if is_of(person, (AUTHORITY,)) else []
    return [*pages, *searches, *deeds, (BARE,)]


def living() -> Callable[[Browser, random.Random], None]:
    """What a person does next: each thing once before any comes again, in an order of their own."""
    decks: dict[Person | int, list[tuple[str, ...]]] = {}

    def live(browser: Browser, chance: random.Random) -> None:
        left = decks.setdefault(id(browser), [])
        if not left:
            left += deck(browser.person)
            chance.shuffle(left)
        do(browser, left.pop(), chance)

    return live


def do(browser: Browser, what: tuple[str, ...], chance: random.Random) -> None:
    """One request."""
    person = browser.person
    match what:
        case ("page", name):
            browser.ask(f"page: {name}", address(PAGES[name][0], person, chance))
        case ("search", name, sort):
            path = address(SEARCHES[name][0], person, chance, words=_words(sort, chance))
            accept = "application/json" if path.startswith("/api/") else "text/html"
            browser.ask(f"search: {name}: {sort}", path, accept=accept)
        case ("deed", name) if name == REPORT:
            path = address("{work}/roadmap/items/initiative-{item:03d}/note/", person, chance)
            browser.ask(name, path, form={"text": "Half of it is done."})
        case ("deed", name):
            path = address("{work}/services/cards/service-{service:05d}/state/", person, chance)
            browser.ask(name, path, form={"to": chance.choice(("withdraw", "publish", "publish"))})
        case _:
            browser.ask(BARE, "/healthz")


def build(count: int) -> None:
    """In the process that fills the database: what `prepared` reads."""
    from miqyas.server.run import set_up

    set_up()
    from benchmarks.government import entities_laid, signed_in
    from benchmarks.programme_government import lay

    bodies = entities_laid(ENTITIES)
    took = lay(services=SERVICES, initiatives=INITIATIVES, stories=STORIES)
    people = []
    for place in range(count):
        if place % 3 == 1:
            people.append(("", *signed_in("lead", name=f"lead-{place}")))
        elif place % 3 == 2:
            body = bodies[place]
            people.append((body.code, *signed_in("entity_lead", name=f"own-{place}", entity=body)))
        else:
            people.append(("", "", ""))
    print(json.dumps({"people": people, "took": took}))


@dataclass(frozen=True)
class Run:
    """What was found on one database."""

    database: str
    taken: Taken
    cold: Taken
    files: Taken
    imported: Mapping[str, float]
    load_share: float
    """Of one processor, what the load itself took."""
    server_mb: float
    busy: float
    """Load of the machine when the run began."""


def measure(database: str, *, seconds: float) -> Run:
    """Fill, serve, visit once, load, take the files away."""
    busy = os.getloadavg()[0]
    with installation(database) as environment:
        told = prepared("benchmarks.programme", environment, count=PEOPLE)
        crowd = [Person(session, token, entity) for entity, session, token in told["people"]]
        with served(environment) as (port, pid):
            cold = _visited(crowd, port)
            taken, share = crowded(crowd, living(), port=port, seconds=seconds, pause=PAUSE)
            files = Taken()
            for name, (who, path) in FILES.items():
                person = next(one for one in crowd if is_of(one, (who,)))
                Browser(person, port=port, taken=files).ask(name, path)
            return Run(database, taken, cold, files, told["took"], share, memory_of(pid), busy)


def _visited(crowd: list[Person], port: int) -> Taken:
    """Every kind once, alone, by the first who opens such pages."""
    cold, chance = Taken(), random.Random(0)
    for place, kind in enumerate((STRANGER, AUTHORITY)):
        person = next(one for one in crowd[place:] if is_of(one, (kind,)))
        browser = Browser(person, port=port, taken=cold)
        for what in deck(person):
            if what[0] == "page" and f"page: {what[1]}" not in cold.seconds:
                do(browser, what, chance)
    return cold


def _rows(run: Run) -> Iterator[tuple[str, list[float], float]]:
    """What the table shows of a run: names, seconds, what is promised of them."""
    known = run.taken.seconds
    pages = [kind for kind in known if kind.startswith("page: ")]
    searches = [kind for kind in known if kind.startswith("search: ")]
    for kind in sorted(pages):
        yield kind.removeprefix("page: "), known[kind], PAGE
    yield "ALL PAGES", run.taken.of(pages), PAGE
    for name in SEARCHES:
        yield (
            f"search {name}",
            run.taken.of(one for one in searches if one.startswith(f"search: {name}: ")),
            SEARCH,
        )
    for sort in LOOKED_FOR:
        yield f"search, {sort} words", run.taken.of(one for one in searches if one.endswith(sort)), SEARCH
    yield "ALL SEARCHES", run.taken.of(searches), SEARCH
    for kind in (REPORT, TURN, BARE):
        yield kind, known.get(kind, []), PAGE


def show(runs: list[Run]) -> bool:
    """The tables; whether all that is promised holds on each database."""
    console = Console(width=130)
    holds = True
    for run in runs:
        bare = median(run.taken.seconds.get(BARE, [0.001]))
        title = f"{run.database}: {ENTITIES} entities, {SERVICES:,} services, {INITIATIVES} initiatives, "
        table = Table(title=title + f"{STORIES:,} stories, {PEOPLE} people")
        for heading in (
            *("request", "n", "p50 ms", "p95 ms", "max ms", "p95 / promised", "p50 / bare"),
            *("cold ms", "KB sent"),
        ):
            table.add_column(heading, justify="left" if heading == "request" else "right")
        for name, found, promised in _rows(run):
            if not found:
                continue
            took = quantiles(found)
            kind = f"page: {name}"
            cold = run.cold.seconds.get(kind)
            sizes = run.taken.sizes.get(kind)
            table.add_row(
                name,
                str(len(found)),
                *map(milliseconds, took),
                f"{took[1] / promised:.2f}",
                f"{took[0] / bare:.1f}",
                milliseconds(cold[0]) if cold else "",
                f"{median(sizes) / 1024:.0f}" if sizes else "",
            )
            holds &= not name.startswith("ALL") or took[1] <= promised
        holds &= not run.taken.errors and not run.cold.errors
        console.print(table)
        _beside(console, run)
    if len(runs) == 2:
        for name, index in (("pages", "page: "), ("searches", "search: ")):
            first, second = (
                quantiles(run.taken.of(one for one in run.taken.seconds if one.startswith(index)))[1]
                for run in runs
            )
            console.print(f"p95 of {name}, {runs[1].database} by {runs[0].database}: {second / first:.2f}")
    return holds


def _beside(console: Console, run: Run) -> None:
    imported = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in run.imported.items())
    console.print(f"{SERVICES:,} services from a file: {imported}")
    files = ", ".join(
        f"{name} {found[0]:.1f} s, {run.files.sizes[name][0] / 1024:.0f} KB"
        for name, found in run.files.seconds.items()
    )
    console.print(f"Taken away: {files}")
    problems = [*run.cold.errors, *run.taken.errors, *run.files.errors]
    console.print(
        f"{len(problems)} errors, load took {run.load_share:.0%} of one processor, "
        f"server {run.server_mb:.0f} MB, machine at {run.busy:.1f} when it began"
    )
    for problem in sorted(set(problems))[:8]:
        console.print(f"  {problem}")


def main() -> None:
    """Measure on each database at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--databases", default="SQLite,PostgreSQL")
    chosen = parser.parse_args()
    if chosen.build:
        build(chosen.build)
        return
    runs = [measure(name, seconds=chosen.seconds) for name in chosen.databases.split(",")]
    sys.exit(0 if show(runs) else 1)


if __name__ == "__main__":
    main()
