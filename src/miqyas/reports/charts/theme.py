"""The one look of all charts: colours as tokens, sizes of type, the configuration that Vega-Lite reads.

Only these light hexes are ever drawn: pages turn them dark by rules on ``[fill="#..."]``.
"""

from __future__ import annotations

from typing import Any, Final

VERSION: Final = 3
"""Raised when charts come out differently for the same figures, so that no drawing from before is used."""

INK: Final = "#0d2436"
SECOND: Final = "#4a6072"
LINE: Final = "#d9dfe3"
PAPER: Final = "#fbfaf7"
CARD: Final = "#ffffff"
PEARL: Final = "#f1ede4"
SEA: Final = "#0a6e7c"
SEA_TINT: Final = "#d7ebed"
PALM: Final = "#5a7f2b"
BRASS: Final = "#a97a1f"
SLATE: Final = "#6b7f8c"
CORAL: Final = "#c8453b"
GREEN: Final = "#0b6b3a"
TICK: Final = "#cfc8b9"

GROUPS: Final = ("#0b4a57", "#1f7884", "#8fbcb9", "#e2d2ab")
"""The four groups of the index from the highest to the lowest: deep sea to sand."""

HATCH: Final = f"url(#mq-hatch) {PEARL}"
"""Not ranked: hatched, and plain pearl where the pattern is not at hand."""

COMPONENTS: Final = {"osi": SEA, "tii": PALM, "hci": BRASS, "epi": SLATE}

TOKENS: Final = frozenset(
    {INK, SECOND, LINE, PAPER, CARD, PEARL, SEA, SEA_TINT, PALM, BRASS, SLATE, CORAL, GREEN, TICK, *GROUPS}
)

SERIES: Final = (
    (SEA, "circle", ()),
    (BRASS, "square", (7, 3)),
    (PALM, "triangle-up", (2, 2.5)),
    (INK, "diamond", (10, 3, 2, 3)),
    (SLATE, "triangle-down", (4, 3)),
    (GREEN, "cross", (1, 3)),
    (SECOND, "triangle-right", (12, 4)),
    (BRASS, "stroke", (6, 2, 1, 2, 1, 2)),
)
"""Colour, shape and dash of up to eight lines: any one of the three tells them apart."""

FONT: Final = "IBM Plex Sans Arabic"
SMALL: Final = 12
BODY: Final = 13
STRONG: Final = 14
HEADING: Final = 18
SEMIBOLD: Final = 600


def config() -> dict[str, Any]:
    """What every spec carries: one face, quiet grid, no frames, no titles of axes."""
    return {
        "font": FONT,
        "aria": False,
        "view": {"stroke": None, "fill": None},
        "axis": {
            "domain": False,
            "ticks": False,
            "title": None,
            "gridColor": LINE,
            "labelColor": SECOND,
            "labelFontSize": BODY,
            "labelFont": FONT,
            "labelPadding": 8,
            "labelBound": False,
            "labelFlush": False,
            "labelOverlap": False,
        },
    }
