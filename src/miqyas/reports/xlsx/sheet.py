"""One sheet of a workbook: title, table that Excel knows as one, and its chart beside it."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from miqyas.kernel.words import say
from miqyas.reports.charts.draw import picture
from miqyas.reports.charts.theme import INK, PEARL, SECOND
from miqyas.reports.document import DataTable, Document, Value
from miqyas.reports.document.directed import marked
from miqyas.reports.document.model import TEXT
from miqyas.reports.document.told import told
from miqyas.reports.document.widths import lengths
from miqyas.reports.tables.formats import NUMBER_FORMATS
from miqyas.reports.tables.names import headings
from miqyas.reports.tables.sheet import page_set
from miqyas.reports.xlsx.charts import native_chart

if TYPE_CHECKING:
    from miqyas.reports.xlsx.write import Sheet

HEAD: Final = 3
"""Row of the headings, from 0: title, source and an empty row stand above it."""
LONGEST_TEXT: Final = 32_767
_WIDEST: Final = 70
SECOND_WIDE: Final = 90
"""Width of the column in which the first sheet tells things."""
_LINE, _HIGHEST = 15.0, 400.0
_BROKEN: Final = 1.35
"""Lines end before their last sign, where a word does."""
_FONT: Final = "IBM Plex Sans Arabic"
_PICTURE_SCALE: Final = 0.62


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any, document: Document, *, colour: str) -> None:
        self.book, self.base = book, document.direction
        self._order = 2 if self.base == "rtl" else 1
        self.title = self._add(bold=True, font_size=16, font_color=INK)
        self.heading = self._add(bold=True, font_size=12, font_color=colour, valign="top")
        self.quiet = self._add(font_color=SECOND, valign="top")
        self.label = self._add(bold=True, valign="top")
        self.words = self._add(text_wrap=True, valign="top")
        self.head = self._add(
            bold=True, text_wrap=True, valign="top", bg_color=PEARL, font_color=INK, bottom=1
        )
        self.warning = self._add(bold=True, font_color="#c8453b", text_wrap=True, valign="top")
        self._made: dict[tuple[str, bool], Any] = {}

    def cell(self, kind: str, *, is_strong: bool = False) -> Any:
        """The format of a kind of number or of text, once for each."""
        key = (kind, is_strong)
        if key not in self._made:
            look = {"text_wrap": True} if kind == TEXT else {"num_format": NUMBER_FORMATS[kind]}
            self._made[key] = self._add(valign="top", bold=is_strong, **look)
        return self._made[key]

    def text(self, words: str) -> str:
        """Words as cells hold them: no isolates, no longer than Excel takes."""
        shown = marked(words, base=self.base)
        return shown if len(shown) <= LONGEST_TEXT else f"{shown[: LONGEST_TEXT - 1]}\N{HORIZONTAL ELLIPSIS}"

    def _add(self, **look: Any) -> Any:
        return self.book.add_format({"font_name": _FONT, "reading_order": self._order, **look})


def write_sheet(book: Any, sheet: Sheet, *, document: Document, formats: Formats) -> None:
    """The table with its title, frozen headings and widths, and the chart that is made of it."""
    made, table = book.add_worksheet(sheet.name), sheet.table
    if document.direction == "rtl":
        made.right_to_left()
    made.write_string(0, 0, formats.text(table.title), formats.title)
    made.write_string(1, 0, formats.text(_source_line(table, document, sheet)), formats.quiet)
    made.freeze_panes(HEAD + 1, 0)
    widths = [min(_WIDEST, length + 4) for length in lengths(table)]
    for at, width in enumerate(widths):
        made.set_column(at, at, max(width, 12))
    _rows(made, sheet, widths=widths, formats=formats)
    _table(made, table, formats=formats, language=document.language)
    page_set(made, width=sum(widths), head=HEAD)
    if table.note:
        made.write_string(HEAD + 2 + max(len(table.rows), 1), 0, formats.text(table.note), formats.quiet)
    if sheet.chart is not None:
        _chart(book, made, sheet)


def _source_line(table: DataTable, document: Document, sheet: Sheet) -> str:
    """Where the numbers are from: the chart's own line, and the sources by number."""
    numbered = {source.key: number for number, source in enumerate(document.sources, start=1)}
    cited = [
        f"[{numbered[source.key]}] {told(source, document.language)}"
        for source in document.sources
        if source.key in table.sources
    ]
    own = sheet.chart.caption.source if sheet.chart else ""
    line = [say("chart.source", language=document.language, source=own)] if own else []
    return " ".join([*line, *cited])


