"""Who answers what as a workbook: features locked, entities to choose from, and what was when it was made."""

from __future__ import annotations

from typing import Final

from miqyas.catalogue import vocabulary
from miqyas.kernel.text import Text
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.campaigns.assigning import Holding, entities_taking_part, tables
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.campaigns.queries.assignments import Row, rows_of
from miqyas.workspace.registry.terms import names_joined, text_of

_WIDTHS: Final = {"question": 60, "helpers": 34, "lead": 34, "feature": 16}
_OPEN: Final = frozenset({"lead", "helpers"})


def assignment_workbook(campaign: Campaign, *, language: str) -> bytes:
    """The features of a national campaign with those who have them, to fill in and bring back."""
    entities = entities_taking_part(campaign)
    names = {code: entity.title for code, entity in entities.items()}
    parts = {part.code: part.name for one in instruments_of(campaign).instruments for part in one.subindices}
    table = tables()["assignments"]
    columns = tuple(
        FormColumn(
            title=title,
            choices=tuple(names.values()) if role in _OPEN else (),
            width=_WIDTHS.get(role, 20),
            is_locked=role not in _OPEN,
            is_hidden=role == "seen",
            is_free=role == "helpers",
            help=text_of("registry.help.several") if role == "helpers" else None,
        )
        for role, title in table.columns.items()
    )
    rows = tuple(_row(row, names=names, parts=parts) for row in rows_of(campaign))
    return write_form([FormSheet(table.name, columns, rows, blank_rows=0)], language=language)


def _row(row: Row, *, names: dict[str, Text], parts: dict[str, Text]) -> tuple[Value, ...]:
    words, holding = vocabulary(), Holding.of(row)
    owner, sector = words.owners.get(row.feature.owner), words.sectors.get(row.feature.sector)
    return (
        row.feature.code,
        row.feature.question,
        parts[row.feature.subindex],
        sector.name if sector else row.feature.sector,
        owner.name if owner else row.feature.owner,
        names[holding.lead] if holding.lead else "",
        names_joined(holding.helpers, names),
        str(holding),
    )
