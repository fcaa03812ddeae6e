"""The roadmap as a workbook to fill in or to take away, with drop-downs of what its cells may say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from miqyas.kernel.text import Text
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.accounts.queries import people_of
from miqyas.workspace.roadmaps.fields import ItemFields
from miqyas.workspace.roadmaps.queries.items import fields_of, items_whole, tree_of
from miqyas.workspace.roadmaps.reading import tables
from miqyas.workspace.roadmaps.terms import cost_kinds, item_kinds, partner_kinds

_WIDE: Final = 34
_WIDTHS: Final[Mapping[str, int]] = dict.fromkeys(
    ("title_ar", "title_en", "description_ar", "description_en", "features", "risk", "answer", "partner"),
    _WIDE,
)
_SAME: Final = ("progress", "shortest_days", "longest_days", "success", "position")


def roadmap_template(*, language: str) -> bytes:
    """The workbook without rows."""
    return write_form(_sheets({}), language=language)


def roadmap_workbook(*, language: str, with_inside: bool) -> bytes:
    """The workbook with the tree; money, partners and risks are there for those who may see them."""
    items = [fields_of(branch.item) for branch in tree_of(list(items_whole()))]
    people = {code: user.email for code, user in people_of(one.responsible for one in items).items()}
    rows = {"items": tuple(_item(one, people) for one in items), "needs": tuple(_needs(items))}
    if with_inside:
        rows |= {
            "costs": tuple(_costs(items)),
            "partners": tuple(_partners(items)),
            "risks": tuple(_risks(items)),
        }
    return write_form(_sheets(rows), language=language)


def _sheets(rows: Mapping[str, tuple[tuple[Value, ...], ...]]) -> list[FormSheet]:
    return [
        FormSheet(
            title=table.name,
            columns=tuple(_column(role, title) for role, title in table.columns.items()),
            rows=rows.get(code, ()),
        )
        for code, table in tables().items()
        if code in rows or not rows
    ]


def _column(role: str, title: Text) -> FormColumn:
    known: Mapping[str, Mapping[str, Text]] = {
        "kind": item_kinds(),
        "cost": cost_kinds(),
        "partner_kind": partner_kinds(),
    }
    return FormColumn(title=title, choices=tuple(known.get(role, {}).values()), width=_WIDTHS.get(role, 16))


def _item(one: ItemFields, people: Mapping[UUID, str]) -> tuple[Value, ...]:
    cells: dict[str, Value] = {
        "code": one.code,
        "kind": item_kinds()[one.kind],
        "parent": one.parent,
        "entity": one.entity,
        "responsible": people.get(one.responsible, "") if one.responsible else "",
        "features": "; ".join(" ".join(pair) for pair in one.features),
        "indicators": "; ".join(one.indicators),
        "lifts": "; ".join(f"{lift.indicator} {lift.amount.normalize():f}" for lift in one.lifts),
        "services": "; ".join(one.services),
        "staff": _number(one.staff),
        **{name: getattr(one, name) for name in _SAME},
        **{f"title_{language}": text for language, text in one.title.items()},
        **{f"description_{language}": text for language, text in one.description.items()},
    }
    for name in ("planned_start", "planned_end", "go_live", "actual_start", "actual_end"):
        cells[name] = _iso(getattr(one, name))
    return tuple(cells.get(role, "") for role in tables()["items"].columns)


def _costs(items: Iterable[ItemFields]) -> Iterable[tuple[Value, ...]]:
    for one in items:
        for cost in one.costs:
            yield one.code, cost_kinds()[cost.kind], cost.year, _number(cost.amount), _number(cost.spent)


def _needs(items: Iterable[ItemFields]) -> Iterable[tuple[Value, ...]]:
    for one in items:
        for need in one.needs:
            yield one.code, need.code, need.lag_days


def _partners(items: Iterable[ItemFields]) -> Iterable[tuple[Value, ...]]:
    for one in items:
        for partner in one.partners:
            yield one.code, partner.name, partner_kinds()[partner.kind], partner.role


def _risks(items: Iterable[ItemFields]) -> Iterable[tuple[Value, ...]]:
    for one in items:
        for risk in one.risks:
            yield one.code, risk.text, risk.likelihood, risk.impact, risk.answer, risk.owner


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(value: Decimal | None) -> Value:
    return "" if value is None else float(value)
