"""The kit of a workshop as a document and as slides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from miqyas.jobs.programme.workshop_kit import kit_tables
from miqyas.jobs.reports.framing import HELD, Teller, always_anew
from miqyas.jobs.reports.kinds import Order, ReportKind, Subject, report_kind
from miqyas.observations.countries import countries
from miqyas.reports.briefs.sources import results_of, sources_of
from miqyas.reports.document import Block, DataTable, Document, Heading, Paragraph, Source
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.datasets.world import current_world, home_country

_METHOD: Final = "method"
_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    _METHOD: (_METHOD,),
    "exercises": (HELD,),
    "challenge": (HELD,),
}
"""What the parts of a kit rest on, where that is not published results."""


def _subjects(person: Person, language: str) -> Sequence[Subject]:
    """Every country, this one first."""
    if verdict(person, "workshop.kit") is not Verdict.ALLOWED:
        return ()
    named = {code: one.name.in_language(language) for code, one in countries().items()}
    first = home_country()
    rest = sorted((name, code) for code, name in named.items() if code != first)
    return [Subject(first, named[first]), *(Subject(code, name) for name, code in rest)]


def _find(of: str) -> str | None:
    return of if of in countries() else None


def _gather(order: Order) -> Document:
    """Without the gaps of ministries, which the page of the kit shows to those who may see them."""
    tell = Teller(order)
    name = countries()[order.of].name.in_language(tell.language)
    blocks = tuple(_blocks(tell, order.of))
    named = [key for one in blocks for key in getattr(one, "sources", ()) if key not in {HELD, _METHOD}]
    made = {_METHOD: Source(_METHOD, tell.say("report.source.methods"))}
    results = sources_of(
        (Paragraph("", sources=tuple(named)),), world=current_world(), language=tell.language, made=made
    )
    return tell.document(
        "workshop_kit",
        blocks,
        title=tell.say("report.workshop.title", country=name),
        layout="pack",
        sources=(*results, *made.values()),
    )


def _blocks(tell: Teller, iso3: str) -> Iterator[Block]:
    world = current_world()
    for table in kit_tables(world, iso3, campaign=None):
        part = table.name.rpartition("-")[2]
        told = tell.table(table, sources=_SOURCES[part] if part in _SOURCES else results_of(world))
        yield Heading(told.title)
        if table.what:
            told = replace(told, title=tell.text(table.what))
        yield _marked(tell, told) if part == _METHOD else told


def _marked(tell: Teller, told: DataTable) -> DataTable:
    """Changes of the method with their marks in words."""
    rows = tuple((*row[:-1], tell.say(f"mark.{row[-1]}.word")) for row in told.rows)
    shares = (0.6, 0.6, 4.0, 1.2)
    columns = tuple(replace(one, share=share) for one, share in zip(told.columns, shares, strict=True))
    return replace(told, columns=columns, rows=rows)


WORKSHOP_KIT: Final = report_kind(
    ReportKind(
        "workshop_kit",
        action="workshop.kit",
        find=_find,
        subjects=_subjects,
        gather=_gather,
        basis=always_anew,
    )
)
