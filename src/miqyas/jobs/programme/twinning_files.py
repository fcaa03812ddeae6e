"""Partners and exchanges as workbooks to fill in or to take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from miqyas.kernel.text import Text
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.twinning.importing import tables
from miqyas.workspace.twinning.models import Exchange, Profile
from miqyas.workspace.twinning.queries import exchanges_all, profiles_matching
from miqyas.workspace.twinning.terms import exchange_kinds, exchange_states

_WIDE: Final = 34
_NARROW: Final = frozenset(
    {
        "code",
        "iso3",
        "entity",
        "languages",
        "capacity",
        "twin",
        "kind",
        "starts_on",
        "ends_on",
        "people",
        "state",
    }
)
_SEVERAL: Final = frozenset({"offers", "needs", "languages"})


def twinning_workbook(which: str, *, language: str, is_blank: bool) -> bytes:
    """Profiles or exchanges as one XLSX, or its empty form; it can be brought in again."""
    table = tables()[which]
    rows = () if is_blank else _profiles() if which == "profiles" else _exchanges()
    columns = tuple(_column(role, title) for role, title in table.columns.items())
    return write_form([FormSheet(title=table.name, columns=columns, rows=rows)], language=language)


def _column(role: str, title: Text) -> FormColumn:
    choices: Mapping[str, Mapping[str, Text]] = {"kind": exchange_kinds(), "state": exchange_states()}
    return FormColumn(
        title=title,
        choices=tuple(choices.get(role, {}).values()),
        width=18 if role in _NARROW else _WIDE,
        help=text_of("registry.help.several") if role in _SEVERAL else None,
    )


def _profiles() -> tuple[tuple[Value, ...], ...]:
    return tuple(map(_profile, profiles_matching()))


def _profile(one: Profile) -> tuple[Value, ...]:
    return (
        one.code,
        one.iso3,
        one.entity.code if one.entity else "",
        *(one.name.get(language, "") for language in ("ar", "en", "fr")),
        "; ".join(one.offers),
        "; ".join(one.needs),
        "; ".join(one.languages),
        one.capacity,
        one.note.get("ar", ""),
        one.note.get("en", ""),
    )


def _exchanges() -> tuple[tuple[Value, ...], ...]:
    return tuple(map(_exchange, exchanges_all()))


def _exchange(one: Exchange) -> tuple[Value, ...]:
    return (
        one.twin.code,
        str(one.pk),
        exchange_kinds()[one.kind],
        *(one.title.get(language, "") for language in ("ar", "en", "fr")),
        one.starts_on.isoformat(),
        one.ends_on.isoformat(),
        one.people,
        one.shared.get("ar", ""),
        one.shared.get("en", ""),
        exchange_states()[one.state],
    )
