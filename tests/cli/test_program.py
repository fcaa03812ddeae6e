"""What holds for every command: help, language, wrong words, faults."""

import json

import pytest
from typer.main import get_command

from miqyas.cli.fields import FIELDS_OF
from miqyas.cli.main import app

COMMANDS = sorted(get_command(app).commands)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("command", [c for c in COMMANDS if c != "manage"])
def test_every_command_has_help_in_words(cli, command, language):
    shown = cli(command, "--help", "--lang", language)
    assert (shown.code, shown.err) == (0, "")
    assert f"miqyas {command}" in shown.out


def test_help_lists_every_command(cli):
    for words in ([], ["--help"]):
        assert all(command in cli(*words).out for command in COMMANDS)


def test_language_from_the_environment(cli, monkeypatch):
    monkeypatch.delenv("MIQYAS_LANGUAGE")
    assert "الأوامر" in cli("--help").out or "خيارات" in cli("--help").out
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "Everywhere" in cli("--help").out


def test_shared_options_stand_anywhere(cli):
    before, after = (
        cli("--json", "--lang", "ar", "rank", "--top", "1"),
        cli("rank", "--top=1", "--lang=ar", "--json"),
    )
    assert before.json == after.json


def test_an_overlay_folder_by_option(cli, tmp_path):
    assert str(tmp_path / "mine") in cli("datasets", "--data-dir", str(tmp_path / "mine")).out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["contry", "BHR"], "Did you mean: country"),
        (["rank", "--bogus"], "miqyas rank has no option --bogus"),
        (["country"], "miqyas country needs WHO"),
        (["rank", "--edition"], "--edition needs a value"),
        (["rank", "--edition", "soon"], "The value given for --edition, -e does not fit"),
        (["--lang", "tlh"], "ar, en"),
        (["--lang"], "needs a value"),
        (["datasets", "too", "many"], "More words follow"),
        (["rank", "--top", "0"], "does not fit"),
    ],
)
def test_wrong_words_are_answered_in_words_on_standard_error(cli, words, says):
    shown = cli(*words)
    assert (shown.code, shown.out) == (2, "")
    assert says in shown.err
    assert "Traceback" not in shown.err


def test_an_error_as_json(cli):
    error = json.loads(cli("country", "Bahrian", "--json").err)["error"]
    assert error["code"] == "country.meant"
    assert error["remedy"] == "Did you mean: Bahrain?"


def test_a_fault_of_the_program_is_told_without_a_traceback(cli, monkeypatch):
    monkeypatch.setattr("miqyas.analysis.world.load_world", lambda *_: 1 / 0)
    told, shown = cli("rank"), cli("rank", "--debug")
    assert told.code == shown.code == 3
    assert "Something unexpected went wrong" in told.err
    assert "Traceback" not in told.err
    assert "Traceback" in shown.err


@pytest.mark.parametrize(
    "words",
    [
        ["country", "BHR"],
        ["rank", "--top", "2"],
        ["compare", "BHR", "gcc"],
        ["history", "BHR"],
        ["history"],
        ["method"],
        ["diff", "2022", "2024"],
        ["explain", "BHR"],
        ["verify", "-e", "2024"],
        ["datasets"],
        ["catalogue"],
        ["catalogue", "--coverage"],
        ["catalogue", "--feature", "OSI-SP-001"],
        ["catalogue", "--diff", "OSI", "OSI"],
    ],
    ids=" ".join,
)
def test_the_fields_of_json_are_documented(cli, words):
    found = cli(*words, "--json").json
    documented = set(FIELDS_OF[words[0]])
    assert found.keys() <= documented
    for row in [*found.get("countries", []), *found.get("subjects", []), *found.get("history", [])]:
        assert row.keys() <= documented
