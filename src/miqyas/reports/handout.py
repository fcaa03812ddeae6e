"""Tables as a page of their own that opens and prints anywhere: one file, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from miqyas.kernel.numbers import format_number
from miqyas.kernel.text import direction
from miqyas.reports.tables.model import Table, Value, in_language

_STYLE: Final = (
    "body{font:16px/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#0d2436}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0 2rem}"
    "th,td{border-bottom:1px solid #c9d3da;padding:.35rem .5rem;text-align:start;vertical-align:top}"
    "td.n,th.n{text-align:end;white-space:nowrap}h2{break-after:avoid}tr{break-inside:avoid}"
    ".quiet{color:#4a5d6a;font-size:.875rem}"
)


def write_handout(tables: Sequence[Table], *, title: str, language: str) -> bytes:
    """The page: each table under its title, with what it is and its source."""
    parts = "".join(_section(table, language=language) for table in tables)
    page = (
        f'<!doctype html><html lang="{language}" dir="{direction(language)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1>{parts}</body></html>"
    )
    return page.encode()


def _section(table: Table, *, language: str) -> str:
    heads = "".join(
        f'<th scope="col"{_side(column.kind)}>{escape(column.title.in_language(language))}</th>'
        for column in table.columns
    )
    rows = "".join(_row(table, row, language=language) for row in table.rows)
    what = escape(table.what.in_language(language)) if table.what else ""
    source = escape(table.source.in_language(language))
    return (
        f"<h2>{escape(table.title.in_language(language))}</h2><p>{what}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f'<p class="quiet">{source} · {escape(table.mark)}</p>'
    )


def _row(table: Table, row: Sequence[Value], *, language: str) -> str:
    cells = (
        f"<td{_side(column.kind)}>{_cell(value, kind=column.kind, language=language)}</td>"
        for column, value in zip(table.columns, row, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


def _cell(value: Value, *, kind: str, language: str) -> str:
    shown = in_language(value, language=language)
    if kind == "text" or isinstance(shown, str):
        return f'<bdi dir="auto">{escape(str(shown if shown is not None else ""))}</bdi>'
    return f'<bdi dir="ltr">{format_number(shown, kind)}</bdi>'


def _side(kind: str) -> str:
    return ' class="n"' if kind != "text" else ""
