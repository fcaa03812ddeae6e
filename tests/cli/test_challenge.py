"""`miqyas challenge verify`: whoever holds an export computes its standings anew, to the byte."""

import json

import pytest

from miqyas.assessment.challenge.export import canonical, export
from tests.assessment.challenge.test_standings import FIGURES


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "round.json"
    made.write_bytes(export(FIGURES))
    return made


def test_an_export_as_it_was_taken_is_sound(cli, file):
    told = cli("challenge", "verify", str(file))
    assert (told.code, told.err) == (0, "")
    assert "Sound: the figures give these very standings, to the byte." in told.out
    assert "سليم" in cli("challenge", "verify", str(file), "--lang", "ar").out


def test_it_needs_no_installation(program, file):
    assert program("challenge", "verify", str(file)).returncode == 0


def test_a_changed_mark_is_found_and_its_places_are_told(cli, file):
    document = json.loads(file.read_bytes())
    document["sheets"][0]["marks"]["use"] = 1
    file.write_bytes(canonical(document))
    told = cli("challenge", "verify", str(file))
    assert told.code == 1
    assert "The figures give other standings" in told.out
    assert "standings.nominations.0.corrected" in told.out


def test_as_json(cli, file):
    told = cli("challenge", "verify", str(file), "--json").json
    assert (told["holds"], told["differing"]) == (True, [])
    assert set(told) == {"holds", "file", "sha256", "differing"}


def test_what_is_no_export_is_refused(cli, tmp_path):
    wrong = tmp_path / "x.json"
    wrong.write_text("{}")
    told = cli("challenge", "verify", str(wrong))
    assert told.code == 2
    assert "no export of a round" in told.err
    gone = cli("challenge", "verify", str(tmp_path / "gone.json"))
    assert gone.code == 2
    assert "Cannot read" in gone.err
