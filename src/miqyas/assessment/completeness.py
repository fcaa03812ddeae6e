"""What an answer still lacks: missing, stale, expired, contradictory. It names things and blocks nothing."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from miqyas.assessment.answers import UNANSWERED, Answer, Proof, grades_of, lowest_grade
from miqyas.assessment.asked import Asked

Kind = Literal["missing", "stale", "expired", "contradictory"]
KINDS: Final[dict[str, Kind]] = {
    "no_grade": "missing",
    "no_reason": "missing",
    "no_date": "missing",
    "stale": "stale",
    "stale_in_window": "stale",
    "expired": "expired",
    "expires_in_window": "expired",
    "not_yet_valid": "expired",
    "dead_link": "expired",
    "claimed_without_proof": "contradictory",
    "denied_with_proof": "contradictory",
    "not_applicable_with_grade": "contradictory",
    "transaction_by_document": "contradictory",
    "foreign_language": "contradictory",
}
"""What can be wrong with an answer, by code; its words are `completeness.<code>`."""
DEAD: Final = frozenset({"dead", "soft_missing"})
GRADED: Final = 2


@dataclass(frozen=True)
class Window:
    """When assessors look: first and last day."""

    begins: date
    ends: date


@dataclass(frozen=True)
class Shortcoming:
    """One thing that an answer lacks; `params` are those of its words."""

    feature: str
    entity: str
    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """Whether something is missing, stale, expired, or contradicts itself."""
        return KINDS[self.code]


def shortcomings(
    asked: Asked, answer: Answer, *, window: Window | None, languages: Sequence[str]
) -> tuple[Shortcoming, ...]:
    """What one answer lacks, the missing first.

    `window` is that of the assessment (None: not known yet, and nothing is said of age), `languages` the
    country's own. Raises `AssessmentError` for a grade that the feature's scale has not.

    >>> plain = Asked("OSI-IF-001", "OSI.IF")
    >>> found = shortcomings(plain, Answer("OSI-IF-001", "health", "yes"), window=None, languages=["ar"])
    >>> [(one.kind, one.code) for one in found]
    [('contradictory', 'claimed_without_proof')]
    """
    order = list(KINDS)
    found = [
        Shortcoming(asked.feature, answer.entity, code, params)
        for code, params in _found(asked, answer, window, languages)
    ]
    return tuple(sorted(found, key=lambda one: order.index(one.code)))


Finding = tuple[str, dict[str, str | int]]


def _found(
    asked: Asked, answer: Answer, window: Window | None, languages: Sequence[str]
) -> Iterator[Finding]:
    if answer.grade != UNANSWERED:
        asked.share(answer.grade)
    if not answer.is_applicable:
        yield from _not_applicable(answer)
    elif answer.grade == UNANSWERED:
        yield "no_grade", {}
    elif answer.grade == lowest_grade(asked.scale):
        if answer.proofs:
            yield "denied_with_proof", {}
    else:
        yield from _claimed(asked, answer, window, languages)


def _not_applicable(answer: Answer) -> Iterator[Finding]:
    if answer.grade != UNANSWERED:
        yield "not_applicable_with_grade", {}
    if not answer.reason.strip():
        yield "no_reason", {}


def _claimed(
    asked: Asked, answer: Answer, window: Window | None, languages: Sequence[str]
) -> Iterator[Finding]:
    if not answer.proofs:
        yield "claimed_without_proof", {}
        return
    if _is_transaction(asked, answer) and all(proof.kind == "document" for proof in answer.proofs):
        yield "transaction_by_document", {}
    told = [proof.language for proof in answer.proofs if proof.language]
    if told and languages and not set(told) & set(languages):
        yield "foreign_language", {"given": ", ".join(sorted(set(told))), "known": ", ".join(languages)}
    links = [proof.link for proof in answer.proofs if proof.kind == "link"]
    if links and len(links) == len(answer.proofs) and set(links) <= DEAD:
        yield "dead_link", {}
    if window is not None:
        yield from _validity(answer.proofs, window)
        yield from _age(asked, answer.proofs, window)


def _is_transaction(asked: Asked, answer: Answer) -> bool:
    """Whether the highest grade of a scale of several steps is claimed."""
    grades = grades_of(asked.scale)
    return len(grades) > GRADED and answer.grade == grades[-1]


def _validity(proofs: Sequence[Proof], window: Window) -> Iterator[Finding]:
    """One proof that holds through the whole window is enough; else the one that holds longest is named."""
    begins = min(proof.valid_from or date.min for proof in proofs)
    if begins > window.begins:
        yield "not_yet_valid", {"day": begins.isoformat()}
    last = max(proof.valid_until or date.max for proof in proofs)
    if last < window.begins:
        yield "expired", {"day": last.isoformat()}
    elif last < window.ends:
        yield "expires_in_window", {"day": last.isoformat()}


def _age(asked: Asked, proofs: Sequence[Proof], window: Window) -> Iterator[Finding]:
    """The freshest proof counts."""
    if asked.recency is None:
        return
    dated = [proof.effective_on for proof in proofs if proof.effective_on is not None]
    if not dated:
        yield "no_date", {"n": asked.recency}
        return
    newest, months = max(dated), asked.recency
    params: dict[str, str | int] = {"day": newest.isoformat(), "n": months}
    if newest < months_before(window.begins, months):
        yield "stale", params
    elif newest < months_before(window.ends, months):
        yield "stale_in_window", params


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last of a month that is shorter.

    >>> months_before(date(2025, 3, 31), 1).isoformat()
    '2025-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
