"""Charts of the field over time."""

from __future__ import annotations

from operator import attrgetter

from miqyas.analysis.trends import Mover, Spread, convergence, movers, spread_over_time
from miqyas.analysis.world import World
from miqyas.kernel.words import say
from miqyas.observations.countries import Group, groups
from miqyas.observations.results import PUBLISHED
from miqyas.reports.charts.chart import Caption, Chart, Drawing
from miqyas.reports.charts.climbers import Climber, climbers_chart
from miqyas.reports.charts.lines import Band, Line, Lines, score_lines
from miqyas.reports.figures.registry import UnknownChartError, chart
from miqyas.reports.figures.sources import source_of_all
from miqyas.reports.findings import name_in, name_inside, said, short_name

EACH_SIDE = 6
"""States that climbed, and states that fell, in the chart."""
LINES_AT_MOST = 8
STEADY = 0.02
"""Changes of the middle half below this share count as none."""


def groups_by(kind: str) -> tuple[Group, ...]:
    """The groups of a kind that one chart can show."""
    return tuple(group for group in groups().values() if group.kind == kind)[:LINES_AT_MOST]


def reading_of(change: float | None) -> str:
    """closer, apart, same, or unknown."""
    if change is None:
        return "unknown"
    if abs(change) < STEADY:
        return "same"
    return "closer" if change < 0 else "apart"


def spread_finding(spreads: tuple[Spread, ...], *, language: str) -> str:
    """Whether the field closes up, in a sentence."""
    change = convergence(spreads)
    first = spreads[0].edition if spreads else 0
    return said(
        f"trends.spread.{reading_of(change)}", language=language, share=abs(change or 0.0), first=first
    )


def _known(index: str, name: str) -> None:
    if index not in PUBLISHED:
        raise UnknownChartError("parameters", name=name, known="index")


@chart("trends-spread")
def trends_spread(world: World, drawing: Drawing, *, index: str, members: str) -> Chart:
    """Median and middle half of a group, with its highest and lowest."""
    _known(index, "trends-spread")
    language = drawing.language
    spreads = spread_over_time(world, members=members, code=index)
    if not spreads:
        raise UnknownChartError("parameters", name="trends-spread", known="members")
    lines = tuple(
        Line(
            say(f"trends.{key}", language=language),
            tuple((spread.edition, value(spread)) for spread in spreads),
        )
        for key, value in (
            ("median", attrgetter("median")),
            ("highest", attrgetter("high")),
            ("lowest", attrgetter("low")),
        )
    )
    band = Band(
        say("trends.band", language=language),
        tuple((spread.edition, spread.lower_quartile, spread.upper_quartile) for spread in spreads),
    )
    title = spread_finding(spreads, language=language)
    if members != "world":
        group = groups()[members].short.in_language(language)
        title = say("trends.spread.of", language=language, group=group, finding=title)
    data = Lines(short_name(index, language), lines, band)
    return score_lines(data, caption=Caption(title, source_of_all(world, language)), drawing=drawing)


@chart("trends-medians")
def trends_medians(world: World, drawing: Drawing, *, index: str, by: str) -> Chart:
    """The medians of the groups of a kind."""
    _known(index, "trends-medians")
    language = drawing.language
    found = [
        (group.short.in_language(language), spread_over_time(world, members=group.code, code=index))
        for group in groups_by(by)
    ]
    if not found:
        raise UnknownChartError("parameters", name="trends-medians", known="by")
    lines = tuple(
        Line(name, tuple((spread.edition, spread.median) for spread in spreads)) for name, spreads in found
    )
    top = max(found, key=lambda pair: pair[1][-1].median)[0]
    fastest, spreads = max(found, key=lambda pair: pair[1][-1].median - pair[1][0].median)
    title = said(
        "trends.medians.finding_same" if top == fastest else "trends.medians.finding",
        language=language,
        top=top,
        fastest=fastest,
        first=spreads[0].edition,
        gain=spreads[-1].median - spreads[0].median,
    )
    data = Lines(short_name(index, language), lines)
    return score_lines(data, caption=Caption(title, source_of_all(world, language)), drawing=drawing)


def ends_of(found: tuple[Mover, ...]) -> tuple[Mover, ...]:
    """Those that climbed most, then those that fell most."""
    up = [mover for mover in found if mover.gained > 0][:EACH_SIDE]
    down = [mover for mover in found if mover.gained < 0][-EACH_SIDE:]
    return (*up, *down)


@chart("trends-climbers")
def trends_climbers(world: World, drawing: Drawing, *, before: int, after: int, members: str) -> Chart:
    """Who climbed and who fell most between two editions."""
    language = drawing.language
    shown = ends_of(movers(world, before=before, after=after, members=members))
    if not shown:
        raise UnknownChartError("parameters", name="trends-climbers", known="members")
    first = shown[0]
    key = "finding" if first.gained > 0 else "none"
    title = said(
        f"trends.climbers.{key}",
        language=language,
        n=first.gained,
        before=before,
        after=after,
        name=name_inside(world, first.iso3, language),
    )
    climbers = [
        Climber(name_in(world, mover.iso3, language), mover.rank_before, mover.rank_after) for mover in shown
    ]
    caption = Caption(title, source_of_all(world, language))
    return climbers_chart(climbers, editions=(before, after), caption=caption, drawing=drawing)
