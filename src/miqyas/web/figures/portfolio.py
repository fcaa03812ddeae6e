"""Charts of a plan, by the handle of its answer."""

from __future__ import annotations

from uuid import UUID

from miqyas.analysis.world import World
from miqyas.jobs.answers import answer_of, handle_find
from miqyas.reports.charts.chart import Chart, Drawing
from miqyas.reports.figures.portfolio import Record, calendar_of, frontier_of
from miqyas.reports.figures.registry import UnknownChartError, chart


@chart("portfolio-calendar", tables=())
def portfolio_calendar(world: World, drawing: Drawing, *, handle: str) -> Chart:
    """What is done when, against the assessment windows."""
    return calendar_of(record_of(handle, chart_name="portfolio-calendar"), drawing)


@chart("portfolio-frontier", tables=())
def portfolio_frontier(world: World, drawing: Drawing, *, handle: str) -> Chart:
    """The gain that each budget buys."""
    return frontier_of(record_of(handle, chart_name="portfolio-frontier"), drawing)


def record_of(handle: str, *, chart_name: str) -> Record:
    """The answer of a handle; raises `UnknownChartError` where there is none (any more)."""
    try:
        held = handle_find(UUID(handle))
    except ValueError:
        held = None
    answer = answer_of(held) if held is not None else None
    if answer is None or answer.question != "portfolio" or answer.result is None:
        raise UnknownChartError("parameters", name=chart_name, known="handle")
    return answer.result
