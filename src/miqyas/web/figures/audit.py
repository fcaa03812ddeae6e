"""Charts of the audit of an edition, whose answer is known already or worked out now."""

from __future__ import annotations

from miqyas.analysis.world import World
from miqyas.jobs.answers import ask_now
from miqyas.reports.charts.chart import Chart, Drawing
from miqyas.reports.figures.audit import Chance, intervals_of, ruler_of, sensitivity_of
from miqyas.reports.figures.registry import UnknownChartError, chart


def chance_of(world: World, edition: int) -> Chance:
    """What replications say of an edition: known already where a page shows it, else worked out now."""
    world.published(edition)
    answer = ask_now("audit", {"edition": edition})
    if answer.result is None:
        raise answer.error or UnknownChartError("parameters", name="audit", known="edition")
    return answer.result


@chart("audit-ruler")
def audit_ruler(world: World, drawing: Drawing, *, edition: int, country: str) -> Chart:
    """How often a country held each rank."""
    chance = chance_of(world, edition)
    return ruler_of(world, drawing, chance=chance, edition=edition, country=country)


@chart("audit-intervals")
def audit_intervals(world: World, drawing: Drawing, *, edition: int, country: str) -> Chart:
    """The intervals of a country and its neighbours, or of the first states."""
    chance = chance_of(world, edition)
    return intervals_of(world, drawing, chance=chance, edition=edition, country=country)


@chart("audit-sensitivity")
def audit_sensitivity(world: World, drawing: Drawing, *, edition: int, of: str) -> Chart:
    """What moves the ranks of all (`of` = "all"), or the rank of one country."""
    chance = chance_of(world, edition)
    return sensitivity_of(world, drawing, chance=chance, edition=edition, of=of)
