"""`miqyas export`: tables written to files."""

import json
import zipfile
from pathlib import Path

import pytest


def test_one_table_as_json(cli, tmp_path):
    found = cli(
        "export", "--table", "survey_results", "--format", "json", "--out", str(tmp_path), "--json"
    ).json
    (file,) = found["files"]
    assert json.loads(Path(file).read_text(encoding="utf-8"))["name"] == "survey_results"


def test_all_tables_as_csv(cli, tmp_path):
    assert cli("export", "--out", str(tmp_path / "new" / "folder")).code == 0
    lines = (tmp_path / "new" / "folder" / "survey_results.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2308 + 1


@pytest.mark.parametrize(("form", "name"), [("xlsx", "miqyas.xlsx"), ("datapackage", "miqyas.zip")])
def test_all_tables_in_one_file(cli, tmp_path, form, name):
    cli("export", "--format", form, "--table", "countries", "--out", str(tmp_path))
    assert zipfile.is_zipfile(tmp_path / name)


def test_an_unknown_format(cli):
    shown = cli("export", "--format", "doc")
    assert shown.code == 2
    assert "parquet" in shown.err


def test_an_unknown_table(cli, tmp_path):
    shown = cli("export", "--table", "poems", "--out", str(tmp_path))
    assert shown.code == 2
    assert "survey_results" in shown.err


def test_a_place_where_nothing_can_be_written(cli, tmp_path):
    taken = tmp_path / "file"
    taken.write_text("here already", encoding="utf-8")
    shown = cli("export", "--table", "countries", "--out", str(taken / "folder"))
    assert shown.code == 2
    assert "or choose another" in shown.err
