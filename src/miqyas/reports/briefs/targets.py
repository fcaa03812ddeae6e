"""What a goal takes: in one component alone, in several together, in what part of each, at what odds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from miqyas.analysis.features.sentences import FINEST
from miqyas.analysis.simulate.sentences import TINY, step_words
from miqyas.analysis.target import Target
from miqyas.analysis.target.answer import Part
from miqyas.analysis.target.sentences import assumptions, headline, mix_notes, notes
from miqyas.kernel.provenance import weakest
from miqyas.methodology import indicators
from miqyas.reports.briefs.sources import computed
from miqyas.reports.briefs.subject import RESULTS, Params, Subject
from miqyas.reports.document import Block, Bullets, DataTable, Heading, Paragraph, Source
from miqyas.reports.findings import short_name
from miqyas.reports.targets import AskedTarget

TARGET: Final = "target"
CITED: Final = (TARGET, RESULTS)
TENTHS: Final = 10


def target_source(subject: Subject, found: Target) -> dict[str, Source]:
    """A target as a source: edition, draws, seed, and the weakest mark of what it assumes."""
    return computed(
        subject,
        TARGET,
        mark=weakest(found.marks.values()),
        coming=found.edition,
        n=found.draws,
        seed=found.seed,
    )


def target_words(subject: Subject, found: Target) -> str:
    """What a goal takes, in one sentence."""
    return headline(subject.world, found, language=subject.language, named=subject.named_inside)


def target_chapter(subject: Subject, found: Target, asked: AskedTarget) -> tuple[Block, ...]:
    """What a goal takes: in one component alone, in all together, and what stands in the way."""
    language = subject.language
    told = notes(subject.world, found, language=language, named=subject.named_inside)
    params: Params = {
        "country": asked.iso3,
        "goal": asked.kind,
        "value": asked.value,
        "prob": asked.prob,
        "edition": asked.edition,
        "effort": asked.effort,
    }
    return (
        Heading(subject.say("brief.chapter.target")),
        Paragraph(target_words(subject, found), "lead", CITED),
        *([Bullets(told)] if told else []),
        subject.figure("target-reach", params=params, sources=CITED),
        _alone_table(subject, found),
        *_parts_table(subject, found),
        *(Paragraph(note, sources=CITED) for note in mix_notes(found, language=language)),
        Paragraph(" ".join(_assumed(subject, found)), "quiet"),
    )


def _assumed(subject: Subject, found: Target) -> Iterator[str]:
    """What the answer takes for granted, each with its mark, and how exact a chance is."""
    yield subject.say("brief.assumptions")
    for words, mark in assumptions(found, language=subject.language):
        yield f"{subject.say('brief.assumption', words=words.rstrip('.'), mark=subject.mark(mark))}."
    yield subject.say("target.basis", n=found.draws, margin=found.margin)


def _alone_table(subject: Subject, found: Target) -> DataTable:
    """Each component raised alone, and the cheapest mix beside it."""
    mix = found.cheapest.gains if found.cheapest else {}
    columns = (
        subject.column("audit.column.part", share=2),
        subject.column("brief.column.now", "index"),
        subject.column("brief.column.room", "index3"),
        subject.column("brief.column.alone", "index3"),
        subject.column("brief.column.best", "percent"),
        subject.column("brief.column.mix", "index3"),
    )
    rows = tuple(
        (short_name(way.code, subject.language), way.own, way.room, way.gain, way.best, mix.get(way.code))
        for way in found.alone
    )
    return DataTable(
        subject.say("brief.table.alone"),
        columns,
        rows,
        CITED,
        note=subject.say("brief.table.alone_note"),
    )


def _parts_table(subject: Subject, found: Target) -> Iterator[DataTable]:
    """What could carry the gain: of each component that is enough alone, else of the cheapest mix."""
    alone = tuple(part for way in found.alone if way.gain for part in way.parts)
    parts = alone or (found.cheapest.parts if found.cheapest else ())
    if not parts:
        return
    columns = (
        subject.column("target.column.part", share=2.4),
        subject.column("audit.column.part", share=1.5),
        subject.column("target.column.amount", share=2.4),
        subject.column("target.column.points", share=1.6),
        subject.column("brief.column.mark", share=1.1),
    )
    rows = tuple(_part_row(subject, part) for part in parts)
    yield DataTable(subject.say("target.parts"), columns, rows, CITED)


def _part_row(subject: Subject, part: Part) -> tuple[str, ...]:
    amount, points = subject.say("target.not_enough"), ""
    if part.amount is not None:
        amount = _bound(subject, _least(subject, part.amount, part.unit), part)
    if part.points is not None:
        points = _bound(subject, subject.say("step.points", n=part.points), part)
    return (
        indicators()[part.node].name.in_language(subject.language),
        short_name(part.component, subject.language),
        amount,
        points,
        subject.mark(part.mark),
    )


def _least(subject: Subject, amount: float, unit: str) -> str:
    """An amount, rounded up: what is rounded down would not be enough."""
    steps = FINEST if unit in {"share", "index"} else TENTHS
    upwards = math.copysign(math.ceil(abs(amount) * steps - TINY) / steps, amount)
    return step_words(upwards, unit=unit, points=None, language=subject.language)


def _bound(subject: Subject, words: str, part: Part) -> str:
    return subject.say("step.at_most", step=words) if part.how == "at_least" else words
