"""Write the documentation into a checkout where it is absent, or older than what it is made of.

`dev.py run` begins this beside the site, so that nobody waits for it: `python -m docs.site.fresh`.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Final

from dev import LOCKS, PACKAGE, PYTHON, ROOT, VENV, Stamps, Step, Stop, quietly

MANUAL: Final = PACKAGE / "web" / "manual"
MADE_OF: Final = (
    "GLOSSARY.md",
    "docs/*.*",
    "docs/[ae][rn]/**/*.md",
    "docs/site/*.py",
    "docs/site/*.yaml",
    "docs/site/theme/**/*.*",
    "src/miqyas/web/static/web/css/tokens.css",
    "src/miqyas/methodology/**/*.yaml",
    "src/miqyas/catalogue/**/*.yaml",
    "src/miqyas/scanner/rules/*/rule.yaml",
)
"""Texts and data. Names in the code need no look of their own: `docs/reference.md` follows them."""


def steps() -> Iterable[Step]:
    """What writes it, at the version and with the hashes of the lock of the tests; then the writing."""
    lock = LOCKS / "test.txt"
    files = tuple(sorted(path for form in MADE_OF for path in ROOT.glob(form) if path.is_file()))
    made = tuple(MANUAL / language / "help" / "index.html" for language in ("ar", "en"))
    yield Step("manual-builder", "getting what writes the documentation", (lock,), (), lambda: get(lock))
    yield Step("manual", "writing the documentation", files, made, write)


def get(lock: Path) -> None:
    """Install Zensical, which serving does without."""
    pinned = re.search(r"^zensical==\S+", lock.read_text(encoding="utf-8"), re.MULTILINE)
    if not pinned:
        raise Stop(f"{lock} has no zensical. Renew it: python3 dev.py lock")
    words = ("install", "--python", PYTHON, "--require-hashes", "--constraints", lock)
    quietly("uv", "pip", *words, pinned[0])


def write() -> None:
    """Build both languages into their place."""
    quietly(PYTHON, "-m", "docs.site")


def told_to_end(number: int, _: FrameType | None) -> None:
    """End with all that was begun here; what is half written lies beside its place."""
    signal.signal(number, signal.SIG_DFL)
    os.killpg(0, number)


def main() -> int:
    """Take the steps that are due, behind whatever else the machine has to do."""
    if os.name != "nt":
        os.nice(10)
        if os.getpgrp() == os.getpid():
            signal.signal(signal.SIGTERM, told_to_end)
    try:
        for step in steps():
            Stamps(VENV / "stamps").take(step)
    except Stop as reason:
        print(f"The documentation was not written; the site goes on without it.\n{reason}", file=sys.stderr)
        return reason.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
