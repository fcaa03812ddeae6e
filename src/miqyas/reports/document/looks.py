"""Colours of what a report sets apart, as every format uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from miqyas.reports.charts.theme import BRASS, CORAL, GREEN, INK, PALM, SEA, SLATE

TONES: Final[Mapping[str, str]] = {
    "plain": INK, "sea": SEA, "palm": PALM, "brass": BRASS, "slate": SLATE, "coral": CORAL, "green": GREEN,
}  # fmt: skip
"""The colour of each tone."""
