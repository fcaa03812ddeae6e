"""What items of the roadmap bring to people, as a workbook: each outcome, and each value that counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from miqyas.kernel.numbers import round_half_up
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.roadmaps.models.kept import text_of as worded
from miqyas.workspace.roadmaps.queries.items import items_all, tree_of
from miqyas.workspace.roadmaps.queries.outcomes import Measured, outcomes_of

_OUTCOMES: Final = (
    "code",
    "title",
    "outcome",
    "unit",
    "baseline",
    "baseline_on",
    "target",
    "target_on",
    "last",
    "last_on",
    "share",
    "source",
)
_VALUES: Final = ("code", "outcome", "on", "value", "source")
_WIDE: Final = frozenset({"title", "outcome", "source"})
_SHARE: Final = 4
Rows = tuple[tuple[Value, ...], ...]


def outcomes_workbook(*, language: str) -> bytes:
    """Outcomes in the order of the tree with how far they are, and their values, oldest first."""
    items = [branch.item for branch in tree_of(list(items_all()))]
    found = outcomes_of(items)
    pairs = [(item, one) for item in items for one in found.get(item.pk, ())]
    outcomes = tuple(_outcome(item, one) for item, one in pairs)
    values = tuple(row for item, one in pairs for row in _values(item, one))
    sheets = [_sheet("outcomes", _OUTCOMES, outcomes), _sheet("values", _VALUES, values)]
    return write_form(sheets, language=language)


def _sheet(name: str, columns: tuple[str, ...], rows: Rows) -> FormSheet:
    return FormSheet(
        title=text_of(f"outcomes.sheet.{name}"),
        columns=tuple(
            FormColumn(text_of(f"outcomes.column.{one}"), width=36 if one in _WIDE else 16) for one in columns
        ),
        rows=rows,
        blank_rows=0,
    )


def _outcome(item: RoadmapItem, one: Measured) -> tuple[Value, ...]:
    outcome, last = one.outcome, one.last
    return (
        item.code,
        item.name,
        worded(outcome.title),
        worded(outcome.unit) if outcome.unit else "",
        _number(outcome.baseline_value),
        _iso(outcome.baseline_on),
        _number(outcome.target_value),
        _iso(outcome.target_on),
        _number(last.value if last else None),
        _iso(last.on if last else None),
        "" if one.share is None else float(round_half_up(one.share, _SHARE)),
        outcome.source,
    )


def _values(item: RoadmapItem, one: Measured) -> Rows:
    title = worded(one.outcome.title)
    return tuple(
        (item.code, title, _iso(row.on), _number(row.value), row.source or one.outcome.source)
        for row in one.values
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(value: Decimal | None) -> Value:
    return "" if value is None else float(value)
