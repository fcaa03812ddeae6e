"""Tables to take away: what goes out can be read back, says where it is from, and runs nothing."""

import csv
import hashlib
import io
import json
import sys
import zipfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from miqyas.analysis.world import World, load_world
from miqyas.kernel.datasets import ActiveSet
from miqyas.kernel.text import Text
from miqyas.observations.imports import read_import
from miqyas.reports.tables import (
    Column,
    ExportError,
    Table,
    table_names_of,
    table_of,
    tables_of,
    write_csv,
    write_json,
    write_package,
    write_parquet,
    write_xlsx,
)


def text(ar: str, en: str) -> Text:
    return Text({"ar": ar, "en": en})


SMALL = Table(
    name="small",
    title=text("جدول صغير", "A small table"),
    columns=(
        Column("name", text("الدولة", "State")),
        Column("rank", text("المركز", "Rank"), "rank"),
        Column("egdi", text("المؤشر", "Index"), "index", text("من 0 إلى 1", "0 to 1")),
        Column("note", text("ملاحظة", "Note")),
    ),
    rows=(
        (text("البحرين", "Bahrain"), 18, 0.91958, "=cmd|' /C calc'!A0"),
        (text("تركيا", "Türkiye"), None, None, "@SUM(1)"),
    ),
    source=Text({"ar": "مصدر", "en": "A source"}),
    licence=Text({"ar": "CC BY 4.0", "en": "CC BY 4.0"}),
    mark="V",
    notes=(text("ملاحظة", "A note"),),
    versions={"data": "abc"},
)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


def rows_of(content: bytes, *, encoding: str = "utf-8") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding))))


def open_sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_csv_holds_full_numbers_and_empty_cells_for_no_value() -> None:
    bahrain, turkiye = rows_of(write_csv(SMALL))
    assert (bahrain["name"], bahrain["rank"], bahrain["egdi"]) == ("Bahrain", "18", "0.91958")
    assert (turkiye["rank"], turkiye["egdi"]) == ("", "")


def test_csv_in_arabic_keeps_the_names_of_the_columns() -> None:
    assert rows_of(write_csv(SMALL, language="ar"))[0]["name"] == "البحرين"


def test_csv_for_excel_begins_with_the_mark_it_looks_for() -> None:
    content = write_csv(SMALL, encoding="utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbfname,")
    assert rows_of(content, encoding="utf-8-sig") == rows_of(write_csv(SMALL))


def test_no_cell_of_a_csv_is_taken_for_a_formula() -> None:
    assert [row["note"] for row in rows_of(write_csv(SMALL))] == ["'=cmd|' /C calc'!A0", "'@SUM(1)"]


def test_json_carries_both_languages_and_the_source() -> None:
    document = json.loads(write_json(SMALL))
    assert document["rows"][0]["name"] == {"ar": "البحرين", "en": "Bahrain"}
    assert document["rows"][1]["egdi"] is None
    assert (document["source"]["en"], document["licence"]["en"], document["mark"]) == (
        "A source",
        "CC BY 4.0",
        "V",
    )
    assert [column["type"] for column in document["columns"]] == ["string", "integer", "number", "string"]


def test_xlsx_in_arabic_runs_from_right_to_left_under_arabic_headings() -> None:
    content = write_xlsx([SMALL], language="ar")
    sheets = open_sheets(content)
    assert list(sheets) == ["جدول صغير", "عن الجداول"]
    assert sheets["جدول صغير"][0] == ["الدولة", "المركز", "المؤشر (من 0 إلى 1)", "ملاحظة"]
    assert sheets["جدول صغير"][1][:3] == ["البحرين", 18.0, 0.91958]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert 'rightToLeft="1"' in sheet
    assert 'state="frozen"' in sheet


def test_xlsx_holds_no_formula_and_no_link() -> None:
    content = write_xlsx([SMALL], language="en")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert open_sheets(content)["A small table"][1][3] == "=cmd|' /C calc'!A0"


def test_xlsx_says_where_the_numbers_are_from() -> None:
    about = dict(row[:2] for row in open_sheets(write_xlsx([SMALL], language="en"))["About"])
    assert (about["Source"], about["Licence"], about["Data version"]) == ("A source", "CC BY 4.0", "abc")
    assert about["Confidence"].startswith("Verified")


