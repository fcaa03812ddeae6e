"""Charts of a plan from its record: its calendar, and what the budget buys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from miqyas.kernel.text import Text, isolate
from miqyas.kernel.words import say
from miqyas.reports.charts.calendar import Calendar, CalendarBar, CalendarWindow, Sure, task_calendar
from miqyas.reports.charts.chart import Caption, Chart, Drawing
from miqyas.reports.charts.frontier import FrontierPoint, frontier_chart
from miqyas.reports.figures.registry import UnknownChartError
from miqyas.reports.findings import said

Record = Mapping[str, Any]
BARS: Final = 60
"""Tasks that are drawn; further ones stand in the table alone."""


def calendar_of(record: Record, drawing: Drawing) -> Chart:
    """What is done when, against the assessment windows."""
    language = drawing.language
    if not record["tasks"]:
        raise UnknownChartError("parameters", name="portfolio-calendar", known="record")
    periods = [(_day(one["begins"]), _day(one["ends"])) for one in record["periods"]]
    first = str(record["editions"][0]["edition"])
    bars = tuple(
        CalendarBar(
            f"{task['id']} {Text(task['name']).in_language(language)}",
            periods[task["first"] - 1][0],
            periods[task["last"] - 1][1],
            _sure(task["counts"][first]),
        )
        for task in record["tasks"][:BARS]
    )
    windows = tuple(
        CalendarWindow(
            say("portfolio.window", language=language, edition=one["edition"]),
            _day(one["opens"]),
            _day(one["closes"]),
        )
        for one in record["editions"]
    )
    data = Calendar(bars, windows, tuple(begin for begin, _ in periods), periods[-1][1])
    caption = Caption(calendar_finding(record, language=language), say("portfolio.source", language=language))
    return task_calendar(data, caption=caption, drawing=drawing)


def calendar_finding(record: Record, *, language: str) -> str:
    """How much of the plan is live in time for its first edition."""
    first = record["editions"][0]
    counts = [task["counts"][str(first["edition"])] for task in record["tasks"]]
    sure = sum(_sure(chance) == "certain" for chance in counts)
    key = "all" if sure == len(counts) else "some" if sure else "none"
    return said(
        f"portfolio.finding.calendar_{key}",
        language=language,
        n=sure,
        of=len(counts),
        edition=first["edition"],
    )


def frontier_of(record: Record, drawing: Drawing) -> Chart:
    """The gain that each budget buys."""
    language = drawing.language
    steps = [one for one in record["frontier"] if one["gain"] is not None]
    if not has_frontier(record):
        raise UnknownChartError("parameters", name="portfolio-frontier", known="record")
    points = tuple(
        FrontierPoint(one["budget"], one["gain"], isolate(changes(one)), here=one["share"] == 1)
        for one in steps
    )
    caption = Caption(frontier_finding(record, language=language), say("portfolio.source", language=language))
    return frontier_chart(points, caption=caption, drawing=drawing)


def frontier_finding(record: Record, *, language: str) -> str:
    """What a tenth more or less money is worth."""
    by_share = {one["share"]: one for one in record["frontier"]}
    here, more, less = (by_share.get(share) for share in (1.0, 1.1, 0.9))
    gain = here["gain"] if here else None
    up = (more["gain"] if more else None) or gain
    down = (less["gain"] if less else None) or 0.0
    if gain is None:
        return said("portfolio.finding.frontier_plain", language=language)
    key = "more" if up and up - gain > SMALL else "less" if gain - down > SMALL else "flat"
    return said(f"portfolio.finding.frontier_{key}", language=language, up=(up or 0) - gain, down=gain - down)


SMALL: Final = 5e-5


def has_frontier(record: Record) -> bool:
    """Whether budgets are limited, and more than one of them allows a plan."""
    steps = [one for one in record["frontier"] if one["gain"] is not None]
    return len({one["budget"] for one in steps}) > 1


def changes(step: Mapping[str, Any]) -> str:
    """What joins and leaves a plan, by ids.

    >>> changes({"joined": ["A"], "dropped": ["B"]})
    '+A −B'
    """
    return " ".join([f"+{id_}" for id_ in step["joined"]] + [f"−{id_}" for id_ in step["dropped"]])


def _sure(chance: float) -> Sure:
    return "certain" if chance >= 1 else "uncertain" if chance > 0 else "late"


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
