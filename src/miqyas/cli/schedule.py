"""A schedule on the screen: when it ends, the coming edition in three cases, tasks, costs of slips."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text as Styled

from miqyas.cli.screen import ACCENT, BAD, GOOD, QUIET, Cell, Column
from miqyas.cli.shapes import calendar_bar

if TYPE_CHECKING:
    from miqyas.cli.session import Session

Record = Mapping[str, Any]
CELLS: Final = 28
"""Cells of the picture of time."""
SLIPS_SHOWN: Final = 20
STYLE: Final = {"live": GOOD, "before": "", "at_risk": "yellow", "in_window": BAD, "too_late": BAD}


def show_schedule(session: Session, record: Record, *, name: str) -> None:
    """The whole answer."""
    screen = session.screen
    title = name
    if record["iso3"]:
        title = f"{session.world.country(record['iso3']).name.in_language(screen.language)}  {name}"
    screen.line()
    screen.line(title, style="bold")
    if record["is_sample"]:
        screen.line(screen.words("schedule.sample_notice"), style=BAD)
    ends = {one["share"]: one["day"] for one in record["ends_by"]}
    words = screen.words(
        "cli.schedule.finding", ends=record["ends"], planned=record["planned_end"], late=ends[0.9]
    )
    screen.line(words, style=f"bold {ACCENT}")
    words = screen.words(
        "cli.schedule.window",
        edition=record["edition"],
        opens=record["opens"],
        closes=record["closes"],
        chance=record["chance_of_all"],
    )
    screen.line(words)
    _show_cases(session, record)
    _show_tasks(session, record)
    _show_slips(session, record)
    _show_basis(session, record)


def _show_cases(session: Session, record: Record) -> None:
    screen = session.screen
    for one in record["futures"]:
        case = screen.words(f"schedule.case.{one['case']}")
        if one["rank"] is None:
            line = screen.words("cli.schedule.gain", case=case, gain=one["gain"])
        else:
            low, high = one["rank"]["interval_80"]
            line = screen.words("cli.schedule.rank", case=case, gain=one["gain"], low=low, high=high)
        screen.line(line)


def _show_tasks(session: Session, record: Record) -> None:
    screen = session.screen
    screen.heading(screen.words("cli.schedule.tasks"))
    days = [dt.date.fromisoformat(record[key]) for key in ("begins", "ends", "opens", "closes")]
    begins, ends = min(days), max(days)
    lives = {one["id"]: one for one in record["go_lives"]}
    rows: list[Sequence[Any]] = [_window_row(session, record, begins, ends)]
    for task in record["tasks"]:
        live = lives.get(task["id"])
        standing = live["standing"] if live else ""
        words = screen.words(f"schedule.standing.{standing}") if standing else ""
        rows.append(
            (
                Cell(task["id"], QUIET),
                task["name"][screen.language],
                _bar(session, task["start"], task["finish"], begins, ends, is_critical=task["is_critical"]),
                Cell(task["finish"], QUIET),
                Cell(screen.number(task["delay"], "plain"), BAD if task["delay"] > 0 else QUIET),
                Cell(words, STYLE.get(standing, "")),
            )
        )
    columns = [
        Column(""),
        Column(screen.words("cli.schedule.column.task"), fold=True),
        Column(""),
        Column(screen.words("cli.schedule.column.finish"), "number"),
        Column(screen.words("cli.schedule.column.delay"), "number"),
        Column(screen.words("cli.schedule.column.window"), fold=True),
    ]
    screen.table(columns, rows)
    screen.line(screen.words("cli.schedule.key"), style=QUIET)


def _window_row(session: Session, record: Record, begins: dt.date, ends: dt.date) -> Sequence[Any]:
    screen = session.screen
    during = _during(record["opens"], record["closes"], begins, ends)
    bar = Styled(calendar_bar(during, width=1, language=screen.language, full="▒"), style="yellow")
    words = Cell(screen.words("cli.portfolio.window"), QUIET)
    return (Cell(""), words, bar, Cell(""), Cell(""), Cell(""))


def _bar(
    session: Session, first: str, last: str, begins: dt.date, ends: dt.date, *, is_critical: bool
) -> Styled:
    during = _during(first, last, begins, ends)
    full = "▓" if is_critical else "█"
    drawn = calendar_bar(during, width=1, language=session.screen.language, full=full)
    return Styled(drawn, style="red" if is_critical else ACCENT)


def _during(first: str, last: str, begins: dt.date, ends: dt.date) -> list[bool]:
    """In which cells of the picture a stretch of time lies; a short one has one cell."""
    whole = (ends - begins).days + 1
    start, end = ((dt.date.fromisoformat(day) - begins).days * CELLS // whole for day in (first, last))
    return [start <= cell <= end for cell in range(CELLS)]


def _show_slips(session: Session, record: Record) -> None:
    screen, slips = session.screen, record["slips"]
    if not slips:
        return
    screen.heading(screen.words("cli.schedule.slips"))
    names = {task["id"]: task["name"][screen.language] for task in record["tasks"]}
    lives = {one["id"]: one for one in record["go_lives"]}
    rows = [
        (
            Cell(one["id"], QUIET),
            names[one["id"]],
            Cell(lives[one["id"]]["safe"], QUIET),
            Cell(lives[one["id"]]["last"], QUIET),
            Cell(screen.number(lives[one["id"]]["chance"], "percent")),
            Cell(screen.number(-one["index"], "signed"), BAD),
            Cell(screen.number(None if one["places"] is None else one["places"], "places")),
            Cell(screen.number(-one["now"], "signed"), QUIET),
        )
        for one in slips[:SLIPS_SHOWN]
    ]
    keys = ("safe", "last", "chance", "index", "places", "now")
    columns = [
        Column(""),
        Column(screen.words("cli.schedule.column.task"), fold=True),
        *(Column(screen.words(f"cli.schedule.column.{key}"), "number") for key in keys),
    ]
    screen.table(columns, rows)


def _show_basis(session: Session, record: Record) -> None:
    screen = session.screen
    screen.heading(screen.words("cli.portfolio.basis"))
    for one in record["assumptions"]:
        mark = screen.words(f"mark.{one['mark']}.word")
        screen.line(f"{one['words'][screen.language]} ({mark})", indent=2, style=QUIET)
    mark = screen.words(f"mark.{record['scale_mark']}.word")
    screen.line(screen.words("cli.portfolio.scale", mark=mark), indent=2, style=QUIET)
    versions = record["versions"]
    screen.pairs([(screen.words(f"cli.version.{name}"), value) for name, value in versions.items()])
