"""The pack of a committee's meeting, to print and to sign: directives, what is late and its cost, gains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.utils import timezone

from miqyas.jobs.programme.committee import Pack, committee_pack
from miqyas.jobs.reports.framing import HELD, Teller, always_anew, begun
from miqyas.jobs.reports.kinds import Order, ReportKind, Subject, report_kind
from miqyas.kernel.words import day_in_words
from miqyas.reports.document import (
    Block,
    Column,
    DataTable,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Signatures,
    Source,
    Value,
)
from miqyas.reports.document.model import Tone
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.roadmaps.models import Directive, Meeting, RoadmapItem
from miqyas.workspace.roadmaps.terms import directive_kinds

_ACTION: Final = "roadmap.pack"
_MOST_MEETINGS: Final = 6
_PARTS: Final = ("late", "open", "done", "new")
_MODEL: Final = "model"
_BOTH: Final = (HELD, _MODEL)
"""Sources of what a slip costs: the roadmap as it is held, and what is computed from it."""


def _subjects(person: Person, language: str) -> Sequence[Subject]:
    """Meetings to come, and today."""
    if verdict(person, _ACTION) is not Verdict.ALLOWED:
        return ()
    today = timezone.localdate()
    coming = Meeting.objects.filter(on__gte=today).order_by("on").values_list("on", flat=True)
    days = dict.fromkeys([*coming[:_MOST_MEETINGS], today])
    return [Subject(day.isoformat(), day_in_words(day.isoformat(), language=language)) for day in days]


def _find(of: str) -> date | None:
    try:
        return date.fromisoformat(of)
    except ValueError:
        return None


def _gather(order: Order) -> Document:
    tell, pack = Teller(order), committee_pack(date.fromisoformat(order.of))
    title = tell.say("committee.title", day=tell.day(pack.agenda.on))
    model = Source(_MODEL, tell.say("report.source.slips"), tell.say("mark.I.word"))
    return tell.document(
        "committee_pack",
        _blocks(tell, pack),
        title=title,
        subtitle=tell.say("report.committee.subtitle"),
        sources=(model,),
    )


def _blocks(tell: Teller, pack: Pack) -> Iterator[Block]:
    agenda = pack.agenda
    first = tell.say("committee.first")
    since = tell.say("committee.since", day=tell.day(agenda.since)) if agenda.since else first
    yield Paragraph(f"{since} {tell.say('committee.of', day=tell.day(agenda.of))}", "lead", (HELD,))
    yield KeyFigures(tuple(_counts(tell, pack)))
    yield Heading(tell.say("report.committee.directives"))
    for part in _PARTS:
        yield _directives(tell, tell.say(f"report.committee.part.{part}"), getattr(agenda, part))
    yield Heading(tell.say("report.committee.roadmap"))
    yield _late(tell, pack)
    yield _gains(tell, pack)
    yield Signatures(((tell.say("report.sign.chair"), ""), (tell.say("report.sign.secretary"), "")))


def _counts(tell: Teller, pack: Pack) -> Iterator[KeyFigure]:
    tones: dict[str, Tone] = {"late": "coral", "open": "plain", "done": "green"}
    for part, tone in tones.items():
        count = len(getattr(pack.agenda, part))
        yield KeyFigure(
            begun(tell.say(f"committee.{part}", n=count)), count, "count", tone=tone, sources=(HELD,)
        )
    late = begun(tell.say("committee.items_late", n=len(pack.late)))
    yield KeyFigure(late, len(pack.late), "count", tone="coral", sources=(HELD,))


def _directives(tell: Teller, title: str, found: tuple[Directive, ...]) -> Block:
    """The directives of a part; a line where there are none."""
    if not found:
        return Paragraph(tell.say("report.committee.none", part=title), sources=(HELD,))
    return DataTable(
        title,
        (
            tell.column("committee.column.number", share=0.8),
            tell.column("committee.column.text", share=2.6),
            tell.column("committee.column.kind", share=0.9),
            tell.column("committee.column.entity", share=1.6),
            tell.column("committee.column.due", share=1.2),
            tell.column("committee.column.state"),
        ),
        tuple(_directive(tell, one) for one in found),
        (HELD,),
    )


def _directive(tell: Teller, one: Directive) -> tuple[Value, ...]:
    return (
        tell.latin(one.number),
        tell.text(one.words),
        tell.text(directive_kinds()[one.kind]),
        tell.text(one.entity.title) if one.entity else "",
        tell.day(one.due),
        tell.text(text_of(f"directive.state.{one.state}")),
    )


def _late(tell: Teller, pack: Pack) -> DataTable:
    return DataTable(
        tell.say("committee.slips"),
        (
            *_about_item(tell),
            tell.column("committee.column.planned_end", share=1.7),
            tell.column("committee.column.days", "count", 0.7),
            tell.column("committee.column.places", "tenths", 0.8),
            tell.column("report.committee.lost", "index", 0.9),
        ),
        tuple(
            (
                *_item(tell, one.item),
                tell.day(one.item.planned_end),
                one.days,
                one.slip.places.mean if one.slip and one.slip.places else None,
                one.slip.gain.mean if one.slip else None,
            )
            for one in pack.late
        ),
        _BOTH,
        note=_what_slips_cost(tell, pack),
        empty=tell.say("committee.nothing_late"),
    )


def _what_slips_cost(tell: Teller, pack: Pack) -> str:
    found = pack.held.found
    return tell.say("committee.slips.what", edition=found.aim.edition) if found else ""


def _gains(tell: Teller, pack: Pack) -> DataTable:
    return DataTable(
        tell.say("committee.gains"),
        (
            *_about_item(tell),
            tell.column("committee.column.live", share=1.7),
            tell.column("committee.column.safe", share=1.7),
            tell.column("report.committee.gained", "index", 0.9),
        ),
        tuple(
            (
                *_item(tell, one.item),
                tell.day(one.live.live),
                tell.day(one.live.safe),
                pack.held.slips[one.item.code].gain.mean if one.item.code in pack.held.slips else None,
            )
            for one in pack.gains
        ),
        _BOTH,
        note=tell.say("report.committee.safe"),
        empty=tell.say("committee.no_gains"),
    )


def _about_item(tell: Teller) -> tuple[Column, ...]:
    return (
        tell.column("report.committee.item", share=2.6),
        tell.column("committee.column.entity", share=1.8),
    )


def _item(tell: Teller, item: RoadmapItem) -> tuple[Value, ...]:
    entity = tell.text(item.entity.title) if item.entity else ""
    return tell.text(item.name), entity


COMMITTEE_PACK: Final = report_kind(
    ReportKind(
        "committee_pack",
        action=_ACTION,
        find=_find,
        subjects=_subjects,
        gather=_gather,
        basis=always_anew,
    )
)
