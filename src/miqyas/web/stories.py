"""Stories as pages show them: in the language of the reader, with what speaks for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from miqyas.jobs.programme.cases import CaseFound, cases_of, gap_of, gaps_of
from miqyas.jobs.scores.boards import Board
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, nearest
from miqyas.kernel.words import language_name
from miqyas.lexicon.search import Piece, pieces, question_words, searchable
from miqyas.web.scores import THOUSAND
from miqyas.web.words import current_language, say_here
from miqyas.workspace.campaigns.models import CampaignEntity
from miqyas.workspace.evidence.queries import Proof
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.stories.fields import LANGUAGES, StoryFields, fields_from
from miqyas.workspace.stories.models import Story, StoryContact
from miqyas.workspace.stories.telling import StoryTold, links_of
from miqyas.workspace.stories.terms import names, sectors
from miqyas.workspace.stories.turning import Turned

FEW: Final = 3
"""Cases that are shown beside something else."""
SNIPPET: Final = 220
"""Characters of the stretch of a text around what was looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """Why a story was found: a part of it by its name, and the stretch in which the words stand."""

    part: str
    pieces: Sequence[Piece]
    language: str
    """That of the stretch; empty for tags and codes, which have none."""


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story in a list: its title, its first result, where what was looked for stands."""

    story: Story
    title: Sequence[Piece]
    language: str
    """That of the title."""
    result: Mapping[str, str]
    entity: str
    sector: str
    tags: Sequence[str]
    found: Sequence[Found]
    url: str


@dataclass(frozen=True, slots=True)
class TurnShown:
    """What was turned, in words; `share` and `pin` draw it where it is a feature."""

    turned: Turned
    name: str
    before: str
    after: str
    borne: str
    campaign: str


@dataclass(frozen=True, slots=True)
class ResultShown:
    """A result with its proofs: those that everybody may open, and how many are kept."""

    id: str
    text: Mapping[str, str]
    links: Sequence[Proof]
    kept: Sequence[Proof]


@dataclass(frozen=True, slots=True)
class StoryShown:
    """A whole story in the language of the reader."""

    story: Story
    said: StoryFields
    entity: str
    sector: str
    cost: str
    duration: str
    results: Sequence[ResultShown]
    turns: Sequence[TurnShown]
    partners: Sequence[tuple[Mapping[str, str], str, Mapping[str, str]]]
    reusables: Sequence[tuple[Mapping[str, str], str, str, str]]
    services: Sequence[tuple[str, str]]
    contacts: Sequence[StoryContact]
    only_in: str
    """The name of the language in which the title is, where it is not that of the reader."""


def card_of(story: Story, *, url: str, text: str = "") -> StoryCard:
    """A story as a card; with a text that was looked for, the places where its words stand."""
    said, words, here = fields_from(story.content), question_words(text), current_language()
    title = nearest(said.title, here)
    return StoryCard(
        story=story,
        title=pieces(title.text, words, length=len(title.text)),
        language=title.language,
        result=said.results[0].text if said.results else {},
        entity=story.entity.title.in_language(here),
        sector=_named(sectors(), said.sector),
        tags=said.tags,
        found=tuple(_found(story, said, words=words, title=title.text)),
        url=url,
    )


def _found(story: Story, said: StoryFields, *, words: Sequence[str], title: str) -> Iterator[Found]:
    """The parts in which the words stand, until each has been shown; those of the title are marked there."""
    left = _missing(words, title)
    for part, text, language in _searched(story, said):
        if not left:
            return
        still = _missing(left, text)
        if len(still) < len(left):
            yield Found(say_here(f"stories.part.{part}"), pieces(text, left, length=SNIPPET), language)
            left = still


def _missing(words: Sequence[str], text: str) -> list[str]:
    """Those of the words that no word of the text begins with."""
    there = searchable(text).split()
    return [word for word in words if not any(one.startswith(word) for one in there)]


def _searched(story: Story, said: StoryFields) -> Iterator[tuple[str, str, str]]:
    """All that the search reads: name of the part, text, language; in that of the reader first."""
    texts: list[tuple[str, list[Mapping[str, str]]]] = [
        ("results", [one.text for one in said.results]),
        ("problem", [said.problem]),
        ("solution", [said.solution]),
        ("partners", [text for one in said.partners for text in (one.name, one.role)]),
        ("reusables", [one.name for one in said.reusables]),
        ("title", [said.title]),
        ("sector", [sectors().get(said.sector, {})]),
        ("entity", [story.entity.name]),
    ]
    yield from (("tags", tag, "") for tag in said.tags)
    yield from (("turns", one.code, "") for one in said.turns)
    yield from (("services", code, "") for code in said.services)
    for language in (current_language(), *LANGUAGES):
        for part, words in texts:
            yield from ((part, one[language], language) for one in words if one.get(language))


def story_shown(told: StoryTold, *, campaigns: Mapping[str, Text]) -> StoryShown:
    """A story with its codes in words; `campaigns` are titles by code."""
    said, here = told.said, current_language()
    return StoryShown(
        story=told.story,
        said=said,
        entity=told.story.entity.title.in_language(here),
        sector=_named(sectors(), said.sector),
        cost=_named(names("cost"), said.cost),
        duration="" if said.months is None else say_here("stories.months", n=said.months),
        results=[
            ResultShown(one.id, one.text, links_of(told.proofs[one.id]), told.proofs[one.id])
            for one in said.results
        ],
        turns=[turn_shown(one, campaigns) for one in told.turned],
        partners=[(one.name, _named(names("partner"), one.kind), one.role) for one in said.partners],
        reusables=[
            (one.name, _named(names("reusable"), one.kind), one.address, one.licence)
            for one in said.reusables
        ],
        services=[(code, title.in_language(here)) for code, title in told.services.items()],
        contacts=told.contacts,
        only_in=_only_in(said.title),
    )


def turn_shown(one: Turned, campaigns: Mapping[str, Text]) -> TurnShown:
    """What was turned, in the words of the reader."""
    here = current_language()
    campaign = one.turn.campaign
    return TurnShown(
        turned=one,
        name=one.name.in_language(here),
        before=_end(one.before),
        after=_end(one.after),
        borne=say_here(f"stories.borne.{one.borne}"),
        campaign=campaigns[campaign].in_language(here) if campaign in campaigns else campaign,
    )


def _end(value: str | Text) -> str:
    return value.in_language(current_language()) if isinstance(value, Text) else value


def _named(known: Mapping[str, Text], code: str) -> str:
    return known[code].in_language(current_language()) if code in known else code


def _only_in(title: Mapping[str, str]) -> str:
    found = nearest(title, current_language()).language
    here = current_language()
    return "" if found == here or here not in REQUIRED_LANGUAGES else language_name(found, language=here)


def cases_shown(cases: Iterable[CaseFound], *, is_points: bool) -> list[dict[str, Any]]:
    """Cases as lines: the story, and the reasons for it."""
    return [
        {
            "title": one.story.content["title"],
            "entity": one.story.entity.title.in_language(current_language()),
            "url": reverse("public_story", args=[one.story.slug]),
            "reasons": list(_reasons(one, is_points=is_points)),
        }
        for one in cases
    ]


def part_cases(part: CampaignEntity, board: Board) -> list[dict[str, Any]]:
    """Cases for what an entity lacks, as lines of its board."""
    found = cases_of(gaps_of(board), but=part.entity_id, sector=part.entity.sector, most=FEW)
    return cases_shown(found, is_points=bool(board.lines))


def feature_cases(code: str, *, but: Entity | None = None) -> list[dict[str, Any]]:
    """Stories of others that turned one feature, as lines beside it, whatever it lacks there."""
    found = cases_of(gap_of(code), but=but.pk if but else None, sector=but.sector if but else "", most=FEW)
    return cases_shown(found, is_points=False)


def _reasons(one: CaseFound, *, is_points: bool) -> Iterable[str]:
    own, codes = one.case.turned, one.case.features
    if len(own) > 1:
        yield say_here("stories.why.features", n=len(own))
    else:
        yield _turned_why(one, codes[0])
    if is_points and own:
        yield say_here("score.gain", points=sum(one.case.points[code] for code in own) * THOUSAND)
    if one.case.verified:
        yield say_here("stories.why.verified", n=len(one.case.verified))
    if one.case.is_same_sector:
        yield say_here("stories.why.sector")


def _turned_why(one: CaseFound, code: str) -> str:
    """That it turned this feature, or a kindred one, and from where to where."""
    told = one.turned[one.case.via[code]]
    ends = {"before": _end(told.before), "after": _end(told.after)}
    if told.turn.code == code:
        return say_here("stories.why.turned", feature=code, **ends)
    return say_here("stories.why.kindred", feature=code, turned=told.turn.code)
