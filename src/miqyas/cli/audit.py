"""An audit on the screen: the finding first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from miqyas.cli.finding import listed
from miqyas.cli.screen import Cell, Column

if TYPE_CHECKING:
    from miqyas.analysis.audit import Audit
    from miqyas.analysis.audit.reach import Reach
    from miqyas.analysis.audit.sensitivity import SensitivityOf
    from miqyas.analysis.audit.uncertainty import Interval
    from miqyas.cli.session import Session
    from miqyas.observations.model import Values

NEAR: Final = 5
"""Countries shown on either side of the one asked for."""
NAMED: Final = 12
"""Countries named in a sentence."""


def show_audit(session: Session, found: Audit) -> None:
    """An edition: finding, sensitivity, alternatives, weights, structure, and the intervals of all."""
    screen, chance = session.screen, found.uncertainty
    _title(session, found)
    screen.line(screen.words("cli.audit.finding", safe=chance.safe_share, shift=chance.mean_shift))
    screen.heading(screen.words("cli.audit.sensitivity"))
    _sensitivity(session, found.sensitivity.of_shift)
    _alternatives(session, found)
    _effective(session, found)
    _correlations(session, found)
    _distribution(session, found)
    screen.heading(screen.words("cli.audit.reach"))
    screen.line(screen.words("cli.audit.decided", share=found.structure.dominance.decided_share))
    _left_out(session, found)
    _links(session, found)
    _assumptions(session, found)
    screen.heading(screen.words("cli.audit.intervals"))
    _intervals(session, _ordered(chance.intervals))


def show_country_audit(session: Session, found: Audit, iso3: str) -> None:
    """One country: its interval, what moves it, what weights reach, and its neighbours."""
    screen, chance = session.screen, found.uncertainty
    _title(session, found)
    interval, name = chance.of(iso3), _name(session, iso3)
    if interval.nominal:
        screen.line(
            screen.words(
                "cli.audit.country_finding",
                country=name,
                rank=interval.nominal,
                low=interval.low,
                high=interval.high,
                n=chance.replications,
            ),
            style="bold",
        )
    else:
        screen.line(screen.words("cli.audit.country_unranked", country=name), style="bold")
    own = found.sensitivity.of(iso3)
    if own:
        screen.heading(screen.words("cli.audit.sensitivity_own", country=name))
        _sensitivity(session, own)
    _reach(session, found, iso3)
    _left_out(session, found, iso3=iso3)
    _assumptions(session, found)
    screen.heading(screen.words("cli.audit.intervals"))
    ordered = _ordered(chance.intervals)
    place = next(at for at, one in enumerate(ordered) if one.iso3 == iso3)
    _intervals(session, ordered[max(place - NEAR, 0) : place + NEAR + 1], chosen=iso3)


def show_own_weights(session: Session, found: Audit, weights: Values, *, iso3: str | None) -> None:
    """What weights of one's own do: to one country, or to the first of them."""
    from miqyas.analysis.audit.field import ranks_under

    field, screen = found.structure.field, session.screen
    ranks = ranks_under(field, weights=weights)
    screen.heading(
        screen.words(
            "cli.audit.own_weights",
            weights=_weights(session, field.codes, weights),
            rank=int(ranks[field.position(iso3)]) if iso3 else 1,
        )
    )
    if iso3:
        return
    order = np.argsort(np.where(ranks > 0, ranks, ranks.size + 1), kind="stable")[: 2 * NEAR]
    columns = [
        Column(screen.words("cli.column.country")),
        Column(screen.words("cli.column.rank"), "number"),
        Column(screen.words("cli.audit.column.published"), "number"),
    ]
    rows = [
        [
            _name(session, field.countries[at]),
            screen.number(int(ranks[at]), "rank"),
            screen.number(int(field.published_rank[at]) or None, "rank"),
        ]
        for at in order
    ]
    screen.table(columns, rows)


def _title(session: Session, found: Audit) -> None:
    screen = session.screen
    screen.line()
    title = screen.words("cli.audit.title", index=found.structure.field.code, edition=found.edition)
    screen.line(title, style="bold")


def _name(session: Session, iso3: str) -> str:
    return session.world.country(iso3).name.in_language(session.language)


def _names(session: Session, codes: Sequence[str]) -> str:
    named = listed(session, (_name(session, iso3) for iso3 in codes[:NAMED]))
    return f"{named} …" if len(codes) > NAMED else named


