"""From one to three judgements and a decision to the grade that a feature has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from miqyas.assessment.answers import UNANSWERED, Decision, Judgement, lowest_grade
from miqyas.assessment.asked import Asked
from miqyas.assessment.errors import AssessmentError
from miqyas.kernel.errors import Place

MOST_ASSESSORS: Final = 3
Standing = Literal["waiting", "agreed", "differs", "unsure", "decided"]


@dataclass(frozen=True)
class Outcome:
    """What the judgements of a feature come to.

    `standing` says whether judgements are still awaited, all name one grade, they differ, somebody could not
    tell, or an adjudicator has decided. `grade` is the settled one, "" while there is none; `share` what is
    to be expected meanwhile, the mean of what was judged (None: nothing yet), `deviation` how far the
    judgements stand apart around it, as a standard deviation of the share.
    """

    standing: Standing
    grade: str
    share: float | None
    deviation: float

    @property
    def needs_adjudicator(self) -> bool:
        """Whether only an adjudicator can settle it."""
        return self.standing in {"differs", "unsure"}


def judged_grade(judgement: Judgement, *, scale: str) -> str:
    """The grade that a judgement comes to: its own, the lowest for what was not found, "" for no view.

    >>> judged_grade(Judgement("OSI-IF-001", "chen", "not_found"), scale="yes_no")
    'no'
    """
    if judgement.grade == UNANSWERED and judgement.found == "not_found":
        return lowest_grade(scale)
    return judgement.grade


def outcome_of(
    asked: Asked, judgements: Sequence[Judgement], *, assessors: int = 2, decision: Decision | None = None
) -> Outcome:
    """What the judgements of one feature, of the `assessors` awaited, and the decision come to.

    A decision settles it whatever was judged. Without one, all who are awaited must have judged, been sure,
    and named one grade. Raises `AssessmentError` for more judgements than three or two of one assessor.

    >>> services = Asked("OSI-SP-001", "OSI.SP", scale="service_stage")
    >>> pair = [
    ...     Judgement("OSI-SP-001", "chen", "found", "form"),
    ...     Judgement("OSI-SP-001", "gita", "not_found"),
    ... ]
    >>> found = outcome_of(services, pair)
    >>> found.standing, found.grade, round(found.share, 3), found.needs_adjudicator
    ('differs', '', 0.333, True)
    """
    _check(asked, judgements)
    if decision is not None:
        return Outcome("decided", decision.grade, asked.share(decision.grade), 0.0)
    grades = [judged_grade(one, scale=asked.scale) for one in judgements]
    shares = np.array([asked.share(grade) for grade in grades if grade != UNANSWERED])
    share = float(shares.mean()) if shares.size else None
    standing = _standing(judgements, grades, assessors)
    settled = grades[0] if standing == "agreed" else UNANSWERED
    return Outcome(standing, settled, share, float(shares.std()) if shares.size else 0.0)


def _standing(judgements: Sequence[Judgement], grades: Sequence[str], assessors: int) -> Standing:
    if len(judgements) < assessors:
        return "waiting"
    if any(one.found == "unsure" for one in judgements) or UNANSWERED in grades:
        return "unsure"
    return "agreed" if len(set(grades)) == 1 else "differs"


def _check(asked: Asked, judgements: Sequence[Judgement]) -> None:
    place = Place(name=asked.feature)
    if len(judgements) > MOST_ASSESSORS:
        raise AssessmentError("too_many_judgements", place=place, given=len(judgements), most=MOST_ASSESSORS)
    if len({one.assessor for one in judgements}) < len(judgements):
        raise AssessmentError("judged_twice", place=place, feature=asked.feature)
