"""Why index and rank are what they are: the change since the last edition, and all the changes before it."""

from __future__ import annotations

from typing import Final

from miqyas.analysis.decompose import Change, Inside, history_of_changes, split_components
from miqyas.analysis.decompose.sentences import change_notes, inside_rows
from miqyas.methodology.diff import diff
from miqyas.observations.results import COMPONENTS
from miqyas.reports.briefs.sources import results_of
from miqyas.reports.briefs.standing import sentences
from miqyas.reports.briefs.subject import Subject
from miqyas.reports.document import Block, DataTable, Heading, Paragraph
from miqyas.reports.figures.country import last_change
from miqyas.reports.findings import rank_change_finding, short_name

SMALL: Final = 0.05
"""Places below which the method's part of a change is not told."""


def change_of(subject: Subject) -> Change | None:
    """The change since the last edition that can be compared; None where there is none."""
    return last_change(subject.world, subject.iso3, subject.edition)


def no_change_words(subject: Subject) -> str:
    """Why no change is told: the edition gives no rank, or none before it does."""
    key = "country.change.none" if subject.is_ranked else "brief.change.unranked"
    return subject.say(key, edition=subject.edition).rstrip(".")


def change_heading(change: Change, subject: Subject) -> str:
    """How many places, and whether by the country or by the others."""
    return rank_change_finding(change, language=subject.language)


def split_words(change: Change, subject: Subject) -> str:
    """Which parts the places have: by the country, by the others, by the method where it did something."""
    method = change.method_places + change.rounding_places
    key = "split" if abs(method) < SMALL else "split_method"
    return subject.said(
        f"brief.change.{key}", before=change.before, own=change.own, others=change.others, method=method
    )


def method_words(change: Change, subject: Subject) -> str:
    """From where to where the index went, and whether the method changed between the two."""
    before = subject.world.standing(subject.iso3, change.before).egdi
    told = [subject.said("brief.change.index", old=before, new=subject.standing.egdi)]
    changes = diff(subject.world.methodology(change.before), subject.world.methodology(change.after))
    if changes:
        params = {"n": len(changes), "before": change.before, "after": change.after}
        told.append(subject.said("brief.change.method", **params))
    return sentences(told)


def change_chapter(subject: Subject) -> tuple[Block, ...]:
    """The change with its figures, what is inside of it, and every change before."""
    title = Heading(subject.say("brief.chapter.change"))
    change = change_of(subject)
    if change is None:
        return (title, Paragraph(f"{no_change_words(subject)}.", "lead"))
    sources = results_of(subject.world)
    notes = change_notes(subject.world, change, language=subject.language)
    return (
        title,
        Paragraph(f"{change_heading(change, subject)}.", "lead", sources),
        Paragraph(f"{split_words(change, subject)}. {method_words(change, subject)}", sources=sources),
        subject.figure("country-move", params=subject.place, sources=sources, size="half"),
        subject.figure("country-change", params=subject.place, sources=sources, size="half"),
        *(Paragraph(note) for note in notes),
        *_inside_tables(change, subject),
        _all_changes(subject),
    )


def _inside_tables(change: Change, subject: Subject) -> tuple[DataTable, ...]:
    """What moved each component that can be split."""
    inside = split_components(subject.world, iso3=change.iso3, before=change.before, after=change.after)
    columns = (
        subject.column("country.inside.part", share=2),
        subject.column("country.inside.component", "signed"),
        subject.column("country.history.egdi_change", "signed"),
    )
    return tuple(
        DataTable(
            subject.say("country.inside.caption", name=short_name(part.code, subject.language)),
            columns,
            inside_rows(part, language=subject.language),
            results_of(subject.world),
            note=subject.say("brief.marked", mark=subject.mark(part.mark)),
        )
        for part in inside
        if isinstance(part, Inside)
    )


def _all_changes(subject: Subject) -> DataTable:
    """Every change from one edition to the next, newest first."""
    columns = (
        subject.column("country.history.edition", share=1.6),
        subject.column("country.history.rank_change", "signed_rank"),
        subject.column("country.history.own", "signed_places"),
        subject.column("country.history.others", "signed_places"),
        subject.column("country.history.method_places", "signed_places", share=1.3),
        subject.column("country.history.egdi_change", "signed"),
        *(subject.column("brief.code", "signed", code=code) for code in COMPONENTS),
        subject.column("country.history.method", "signed"),
    )
    changes = [
        change
        for change in history_of_changes(subject.world, iso3=subject.iso3)
        if change.after <= subject.edition
    ]
    rows = tuple(
        (
            subject.say("country.history.span", before=change.before, after=change.after),
            change.rank,
            change.own,
            change.others,
            change.method_places + change.rounding_places,
            change.egdi,
            *(change.components.get(code) for code in COMPONENTS),
            change.method + change.rounding,
        )
        for change in reversed(changes)
    )
    return DataTable(
        subject.say("country.change.table"),
        columns,
        rows,
        results_of(subject.world),
        note=subject.say("brief.change.table_note"),
        strong=frozenset({0}),
    )
