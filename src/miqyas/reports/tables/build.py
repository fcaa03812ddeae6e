"""Every table that is loaded, and what was computed from them, as tables to take away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np

from miqyas.analysis.world import Standing, World
from miqyas.kernel.errors import Place
from miqyas.kernel.text import Text
from miqyas.kernel.words import offered_languages, say
from miqyas.methodology import Methodology, Node, indicators, sources
from miqyas.observations.losi import load_losi
from miqyas.observations.raw import load_raw
from miqyas.observations.tables import TableAbout, about_table, read_table, table_names
from miqyas.reports.tables.model import TEXT, Column, ExportError, Table, Value

STANDINGS: Final = "standings"
METHOD_SOURCES: Final = "method_sources"
LOSI: Final = "losi"
_WHOLE: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.0)?")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_KINDS: Final[Mapping[str, str]] = {
    "edition": "year",
    "year": "year",
    "rank": "rank",
    "egdi_rank": "rank",
    "egdi": "index5",
    "osi": "index5",
    "tii": "index5",
    "hci": "index5",
    "epi": "index5",
}
_OWN_SOURCE: Final = Text({"ar": "مقياس", "en": "Miqyas"})
_FACTS: Final = Text({"ar": "Apache-2.0", "en": "Apache-2.0"})

Builder = Callable[[World], Table]


def table_names_of(world: World) -> tuple[str, ...]:
    """Names of all tables that `table_of` gives, in order."""
    return tuple(_builders(world))


def tables_of(world: World) -> tuple[Table, ...]:
    """Packaged tables, the ranking with its recomputation, the methods and, when loaded, raw inputs.

    The ranking comes once, with all editions; `table_of` also gives it edition by edition.
    """
    repeats = {_standings_name(edition) for edition in world.editions}
    return tuple(build(world) for name, build in _builders(world).items() if name not in repeats)


def table_of(world: World, name: str) -> Table:
    """One table by name; raises `ExportError` naming the others."""
    builders = _builders(world)
    if name not in builders:
        raise ExportError(
            "unknown_table", place=Place(name=name), given=name, known=", ".join(table_names_of(world))
        )
    return builders[name](world)


def _builders(world: World) -> Mapping[str, Builder]:
    builders: dict[str, Builder] = {STANDINGS: standings_table}
    for edition in world.editions:
        builders[_standings_name(edition)] = partial(standings_table, edition=edition)
    for name in table_names():
        builders[name] = partial(packaged_table, name=name)
    builders[METHOD_SOURCES] = method_sources_table
    for edition in (*world.editions, world.draft.edition):
        builders[f"method_{edition}"] = partial(method_table, edition=edition)
    for edition in world.editions:
        if load_raw(world.active, edition=edition):
            builders[f"raw_{edition}"] = partial(raw_table, edition=edition)
    if load_losi(world.active):
        builders[LOSI] = losi_table
    return builders


def _standings_name(edition: int) -> str:
    return f"{STANDINGS}_{edition}"


def words(key: str, **params: Any) -> Text:
    """A text of the catalogue in every language that the program ships."""
    return Text({code: say(key, language=code, **params) for code in offered_languages()})


def packaged_table(world: World, *, name: str) -> Table:
    """A table of the release as it stands, its columns typed by what they hold."""
    about, rows = about_table(name), read_table(name)
    columns = tuple(_packaged_column(column, about, rows) for column in rows[0])
    cells = tuple(tuple(_typed(row[column.name], column.kind) for column in columns) for row in rows)
    return Table(
        name=name,
        title=about.title,
        columns=columns,
        rows=cells,
        source=about.source,
        licence=about.licence,
        mark=about.mark.value,
        what=about.what,
        notes=(about.unit,),
        versions={"data": world.data_version},
    )


def _packaged_column(name: str, about: TableAbout, rows: tuple[Mapping[str, str], ...]) -> Column:
    title = about.columns.get(name) or Text({"ar": name, "en": name})
    return Column(name, title, _kind(name, [row[name] for row in rows if row[name]]))


def _kind(name: str, texts: list[str]) -> str:
    """A column is of numbers only if every cell reads as one; 004 is a code, not a number."""
    if name in _KINDS:
        return _KINDS[name]
    if texts and all(_WHOLE.fullmatch(text) for text in texts):
        return "count"
    if texts and all(_NUMBER.fullmatch(text) for text in texts):
        return "plain"
    return TEXT


def _typed(text: str, kind: str) -> Value:
    if text == "":
        return None
    if kind == TEXT:
        return text
    return int(float(text)) if kind in {"rank", "count", "year"} else float(text)


def standings_table(world: World, *, edition: int | None = None) -> Table:
    """Ranks and indices as published, with group, class and the recomputed index; one edition or all."""
    editions = world.editions if edition is None else (edition,)
    about = about_table("survey_results")
    title = words("table.standings.title")
    if edition is not None:
        title = Text({language: f"{text} {edition}" for language, text in title.items()})
    versions = world.versions(editions[-1]).as_dict()
    if edition is None:
        del versions["methodology"]
    return Table(
        name=STANDINGS if edition is None else _standings_name(edition),
        title=title,
        columns=_standings_columns(about),
        rows=tuple(row for year in editions for row in _standings_rows(world, year)),
        source=about.source,
        licence=about.licence,
        mark=about.mark.value,
        what=words("table.standings.what"),
        notes=_imported_note(world, editions),
        versions=versions,
    )


def _imported_note(world: World, editions: Sequence[int]) -> tuple[Text, ...]:
    imported = ", ".join(str(edition) for edition in editions if world.published(edition).is_overlay)
    return (words("table.imported", editions=imported),) if imported else ()


def _standings_columns(about: TableAbout) -> tuple[Column, ...]:
    published = [Column(name, about.columns[name], "index5") for name in ("egdi", "osi", "tii", "hci", "epi")]
    return (
        Column("edition", about.columns["edition"], "year"),
        Column("iso3", about.columns["iso3"]),
        Column("name", words("table.standings.name")),
        Column("rank", about.columns["egdi_rank"], "rank"),
        *published,
        Column("group", words("table.standings.group")),
        Column("rating_class", words("table.standings.rating_class")),
        Column("status", words("table.standings.is_ranked")),
        Column("computed_egdi", words("table.standings.computed_egdi"), "index5"),
        Column("computed_rank", words("table.standings.computed_rank"), "rank"),
    )


def _standings_rows(world: World, edition: int) -> Iterator[tuple[Value, ...]]:
    """The ranked states by rank, then the others that the edition lists, by code."""
    scores = world.scores(edition)
    computed = {
        iso3: (float(value), int(rank))
        for iso3, value, rank in zip(scores.countries, scores.total[0], scores.rank[0], strict=True)
    }
    standings = (world.standing(iso3, edition) for iso3 in world.countries)
    listed = [standing for standing in standings if standing.is_listed]
    for standing in sorted(listed, key=lambda one: (one.rank or len(world.countries) + 1, one.iso3)):
        value, rank = computed[standing.iso3]
        yield (*_standing_cells(world, standing), None if np.isnan(value) else value, rank or None)


def _standing_cells(world: World, standing: Standing) -> tuple[Value, ...]:
    return (
        standing.edition,
        standing.iso3,
        world.country(standing.iso3).name,
        standing.rank,
        standing.egdi,
        standing.osi,
        standing.tii,
        standing.hci,
        standing.epi,
        standing.group,
        standing.rating_class,
        "ranked" if standing.rank else "not_ranked",
    )


def method_sources_table(world: World) -> Table:
    """The register of method facts."""
    names = ("id", "editions", "index", "component", "weight", "rule", "mark", "source", "note")
    rows = tuple(tuple(str(getattr(source, name)) for name in names) for source in sources().values())
    return Table(
        name=METHOD_SOURCES,
        title=words("table.method_sources.title"),
        columns=tuple(Column(name, words(f"table.column.{name}")) for name in names),
        rows=rows,
        source=_OWN_SOURCE,
        licence=_FACTS,
        mark="R",
        what=words("table.method_sources.what"),
        versions={"software": world.versions(world.latest).software},
    )


def method_table(world: World, *, edition: int) -> Table:
    """The tree of an edition's method: one row for each node under its parent."""
    method = world.methodology(edition)
    names = ("code", "parent", "name", "unit", "weight", "aggregate", "normalise", "mark", "source")
    return Table(
        name=f"method_{edition}",
        title=words("table.method.title", edition=str(edition)),
        columns=tuple(
            Column(name, words(f"table.column.{name}"), "weight" if name == "weight" else TEXT)
            for name in names
        ),
        rows=tuple(_method_rows(method)),
        source=_OWN_SOURCE,
        licence=_FACTS,
        mark=method.root.basis.mark.value,
        what=words("table.method.what"),
        notes=(method.note,) if method.note else (),
        versions={"methodology": f"{edition}:{method.version}"},
    )


