"""Tables as files to keep: CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.http import HttpResponse

MEDIA_TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def table_file(rows: Sequence[Mapping[str, Any]], *, name: str, form: str) -> HttpResponse:
    """Rows of plain values as a file called `name`; `form` is csv or json."""
    content = _csv(rows) if form == "csv" else json.dumps(list(rows), ensure_ascii=False, indent=1)
    return text_file(content, name=name, form=form)


def text_file(content: str, *, name: str, form: str) -> HttpResponse:
    """A text as a file called `name`."""
    response = HttpResponse(content, content_type=MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _csv(rows: Iterable[Mapping[str, Any]]) -> str:
    target = io.StringIO()
    found = list(rows)
    writer = csv.DictWriter(target, list(found[0]) if found else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return "\ufeff" + target.getvalue()
