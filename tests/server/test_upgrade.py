"""A database of the first tables, with a row in each of them, is brought up to date and loses nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT

pytestmark = pytest.mark.slow
FILLED = """
import django; django.setup()
from miqyas.workspace.services.models import ServiceRevision
print(ServiceRevision.objects.filter(state="published").count())
"""


@pytest.fixture
def old(empty_database: str, tmp_path: Path) -> "Installation":
    made = Installation(empty_database, tmp_path)
    made.run("-m", "tests.server.early_state", "make", tmp_path / "rows.json")
    return made


class Installation:
    """One whose database is of an older version than the program."""

    def __init__(self, database: str, folder: Path) -> None:
        self.folder = folder
        self.own = {
            **os.environ,
            "MIQYAS_DATABASE_URL": database,
            "MIQYAS_DATA_DIR": str(folder / "data"),
            "MIQYAS_LANGUAGE": "en",
            "DJANGO_SETTINGS_MODULE": "miqyas.server.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }

    def ask(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *words]
        return subprocess.run(command, env=self.own, cwd=ROOT, capture_output=True, text=True, check=False)

    def run(self, *words: str | Path) -> str:
        done = self.ask(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def changed(self) -> dict[str, object]:
        """The tables of before whose rows are no longer what they were."""
        told = self.run("-m", "tests.server.early_state", "compare", self.folder / "rows.json")
        return dict(json.loads(told))


def test_it_is_left_alone_until_asked_and_then_brought_up_to_date_with_every_row(old: Installation) -> None:
    tables = json.loads((old.folder / "rows.json").read_text())
    assert len(tables) > 100
    assert all(said["rows"] for said in tables.values())

    refused = old.ask("-m", "miqyas", "worker")
    assert (refused.returncode, "miqyas manage migrate" in refused.stderr) == (2, True)
    assert old.changed() == {}

    old.run("-m", "miqyas", "manage", "migrate", "--no-input", "-v0")
    assert old.changed() == {}
    assert old.run("-c", FILLED) == "1"
    told = json.loads(old.ask("-m", "miqyas", "doctor", "--json").stdout)
    assert {"name": "migrations", "ok": True}.items() <= told["checks"][1].items()

    made = old.ask("-m", "miqyas", "backup", old.folder / "after.zip", "--json")
    assert made.returncode in {0, 1}, made.stderr  # the file of the one proof was never there
    assert json.loads(made.stdout)["rows"] > len(tables)
