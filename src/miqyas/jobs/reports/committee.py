"""The pack of a committee's meeting, to print and to sign: directives, what is late and its cost, gains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.utils import timezone

from miqyas.jobs.programme.committee import Pack, committee_pack
from miqyas.jobs.reports.framing import HELD, Teller, always_anew
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
    return tell.document("committee_pack", _blocks(tell, pack), title=title)


def _blocks(tell: Teller, pack: Pack) -> Iterator[Block]:
    agenda = pack.agenda
    first = tell.say("committee.first")
    since = tell.say("committee.since", day=tell.day(agenda.since)) if agenda.since else first
    yield Paragraph(f"{since} {tell.say('committee.of', day=tell.day(agenda.of))}", "lead", (HELD,))
    yield KeyFigures(tuple(_counts(tell, pack)))
    yield Heading(tell.say("report.committee.directives"))
    for part in _PARTS:
        yield _directives(tell, tell.say(f"committee.part.{part}"), getattr(agenda, part))
    yield Heading(tell.say("committee.slips"))
    yield _late(tell, pack)
    yield Heading(tell.say("committee.gains"))
    yield _gains(tell, pack)
    yield Signatures(((tell.say("report.sign.chair"), ""), (tell.say("report.sign.secretary"), "")))


def _counts(tell: Teller, pack: Pack) -> Iterator[KeyFigure]:
    tones: dict[str, Tone] = {"late": "coral", "open": "plain", "done": "green"}
    for part, tone in tones.items():
        count = len(getattr(pack.agenda, part))
        yield KeyFigure(tell.say(f"committee.part.{part}"), count, "count", tone=tone, sources=(HELD,))
    late = tell.say("report.committee.items_late")
    yield KeyFigure(late, len(pack.late), "count", tone="coral", sources=(HELD,))


def _directives(tell: Teller, title: str, found: tuple[Directive, ...]) -> DataTable:
    return DataTable(
        title,
        (
            tell.column("committee.column.number", share=0.7),
            tell.column("committee.column.text", share=3),
            tell.column("committee.column.kind"),
            tell.column("committee.column.entity", share=1.5),
            tell.column("committee.column.due"),
            tell.column("committee.column.state"),
        ),
        tuple(_directive(tell, one) for one in found),
        (HELD,),
        empty=tell.say("committee.nothing"),
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
            tell.column("committee.column.planned_end"),
            tell.column("committee.column.days", "count", 0.7),
            tell.column("committee.column.places", "places", 0.7),
            tell.column("committee.column.index", "index", 0.8),
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
        (HELD,),
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
            tell.column("committee.column.live"),
            tell.column("committee.column.safe"),
            tell.column("committee.column.index", "index", 0.8),
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
        (HELD,),
        empty=tell.say("committee.no_gains"),
    )


def _about_item(tell: Teller) -> tuple[Column, ...]:
    return (
        tell.column("committee.column.code", share=0.8),
        tell.column("committee.column.title", share=2.5),
        tell.column("committee.column.entity", share=1.5),
    )


def _item(tell: Teller, item: RoadmapItem) -> tuple[Value, ...]:
    entity = tell.text(item.entity.title) if item.entity else ""
    return tell.latin(item.code), tell.text(item.name), entity


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