def _weights(session: Session, codes: Iterable[str], weights: Iterable[float]) -> str:
    screen = session.screen
    return listed(
        session,
        (f"{code} {screen.number(weight, 'raw')}" for code, weight in zip(codes, weights, strict=True)),
    )


def _ordered(intervals: Iterable[Interval]) -> list[Interval]:
    return sorted(intervals, key=lambda one: (one.nominal is None, one.nominal or 0, one.median, one.iso3))


def _sensitivity(session: Session, found: SensitivityOf) -> None:
    screen = session.screen
    columns = [
        Column(screen.words("cli.audit.column.choice")),
        Column(screen.words("cli.audit.column.first"), "number"),
        Column(screen.words("cli.audit.column.total"), "number"),
        Column(""),
    ]
    rows = [
        [
            screen.words(f"audit.choice.{choice}"),
            screen.number(max(found.first[choice], 0.0), "percent"),
            screen.number(max(found.total[choice], 0.0), "percent"),
            screen.bar(found.total[choice], width=20),
        ]
        for choice in sorted(found.total, key=lambda one: -found.total[one])
    ]
    screen.table(columns, rows)


def _alternatives(session: Session, found: Audit) -> None:
    screen = session.screen
    screen.heading(screen.words("cli.audit.alternatives"))
    columns = [
        Column(screen.words("cli.audit.column.choice")),
        Column(screen.words("cli.audit.column.alternative")),
        Column(screen.words("cli.audit.column.mean_shift"), "number"),
        Column(screen.words("cli.audit.column.largest"), "number"),
        Column(""),
    ]
    rows = [
        [
            screen.words(f"audit.choice.{one.choice}"),
            screen.words(f"audit.alternative.{one.name}"),
            screen.number(one.mean_shift, "places"),
            screen.number(-one.largest_shift, "signed_rank"),
            _name(session, one.largest_iso3),
        ]
        for one in found.structure.alternatives
    ]
    screen.table(columns, rows)


def _effective(session: Session, found: Audit) -> None:
    screen = session.screen
    screen.heading(screen.words("cli.audit.effective"))
    heads = ("on_paper", "in_effect", "linear", "smooth")
    columns = [
        Column(screen.words("cli.column.component")),
        *(Column(screen.words(f"cli.audit.column.{head}"), "number") for head in heads),
        Column(""),
    ]
    rows = [
        [
            one.code,
            screen.number(one.nominal, "percent"),
            Cell(screen.number(one.variance_share, "percent"), "bold"),
            screen.number(one.linear, "percent"),
            screen.number(one.smooth, "percent"),
            screen.bar(one.variance_share, width=20),
        ]
        for one in found.structure.effective
    ]
    screen.table(columns, rows)
    structure = found.structure
    share = float(structure.principal.shares[0])
    screen.line(screen.words("cli.audit.structure", share=share, alpha=structure.alpha.value), style="dim")


def _correlations(session: Session, found: Audit) -> None:
    screen, table = session.screen, found.structure.correlations
    screen.heading(screen.words("cli.audit.correlations"))
    columns = [Column(""), *(Column(name, "number") for name in table.names)]
    rows = []
    for place, name in enumerate(table.names):
        values = [
            "" if place == other else screen.number(float(matrix[place, other]), "raw")
            for other in range(len(table.names))
            for matrix in [table.pearson if other > place else table.spearman]
        ]
        rows.append([name, *values])
    screen.table(columns, rows)


def _distribution(session: Session, found: Audit) -> None:
    screen = session.screen
    screen.heading(screen.words("cli.audit.distribution"))
    heads = ("mean", "deviation", "skewness", "kurtosis", "missing", "ends")
    columns = [
        Column(""),
        *(Column(screen.words(f"cli.audit.column.{head}"), "number") for head in heads),
        Column(screen.words("cli.audit.column.outliers")),
    ]
    rows = [
        [
            one.code,
            screen.number(one.mean, "index3"),
            screen.number(one.deviation, "index3"),
            screen.number(one.skewness, "raw"),
            screen.number(one.kurtosis, "raw"),
            screen.number(one.missing, "count"),
            f"{one.at_floor} + {one.at_ceiling}",
            _names(session, one.outliers) or screen.number(None, "count"),
        ]
        for one in found.structure.descriptions
    ]
    screen.table(columns, rows)


