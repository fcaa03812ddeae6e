"""Places along a line in percent, from the start side of the language, for drawings that stretch."""

from __future__ import annotations

from dataclasses import dataclass

from miqyas.kernel.text import RIGHT_TO_LEFT


@dataclass(frozen=True, slots=True)
class Along:
    """A line from `low` to `high`; in Arabic it runs from right to left."""

    low: float
    high: float
    language: str

    def at(self, value: float) -> float:
        """Percent from the left, within the line.

        >>> Along(0, 10, "en").at(2.5), Along(0, 10, "ar").at(2.5)
        (25.0, 75.0)
        """
        share = (min(max(value, self.low), self.high) - self.low) / ((self.high - self.low) or 1)
        return round(100 * (1 - share if self.language in RIGHT_TO_LEFT else share), 2)

    def between(self, one: float, other: float, *, least: float = 0.4) -> tuple[float, float]:
        """Left side and width in percent of a stretch, wide enough to be seen.

        >>> Along(0, 10, "ar").between(0, 5)
        (50.0, 50.0)
        """
        left, right = sorted((self.at(one), self.at(other)))
        return left, round(max(right - left, least), 2)
