"""Forecast and target: where a country may stand in the next editions, and what a goal takes."""

from __future__ import annotations

from miqyas.analysis.world import World
from miqyas.reports.briefs.answers import next_goal, outlook_for, target_for
from miqyas.reports.briefs.forecasts import (
    closer_look,
    forecast_chapter,
    forecast_source,
    no_forecast,
)
from miqyas.reports.briefs.frame import framed
from miqyas.reports.briefs.sources import results_of
from miqyas.reports.briefs.standing import key_figures, place_words, unranked_words
from miqyas.reports.briefs.subject import Subject
from miqyas.reports.briefs.targets import target_chapter, target_source
from miqyas.reports.document import Block, Document, Heading, Paragraph
from miqyas.reports.targets import AskedTarget


def forecast_brief(
    world: World,
    *,
    country: str,
    language: str,
    made_on: str,
    goal: str = "",
    value: str = "",
    probability: str = "",
) -> Document:
    """Intervals and chances of ranks in the coming editions, and what a goal takes in the next one.

    A goal is written as in `miqyas.reports.targets`: its kind (rank, group, class, ahead), its value, the
    chance wanted; without one it is the next round rank. Where no forecast can be told the report says why.
    Raises `AnalysisError` for an unknown country and a goal that does not exist.

    >>> from miqyas.analysis.world import load_world
    >>> asked = {"country": "BHR", "language": "en", "made_on": "2026-11-26"}
    >>> brief = forecast_brief(load_world(), **asked, goal="rank", value="15", probability="0.5")
    >>> brief.title
    'Bahrain: the rank to expect in 2026'
    """
    subject = Subject(world, country, world.latest, language)
    outlook = outlook_for(subject)
    asked = next_goal(subject)
    title = subject.said("forecast.country.title", name=subject.name, edition=asked.edition)
    if goal:
        asked = AskedTarget(country, goal, value, probability or asked.prob, asked.edition)
    if outlook is None:
        return framed("forecast_brief", subject, _nothing(subject), title=title, made_on=made_on, made={})
    found = target_for(subject, asked)
    assert found is not None
    blocks = (
        *forecast_chapter(subject, outlook),
        *closer_look(subject, outlook),
        *target_chapter(subject, found, asked),
    )
    made = {**forecast_source(subject, outlook), **target_source(subject, found)}
    return framed("forecast_brief", subject, blocks, title=title, made_on=made_on, made=made)


def _nothing(subject: Subject) -> tuple[Block, ...]:
    """Why no forecast is told, beside what was published."""
    sources = results_of(subject.world)
    return (
        Heading(place_words(subject)),
        Paragraph(no_forecast(subject), "lead"),
        *([key_figures(subject)] if subject.standing.is_listed else []),
        *([] if subject.standing.rank else [Paragraph(unranked_words(subject), sources=sources)]),
    )
