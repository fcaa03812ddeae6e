"""Small pictures made of characters: gauges, sparklines, large figures. All mirror themselves in Arabic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from miqyas.kernel.text import RIGHT_TO_LEFT

_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_NOTHING: Final = "·"
_DIGITS: Final = {
    "0": "### # # # # # # ###",
    "1": " #  ##   #   #  ###",
    "2": "###   # ### #   ###",
    "3": "###   # ###   # ###",
    "4": "# # # # ###   #   #",
    "5": "### #   ###   # ###",
    "6": "### #   ### # # ###",
    "7": "###   #   #  #   # ",
    "8": "### # # ### # # ###",
    "9": "### # # ###   # ###",
}
_HALVES: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def gauge(value: float, *, width: int, language: str) -> tuple[str, str]:
    """The filled and the empty part of a bar of `width` cells for a value from 0 to 1, in reading order.

    >>> gauge(0.5, width=4, language="en")
    ('━━', '──')
    >>> gauge(0.625, width=4, language="ar")
    ('╼━━', '─')
    """
    halves = round(min(max(value, 0.0), 1.0) * width * 2)
    whole, half = divmod(halves, 2)
    if language in RIGHT_TO_LEFT:
        return "╼" * half + "━" * whole, "─" * (width - whole - half)
    return "━" * whole + "╾" * half, "─" * (width - whole - half)


def sparkline(values: Sequence[float | None], *, language: str) -> str:
    """A block for each value, the smallest lowest, a dot for none; time runs as the language reads.

    >>> sparkline([1.0, None, 3.0], language="en"), sparkline([1.0, 3.0], language="ar")
    ('▁·█', '█▁')
    """
    present = [value for value in values if value is not None]
    low, spread = min(present, default=0.0), (max(present, default=0.0) - min(present, default=0.0)) or 1.0
    top = len(_BLOCKS) - 1
    drawn = [_NOTHING if v is None else _BLOCKS[round((v - low) / spread * top)] for v in values]
    return "".join(reversed(drawn) if language in RIGHT_TO_LEFT else drawn)


def calendar_bar(during: Sequence[bool], *, width: int, language: str, full: str = "█") -> str:
    """Blocks for the periods during which something lasts, `width` each, dots for the others, as time reads.

    >>> (
    ...     calendar_bar([True, False], width=2, language="en"),
    ...     calendar_bar([True, False], width=2, language="ar"),
    ... )
    ('██··', '··██')
    """
    drawn = [(full if lasts else _NOTHING) * width for lasts in during]
    return "".join(reversed(drawn) if language in RIGHT_TO_LEFT else drawn)


def large(number: int) -> list[str]:
    """A number in figures three lines high.

    >>> large(1)
    ['▄█ ', ' █ ', '▀▀▀']
    """
    figures = [_DIGITS[digit] for digit in str(number)]
    rows = [[figure[4 * row : 4 * row + 3].ljust(3) for figure in figures] for row in range(5)]
    pixels = [" ".join(row) for row in rows] + [" " * (4 * len(figures) - 1)]
    return [
        "".join(
            _HALVES[upper == "#", lower == "#"]
            for upper, lower in zip(pixels[at], pixels[at + 1], strict=True)
        )
        for at in (0, 2, 4)
    ]
