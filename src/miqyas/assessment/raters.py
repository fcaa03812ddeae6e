"""Agreement of a review's assessors: all together, each pair, each against what was decided in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from miqyas.assessment.adjudication import judged_grade
from miqyas.assessment.agreement import Agreement, Measure, Weighting, cohen_kappa, krippendorff_alpha
from miqyas.assessment.answers import UNANSWERED, Decision, Judgement, grades_of
from miqyas.assessment.asked import Asked

PLAIN = 2
"""Grades of a scale on which there is no nearer and no further."""
Unit = tuple[str, str]


@dataclass(frozen=True)
class PairAgreement:
    """Two assessors on the features of one scale that both judged; kappa is linearly weighted for stages."""

    first: str
    second: str
    scale: str
    kappa: Agreement


@dataclass(frozen=True)
class AssessorAgreement:
    """An assessor against the decided grades of one scale: kappa, and how often lower and higher than it."""

    assessor: str
    scale: str
    kappa: Agreement
    lower: int
    higher: int


@dataclass(frozen=True)
class ReviewAgreement:
    """Agreement of a review: alpha by scale, pairs, assessors against decisions."""

    alpha: Mapping[str, Agreement]
    pairs: tuple[PairAgreement, ...]
    assessors: tuple[AssessorAgreement, ...]


def review_agreement(
    asked: Sequence[Asked], judgements: Sequence[Judgement], *, decisions: Sequence[Decision], seed: int
) -> ReviewAgreement:
    """How far the assessors of a review agree, scale by scale; only scales that somebody judged.

    Who could not tell ("unsure" without a grade) says nothing of that feature. Resampling is by features and
    begins from `seed`. Raises `AssessmentError` for a grade that a feature's scale has not.

    >>> plain = [Asked(f"F{at}", "OSI.IF") for at in range(4)]
    >>> seen = [
    ...     Judgement(f"F{at}", who, "found", grade)
    ...     for who, grades in {"chen": "yyyn", "gita": "yynn"}.items()
    ...     for at, grade in enumerate({"y": "yes", "n": "no"}[letter] for letter in grades)
    ... ]
    >>> found = review_agreement(plain, seen, decisions=[Decision("F2", "no")], seed=1)
    >>> round(found.pairs[0].kappa.value, 2), [(one.assessor, one.higher) for one in found.assessors]
    (0.5, [('chen', 1), ('gita', 0)])
    """
    by_scale = _by_scale(asked, judgements)
    settled = {(one.feature, one.subject): one.grade for one in decisions}
    pairs: list[PairAgreement] = []
    assessors: list[AssessorAgreement] = []
    alpha: dict[str, Agreement] = {}
    for scale, units in by_scale.items():
        measure: Measure = "nominal" if len(grades_of(scale)) == PLAIN else "ordinal"
        rated = [list(ratings.values()) for ratings in units.values()]
        alpha[scale] = krippendorff_alpha(rated, categories=grades_of(scale), measure=measure, seed=seed)
        pairs.extend(_pairs(scale, units, seed))
        assessors.extend(_against(scale, units, settled, seed))
    return ReviewAgreement(alpha, tuple(pairs), tuple(assessors))


def _by_scale(
    asked: Sequence[Asked], judgements: Sequence[Judgement]
) -> dict[str, dict[Unit, dict[str, str]]]:
    """Grades by scale, unit and assessor, in the order in which features are asked."""
    known = {one.feature: one for one in asked}
    order = {one.feature: at for at, one in enumerate(asked)}
    found: dict[str, dict[Unit, dict[str, str]]] = {}
    listed = (one for one in judgements if one.feature in known)
    for one in sorted(listed, key=lambda one: (order[one.feature], one.subject, one.assessor)):
        scale = known[one.feature].scale
        grade = judged_grade(one, scale=scale)
        if grade != UNANSWERED:
            known[one.feature].share(grade)
            found.setdefault(scale, {}).setdefault((one.feature, one.subject), {})[one.assessor] = grade
    return found


def _pairs(scale: str, units: Mapping[Unit, Mapping[str, str]], seed: int) -> Iterator[PairAgreement]:
    together: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for ratings in units.values():
        for first, second in combinations(sorted(ratings), 2):
            together.setdefault((first, second), []).append((ratings[first], ratings[second]))
    for (first, second), both in sorted(together.items()):
        yield PairAgreement(first, second, scale, _kappa(scale, both, seed))


def _against(
    scale: str, units: Mapping[Unit, Mapping[str, str]], settled: Mapping[Unit, str], seed: int
) -> Iterator[AssessorAgreement]:
    both: dict[str, list[tuple[str, str]]] = {}
    for unit, ratings in units.items():
        for assessor, grade in ratings.items():
            if unit in settled:
                both.setdefault(assessor, []).append((grade, settled[unit]))
    order = grades_of(scale)
    for assessor, grades in sorted(both.items()):
        gaps = [order.index(own) - order.index(decided) for own, decided in grades]
        yield AssessorAgreement(
            assessor,
            scale,
            _kappa(scale, grades, seed),
            lower=sum(gap < 0 for gap in gaps),
            higher=sum(gap > 0 for gap in gaps),
        )


def _kappa(scale: str, pairs: Sequence[tuple[str, str]], seed: int) -> Agreement:
    grades = grades_of(scale)
    weighting: Weighting = "none" if len(grades) == PLAIN else "linear"
    return cohen_kappa(pairs, categories=grades, weighting=weighting, seed=seed)
