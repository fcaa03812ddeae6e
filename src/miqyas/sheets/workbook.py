"""XLSX workbooks: unpacked under limits, rebuilt from the parts that hold cells, then read.

Only the rebuilt copy reaches the reader, so that sizes that a header misstates, pictures, macros,
links to other files and all else that holds no cell never do. Formulas are not evaluated: the value
saved with them counts.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, Final

from miqyas.kernel.errors import Place
from miqyas.sheets.errors import ImportedFileError
from miqyas.sheets.grid import MOST_CELLS, MOST_COLUMNS, Grid, Row
from miqyas.sheets.source import MEGABYTE

MOST_PARTS: Final = 1_000
LARGEST_UNPACKED: Final = 100 * MEGABYTE
HIGHEST_RATIO: Final = 200
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_KEPT: Final = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedStrings\.xml|xl/styles\.xml|xl/worksheets/[^/]+\.xml"
)
_REFERENCE: Final = re.compile(rb"""\br=["']([A-Za-z]{1,4})([0-9]{1,9})["']""")
_ERROR_CELL: Final = re.compile(rb"""(<(?:\w+:)?c\b[^>]*?\bt=)(["'])e\2""")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
_FORMULA_WITHOUT_VALUE: Final = re.compile(
    rb"<(?:\w+:)?f\b[^<]*(?:/>|</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


@dataclass(frozen=True)
class Workbook:
    """The visible sheets with cells, and what a reader should be told about the file."""

    grids: tuple[Grid, ...]
    notices: tuple[ImportedFileError, ...]


def read_workbook(content: bytes, *, name: str) -> Workbook:
    """The sheets of an XLSX file; one that is damaged or unpacks too far raises `ImportedFileError`."""
    parts = _unpack(content, name=name)
    if "xl/workbook.xml" not in parts:
        raise ImportedFileError("wrong_type", place=Place(file=name), found=_other_type(parts))
    sheets = {part: data for part, data in parts.items() if _SHEET.fullmatch(part)}
    notices = _look_inside(sheets, parts=set(parts), name=name)
    kept = {part: _show_errors(data) for part, data in parts.items() if _KEPT.fullmatch(part)}
    grids = _read_cells(_pack(kept), name=name)
    if not grids:
        raise ImportedFileError("empty_file", place=Place(file=name))
    return Workbook(grids, notices)


def _unpack(content: bytes, *, name: str) -> dict[str, bytes]:
    """All parts, each read no further than the limits, whatever the directory of the file says."""
    place = Place(file=name)
    parts: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_PARTS:
                raise ImportedFileError("zip_bomb", place=place)
            if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise ImportedFileError("zip_bomb", place=place)
            for entry in entries:
                if entry.flag_bits & 1:
                    raise ImportedFileError("protected", place=place)
                parts[entry.filename] = _read_part(packed, entry, left=left, place=place)
                left -= len(parts[entry.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ImportedFileError("damaged_workbook", place=place) from error
    return parts


def _read_part(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, *, left: int, place: Place) -> bytes:
    with packed.open(entry) as stream:
        data = stream.read(left + 1)
    is_dense = len(data) > MEGABYTE and len(data) > HIGHEST_RATIO * max(1, entry.compress_size)
    if len(data) > left or is_dense:
        raise ImportedFileError("zip_bomb", place=place)
    return data


def _pack(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for part, data in parts.items():
            packed.writestr(part, data)
    return target.getvalue()


def _other_type(parts: dict[str, bytes]) -> str:
    for sign, kind in (
        ("word/document.xml", "DOCX"),
        ("ppt/presentation.xml", "PPTX"),
        ("xl/workbook.bin", "XLSB"),
    ):
        if sign in parts:
            return kind
    return "ODS" if b"spreadsheet" in parts.get("mimetype", b"") else "ZIP"


def _look_inside(sheets: dict[str, bytes], *, parts: set[str], name: str) -> tuple[ImportedFileError, ...]:
    place = Place(file=name)
    for data in sheets.values():
        _check_extent(data, place=place)
    unsaved = sum(len(_FORMULA_WITHOUT_VALUE.findall(data)) for data in sheets.values())
    if unsaved:
        raise ImportedFileError("formula_unsaved", place=place, n=unsaved)
    notices = []
    if any(_FORMULA.search(data) for data in sheets.values()):
        notices.append(ImportedFileError("formulas", place=place))
    if "xl/vbaProject.bin" in parts:
        notices.append(ImportedFileError("macros", place=place))
    return tuple(notices)


def _check_extent(data: bytes, *, place: Place) -> None:
    """A cell far out makes the reader fill all in between: count that before it does."""
    widest = deepest = 1
    for letters, digits in set(_REFERENCE.findall(data)):
        widest = max(widest, _column_number(letters.decode()))
        deepest = max(deepest, int(digits))
    if widest > MOST_COLUMNS:
        raise ImportedFileError("too_many_columns", place=place, n=widest, limit=MOST_COLUMNS)
    if widest * deepest > MOST_CELLS:
        raise ImportedFileError("too_many_cells", place=place, n=widest * deepest, limit=MOST_CELLS)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _show_errors(data: bytes) -> bytes:
    """Cells in error keep their text (#DIV/0!), which the reader would otherwise drop."""
    return _ERROR_CELL.sub(rb"\1\2str\2", data)


def _read_cells(content: bytes, *, name: str) -> tuple[Grid, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
        sheets = [
            (title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in visible
        ]
    except PasswordError as error:
        raise ImportedFileError("protected", place=Place(file=name)) from error
    except (CalamineError, OSError, ValueError) as error:
        raise ImportedFileError("damaged_workbook", place=Place(file=name)) from error
    grids = (Grid(_rows(cells), "xlsx", sheet=title) for title, cells in sheets)
    return tuple(grid for grid in grids if grid.rows)


def _rows(cells: list[list[Any]]) -> tuple[Row, ...]:
    rows = (Row(line, tuple(map(_as_text, row))) for line, row in enumerate(cells, start=1))
    return tuple(row for row in rows if not row.is_blank)


def _as_text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(cell)
