"""How long reports take in each form, beside a bare Typst: ``python -m benchmarks.reports``.

Seconds are those of the processor, all threads together, so that other work on the machine does not count;
the clock stands beside them. The bare counterpart sets as many pages of the same type without tags, charts
or tables.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any, Final

from miqyas.analysis.world import load_world
from miqyas.kernel.execution import map_chunks, open_engine
from miqyas.reports.briefs import REPORTS
from miqyas.reports.charts import Caption, Drawing, Stack, Stacks, stacked_bars
from miqyas.reports.document import (
    Bullets,
    Callout,
    Column,
    DataTable,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Source,
)
from miqyas.reports.document.write import FORMS, write

DAY: Final = "2026-01-31"
COUNTRIES: Final = ("BHR", "TUN", "COM")
"""The first, which loads fonts and libraries, does not count; Typst remembers what it set, so they differ."""
SCORECARDS: Final = 200
WORKERS: Final = 2
ROWS: Final = 10_000
PROMISED: Final = {"country_brief": 1.0, "country_report": 5.0, "scorecards": 60.0}
_LINES: Final = 48
"""Lines on a page of the bare counterpart."""


@dataclass(frozen=True)
class Took:
    """Seconds of the processor and of the clock."""

    processor: float
    clock: float


def measured(works: Sequence[Callable[[], object]]) -> Took:
    """The slowest of several works after the first, which does not count."""
    works[0]()
    return max((_turn(work) for work in works[1:]), key=lambda took: took.processor)


def _turn(work: Callable[[], object]) -> Took:
    processor, clock = time.process_time(), time.perf_counter()
    work()
    return Took(time.process_time() - processor, time.perf_counter() - clock)


@cache
def bare(pages: int) -> Took:
    """A bare Typst that sets as many pages of plain text in the same type."""
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(files("miqyas.reports") / "fonts")],
    )

    def work(turn: int) -> None:
        lines = (f"#text[{turn}: a line of plain words, {at}]" for at in range(pages * _LINES))
        setting = '#set text(font: "IBM Plex Sans Arabic", size: 10pt)\n'
        typst.Compiler((setting + "\\\n".join(lines)).encode(), font_paths=fonts).compile(format="pdf")

    return measured([partial(work, turn) for turn in range(len(COUNTRIES))])


def real(kind: str, language: str, country: str) -> Document:
    """A report of published results as it is made."""
    report = REPORTS[kind]
    asked: dict[str, Any] = {"country": country, "edition": load_world().latest}
    taken = {one.name for one in report.parameters}
    known = {name: given for name, given in asked.items() if name in taken}
    return report.make(load_world(), language=language, made_on=DAY, **known)


def scorecard(number: int) -> Document:
    """A page on one entity, different from every other: figures, a chart, a table of gaps, what to do."""
    share = (number * 37 % 100) / 100
    stacks = Stacks(
        ("Found", "Claimed", "Missing"),
        tuple(Stack(f"Area {at}", (share / (at + 1), 0.1, 0.05)) for at in range(4)),
    )
    drawn = stacked_bars(
        stacks, caption=Caption("Most is found", "Sample"), drawing=Drawing("en", width="page")
    )
    gaps = tuple((f"Feature {number}-{at}", f"Service {at}", share / (at + 2)) for at in range(12))
    return Document(
        kind="scorecard",
        title=f"Entity {number}",
        language="en",
        made_on=DAY,
        blocks=(
            KeyFigures(
                (KeyFigure("Found", share, "percent", tone="sea"), KeyFigure("Worth", share / 10, "signed"))
            ),
            Heading("Where it stands"),
            Figure(drawn, sources=("sample",)),
            DataTable("Gaps", (Column("Feature"), Column("Service"), Column("Worth", "index")), gaps),
            Callout("Next", "Three things to do first."),
            Bullets(tuple(f"Do {at} of {number}" for at in range(3))),
            Paragraph("A draft of the campaign.", style="quiet"),
        ),
        sources=(Source("sample", "Sample", "R"),),
        is_sample=True,
    )


def long_table() -> Document:
    """A table of very many rows."""
    columns = (Column("State"), Column("Index", "index"), Column("Rank", "rank"), Column("Change", "signed"))
    rows = tuple((f"State {at}", at / ROWS, at, -at / ROWS) for at in range(ROWS))
    return Document("table", "A long table", "en", DAY, (DataTable("States", columns, rows),))


def one_page(number: int) -> int:
    """A scorecard as PDF; its length."""
    return len(write(scorecard(number), form="pdf"))


def rows() -> Iterator[Sequence[str]]:
    """All that is measured: pages, processor, clock, ratio to bare Typst, promise, whether it holds."""
    for kind in ("country_brief", "country_report"):
        for language in ("ar", "en"):
            documents = [real(kind, language, country) for country in COUNTRIES]
            pages = _pages(documents[0])
            for form in FORMS:
                took = measured([partial(write, document, form=form) for document in documents])
                name = f"{kind.replace('_', ' ')}, {language}, {form}"
                yield _row(name, pages, took, PROMISED[kind] if form == "pdf" else None)
    table = long_table()
    took = _turn(partial(write, table, form="pdf"))
    yield _row(f"table of {ROWS:,} rows, pdf", _pages(table), took)
    yield from scorecards()


def scorecards() -> Iterator[Sequence[str]]:
    """Two hundred pages, each a file: one after another, and by two processes."""
    one_page(SCORECARDS)
    alone = _turn(lambda: [one_page(number) for number in range(SCORECARDS)])
    yield _row(f"{SCORECARDS} scorecards, pdf, one process", SCORECARDS, alone, PROMISED["scorecards"])
    with open_engine(f"processes:{WORKERS}") as engine:
        list(map_chunks(one_page, range(SCORECARDS, SCORECARDS + WORKERS), engine=engine))
        started = time.perf_counter()
        list(map_chunks(one_page, range(SCORECARDS), engine=engine))
        clock = time.perf_counter() - started
    promised = PROMISED["scorecards"]
    holds = _verdict(clock, promised)
    yield (
        f"{SCORECARDS} scorecards, pdf, {WORKERS} processes",
        str(SCORECARDS),
        "",
        _said(clock),
        "",
        *holds,
    )


def _pages(document: Document) -> int:
    """Pages of the PDF, which says how many it has."""
    found = re.search(rb"NPages>(\d+)<", write(document, form="pdf"))
    assert found
    return int(found[1])


def _row(name: str, pages: int, took: Took, promised: float | None = None) -> Sequence[str]:
    ratio = took.processor / bare(pages).processor
    held = ("", "") if promised is None else _verdict(took.processor, promised)
    return (name, str(pages), _said(took.processor), _said(took.clock), f"{ratio:.1f}", *held)


def _verdict(seconds: float, promised: float) -> tuple[str, str]:
    return f"{promised:g} s", "yes" if seconds <= promised else "NO"


def _said(seconds: float) -> str:
    return f"{seconds:.2f} s"


def main() -> None:
    """Measure, and print each row as it comes."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    form = "{:<42}{:>6}{:>12}{:>10}{:>10}{:>10}{:>7}"
    print(form.format("measured", "pages", "processor", "clock", "by bare", "at most", "holds"))
    for row in rows():
        print(form.format(*row), flush=True)
    print(f"on {os.cpu_count()} cores, beside other work of {load:.1f} cores at the beginning")


if __name__ == "__main__":
    main()