def test_two_tables_of_one_title_get_two_sheets() -> None:
    assert list(open_sheets(write_xlsx([SMALL, SMALL], language="en"))) == [
        "A small table",
        "A small table 2",
        "About",
    ]


def test_a_data_package_describes_its_files_by_hash_and_type() -> None:
    with zipfile.ZipFile(io.BytesIO(write_package([SMALL], name="small"))) as packed:
        described = json.loads(packed.read("datapackage.json"))
        (resource,) = described["resources"]
        content = packed.read(resource["path"])
        assert set(packed.namelist()) == {"datapackage.json", "data/small.csv", "LICENCES.txt"}
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert resource["bytes"] == len(content)
    assert resource["licenses"][0]["name"] == "CC-BY-4.0"
    types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    assert types == {"name": "string", "rank": "integer", "egdi": "number", "note": "string"}


@pytest.mark.parametrize(
    "write",
    [
        write_csv,
        write_json,
        lambda table: write_xlsx([table], language="ar"),
        lambda table: write_package([table], name="x"),
    ],
)
def test_equal_tables_give_equal_bytes(write: Any) -> None:
    assert write(SMALL) == write(SMALL)


def test_parquet_keeps_the_types() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    read = parquet.read_table(io.BytesIO(write_parquet(SMALL)))
    assert read.to_pylist()[0]["egdi"] == 0.91958
    assert read.to_pylist()[1]["rank"] is None
    assert read.schema.metadata[b"source"] == b"A source"


def test_parquet_without_its_library_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError) as caught:
        write_parquet(SMALL)
    assert "pip install 'miqyas[parquet]'" in caught.value.remedy("en")
    assert "pyarrow" in caught.value.problem("ar")


def test_every_loaded_table_can_be_written_in_every_format(world: World) -> None:
    tables = tables_of(world)
    assert len({table.name for table in tables}) == len(tables)
    for table in tables:
        assert len(rows_of(write_csv(table))) == len(table.rows)
        assert len(json.loads(write_json(table))["rows"]) == len(table.rows)
    sheets = open_sheets(write_xlsx(tables, language="ar"))
    assert len(sheets) == len(tables) + 1


def test_the_ranking_of_an_edition_and_of_all(world: World) -> None:
    every, one = table_of(world, "standings"), table_of(world, f"standings_{world.latest}")
    assert (len(every.rows), len(one.rows)) == (2_308, 193)
    bahrain = next(row for row in rows_of(write_csv(one)) if row["iso3"] == "BHR")
    assert (bahrain["rank"], bahrain["group"], bahrain["rating_class"]) == ("18", "very_high", "VH")
    assert abs(float(bahrain["computed_egdi"]) - float(bahrain["egdi"])) < 1e-4


def test_codes_with_leading_zeros_stay_text(world: World) -> None:
    m49 = next(column for column in table_of(world, "countries").columns if column.name == "m49")
    assert m49.field_type == "string"
    assert rows_of(write_csv(table_of(world, "countries")))[0]["m49"] == "004"


def test_the_method_of_an_edition_is_a_table(world: World) -> None:
    rows = {row["code"]: row for row in rows_of(write_csv(table_of(world, f"method_{world.latest}")))}
    assert (rows["OSI.SP"]["parent"], rows["OSI.SP"]["weight"]) == ("OSI", "0.45")


def test_imported_inputs_become_a_table() -> None:
    plan = read_import(b"edition,iso3,code,value\n2024,BHR,TII.MS,148.4\n", name="raw.csv")
    world = load_world(ActiveSet().with_dataset(plan.datasets[0]))
    assert [row["value"] for row in rows_of(write_csv(table_of(world, "raw_2024")))] == ["148.4"]


def test_imported_results_are_said_to_be_imported() -> None:
    line = b"edition,iso3,egdi,egdi_rank,osi,tii,hci,epi\n2026,BHR,0.9,1,0.9,0.9,0.9,0.9\n"
    plan = read_import(line, name="SYNTHETIC-2026.csv")
    world = load_world(ActiveSet().with_dataset(plan.datasets[0]))
    (note,) = table_of(world, "standings_2026").notes
    assert "2026" in note["en"]
    assert "imported" in note["en"]


def test_an_unknown_table_names_the_others(world: World) -> None:
    with pytest.raises(ExportError) as caught:
        table_of(world, "nothing")
    for language in ("ar", "en"):
        assert "survey_results" in caught.value.remedy(language)
    assert "survey_results" in table_names_of(world)
