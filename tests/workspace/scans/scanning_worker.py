"""A worker in a process of its own that scans hosts of this machine; it leaves its name in a folder."""

import os
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "miqyas.server.settings"
django.setup()

from miqyas.jobs import scan_shares  # noqa: E402
from miqyas.jobs.run import HELD  # noqa: E402
from miqyas.jobs.tasks import scans  # noqa: E402
from miqyas.jobs.worker import work  # noqa: E402
from miqyas.scanner.gather.pace import LABORATORY  # noqa: E402

scans.POLITENESS = LABORATORY
scan_shares.TOLD_EVERY = 0.1
(Path(os.environ["NAMES"]) / HELD.worker).write_text(str(os.getpid()))
work(interval=0.1)
