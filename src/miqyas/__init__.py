"""Miqyas (مقياس, "gauge"): explain and improve a country's standing in the UN E-Government Survey.

As a library, ``import miqyas as mq``: ``mq.country("BHR")``, ``mq.chart("country-rank", country="BHR")``.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from miqyas.library import (
        Answer,
        Figure,
        LibraryError,
        chart,
        charts,
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

__version__ = "0.1.0"
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


def __getattr__(name: str) -> Any:
    """A name of the library, which is loaded when first one of its names is asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from miqyas import library

    return getattr(library, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
