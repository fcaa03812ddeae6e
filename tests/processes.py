"""Processes of one installation with a database of its own, for tests that kill some of them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]


@pytest.fixture
def environment(own_database: str, tmp_path: Path) -> dict[str, str]:
    """What the processes of one installation share."""
    own = {
        "MIQYAS_DATABASE_URL": own_database,
        "MIQYAS_DATA_DIR": str(tmp_path),
        "MIQYAS_JOB_LEASE_SECONDS": "2",
        "DJANGO_SETTINGS_MODULE": "miqyas.server.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    return {**os.environ, **own}


@pytest.fixture
def python(environment: dict[str, str]) -> Callable[..., str]:
    """Run Python in a process of the installation and give what it prints."""

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


def wait_for(condition: Callable[[], bool], *, seconds: float) -> None:
    """Look again and again until it is so; fail when it takes too long."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)
