"""Tables of the page of the audit."""

from __future__ import annotations

from dataclasses import dataclass

from miqyas.analysis.audit import Structure
from miqyas.analysis.world import World
from miqyas.kernel.provenance import Mark
from miqyas.reports.figures.audit import Chance
from miqyas.reports.findings import listed, name_in, part_inside, short_name
from miqyas.web.components import Cell, Column, Row, Table
from miqyas.web.pages import country_address
from miqyas.web.words import current_language, say_here


@dataclass(frozen=True, slots=True)
class Told:
    """An assumption in words, with its mark."""

    words: str
    mark: Mark


def intervals_table(world: World, chance: Chance, iso3: str) -> Table:
    """The ranks of every state over the replications."""
    columns = (
        Column(label=say_here("audit.column.state"), is_header=True),
        Column(label=say_here("audit.column.rank"), kind="rank"),
        *(
            Column(label=say_here(f"audit.column.{key}"), kind="rank")
            for key in ("p5", "p25", "p50", "p75", "p95")
        ),
    )
    ordered = sorted(
        chance["uncertainty"]["countries"],
        key=lambda one: (one["rank"] is None, one["rank"] or 0, one["iso3"]),
    )
    rows = [
        Row(
            cells=(
                _state(world, one["iso3"]),
                one["rank"],
                *(one[key] for key in ("p5", "p25", "p50", "p75", "p95")),
            ),
            is_selected=one["iso3"] == iso3,
        )
        for one in ordered
    ]
    return _table("intervals", columns, rows)


def alternatives_table(world: World, structure: Structure) -> Table:
    """What each alternative does by itself."""
    columns = (
        Column(label=say_here("audit.column.alternative"), is_header=True),
        Column(label=say_here("audit.column.choice")),
        Column(label=say_here("audit.column.mean_shift"), kind="places"),
        Column(label=say_here("audit.column.largest"), kind="signed_rank"),
        Column(label=say_here("audit.column.state")),
    )
    rows = [
        Row(
            cells=(
                say_here(f"audit.alternative.{one.name}"),
                say_here(f"audit.choice.{one.choice}"),
                one.mean_shift,
                -one.largest_shift,
                _state(world, one.largest_iso3),
            )
        )
        for one in structure.alternatives
    ]
    return _table("alternatives", columns, rows)


def weights_table(structure: Structure) -> Table:
    """Weights on paper and in effect, measured in three ways."""
    columns = (
        Column(label=say_here("audit.column.part"), is_header=True),
        *(
            Column(label=say_here(f"audit.column.{key}"), kind="percent")
            for key in ("on_paper", "in_effect", "linear", "smooth")
        ),
    )
    rows = [
        Row(
            cells=(
                short_name(weight.code, current_language()),
                weight.nominal,
                weight.variance_share,
                weight.linear,
                weight.smooth,
            )
        )
        for weight in structure.effective
    ]
    return _table("weights", columns, rows)


def correlations_table(structure: Structure) -> Table:
    """Pearson's correlations above the diagonal, Spearman's below it."""
    table = structure.correlations
    columns = (
        Column(label=say_here("audit.column.index"), is_header=True),
        *(Column(label=name, kind="raw") for name in table.names),
    )
    rows = [
        Row(
            cells=(
                name,
                *(
                    Cell(value="", kind="text")
                    if place == other
                    else float((table.pearson if other > place else table.spearman)[place, other])
                    for other in range(len(table.names))
                ),
            )
        )
        for place, name in enumerate(table.names)
    ]
    return _table("correlations", columns, rows)


def principal_table(structure: Structure) -> Table:
    """Each component's share of the variance and its loadings, and alpha without each part."""
    found, alpha = structure.principal, structure.alpha
    count = len(found.eigenvalues)
    columns = (
        Column(label=say_here("audit.column.part"), is_header=True),
        *(Column(label=say_here("audit.column.component", place=at + 1), kind="raw") for at in range(count)),
        Column(label=say_here("audit.column.alpha_without"), kind="raw"),
    )
    rows = [
        Row(
            cells=(
                short_name(code, current_language()),
                *(float(value) for value in found.loadings[place]),
                alpha.without[code],
            )
        )
        for place, code in enumerate(found.codes)
    ]
    for key, values, kind in (
        ("eigenvalue", found.eigenvalues, "raw"),
        ("explained", found.shares, "percent"),
    ):
        cells = (Cell(value=float(value), kind=kind) for value in values)
        rows.append(Row(cells=(say_here(f"audit.row.{key}"), *cells, None)))
    return _table("principal", columns, rows)


