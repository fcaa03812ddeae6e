"""The command line as a person runs it, in this process or in one of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from miqyas.cli.main import app


@dataclass(frozen=True)
class Outcome:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Cli:
    """Runs commands in this process, with a data folder of their own and in English unless told otherwise."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, data_dir: str) -> None:
        self.monkeypatch = monkeypatch
        for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("MIQYAS_DATA_DIR", data_dir)
        monkeypatch.setenv("MIQYAS_LANGUAGE", "en")

    def __call__(self, *words: str, columns: int = 140, processes: Any = None) -> Outcome:
        self.monkeypatch.setenv("COLUMNS", str(columns))
        result = CliRunner().invoke(app, list(words), obj=processes)
        return Outcome(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def cli(monkeypatch, tmp_path) -> Cli:
    return Cli(monkeypatch, str(tmp_path / "data"))


@pytest.fixture
def program(tmp_path):
    """Start the program as a process of its own: ``program("rank", pipe_to="head -1")``."""

    def start(*words: str, shell: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        settings = {
            **os.environ,
            "MIQYAS_DATA_DIR": str(tmp_path),
            "MIQYAS_LANGUAGE": "en",
            "PYTHONIOENCODING": "utf-8",
        }
        command = [sys.executable, "-m", "miqyas", *words]
        given: Any = f"{' '.join(command)} {shell}" if shell else command
        return subprocess.run(
            given,
            shell=bool(shell),
            executable="/bin/bash" if shell else None,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**settings, **environment},
            check=False,
            timeout=120,
        )

    return start
