"""The worker process: draws tickets, and beside that keeps leases, sweeps and looks at schedules."""

from __future__ import annotations

import threading
from types import FrameType

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as TicketWorker

from miqyas.jobs.models import WorkerPresence
from miqyas.jobs.recovery import heartbeat, sweep
from miqyas.jobs.run import HELD
from miqyas.jobs.services import schedules_run_due

_logger = structlog.get_logger("miqyas.jobs")


class StoppableWorker(TicketWorker):
    """A drawer of tickets whose job learns, at its next step, that the process is to end."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        HELD.stopping.set()
        super().shutdown(signum, frame)


class Keeper(threading.Thread):
    """A thread that, four times in each lease, shows life, moves leases on, sweeps and looks at schedules."""

    def __init__(self) -> None:
        super().__init__(name="keeper", daemon=True)
        self._ended = threading.Event()
        self._pause = settings.MIQYAS_JOB_LEASE.total_seconds() / 4

    def run(self) -> None:
        try:
            self._beat()
            while not self._ended.wait(self._pause):
                self._beat()
        finally:
            connection.close()

    def stop(self) -> None:
        self._ended.set()
        self.join(timeout=5)

    def _beat(self) -> None:
        """One round; a database that is busy or away is met again at the next."""
        try:
            close_old_connections()
            now = timezone.now()
            heartbeat(now)
            sweep(now)
            schedules_run_due(now)
        except DatabaseError:
            _logger.warning("keeper_missed_a_beat", exc_info=True)


def work(*, until_empty: bool = False, interval: float = 1.0) -> None:
    """Carry out jobs until stopped by a signal, or with `until_empty` until none waits."""
    worker = StoppableWorker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=interval,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=HELD.worker,
    )
    if not until_empty:
        worker.configure_signals()
    keeper = Keeper()
    keeper.start()
    try:
        worker.run()
    finally:
        keeper.stop()
        WorkerPresence.objects.filter(worker=HELD.worker).delete()
