"""`miqyas report`: a report on a country, written as a file."""

import errno
import os
import zipfile
from pathlib import Path

import pytest

from miqyas.__main__ import Installation
from miqyas.server import config as configuration
from tests.reports.document.read_pdf import Pdf


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


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_on_a_full_disk_what_was_there_stays_and_nothing_half_is_left(cli, tmp_path, monkeypatch, form):
    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    file = tmp_path / f"brief.{form}"
    file.write_bytes(b"of last week")
    monkeypatch.setattr(os, "fsync", full)
    shown = cli("report", "brief", "BHR", "--format", form, "--out", str(file))
    assert shown.code == 2
    assert os.strerror(errno.ENOSPC) in shown.err
    assert str(file) in shown.err
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir() if one.is_file()] == [
        (file.name, b"of last week")
    ]


@pytest.fixture
def settings_of(monkeypatch):
    """Settings of the installation for one test."""

    def settle(**given):
        for name, value in given.items():
            monkeypatch.setenv(f"MIQYAS_REPORT_{name}", value)
        configuration.config.cache_clear()

    yield settle
    configuration.config.cache_clear()


def test_it_wears_what_the_installation_is_set_to(cli, tmp_path, settings_of):
    settings_of(
        ORGANISATION='{"ar": "هيئة الحكومة الرقمية", "en": "Digital Government Authority"}',
        COVER='{"ar": "للاستعمال الداخلي", "en": "For internal use"}',
        COLOUR="#7a1f3d",
    )
    file = tmp_path / "brief.pdf"
    assert cli("report", "brief", "BHR", "--out", str(file), processes=Installation()).code == 0
    made = Pdf(file.read_bytes())
    assert "Digital Government Authority" in made.pages[0]
    assert "For internal use" in made.pages[0]
    assert made.reader.metadata.author == "Digital Government Authority"


@pytest.mark.parametrize(
    ("setting", "value"), [("COLOUR", "#ffff00"), ("COLOUR", "yellow"), ("LOGO", "/no/such/logo.svg")]
)
def test_settings_that_cannot_be_worn_are_told_before_anything_is_made(
    cli, tmp_path, settings_of, setting, value
):
    settings_of(**{setting: value})
    file = tmp_path / "brief.pdf"
    shown = cli("report", "brief", "BHR", "--out", str(file), processes=Installation())
    assert shown.code == 2
    assert value.rpartition("/")[2] in shown.err
    assert not file.exists()
