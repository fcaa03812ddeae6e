"""The country brief: on two pages where we stand, why, what moves us, what we ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from miqyas.analysis.decompose import Change
from miqyas.analysis.features import Worth
from miqyas.analysis.outlook import Outlook
from miqyas.analysis.target import Target
from miqyas.analysis.world import World
from miqyas.methodology import indicators
from miqyas.observations.results import COMPONENTS
from miqyas.reports.briefs.answers import next_goal, outlook_for, target_for, worth_for
from miqyas.reports.briefs.asks import asks_of
from miqyas.reports.briefs.change import change_of, method_words, no_change_words, split_words
from miqyas.reports.briefs.forecasts import CITED as FORECAST
from miqyas.reports.briefs.forecasts import expected_words, fan, forecast_source, no_forecast
from miqyas.reports.briefs.frame import framed
from miqyas.reports.briefs.sources import results_of
from miqyas.reports.briefs.standing import (
    key_figures,
    place_words,
    published_table,
    standing_words,
    unranked_words,
    warnings,
)
from miqyas.reports.briefs.subject import Params, Subject
from miqyas.reports.briefs.targets import CITED as TARGET
from miqyas.reports.briefs.targets import target_source, target_words
from miqyas.reports.briefs.worths import CITED as WORTH
from miqyas.reports.briefs.worths import (
    asks_heading,
    asks_table,
    has_headroom_figure,
    points_words,
    price_sentence,
    worth_source,
)
from miqyas.reports.document import Block, Callout, Document, Figure, Heading, PageBreak, Paragraph, Source
from miqyas.reports.findings import listed
from miqyas.reports.standings import missing_components


def country_brief(world: World, *, country: str, edition: int, language: str, made_on: str) -> Document:
    """Two pages for whoever decides: standing, causes, what moves the rank, what is asked for.

    Where something cannot be said (no rank, no earlier edition, no forecast) the brief says so and why.
    `made_on` is an ISO date. Raises `AnalysisError` for an unknown country or edition.

    >>> from miqyas.analysis.world import load_world
    >>> asked = {"country": "BHR", "edition": 2024, "language": "en", "made_on": "2026-11-26"}
    >>> brief = country_brief(load_world(), **asked)
    >>> brief.title, brief.blocks[1].text
    ('Bahrain in the UN E-Government Survey 2024', 'Rank 18 of 193: 36 places up since 2022')
    """
    subject = Subject(world, country, edition, language)
    outlook, worth = outlook_for(subject), worth_for(subject)
    target = target_for(subject, next_goal(subject)) if outlook else None
    blocks = (
        *_where(subject),
        *_why(subject, change_of(subject), outlook),
        PageBreak(),
        *_what_moves(subject, worth, outlook),
        *_what_we_ask(subject, worth, target),
    )
    made: dict[str, Source] = {
        **(forecast_source(subject, outlook) if outlook else {}),
        **(worth_source(subject, worth) if worth else {}),
        **(target_source(subject, target) if target else {}),
    }
    title = subject.said("country.title", name=subject.name, edition=edition)
    return framed("country_brief", subject, blocks, title=title, made_on=made_on, made=made, layout="brief")


def _where(subject: Subject) -> Iterator[Block]:
    """Where we stand."""
    sources = results_of(subject.world)
    yield Heading(subject.say("brief.part.where"))
    yield Heading(place_words(subject), 2)
    if subject.standing.is_listed:
        yield key_figures(subject)
    if subject.standing.rank is None:
        yield Paragraph(unranked_words(subject), sources=sources)
    words = standing_words(subject)
    if words:
        yield Paragraph(words, sources=sources)


def _why(subject: Subject, change: Change | None, outlook: Outlook | None) -> Iterator[Block]:
    """Why we stand there: what moved the rank, and what is missing, which waits where no forecast follows."""
    yield Heading(subject.say("brief.part.why"))
    if change is None:
        yield Heading(no_change_words(subject), 2)
    else:
        yield Heading(split_words(change, subject), 2)
        yield Paragraph(method_words(change, subject), sources=results_of(subject.world))
    if subject.was_ranked:
        yield _half(subject, "country-rank", subject.country)
        beside = "country-move" if change else "country-index"
        yield _half(subject, beside, subject.place if change else subject.country)
    if change is None and subject.standing.is_listed:
        yield published_table(subject)
    elif outlook and has_headroom_figure(subject):
        yield subject.figure("country-headroom", params=subject.place, sources=results_of(subject.world))


def _half(subject: Subject, name: str, params: Params) -> Figure:
    """A figure that shares its line; its source stands in the list alone."""
    return _bare(subject.figure(name, params=params, sources=results_of(subject.world), size="half"))


def _bare(figure: Figure) -> Figure:
    caption = replace(figure.chart.caption, source="")
    return replace(figure, chart=replace(figure.chart, caption=caption))


def _what_moves(subject: Subject, worth: Worth | None, outlook: Outlook | None) -> Iterator[Block]:
    """What moves us: what points are worth, what is to be expected, beside whom."""
    yield Heading(subject.say("brief.part.moves"))
    if worth is None:
        yield Heading(subject.say("brief.moves.unknown"), 2)
        yield Paragraph(no_forecast(subject))
        return
    yield Heading(points_words(subject, worth), 2)
    yield Paragraph(price_sentence(subject, worth), sources=WORTH)
    if outlook:
        yield Paragraph(expected_words(subject, outlook), sources=FORECAST)
        yield _bare(fan(subject, outlook, size="half"))
    else:
        yield Paragraph(no_forecast(subject))
        if has_headroom_figure(subject):
            yield _half(subject, "country-headroom", subject.place)
    yield _half(subject, "country-against", subject.place)


def _what_we_ask(subject: Subject, worth: Worth | None, target: Target | None) -> Iterator[Block]:
    """What we ask for, derived from what it is worth; without a rank, the values that a rank needs."""
    yield Heading(subject.say("brief.part.ask"))
    if worth is None:
        yield Heading(_missing_words(subject), 2)
        yield Callout(subject.say("brief.caution"), subject.say("brief.ask.why_missing"), "brass")
        return
    asks = asks_of(subject.world, worth)
    if asks:
        yield Heading(asks_heading(subject, asks), 2)
        yield asks_table(subject, worth)
    else:
        yield Heading(subject.say("brief.ask.nothing"), 2)
    if target:
        yield Paragraph(target_words(subject, target), sources=TARGET)
    yield Paragraph(" ".join([*warnings(subject), subject.say("brief.caution.text")]), "quiet")


def _missing_words(subject: Subject) -> str:
    """What a rank needs: values that are missing, a component above 0, or another edition."""
    if not subject.standing.is_listed:
        return subject.say("brief.ask.not_member")
    absent = missing_components(subject.world, subject.standing)
    key = "missing" if absent else "zero"
    zero = [code for code in COMPONENTS if subject.standing.component(code) == 0]
    names = [indicators()[code].name.in_language(subject.language) for code in absent or zero]
    return subject.said(f"brief.ask.{key}", names=listed(names, language=subject.language))
