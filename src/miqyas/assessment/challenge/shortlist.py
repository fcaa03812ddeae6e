"""The shortlist of a category within a mandate group: the best corrected scores, and ties said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from miqyas.assessment.challenge.jury import Scored
from miqyas.assessment.errors import AssessmentError


@dataclass(frozen=True)
class Rule:
    """How many go on at most, and the corrected score below which nobody does."""

    most: int
    least: Fraction = Fraction(0)


@dataclass(frozen=True)
class Placed:
    """A nomination with its rank, whether it goes on, and what is to be said of how near that was."""

    scored: Scored
    rank: int
    is_in: bool
    is_tied: bool
    """It has exactly the score of the last place that goes on, with others: all of them go on."""
    is_near: bool
    """Its score is within its standard error of the border between in and out."""


def shortlist(scored: Sequence[Scored], *, rule: Rule) -> tuple[Placed, ...]:
    """Nominations in the order of their corrected scores, with who goes on.

    Equal scores have equal ranks; where several share the last place, all of them go on, though it be more
    than the rule has. Raises `AssessmentError` where no sheet joins some of them: then they cannot be
    compared.

    >>> scored = [
    ...     Scored(code, 2, Fraction(at), Fraction(at), 3.0, 0)
    ...     for code, at in {"A": 90, "B": 70, "C": 70, "D": 40}.items()
    ... ]
    >>> found = shortlist(scored, rule=Rule(most=2))
    >>> [(one.scored.code, one.rank, one.is_in, one.is_tied) for one in found]
    [('A', 1, True, False), ('B', 2, True, True), ('C', 2, True, True), ('D', 4, False, False)]
    """
    if len({one.part for one in scored}) > 1:
        raise AssessmentError("jury_apart", parts=len({one.part for one in scored}))
    ordered = sorted(scored, key=lambda one: (-one.corrected, one.code))
    able = [one.corrected for one in ordered if one.corrected >= rule.least]
    last = able[min(rule.most, len(able)) - 1] if able and rule.most else None
    border = _border(ordered, last)
    sharing = sum(one.corrected == last for one in ordered)
    return tuple(
        Placed(
            scored=one,
            rank=1 + sum(other.corrected > one.corrected for other in ordered),
            is_in=last is not None and one.corrected >= last,
            is_tied=sharing > 1 and one.corrected == last,
            is_near=border is not None and one.error is not None and abs(one.corrected - border) <= one.error,
        )
        for one in ordered
    )


def _border(ordered: Sequence[Scored], last: Fraction | None) -> Fraction | None:
    """The middle between the last that is in and the first that is out; None where nobody is out."""
    out = [one.corrected for one in ordered if last is None or one.corrected < last]
    return (last + out[0]) / 2 if last is not None and out else None
