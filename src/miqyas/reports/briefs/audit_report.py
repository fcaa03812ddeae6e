"""The audit of an edition, seen from one country: how much of its rank is the method's choice."""

from __future__ import annotations

from collections.abc import Iterator

from miqyas.analysis.audit import Structure, structure
from miqyas.analysis.world import World
from miqyas.reports.briefs.audits import (
    alternatives_table,
    assumptions_bullets,
    audit_chapter,
    audit_source,
    intervals_table,
    neighbours_figure,
    structure_chapter,
    structure_for,
    weights_table,
)
from miqyas.reports.briefs.frame import framed
from miqyas.reports.briefs.subject import Subject
from miqyas.reports.document import Block, Document, Heading, Paragraph
from miqyas.reports.figures.audit import Chance


def audit_report(
    world: World,
    *,
    country: str,
    edition: int,
    language: str,
    made_on: str,
    chance: Chance | None = None,
) -> Document:
    """Rank intervals, what moves them, what weights can and cannot do, how the parts hang together.

    `chance` is the record of an audit of the edition (`analysis.audit.records.chance_record`); without it the
    report holds what needs no replications, and says so. Raises `AnalysisError` for an unknown country or
    edition, and one whose components do not suffice for an audit.

    >>> from miqyas.analysis.audit import audit
    >>> from miqyas.analysis.audit.records import chance_record
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> chance = chance_record(world, audit(world, edition=2018, replications=200))
    >>> asked = {"country": "BHR", "edition": 2018, "language": "en", "made_on": "2026-11-26"}
    >>> audit_report(world, **asked, chance=chance).blocks[1].text
    'Bahrain stands at 26; with other choices between ...'
    """
    subject = Subject(world, country, edition, language)
    world.position(country)
    found = structure_for(subject) or structure(world, edition=edition)
    return framed(
        "audit_report",
        subject,
        _blocks(subject, found, chance),
        title=subject.say("audit.title", edition=edition),
        made_on=made_on,
        made=audit_source(subject, found, chance),
    )


def _blocks(subject: Subject, found: Structure, chance: Chance | None) -> Iterator[Block]:
    yield from audit_chapter(subject, found, chance)
    yield Paragraph(subject.say("audit.sensitivity.note"), "quiet")
    yield weights_table(subject, found)
    yield Heading(subject.say("audit.alternatives"), 2)
    yield alternatives_table(subject, found)
    yield from structure_chapter(subject, found)
    yield Heading(subject.say("audit.assumptions"), 2)
    yield assumptions_bullets(subject, found)
    if chance is not None:
        uncertainty = chance["uncertainty"]
        made = {"n": uncertainty["replications"], "seed": uncertainty["seed"]}
        yield Paragraph(subject.say("audit.made", **made), "quiet")
        yield Heading(subject.say("audit.intervals.all"))
        yield from neighbours_figure(subject, chance)
        yield intervals_table(subject, chance)
