"""The committee's decisions and directives as a workbook to fill in or to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.roadmaps.directive_importing import tables
from miqyas.workspace.roadmaps.models import Directive
from miqyas.workspace.roadmaps.services.directives import fields_of
from miqyas.workspace.roadmaps.terms import directive_kinds

_WIDE: Final = frozenset({"text_ar", "text_en", "items"})


def directives_workbook(directives: Iterable[Directive], *, entities: Iterable[str], language: str) -> bytes:
    """Directives; without any, a template. It can be brought in again."""
    table, codes = tables()["directives"], tuple(entities)
    choices: dict[str, tuple[Value, ...]] = {"kind": tuple(directive_kinds().values()), "entity": codes}
    columns = tuple(
        FormColumn(
            title,
            choices=choices.get(role, ()),
            width=40 if role in _WIDE else 18,
            help=text_of("registry.help.several") if role == "items" else None,
        )
        for role, title in table.columns.items()
    )
    rows = tuple(map(_row, directives))
    return write_form([FormSheet(title=table.name, columns=columns, rows=rows)], language=language)


def _row(directive: Directive) -> tuple[Value, ...]:
    fields = fields_of(directive)
    return (
        fields.number,
        directive_kinds()[fields.kind],
        fields.text.get("ar", ""),
        fields.text.get("en", ""),
        fields.decided_on.isoformat(),
        fields.entity,
        fields.due.isoformat() if fields.due else "",
        "; ".join(fields.items),
    )
