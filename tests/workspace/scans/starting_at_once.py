"""Threads that start a scan of the same portals at the same moment; prints how many were begun."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import django


def main(count: int) -> None:
    from django.db import connections

    from miqyas.jobs.scans import scan_start
    from miqyas.workspace.registry.models import Entity
    from miqyas.workspace.scans.errors import ScanError
    from miqyas.workspace.scans.models import Scan
    from miqyas.workspace.scans.plans import ScanPlan
    from tests.campaign_cast import entity
    from tests.workspace.scans.scans_given import portal_of

    portal_of(
        entity("health", kind="ministry", name_ar="الصحة", name_en="Health", mandates=[]),
        "https://health.example.org/",
    )
    start = threading.Barrier(count)

    def begin(number: int) -> str:
        whose = Entity.objects.get() if number % 2 else None
        start.wait(timeout=20)
        try:
            scan_start(whose, plan=ScanPlan.usual(), by=None)
        except ScanError as error:
            return error.full_code
        finally:
            connections.close_all()
        return "begun"

    with ThreadPoolExecutor(count) as pool:
        said = sorted(pool.map(begin, range(count)))
    print(Scan.objects.count(), *said)


django.setup()
main(int(sys.argv[1]))