def _rows(made: Any, sheet: Sheet, *, widths: Sequence[int], formats: Formats) -> None:
    table = sheet.table
    for at, row in enumerate(table.rows):
        kinds = [column.kind for column in table.columns]
        if sheet.kinds:
            kinds[1] = sheet.kinds[at]
        made_high(made, HEAD + 1 + at, zip(row, widths, strict=True))
        for column, (value, kind) in enumerate(zip(row, kinds, strict=True)):
            _cell(made, HEAD + 1 + at, column, value, kind, formats=formats, is_strong=at in table.strong)


def _cell(
    made: Any, row: int, column: int, value: Value, kind: str, *, formats: Formats, is_strong: bool
) -> None:
    """A number as a number, anything else as text; what is missing stays empty."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        made.write_blank(row, column, None, formats.cell(TEXT))
    elif isinstance(value, str):
        made.write_string(row, column, formats.text(value), formats.cell(TEXT, is_strong=is_strong))
    else:
        shape = formats.cell("plain" if kind == TEXT else kind, is_strong=is_strong)
        made.write_number(row, column, value, shape)


def _table(made: Any, table: DataTable, *, formats: Formats, language: str) -> None:
    """A table that Excel knows as one, to sort and to filter; without rows, its headings and a word."""
    names = headings([formats.text(column.label) for column in table.columns])
    if not table.rows:
        for at, name in enumerate(names):
            made.write_string(HEAD, at, name, formats.head)
        words = table.empty or say("document.no_rows", language=language)
        made.write_string(HEAD + 1, 0, formats.text(words), formats.quiet)
        return
    made.add_table(
        HEAD,
        0,
        HEAD + len(table.rows),
        len(names) - 1,
        {
            "style": "Table Style Light 1",
            "banded_rows": False,
            "columns": [{"header": name, "header_format": formats.head} for name in names],
        },
    )


def _chart(book: Any, made: Any, sheet: Sheet) -> None:
    """The chart beside its table: one that Excel draws where that is honest, else the picture."""
    chart, beside = sheet.chart, len(sheet.table.columns) + 1
    assert chart is not None
    told_of = {"description": chart.description, "object_position": 2}
    if chart.native:
        drawn = native_chart(book, sheet.name, chart, chart.native, first=HEAD + 1)
        made.insert_chart(HEAD, beside, drawn, told_of)
        return
    scale = {"x_scale": _PICTURE_SCALE / 2, "y_scale": _PICTURE_SCALE / 2}
    content = {"image_data": io.BytesIO(picture(chart))}
    made.insert_image(HEAD, beside, "chart.png", {**told_of, **scale, **content})


def made_high(made: Any, row: int, cells: Iterable[tuple[Value, int]]) -> None:
    """As many lines as the words of a row need: not every program that opens a workbook reckons them."""
    lines = max((_lines(value, width) for value, width in cells if isinstance(value, str)), default=1)
    if lines > 1:
        made.set_row(row, min(_LINE * lines, _HIGHEST))


def _lines(words: str, width: int) -> int:
    return sum(max(1, math.ceil(len(line) * _BROKEN / width)) for line in words.split("\n"))


def lines_of(made: Any, row: int, pairs: Sequence[tuple[str, str]], *, formats: Formats) -> int:
    """Labels with what they say, one a row; gives the row after them."""
    for label, words in pairs:
        made_high(made, row, [(words, SECOND_WIDE)])
        made.write_string(row, 0, formats.text(label), formats.label)
        made.write_string(row, 1, formats.text(words), formats.words)
        row += 1
    return row
