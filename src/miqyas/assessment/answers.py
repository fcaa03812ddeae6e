"""What an assessment works with: grades and their shares; answers, judgements, decisions as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from miqyas.assessment.errors import AssessmentError
from miqyas.kernel.documents import read_document
from miqyas.kernel.errors import Place

UNANSWERED: Final = ""
"""The grade of what nobody answered yet: it is missing, and not the lowest grade."""
Found = Literal["found", "not_found", "unsure"]


@dataclass(frozen=True)
class Proof:
    """A piece of evidence as far as an assessment needs it.

    `kind` is "link", "file" or "document"; `link` the outcome of the last check of a link, "" where there was
    none; `effective_on` the day from which what it shows is in force or was last renewed.
    """

    kind: str
    language: str = ""
    effective_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    link: str = ""


@dataclass(frozen=True)
class Answer:
    """What an entity says of a feature; `entity` is any name that is its own, `grade` "" while unanswered."""

    feature: str
    entity: str
    grade: str = UNANSWERED
    state: str = "empty"
    is_applicable: bool = True
    reason: str = ""
    note: str = ""
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What an assessor found of a feature of a subject ("" is the nation, else a city)."""

    feature: str
    assessor: str
    found: Found
    grade: str = UNANSWERED
    confidence: int | None = None
    subject: str = ""


@dataclass(frozen=True)
class Decision:
    """The grade that an adjudicator gave a feature of a subject."""

    feature: str
    grade: str
    adjudicator: str = ""
    subject: str = ""


@cache
def scales() -> Mapping[str, Mapping[str, float]]:
    """Every scale with its grades, lowest first, and the share that each counts for.

    >>> list(scales()["service_stage"])
    ['none', 'information', 'form', 'transaction']
    """
    text = files("miqyas.assessment").joinpath("grades.yaml").read_text(encoding="utf-8")
    loaded = read_document(text, file="assessment/grades.yaml")["scales"]
    return {
        scale: {grade: float(Fraction(share)) for grade, share in grades.items()}
        for scale, grades in loaded.items()
    }


def grades_of(scale: str) -> tuple[str, ...]:
    """The grades of a scale, lowest first. Raises `AssessmentError` for a scale that there is not.

    >>> grades_of("yes_no")
    ('no', 'yes')
    """
    if scale not in scales():
        known = ", ".join(scales())
        raise AssessmentError("unknown_scale", place=Place(name=scale), given=scale, known=known)
    return tuple(scales()[scale])


def grade_share(scale: str, grade: str) -> float:
    """The share of a feature that a grade fulfils, 0 to 1.

    Raises `AssessmentError` for an unknown scale and for a grade that the scale has not; so for "" too, as
    what is unanswered has no share.

    >>> grade_share("yes_no", "yes"), round(grade_share("service_stage", "form"), 3)
    (1.0, 0.667)
    """
    known = grades_of(scale)
    if grade not in known:
        place = Place(name=grade or scale)
        raise AssessmentError("unknown_grade", place=place, given=grade, scale=scale, known=", ".join(known))
    return scales()[scale][grade]


def lowest_grade(scale: str) -> str:
    """The grade of what is not there.

    >>> lowest_grade("service_stage")
    'none'
    """
    return grades_of(scale)[0]
