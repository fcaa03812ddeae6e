"""What a file of answers says: rows as plain values, and each problem at its line and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final
from uuid import UUID

from miqyas.catalogue import Feature, vocabulary
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import fold
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.offline.merge import says_something

TABLE: Final = "answers"
MOST_PROBLEMS: Final = 200


@dataclass(frozen=True)
class FileRow:
    """A row of the file; `key` is the id of the question, None where the file has none."""

    feature: str
    key: UUID | None
    grade: str
    note: str
    seen_grade: str
    seen_note: str
    proof_address: str
    proof_title: str
    line: FormLine

    @property
    def says(self) -> bool:
        """Whether anything was filled in or changed, whatever stands here by now."""
        cells = ((self.grade, self.seen_grade), (self.note, self.seen_note))
        return bool(self.proof_address) or any(says_something(file, seen=seen) for file, seen in cells)

    def place(self, name: str) -> Place:
        """Where a cell stands."""
        return self.line.place(name)


@dataclass
class AnswerFile:
    """What a file says, and what could not be understood."""

    name: str
    rows: list[FileRow] = field(default_factory=list)
    problems: list[MiqyasError] = field(default_factory=list)


@cache
def tables() -> Mapping[str, FormTable]:
    """The table of the file with the names of its columns.

    >>> list(tables())
    ['answers']
    """
    text = files("miqyas.workspace.campaigns.offline").joinpath("columns.yaml").read_text(encoding="utf-8")
    return form_tables(text, file="columns.yaml")


def read_answers(content: bytes, *, name: str, features: Mapping[str, Feature]) -> AnswerFile:
    """What an XLSX or CSV file says of the features; never raises for what is in it."""
    found = AnswerFile(name)
    try:
        lines = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        found.problems.append(problem)
        return found
    seen: set[tuple[str, UUID | None]] = set()
    for line in lines:
        row = _row(line, features, found)
        if row and (row.feature, row.key) in seen:
            found.problems.append(_at(line, "feature", "offline_twice", given=row.feature))
        elif row:
            seen.add((row.feature, row.key))
            found.rows.append(row)
    del found.problems[MOST_PROBLEMS:]
    return found


def _row(line: FormLine, features: Mapping[str, Feature], found: AnswerFile) -> FileRow | None:
    code = line.text("feature").upper()
    if code not in features:
        found.problems.append(_at(line, "feature", "offline_feature", given=code[:40]))
        return None
    grade = grade_in(features[code], line.text("grade"))
    if grade is None:
        known = ", ".join(term.name.in_language("en") for term in _grades(features[code]))
        given = line.text("grade")[:40]
        found.problems.append(_at(line, "grade", "offline_grade", given=given, known=known))
        return None
    return FileRow(
        feature=code,
        key=_key(line.text("key")),
        grade=grade,
        note=note_in(line.cells.get("note", "")) if line.has("note") else "",
        seen_grade=line.text("seen_grade"),
        seen_note=line.text("seen_note"),
        proof_address=line.text("proof_address"),
        proof_title=line.text("proof_title"),
        line=line,
    )


def grade_in(feature: Feature, given: str) -> str | None:
    """The grade that is meant by a code or by words in any language; empty for nothing, None for neither."""
    if not given:
        return ""
    asked = fold(given)
    for term in _grades(feature):
        if asked in {fold(term.code), *map(fold, term.name.values())}:
            return term.code
    return None


def note_in(text: str) -> str:
    """A note as it is kept: lines as lines, nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()


def _grades(feature: Feature) -> tuple:  # type: ignore[type-arg]
    return tuple(vocabulary().scales[feature.scale].grades)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _at(line: FormLine, name: str, detail: str, **params: str) -> CampaignError:
    return CampaignError(detail, place=line.place(name), **params)
