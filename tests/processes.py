"""Processes of one installation with a database of its own, for tests that kill some of them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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


@contextmanager
def workers(
    module: str, environment: Mapping[str, str], *, logs: Path
) -> Iterator[Callable[..., subprocess.Popen]]:
    """Start worker processes, each with what is its own besides; those that live at the end are stopped."""
    started: list[subprocess.Popen] = []

    def start(**own: str) -> subprocess.Popen:
        log = (logs / f"worker{len(started)}.log").open("w")
        command = [sys.executable, "-m", module]
        started.append(
            subprocess.Popen(command, env={**environment, **own}, cwd=ROOT, stderr=log, stdout=log)
        )
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=20)


def wait_for(condition: Callable[[], bool], *, seconds: float) -> None:
    """Look again and again until it is so; fail when it takes too long."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)
