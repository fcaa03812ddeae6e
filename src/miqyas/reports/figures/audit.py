"""Charts of an audit that was made: a country's ranks on a ruler, its neighbours' intervals, what moves them.

`chance` is the record of an audit of the edition (`analysis.audit`), with its uncertainty and sensitivity.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from miqyas.analysis.world import World
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Drawing
from miqyas.reports.charts.intervals import RankChances, RankInterval, rank_intervals, rank_ruler
from miqyas.reports.charts.stacks import Stack, Stacks, stacked_bars
from miqyas.reports.figures.registry import UnknownChartError
from miqyas.reports.figures.sources import source_of_results
from miqyas.reports.findings import name_in, name_inside, said

EACH_SIDE: Final = 10
"""Neighbours shown on either side of a country."""
ALL: Final = "all"
"""What stands for the mean shift of all ranks instead of one country's rank."""
Chance = Mapping[str, Any]


def of_country(chance: Chance, iso3: str) -> Mapping[str, Any] | None:
    """The ranks of a country over the replications; None for one that is not covered or never ranked."""
    found = next((one for one in chance["uncertainty"]["countries"] if one["iso3"] == iso3), None)
    return found if found and found["p50"] else None


def interval_finding(world: World, own: Mapping[str, Any], *, language: str) -> str:
    """Between which ranks a country stands whatever is chosen, beside its own, in a sentence."""
    name = name_inside(world, own["iso3"], language)
    if own["rank"] is None:
        key = "unranked"
    elif own["p5"] == own["p95"]:
        key = "steady" if own["rank"] == own["p5"] else "elsewhere"
    else:
        key = "between"
    return said(
        f"audit.finding.{key}",
        language=language,
        name=name,
        rank=own["rank"] or 0,
        low=own["p5"],
        high=own["p95"],
    )


def ruler_of(world: World, drawing: Drawing, *, chance: Chance, edition: int, country: str) -> Chart:
    """How often a country held each rank."""
    own = of_country(chance, country)
    if own is None:
        raise UnknownChartError("parameters", name="audit-ruler", known="country")
    language = drawing.language
    total = sum(own["counts"].values())
    shares = {int(rank): count / total for rank, count in own["counts"].items()}
    title = interval_finding(world, own, language=language)
    return rank_ruler(
        RankChances(_interval(world, own, language, chosen=country), shares),
        caption=Caption(title, _source(chance, language, edition)),
        drawing=drawing,
    )


def intervals_of(world: World, drawing: Drawing, *, chance: Chance, edition: int, country: str) -> Chart:
    """The intervals of a country and its neighbours, or of the first states."""
    language = drawing.language
    ordered = sorted(
        (one for one in chance["uncertainty"]["countries"] if one["p50"]),
        key=lambda one: (one["rank"] is None, one["rank"] or 0, one["p50"], one["iso3"]),
    )
    place = next((at for at, one in enumerate(ordered) if one["iso3"] == country), None)
    if place is None:
        raise UnknownChartError("parameters", name="audit-intervals", known="country")
    first = max(min(place - EACH_SIDE, len(ordered) - 2 * EACH_SIDE - 1), 0)
    shown = ordered[first : first + 2 * EACH_SIDE + 1]
    widest = max(shown, key=lambda one: one["p95"] - one["p5"])
    title = said(
        "audit.intervals.finding",
        language=language,
        name=name_inside(world, widest["iso3"], language),
        low=widest["p5"],
        high=widest["p95"],
    )
    return rank_intervals(
        [_interval(world, one, language, chosen=country) for one in shown],
        caption=Caption(title, _source(chance, language, edition)),
        drawing=drawing,
    )


def sensitivity_of(world: World, drawing: Drawing, *, chance: Chance, edition: int, of: str) -> Chart:
    """What moves the ranks of all (`of` = "all"), or the rank of one country."""
    language = drawing.language
    indices = chance["sensitivity"]
    found = indices["mean_shift"] if of == ALL else indices["countries"].get(of)
    if found is None:
        raise UnknownChartError("parameters", name="audit-sensitivity", known="of")
    ordered = sorted(found["choices"], key=lambda one: -one["total"])
    rows = tuple(
        Stack(
            say(f"audit.choice.{one['choice']}", language=language),
            (max(one["first"], 0.0), max(one["total"] - max(one["first"], 0.0), 0.0)),
        )
        for one in ordered
    )
    names = tuple(say(f"audit.sensitivity.{key}", language=language) for key in ("alone", "together"))
    most = say(f"audit.choice.inside.{ordered[0]['choice']}", language=language)
    key = "all" if of == ALL else "one"
    name = "" if of == ALL else name_inside(world, of, language)
    title = said(f"audit.sensitivity.finding.{key}", language=language, choice=most, name=name)
    caption = Caption(title, _source(chance, language, edition))
    return stacked_bars(Stacks(names, rows), caption=caption, drawing=drawing)


def _interval(world: World, own: Mapping[str, Any], language: str, *, chosen: str) -> RankInterval:
    return RankInterval(
        name=name_in(world, own["iso3"], language),
        rank=own["rank"],
        low=own["p5"],
        lower=own["p25"],
        median=own["p50"],
        upper=own["p75"],
        high=own["p95"],
        you=own["iso3"] == chosen,
    )


def _source(chance: Chance, language: str, edition: int) -> str:
    return say(
        "audit.source_line",
        language=language,
        source=source_of_results(language, edition),
        n=chance["uncertainty"]["replications"],
    )
