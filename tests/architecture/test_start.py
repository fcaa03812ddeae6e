"""The command line answers at once: what is heavy is imported where it is used."""

import json
import subprocess
import sys

HEAVY = ("numpy", "scipy", "django", "vl_convert", "pyarrow", "xlsxwriter", "python_calamine")
HELP = """
import json, sys
from miqyas.cli.main import app
try:
    app(["--help"])
except SystemExit:
    pass
print(json.dumps(sorted(name for name in sys.modules if "." not in name)))
"""


def test_help_imports_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-c", HELP], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert not set(HEAVY) & set(loaded)
