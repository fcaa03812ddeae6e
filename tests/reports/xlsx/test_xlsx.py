"""Workbooks: numbers as numbers, text as text, names that Excel takes, charts beside their tables."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from miqyas.reports.document import (
    Column,
    DataTable,
    Document,
    Fields,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
)
from miqyas.reports.tables.names import headings, sheet_names
from miqyas.reports.xlsx import write_xlsx
from tests.reports.document.gallery import gallery
from tests.reports.document.reading import words_of_xlsx
from tests.reports.document.ugly import many, nothing, ugly

LANGUAGES = ("ar", "en")


@cache
def written(language: str) -> bytes:
    return write_xlsx(gallery(language))


def book_of(content: bytes):
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def note(*blocks, language: str = "en") -> Document:
    return Document("note", "A note", language, "2026-01-31", blocks)


def parts(content: bytes, pattern: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name).decode() for name in archive.namelist() if re.fullmatch(pattern, name)]


def rows_of(content: bytes, name: str) -> list:
    return book_of(content).get_sheet_by_name(name).to_python()


def test_each_table_and_each_chart_has_a_sheet() -> None:
    names = book_of(written("en")).sheet_names
    assert names[0] == "About this report"
    assert names[1:5] == ["Key figures", "Answers", "Neighbours in the ranking", "What was left out"]
    assert [name for name in names if name.startswith("Figure")] == [
        f"Figure {at}" for at in range(1, len(gallery("en").charts) + 1)
    ]


def test_numbers_are_whole_and_formatted_by_their_kind() -> None:
    rows = rows_of(written("en"), "Neighbours in the ranking")
    assert rows[3] == ["Country", "Rank", "Index", "Distance"]
    assert rows[5] == ["Bahrain", 18.0, 0.91958, 0.0]
    assert rows[7] == ["A country without numbers", "", "", ""]
    (styles,) = parts(written("en"), "xl/styles.xml")
    assert {'formatCode="0.0000"', 'formatCode="0.0%"'} <= set(re.findall(r'formatCode="[^"]*"', styles))


def test_key_figures_have_each_their_own_kind() -> None:
    figures = KeyFigures((KeyFigure("A", 0.5, "percent"), KeyFigure("B", 3, "rank"), KeyFigure("C", "words")))
    assert [row[1] for row in rows_of(write_xlsx(note(figures)), "Key figures")[4:]] == [0.5, 3.0, "words"]


def test_an_answer_that_is_missing_says_so() -> None:
    rows = rows_of(write_xlsx(note(Fields((("Asked", None), ("Number", 3))))), "Answers")
    assert [row[:2] for row in rows[4:]] == [["Asked", "– Not answered"], ["Number", 3.0]]


def test_an_answer_says_what_it_was_asked_under() -> None:
    blocks = (
        Heading("Laws"),
        Heading("On data", 2),
        Fields((("In words", "Law 30"),)),
        Heading("On records", 2),
        Fields((("In words", None),)),
        Heading("Portals"),
        Fields((("Where", "Here"),)),
    )
    rows = rows_of(write_xlsx(note(*blocks)), "Answers")
    assert [row[2] for row in rows[4:]] == ["Laws › On data", "Laws › On records", "Portals"]


@pytest.mark.parametrize("words", ["=1+1", "+A1", "@SUM(A1)", "-2+3", "http://x.example.org", "{=A1}", "'"])
def test_text_is_never_a_formula_and_never_a_link(words: str) -> None:
    content = write_xlsx(note(DataTable(words, (Column(words),), ((words,),))))
    assert [words] in rows_of(content, book_of(content).sheet_names[1])
    sheets = "".join(parts(content, r"xl/worksheets/sheet[2-9]\.xml"))
    assert "<f>" not in sheets
    assert "<hyperlink" not in sheets


def test_tables_are_tables_with_frozen_headings() -> None:
    tables = parts(written("en"), r"xl/tables/table\d+\.xml")
    with_rows = [table for table in gallery("en").tables if table.rows]
    assert len(tables) == len(with_rows) + len(gallery("en").charts) + 3
    sheets = parts(written("en"), r"xl/worksheets/sheet\d+\.xml")
    assert sum('state="frozen"' in sheet for sheet in sheets) == len(sheets) - 1


@pytest.mark.parametrize(("language", "turned"), [("ar", True), ("en", False)])
def test_arabic_sheets_begin_at_the_right(language: str, turned: bool) -> None:
    sheets = parts(written(language), r"xl/worksheets/sheet\d+\.xml")
    assert {'rightToLeft="1"' in sheet for sheet in sheets} == {turned}


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_are_native_where_that_is_honest_and_pictures_elsewhere_with_their_words(
    language: str,
) -> None:
    charts = gallery(language).charts
    native = [chart for chart in charts if chart.native]
    assert len(parts(written(language), r"xl/charts/chart\d+\.xml")) == len(native)
    drawings = "".join(parts(written(language), r"xl/drawings/drawing\d+\.xml"))
    assert drawings.count("descr=") == len(charts)
    reversed_axes = [
        one.count('orientation val="maxMin"') for one in parts(written(language), r"xl/charts/.*\.xml")
    ]
    assert all(reversed_axes) if language == "ar" else not all(reversed_axes)


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["A" * 40, "a" * 40], ["A" * 31, f"{'a' * 29} 2"]),
        (["[x]:*?/\\'y'"], ["x y"]),
        (["History", "  ", ""], ["History 2", "–", "– 2"]),
        (["\N{GRINNING FACE}" * 20], ["\N{GRINNING FACE}" * 15]),
    ],
)
def test_names_of_sheets(titles: list[str], names: list[str]) -> None:
    assert sheet_names(titles) == names
    assert all(len(name.encode("utf-16-le")) // 2 <= 31 for name in names)


def test_headings_that_are_alike_are_told_apart() -> None:
    assert headings(["Rank", "RANK", "", ""]) == ["Rank", "RANK 2", "–", "– 2"]
    columns = (Column("x" * 300), Column("x" * 300), Column(""))
    content = write_xlsx(note(DataTable("T", columns, (("a", "b", "c"),))))
    assert ["a", "b", "c"] in rows_of(content, "T")


def test_rows_are_as_high_as_their_words_need() -> None:
    rows = (("Short", 1), ("A sentence that goes on and on. " * 20, 2), ("One\nTwo\nThree", 3))
    table = DataTable("Words", (Column("What"), Column("Rank", "rank")), rows)
    made = heights(write_xlsx(note(table)), "xl/worksheets/sheet2.xml")
    assert made[4] is None
    assert made[5] >= 10 * 15
    assert made[6] == 45


def heights(content: bytes, part: str) -> dict[int, float | None]:
    """Heights of rows by their place from 0; None where the program that opens it may choose."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened_file:
        sheet = ET.fromstring(opened_file.read(part))
    found = {int(row.get("r", "0")) - 1: row.get("ht") for row in sheet.iterfind(".//{*}row")}
    return {at: float(height) if height else None for at, height in found.items()}


def test_ten_thousand_rows() -> None:
    content = write_xlsx(many("en", rows=10_000))
    assert len(rows_of(content, "A long table")) == 10_004


def test_a_text_longer_than_a_cell_is_cut_where_everybody_sees_it() -> None:
    (row,) = rows_of(write_xlsx(note(Paragraph("x" * 40_000))), "Text")[4:]
    assert (len(row[0]), row[0][-1]) == (32_767, "…")


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_reports_are_equal_bytes(language: str) -> None:
    assert write_xlsx(gallery(language)) == written(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_wants_is_written_whole(language: str) -> None:
    assert "\N{REPLACEMENT CHARACTER}" in words_of_xlsx(write_xlsx(ugly(language)))
    assert len(book_of(write_xlsx(nothing(language))).sheet_names) == 1
    assert words_of_xlsx(write_xlsx(note(DataTable("T", (Column("A", "index"),), ((float("nan"),),)))))
