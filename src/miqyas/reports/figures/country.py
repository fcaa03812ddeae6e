"""Charts of a country's page. Those over all editions are the same whichever edition the page shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from miqyas.analysis.decompose import Change, can_decompose, decompose
from miqyas.analysis.profile import Headroom, headroom, leaders, medians, rivals
from miqyas.analysis.world import Standing, World
from miqyas.kernel.words import say
from miqyas.observations.countries import groups
from miqyas.reports.charts.chart import Caption, Chart, Drawing, Width
from miqyas.reports.charts.dotplot import Comparison, Measure, dot_plot
from miqyas.reports.charts.lines import Line, Lines, score_lines
from miqyas.reports.charts.parts import Change as Staircase
from miqyas.reports.charts.parts import Share, Step, change_split, headroom_bar
from miqyas.reports.charts.rank import RankHistory, RankPoint, rank_line
from miqyas.reports.charts.rivals import Rival as Tick
from miqyas.reports.charts.rivals import ruler
from miqyas.reports.figures.registry import UnknownChartError, Wanted, chart
from miqyas.reports.figures.sources import source_of_all, source_of_results
from miqyas.reports.findings import (
    PROFILE,
    against_finding,
    headroom_finding,
    index_change_finding,
    index_finding,
    name_in,
    name_inside,
    rank_change_finding,
    rank_finding,
    ruler_finding,
    short_name,
)

WIDTHS: Final[Mapping[str, Width]] = {
    "country-rank": "half",
    "country-index": "wide",
    "country-headroom": "half",
    "country-ruler": "wide",
    "country-against": "half",
    "country-move": "half",
    "country-change": "half",
}
"""The figures of a country's page, and how wide each stands there."""
OF_ALL_EDITIONS: Final = frozenset({"country-rank", "country-index"})
OF_A_CHANGE: Final = frozenset({"country-move", "country-change"})


def figures_of_country(world: World, *, country: str, edition: int) -> tuple[Wanted, ...]:
    """What the page of a country shows in an edition; less where it has no rank, nothing if it never had."""
    if not any(place.rank for place in world.history(country)):
        return ()
    left_out = set() if last_change(world, country, edition) else set(OF_A_CHANGE)
    if world.standing(country, edition).rank is None:
        left_out = WIDTHS.keys() - OF_ALL_EDITIONS
    if not can_show_headroom(headroom(world, iso3=country, edition=edition)):
        left_out.add("country-headroom")
    return tuple(
        Wanted(name, params_of(name, country=country, edition=edition), width)
        for name, width in WIDTHS.items()
        if name not in left_out
    )


def params_of(name: str, *, country: str, edition: int, since: int = 0) -> dict[str, str | int]:
    """The parameters of a figure of the page; `since` only where a change is told since a chosen edition."""
    if name in OF_ALL_EDITIONS:
        return {"country": country}
    asked: dict[str, str | int] = {"country": country, "edition": edition}
    return {**asked, "since": since} if since and name in OF_A_CHANGE else asked


def can_show_headroom(parts: Sequence[Headroom]) -> bool:
    """Whether something is left, and no component is above 1, which is an error of the publication."""
    return any(part.gain > 0 for part in parts) and not any(part.value > 1 for part in parts)


@chart("country-rank")
def country_rank(world: World, drawing: Drawing, *, country: str) -> Chart:
    """The rank over all editions."""
    history = world.history(country)
    points = tuple(RankPoint(place.edition, place.rank) for place in history)
    if not any(point.rank for point in points):
        raise UnknownChartError("parameters", name="country-rank", known=country)
    title = rank_finding(history, language=drawing.language)
    data = RankHistory(name_in(world, country, drawing.language), points)
    return rank_line(data, caption=Caption(title, source_of_all(world, drawing.language)), drawing=drawing)


@chart("country-index")
def country_index(world: World, drawing: Drawing, *, country: str) -> Chart:
    """The index over all editions beside the medians of the region and of the world."""
    history = world.history(country)
    if not any(place.egdi for place in history):
        raise UnknownChartError("parameters", name="country-index", known=country)
    own = tuple((place.edition, place.egdi) for place in history)
    codes = (kind_of(country, world, "region"), "world")
    lines = (
        Line(name_in(world, country, drawing.language), own, you=True),
        *(_median_line(world, code, drawing.language) for code in codes),
    )
    title = index_finding(world, history, language=drawing.language)
    data = Lines(short_name("EGDI", drawing.language), lines)
    return score_lines(data, caption=Caption(title, source_of_all(world, drawing.language)), drawing=drawing)


def _median_line(world: World, code: str, language: str) -> Line:
    members = groups()[code].members
    points = tuple(
        (edition, medians(world, members=members, edition=edition)["EGDI"]) for edition in world.editions
    )
    return Line(median_name(code, language), points)


def median_name(code: str, language: str) -> str:
    """What the median of a group is called beside a country."""
    return say("country.median_of", language=language, group=groups()[code].short.in_language(language))


def kind_of(iso3: str, world: World, kind: str) -> str:
    """The code of the group of a kind that a country belongs to; empty where there is none."""
    return next((code for code in world.country(iso3).groups if groups()[code].kind == kind), "")


def _ranked(world: World, country: str, edition: int, name: str) -> Standing:
    standing = world.standing(country, edition)
    if standing.rank is None or standing.egdi is None:
        raise UnknownChartError("parameters", name=name, known=f"{country} {edition}")
    return standing