def _reach(session: Session, found: Audit, iso3: str) -> None:
    structure, screen = found.structure, session.screen
    reached = structure.reach_of(iso3)
    if reached is None:
        return
    screen.heading(screen.words("cli.audit.reach"))
    for bounds, reach in zip(("all", "near"), reached, strict=True):
        screen.line(_reach_line(session, structure.field.codes, reach, bounds=bounds))
    above, below = structure.dominance.above(iso3), structure.dominance.below(iso3)
    key = "cli.audit.dominated" if above else "cli.audit.dominated_by_none"
    screen.line(screen.words(key, names=_names(session, above)))
    screen.line(screen.words("cli.audit.dominates", n=len(below)))


def _reach_line(session: Session, codes: Sequence[str], reach: Reach, *, bounds: str) -> str:
    return session.screen.words(
        "cli.audit.reach_line",
        bounds=session.screen.words(f"cli.audit.bounds.{bounds}"),
        best=reach.best,
        best_weights=_weights(session, codes, reach.best_weights),
        worst=reach.worst,
        worst_weights=_weights(session, codes, reach.worst_weights),
    )


def _left_out(session: Session, found: Audit, *, iso3: str | None = None) -> None:
    screen, field = session.screen, found.structure.field
    screen.heading(screen.words("cli.audit.left_out"))
    columns = [Column(""), Column(screen.words("cli.audit.column.mean_shift"), "number")]
    if iso3:
        columns.append(Column(screen.words("cli.audit.column.place_change"), "number"))
    else:
        columns += [Column(screen.words("cli.audit.column.largest"), "number"), Column("")]
    rows = []
    for one in found.structure.left_out:
        key = f"cli.audit.left_out.{one.kind}"
        words = screen.words(key, code=one.code, names=_names(session, one.countries))
        shift = screen.number(one.mean_shift, "places")
        if iso3:
            rows.append([words, shift, screen.number(-int(one.shift[field.position(iso3)]), "signed_rank")])
        else:
            most = screen.number(-one.largest_shift, "signed_rank")
            rows.append([words, shift, most, _name(session, one.largest_iso3)])
    screen.table(columns, rows)


def _links(session: Session, found: Audit) -> None:
    screen = session.screen
    index = found.structure.field.code
    shown = [one for one in found.structure.links if one.code == index]
    if not shown:
        return
    screen.heading(screen.words("cli.audit.links"))
    columns = [
        Column(""),
        Column(screen.words("cli.audit.column.year"), "number"),
        Column(screen.words("cli.audit.column.pearson"), "number"),
        Column(screen.words("cli.audit.column.spearman"), "number"),
        Column(screen.words("cli.audit.column.n"), "number"),
    ]
    rows = [
        [
            screen.words(f"audit.source.{one.source}"),
            Cell(screen.number(one.year, "year"), "bold" if one.is_closest else ""),
            screen.number(one.pearson, "raw"),
            screen.number(one.spearman, "raw"),
            screen.number(one.count, "count"),
        ]
        for one in shown
    ]
    screen.table(columns, rows)


def _assumptions(session: Session, found: Audit) -> None:
    screen = session.screen
    screen.heading(screen.words("cli.audit.assumptions"))
    for one in found.structure.assumptions:
        values = dict(one.values)
        if "scales" in values:
            names = str(values["scales"]).split(", ")
            values["scales"] = listed(session, (screen.words(f"audit.alternative.{name}") for name in names))
        words = screen.words(f"audit.assumption.{one.key}", **values)
        mark = screen.words(f"mark.{one.mark.value}.word")
        screen.line(screen.words("cli.told_with_mark", words=words, mark=mark), style="dim")


def _intervals(session: Session, intervals: Sequence[Interval], *, chosen: str | None = None) -> None:
    screen = session.screen
    columns = [
        Column(screen.words("cli.column.rank"), "number"),
        Column(screen.words("cli.column.country")),
        Column(screen.words("cli.audit.column.five"), "number"),
        Column(screen.words("cli.audit.column.half"), "number"),
        Column(screen.words("cli.audit.column.ninety_five"), "number"),
        Column(screen.words("cli.audit.column.median"), "number"),
    ]
    rows = []
    for one in intervals:
        style = "bold cyan" if one.iso3 == chosen else ""
        cells = [
            screen.number(one.nominal, "rank"),
            _name(session, one.iso3),
            screen.number(one.low or None, "rank"),
            f"{one.lower}–{one.upper}" if one.low else "",
            screen.number(one.high or None, "rank"),
            screen.number(one.median or None, "rank"),
        ]
        rows.append([Cell(cell, style) for cell in cells])
    screen.table(columns, rows)
