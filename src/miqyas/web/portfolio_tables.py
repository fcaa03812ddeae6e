"""The tables of a plan: what is done, what was left out, what the means are worth, other plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from miqyas.kernel.text import Text, isolate
from miqyas.reports.figures.portfolio import changes
from miqyas.web.components import Cell, Column, Row, Table
from miqyas.web.words import current_language, say_here

Record = Mapping[str, Any]
LEFT_SHOWN: Final = 100
PRICES_SHOWN: Final = 12
UNSEEN: Final = 5e-7
"""Price of a unit below which a hundred units show as nothing."""


def tasks_table(record: Record) -> Table:
    """What is done, in the order of the calendar."""
    editions = [one["edition"] for one in record["editions"]]
    columns = [
        _column("action", is_header=True),
        _column("entity"),
        _column("periods"),
        _column("live"),
        _column("cost", kind="raw"),
        *(
            Column(label=say_here("portfolio.column.counts", edition=year), kind="percent")
            for year in editions
        ),
        *(Column(label=say_here("portfolio.column.adds", edition=year), kind="signed") for year in editions),
    ]
    rows = [
        Row(
            cells=(
                Cell(value=_named(task), note=_status(task)),
                _here(task["entity"]),
                _periods(task),
                task["live"],
                task["cost"],
                *(task["counts"][str(year)] for year in editions),
                *(task["adds"][str(year)] for year in editions),
            )
        )
        for task in record["tasks"]
    ]
    return _table("tasks", columns, rows)


def left_table(record: Record) -> Table | None:
    """What was left out and why, what could have added most first."""
    rows = [
        Row(cells=(_named(one), _here(one["entity"]), _here(one["words"]), one["worth"]))
        for one in record["not_done"][:LEFT_SHOWN]
    ]
    columns = [
        _column("action", is_header=True),
        _column("entity"),
        _column("why"),
        _column("worth", kind="signed"),
    ]
    return _table("left", columns, rows) if rows else None


def prices_table(record: Record) -> Table | None:
    """Means with a price, dearest first: what a hundred units more would add."""
    priced = sorted((one for one in record["means"] if one["price"] > UNSEEN), key=lambda one: -one["price"])
    rows = [
        Row(
            cells=(
                say_here(f"portfolio.means.{one['kind']}", of=_here(one["name"])),
                one["period"],
                one["used"],
                one["limit"],
                100 * one["price"],
            )
        )
        for one in priced[:PRICES_SHOWN]
    ]
    columns = [
        _column("means", is_header=True),
        _column("period", kind="count"),
        _column("used", kind="raw"),
        _column("limit", kind="raw"),
        _column("price", kind="signed"),
    ]
    return _table("prices", columns, rows) if rows else None


def others_table(record: Record) -> Table | None:
    """Plans nearly as good."""
    rows = [
        Row(cells=(isolate(changes(one) or "="), -one["loss"], one["money"])) for one in record["other_plans"]
    ]
    columns = [
        _column("changes", is_header=True),
        _column("loss", kind="signed"),
        _column("cost", kind="raw"),
    ]
    return _table("others", columns, rows) if rows else None


def cheapest_table(record: Record) -> Table | None:
    """The cheapest plan for a target."""
    cheap = record["least_cost"]
    if cheap is None:
        return None
    rows = [Row(cells=(_named(task), _periods(task), task["live"], task["cost"])) for task in cheap["tasks"]]
    columns = [
        _column("action", is_header=True),
        _column("periods"),
        _column("live"),
        _column("cost", kind="raw"),
    ]
    return _table("cheapest", columns, rows)


def _here(words: Mapping[str, str]) -> str:
    return Text(words).in_language(current_language())


def _named(one: Mapping[str, Any]) -> str:
    return f"{one['id']} {_here(one['name'])}"


def _status(task: Mapping[str, Any]) -> str:
    return "" if task["status"] == "optional" else say_here(f"portfolio.status.{task['status']}")


def _periods(task: Mapping[str, Any]) -> str:
    first, last = task["first"], task["last"]
    return str(first) if first == last else say_here("portfolio.from_to", first=str(first), last=str(last))


def _column(key: str, *, kind: str = "text", is_header: bool = False) -> Column:
    return Column(label=say_here(f"portfolio.column.{key}"), kind=kind, is_header=is_header)


def _table(key: str, columns: list[Column], rows: list[Row]) -> Table:
    caption = say_here(f"portfolio.table.{key}")
    return Table(caption=caption, columns=columns, rows=rows, is_caption_hidden=True, is_compact=True)
