"""The kit of a workshop as a document and as slides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from miqyas.jobs.programme.workshop_kit import kit_tables
from miqyas.jobs.reports.framing import Teller, always_anew
from miqyas.jobs.reports.kinds import Order, ReportKind, Subject, report_kind
from miqyas.observations.countries import countries
from miqyas.reports.document import Block, Document, Heading, Paragraph
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.datasets.world import current_world, home_country


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
    title = tell.say("kit.title", country=name)
    return tell.document("workshop_kit", _blocks(tell, order.of), title=title, layout="pack")


def _blocks(tell: Teller, iso3: str) -> Iterator[Block]:
    for table in kit_tables(current_world(), iso3, campaign=None):
        yield Heading(table.title.in_language(tell.language))
        if table.what:
            yield Paragraph(table.what.in_language(tell.language), "lead")
        yield tell.table(table)


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
