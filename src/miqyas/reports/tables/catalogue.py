"""Instruments to take away, and the form into which a country writes its own list."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from miqyas.catalogue import Instrument
from miqyas.catalogue.table import (
    ABOUT,
    EXAMPLE,
    FEATURES,
    about_cells,
    choices_of,
    example_cells,
    feature_cells,
    list_tables,
)
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import say
from miqyas.reports.tables.forms import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Column, Table, Value, harmless, in_language

BLANK_ROWS = 500
_WIDE, _NARROW = 40, 20


def instrument_table(instrument: Instrument) -> Table:
    """The features of an instrument, a row each, with codes where the vocabulary has them."""
    columns = list_tables()[FEATURES].columns
    rows = (feature_cells(feature, by_name=False) for feature in instrument.features)
    return Table(
        name=instrument.code.lower(),
        title=instrument.title,
        what=instrument.about,
        columns=tuple(
            Column(role, title, "count" if role == "recency_months" else "text")
            for role, title in columns.items()
        ),
        rows=tuple(tuple(row.values()) for row in rows),
        source=Text({"ar": "مقياس", "en": "Miqyas"}),
        licence=Text(dict.fromkeys(REQUIRED_LANGUAGES, "Apache-2.0")),
        mark=instrument.basis.mark.value,
        versions={"instrument": instrument.version},
    )


def instrument_workbook(instrument: Instrument, *, language: str) -> bytes:
    """An instrument as a workbook in the language, which may be changed and read again as an own list."""
    rows = [feature_cells(feature, by_name=True) for feature in instrument.features]
    return write_form([_features(rows), _about([about_cells(instrument)]), _guidance()], language=language)


def list_template(*, language: str) -> bytes:
    """The empty form of a list in the language: drop-downs, an example to write over, and what to write."""
    return write_form([_features([example_cells()]), _about([]), _guidance()], language=language)


def list_template_text(*, language: str) -> bytes:
    """The same as text, for whoever has no spreadsheet: both tables, one below the other."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    for table, rows in ((ABOUT, [about_example()]), (FEATURES, [example_cells()])):
        columns = list_tables()[table].columns
        writer.writerow(title.in_language(language) for title in columns.values())
        for row in rows:
            writer.writerow(_text(row.get(role), language=language) for role in columns)
        writer.writerow([])
    return target.getvalue().encode("utf-8-sig")


def about_example() -> Mapping[str, Value]:
    """What the template says of the list until somebody writes over it."""
    title = _said("catalogue.example.title")
    return {"version": "1", **{f"title_{language}": title[language] for language in REQUIRED_LANGUAGES}}


def _text(value: Value, *, language: str) -> str:
    found = in_language(value, language=language)
    return "" if found is None else harmless(str(found))


def _features(rows: Iterable[Mapping[str, Value]]) -> FormSheet:
    table = list_tables()[FEATURES]
    return FormSheet(
        title=table.name,
        columns=tuple(_column(role, title) for role, title in table.columns.items()),
        rows=tuple(tuple(row.get(role) for role in table.columns) for row in rows),
        blank_rows=BLANK_ROWS,
    )


def _about(rows: Iterable[Mapping[str, Value]]) -> FormSheet:
    table = list_tables()[ABOUT]
    return FormSheet(
        title=table.name,
        columns=tuple(_column(role, title) for role, title in table.columns.items()),
        rows=tuple(tuple(row.get(role) for role in table.columns) for row in rows),
        blank_rows=1,
    )


def _column(role: str, title: Text) -> FormColumn:
    return FormColumn(
        title=title,
        choices=tuple(choices_of(role).values()),
        width=_WIDE if role.endswith(tuple(f"_{language}" for language in REQUIRED_LANGUAGES)) else _NARROW,
        help=_said(f"catalogue.column.{_aspect(role)}"),
    )


def _aspect(role: str) -> str:
    """What a column is about: the same for each of its languages."""
    for language in REQUIRED_LANGUAGES:
        role = role.removesuffix(f"_{language}")
    return role


def _guidance() -> FormSheet:
    """What to write under each heading, on a sheet of its own."""
    rows = [
        (title, _said(f"catalogue.column.{_aspect(role)}"))
        for code in (ABOUT, FEATURES)
        for role, title in list_tables()[code].columns.items()
    ]
    note = (_said("catalogue.guidance.example"), _said("catalogue.guidance.example_means", code=EXAMPLE))
    return FormSheet(
        title=_said("catalogue.guidance.title"),
        columns=(
            FormColumn(_said("catalogue.guidance.column"), width=_WIDE, is_locked=True),
            FormColumn(_said("catalogue.guidance.what"), width=2 * _WIDE, is_locked=True),
        ),
        rows=(note, *rows),
        blank_rows=0,
    )


def _said(key: str, *, code: str = "") -> Text:
    return Text({language: say(key, language=language, code=code) for language in REQUIRED_LANGUAGES})
