"""Text files: the encoding found honestly, the delimiters that could be meant, the lines kept."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable
from typing import Final

from miqyas.kernel.errors import Place
from miqyas.sheets.errors import ImportedFileError
from miqyas.sheets.grid import MOST_COLUMNS, Grid, Row

Known = Callable[[str], bool]
DELIMITERS: Final = (",", ";", "\t", "|")
LONGEST_CELL: Final = 10_000
LONGEST_LINE: Final = 1_000_000
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 (BOM)"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LEGACY: Final = (("cp1252", "Windows-1252"), ("cp1256", "Windows-1256"))
_FIELD: Final = re.compile(r"[^,;\t|\"\r\n]+")


def read_text(content: bytes, *, name: str, is_known: Known) -> list[Grid]:
    """One grid for each delimiter that the text can be cut at; raises `ImportedFileError`.

    `is_known` tells a name that such a file may hold, by which older encodings are told apart.
    """
    text, encoding = decode(content, name=name, is_known=is_known)
    if not text.strip():  # of signs that are blank in Unicode, though not as bytes
        raise ImportedFileError("empty_file", place=Place(file=name))
    _check_lines(text, name=name)
    grids = []
    failure: ImportedFileError | None = None
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        try:
            rows = _cut(text, delimiter=delimiter, name=name)
        except ImportedFileError as problem:
            failure = failure or problem
        else:
            grids.append(Grid(rows, "csv", encoding, delimiter))
    if grids and not any(grid.rows for grid in grids):
        raise ImportedFileError("empty_file", place=Place(file=name))
    if not grids:
        raise failure or ImportedFileError(
            "one_column", place=Place(file=name, line=1), found=_first_line(text)
        )
    return grids


def decode(content: bytes, *, name: str, is_known: Known) -> tuple[str, str]:
    """The text and the name of its encoding.

    UTF-8 and UTF-16 are certain. Bytes that are neither are read as Windows-1252 and as Windows-1256,
    and the reading in which more fields are known names is taken; where that does not decide, the
    file is refused.
    """
    for mark, codec, label in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strict(content, codec=codec, label=label, name=name), label
    guessed = _utf16_without_mark(content)
    if guessed:
        return _strict(content, codec=guessed, label="UTF-16", name=name), "UTF-16"
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise ImportedFileError("nul_bytes", place=Place(file=name, line=line))
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _legacy(content, place=Place(file=name, line=line), is_known=is_known)


def _strict(content: bytes, *, codec: str, label: str, name: str) -> str:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ImportedFileError(
            "damaged_encoding", place=Place(file=name, line=line), encoding=label
        ) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ImportedFileError("nul_bytes", place=Place(file=name, line=line))
    return text


def _utf16_without_mark(content: bytes) -> str | None:
    """UTF-16 of mostly Latin text has a NUL in every second place."""
    start = content[:1024]
    if len(start) < 4 or len(content) % 2:
        return None
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 2 < 0.4 * len(start) or min(even, odd):
        return None
    return "utf-16-le" if odd else "utf-16-be"


def _legacy(content: bytes, *, place: Place, is_known: Known) -> tuple[str, str]:
    readings = []
    for codec, label in _LEGACY:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        readings.append((_names_in(text, is_known), text, label))
    if not readings:
        raise ImportedFileError("unknown_encoding", place=place)
    readings.sort(key=lambda reading: -reading[0])
    best = readings[0]
    rivals = [reading for reading in readings[1:] if reading[0] == best[0] and reading[1] != best[1]]
    if best[0] == 0 or rivals:
        raise ImportedFileError("unknown_encoding", place=place)
    return best[1], best[2]


def _names_in(text: str, is_known: Known) -> int:
    """Number of fields beyond ASCII that are known names."""
    fields = (match[0].strip() for match in _FIELD.finditer(text))
    return sum(1 for field in fields if not field.isascii() and is_known(field))


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0][:80]


def _check_lines(text: str, *, name: str) -> None:
    for number, line in enumerate(io.StringIO(text), start=1):
        if len(line) > LONGEST_LINE:
            raise ImportedFileError(
                "long_line", place=Place(file=name, line=number), n=len(line), limit=LONGEST_LINE
            )


def _cut(text: str, *, delimiter: str, name: str) -> tuple[Row, ...]:
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            _check_row(cells, place=Place(file=name, line=line))
            rows.append(Row(line, tuple(cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ImportedFileError("quotes", place=Place(file=name, line=line)) from error
    return tuple(row for row in rows if not row.is_blank)


def _check_row(cells: list[str], *, place: Place) -> None:
    if len(cells) > MOST_COLUMNS:
        raise ImportedFileError("too_many_columns", place=place, n=len(cells), limit=MOST_COLUMNS)
    for cell in cells:
        if len(cell) > LONGEST_CELL:
            raise ImportedFileError("long_cell", place=place, n=len(cell), limit=LONGEST_CELL)
