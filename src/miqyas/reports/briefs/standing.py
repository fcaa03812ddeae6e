"""Where a country stands in an edition: its figures, and what has to be said where it has no rank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from miqyas.analysis.profile import medians, positions, rivals
from miqyas.observations.results import COMPONENTS, PUBLISHED
from miqyas.reports.briefs.sources import results_of
from miqyas.reports.briefs.subject import Subject
from miqyas.reports.document import DataTable, KeyFigure, KeyFigures
from miqyas.reports.document.model import Tone
from miqyas.reports.findings import index_finding, listed, rank_finding, ruler_finding, short_name
from miqyas.reports.standings import known_errors_of, reason_unranked

TONES: Final[Mapping[str, Tone]] = {"OSI": "sea", "TII": "palm", "HCI": "brass", "EPI": "slate"}


def rank_words(subject: Subject) -> str:
    """The rank among those of all editions so far in a sentence; that there is none, where there is none."""
    if subject.standing.rank is None:
        return subject.say("country.unranked.title", edition=subject.edition)
    return rank_finding(subject.history, language=subject.language)


def place_words(subject: Subject) -> str:
    """The rank of how many, and how far it moved since the last edition with a rank; that there is none."""
    rank = subject.standing.rank
    if rank is None:
        return subject.say("country.unranked.title", edition=subject.edition)
    count = subject.world.published(subject.edition).ranked_count
    before = next((place for place in subject.history[-2::-1] if place.rank), None)
    if before is None or before.rank is None:
        return subject.say("brief.place.only", rank=rank, count=count)
    gained = before.rank - rank
    side = "up" if gained > 0 else "down" if gained < 0 else "same"
    places = subject.say(f"change.{side}", n=abs(gained))
    return subject.say(f"brief.place.{side}", rank=rank, count=count, places=places, before=before.edition)


def group_words(subject: Subject) -> str:
    """Group and class in words; empty for an edition without groups."""
    standing, classes = subject.standing, subject.world.methodology(subject.edition).classes
    if not standing.group:
        return ""
    group = subject.say(f"group.{standing.group}")
    if not (standing.rating_class and classes):
        return group
    place = classes.codes[standing.group].index(standing.rating_class) + 1
    return subject.say("country.class_of_group", n=place, group=group)


def key_figures(subject: Subject) -> KeyFigures:
    """Rank, index and components, each with what it is measured by; a gap where nothing was published."""
    sources = results_of(subject.world)
    places = {one.code: one for one in positions(subject.world, iso3=subject.iso3, edition=subject.edition)}
    count = subject.world.published(subject.edition).ranked_count
    rank = KeyFigure(
        label=subject.say("brief.rank", edition=subject.edition),
        value=subject.standing.rank,
        kind="rank",
        note=subject.say("rank.of", count=count) if subject.standing.rank else "",
        tone="coral",
        sources=sources,
    )
    index = KeyFigure(
        label=short_name("EGDI", subject.language),
        value=subject.standing.egdi,
        kind="index",
        note=group_words(subject),
        sources=sources,
    )
    parts = (
        KeyFigure(
            label=short_name(code, subject.language),
            value=subject.standing.component(code),
            kind="index",
            note=subject.say("brief.place", rank=places[code].rank) if code in places else "",
            tone=TONES[code],
            sources=sources,
        )
        for code in COMPONENTS
    )
    return KeyFigures((rank, index, *parts))


def standing_words(subject: Subject) -> str:
    """What stands beside the figures: the world's median, who is near, who shares the rank."""
    found: list[str] = []
    if subject.standing.egdi is not None and subject.was_ranked:
        found.append(index_finding(subject.world, subject.history, language=subject.language))
    near = rivals(subject.world, iso3=subject.iso3, edition=subject.edition)
    if near:
        found.append(ruler_finding(subject.world, subject.iso3, near, language=subject.language))
    tied = [subject.named_inside(one.iso3) for one in near if one.rank == subject.standing.rank]
    if tied:
        names = listed(tied, language=subject.language)
        found.append(subject.say("country.shared_with", names=names).rstrip("."))
    return sentences(found)


def unranked_words(subject: Subject) -> str:
    """Why there is no rank, and in which edition there was one last."""
    return " ".join(_unranked(subject))


def _unranked(subject: Subject) -> Iterator[str]:
    standing = subject.standing
    key = "listed" if standing.is_listed else "not_member"
    reason = reason_unranked(subject.world, standing, language=subject.language) if standing.is_listed else ""
    yield subject.said(
        f"country.unranked.{key}", name=subject.inside, edition=subject.edition, reason=reason
    ).rstrip()
    ranked = [place.edition for place in subject.history if place.rank]
    if ranked:
        yield sentences([subject.say("country.unranked.nearest_earlier", edition=ranked[-1])])
    else:
        yield subject.say("brief.never_ranked")


def warnings(subject: Subject) -> tuple[str, ...]:
    """Known errors of the publication that concern the country in this edition."""
    found = known_errors_of(subject.world, iso3=subject.iso3, edition=subject.edition)
    return tuple(error.what.in_language(subject.language) for error in found)


def published_table(subject: Subject) -> DataTable:
    """Every index of the edition with the country's value, its place, the world's median."""
    world = subject.world
    found = positions(world, iso3=subject.iso3, edition=subject.edition)
    places = {"EGDI": subject.standing.rank, **{one.code: one.rank for one in found}}
    middle = medians(world, members=world.countries, edition=subject.edition)
    rows = tuple(
        (
            short_name(code, subject.language),
            subject.standing.component(code),
            places.get(code),
            middle[code],
        )
        for code in PUBLISHED
    )
    columns = (
        subject.column("brief.column.index", share=2),
        subject.column("brief.column.value", "index"),
        subject.column("brief.column.place", "rank"),
        subject.column("brief.column.world_median", "index"),
    )
    return DataTable(
        subject.say("brief.table.published", edition=subject.edition), columns, rows, results_of(world)
    )


def sentences(parts: list[str]) -> str:
    """Findings one after the other as sentences, each with its full stop."""
    return " ".join(part if part.endswith((".", "؟", "?", "!")) else f"{part}." for part in parts if part)
