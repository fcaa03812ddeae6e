"""Miqyas from Python: thin doors to the analysis, each answer at home in a notebook and in a data frame.

It is read as ``import miqyas as mq``; the names below are those of `miqyas` itself, which loads this room
when first one of them is asked for.
"""

from miqyas.library.answers import Answer, LibraryError
from miqyas.library.doors import (
    compare,
    countries,
    country,
    edition,
    explain,
    forecast,
    rankings,
    simulate,
    target,
    world,
)
from miqyas.library.figures import Figure, chart, charts

__all__ = [
    "Answer",
    "Figure",
    "LibraryError",
    "chart",
    "charts",
    "compare",
    "countries",
    "country",
    "edition",
    "explain",
    "forecast",
    "rankings",
    "simulate",
    "target",
    "world",
]
