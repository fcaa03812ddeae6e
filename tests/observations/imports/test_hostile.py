"""Files that are too big, swell when unpacked, or hold what must never run: refused in time."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter

from miqyas.observations.imports import ImportPlan, read_import

GIGABYTE = 2**30
HEADINGS = ["edition", "iso3", "code", "value"]


def codes(plan: ImportPlan) -> list[str]:
    assert not plan.is_ready
    return [problem.full_code.removeprefix("import.") for problem in plan.problems]


def workbook(*sheets: list[list[object]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for rows in sheets:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    book.close()
    return target.getvalue()


def with_part(content: bytes, part: str, data: bytes) -> bytes:
    """The workbook with one part replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, data)
    return target.getvalue()


def sheet_of(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read("xl/worksheets/sheet1.xml")


def test_two_gigabytes_are_refused_by_size_before_reading(tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    with big.open("wb") as stream:
        stream.truncate(2 * GIGABYTE)
    plan = read_import(big)
    assert codes(plan) == ["too_large"]
    assert plan.problems[0].problem("en") == "The file has 2,048 MB; at most 50 MB are read. None of it was."


def test_a_large_upload_is_refused() -> None:
    assert codes(read_import(bytes(51 * 2**20), name="upload.csv")) == ["too_large"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert codes(read_import(tmp_path / "absent.csv")) == ["unreadable"]
    assert codes(read_import(tmp_path)) == ["is_folder"]


def test_a_workbook_that_swells() -> None:
    plain = workbook([HEADINGS, [2024, "BHR", "TII.IU", 100]])
    plan = read_import(with_part(plain, "xl/media/x.bin", bytes(99 * 2**20)), name="bomb.xlsx")
    assert codes(plan) == ["zip_bomb"]
    assert "swells" in plan.problems[0].problem("en")
    assert "ينتفخ" in plan.problems[0].problem("ar")


def test_a_workbook_that_lies_about_its_size() -> None:
    plain = workbook([HEADINGS, [2024, "BHR", "TII.IU", 100]])
    zeros = bytes(60 * 2**20)
    bomb = bytearray(with_part(plain, "xl/media/x.bin", zeros))
    size, false_size = len(zeros).to_bytes(4, "little"), (100).to_bytes(4, "little")
    bomb = bomb.replace(size, false_size)
    bomb = bomb.replace(
        zlib.crc32(zeros).to_bytes(4, "little"), zlib.crc32(zeros[:100]).to_bytes(4, "little")
    )
    plan = read_import(bytes(bomb), name="lying.xlsx")
    assert plan.is_ready or codes(plan) in (["zip_bomb"], ["damaged_workbook"])


def test_a_workbook_of_thousands_of_parts() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for number in range(1_001):
            packed.writestr(f"xl/{number}", b"")
    assert codes(read_import(target.getvalue(), name="parts.xlsx")) == ["zip_bomb"]


def test_a_cell_far_out_does_not_fill_the_memory() -> None:
    plain = workbook([HEADINGS, [2024, "BHR", "TII.IU", 100]])
    far = sheet_of(plain).replace(b'r="D2"', b'r="D2000000"').replace(b'<row r="2"', b'<row r="2000000"')
    assert codes(read_import(with_part(plain, "xl/worksheets/sheet1.xml", far), name="far.xlsx")) == [
        "too_many_cells"
    ]
    wide = sheet_of(plain).replace(b'r="D2"', b'r="XFD2"')
    assert codes(read_import(with_part(plain, "xl/worksheets/sheet1.xml", wide), name="wide.xlsx")) == [
        "too_many_columns"
    ]


def test_thousands_of_columns() -> None:
    text = ",".join(["edition", "iso3", *(f"x{number}" for number in range(5_000))])
    assert codes(read_import(text.encode(), name="wide.csv")) == ["too_many_columns"]


def test_a_very_long_line() -> None:
    assert codes(read_import(b"edition,iso3\n" + b"x," * 600_000, name="long.csv")) == ["long_line"]


def test_a_very_long_cell() -> None:
    assert codes(read_import(b"edition,iso3\n2024," + b"x" * 20_000, name="long.csv")) == ["long_cell"]


def test_formulas_are_never_evaluated() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_row(1, 0, [2024, "BHR", "TII.IU"])
    sheet.write_formula(1, 3, "=40+2", None, 99)
    book.close()
    plan = read_import(target.getvalue(), name="formula.xlsx")
    assert plan.datasets[0].content.decode().splitlines()[1] == "2024,BHR,TII.IU,99.0,observed"
    assert [notice.full_code for notice in plan.notices] == ["import.formulas"]


def test_a_formula_in_error_is_not_taken_for_an_empty_cell() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_row(1, 0, [2024, "BHR", "TII.IU"])
    sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    book.close()
    plan = read_import(target.getvalue(), name="error.xlsx")
    assert codes(plan) == ["not_a_number"]
    assert "#DIV/0!" in plan.problems[0].problem("en")


def test_a_formula_saved_without_its_value() -> None:
    plain = workbook([HEADINGS, [2024, "BHR", "TII.IU", 100]])
    unsaved = sheet_of(plain).replace(b"<v>100</v>", b"<f>40+2</f>")
    plan = read_import(with_part(plain, "xl/worksheets/sheet1.xml", unsaved), name="unsaved.xlsx")
    assert codes(plan) == ["formula_unsaved"]


def test_macros_are_not_run_and_told() -> None:
    plain = workbook([HEADINGS, [2024, "BHR", "TII.IU", 100]])
    plan = read_import(with_part(plain, "xl/vbaProject.bin", b"x"), name="macros.xlsm")
    assert plan.is_ready
    assert [notice.full_code for notice in plan.notices] == ["import.macros"]


def test_a_command_in_a_cell_stays_text() -> None:
    plan = read_import(b"edition,country,code,value\n2024,=cmd|' /C calc'!A0,TII.IU,1\n", name="cmd.csv")
    assert codes(plan) == ["unknown_country"]


def test_a_word_document_is_no_workbook() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    plan = read_import(target.getvalue(), name="text.docx")
    assert codes(plan) == ["wrong_type"]
    assert plan.problems[0].params["found"] == "DOCX"


def test_the_sheet_with_the_headings_is_chosen_and_named() -> None:
    plan = read_import(
        workbook([["Read me"], ["about this file"]], [HEADINGS, [2024, "BHR", "TII.IU", 99.5]]),
        name="two.xlsx",
    )
    assert plan.is_ready
    assert plan.understood is not None
    assert (plan.understood.sheet, plan.understood.format) == ("Sheet2", "xlsx")


def test_two_sheets_that_could_be_meant() -> None:
    rows = [HEADINGS, [2024, "BHR", "TII.IU", 99.5]]
    plan = read_import(workbook(rows, rows), name="two.xlsx")
    assert codes(plan) == ["several_sheets"]
    assert "Sheet1, Sheet2" in plan.problems[0].problem("en")


def test_an_empty_workbook() -> None:
    assert codes(read_import(workbook([]), name="empty.xlsx")) == ["empty_file"]


@pytest.mark.parametrize("cut", [100, 1_000, 3_000])
def test_a_workbook_cut_short(cut: int) -> None:
    plain = workbook([HEADINGS, [2024, "BHR", "TII.IU", 100]])
    assert codes(read_import(plain[:cut], name="cut.xlsx")) == ["damaged_workbook"]
