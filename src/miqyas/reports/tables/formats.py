"""Kinds of numbers as office programs format them, so that cells and axes hold full values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from miqyas.kernel.numbers import MINUS


def _signed(shown: str) -> str:
    return f"+{shown};{MINUS}{shown};{shown}"


NUMBER_FORMATS: Final[Mapping[str, str]] = {
    "index": "0.0000",
    "index3": "0.000",
    "index5": "0.00000",
    "signed": _signed("0.0000"),
    "signed3": _signed("0.000"),
    "signed5": _signed("0.00000"),
    "rank": "0",
    "signed_rank": _signed("0"),
    "places": "0.0",
    "signed_places": _signed("0.0"),
    "count": "#,##0",
    "year": "0",
    "percent": "0%",
    "percent1": "0.0%",
    "signed_percent1": _signed("0.0%"),
    "weight": "0.###",
    "tenths": "0.0",
    "signed_tenths": _signed("0.0"),
    "hundredths": "0.00",
    "raw": "#,##0.##",
    "plain": "General",
}
"""One for each kind of `kernel.numbers`."""
