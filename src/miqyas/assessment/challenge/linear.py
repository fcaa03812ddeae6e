"""Exact linear algebra and a straight line, in fractions: a jury or a group is small."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction


def mean(values: Iterable[Fraction]) -> Fraction:
    """The mean of at least one value.

    >>> mean([Fraction(1), Fraction(2)])
    Fraction(3, 2)
    """
    listed = list(values)
    return sum(listed, Fraction(0)) / len(listed)


def inverse(matrix: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """The inverse of a regular square matrix, by Gauss and Jordan.

    >>> inverse([[Fraction(2), Fraction(0)], [Fraction(0), Fraction(4)]])
    [[Fraction(1, 2), Fraction(0, 1)], [Fraction(0, 1), Fraction(1, 4)]]
    """
    size = len(matrix)
    rows = [
        [*map(Fraction, row), *(Fraction(at == to) for to in range(size))] for at, row in enumerate(matrix)
    ]
    for at in range(size):
        pivot = next(row for row in range(at, size) if rows[row][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [cell / rows[at][at] for cell in rows[at]]
        for other in range(size):
            if other != at and rows[other][at]:
                factor = rows[other][at]
                rows[other] = [one - factor * two for one, two in zip(rows[other], rows[at], strict=True)]
    return [row[size:] for row in rows]


def line(pairs: Sequence[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction] | None:
    """Intercept and slope of the second on the first, ordinary least squares; None where all firsts agree.

    >>> line([(Fraction(0), Fraction(1)), (Fraction(1), Fraction(3))])
    (Fraction(1, 1), Fraction(2, 1))
    """
    first, second = mean(one for one, _ in pairs), mean(two for _, two in pairs)
    width = sum(((one - first) ** 2 for one, _ in pairs), Fraction(0))
    if not width:
        return None
    slope = sum(((one - first) * (two - second) for one, two in pairs), Fraction(0)) / width
    return second - slope * first, slope
