"""The table of statistical inputs brought back: what it would change, row by row, then done as a whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import REQUIRED_LANGUAGES, fold
from miqyas.kernel.words import say
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form
from miqyas.workspace.statistics.errors import StatisticsError
from miqyas.workspace.statistics.fields import Figures, figures_of, figures_problems
from miqyas.workspace.statistics.models import InputState, StatisticalInput
from miqyas.workspace.statistics.services import Saved, input_save

TABLE: Final = "statistics"
_NUMBERS: Final[Mapping[str, Callable[[str], float | int]]] = {
    "national_value": float,
    "national_year": lambda text: int(float(text)),
    "agency_value": float,
    "agency_year": lambda text: int(float(text)),
}
MayEdit = Callable[[StatisticalInput], bool]


@dataclass(frozen=True)
class InputLine:
    """A row that changes something: the input, and its figures as the file has them."""

    item: StatisticalInput
    figures: Figures

    @property
    def changes(self) -> tuple[tuple[str, Any, Any], ...]:
        """Name of each field that changes, what it is now, what the file says."""
        now = figures_of(self.item)
        names = (*_NUMBERS, "explanation", "state")
        pairs = ((name, getattr(now, name), getattr(self.figures, name)) for name in names)
        return tuple(one for one in pairs if one[1] != one[2])


@dataclass(frozen=True)
class InputsPlan:
    """All that a file would do; nothing, while it has problems."""

    name: str
    lines: tuple[InputLine, ...] = ()
    problems: tuple[MiqyasError, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether it can be accepted."""
        return not self.problems

    @property
    def does_something(self) -> bool:
        """Whether accepting it would change anything."""
        return bool(self.lines)

    @property
    def digest(self) -> str:
        """Names what would be done: if it differs when accepted, something changed meanwhile."""
        told = [(str(line.item.pk), line.item.version, line.changes) for line in self.lines]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


@cache
def tables() -> Mapping[str, FormTable]:
    """The one table of the file with the names of its columns."""
    text = files("miqyas.workspace.statistics").joinpath("import_columns.yaml").read_text("utf-8")
    return form_tables(text, file="import_columns.yaml")


def inputs_plan(
    content: bytes, *, name: str, items: Iterable[StatisticalInput], may_edit: MayEdit
) -> InputsPlan:
    """Hold a file against inputs as they are now; columns that it does not have stay. Never raises for it."""
    try:
        rows = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        return InputsPlan(name, problems=(problem,))
    known = {item.indicator: item for item in items}
    lines, problems, seen = [], [], set()
    for row in rows:
        item = known.get(row.text("indicator"))
        if item is None or not may_edit(item):
            problems.append(_at(row, "indicator", "row_unknown", given=row.text("indicator")[:80]))
        elif item.pk in seen:
            problems.append(_at(row, "indicator", "row_twice", given=item.indicator))
        else:
            seen.add(item.pk)
            line, wrong = _line(row, item)
            problems += wrong
            lines += [line] if line.changes else []
    return InputsPlan(name, tuple(lines), tuple(problems))


def _line(row: FormLine, item: StatisticalInput) -> tuple[InputLine, list[StatisticsError]]:
    values: dict[str, Any] = {}
    problems = []
    for name, read in _NUMBERS.items():
        try:
            values |= _cell(row, name, read)
        except (ValueError, OverflowError):
            problems.append(_at(row, name, "row_not_a_number", given=row.text(name)[:80]))
    values |= _cell(row, "explanation", str, empty="") | _cell(row, "state", _state, empty=item.state)
    figures = replace(figures_of(item), **values)
    found = figures_problems(figures, item=item, today=timezone.localdate())
    problems += [_at(row, one.place.name if one.place else "", one.detail, **one.params) for one in found]
    return InputLine(item, figures), problems


def _cell(row: FormLine, name: str, read: Callable[[str], Any], *, empty: Any = None) -> dict[str, Any]:
    """What a cell says; nothing where the file has no such column."""
    text = row.text(name)
    return {name: read(text) if text else empty} if row.has(name) else {}


def _state(text: str) -> str:
    """The code of a state that is called so in either language; what is none stays what it is."""
    return _states().get(fold(text), text)


@cache
def _states() -> Mapping[str, str]:
    return {
        fold(name): code
        for code in InputState.values
        for name in (code, *(say(f"statistics.state.{code}", language=one) for one in REQUIRED_LANGUAGES))
    }


def _at(row: FormLine, role: str, detail: str, **params: Any) -> StatisticsError:
    return StatisticsError(detail, place=row.place(role), **params)


@transaction.atomic
def inputs_apply(plan: InputsPlan, *, by: UUID | None) -> list[Saved]:
    """Save what the file says, all of it or nothing. Raises the first problem of a plan that has any."""
    if plan.problems:
        raise plan.problems[0]
    return [input_save(line.item, line.figures, version=line.item.version, by=by) for line in plan.lines]
