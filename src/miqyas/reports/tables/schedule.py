"""The file of a schedule, to be filled in and read back: empty, or with the sample."""

from __future__ import annotations

import csv
import io

from miqyas.analysis.schedule.table import tables
from miqyas.reports.tables.forms import FormColumn, FormSheet, write_form

NAMES = ("name_ar", "name_en")
_WIDE = 36


def schedule_file(rows: tuple[tuple[str, ...], ...], *, form: str, language: str) -> bytes:
    """Rows in the order of the columns as "csv" with stable headings, or as "xlsx" with those of a language.

    >>> schedule_file((), form="csv", language="en").decode("utf-8-sig").split(",")[:2]
    ['task', 'name_ar']
    """
    roles = tuple(tables()["tasks"].columns)
    if form == "csv":
        target = io.StringIO()
        csv.writer(target).writerows([roles, *rows])
        return target.getvalue().encode("utf-8-sig")
    sheets = [
        FormSheet(
            title=table.name,
            columns=tuple(
                FormColumn(title=words, width=_WIDE if role in NAMES else 18)
                for role, words in table.columns.items()
            ),
            rows=rows if code == "tasks" else (),
        )
        for code, table in tables().items()
    ]
    return write_form(sheets, language=language)
