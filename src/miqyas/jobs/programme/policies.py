"""The watchlist as a workbook to fill in or to take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from miqyas.kernel.text import Text
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.watchlists.importing import tables
from miqyas.workspace.watchlists.models import Policy
from miqyas.workspace.watchlists.queries import policies_matching
from miqyas.workspace.watchlists.terms import marks, states, themes

_WIDE: Final = 34
_NARROW: Final = frozenset({"code", "theme", "state", "entity", "mark", "look_again"})


def policies_workbook(*, language: str, is_blank: bool) -> bytes:
    """The policies that are there, or none for a template; it can be brought in again."""
    table = tables()["policies"]
    rows = () if is_blank else tuple(map(_row, policies_matching()))
    columns = tuple(_column(role, title) for role, title in table.columns.items())
    return write_form([FormSheet(title=table.name, columns=columns, rows=rows)], language=language)


def _column(role: str, title: Text) -> FormColumn:
    choices: Mapping[str, Mapping[str, Text]] = {"theme": themes(), "state": states(), "mark": marks()}
    return FormColumn(
        title=title,
        choices=tuple(choices.get(role, {}).values()),
        width=18 if role in _NARROW else _WIDE,
        help=text_of("registry.help.several") if role == "features" else None,
    )


def _row(policy: Policy) -> tuple[Value, ...]:
    return (
        policy.code,
        policy.title.get("ar", ""),
        policy.title.get("en", ""),
        themes().get(policy.theme, policy.theme),
        states().get(policy.state, policy.state),
        policy.description.get("ar", ""),
        policy.description.get("en", ""),
        policy.entity.code if policy.entity else "",
        "; ".join(policy.features),
        policy.source,
        policy.source_words,
        marks()[policy.mark],
        policy.look_again.isoformat() if policy.look_again else "",
    )
