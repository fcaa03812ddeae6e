"""How the maturity of services came to what it is, drawn: the mean of many, the level of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from miqyas.assessment.maturity import Point
from miqyas.reports.charts import Caption, Chart, Drawing, LevelHistory, level_steps, mean_levels
from miqyas.web.charts import figure_of_own
from miqyas.web.components import Figure
from miqyas.web.maturities import stops
from miqyas.web.words import say_here

STEADY: Final = 0.005
"""A mean that moved by less is shown as the same."""


def mean_figure(points: Sequence[Point], *, name: str) -> Figure | None:
    """The mean of services of some days; nothing where there are fewer than two days."""
    known = tuple((point.on, point.mean) for point in points if point.mean is not None)
    if len(known) < 2:
        return None
    moved = known[-1][1] - known[0][1]
    way = "same" if abs(moved) < STEADY else "rose" if moved > 0 else "fell"
    title = say_here(f"services.history.{way}", name=name, by=abs(moved), since=known[0][0].isoformat())
    data = LevelHistory(name, _levels(), known)

    def build(drawing: Drawing) -> Chart:
        return mean_levels(data, caption=Caption(title, say_here("services.history.source")), drawing=drawing)

    return figure_of_own(build)


def steps_figure(levels: Mapping[dt.date, int], *, name: str, today: dt.date) -> Figure | None:
    """The level of one service from day to day, up to today; nothing on its first day."""
    days = sorted(levels)
    if not days or days[0] >= today:
        return None
    known = tuple((day, float(levels[day])) for day in days)
    since = next(day for day in reversed(days) if day == days[0] or levels[day] != _before(levels, day))
    title = say_here("services.history.level", level=_levels()[levels[days[-1]]], since=since.isoformat())
    points = known if days[-1] == today else (*known, (today, known[-1][1]))
    data = LevelHistory(name, _levels(), points)

    def build(drawing: Drawing) -> Chart:
        return level_steps(data, caption=Caption(title, say_here("services.history.source")), drawing=drawing)

    return figure_of_own(build, width="half")


def _before(levels: Mapping[dt.date, int], day: dt.date) -> int:
    return levels[max(one for one in levels if one < day)]


def _levels() -> tuple[str, ...]:
    return tuple(stop.name for stop in stops(0))
