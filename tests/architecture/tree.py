"""The checkout as the tests of its architecture see it: files, rooms and their order."""

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "miqyas"

# No Django, no year: rooms that hold the Survey and what is computed from it.
PURE_ROOMS = (
    "kernel",
    "extras",
    "sheets",
    "methodology",
    "observations",
    "catalogue",
    "index",
    "analysis",
    "assessment",
    "reports",
    "library",
)


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def room_levels() -> dict[str, int]:
    """Each room with its height, as the contract of import-linter orders them: kernel is 0."""
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "rooms")
    return {
        room.strip(" ()"): level for level, layer in enumerate(reversed(layers)) for room in layer.split("|")
    }


def python_files(*rooms: str) -> list[Path]:
    """The source files of these rooms, or of all of them."""
    folders = [PACKAGE / room for room in rooms] or [PACKAGE]
    return sorted(file for folder in folders for file in folder.rglob("*.py"))


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def place(file: Path, node: ast.AST) -> str:
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that Git tracks; the test is skipped, and says so, where this is no Git checkout."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        pytest.skip(f"not a Git checkout, so its tracked files are unknown: {error}")
    return tuple(file for name in listed.split("\0") if name and (file := ROOT / name).is_file())
