"""A text as the squares of a QR code, for whatever draws it."""

from __future__ import annotations

from typing import Final

QUIET: Final = 4
"""Empty modules around the code, as its standard asks."""


def qr_squares(text: str) -> tuple[str, int]:
    """The path of the dark squares, a unit wide each, and how many units the code has with its quiet edge.

    >>> path, size = qr_squares("https://example.org/c/ABCD/")
    >>> path[:12], size
    ('M4 4h1v1h-1z', 37)
    """
    import segno

    rows = list(segno.make(text, error="m", micro=False).matrix)
    squares = (
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return "".join(squares), len(rows) + 2 * QUIET
