"""Build the site: `python -m docs.site [FOLDER]`.

Without a folder the site goes where the installation serves it from, at `/ar/help/` and `/en/help/`.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from docs.site.build import build
from docs.site.checks import problems
from miqyas.server.run import set_up
from miqyas.web.helping import MANUAL

signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that nothing half written stays
set_up()
target = Path(sys.argv[1]) if sys.argv[1:] else MANUAL
build(target)
found = problems(target)
print(*found, sep="\n")
sys.exit(bool(found))