@chart("country-headroom")
def country_headroom(world: World, drawing: Drawing, *, country: str, edition: int) -> Chart:
    """What is left to a perfect index, by component."""
    _ranked(world, country, edition, "country-headroom")
    language = drawing.language
    parts = headroom(world, iso3=country, edition=edition)
    shares = [
        Share(part.code.lower(), short_name(part.code, language), part.gain)
        for part in parts
        if part.gain > 0
    ]
    if not can_show_headroom(parts):
        raise UnknownChartError("parameters", name="country-headroom", known=country)
    title = headroom_finding(name_inside(world, country, language), parts, language=language)
    caption = Caption(title, source_of_results(language, edition))
    return headroom_bar(shares, caption=caption, drawing=drawing)


@chart("country-against")
def country_against(world: World, drawing: Drawing, *, country: str, edition: int) -> Chart:
    """The indices beside the medians of the region, the income group and the first ten."""
    language = drawing.language
    standing = _ranked(world, country, edition, "country-against")
    codes = [code for code in (kind_of(country, world, "region"), kind_of(country, world, "income")) if code]
    references = [medians(world, members=groups()[code].members, edition=edition) for code in codes]
    references.append(medians(world, members=leaders(world, edition=edition), edition=edition))
    names = [median_name(code, language) for code in codes]
    measures = tuple(
        Measure(short_name(code, language), value, tuple(found[code] for found in references))
        for code in PROFILE
        for value in [standing.component(code)]
        if value is not None
    )
    comparison = Comparison(
        name_in(world, country, language),
        (*names, say("country.against.leaders", language=language)),
        measures,
    )
    title = against_finding(world, standing, group=codes[0], language=language)
    caption = Caption(title, source_of_results(language, edition))
    return dot_plot(comparison, caption=caption, drawing=drawing)


def changes_since(world: World, country: str, edition: int) -> tuple[int, ...]:
    """The earlier editions since which a change to this one can be told, oldest first."""
    if not can_decompose(world.standing(country, edition)):
        return ()
    earlier = (place for place in world.history(country) if place.edition < edition)
    return tuple(place.edition for place in earlier if can_decompose(place))


def last_change(world: World, country: str, edition: int, *, since: int = 0) -> Change | None:
    """The change to this edition since a chosen one, or since the last before it that can be told."""
    earlier = changes_since(world, country, edition)
    if not earlier or (since and since not in earlier):
        return None
    return decompose(world, iso3=country, before=since or earlier[-1], after=edition)


def _change(world: World, country: str, edition: int, since: int, name: str) -> Change:
    found = last_change(world, country, edition, since=since)
    if found is None:
        raise UnknownChartError("parameters", name=name, known=f"{country} {edition}")
    return found


@chart("country-change")
def country_change(world: World, drawing: Drawing, *, country: str, edition: int, since: int = 0) -> Chart:
    """The change of the index since an edition (0: the one before), split into its components."""
    language = drawing.language
    change = _change(world, country, edition, since, "country-change")
    before, after = (world.standing(country, year).egdi or 0.0 for year in (change.before, change.after))
    steps = [Step(short_name(code, language), value) for code, value in change.components.items()]
    rest = change.method + change.rounding
    if abs(rest) >= 0.00005:
        steps.append(Step(say("country.change.method", language=language), rest))
    data = Staircase(Step(str(change.before), before), tuple(steps), Step(str(change.after), after))
    title = index_change_finding(change, value=after, language=language)
    return change_split(data, caption=Caption(title, source_of_results(language, edition)), drawing=drawing)


@chart("country-move")
def country_move(world: World, drawing: Drawing, *, country: str, edition: int, since: int = 0) -> Chart:
    """The change of the rank since an edition (0: the one before): own components, the others, the method."""
    language = drawing.language
    change = _change(world, country, edition, since, "country-move")
    data = Staircase(
        Step(str(change.before), change.rank_before),
        tuple(_causes(change, language)),
        Step(str(change.after), change.rank_after),
        unit="rank",
    )
    title = rank_change_finding(change, language=language)
    return change_split(data, caption=Caption(title, source_of_results(language, edition)), drawing=drawing)


def _causes(change: Change, language: str) -> Iterator[Step]:
    """Own components and the others always; who came and went, method, rounding where they did something."""
    for code, places in change.places.items():
        yield Step(short_name(code, language), places)
    rest = {"method": change.method_places, "rounding": change.rounding_places}
    for cause, places in {**change.others_parts, **rest}.items():
        if places or cause == "moved":
            yield Step(say(f"country.change.cause.{cause}", language=language), places)


@chart("country-ruler")
def country_ruler(world: World, drawing: Drawing, *, country: str, edition: int) -> Chart:
    """The country and the nearest rivals on the ruler."""
    language = drawing.language
    own = _ranked(world, country, edition, "country-ruler")
    near = rivals(world, iso3=country, edition=edition)
    ticks = [Tick(rival.iso3, name_in(world, rival.iso3, language), rival.rank, rival.egdi) for rival in near]
    ticks.append(Tick(country, name_in(world, country, language), own.rank or 0, own.egdi or 0.0, you=True))
    title = ruler_finding(world, country, near, language=language)
    return ruler(ticks, caption=Caption(title, source_of_results(language, edition)), drawing=drawing)
