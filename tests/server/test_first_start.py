"""The first start makes the tables of an empty database; one that holds something is left as it is."""

import os
import subprocess
import sys
from pathlib import Path

from tests.processes import ROOT

STARTING = """
from miqyas.server.run import first_start
print(first_start("127.0.0.1", 8000))
"""


def started(folder: Path) -> str:
    own = {**os.environ, "MIQYAS_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", STARTING]
    done = subprocess.run(command, env=own, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_empty_database_is_made_ready_once(tmp_path: Path) -> None:
    assert started(tmp_path).startswith("http://127.0.0.1:8000/ar/account/first/")
    assert started(tmp_path) == "None"
