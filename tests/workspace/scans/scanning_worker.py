"""A worker in a process of its own that scans hosts of this machine; it leaves its name in a folder."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "miqyas.server.settings"


def main() -> None:
    django.setup()

    from miqyas.jobs import scan_shares
    from miqyas.jobs.run import HELD
    from miqyas.jobs.tasks import scans
    from miqyas.jobs.worker import work
    from miqyas.scanner.gather.client import Bounds
    from miqyas.scanner.gather.pace import LABORATORY
    from miqyas.scanner.gather.plan import Plan

    usual = scans.plan_for

    def patient(*given: Any, **named: Any) -> Plan:
        """Waits for what a test holds up."""
        return replace(usual(*given, **named), bounds=Bounds(seconds=120.0))

    scans.plan_for, scans.POLITENESS, scan_shares.TOLD_EVERY = patient, LABORATORY, 0.1
    (Path(os.environ["NAMES"]) / HELD.worker).write_text(str(os.getpid()))
    work(interval=0.1)


if __name__ == "__main__":  # processes of its engine read this file too
    main()
