"""Statistical inputs as a table to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.urls import reverse

from miqyas.methodology import indicators
from miqyas.reports.tables.model import Column, Table, Value
from miqyas.web.components import Link
from miqyas.web.words import current_language, say_here
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.statistics.checks import discrepancy
from miqyas.workspace.statistics.importing import InputsPlan
from miqyas.workspace.statistics.models import StatisticalInput

_COLUMNS: Final = (
    ("indicator", "text"),
    ("name", "text"),
    ("unit", "text"),
    ("national_value", "raw"),
    ("national_year", "year"),
    ("agency", "text"),
    ("agency_value", "raw"),
    ("agency_year", "year"),
    ("discrepancy", "signed_percent1"),
    ("explanation", "text"),
    ("entity", "text"),
    ("round_name", "text"),
    ("deadline", "text"),
    ("state", "text"),
)


def inputs_table(items: Iterable[StatisticalInput], *, edition: int) -> Table:
    """The inputs of an edition, one a row."""
    return Table(
        name=f"statistics-{edition}",
        title=text_of("workspace.place.statistics"),
        columns=tuple(Column(name, text_of(f"statistics.field.{name}"), kind) for name, kind in _COLUMNS),
        rows=tuple(map(_row, items)),
        source=text_of("statistics.file.source"),
        licence=text_of("statistics.file.licence"),
        mark="R",
    )


def _row(item: StatisticalInput) -> tuple[Value, ...]:
    indicator = indicators()[item.indicator]
    return (
        item.indicator,
        indicator.name,
        text_of(f"explain.unit.{indicator.unit}"),
        item.national_value,
        item.national_year,
        item.agency,
        item.agency_value,
        item.agency_year,
        discrepancy(item),
        item.explanation,
        item.entity.title if item.entity else "",
        item.round_name,
        item.deadline.isoformat() if item.deadline else "",
        text_of(f"statistics.state.{item.state}"),
    )


def import_shown(plan: InputsPlan, *, edition: int) -> dict[str, Any]:
    """What a table that comes back would change, cell by cell, in words."""
    language = current_language()
    return {
        "edition": edition,
        "lines": [
            {
                "code": line.item.indicator,
                "name": indicators()[line.item.indicator].name.in_language(language),
                "changes": [
                    (say_here(f"statistics.field.{name}"), _shown(name, now), _shown(name, file))
                    for name, now, file in line.changes
                ],
            }
            for line in plan.lines
        ],
        "crumbs": [
            Link(
                label=say_here("workspace.place.statistics"),
                url=f"{reverse('statistics')}?edition={edition}",
            ),
            Link(label=say_here("statistics.import")),
        ],
    }


def _shown(name: str, value: Any) -> str:
    if value in {None, ""}:
        return say_here("statistics.import.empty")
    return say_here(f"statistics.state.{value}") if name == "state" else str(value)