def _method_rows(method: Methodology) -> Iterator[tuple[Value, ...]]:
    for tree in (method.root, *method.indices):
        yield from _node_rows(tree, parent=None)


def _node_rows(node: Node, *, parent: str | None) -> Iterator[tuple[Value, ...]]:
    indicator = indicators()[node.code]
    yield (
        node.code,
        parent,
        node.known_as or indicator.name,
        indicator.unit,
        float(node.weight.value) if node.weight else None,
        node.aggregate.value if node.aggregate else None,
        node.normalise.value.rule if node.normalise else None,
        node.basis.mark.value,
        node.basis.source or "none",
    )
    for child in node.children:
        yield from _node_rows(child, parent=node.code)


def raw_table(world: World, *, edition: int) -> Table:
    """Raw inputs and sub-indices that are loaded for an edition, one row a value."""
    names = {"edition": "year", "iso3": TEXT, "code": TEXT, "name": TEXT, "unit": TEXT, "value": "plain"}
    loaded = load_raw(world.active, edition=edition)
    rows = tuple(
        (edition, iso3, code, indicators()[code].name, indicators()[code].unit, float(value))
        for code, values in sorted(loaded.items())
        for iso3, value in zip(world.countries, values, strict=True)
        if not np.isnan(value)
    )
    source = words("table.raw.source")
    return Table(
        name=f"raw_{edition}",
        title=words("table.raw.title", edition=str(edition)),
        columns=tuple(Column(name, words(f"table.column.{name}"), kind) for name, kind in names.items()),
        rows=rows,
        source=source,
        licence=source,
        mark="S",
        what=words("table.raw.what"),
        versions={"data": world.data_version},
    )


def losi_table(world: World) -> Table:
    """City scores that are loaded, one row a value."""
    names = {"edition": "year", "city": TEXT, "iso3": TEXT, "code": TEXT, "value": "plain", "status": TEXT}
    source = words("table.raw.source")
    return Table(
        name=LOSI,
        title=words("table.losi.title"),
        columns=tuple(Column(name, words(f"table.column.{name}"), kind) for name, kind in names.items()),
        rows=tuple(
            (score.edition, score.city, score.iso3, score.code, score.value, score.status)
            for score in load_losi(world.active)
        ),
        source=source,
        licence=source,
        mark="S",
        what=words("table.losi.what"),
        versions={"data": world.data_version},
    )
