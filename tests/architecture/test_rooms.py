"""A room imports the rooms below it, never above: neither by a statement nor by a name in a string."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, ROOT, parsed, place, python_files, room_levels

DOTTED = re.compile(r"miqyas\.(?P<room>[a-z_]+)(\.\w+)*(:\w+)?")


def test_every_import_contract_is_kept():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room", sorted(set(room_levels()) - {"server"}))
def test_no_string_names_a_module_of_a_room_above_or_beside(room):
    """Only `server`, where everything is put together, may name modules of other rooms in its settings."""
    levels = room_levels()
    wrong = [
        f"{place(file, node)} names {node.value}"
        for file in python_files(room)
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (named := DOTTED.fullmatch(node.value)) and named["room"] != room
        if levels.get(named["room"], -1) >= levels[room]
    ]
    assert not wrong, "\n".join(wrong)


def test_every_folder_of_the_package_is_a_room():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= set(room_levels())
