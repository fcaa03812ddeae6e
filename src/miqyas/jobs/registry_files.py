"""The registry as a workbook to fill in or to take away, with drop-downs of what its cells may say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from miqyas.kernel.text import Text
from miqyas.reports.tables import FormColumn, FormSheet, write_csv, write_form
from miqyas.reports.tables.model import Column, Table, Value
from miqyas.workspace.registry.models import Entity, Portal
from miqyas.workspace.registry.queries import entities_all, portals_all, title_of
from miqyas.workspace.registry.reading import tables
from miqyas.workspace.registry.terms import (
    entity_kinds,
    languages,
    names_joined,
    owners,
    portal_kinds,
    role_names,
    sectors,
    text_of,
    yes_no,
)

_WIDE: Final = 34
_WIDTHS: Final[Mapping[str, int]] = dict.fromkeys(
    ("name_ar", "name_en", "title_ar", "title_en", "address", "email", "mandates"), _WIDE
)
_OWN: Final = Text({"ar": "سجل الجهات", "en": "Registry of entities"})


def registry_template(*, language: str) -> bytes:
    """The workbook without rows."""
    return write_form(_sheets({}), language=language)


def registry_workbook(*, language: str) -> bytes:
    """The workbook with the entities and portals that are there; it can be brought in again."""
    return write_form(_sheets(_rows()), language=language)


def registry_csv(table: str, *, language: str) -> bytes:
    """One table as CSV, its columns under their stable names, no cell a formula."""
    columns = tuple(Column(role, words) for role, words in tables()[table].columns.items())
    rows = tuple(
        tuple("" if cell is None else cell if isinstance(cell, Text) else str(cell) for cell in row)
        for row in _rows()[table]
    )
    about = Table(
        name=f"registry-{table}",
        title=tables()[table].name,
        columns=columns,
        rows=rows,
        source=_OWN,
        licence=_OWN,
        mark="R",
    )
    return write_csv(about, language=language, encoding="utf-8-sig")


def _sheets(rows: Mapping[str, tuple[tuple[Value, ...], ...]]) -> list[FormSheet]:
    return [
        FormSheet(
            title=table.name,
            columns=tuple(_column(code, role, title) for role, title in table.columns.items()),
            rows=rows.get(code, ()),
        )
        for code, table in tables().items()
        if code in rows or not rows
    ]


def _column(table: str, role: str, title: Text) -> FormColumn:
    choices = _choices(table, role)
    return FormColumn(
        title=title,
        choices=tuple(choices.values()),
        width=_WIDTHS.get(role, 18),
        is_free=role in {"mandates", "languages"},
        help=text_of("registry.help.several") if role in {"mandates", "languages"} else None,
    )


def _choices(table: str, role: str) -> Mapping[str, Text]:
    """What a column offers to choose from; several tables may have a column of one name."""
    found: Mapping[tuple[str, str], Mapping[str, Text]] = {
        ("entities", "kind"): entity_kinds(),
        ("entities", "mandates"): owners(),
        ("entities", "sector"): sectors(),
        ("entities", "active"): yes_no(),
        ("portals", "kind"): portal_kinds(),
        ("portals", "languages"): languages(),
        ("portals", "main"): yes_no(),
        ("people", "role"): role_names(),
        ("people", "language"): languages(),
    }
    return found.get((table, role), {})


def _rows() -> dict[str, tuple[tuple[Value, ...], ...]]:
    return {
        "entities": tuple(map(_entity_row, entities_all())),
        "portals": tuple(map(_portal_row, portals_all())),
    }


def _entity_row(entity: Entity) -> tuple[Value, ...]:
    return (
        entity.code,
        entity.title["ar"],
        entity.title["en"],
        entity_kinds()[entity.kind],
        entity.parent.code if entity.parent else "",
        names_joined(entity.mandates, owners()),
        sectors().get(entity.sector, entity.sector),
        entity.group,
        entity.position,
        yes_no()["yes" if entity.is_active else "no"],
    )


def _portal_row(portal: Portal) -> tuple[Value, ...]:
    title = title_of(portal)
    return (
        portal.entity.code,
        portal.address,
        portal_kinds()[portal.kind],
        names_joined(portal.languages, languages()),
        title["ar"] if title else "",
        title["en"] if title else "",
        yes_no()["yes" if portal.is_main else "no"],
    )
