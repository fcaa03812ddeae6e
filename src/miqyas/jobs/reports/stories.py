"""A booklet of the success stories that are published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from miqyas.jobs.reports.framing import HELD, TRAVELS, Teller
from miqyas.jobs.reports.kinds import PUBLIC, Order, ReportKind, Subject, report_kind
from miqyas.kernel.words import say
from miqyas.reports.document import Block, DataTable, Document, Fields, Heading, Link, Paragraph
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.evidence.queries import Proof
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.queries import stories_published
from miqyas.workspace.stories.telling import TO_ALL, StoryTold, links_of, stories_told, stories_version
from miqyas.workspace.stories.terms import names as terms
from miqyas.workspace.stories.terms import sectors

_ALL: Final = "all"
_FEW: Final = 8
"""Stories that one finds without a table of contents."""


def _subjects(person: Person, language: str) -> Sequence[Subject]:
    """All of them, and those of each sector that has any."""
    held = {story.content.get("sector") for story in stories_published()}
    if not held:
        return ()
    named = [(code, name.in_language(language)) for code, name in sectors().items() if code in held]
    everything = say("report.stories.all", language=language)
    return [Subject(_ALL, everything), *(Subject(code, name) for code, name in named)]


def _stories_of(of: str) -> list[Story] | None:
    found = list(stories_published())
    return (found if of == _ALL else [one for one in found if one.content.get("sector") == of]) or None


def _gather(order: Order) -> Document:
    tell, stories = Teller(order), _stories_of(order.of) or []
    return tell.document(
        "story_booklet",
        _blocks(tell, stories_told(stories, shows=TO_ALL)),
        title=tell.say("report.stories.title"),
        subtitle="" if order.of == _ALL else tell.text(sectors()[order.of]),
        layout="report" if len(stories) > _FEW else "pack",
        is_made_up=any(story.is_sample for story in stories),
    )


def _blocks(tell: Teller, told: Sequence[StoryTold]) -> Iterator[Block]:
    if len(told) > _FEW:
        yield Heading(tell.say("report.stories.about"))
    yield Paragraph(tell.say("report.stories.count", n=len(told)), "lead", (HELD,))
    if len(told) > 1:
        yield _overview(tell, told)
    for one in told:
        yield from _story(tell, one)


def _overview(tell: Teller, told: Sequence[StoryTold]) -> DataTable:
    """Every story in a line: whose it is, its sector, how long it took."""
    return DataTable(
        tell.say("report.stories.overview"),
        (
            tell.column("report.stories.story", share=2.6),
            tell.column("report.entity", share=2.2),
            tell.column("report.stories.sector", share=1.2),
            tell.column("report.stories.time", share=1.0),
        ),
        tuple(
            (
                tell.nearest(one.said.title),
                one.story.entity.title.in_language(tell.language),
                tell.text(sectors().get(one.said.sector)),
                _time(tell, one),
            )
            for one in told
        ),
        (HELD,),
    )


def _time(tell: Teller, told: StoryTold) -> str:
    months = told.said.months
    return "" if months is None else tell.say("report.stories.months", n=months)


def _story(tell: Teller, told: StoryTold) -> Iterator[Block]:
    said = told.said
    yield Heading(tell.nearest(said.title))
    yield Paragraph(told.story.entity.title.in_language(tell.language), "lead")
    yield Fields(
        tuple((tell.say(f"report.stories.{name}"), text) for name, text in _parts(tell, told) if text)
    )
    links = [one for proofs in told.proofs.values() for one in links_of(proofs)]
    if links:
        yield Heading(tell.say("report.stories.proofs"), 2)
        yield from (_link(tell, one) for one in links)


def _link(tell: Teller, proof: Proof) -> Link:
    """A proof with its address in sight, for those who read it on paper."""
    address = proof.revision.address
    shown = [proof.evidence.title] if proof.evidence.title else []
    return Link(" · ".join((*shown, tell.latin(address))), address)


def _parts(tell: Teller, told: StoryTold) -> Iterator[tuple[str, str]]:
    """What a story says, part by part; empty where it says nothing."""
    said = told.said
    yield "problem", tell.nearest(said.problem)
    yield "solution", tell.nearest(said.solution)
    yield "results", "\n".join(tell.nearest(one.text) for one in said.results)
    yield "turned", "\n".join(one.name.in_language(tell.language) for one in told.turned)
    yield "sector", tell.text(sectors().get(said.sector))
    yield "cost", tell.text(terms("cost").get(said.cost))
    yield "time", _time(tell, told)


STORY_BOOKLET: Final = report_kind(
    ReportKind(
        "story_booklet",
        action=PUBLIC,
        find=_stories_of,
        subjects=_subjects,
        gather=_gather,
        basis=lambda of: (stories_version(),),
        languages=TRAVELS,
    )
)
