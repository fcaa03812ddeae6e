"""The full report on a country: everything that published results tell, with method, sources and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from miqyas.analysis.audit import Structure
from miqyas.analysis.features import Worth
from miqyas.analysis.outlook import Outlook
from miqyas.analysis.target import Target
from miqyas.analysis.twinning import Twinning
from miqyas.analysis.world import World
from miqyas.reports.briefs.answers import next_goal, outlook_for, target_for, worth_for
from miqyas.reports.briefs.audits import audit_chapter, audit_source, audit_words, structure_for
from miqyas.reports.briefs.change import change_chapter, change_of, split_words
from miqyas.reports.briefs.fields import (
    field_table,
    history_chapter,
    others_chapter,
    standing_chapter,
    summary_bullets,
)
from miqyas.reports.briefs.forecasts import expected_words, forecast_chapter, forecast_source, no_forecast
from miqyas.reports.briefs.frame import framed
from miqyas.reports.briefs.methods import method_chapter, parts_chapter
from miqyas.reports.briefs.sources import results_of
from miqyas.reports.briefs.standing import key_figures, place_words, unranked_words
from miqyas.reports.briefs.subject import Subject
from miqyas.reports.briefs.targets import target_chapter, target_source, target_words
from miqyas.reports.briefs.twins import twinning_chapter, twinning_for, twinning_source, twinning_words
from miqyas.reports.briefs.worths import headroom_words, worth_chapter, worth_source, worth_words
from miqyas.reports.document import Block, Callout, Document, Heading, Paragraph, Source
from miqyas.reports.figures.audit import Chance


@dataclass(frozen=True)
class _Known:
    """What the analyses say of the country; None where one has nothing to say."""

    worth: Worth | None
    outlook: Outlook | None
    target: Target | None
    structure: Structure | None
    twinning: Twinning | None

    @classmethod
    def of(cls, subject: Subject) -> _Known:
        """All that is quick to ask."""
        outlook = outlook_for(subject)
        return cls(
            worth=worth_for(subject),
            outlook=outlook,
            target=target_for(subject, next_goal(subject)) if outlook else None,
            structure=structure_for(subject),
            twinning=twinning_for(subject),
        )

    def sources(self, subject: Subject, chance: Chance | None) -> dict[str, Source]:
        """What each computation is, for the list of sources."""
        return {
            **(worth_source(subject, self.worth) if self.worth else {}),
            **(forecast_source(subject, self.outlook) if self.outlook else {}),
            **(target_source(subject, self.target) if self.target else {}),
            **(audit_source(subject, self.structure, chance) if self.structure else {}),
            **(twinning_source(subject, self.twinning) if self.twinning else {}),
        }


def country_report(
    world: World,
    *,
    country: str,
    edition: int,
    language: str,
    made_on: str,
    chance: Chance | None = None,
) -> Document:
    """Standing, history, change, others, parts, worth, forecast, audit, partners, method, the whole field.

    `chance` is the record of an audit of the edition (`analysis.audit.records.chance_record`); without it the
    audit tells what weights alone can do, and says so. A chapter that has nothing to say says why. Raises
    `AnalysisError` for an unknown country or edition.

    >>> from miqyas.analysis.world import load_world
    >>> asked = {"country": "BHR", "edition": 2024, "language": "en", "made_on": "2026-11-26"}
    >>> report = country_report(load_world(), **asked)
    >>> report.layout, len(report.charts) > 10, report.tables[-1].title
    ('report', True, 'Asia: all ranked states of 2024')
    """
    subject = Subject(world, country, edition, language)
    known = _Known.of(subject)
    title = subject.said("country.title", name=subject.name, edition=edition)
    return framed(
        "country_report",
        subject,
        _blocks(subject, known, chance),
        title=title,
        made_on=made_on,
        made=known.sources(subject, chance),
    )


def _blocks(subject: Subject, known: _Known, chance: Chance | None) -> Iterator[Block]:
    yield from _summary(subject, known, chance)
    yield from standing_chapter(subject)
    yield from history_chapter(subject)
    yield from change_chapter(subject)
    yield from others_chapter(subject)
    yield from parts_chapter(subject)
    if known.worth:
        yield from worth_chapter(subject, known.worth)
    yield from _ahead(subject, known)
    if known.structure:
        yield from audit_chapter(subject, known.structure, chance)
    if known.twinning:
        yield from twinning_chapter(subject, known.twinning)
    yield from method_chapter(subject)
    yield Heading(subject.say("brief.chapter.field"))
    yield field_table(subject)


def _summary(subject: Subject, known: _Known, chance: Chance | None) -> Iterator[Block]:
    """Each chapter in a sentence."""
    yield Heading(subject.say("brief.chapter.summary"))
    yield Paragraph(f"{place_words(subject)}.", "lead", results_of(subject.world))
    if subject.standing.is_listed:
        yield key_figures(subject)
    if subject.standing.rank is None:
        yield Paragraph(unranked_words(subject), sources=results_of(subject.world))
    yield summary_bullets(list(_findings(subject, known, chance)))
    yield Callout(subject.say("brief.caution"), subject.say("brief.caution.text"), "brass")


def _findings(subject: Subject, known: _Known, chance: Chance | None) -> Iterator[str]:
    change = change_of(subject)
    if change:
        yield split_words(change, subject)
    if subject.standing.egdi is not None:
        yield headroom_words(subject)
    if known.worth:
        yield worth_words(subject, known.worth)
    yield expected_words(subject, known.outlook) if known.outlook else no_forecast(subject)
    if known.target:
        yield target_words(subject, known.target)
    if known.structure:
        yield audit_words(subject, known.structure, chance)
    if known.twinning:
        yield twinning_words(subject, known.twinning)


def _ahead(subject: Subject, known: _Known) -> Iterator[Block]:
    """The forecast and what a goal takes, or why neither is told."""
    if known.outlook is None:
        yield Heading(subject.say("brief.chapter.ahead"))
        yield Paragraph(no_forecast(subject), "lead")
        return
    yield from forecast_chapter(subject, known.outlook)
    if known.target:
        yield from target_chapter(subject, known.target, next_goal(subject))
