"""A file of the committee's decisions and directives: what it would add and correct, done whole or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.execution import Progress
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form
from miqyas.sheets.plans import FilePlan, planned, unwatched, watched
from miqyas.workspace.registry.terms import code_in
from miqyas.workspace.roadmaps.compared import ComparedLine
from miqyas.workspace.roadmaps.errors import RoadmapError, fault
from miqyas.workspace.roadmaps.models import Directive, DirectiveKind
from miqyas.workspace.roadmaps.queries.directives import directives_all
from miqyas.workspace.roadmaps.services.directives import (
    DirectiveFields,
    directive_create,
    directive_faults,
    directive_save,
    fields_of,
)
from miqyas.workspace.roadmaps.terms import directive_kinds

_SINGLE: Final = ("kind", "entity", "due", "items")


@dataclass(frozen=True)
class DirectiveLine(ComparedLine[DirectiveFields]):
    """What a directive would become, and what it is at a version."""

    version: int = 0

    @property
    def told(self) -> Any:
        """All that it would do, and over which version."""
        return [*super().told, self.version]


DirectivesPlan = FilePlan[DirectiveLine]


@cache
def tables() -> dict[str, FormTable]:
    """The one table with the names of its columns.

    >>> list(tables())
    ['directives']
    """
    text = files(__package__).joinpath("directive_columns.yaml").read_text(encoding="utf-8")
    return form_tables(text, file="directive_columns.yaml")


def directives_plan(content: bytes, *, name: str, on_progress: Progress = unwatched) -> DirectivesPlan:
    """What an XLSX or CSV file would do; it changes nothing and never raises for what is in it."""
    try:
        lines = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        return DirectivesPlan(name, (), (problem,))
    if not lines:
        return DirectivesPlan(name, (), (RoadmapError("no_rows", place=Place(file=name)),))
    there = {one.number.casefold(): one for one in directives_all()}
    rows: list[DirectiveLine] = []
    problems: list[MiqyasError] = [*_twice(lines)]
    for line in watched(lines, on_progress):
        directive = there.get(line.text("number").casefold())
        before = fields_of(directive) if directive else None
        fields, unread = _fields(line, before)
        wrong = list(_faults(fields, before, directive))
        if unread:
            wrong = [one for one in wrong if one.detail not in {"date_far", "dates"}]
        problems += [*unread, *(_placed(one, line) for one in wrong)]
        rows.append(DirectiveLine(fields, before, directive.version if directive else 0))
    return planned(name, rows, problems, more=partial(_more, name))


@transaction.atomic
def directives_apply(plan: DirectivesPlan, *, by: UUID | None) -> None:
    """Carry a plan out, all of it.

    Raises the first problem of a plan that has any, and `RoadmapError` where somebody changed a directive
    since the plan was made.
    """
    for problem in plan.problems:
        raise problem
    for line in plan.doing:
        if line.before is None:
            directive_create(line.fields, by=by)
            continue
        directive = Directive.objects.select_for_update().get(number=line.before.number)
        if directive.version != line.version:
            raise fault("directive_moved", "number", given=line.fields.number)
        directive_save(directive, line.fields, version=line.version, by=by)


def _faults(
    fields: DirectiveFields, before: DirectiveFields | None, directive: Directive | None
) -> Iterator[RoadmapError]:
    """What is wrong; an entity that has gone since and is not named anew is not the file's to mend."""
    for one in directive_faults(fields, of=directive):
        if not (before and one.detail == "entity_unknown" and fields.entity == before.entity):
            yield one


def _fields(line: FormLine, before: DirectiveFields | None) -> tuple[DirectiveFields, list[RoadmapError]]:
    """What a row says; columns that the file does not have leave what is there."""
    decided, wrong = _day(line, "decided_on")
    due, wrong_too = _day(line, "due")
    text = {language: line.cells.get(f"text_{language}", "") for language in REQUIRED_LANGUAGES}
    kind = line.text("kind")
    fields = DirectiveFields(
        number=line.text("number"),
        kind=code_in(directive_kinds(), kind) if kind else DirectiveKind.DIRECTIVE.value,
        text=text,
        decided_on=decided or date.min,
        entity=line.text("entity"),
        due=due,
        items=line.parts("items"),
    ).tidied()
    problems = [*wrong, *wrong_too]
    if decided is None and not wrong:
        problems.append(RoadmapError("day_missing", place=line.place("decided_on")))
    if before is None:
        return fields, problems
    kept = {name: getattr(before, name) for name in _SINGLE if not line.has(name)}
    held = {code: words for code, words in before.text.items() if not line.has(f"text_{code}")}
    return replace(fields, **kept, number=before.number, text={**fields.text, **held}), problems


def _day(line: FormLine, role: str) -> tuple[date | None, list[RoadmapError]]:
    given = line.text(role)
    try:
        return (date.fromisoformat(given[:10]) if given else None), []
    except ValueError:
        return None, [RoadmapError("day_unreadable", place=line.place(role), given=given[:40])]


def _placed(problem: RoadmapError, line: FormLine) -> RoadmapError:
    return RoadmapError(problem.detail, place=line.place(problem.place.name), **problem.params)


def _twice(lines: Sequence[FormLine]) -> Iterator[RoadmapError]:
    seen: set[str] = set()
    for line in lines:
        number = line.text("number").casefold()
        if number in seen:
            yield RoadmapError("number_twice", place=line.place("number"), given=number[:40])
        if number:
            seen.add(number)


def _more(name: str, n: int) -> RoadmapError:
    return RoadmapError("more_problems", place=Place(file=name), n=n)
