"""`miqyas history verify` and `history checkpoint`, beside `miqyas history COUNTRY`."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.databases import migrated_sqlite

TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'history_record'"
ADD = (
    "from miqyas.workspace.history.services import record_add;"
    "record_add('test.done', actor=None, object_kind='test', object_id=1)"
)


@pytest.fixture
def installed(program: Callable, tmp_path: Path) -> Path:
    """An installation with one record in its history, and a checkpoint of it."""
    shutil.copyfile(migrated_sqlite(), tmp_path / "miqyas.sqlite3")
    assert program("manage", "shell", "-v0", "-c", ADD).returncode == 0
    held = tmp_path / "held.json"
    assert program("history", "checkpoint", str(held)).returncode == 0
    return held


def change(folder: Path) -> None:
    """What somebody with the file of the database does."""
    with sqlite3.connect(folder / "miqyas.sqlite3") as database:
        statements = [
            sql for (sql,) in database.execute(TRIGGERS.replace("SELECT name", "SELECT sql")).fetchall()
        ]
        for (name,) in database.execute(TRIGGERS).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE history_record SET action = 'test.undone'")
        for sql in statements:
            database.execute(sql)


def test_what_holds_and_what_was_changed(program: Callable, installed: Path, tmp_path: Path) -> None:
    sound = program("history", "verify", "--checkpoint", str(installed))
    assert (sound.returncode, sound.stderr) == (0, "")
    assert "Sound" in sound.stdout
    assert "What this cannot find" in sound.stdout

    change(tmp_path)
    changed = program("history", "verify", "--checkpoint", str(installed))
    assert (changed.returncode, changed.stderr) == (1, "")
    assert "was changed after it was sealed" in changed.stdout
    arabic = program("history", "verify", "--lang", "ar")
    assert (arabic.returncode, "عُدّل بعد ختمه" in arabic.stdout) == (1, True)


def test_as_json(program: Callable, installed: Path) -> None:
    told = json.loads(program("history", "verify", "--checkpoint", str(installed), "--json").stdout)
    assert set(told) == {"holds", "chains", "findings", "notes", "limits"}
    assert told["holds"] is True
    assert told["chains"][0] == {"chain": "", "seals": 1, "sealed": 1, "unsealed": 1, "covered": 1}


def test_a_checkpoint_is_never_written_over_a_file(program: Callable, installed: Path) -> None:
    before = installed.read_bytes()
    refused = program("history", "checkpoint", str(installed))
    assert (refused.returncode, installed.read_bytes() == before) == (2, True)


@pytest.mark.parametrize("content", [None, "no checkpoint"])
def test_a_file_that_is_no_checkpoint(
    program: Callable, installed: Path, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "other.json"
    if content:
        file.write_text(content)
    refused = program("history", "verify", "--checkpoint", str(file))
    assert (refused.returncode, "other.json" in refused.stderr) == (2, True)
    assert "Traceback" not in refused.stderr


def test_a_database_without_tables_is_said_in_words(program: Callable) -> None:
    refused = program("history", "verify")
    assert (refused.returncode, "migrate" in refused.stderr) == (2, True)


def test_a_country_is_still_a_country(cli: Callable) -> None:
    assert "Bahrain" in cli("history", "Bahrain").out
    assert cli("history").code == 0
