"""What a chart is: a spec, its finding as a title, words for those who do not see it, and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from miqyas.kernel.text import direction, isolate_right_to_left
from miqyas.reports.charts.native import Native

Width = Literal["wide", "page", "half", "narrow"]
Cell = str | int | float | None
PIXELS: Final[Mapping[str, int]] = {"wide": 1000, "page": 720, "half": 560, "narrow": 360}


@dataclass(frozen=True, slots=True)
class Drawing:
    """For whom a chart is drawn: a language, and a width.

    On a screen that is a full column ("wide"), half of one, or a phone ("narrow"); on paper a "page", or
    "narrow" for half of its column.

    `links` gives the page of a country by its code where the drawing stands among such pages.

    >>> Drawing("ar").direction, Drawing("en", width="narrow").pixels
    ('rtl', 360)
    """

    language: str
    width: Width = "wide"
    links: Callable[[str], str] | None = None

    def address_of(self, iso3: str) -> str:
        """The page of a country in the drawing's language; empty where nobody can follow it."""
        return self.links(iso3) if self.links else ""

    @property
    def direction(self) -> str:
        """Either "rtl" or "ltr"; time, gauges and scales begin on that side."""
        return direction(self.language)

    @property
    def rtl(self) -> bool:
        """Whether the chart begins on the right."""
        return self.direction == "rtl"

    @property
    def pixels(self) -> int:
        """Width of the whole drawing."""
        return PIXELS[self.width]

    @property
    def start(self) -> str:
        """The side where reading begins, as Vega names it."""
        return "right" if self.rtl else "left"

    @property
    def end(self) -> str:
        """The side where reading ends."""
        return "left" if self.rtl else "right"

    @property
    def forward(self) -> int:
        """+1 where reading runs to the right, −1 where it runs to the left."""
        return -1 if self.rtl else 1

    def text(self, words: str) -> str:
        r"""Words as they must stand in a drawing, whose base direction is left to right.

        >>> Drawing("en").text("rank"), Drawing("ar").text("المركز") == "\u2067المركز\u2069"
        ('rank', True)
        """
        return isolate_right_to_left(words) if self.rtl else words


@dataclass(frozen=True, slots=True)
class Caption:
    """What the caller says about a chart: the finding, where the numbers come from, under which licence."""

    title: str
    source: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart's table: its heading, and the kind of number in it (`kernel.numbers`) or "text"."""

    label: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart, unformatted."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart, ready to be drawn: a Vega-Lite spec, its words and its numbers.

    `native` says how its table becomes a chart that office programs draw; None: only a picture is honest.
    """

    spec: Mapping[str, Any]
    caption: Caption
    description: str
    table: Table
    drawing: Drawing
    native: Native | None = None
