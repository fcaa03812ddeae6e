"""Answers of one version of an instrument carried to another: what could be, what could not, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from miqyas.catalogue.diff import aspect_name, feature_changes
from miqyas.catalogue.load import ROOM, open_reader, retired, vocabulary
from miqyas.catalogue.model import Feature, Instrument
from miqyas.kernel.words import say

Reason = Literal["retired", "scale", "grade", "unknown", "twice"]
DOUBTFUL: Final = ("question", "find", "counts", "counts_not", "place", "evidence", "recency")
"""Aspects whose change may make an answer that was right wrong: it is carried, and to be looked at again."""


@dataclass(frozen=True)
class Carried:
    """An answer that has a place in the newer version; `doubts` are aspects that changed meanwhile."""

    code: str
    grade: str
    before_code: str
    before_grade: str
    doubts: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "code": self.code,
            "grade": self.grade,
            "before_code": self.before_code,
            "before_grade": self.before_grade,
            "doubts": list(self.doubts),
        }


@dataclass(frozen=True)
class LeftBehind:
    """An answer that could not be carried over, and why."""

    code: str
    grade: str
    reason: Reason

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"code": self.code, "grade": self.grade, "reason": self.reason}


@dataclass(frozen=True)
class Migration:
    """What became of the answers; `unanswered` are features of the newer version that none was carried to."""

    carried: tuple[Carried, ...]
    left_behind: tuple[LeftBehind, ...]
    unanswered: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "carried": [answer.as_dict() for answer in self.carried],
            "left_behind": [answer.as_dict() for answer in self.left_behind],
            "unanswered": list(self.unanswered),
        }


def migrate(answers: Mapping[str, str], *, older: Instrument, newer: Instrument) -> Migration:
    """Carry grades by code from one version to another; each is carried or left behind, none is lost.

    >>> from miqyas.catalogue.load import instrument
    >>> osi = instrument("OSI")
    >>> code = osi.features[0].code
    >>> found = migrate({code: "yes", "OSI-IF-999": "no"}, older=osi, newer=osi)
    >>> [answer.code for answer in found.carried] == [code], found.left_behind[0].reason
    (True, 'unknown')
    """
    carried: dict[str, Carried] = {}
    left: list[LeftBehind] = []
    for code, grade in sorted(answers.items(), key=lambda item: (item[0] not in newer.by_code, item[0])):
        found = _carry(code, grade, older=older, newer=newer)
        if isinstance(found, Carried) and found.code in carried:
            found = "twice"
        if isinstance(found, Carried):
            carried[found.code] = found
        else:
            left.append(LeftBehind(code, grade, found))
    unanswered = tuple(code for code in newer.by_code if code not in carried)
    return Migration(tuple(carried.values()), tuple(left), unanswered)


def _carry(code: str, grade: str, *, older: Instrument, newer: Instrument) -> Carried | Reason:
    before = older.by_code.get(code)
    if before is None:
        return "unknown"
    after = place_in(newer, code)
    if after is None:
        return "retired"
    if grade not in grades_of(before):
        return "grade"
    converted = (
        grade
        if before.scale == after.scale
        else _conversions().get((before.scale, after.scale), {}).get(grade)
    )
    if converted is None:
        return "scale"
    return Carried(after.code, converted, code, grade, _doubts(before, after))


def place_in(newer: Instrument, code: str) -> Feature | None:
    """The feature of the newer version that an older code stands for; None where it was taken out."""
    entry = retired().get(code)
    return newer.by_code.get(code) or newer.by_code.get(entry.became if entry and entry.became else "")


def _doubts(before: Feature, after: Feature) -> tuple[str, ...]:
    changed = {change.aspect for change in feature_changes(before, after)}
    return tuple(aspect for aspect in DOUBTFUL if aspect in changed)


def grades_of(feature: Feature) -> tuple[str, ...]:
    """The grades that a feature may be given, the lowest first.

    >>> from miqyas.catalogue.load import instrument
    >>> grades_of(instrument("OSI").of_subindex("OSI.IF")[0])
    ('no', 'yes')
    """
    return tuple(grade.code for grade in vocabulary().scales[feature.scale].grades)


@cache
def _conversions() -> Mapping[tuple[str, str], Mapping[str, str]]:
    scales = vocabulary().scales
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for item in open_reader(ROOM, "migrate.yaml").list("conversions"):
        before, after = (item.one_of(key, tuple(scales)) for key in ("from", "to"))
        grades = item.map("grades")
        codes = [grade.code for grade in scales[after].grades]
        found[before, after] = {grade: grades.one_of(grade, codes) for grade in grades.data}
    return found


def carried_sentence(answer: Carried, *, language: str) -> str:
    """What to look at again, for an answer that was carried; empty where nothing changed."""
    if not answer.doubts:
        return ""
    aspects = say("method.list_comma", language=language).join(
        aspect_name(aspect).in_language(language) for aspect in answer.doubts
    )
    return say("catalogue.migration.doubts", language=language, code=answer.code, aspects=aspects)


def left_sentence(answer: LeftBehind, *, language: str) -> str:
    """Why an answer could not be carried over."""
    return say(
        f"catalogue.migration.{answer.reason}", language=language, code=answer.code, grade=answer.grade
    )
