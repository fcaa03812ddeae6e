"""`miqyas report`: a report on a country, written as a file."""

import zipfile
from pathlib import Path

import pytest


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_brief_to_sign(cli, tmp_path, language):
    file = tmp_path / "brief.pdf"
    told = cli("report", "brief", "البحرين", "--out", str(file), "--json", "--lang", language).json
    assert told["file"] == str(file)
    assert "2024" in told["title"]
    assert set(told["versions"]) == {"software", "methodology", "data"}
    assert file.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("form", ["docx", "pptx", "xlsx"])
def test_to_go_on_writing_in(cli, tmp_path, form):
    file = tmp_path / f"brief.{form}"
    assert cli("report", "brief", "BHR", "--format", form, "--out", str(file)).code == 0
    assert zipfile.is_zipfile(file)


def test_an_edition_and_a_goal(cli, tmp_path):
    file = tmp_path / "a.pdf"
    told = cli("report", "brief", "TUN", "--edition", "2016", "--out", str(file), "--json").json
    assert "2016" in told["title"]
    assert cli("report", "forecast", "TUN", "--rank", "60", "--out", str(file)).code == 0


def test_a_name_of_its_own_where_none_is_given(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cli("report", "brief", "COM")
    assert [Path(one).name for one in tmp_path.iterdir()] == ["miqyas-brief-COM-en.pdf"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("poem", "BHR"), "brief, full, forecast, audit"),
        (("brief", "BHR", "--format", "exe"), "pdf, docx, pptx, xlsx"),
        (("brief", "Atlantis"), "Atlantis"),
        (("brief", "BHR", "--edition", "1999"), "1999"),
    ],
)
def test_what_is_not_there(cli, tmp_path, monkeypatch, words, says):
    monkeypatch.chdir(tmp_path)
    shown = cli("report", *words)
    assert shown.code == 2
    assert says in shown.err
    assert not list(tmp_path.iterdir())


def test_a_place_where_nothing_can_be_written(cli, tmp_path):
    shown = cli("report", "brief", "BHR", "--out", str(tmp_path / "no" / "such" / "folder.pdf"))
    assert shown.code == 2
