"""Services as a workbook to fill in or to take away, with drop-downs of what its cells may say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.reports.tables import FormColumn, FormSheet, write_csv, write_form
from miqyas.reports.tables.model import Column, Table, Value
from miqyas.workspace.registry.terms import languages, names_joined, text_of, yes_no
from miqyas.workspace.services.fields import LINES, TEXTS, ServiceFields
from miqyas.workspace.services.models import Service, Way
from miqyas.workspace.services.queries import fields_of
from miqyas.workspace.services.reading import MANY, MONEY, ONE, WHOLE, tables
from miqyas.workspace.services.terms import choices, states

_WIDE: Final = 34
_NARROW: Final = frozenset({"entity", "state", "sector", "languages", "data_listed", *WHOLE, *MONEY, *ONE})
_SEVERAL: Final = frozenset({*MANY, "languages", "asked", "fetched", "given"})
_OWN: Final = Text({"ar": "سجل الخدمات", "en": "Register of services"})


def services_workbook(services: Iterable[Service], *, entities: Iterable[str], language: str) -> bytes:
    """Services, each with its data fetched; without any, a template. It can be brought in again."""
    table = tables()["services"]
    codes = tuple(entities)
    columns = tuple(_column(role, title, codes) for role, title in table.columns.items())
    sheet = FormSheet(title=table.name, columns=columns, rows=tuple(map(_row, services)))
    return write_form([sheet], language=language)


def services_csv(services: Iterable[Service], *, language: str) -> bytes:
    """The same as CSV, its columns under their stable names, no cell a formula."""
    table = tables()["services"]
    about = Table(
        name="services",
        title=table.name,
        columns=tuple(Column(role, words) for role, words in table.columns.items()),
        rows=tuple(map(_row, services)),
        source=_OWN,
        licence=_OWN,
        mark="R",
    )
    return write_csv(about, language=language, encoding="utf-8-sig")


def _column(role: str, title: Text, entities: tuple[str, ...]) -> FormColumn:
    field = "datum" if role in Way.values else role
    known: Mapping[str, Mapping[str, Text]] = {
        **choices(),
        "state": states(),
        "languages": languages(),
        "data_listed": yes_no(),
    }
    offered: tuple[Value, ...] = entities if role == "entity" else tuple(known.get(field, {}).values())
    return FormColumn(
        title=title,
        choices=offered,
        width=18 if role in _NARROW else _WIDE,
        is_free=role in _SEVERAL,
        help=_help(role),
    )


def _help(role: str) -> Text | None:
    if role in Way.values:
        return text_of("service.file.data")
    if role in _SEVERAL:
        return text_of("registry.help.several")
    is_lines = role == "addresses" or any(role.startswith(f"{stem}_") for stem in LINES)
    return text_of("service.file.lines") if is_lines else None


def _row(service: Service) -> tuple[Value, ...]:
    fields = fields_of(service)
    cells: dict[str, Value] = {
        "code": fields.code,
        "entity": fields.entity,
        "state": states()[service.state],
        "languages": names_joined(fields.languages, languages()),
        "addresses": "\n".join(fields.addresses),
        "data_listed": yes_no()["yes" if fields.data_listed else "no"],
        **{
            name: names_joined([code], choices()[name]) if (code := getattr(fields, name)) else ""
            for name in ONE
        },
        **{name: names_joined(getattr(fields, name), choices()[name]) for name in MANY},
        **{name: getattr(fields, name) for name in WHOLE},
        **{name: _plain(getattr(fields, name)) for name in MONEY},
        **{way: _data(fields, way) for way in Way.values},
    }
    for language in REQUIRED_LANGUAGES:
        for stem in TEXTS:
            cells[f"{stem}_{language}"] = getattr(fields, stem).get(language, "")
        for stem in LINES:
            lines = [line.get(language, "") for line in getattr(fields, stem)]
            cells[f"{stem}_{language}"] = "\n".join(line for line in lines if line)
    return tuple(cells[role] for role in tables()["services"].columns)


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _data(fields: ServiceFields, way: str) -> Text | str:
    """Data of a way, each with the code of its entity in brackets."""
    named = [one for one in fields.data if one.way == way]
    if not named:
        return ""
    known = choices()["datum"]
    return Text(
        {
            language: "; ".join(
                known[one.datum].in_language(language) + (f" [{one.entity}]" if one.entity else "")
                for one in named
            )
            for language in REQUIRED_LANGUAGES
        }
    )
