"""Harsh and lenient jurors: scores corrected by an additive two-way model without interaction.

The model: ``score(nomination, juror) = quality(nomination) + severity(juror) + error``, fitted by
ordinary least squares, with severities that sum to zero (the two-way layout, one observation a cell, cells
may be empty). A quality is the score that the nomination would have from jurors of middling severity; a
severity below zero is a harsh juror, above zero a lenient one. It supposes that a juror is as harsh with
every nomination: what is particular to one of them stays in the error.

Where jurors and nominations fall into parts that no sheet joins, severity and quality cannot be told apart
between the parts: each part sums to zero by itself, and scores of different parts are not to be compared.

Exact fractions throughout. Standard errors need the spread that the model leaves: with as many parameters as
scores there is none, and they are None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Final, Literal

from miqyas.assessment.challenge.linear import inverse, mean
from miqyas.assessment.challenge.marks import Given

MARKED: Final = 2
"""Standard errors beyond which a severity is more than chance."""
Leaning = Literal["harsh", "lenient", "middling", "unknown"]


@dataclass(frozen=True)
class Juror:
    """A juror as the scores show them: how many sheets, their mean, severity with its standard error."""

    code: str
    sheets: int
    raw: Fraction
    severity: Fraction
    error: float | None

    @property
    def leaning(self) -> Leaning:
        """Harsh or lenient where the severity is more than chance; unknown where nothing tells."""
        if self.error is None:
            return "unknown"
        if abs(self.severity) <= MARKED * self.error:
            return "middling"
        return "harsh" if self.severity < 0 else "lenient"


@dataclass(frozen=True)
class Scored:
    """A nomination with its raw mean, its corrected score and the standard error of that; its part."""

    code: str
    sheets: int
    raw: Fraction
    corrected: Fraction
    error: float | None
    part: int


@dataclass(frozen=True)
class Jury:
    """Raw and corrected side by side; `parts` is how many there are that no sheet joins."""

    nominations: tuple[Scored, ...]
    jurors: tuple[Juror, ...]
    parts: int
    spread: float | None
    """Standard deviation of what the model leaves, in points."""

    @property
    def is_joined(self) -> bool:
        """Whether all scores may be compared."""
        return self.parts <= 1


def jury(given: Sequence[Given]) -> Jury:
    """Scores corrected for the severity of jurors (see the head of this module).

    `given` has one score for each pair of juror and nomination, 0 to 100, shape (pairs,).

    >>> marks = {"kind": (80, 60, 70), "harsh": (60, 40, None)}
    >>> given = [
    ...     Given(juror, f"N{at}", Fraction(score))
    ...     for juror, scores in marks.items()
    ...     for at, score in enumerate(scores)
    ...     if score is not None
    ... ]
    >>> found = jury(given)
    >>> [(one.code, float(one.raw), float(one.corrected)) for one in found.nominations]
    [('N0', 70.0, 70.0), ('N1', 50.0, 50.0), ('N2', 70.0, 60.0)]
    >>> [(one.code, float(one.severity), one.leaning) for one in found.jurors]
    [('harsh', -10.0, 'harsh'), ('kind', 10.0, 'lenient')]
    """
    by_nomination, by_juror = _grouped(given)
    parts = _parts(by_nomination)
    jurors, of = sorted(by_juror), _parts_of_jurors(by_nomination, parts)
    spreads = inverse(_joined_matrix(by_nomination, jurors, of))
    severity = _severities(by_nomination, jurors, spreads)
    quality = {
        name: mean(score - severity[juror] for juror, score in scores.items())
        for name, scores in by_nomination.items()
    }
    variance = _variance(
        given, quality, severity, free=len(given) - len(quality) - len(jurors) + _count(parts)
    )
    covariance = _covariance(spreads, jurors, of)
    return Jury(
        nominations=tuple(
            Scored(
                code=name,
                sheets=len(scores),
                raw=mean(scores.values()),
                corrected=quality[name],
                error=_error(variance, _about_quality(scores, covariance)),
                part=parts[name],
            )
            for name, scores in sorted(by_nomination.items())
        ),
        jurors=tuple(
            Juror(
                code=name,
                sheets=len(by_juror[name]),
                raw=mean(by_juror[name].values()),
                severity=severity[name],
                error=_error(variance, covariance[name, name]),
            )
            for name in jurors
        ),
        parts=_count(parts),
        spread=None if variance is None else sqrt(variance),
    )


Scores = Mapping[str, Mapping[str, Fraction]]


def _grouped(given: Sequence[Given]) -> tuple[dict[str, dict[str, Fraction]], dict[str, dict[str, Fraction]]]:
    by_nomination: dict[str, dict[str, Fraction]] = {}
    by_juror: dict[str, dict[str, Fraction]] = {}
    for one in given:
        by_nomination.setdefault(one.nomination, {})[one.juror] = one.score
        by_juror.setdefault(one.juror, {})[one.nomination] = one.score
    return by_nomination, by_juror


def _parts(by_nomination: Scores) -> dict[str, int]:
    """The part of each nomination, numbered from 0: those that share a juror, at any remove, are in one."""
    part_of: dict[str, int] = {}
    met: list[set[str]] = []
    for name, scores in sorted(by_nomination.items()):
        touched = [at for at, jurors in enumerate(met) if jurors & scores.keys()]
        joined = set(scores).union(*(met[at] for at in touched))
        keep = touched[0] if touched else len(met)
        if not touched:
            met.append(set())
        for at in touched:
            met[at] = set()
        met[keep] = joined
        part_of = {one: keep if at in touched else at for one, at in part_of.items()} | {name: keep}
    order = {at: place for place, at in enumerate(dict.fromkeys(part_of[name] for name in sorted(part_of)))}
    return {name: order[at] for name, at in part_of.items()}


def _count(parts: Mapping[str, int]) -> int:
    return len(set(parts.values()))


def _parts_of_jurors(by_nomination: Scores, parts: Mapping[str, int]) -> dict[str, int]:
    return {juror: parts[name] for name, scores in by_nomination.items() for juror in scores}


def _joined_matrix(
    by_nomination: Scores, jurors: Sequence[str], of: Mapping[str, int]
) -> list[list[Fraction]]:
    """The normal equations of severities, qualities taken out; ones within each part make them sum to 0."""
    place = {name: at for at, name in enumerate(jurors)}
    found = [[Fraction(of[row] == of[column]) for column in jurors] for row in jurors]
    for scores in by_nomination.values():
        for row in scores:
            found[place[row]][place[row]] += 1
            for column in scores:
                found[place[row]][place[column]] -= Fraction(1, len(scores))
    return found


def _severities(
    by_nomination: Scores, jurors: Sequence[str], spreads: Sequence[Sequence[Fraction]]
) -> dict[str, Fraction]:
    above = dict.fromkeys(jurors, Fraction(0))
    for scores in by_nomination.values():
        middle = mean(scores.values())
        for juror, score in scores.items():
            above[juror] += score - middle
    return {
        name: sum((weight * above[other] for weight, other in zip(row, jurors, strict=True)), Fraction(0))
        for name, row in zip(jurors, spreads, strict=True)
    }


def _covariance(
    spreads: Sequence[Sequence[Fraction]], jurors: Sequence[str], of: Mapping[str, int]
) -> dict[tuple[str, str], Fraction]:
    """Covariances of severities in units of the variance: the inverse without the ones of the constraint."""
    sizes = Counter(of.values())
    return {
        (row, column): spreads[at][to] - Fraction(of[row] == of[column], sizes[of[row]] ** 2)
        for at, row in enumerate(jurors)
        for to, column in enumerate(jurors)
    }


def _about_quality(
    scores: Mapping[str, Fraction], covariance: Mapping[tuple[str, str], Fraction]
) -> Fraction:
    """Variance of a quality in units of the variance: of its mean, and of the severities taken off it."""
    count = len(scores)
    severities = sum((covariance[one, other] for one in scores for other in scores), Fraction(0))
    return Fraction(1, count) + severities / count**2


def _variance(
    given: Sequence[Given], quality: Mapping[str, Fraction], severity: Mapping[str, Fraction], *, free: int
) -> Fraction | None:
    if free <= 0:
        return None
    left = (one.score - quality[one.nomination] - severity[one.juror] for one in given)
    return sum((one**2 for one in left), Fraction(0)) / free


def _error(variance: Fraction | None, share: Fraction) -> float | None:
    return None if variance is None else sqrt(variance * share)
