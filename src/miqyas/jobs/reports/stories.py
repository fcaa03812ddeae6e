"""A booklet of the success stories that are published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from miqyas.jobs.reports.framing import HELD, TRAVELS, Teller
from miqyas.jobs.reports.kinds import PUBLIC, Order, ReportKind, Subject, report_kind
from miqyas.kernel.text import nearest
from miqyas.kernel.words import say
from miqyas.reports.document import Block, Bullets, Document, Fields, Heading, Link, Paragraph
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.queries import stories_published
from miqyas.workspace.stories.telling import TO_ALL, StoryTold, links_of, stories_told, stories_version
from miqyas.workspace.stories.terms import names as terms
from miqyas.workspace.stories.terms import sectors

_ALL: Final = "all"


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
        layout="report",
        is_made_up=any(story.is_sample for story in stories),
    )


def _blocks(tell: Teller, told: Sequence[StoryTold]) -> Iterator[Block]:
    yield Heading(tell.say("report.stories.about"))
    yield Paragraph(tell.say("report.stories.count", n=len(told)), "lead", (HELD,))
    for one in told:
        yield from _story(tell, one)


def _story(tell: Teller, told: StoryTold) -> Iterator[Block]:
    said = told.said
    yield Heading(nearest(said.title, tell.language).text)
    yield Paragraph(told.story.entity.title.in_language(tell.language), "lead")
    for part, words in (("problem", said.problem), ("solution", said.solution)):
        text = nearest(words, tell.language).text
        if text:
            yield Heading(tell.say(f"report.stories.{part}"), 2)
            yield from (Paragraph(line) for line in text.splitlines() if line)
    if said.results:
        yield Heading(tell.say("report.stories.results"), 2)
        yield Bullets(tuple(nearest(one.text, tell.language).text for one in said.results))
    yield Fields(tuple(_facts(tell, told)))
    for proofs in told.proofs.values():
        for one in links_of(proofs):
            yield Link(one.evidence.title or one.revision.address, one.revision.address)


def _facts(tell: Teller, told: StoryTold) -> Iterator[tuple[str, str | None]]:
    said = told.said
    yield tell.say("report.stories.sector"), tell.text(sectors().get(said.sector)) or None
    yield tell.say("report.stories.cost"), tell.text(terms("cost").get(said.cost)) or None
    months = None if said.months is None else tell.say("report.stories.months", n=said.months)
    yield tell.say("report.stories.time"), months
    turned = tell.say("score.and").join(tell.latin(one.code) for one in said.turns)
    yield tell.say("report.stories.turned"), turned or None


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
