"""The country among others: history, rivals, groups, peers, and the whole field as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from miqyas.analysis.peers import PeerSet, peer_sets
from miqyas.analysis.profile import leaders, medians, rivals
from miqyas.analysis.world import Standing
from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import language_name
from miqyas.observations.countries import groups
from miqyas.observations.results import PUBLISHED
from miqyas.observations.tables import about_table
from miqyas.reports.briefs.sources import results_of
from miqyas.reports.briefs.standing import (
    key_figures,
    rank_words,
    sentences,
    standing_words,
    unranked_words,
    warnings,
)
from miqyas.reports.briefs.subject import Params, Subject
from miqyas.reports.document import Block, Bullets, DataTable, Heading, Paragraph
from miqyas.reports.document.model import Value
from miqyas.reports.figures.country import kind_of

STATES: Final = "countries"
"""Key of the source of names and groups of states."""
KINDS: Final = ("subregion", "region", "income", "situation", "membership", "world")
NEAREST: Final = 6
"""Rivals on each side in the table."""
PEERS: Final = 3
"""Peers of each list."""
COMPARED: Final = 4
"""Nearest rivals drawn beside the country over the editions."""
_WORLD: Final[Params] = {"index": "EGDI", "members": "world"}
_KINDS_OF_FIGURE: Final = {"similar": "index3", "climbed": "signed_rank"}


def standing_chapter(subject: Subject) -> tuple[Block, ...]:
    """Rank, index and components, who is near, what is known to be wrong."""
    sources = results_of(subject.world)
    return (
        Heading(subject.say("brief.part.where")),
        Paragraph(f"{rank_words(subject)}.", "lead", sources),
        *([key_figures(subject)] if subject.standing.is_listed else []),
        *([] if subject.standing.rank else [Paragraph(unranked_words(subject), sources=sources)]),
        *([Paragraph(words, sources=sources)] if (words := standing_words(subject)) else []),
        *(Paragraph(warning, "quiet", sources) for warning in warnings(subject)),
        *_near(subject),
    )


def _near(subject: Subject) -> Iterator[Block]:
    if subject.standing.rank is None:
        return
    yield subject.figure("country-ruler", params=subject.place, sources=results_of(subject.world))
    yield Paragraph(subject.say("country.ruler.note"), "quiet")
    yield _rivals_table(subject)


def _rivals_table(subject: Subject) -> DataTable:
    """The nearest rivals by rank with their gaps, the country itself among them."""
    near = rivals(subject.world, iso3=subject.iso3, edition=subject.edition, each_side=NEAREST)
    found = [(one.rank, subject.named(one.iso3), one.egdi, one.gap) for one in near]
    own = (subject.standing.rank or 0, subject.name, subject.standing.egdi or 0.0, 0.0)
    at = sum(one.gap > 0 or (one.gap == 0 and one.iso3 < subject.iso3) for one in near)
    columns = (
        subject.column("country.history.rank", "rank"),
        subject.column("country.history.state", share=3),
        subject.column("brief.code", "index", code="EGDI"),
        subject.column("country.history.gap", "signed"),
    )
    return DataTable(
        subject.say("country.ruler.table", n=len(near)),
        columns,
        (*found[:at], own, *found[at:]),
        results_of(subject.world),
        strong=frozenset({at}),
    )


def history_chapter(subject: Subject) -> tuple[Block, ...]:
    """Rank and index over all editions."""
    title = Heading(subject.say("brief.chapter.history"))
    if not subject.was_ranked:
        return (title, Paragraph(subject.say("brief.never_ranked"), "lead"))
    sources = results_of(subject.world)
    return (
        title,
        Paragraph(f"{rank_words(subject)}.", "lead", sources),
        subject.figure("country-rank", params=subject.country, sources=sources, size="half"),
        subject.figure("country-index", params=subject.country, sources=sources, size="half"),
        Paragraph(f"{subject.say('country.rank.note')} {subject.say('country.index.note')}", "quiet"),
        history_table(subject),
    )


def history_table(subject: Subject) -> DataTable:
    """Rank and indices in every edition, newest first."""
    columns = (
        subject.column("country.history.edition", "year"),
        subject.column("country.history.rank", "rank"),
        subject.column("country.history.of", "count"),
        subject.column("country.history.change", "signed_rank"),
        subject.column("country.history.group", share=1.3),
        *(subject.column("brief.code", "index", share=1.1, code=code) for code in PUBLISHED),
    )
    before = [None, *(place.rank for place in subject.history)]
    rows = [_history_row(subject, place, rank) for place, rank in zip(subject.history, before, strict=False)]
    first = next((year for year in subject.world.editions if subject.world.methodology(year).groups), None)
    return DataTable(
        subject.say("country.history.caption", name=subject.name),
        columns,
        tuple(rows[::-1]),
        results_of(subject.world),
        note=subject.say("country.history.groups_since", edition=first) if first else "",
        strong=frozenset({0}),
    )


def _history_row(
    subject: Subject, place: Standing, before: int | None
) -> tuple[int | float | str | None, ...]:
    group = place.rating_class or (subject.say(f"group.{place.group}") if place.group else "")
    if place.rank is None:
        group = subject.say(f"country.history.{'not_ranked' if place.is_listed else 'not_member'}")
    return (
        place.edition,
        place.rank,
        subject.world.published(place.edition).ranked_count if place.rank else None,
        before - place.rank if before and place.rank else None,
        group,
        *(place.component(code) for code in PUBLISHED),
    )


def others_chapter(subject: Subject) -> tuple[Block, ...]:
    """Against groups and the leaders, the nearest rivals over time, peers with the reason of their choice."""
    sources = (*results_of(subject.world), STATES)
    title = Heading(subject.say("brief.chapter.others"))
    if subject.standing.rank is None:
        return (title, groups_table(subject))
    near = rivals(subject.world, iso3=subject.iso3, edition=subject.edition, each_side=COMPARED // 2)
    codes = ",".join([subject.iso3, *(one.iso3 for one in near)])
    return (
        title,
        subject.figure("country-against", params=subject.place, sources=sources),
        groups_table(subject),
        Paragraph(subject.say("country.against.note"), "quiet"),
        subject.figure("compare-lines", params=_lines(codes), sources=sources, size="half"),
        subject.figure("trends-spread", params=_WORLD, sources=sources, size="half"),
        _peers_table(subject),
    )


def _lines(codes: str) -> Params:
    return {"codes": codes, "index": "EGDI"}


def groups_table(subject: Subject) -> DataTable:
    """The country beside the medians of its groups, of the first ten and of the world, index by index."""
    own = [groups()[code] for code in subject.world.country(subject.iso3).groups]
    chosen = [group for kind in KINDS for group in own if group.kind == kind]
    rows = [
        (
            subject.name,
            None,
            *(subject.standing.component(code) for code in PUBLISHED),
        ),
        *(_median_row(subject, group.short.in_language(subject.language), group.members) for group in chosen),
        _median_row(
            subject,
            subject.say("country.against.leaders"),
            leaders(subject.world, edition=subject.edition),
        ),
    ]
    columns = (
        subject.column("brief.column.group", share=3),
        subject.column("brief.column.members", "count"),
        *(subject.column("brief.code", "index", share=1.2, code=code) for code in PUBLISHED),
    )
    return DataTable(
        subject.say("brief.table.groups", edition=subject.edition),
        columns,
        tuple(rows),
        (*results_of(subject.world), STATES),
        strong=frozenset({0}),
    )


def _median_row(
    subject: Subject, name: str, members: tuple[str, ...]
) -> tuple[str | int | float | None, ...]:
    found = medians(subject.world, members=members, edition=subject.edition)
    return (name, len(members), *(found[code] for code in PUBLISHED))


def _peers_table(subject: Subject) -> DataTable:
    """Peers by each strategy, with the figure that made them so."""
    columns = (
        subject.column("brief.column.strategy", share=2.6),
        subject.column("country.history.state", share=2),
        subject.column("country.history.rank", "rank", share=0.8),
        subject.column("brief.code", "index", code="EGDI"),
        subject.column("brief.column.figure"),
    )
    recalled = subject.say("country.peers.caution", year=about_table(STATES).checked[:4])
    rows: list[tuple[Value, ...]] = []
    for found in _peer_sets(subject):
        kind = _KINDS_OF_FIGURE.get(found.strategy, "signed")
        title = _peers_title(subject, found)
        for peer in found.peers[:PEERS]:
            figure = subject.latin(format_number(peer.figure, kind))
            rows.append((title, subject.named(peer.iso3), peer.rank, peer.egdi, figure))
            title = ""
    return DataTable(
        subject.say("country.peers.heading"),
        columns,
        tuple(rows),
        (*results_of(subject.world), STATES),
        note=f"{subject.say('brief.peers_note')} {recalled}",
    )


def _peer_sets(subject: Subject) -> Iterator[PeerSet]:
    """One list a strategy: of memberships the smallest group; the closest stand among the rivals already."""
    found = peer_sets(subject.world, iso3=subject.iso3, edition=subject.edition)
    for strategy in dict.fromkeys(one.strategy for one in found if one.strategy != "closest"):
        same = [one for one in found if one.strategy == strategy]
        yield (
            min(same, key=lambda one: len(groups()[one.basis].members))
            if strategy == "membership"
            else same[0]
        )


def _peers_title(subject: Subject, found: PeerSet) -> str:
    if found.strategy == "language":
        name = language_name(found.basis, language=subject.language)
    else:
        name = groups()[found.basis].name.in_language(subject.language) if found.basis else ""
    return subject.say(f"country.peers.{found.strategy}", group=name, since=str(found.since or ""))


def field_table(subject: Subject) -> DataTable:
    """Every ranked state of the country's region with its indices."""
    region = kind_of(subject.iso3, subject.world, "region")
    columns = (
        subject.column("country.history.rank", "rank", share=0.8),
        subject.column("country.history.state", share=3),
        subject.column("country.history.group", share=1.2),
        *(subject.column("brief.code", "index", share=1.1, code=code) for code in PUBLISHED),
    )
    members = groups()[region].members
    ranking = [place for place in subject.world.ranking(subject.edition) if place.iso3 in members]
    rows = tuple(
        (
            place.rank,
            subject.named(place.iso3),
            subject.latin(place.rating_class or "")
            or (subject.say(f"group.{place.group}") if place.group else ""),
            *(place.component(code) for code in PUBLISHED),
        )
        for place in ranking
    )
    own = frozenset(at for at, place in enumerate(ranking) if place.iso3 == subject.iso3)
    name = groups()[region].name.in_language(subject.language)
    return DataTable(
        subject.say("brief.table.field", edition=subject.edition, region=name),
        columns,
        rows,
        (*results_of(subject.world), STATES),
        strong=own,
    )


def summary_bullets(parts: list[str]) -> Bullets:
    """Findings of the chapters, one a line, each with its full stop."""
    return Bullets(tuple(sentences([part]) for part in parts if part))
