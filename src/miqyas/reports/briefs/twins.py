"""Who could help the country, in short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from miqyas.analysis.twinning import Twinning, partners
from miqyas.analysis.twinning.sentences import partner_sentences
from miqyas.kernel.provenance import weakest
from miqyas.observations.tables import about_table
from miqyas.reports.briefs.sources import computed
from miqyas.reports.briefs.subject import RESULTS, Subject
from miqyas.reports.document import Block, Bullets, Heading, Paragraph, Source
from miqyas.reports.figures.twinning import partners_finding

TWINNING: Final = "twinning"
CITED: Final = (TWINNING, RESULTS, "gtmi", "countries")
TOLD: Final = 2
"""Partners of whom everything is said."""


def twinning_for(subject: Subject) -> Twinning | None:
    """Partners of the country in the edition; None where it has no rank."""
    if not subject.is_ranked:
        return None
    return partners(subject.world, iso3=subject.iso3, edition=subject.edition)


def twinning_source(subject: Subject, found: Twinning) -> dict[str, Source]:
    """The order of partners as a source: our own weights, marked so."""
    return computed(subject, TWINNING, mark=weakest(one.mark for one in found.assumptions))


def twinning_words(subject: Subject, found: Twinning) -> str:
    """Who comes first, and of how many; that nobody does."""
    if not found.partners:
        return subject.said("twinning.country.nobody", name=subject.inside).rstrip(".")
    return partners_finding(subject.world, found, language=subject.language)


def twinning_chapter(subject: Subject, found: Twinning) -> tuple[Block, ...]:
    """The first partners, what makes each one, and what the order rests on."""
    year = about_table("countries").checked[:4]
    return (
        Heading(subject.say("brief.chapter.twinning")),
        Paragraph(f"{twinning_words(subject, found)}.", "lead", CITED),
        *_partners(subject, found),
        Paragraph(subject.say("brief.twinning.basis"), "quiet"),
        Paragraph(subject.say("twinning.basis.memberships", year=year), "quiet"),
    )


def _partners(subject: Subject, found: Twinning) -> Iterator[Block]:
    if not found.partners:
        return
    yield subject.figure("twinning-partners", params=subject.place, sources=CITED)
    for partner in found.partners[:TOLD]:
        yield Heading(subject.named(partner.iso3), 2)
        yield Bullets(partner_sentences(found, partner, language=subject.language))
