"""A questionnaire's file that comes back: what it would change, and where somebody else was faster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import transaction

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import REQUIRED_LANGUAGES, plain_lines
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form
from miqyas.sheets.plans import Doing, FilePlan, planned
from miqyas.workspace.questionnaires.errors import QuestionnaireError
from miqyas.workspace.questionnaires.fields import AnswerFields, answer_faults
from miqyas.workspace.questionnaires.models import Item, Questionnaire
from miqyas.workspace.questionnaires.queries import answer_of, items_of
from miqyas.workspace.questionnaires.services import answer_write
from miqyas.workspace.registry.terms import code_in, yes_no


@dataclass(frozen=True)
class Line:
    """An answer that the file would write over the one of `version`."""

    code: str
    answer: AnswerFields
    version: int
    doing: Doing

    @property
    def told(self) -> Any:
        """All that it would do, and over which version."""
        return asdict(self)


AnswersPlan = FilePlan[Line]


@cache
def tables() -> Mapping[str, FormTable]:
    """The one table of the file with the names of its columns."""
    text = files("miqyas.workspace.questionnaires").joinpath("columns.yaml").read_text(encoding="utf-8")
    return form_tables(text, file="columns.yaml")


def answers_plan(questionnaire: Questionnaire, content: bytes, *, name: str) -> AnswersPlan:
    """What an XLSX or CSV file would do; it changes nothing and never raises for what is in it."""
    try:
        lines = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        return AnswersPlan(name, (), (problem,))
    if not lines:
        return AnswersPlan(name, (), (QuestionnaireError("no_rows", place=Place(file=name)),))
    items = {item.code: item for item in items_of(questionnaire)}
    rows: list[Line] = []
    problems: list[MiqyasError] = [*_twice(lines)]
    for line in lines:
        item = items.get(line.text("code").lower())
        found = [_fault(line, "question_unknown", "code")] if item is None else list(_read(line, item, rows))
        problems += found
    return planned(name, rows, problems, more=partial(_more, name))


def _more(name: str, n: int) -> QuestionnaireError:
    return QuestionnaireError("more_problems", place=Place(file=name), n=n)


@transaction.atomic
def answers_apply(questionnaire: Questionnaire, plan: AnswersPlan, *, by: UUID | None) -> None:
    """Carry a plan out. Raises the first problem of one that has any."""
    for problem in plan.problems:
        raise problem
    items = {item.code: item for item in items_of(questionnaire)}
    for row in plan.doing:
        answer_write(items[row.code], row.answer, version=row.version, by=by)


def _read(line: FormLine, item: Item, rows: list[Line]) -> Iterator[QuestionnaireError]:
    """What a row says; it is added to the rows where it says anything new."""
    answer = _answer(line, item)
    if answer == answer_of(item):
        rows.append(Line(item.code, answer, item.version, "same"))
        return
    version = line.text("version")
    if not (version.isdecimal() and len(version) < len("1000000000")):
        yield QuestionnaireError("version_malformed", place=line.place("version"), given=version[:40])
    elif int(version) != item.version:
        yield _fault(line, "changed_since", "version")
    else:
        wrong = answer_faults(answer, takes=item.answers)
        yield from (
            QuestionnaireError(one.detail, place=line.place(one.place.name), **one.params) for one in wrong
        )
        rows.append(Line(item.code, answer, item.version, "change"))


def _answer(line: FormLine, item: Item) -> AnswerFields:
    """The answer of a row; a column that the file does not have leaves what is there."""
    before = answer_of(item)
    words = {
        language: plain_lines(line.cells.get(f"words_{language}", ""))
        if line.has(f"words_{language}")
        else before.words.get(language, "")
        for language in REQUIRED_LANGUAGES
    }
    words |= {language: text for language, text in before.words.items() if language not in words}
    given = code_in(yes_no(), line.text("does_not_apply")) if line.text("does_not_apply") else "no"
    return AnswerFields(
        words=words,
        pages=line.parts("pages") if line.has("pages") else before.pages,
        does_not_apply=given == "yes" if line.has("does_not_apply") else before.does_not_apply,
    ).tidied()


def _twice(lines: tuple[FormLine, ...]) -> Iterator[QuestionnaireError]:
    seen: set[str] = set()
    for line in lines:
        code = line.text("code").lower()
        if code in seen:
            yield _fault(line, "question_twice", "code")
        seen.add(code)


def _fault(line: FormLine, detail: str, role: str) -> QuestionnaireError:
    return QuestionnaireError(detail, place=line.place(role), given=line.text("code")[:60])
