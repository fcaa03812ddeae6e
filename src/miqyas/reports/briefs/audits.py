"""How much of a rank is the method's choice: from the edition itself, and from replications handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from miqyas.analysis.audit import Structure, structure
from miqyas.analysis.audit.reach import Reach
from miqyas.analysis.errors import AnalysisError
from miqyas.kernel.provenance import weakest
from miqyas.reports.briefs.sources import computed
from miqyas.reports.briefs.subject import RESULTS, Subject
from miqyas.reports.document import Block, Bullets, DataTable, Figure, Heading, Paragraph, Source
from miqyas.reports.document.model import Value
from miqyas.reports.figures.audit import (
    ALL,
    Chance,
    interval_finding,
    intervals_of,
    of_country,
    ruler_of,
    sensitivity_of,
)
from miqyas.reports.findings import listed, part_inside, short_name

AUDIT: Final = "audit"
CITED: Final = (AUDIT, RESULTS)
PERCENTILES: Final = ("p5", "p25", "p50", "p75", "p95")
NAMED: Final = 12
"""States that a sentence names; more are counted."""


def structure_for(subject: Subject) -> Structure | None:
    """The part of an audit that needs no replications, kept with the world; None where it cannot be made."""
    key = ("structure_for", subject.edition)
    kept = subject.world.kept_answers
    if key not in kept:
        try:
            kept[key] = structure(subject.world, edition=subject.edition)
        except AnalysisError:
            kept[key] = None
    found: Structure | None = kept[key]
    return found


def audit_source(subject: Subject, found: Structure, chance: Chance | None) -> dict[str, Source]:
    """The audit as a source: replications and seed where they were handed in."""
    mark = weakest(one.mark for one in found.assumptions)
    if chance is None:
        return computed(subject, AUDIT, mark=mark)
    uncertainty = chance["uncertainty"]
    params = {"n": uncertainty["replications"], "seed": uncertainty["seed"]}
    made = computed(subject, "audit_drawn", mark=mark, **params)["audit_drawn"]
    return {AUDIT: Source(AUDIT, made.title, made.mark)}


def audit_words(subject: Subject, found: Structure, chance: Chance | None) -> str:
    """The range of ranks under other choices; without replications, what weights alone can do."""
    own = of_country(chance, subject.iso3) if chance else None
    if own:
        return f"{interval_finding(subject.world, own, language=subject.language)}."
    reached = _reached(found, subject.iso3)
    if reached is None:
        return subject.say("brief.audit.not_covered", edition=subject.edition)
    _, near = reached
    return subject.said(
        "brief.audit.reach", name=subject.inside, best=near.best, worst=near.worst, edition=subject.edition
    )


def _reached(found: Structure, iso3: str) -> tuple[Reach, Reach] | None:
    return found.reach_of(iso3) if iso3 in found.field.countries else None


def audit_chapter(subject: Subject, found: Structure, chance: Chance | None) -> tuple[Block, ...]:
    """The audit in short."""
    return (
        Heading(subject.say("brief.chapter.audit")),
        Paragraph(audit_words(subject, found, chance), "lead", CITED),
        *_drawn(subject, chance),
        *([] if chance else [Paragraph(subject.say("brief.audit.no_chance"), "quiet")]),
        _weights(subject, found),
        *_reach_blocks(subject, found),
    )


def _drawn(subject: Subject, chance: Chance | None) -> Iterator[Block]:
    """What replications say of the country and of all."""
    if chance is None:
        return
    edition = subject.edition
    world, drawing, half = subject.world, subject.drawing(), subject.drawing("half")
    if of_country(chance, subject.iso3):
        own = partial(ruler_of, chance=chance, edition=edition, country=subject.iso3)
        yield Figure(own(world, drawing), sources=CITED)
        yield Paragraph(subject.say("audit.ruler.note"), "quiet")
    uncertainty = chance["uncertainty"]
    if uncertainty["safe_share"] is not None:
        words = subject.say("audit.safe", share=uncertainty["safe_share"], shift=uncertainty["mean_shift"])
        yield Paragraph(words, sources=CITED)
    for of in (subject.iso3, ALL):
        if of == ALL or of in chance["sensitivity"]["countries"]:
            chart = sensitivity_of(world, half, chance=chance, edition=edition, of=of)
            yield Figure(chart, size="half", sources=CITED)


def _reach_blocks(subject: Subject, found: Structure) -> Iterator[Block]:
    """What weights can do to the rank, and which states they never turn."""
    reached = _reached(found, subject.iso3)
    if reached is None:
        return
    columns = (
        subject.column("audit.column.choice", share=2),
        subject.column("brief.column.best_rank", "rank"),
        subject.column("brief.column.weights", share=2.5),
        subject.column("brief.column.worst_rank", "rank"),
        subject.column("brief.column.weights", share=2.5),
    )
    rows = tuple(
        (
            subject.say(f"audit.reach.{bounds}"),
            one.best,
            _weights_told(subject, found, one.best_weights),
            one.worst,
            _weights_told(subject, found, one.worst_weights),
        )
        for one, bounds in zip(reached, ("all", "near"), strict=True)
    )
    exact = "exact" if all(one.is_exact for one in reached) else "bound"
    yield DataTable(
        subject.say("audit.reach"), columns, rows, CITED, note=subject.say(f"audit.reach.{exact}")
    )
    yield Bullets(tuple(_order_words(subject, found)))


def _weights_told(subject: Subject, found: Structure, weights: tuple[float, ...]) -> str:
    pairs = zip(found.field.codes, weights, strict=True)
    comma = subject.say("country.comma")
    return comma.join(subject.say("audit.reach.weight", code=code, share=share) for code, share in pairs)


def _order_words(subject: Subject, found: Structure) -> Iterator[str]:
    """Who is ahead and how many are behind whatever the weights."""
    above = found.dominance.above(subject.iso3)
    if len(above) > NAMED:
        yield subject.say("brief.audit.above", n=len(above))
    elif above:
        told = subject.say("country.comma").join(subject.named(iso3) for iso3 in above)
        yield f"{subject.say('audit.above', name=subject.inside)} {told}"
    else:
        yield subject.say("audit.above_none", name=subject.inside)
    yield subject.say("audit.below", n=len(found.dominance.below(subject.iso3)))
    yield subject.say("audit.decided", share=found.dominance.decided_share)


def _weights(subject: Subject, found: Structure) -> Paragraph:
    """The component that weighs most beyond its weight on paper."""
    heaviest = max(found.effective, key=lambda weight: weight.ratio)
    words = subject.said(
        "audit.weights.finding",
        part=part_inside(heaviest.code, subject.language),
        share=heaviest.variance_share,
        nominal=heaviest.nominal,
    )
    return Paragraph(f"{words}.", sources=CITED)


def weights_table(subject: Subject, found: Structure) -> DataTable:
    """Weights on paper and in effect, measured in three ways."""
    columns = (
        subject.column("audit.column.part", share=2),
        *(
            subject.column(f"audit.column.{key}", "percent")
            for key in ("on_paper", "in_effect", "linear", "smooth")
        ),
    )
    rows = tuple(
        (short_name(one.code, subject.language), one.nominal, one.variance_share, one.linear, one.smooth)
        for one in found.effective
    )
    return DataTable(
        subject.say("audit.table.weights"), columns, rows, CITED, note=subject.say("brief.audit.weights_note")
    )


def neighbours_figure(subject: Subject, chance: Chance) -> Iterator[Figure]:
    """The intervals of the country and its neighbours, where the audit covers it."""
    if of_country(chance, subject.iso3):
        drawn = partial(intervals_of, chance=chance, edition=subject.edition, country=subject.iso3)
        yield Figure(drawn(subject.world, subject.drawing()), sources=CITED)


def intervals_table(subject: Subject, chance: Chance) -> DataTable:
    """The ranks of every state over the replications."""
    ordered = sorted(
        chance["uncertainty"]["countries"],
        key=lambda one: (one["rank"] is None, one["rank"] or 0, one["iso3"]),
    )
    columns = (
        subject.column("audit.column.state", share=3),
        subject.column("audit.column.rank", "rank"),
        *(subject.column(f"audit.column.{key}", "rank") for key in PERCENTILES),
    )
    rows = tuple(
        (subject.named(one["iso3"]), one["rank"], *(one[key] for key in PERCENTILES)) for one in ordered
    )
    own = frozenset(at for at, one in enumerate(ordered) if one["iso3"] == subject.iso3)
    return DataTable(subject.say("audit.table.intervals"), columns, rows, CITED, strong=own)


def alternatives_table(subject: Subject, found: Structure) -> DataTable:
    """What each alternative does by itself."""
    columns = (
        subject.column("audit.column.alternative", share=2.5),
        subject.column("audit.column.choice", share=1.5),
        subject.column("audit.column.mean_shift", "tenths"),
        subject.column("audit.column.largest", "signed_rank"),
        subject.column("audit.column.state", share=2),
    )
    rows = tuple(
        (
            subject.say(f"audit.alternative.{one.name}"),
            subject.say(f"audit.choice.{one.choice}"),
            one.mean_shift,
            -one.largest_shift,
            subject.named(one.largest_iso3),
        )
        for one in found.alternatives
    )
    return DataTable(
        subject.say("audit.table.alternatives"),
        columns,
        rows,
        CITED,
        note=subject.say("audit.alternatives.note"),
    )


def structure_chapter(subject: Subject, found: Structure) -> tuple[Block, ...]:
    """How the parts hang together: dimensions, correlations, distributions, who holds the ends."""
    finding = subject.say(
        "audit.structure.finding", share=float(found.principal.shares[0]), alpha=found.alpha.value
    )
    return (
        Heading(subject.say("audit.structure")),
        Paragraph(finding, "lead", CITED),
        _correlations_table(subject, found),
        _descriptions_table(subject, found),
        Paragraph(subject.say("audit.distribution.note"), "quiet"),
        _left_out_table(subject, found),
        *_links_table(subject, found),
    )


def _correlations_table(subject: Subject, found: Structure) -> DataTable:
    """Pearson's correlations above the diagonal, Spearman's below it."""
    table = found.correlations
    size = range(len(table.names))
    columns = (
        subject.column("audit.column.index"),
        *(subject.column("brief.code", "hundredths", code=name) for name in table.names),
    )
    rows = tuple(
        (
            subject.latin(name),
            *(
                None if at == other else float((table.pearson if other > at else table.spearman)[at, other])
                for other in size
            ),
        )
        for at, name in enumerate(table.names)
    )
    return DataTable(
        subject.say("audit.table.correlations"),
        columns,
        rows,
        CITED,
        note=subject.say("audit.structure.note"),
    )


def _descriptions_table(subject: Subject, found: Structure) -> DataTable:
    """Distribution, gaps, ends and outliers of each part."""
    columns = (
        subject.column("audit.column.part", share=1.6),
        subject.column("audit.column.missing", "count"),
        subject.column("audit.column.mean", "index3"),
        subject.column("audit.column.deviation", "index3"),
        subject.column("audit.column.skewness", "hundredths"),
        subject.column("audit.column.kurtosis", "hundredths"),
        subject.column("audit.column.at_floor", "count"),
        subject.column("audit.column.at_ceiling", "count"),
        subject.column("audit.column.outliers", share=2),
    )
    rows = tuple(
        (
            short_name(one.code, subject.language),
            one.missing,
            one.mean,
            one.deviation,
            one.skewness,
            one.kurtosis,
            one.at_floor,
            one.at_ceiling,
            _names(subject, one.outliers) or subject.say("audit.none"),
        )
        for one in found.descriptions
    )
    return DataTable(subject.say("audit.table.descriptions"), columns, rows, CITED)


def _left_out_table(subject: Subject, found: Structure) -> DataTable:
    """What ranks do without a part, or without the countries at an end of it."""
    is_covered = subject.iso3 in found.field.countries
    at = found.field.position(subject.iso3) if is_covered else 0
    columns = (
        subject.column("audit.column.without", share=3),
        subject.column("audit.column.mean_shift", "tenths"),
        *([subject.column("brief.code", "signed_rank", code=subject.name)] if is_covered else []),
        subject.column("audit.column.largest", "signed_rank"),
        subject.column("audit.column.state", share=2),
    )
    rows: list[tuple[Value, ...]] = []
    for one in found.left_out:
        name = short_name if one.kind == "part" else part_inside
        part = name(one.code, subject.language)
        words = subject.say(f"audit.without.{one.kind}", part=part, names=_names(subject, one.countries))
        own = (-int(one.shift[at]),) if is_covered else ()
        largest = (-one.largest_shift, subject.named(one.largest_iso3))
        rows.append((words, one.mean_shift, *own, *largest))
    return DataTable(
        subject.say("audit.table.left_out"),
        columns,
        tuple(rows),
        CITED,
        note=subject.say("audit.left_out.note"),
    )


def _links_table(subject: Subject, found: Structure) -> Iterator[DataTable]:
    """Correlations with what others measured."""
    codes = tuple(dict.fromkeys(link.code for link in found.links))
    if not codes:
        return
    columns = (
        subject.column("audit.column.source", share=3),
        subject.column("audit.column.year", "year"),
        subject.column("audit.column.states", "count"),
        *(subject.column("brief.code", "hundredths", code=code) for code in codes),
        subject.column("audit.column.spearman", "hundredths", share=1.4, code=codes[0]),
    )
    rows: list[tuple[Value, ...]] = []
    keys: list[str] = []
    for source, year in dict.fromkeys((link.source, link.year) for link in found.links):
        own = {link.code: link for link in found.links if (link.source, link.year) == (source, year)}
        first = own[codes[0]]
        name = subject.say(f"audit.source.{source}")
        closest = f" ({subject.say('audit.closest')})" if first.is_closest else ""
        rows.append(
            (f"{name}{closest}", year, first.count, *(own[code].pearson for code in codes), first.spearman)
        )
        keys.append(source)
    yield DataTable(
        subject.say("audit.table.links"),
        columns,
        tuple(rows),
        (*CITED, *dict.fromkeys(keys)),
        note=subject.say("audit.links.note"),
    )


def assumptions_bullets(subject: Subject, found: Structure) -> Bullets:
    """What the audit takes for granted, each with its mark."""
    return Bullets(
        tuple(
            subject.say(
                "brief.assumption",
                words=subject.say(f"audit.assumption.{one.key}", **_values(subject, one.values)),
                mark=subject.mark(one.mark),
            )
            for one in found.assumptions
        )
    )


def _values(subject: Subject, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an assumption, codes among them in words."""
    values = dict(given)
    if "scales" in values:
        names = [subject.say(f"audit.alternative.{name}") for name in str(values["scales"]).split(", ")]
        values["scales"] = listed(names, language=subject.language)
    if "code" in values:
        values["code"] = part_inside(str(values["code"]), subject.language)
    return values


def _names(subject: Subject, codes: tuple[str, ...]) -> str:
    return listed([subject.named(code) for code in codes], language=subject.language)
