"""Tables of `miqyas.reports.tables` as files to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.http import HttpResponse

from miqyas.jobs.sample.load import is_sample
from miqyas.reports.tables import Table, write_csv, write_json, write_xlsx
from miqyas.web.words import current_language

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
_WRITE: Final[Mapping[str, Callable[[Table], bytes]]] = {
    "csv": lambda table: write_csv(table, language=current_language(), encoding="utf-8-sig"),
    "json": write_json,
    "xlsx": lambda table: write_xlsx([table], language=current_language()),
}
FORMS: Final = tuple(_WRITE)
"""What a table can be kept as."""


def table_file(table: Table, *, form: str) -> HttpResponse:
    """A table as a file in one of `FORMS`, with names in the language of the request where it has words."""
    return as_file(_WRITE[form](table), name=f"miqyas-{table.name}", form=form)


def as_file(content: bytes, *, name: str, form: str) -> HttpResponse:
    """Bytes as a file to keep; in the sample government its name says so."""
    name = f"sample-{name}" if is_sample() else name
    response = HttpResponse(content, content_type=MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
