"""An installation that lacks extras: what came with them alone cannot be imported."""

import json
import os
import subprocess
import sys
from importlib.metadata import packages_distributions, requires
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.processes import ROOT

BLOCKING: Final = """
import json, sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
BLOCKED = set(json.loads(sys.argv.pop(1)))
sys.meta_path.insert(0, Missing())
"""


def installed_by(*extras: str) -> set[str]:
    """The distributions that `pip install miqyas[extras]` brings, by their own account."""
    found: set[str] = set()
    open_ = [("miqyas", frozenset(extras))]
    while open_:
        name, wanted = open_.pop()
        for line in requires(name) or []:
            need = Requirement(line)
            key = canonicalize_name(need.name)
            if need.marker and not any(need.marker.evaluate({"extra": one}) for one in ("", *wanted)):
                continue
            if key not in found or need.extras:
                found.add(key)
                open_.append((key, frozenset(need.extras)))
    return found


def modules_without(*extras: str) -> set[str]:
    """The modules of this environment that an installation with these extras alone would not have."""
    kept = installed_by(*extras) | {"miqyas"}
    return {
        module
        for module, owners in packages_distributions().items()
        if not {canonicalize_name(owner) for owner in owners} & kept
    }


def run_without(code: str, *words: str, extras: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run Python where nothing is installed but the library and these extras; the words are its arguments."""
    blocked = json.dumps(sorted(modules_without(*extras)))
    return subprocess.run(
        [sys.executable, "-c", BLOCKING + code, blocked, *words],
        cwd=ROOT, env={**os.environ, "MIQYAS_LANGUAGE": "en"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
