"""Workbooks to fill in: right to left in Arabic, lists to choose from, locked cells, no formula anywhere."""

import io
import re
import zipfile

import pytest

from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.sheets import read_workbook

YES = Text({"ar": "نعم", "en": "Yes"})
NO = Text({"ar": "لا", "en": "No"})


def sheet(*rows: tuple[object, ...], **options: object) -> FormSheet:
    columns = (
        FormColumn(Text({"ar": "الرمز", "en": "Code"}), is_locked=True),
        FormColumn(Text({"ar": "تنطبق", "en": "Applies"}), choices=(YES, NO)),
        FormColumn(Text({"ar": "كما كانت", "en": "As it was"}), is_locked=True, is_hidden=True),
    )
    return FormSheet(Text({"ar": "نموذج", "en": "Form"}), columns, rows, **options)  # type: ignore[arg-type]


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}


@pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
def test_the_sheet_runs_as_its_language_does(language: str) -> None:
    page = parts(write_form([sheet(("A", YES, ""))], language=language))["xl/worksheets/sheet1.xml"]
    assert ('rightToLeft="1"' in page) == (language == "ar")


def test_a_list_to_choose_from_reaches_the_empty_rows_too() -> None:
    inside = parts(write_form([sheet(("A", YES, ""), blank_rows=50)], language="en"))
    rule = re.search(r'<dataValidation type="list"[^>]*sqref="B2:B52"', inside["xl/worksheets/sheet1.xml"])
    assert rule, "no list where one chooses"
    assert 'state="hidden"' in inside["xl/workbook.xml"]


def test_only_what_is_to_be_filled_in_can_be() -> None:
    inside = parts(write_form([sheet(("A", YES, ""))], language="en"))
    assert "<sheetProtection" in inside["xl/worksheets/sheet1.xml"]
    assert '<protection locked="0"/>' in inside["xl/styles.xml"]
    assert 'hidden="1"' in inside["xl/worksheets/sheet1.xml"]


def test_what_comes_back_is_what_was_written_and_lists_are_not_read() -> None:
    content = write_form([sheet(("=1+1", NO, "@x"), ("http://a.example.org", YES, ""))], language="ar")
    (grid,) = read_workbook(content, name="form.xlsx").grids
    assert [row.cells for row in grid.rows] == [
        ("الرمز", "تنطبق", "كما كانت"),
        ("=1+1", "لا", "@x"),
        ("http://a.example.org", "نعم", ""),
    ]
    inside = parts(content)
    assert not any("<f>" in text for name, text in inside.items() if name.startswith("xl/worksheets/"))
    assert not any("hyperlink" in name for name in inside)


def test_equal_forms_give_equal_bytes() -> None:
    assert write_form([sheet(("A", YES, ""))], language="en") == write_form(
        [sheet(("A", YES, ""))], language="en"
    )
