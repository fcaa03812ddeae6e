"""How the table of a chart becomes a chart of an office program, where such a chart tells the same.

Editions do not stand at equal distances, so that lines run over years as numbers. What needs bands, pins or
a map has no native form: there only the picture is honest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NativeKind = Literal["line", "bar", "stacked", "scatter"]


@dataclass(frozen=True, slots=True)
class NativeSeries:
    """A column of the table by its place, in a colour; `shape` as in `theme.SERIES`, empty for no marks."""

    column: int
    colour: str
    shape: str = "circle"


@dataclass(frozen=True, slots=True)
class Native:
    """Columns of the chart's table as a chart: "line" and "scatter" over numbers, bars over names.

    `along` is the column of years, budgets or names. `is_reversed`: small values stand on top, as ranks do.
    """

    kind: NativeKind
    series: tuple[NativeSeries, ...]
    along: int = 0
    is_reversed: bool = False
