"""What a test does with the database of its workers, in a process that stays: a line each, answered by one.

register ADDRESS... | scan | stop | jobs | hashes | idle
"""

import json
import sys

import django


def main() -> None:
    from miqyas.jobs.models import OPEN, Job, WorkerPresence
    from miqyas.jobs.scan_shares import LOOK
    from miqyas.jobs.scans import RUN, scan_start, scan_stop
    from miqyas.workspace.scans.models import Report, Scan
    from miqyas.workspace.scans.plans import ScanPlan
    from tests.campaign_cast import made
    from tests.workspace.scans.hosts_given import registered_at

    def register(*addresses: str) -> None:
        cast = made()
        registered_at(addresses, cast.health, cast.education)

    def scan() -> None:
        scan_start(None, plan=ScanPlan.of({"pages": 60, "seconds": 120}), by=None)

    def stop() -> None:
        scan_stop(Scan.objects.latest("asked_at"), by=None)

    def jobs() -> list[list[object]]:
        """Of the last scan: kind, state, worker, sites of each job."""
        key = str(Scan.objects.latest("asked_at").pk)
        rows = Job.objects.filter(kind__in=[RUN, LOOK], key__startswith=key).order_by("requested_at")
        return [[row.kind, row.state, row.worker, row.params.get("sites", [])] for row in rows]

    def hashes() -> list[str]:
        return list(Report.objects.order_by("at").values_list("hash", flat=True))

    def idle() -> int:
        """How many workers there are, once none has anything to do."""
        return 0 if Job.objects.filter(state__in=OPEN).exists() else WorkerPresence.objects.count()

    deeds = {"register": register, "scan": scan, "stop": stop, "jobs": jobs, "hashes": hashes, "idle": idle}
    for line in sys.stdin:
        name, *given = line.split()
        print(json.dumps(deeds[name](*given)), flush=True)


django.setup()
main()