def descriptions_table(world: World, structure: Structure) -> Table:
    """Distribution, gaps, ends and outliers of each part."""
    columns = (
        Column(label=say_here("audit.column.part"), is_header=True),
        Column(label=say_here("audit.column.missing"), kind="count"),
        Column(label=say_here("audit.column.mean"), kind="index3"),
        Column(label=say_here("audit.column.deviation"), kind="index3"),
        Column(label=say_here("audit.column.skewness"), kind="raw"),
        Column(label=say_here("audit.column.kurtosis"), kind="raw"),
        Column(label=say_here("audit.column.at_floor"), kind="count"),
        Column(label=say_here("audit.column.at_ceiling"), kind="count"),
        Column(label=say_here("audit.column.outliers")),
    )
    rows = [
        Row(
            cells=(
                short_name(one.code, current_language()),
                one.missing,
                one.mean,
                one.deviation,
                one.skewness,
                one.kurtosis,
                one.at_floor,
                one.at_ceiling,
                _names(world, one.outliers) or say_here("audit.none"),
            )
        )
        for one in structure.descriptions
    ]
    return _table("descriptions", columns, rows)


def left_out_table(world: World, structure: Structure, iso3: str) -> Table:
    """What ranks do without a part, or without the countries at an end of it."""
    is_covered = iso3 in structure.field.countries
    place = structure.field.position(iso3) if is_covered else 0
    language = current_language()
    columns = (
        Column(label=say_here("audit.column.without"), is_header=True),
        Column(label=say_here("audit.column.mean_shift"), kind="places"),
        *([Column(label=name_in(world, iso3, language), kind="signed_rank")] if is_covered else []),
        Column(label=say_here("audit.column.largest"), kind="signed_rank"),
        Column(label=say_here("audit.column.state")),
    )
    rows = []
    for one in structure.left_out:
        name = short_name if one.kind == "part" else part_inside
        part = name(one.code, language)
        words = say_here(f"audit.without.{one.kind}", part=part, names=_names(world, one.countries))
        own = [-int(one.shift[place])] if is_covered else []
        rows.append(
            Row(cells=(words, one.mean_shift, *own, -one.largest_shift, _state(world, one.largest_iso3)))
        )
    return _table("left_out", columns, rows)


def links_table(structure: Structure) -> Table | None:
    """Correlations with what others measured; None where there is nothing to compare."""
    if not structure.links:
        return None
    codes = tuple(dict.fromkeys(link.code for link in structure.links))
    columns = (
        Column(label=say_here("audit.column.source"), is_header=True),
        Column(label=say_here("audit.column.year"), kind="year"),
        Column(label=say_here("audit.column.states"), kind="count"),
        *(Column(label=code, kind="raw") for code in codes),
        Column(label=say_here("audit.column.spearman", code=codes[0]), kind="raw"),
    )
    rows = []
    for source, year in dict.fromkeys((link.source, link.year) for link in structure.links):
        found = {link.code: link for link in structure.links if (link.source, link.year) == (source, year)}
        note = say_here("audit.closest") if found[codes[0]].is_closest else ""
        rows.append(
            Row(
                cells=(
                    Cell(value=say_here(f"audit.source.{source}"), note=note),
                    year,
                    found[codes[0]].count,
                    *(found[code].pearson for code in codes),
                    found[codes[0]].spearman,
                )
            )
        )
    return _table("links", columns, rows)


def assumptions_told(structure: Structure) -> list[Told]:
    """What is taken for granted, in words."""
    told = []
    for one in structure.assumptions:
        values = dict(one.values)
        if "scales" in values:
            names = [say_here(f"audit.alternative.{name}") for name in str(values["scales"]).split(", ")]
            values["scales"] = listed(names, language=current_language())
        if "code" in values:
            values["code"] = part_inside(str(values["code"]), current_language())
        told.append(Told(say_here(f"audit.assumption.{one.key}", **values), one.mark))
    return told


def _table(key: str, columns: tuple[Column, ...], rows: list[Row]) -> Table:
    caption = say_here(f"audit.table.{key}")
    return Table(caption=caption, columns=columns, rows=rows, is_caption_hidden=True, is_compact=True)


def _state(world: World, iso3: str) -> Cell:
    return Cell(value=name_in(world, iso3, current_language()), url=country_address(iso3))


def _names(world: World, codes: tuple[str, ...]) -> str:
    language = current_language()
    return listed([name_in(world, code, language) for code in codes], language=language)
