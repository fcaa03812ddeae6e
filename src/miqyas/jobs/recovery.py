"""Keeping and giving back leases: the heartbeat of this process, and the sweep after workers that died."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from miqyas.jobs.models import Job, State, WorkerPresence
from miqyas.jobs.registry import JobError, rounds
from miqyas.jobs.run import HELD, error_values
from miqyas.jobs.tickets import ticket_issue

MAX_ATTEMPTS: Final = 3
_FORGET_WORKERS_AFTER: Final = timedelta(days=1)
_FORGET_TICKETS_AFTER: Final = timedelta(days=7)
_FORGET_ROUNDS_AFTER: Final = timedelta(days=1)
_logger = structlog.get_logger("miqyas.jobs")


def heartbeat(now: datetime) -> None:
    """Show that this worker lives, and move on the leases of the jobs that it holds."""
    WorkerPresence.objects.update_or_create(worker=HELD.worker, defaults={"seen_at": now})
    if tokens := HELD.tokens():
        Job.objects.filter(lease_token__in=tokens).update(lease_until=now + settings.MIQYAS_JOB_LEASE)


def sweep(now: datetime) -> list[Job]:
    """Give out again the jobs whose worker fell silent, and return them. Every worker may run it at once."""
    WorkerPresence.objects.filter(seen_at__lt=now - _FORGET_WORKERS_AFTER).delete()
    DBTaskResult.objects.filter(finished_at__lt=now - _FORGET_TICKETS_AFTER).delete()
    done = Job.objects.filter(kind__in=rounds(), state=State.SUCCEEDED)
    done.filter(finished_at__lt=now - _FORGET_ROUNDS_AFTER).delete()
    with transaction.atomic():
        lost = list(_lost(now))
        for job in lost:
            _recover(job, now=now)
        _close_orphans(now)
    return lost


def _lost(now: datetime) -> list[Job]:
    """Jobs held beyond their lease, and waiting jobs whose ticket was drawn and led to nothing."""
    before = now - settings.MIQYAS_JOB_LEASE
    drawn = Q(status=TaskResultStatus.RUNNING, started_at__lt=before)
    spent = Q(status__in=[TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL], finished_at__lt=before)
    stale = DBTaskResult.objects.filter(drawn | spent)
    beyond = Q(state=State.RUNNING, lease_until__lt=now)
    undelivered = Q(state=State.QUEUED, ticket__in=stale.values("id"))
    return list(Job.objects.select_for_update(skip_locked=True).filter(beyond | undelivered))


def _recover(job: Job, *, now: datetime) -> None:
    _logger.warning("job_recovered", kind=job.kind, job=str(job.pk), attempts=job.attempts, worker=job.worker)
    job.lease_token = job.lease_until = None
    if job.cancel_requested:
        job.state, job.finished_at = State.CANCELLED, now
    elif job.attempts >= MAX_ATTEMPTS:
        job.state, job.finished_at = State.FAILED, now
        job.error = error_values(JobError("worker_lost", kind=job.kind, n=job.attempts))
    else:
        job.state, job.worker = State.QUEUED, ""
    job.save()
    if job.state == State.QUEUED:
        ticket_issue(job)


def _close_orphans(now: datetime) -> None:
    """Mark the tickets that dead workers had drawn: no running job refers to them any more."""
    held = Job.objects.filter(state__in=[State.RUNNING, State.QUEUED], ticket__isnull=False).values("ticket")
    DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=now - settings.MIQYAS_JOB_LEASE
    ).exclude(id__in=held).update(status=TaskResultStatus.FAILED, finished_at=now)
