"""Charts: pure functions from plain values to a `Chart`; `draw` makes pictures of it, `cache` keeps them."""

from miqyas.reports.charts.calendar import Calendar, CalendarBar, CalendarWindow, task_calendar
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.climbers import Climber, climbers_chart
from miqyas.reports.charts.dotplot import Comparison, Measure, dot_plot
from miqyas.reports.charts.fan import Fan, FanStep, fan_chart
from miqyas.reports.charts.field import FieldState, field_dots
from miqyas.reports.charts.frontier import FrontierPoint, frontier_chart
from miqyas.reports.charts.intervals import RankChances, RankInterval, rank_intervals, rank_ruler
from miqyas.reports.charts.levels import LevelHistory, level_steps, mean_levels
from miqyas.reports.charts.lines import Band, Line, Lines, score_lines
from miqyas.reports.charts.nested import Nested, NestedRow, nested_chart
from miqyas.reports.charts.parts import Change, Share, Step, change_split, headroom_bar
from miqyas.reports.charts.rank import RankHistory, RankPoint, rank_line
from miqyas.reports.charts.reach import Curve, Reach, reach_curves
from miqyas.reports.charts.rivals import Rival, ruler
from miqyas.reports.charts.stacks import Stack, Stacks, stacked_bars
from miqyas.reports.charts.world import MapState, WorldMap, world_map

__all__ = [
    "Band",
    "Calendar",
    "CalendarBar",
    "CalendarWindow",
    "Caption",
    "Change",
    "Chart",
    "Climber",
    "Column",
    "Comparison",
    "Curve",
    "Drawing",
    "Fan",
    "FanStep",
    "FieldState",
    "FrontierPoint",
    "LevelHistory",
    "Line",
    "Lines",
    "MapState",
    "Measure",
    "Nested",
    "NestedRow",
    "RankChances",
    "RankHistory",
    "RankInterval",
    "RankPoint",
    "Reach",
    "Rival",
    "Share",
    "Stack",
    "Stacks",
    "Step",
    "Table",
    "WorldMap",
    "change_split",
    "climbers_chart",
    "dot_plot",
    "fan_chart",
    "field_dots",
    "frontier_chart",
    "headroom_bar",
    "level_steps",
    "mean_levels",
    "nested_chart",
    "rank_intervals",
    "rank_line",
    "rank_ruler",
    "reach_curves",
    "ruler",
    "score_lines",
    "stacked_bars",
    "task_calendar",
    "world_map",
]
