"""How a notebook shows an answer: one table with its finding above and its source below.

The colours are those of the page around it, so that it reads on white and on black alike. Everything is
escaped; there is no script and no style sheet that could reach beyond it.
"""

from __future__ import annotations

from html import escape
from typing import Final

from miqyas.kernel.numbers import format_number
from miqyas.kernel.text import Text, direction
from miqyas.kernel.words import has_words, say
from miqyas.reports.tables.model import TEXT, Column, Table, Value, in_language

_LINE: Final = "1px solid rgba(128,128,128,.4)"
_BOX: Final = "font-family:'IBM Plex Sans Arabic','Segoe UI',Tahoma,sans-serif;line-height:1.5;max-width:64em"
_ROLL: Final = f"overflow:auto;max-height:30em;border-block:{_LINE}"
_SHEET: Final = "border-collapse:collapse;margin:0;font-size:.95em"
_CELL: Final = f"padding:.25em .75em;text-align:start;border-block-end:{_LINE};background:none"
_NUMBER: Final = f"{_CELL};text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap"
_QUIET: Final = "font-size:.85em;opacity:.8;margin:.4em 0 0"


def html(table: Table, *, finding: Text, language: str) -> str:
    """A table as HTML in a language, from the side where the language begins."""
    title, words = (escape(one.in_language(language)) for one in (table.title, finding))
    head = "".join(_heading(column, language) for column in table.columns)
    rows = "".join(f"<tr>{_cells(table.columns, row, language)}</tr>" for row in table.rows)
    return (
        f'<div lang="{escape(language)}" dir="{direction(language)}" style="{_BOX}">'
        f'<p style="margin:0"><strong>{title}</strong></p><p style="margin:0 0 .5em">{words}</p>'
        f'<div style="{_ROLL}" tabindex="0" role="region" aria-label="{title}">'
        f'<table style="{_SHEET}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        f'<p style="{_QUIET}">{escape(_foot(table, language))}</p></div>'
    )


def _heading(column: Column, language: str) -> str:
    style = _CELL if column.kind == TEXT else _NUMBER
    words = escape(column.title.in_language(language))
    return f'<th scope="col" style="{style};white-space:normal;font-weight:600">{words}</th>'


def _cells(columns: tuple[Column, ...], row: tuple[Value, ...], language: str) -> str:
    return "".join(_cell(column, value, language) for column, value in zip(columns, row, strict=True))


def _cell(column: Column, value: Value, language: str) -> str:
    shown = in_language(value, language=language)
    if column.kind == TEXT:
        words = format_number(None) if shown is None else _in_words(column.name, str(shown), language)
        return f'<td style="{_CELL}"><bdi>{escape(words)}</bdi></td>'
    number = shown if isinstance(shown, int | float) else None
    return f'<td style="{_NUMBER}"><bdi dir="ltr">{escape(format_number(number, column.kind))}</bdi></td>'


def _in_words(name: str, code: str, language: str) -> str:
    """What a code in a column of groups or statuses means; any other text as it is."""
    key = {"group": f"group.{code}", "status": f"status.{code}"}.get(name, "")
    return say(key, language=language) if has_words(key) else code


def _foot(table: Table, language: str) -> str:
    """Source, licence and versions in a line."""
    source = say("chart.source", language=language, source=table.source.in_language(language))
    versions = (
        say(f"library.version.{name}", language=language, version=number)
        for name, number in table.versions.items()
    )
    return " · ".join([source, table.licence.in_language(language), *versions])
