"""The map of all states."""

from __future__ import annotations

from miqyas.analysis.world import Standing, World
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Drawing
from miqyas.reports.charts.world import MapState, WorldMap, world_map
from miqyas.reports.figures.registry import chart
from miqyas.reports.figures.sources import source_of_results
from miqyas.reports.findings import GROUPS


@chart("world")
def world_by_group(world: World, drawing: Drawing, *, edition: int) -> Chart:
    """Every state in the colour of its group."""
    standings = [world.standing(iso3, edition) for iso3 in world.countries]
    names = [say(f"group.{code}", language=drawing.language) for code in GROUPS]
    leading = sum(standing.group == GROUPS[0] for standing in standings)
    title = say("home.map.finding", language=drawing.language, n=leading, edition=edition)
    states = tuple(_state(world, standing, drawing) for standing in standings)
    data = WorldMap(states, (names[0], names[1], names[2], names[3]))
    return world_map(
        data, caption=Caption(title, source_of_results(drawing.language, edition)), drawing=drawing
    )


def _state(world: World, standing: Standing, drawing: Drawing) -> MapState:
    country = world.country(standing.iso3)
    return MapState(
        m49=country.m49,
        name=country.name.in_language(drawing.language),
        group=GROUPS.index(standing.group) if standing.group else None,
        egdi=standing.egdi,
        address=drawing.address_of(standing.iso3),
    )
