"""An agreement between two partners on paper: who helps whom with what, and what is to come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from miqyas.jobs.programme.twinning import measured_of, outcomes_of
from miqyas.jobs.programme.twinning_sheet import indicator_named
from miqyas.jobs.reports.framing import HELD, TRAVELS, Teller, always_anew
from miqyas.jobs.reports.kinds import Order, ReportKind, Subject, report_kind
from miqyas.kernel.text import nearest
from miqyas.reports.document import Block, DataTable, Document, Fields, Heading, Paragraph, Signatures, Source
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.twinning.models import DRAFT, Profile, Twin
from miqyas.workspace.twinning.queries import exchanges_of, twin_by_code, twins_matching
from miqyas.workspace.twinning.terms import exchange_kinds, exchange_states, topics

_FORECAST: Final = "forecast"
"""Key of the source that is what was forecast on the day of the agreement."""


def _subjects(person: Person, language: str) -> Sequence[Subject]:
    if verdict(person, "twinning.list") is not Verdict.ALLOWED:
        return ()
    return [Subject(one.code, nearest(one.title, language).text) for one in twins_matching()]


def _gather(order: Order) -> Document:
    tell, twin = Teller(order), twin_by_code(order.of)
    assert twin is not None
    return tell.document(
        "twinning_proposal",
        _blocks(tell, twin),
        title=nearest(twin.title, tell.language).text,
        sources=tuple(_sources(tell, twin)),
        is_draft=twin.state == DRAFT,
        is_made_up=twin.is_sample,
    )


def _blocks(tell: Teller, twin: Twin) -> Iterator[Block]:
    purpose = tell.nearest(twin.purpose) or tell.say("report.twin.what")
    yield Paragraph(purpose, "lead", (HELD,))
    yield Fields(
        (
            (tell.say("report.twin.seeker"), _partner(tell, twin.seeker)),
            (tell.say("report.twin.giver"), _partner(tell, twin.giver)),
            (tell.say("report.twin.from"), tell.day(twin.starts_on)),
            (tell.say("report.twin.until"), tell.day(twin.ends_on)),
            (tell.say("report.twin.needs"), _topics(tell, twin.seeker.needs) or None),
            (tell.say("report.twin.offers"), _topics(tell, twin.giver.offers) or None),
        )
    )
    yield Heading(tell.say("report.twin.plan"))
    yield _goals(tell, twin)
    yield _exchanges(tell, twin)
    if twin.foreseen.exists():
        yield Heading(tell.say("report.twin.forecast"))
        yield _foreseen(tell, twin)
    yield Signatures(((_partner(tell, twin.seeker), ""), (_partner(tell, twin.giver), "")))


def _sources(tell: Teller, twin: Twin) -> Iterator[Source]:
    if twin.foreseen.exists():
        yield Source(_FORECAST, tell.say("report.source.forecast"), tell.say("mark.I.word"))


def _partner(tell: Teller, profile: Profile) -> str:
    return tell.nearest(profile.name)


def _topics(tell: Teller, codes: Sequence[str]) -> str:
    known = topics()
    return tell.say("score.and").join(tell.text(known[code]) if code in known else code for code in codes)


def _goals(tell: Teller, twin: Twin) -> DataTable:
    return DataTable(
        tell.say("report.twin.goals"),
        (
            tell.column("report.twin.indicator", share=3),
            tell.column("report.twin.baseline", "plain"),
            tell.column("report.twin.target", "plain"),
            tell.column("report.twin.due", share=1.4),
            tell.column("report.twin.reading", "plain"),
        ),
        tuple(
            (
                indicator_named(one.goal.indicator, language=tell.language),
                float(one.goal.baseline),
                float(one.goal.target),
                tell.day(one.goal.due),
                float(one.reading.value) if one.reading else None,
            )
            for one in measured_of(twin)
        ),
        (HELD,),
        empty=tell.say("report.nothing_yet"),
    )


def _exchanges(tell: Teller, twin: Twin) -> DataTable:
    return DataTable(
        tell.say("report.twin.exchanges"),
        (
            tell.column("report.twin.exchange", share=3),
            tell.column("report.twin.kind"),
            tell.column("report.twin.begins", share=1.4),
            tell.column("report.twin.people", "count"),
            tell.column("report.state"),
        ),
        tuple(
            (
                tell.nearest(one.title),
                tell.text(exchange_kinds()[one.kind]),
                tell.day(one.starts_on),
                one.people or None,
                tell.text(exchange_states()[one.state]),
            )
            for one in exchanges_of(twin)
        ),
        (HELD,),
        empty=tell.say("report.nothing_yet"),
    )


def _foreseen(tell: Teller, twin: Twin) -> DataTable:
    """What was forecast when the two agreed; how it came stands beside it once it is published."""
    found = [one for one in outcomes_of(twin, world=current_world()) if one.foreseen.measure == "rank"]
    return DataTable(
        tell.say("report.twin.foreseen", partner=_partner(tell, twin.seeker)),
        (
            tell.column("report.twin.edition", "year"),
            tell.column("report.low", "rank"),
            tell.column("report.high", "rank"),
            tell.column("report.twin.published", "rank"),
        ),
        tuple((one.foreseen.edition, one.foreseen.low, one.foreseen.high, one.value) for one in found),
        (HELD, _FORECAST),
        note=tell.say("report.twin.no_cause"),
    )


TWINNING_PROPOSAL: Final = report_kind(
    ReportKind(
        "twinning_proposal",
        action="twinning.list",
        find=twin_by_code,
        subjects=_subjects,
        gather=_gather,
        basis=always_anew,
        languages=TRAVELS,
    )
)
