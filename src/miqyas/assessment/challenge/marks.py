"""What a jury gave: marks on criteria with weights, put together into one score of each sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from miqyas.assessment.errors import AssessmentError
from miqyas.kernel.errors import Place

WHOLE: Final = 100
"""The score of a sheet with the highest mark on every criterion; the lowest on every one is 0."""


@dataclass(frozen=True)
class Criterion:
    """What a nomination is judged by: its weight, and the lowest and highest mark."""

    code: str
    weight: int
    low: int
    high: int


@dataclass(frozen=True)
class Sheet:
    """The marks that one juror gave one nomination, by criterion; what is missing is not 0."""

    juror: str
    nomination: str
    marks: Mapping[str, int]


@dataclass(frozen=True)
class Given:
    """The score of a whole sheet, 0 to 100."""

    juror: str
    nomination: str
    score: Fraction


def sheet_score(sheet: Sheet, *, criteria: Sequence[Criterion]) -> Fraction | None:
    """The weighted mean of a sheet's marks, each taken from its own scale to 0 to 100.

    None where a mark is missing: a mean of the others would favour whoever left out a hard criterion. Raises
    `AssessmentError` for a mark beyond its scale, and for weights that add up to nothing.

    >>> criteria = [Criterion("use", 3, 1, 5), Criterion("reach", 1, 1, 5)]
    >>> sheet_score(Sheet("J1", "N1", {"use": 5, "reach": 3}), criteria=criteria)
    Fraction(175, 2)
    >>> sheet_score(Sheet("J1", "N1", {"use": 5}), criteria=criteria) is None
    True
    """
    total = sum(one.weight for one in criteria)
    if total <= 0:
        raise AssessmentError("no_weights", place=Place(name=sheet.nomination))
    if any(one.code not in sheet.marks for one in criteria):
        return None
    return sum((one.weight * _share(sheet, one) for one in criteria), Fraction(0)) * WHOLE / total


def _share(sheet: Sheet, criterion: Criterion) -> Fraction:
    mark = sheet.marks[criterion.code]
    if not criterion.low <= mark <= criterion.high:
        raise AssessmentError(
            "mark_outside",
            place=Place(name=criterion.code),
            given=mark,
            low=criterion.low,
            high=criterion.high,
        )
    return Fraction(mark - criterion.low, criterion.high - criterion.low)


def scores_given(sheets: Iterable[Sheet], *, criteria: Sequence[Criterion]) -> tuple[Given, ...]:
    """The scores of all whole sheets, in the order of nominations and jurors; others are left out.

    >>> criteria = [Criterion("use", 1, 0, 10)]
    >>> sheets = [Sheet("J2", "N1", {"use": 7}), Sheet("J1", "N1", {"use": 5}), Sheet("J1", "N2", {})]
    >>> [(one.juror, one.score) for one in scores_given(sheets, criteria=criteria)]
    [('J1', Fraction(50, 1)), ('J2', Fraction(70, 1))]
    """
    found = ((sheet, sheet_score(sheet, criteria=criteria)) for sheet in sheets)
    whole = [Given(sheet.juror, sheet.nomination, score) for sheet, score in found if score is not None]
    return tuple(sorted(whole, key=lambda one: (one.nomination, one.juror)))
