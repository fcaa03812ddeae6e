"""A juror's sheets as a file filled in without a connection: a plan of what it would do, carried out as a
whole.

The rows know their sheets by a hidden key, and by the version at which they were taken away: what was changed
here since is not overwritten, the row says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, plain_lines
from miqyas.kernel.words import say
from miqyas.sheets.forms import FormLine, FormTable, read_form
from miqyas.sheets.plans import Doing, FilePlan
from miqyas.workspace.challenges.errors import ChallengeError
from miqyas.workspace.challenges.fields import LONGEST_WORDS, Criterion, criteria_of, marks_faults
from miqyas.workspace.challenges.models import Juror, ScoreSheet
from miqyas.workspace.challenges.queries import sheets_of_juror
from miqyas.workspace.challenges.services.jury import sheet_save, sheet_submit
from miqyas.workspace.registry.terms import code_in, yes_no

TABLE: Final = "marks"
KEYS: Final = ("key", "version")
ABOUT: Final = ("entity", "nomination")
LAST: Final = ("justification", "hand_in")
_DIGITS: Final = 9


@dataclass(frozen=True)
class MarksRow:
    """What a row would do to a sheet."""

    sheet: UUID
    name: str
    marks: Mapping[str, int]
    justification: str
    version: int
    hands_in: bool

    @property
    def doing(self) -> Doing:
        """A sheet is there already: what a row leaves as it is makes no row."""
        return "change"

    @property
    def told(self) -> Any:
        """All that it would do, and over which version."""
        marks = dict(sorted(self.marks.items()))
        return [str(self.sheet), marks, self.justification, self.version, self.hands_in]


MarksPlan = FilePlan[MarksRow]


def marks_table(criteria: tuple[Criterion, ...]) -> FormTable:
    """The columns of the file: what is judged, one for each criterion, reasons, whether to hand in."""
    columns = {name: _heading(name) for name in (*KEYS, *ABOUT)}
    columns |= {f"mark-{one.code}": Text(one.title) for one in criteria}
    columns |= {name: _heading(name) for name in LAST}
    return FormTable(TABLE, _heading("sheet"), frozenset(KEYS), columns)


def _heading(name: str) -> Text:
    return Text(
        {language: say(f"challenges.file.{name}", language=language) for language in REQUIRED_LANGUAGES}
    )


def marks_plan(juror: Juror, content: bytes, *, name: str) -> MarksPlan:
    """What a file would do to a juror's sheets; it changes nothing and never raises for what is in it."""
    criteria = criteria_of(juror.round.criteria)
    try:
        lines = read_form(content, name=name, tables={TABLE: marks_table(criteria)})
    except MiqyasError as problem:
        return MarksPlan(name, (), (problem,))
    if not lines:
        return MarksPlan(name, (), (ChallengeError("no_rows", place=Place(file=name)),))
    sheets = {str(sheet.pk): sheet for sheet in sheets_of_juror(juror)}
    rows: list[MarksRow] = []
    problems: list[MiqyasError] = []
    seen: set[str] = set()
    for line in lines:
        key = line.text("key").lower()
        sheet = sheets.get(key)
        if sheet is None or key in seen:
            problems.append(ChallengeError("sheet_unknown", place=line.place("key")))
            continue
        seen.add(key)
        row, wrong = _row(line, sheet, criteria)
        problems += wrong
        if row is not None and not wrong:
            rows.append(row)
    return MarksPlan(name, () if problems else tuple(rows), tuple(problems))


def _row(
    line: FormLine, sheet: ScoreSheet, criteria: tuple[Criterion, ...]
) -> tuple[MarksRow | None, list[MiqyasError]]:
    marks, problems = _marks(line, criteria)
    words = plain_lines(line.cells.get("justification", ""))
    hands_in = code_in(yes_no(), line.text("hand_in")) == "yes"
    if (dict(sheet.marks), sheet.justification) == (marks, words) and not hands_in:
        return None, problems
    problems += _refusals(line, sheet, marks, words, criteria, hands_in=hands_in)
    version = sheet.version
    name = next(iter(sheet.nomination.title.values()), "")
    return MarksRow(sheet.pk, name, marks, words, version, hands_in), problems


def _marks(line: FormLine, criteria: tuple[Criterion, ...]) -> tuple[dict[str, int], list[MiqyasError]]:
    """The whole numbers of a row; a spreadsheet may write 4 as 4.0."""
    marks: dict[str, int] = {}
    problems: list[MiqyasError] = []
    for one in criteria:
        role = f"mark-{one.code}"
        given = line.text(role).removesuffix(".0")
        if given.isdecimal() and len(given) <= _DIGITS:
            marks[one.code] = int(given)
        elif given:
            about = {"given": given[:20], "low": one.low, "high": one.high}
            problems.append(ChallengeError("mark_outside", place=line.place(role), **about))
    return marks, problems


def _refusals(
    line: FormLine,
    sheet: ScoreSheet,
    marks: Mapping[str, int],
    words: str,
    criteria: tuple[Criterion, ...],
    *,
    hands_in: bool,
) -> Iterator[MiqyasError]:
    if sheet.state == "submitted":
        yield ChallengeError("sheet_handed_in", place=line.place("key"))
    elif line.text("version").removesuffix(".0") != str(sheet.version):
        yield ChallengeError("changed_meanwhile", place=line.place("key"))
    for problem in marks_faults(marks, criteria, is_final=hands_in):
        yield ChallengeError(problem.detail, place=line.place(f"mark-{problem.place.name}"), **problem.params)
    if hands_in and not words:
        yield ChallengeError("words_missing", place=line.place("justification"))
    if len(words) > LONGEST_WORDS:
        about = {"n": len(words), "limit": LONGEST_WORDS}
        yield ChallengeError("too_long", place=line.place("justification"), **about)


@transaction.atomic
def marks_apply(juror: Juror, plan: MarksPlan, *, by: UUID) -> int:
    """Carry a plan out; how many sheets it handed in. Raises the first problem of one that has any."""
    for problem in plan.problems:
        raise problem
    sheets = {sheet.pk: sheet for sheet in sheets_of_juror(juror)}
    for row in plan.rows:
        words = {"justification": row.justification, "version": row.version}
        if row.hands_in:
            sheet_submit(sheets[row.sheet], row.marks, **words, by=by)
        else:
            sheet_save(sheets[row.sheet], row.marks, **words)
    return sum(row.hands_in for row in plan.rows)
