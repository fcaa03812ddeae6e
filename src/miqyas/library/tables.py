"""Answers of the analysis as tables: a row for each state, edition, component or node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from miqyas.analysis.compare import Comparison
from miqyas.analysis.explain import Explained
from miqyas.analysis.outlook import BANDS, Outlook
from miqyas.analysis.simulate import Outcome, RankDistribution
from miqyas.analysis.target import Target
from miqyas.analysis.world import World
from miqyas.kernel.provenance import Mark, Versions
from miqyas.kernel.text import Text
from miqyas.methodology import indicators
from miqyas.observations.countries import countries, groups
from miqyas.observations.model import Status
from miqyas.observations.results import PUBLISHED
from miqyas.observations.tables import about_table
from miqyas.reports.tables.build import standings_table, words
from miqyas.reports.tables.model import Column, Table, Value

TOLD: Final = 0.8
"""The interval that is told where there is room for one only."""
MEDIAN: Final = 0.5
INDEX: Final = "index5"
Statuses = Mapping[str, tuple[Status, ...]]


def states_table(world: World) -> Table:
    """The Member States with their codes, regions and income groups."""
    columns = [_column("iso3"), _column("iso2"), _column("m49"), _column("name")]
    columns += [_column("region"), _column("income")]
    rows = [
        (
            one.iso3,
            one.iso2,
            one.m49,
            one.name,
            _kind_of(one.groups, "region"),
            _kind_of(one.groups, "income"),
        )
        for one in countries().values()
    ]
    about = about_table("countries")
    return Table(
        name="countries",
        title=about.title,
        columns=tuple(columns),
        rows=tuple(rows),
        source=about.source,
        licence=about.licence,
        mark=about.mark.value,
        versions={"data": world.data_version},
    )


def _kind_of(codes: Iterable[str], kind: str) -> Text | None:
    return next((groups()[code].short for code in codes if groups()[code].kind == kind), None)


def standings(world: World, *, edition: int, members: Iterable[str] | None = None) -> Table:
    """The states that an edition lists, the ranked ones first; of a group, its members alone."""
    table = standings_table(world, edition=edition)
    inside = None if members is None else set(members)
    return replace(table, rows=tuple(row for row in table.rows if inside is None or row[1] in inside))


def history(world: World, iso3: str) -> Table:
    """A country in every edition that lists it."""
    table = standings_table(world)
    rows = tuple(row for row in table.rows if row[1] == iso3)
    return replace(table, name=iso3.lower(), title=world.country(iso3).name, rows=rows)


def statuses(world: World, table: Table) -> Statuses:
    """Why each index in the rows of a table of standings is there or not, by column."""
    found: dict[str, tuple[Status, ...]] = {}
    for code in PUBLISHED:
        found[code.lower()] = tuple(
            Status(int(world.published(int(str(row[0]))).statuses[code][world.position(str(row[1]))]))
            for row in table.rows
        )
    return found


def compared(comparison: Comparison) -> Table:
    """Countries and medians of groups side by side in one edition."""
    edition, about = comparison.edition, about_table("survey_results")
    indices = tuple(Column(code.lower(), about.columns[code.lower()], INDEX) for code in PUBLISHED)
    rows = tuple(
        (
            series.subject.code,
            series.subject.name,
            series.rank.get(edition),
            *(series.values[code][edition] for code in PUBLISHED),
        )
        for series in comparison.series
    )
    return Table(
        name="compare",
        title=words("library.compare.title", edition=edition),
        columns=(_column("code"), _column("name"), _column("rank", "rank"), *indices),
        rows=rows,
        source=about.source,
        licence=about.licence,
        mark=about.mark.value,
        versions=comparison.versions.as_dict(),
    )


def outlook_table(world: World, found: Outlook) -> Table:
    """A country in the coming editions: medians and intervals of its rank and of the index."""
    rows = tuple(
        (
            step.edition,
            step.rank.median,
            *(end for coverage in BANDS for end in step.rank.interval(coverage)),
            step.egdi[MEDIAN],
            *step.band("EGDI", TOLD),
        )
        for step in found.steps
    )
    columns = (
        _column("edition", "year"),
        _column("rank_median", "rank"),
        *_ends("rank", BANDS),
        _column("egdi_median", INDEX),
        *_ends("egdi", (TOLD,)),
    )
    return _computed("forecast", world.country(found.iso3).name, columns, rows, found.versions)


def outcome_table(world: World, found: Outcome) -> Table:
    """A country without the changes of a scenario and with them."""
    columns = (
        _column("scenario"),
        _column("rank_median", "rank"),
        *_ends("rank", (TOLD,)),
        _column("egdi_mean", INDEX),
    )
    rows = (
        (words("library.scenario.before"), *_ranks(found.rank_before), found.egdi_mean_before),
        (words("library.scenario.after"), *_ranks(found.rank), found.egdi_mean),
    )
    return _computed("simulate", world.country(found.iso3).name, columns, rows, found.versions)


def _ranks(ranks: RankDistribution) -> tuple[int, int, int]:
    return (ranks.median, *ranks.interval(TOLD))


def target_table(world: World, found: Target) -> Table:
    """What each component alone would have to gain."""
    columns = (
        _column("code"),
        _column("component"),
        _column("value", INDEX),
        _column("headroom", INDEX),
        _column("gain", INDEX),
        _column("probability", "percent"),
        _column("best", "percent"),
    )
    rows = tuple(
        (
            way.code,
            indicators()[way.code].name,
            way.own,
            way.room,
            way.gain,
            None if way.gain is None else way.probability,
            way.best,
        )
        for way in found.alone
    )
    return _computed("target", world.country(found.iso3).name, columns, rows, found.versions)


def explained_table(world: World, found: Explained) -> Table:
    """The nodes of a score, each below its parent, with weight, contribution, status, mark and source."""
    columns = (
        _column("code"),
        _column("component"),
        _column("value", INDEX),
        _column("raw", "plain"),
        _column("weight", "weight"),
        _column("contribution", INDEX),
        _column("status"),
        _column("mark"),
        _column("source"),
    )
    tree = found.tree
    rows = tuple(
        (
            node.code,
            indicators()[node.code].name,
            node.value,
            node.raw,
            node.weight,
            node.contribution,
            node.status.name.lower(),
            node.facts[0][2].mark.value if node.facts else None,
            node.facts[0][2].source if node.facts else None,
        )
        for node in tree.walk()
    )
    title = world.country(tree.country).name
    return _computed("explain", title, columns, rows, world.versions(tree.edition))


def _ends(of: str, coverages: Iterable[float]) -> tuple[Column, ...]:
    """The ends of intervals, such as rank_low_80 and rank_high_80."""
    kind = "rank" if of == "rank" else INDEX
    return tuple(
        Column(f"{of}_{end}_{round(100 * one)}", words(f"library.column.{of}_{end}", share=one), kind)
        for one in coverages
        for end in ("low", "high")
    )


def _column(name: str, kind: str = "text") -> Column:
    return Column(name, words(f"library.column.{name}"), kind)


def _computed(
    name: str, title: Text, columns: tuple[Column, ...], rows: Sequence[tuple[Value, ...]], versions: Versions
) -> Table:
    """A table of what was computed from published results."""
    about = about_table("survey_results")
    return Table(
        name=name,
        title=title,
        columns=columns,
        rows=tuple(rows),
        source=words("library.computed", source=about.source),
        licence=about.licence,
        mark=Mark.INFERRED.value,
        versions=versions.as_dict(),
    )
