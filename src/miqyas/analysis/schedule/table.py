"""A schedule from a file: CSV or XLSX, tasks one a row, holidays in a table of their own.

What a task waits for is written as ids with semicolons between, a lag in days after a space: `A; B +5`.
Gains are written as changes are elsewhere: `OSI.SP=+2pts; TII.IU=+3`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, TypeVar

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.portfolio.model import Gain
from miqyas.analysis.portfolio.worth import scale_of
from miqyas.analysis.schedule.calendar import Calendar
from miqyas.analysis.schedule.errors import ScheduleError
from miqyas.analysis.schedule.model import Link, Programme, Task
from miqyas.analysis.schedule.network import by_name, network_of, problems_of
from miqyas.analysis.simulate.scenario import parse_change
from miqyas.analysis.world import World
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.sheets import take_bytes
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form

MOST_PROBLEMS: Final = 200
_LAGGED: Final = re.compile(r"(?P<id>.*\S)\s+(?P<lag>[+\-\u2212]\s*\d+)")
_LONG_ID: Final = 60
_ANYBODY: Final = "AAA"
"""A country for changes that are nobody's: only node and amount are taken."""
Value = TypeVar("Value")


@dataclass(frozen=True)
class Reading:
    """What was understood: the programme, or every problem with it, each in its place."""

    programme: Programme | None
    problems: tuple[MiqyasError, ...]

    def the_programme(self) -> Programme:
        """The programme; raises the first problem where there is one."""
        if self.programme is None:
            raise self.problems[0]
        return self.programme


@cache
def tables() -> Mapping[str, FormTable]:
    """The tables of a file with their columns.

    >>> list(tables())
    ['tasks', 'holidays']
    """
    text = (files("miqyas.analysis.schedule") / "columns.yaml").read_text(encoding="utf-8")
    return form_tables(text, file="columns.yaml")


def read_schedule(
    world: World,
    source: Path | bytes,
    *,
    today: dt.date,
    calendar: Calendar | None = None,
    name: str = "",
) -> Reading:
    r"""The programme in a file, or each problem with its line and column; never raises for what is in it.

    >>> from miqyas.analysis.world import load_world
    >>> lines = b"task,duration,after,gains\nA,10,,\nB,x,A +2,OSI.SP=+2pts\n"
    >>> found = read_schedule(load_world(), lines, today=dt.date(2027, 1, 1), name="own.csv")
    >>> [(one.place.line, one.place.name, one.detail) for one in found.problems]
    [(3, 'duration', 'whole_number')]
    """
    shown = name or (source.name if isinstance(source, Path) else "")
    try:
        lines = read_form(take_bytes(source, name=shown), name=shown, tables=tables())
    except MiqyasError as problem:
        return Reading(None, (problem,))
    reader = _Reader(world)
    tasks = tuple(reader.task(line) for line in lines if line.table == "tasks")
    days = [reader.day(line, "holiday") for line in lines if line.table == "holidays"]
    base = calendar or Calendar()
    holidays = (*base.holidays, *(day for day in days if day))
    programme = Programme(tasks, today, Calendar(base.unit, base.weekend, holidays))
    if not reader.problems:
        reader.problems.extend(_wrong(programme, reader.where))
    if not reader.problems:
        return Reading(programme, ())
    ordered = sorted(reader.problems, key=lambda one: one.place.line or 0)
    return Reading(None, tuple(ordered[:MOST_PROBLEMS]))


def _wrong(programme: Programme, where: Callable[[str, str], Place]) -> list[MiqyasError]:
    found: list[MiqyasError] = []
    try:
        found.extend(problems_of(programme, where=where))
        if not found:
            network_of(programme)
    except ScheduleError as problem:
        found.append(problem)
    return found


class _Reader:
    """One reading: cells are taken one by one, problems gathered."""

    def __init__(self, world: World) -> None:
        self.scale = scale_of(world, iso3=None)
        self.problems: list[MiqyasError] = []
        self.lines: dict[str, FormLine] = {}

    def where(self, of: str, field: str) -> Place:
        """Where a task stood in the file."""
        return self.lines[of].place(field or "task") if of in self.lines else by_name(of, field)

    def task(self, line: FormLine) -> Task:
        """A task; what cannot be read of it is noted and left at its plainest."""
        id_ = line.text("task")
        if not id_ or len(id_) > _LONG_ID:
            self.problems.append(ScheduleError("id", place=line.place("task"), most=_LONG_ID))
        self.lines.setdefault(id_, line)
        return Task(
            id=id_,
            name=_name(line, id_),
            duration=self.whole(line, "duration") or 0,
            start=self.day(line, "start"),
            after=tuple(_link(item) for item in line.parts("after")),
            began=self.day(line, "began"),
            ended=self.day(line, "ended"),
            progress=self.share(line, "progress"),
            least=self.whole(line, "least"),
            most=self.whole(line, "most"),
            baseline=self.baseline(line),
            gains=tuple(gain for item in line.parts("gains") for gain in self.gain(line, item)),
            success=1.0 if (share := self.share(line, "success")) is None else share,
            group=line.text("programme"),
        )

    def baseline(self, line: FormLine) -> tuple[dt.date, dt.date] | None:
        """First and last day as agreed: both, or neither."""
        start, finish = self.day(line, "baseline_start"), self.day(line, "baseline_finish")
        if (start is None) != (finish is None) and not self.problems:
            self.problems.append(ScheduleError("half_baseline", place=line.place("baseline_start")))
        return (start, finish) if start and finish else None

    def gain(self, line: FormLine, written: str) -> list[Gain]:
        """A gain of a node that can be scaled; an empty list where it is none."""
        try:
            change = parse_change(written, iso3=_ANYBODY)
            if change.kind not in {"points", "by"}:
                raise ScheduleError("gain", place=line.place("gains"), given=written[:_LONG_ID])
            gain = Gain(change.node, change.amount, "points" if change.kind == "points" else "index")
            self.scale.worth(gain)
        except PortfolioError as problem:
            self.problems.append(PortfolioError(problem.detail, place=line.place("gains"), **problem.params))
        except AnalysisError:
            self.problems.append(ScheduleError("gain", place=line.place("gains"), given=written[:_LONG_ID]))
        else:
            return [gain]
        return []

    def whole(self, line: FormLine, role: str) -> int | None:
        """A whole number of days."""
        return self._taken(line, role, int, "whole_number")

    def share(self, line: FormLine, role: str) -> float | None:
        """A share, as 0.5 or 50%."""
        return self._taken(line, role, _share, "share")

    def day(self, line: FormLine, role: str) -> dt.date | None:
        """A date as YYYY-MM-DD."""
        return self._taken(line, role, _day, "date")

    def _taken(self, line: FormLine, role: str, read: Callable[[str], Value], detail: str) -> Value | None:
        text = line.text(role)
        if not text:
            return None
        try:
            return read(text)
        except ValueError:
            self.problems.append(ScheduleError(detail, place=line.place(role), given=text[:_LONG_ID]))
            return None


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text.removesuffix("T00:00:00"))


def _share(text: str) -> float:
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def _link(item: str) -> Link:
    found = _LAGGED.fullmatch(item)
    if found is None:
        return Link(item)
    return Link(found["id"], int(found["lag"].replace("\N{MINUS SIGN}", "-").replace(" ", "")))


def _name(line: FormLine, id_: str) -> Text:
    names = {language: line.text(f"name_{language}") for language in REQUIRED_LANGUAGES}
    other = next((words for words in names.values() if words), id_ or "?")
    return Text({language: words or other for language, words in names.items()})
