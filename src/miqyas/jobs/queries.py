from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from miqyas.jobs.models import OPEN, Job, State, WorkerPresence
from miqyas.jobs.registry import JobError


def job_get(job_id: UUID) -> Job:
    """One job. Raises `JobError` when there is none of that name."""
    found = Job.objects.filter(pk=job_id).first()
    if found is None:
        raise JobError("not_found", job=str(job_id))
    return found


def jobs_open() -> QuerySet[Job]:
    """Jobs that wait or run, newest first."""
    return Job.objects.filter(state__in=OPEN)


def worker_last_seen() -> datetime | None:
    """When any worker last showed life."""
    return WorkerPresence.objects.values_list("seen_at", flat=True).order_by("-seen_at").first()


def workers_free() -> int:
    """How many workers show life and hold no job."""
    alive = WorkerPresence.objects.filter(seen_at__gte=timezone.now() - settings.MIQYAS_JOB_LEASE)
    return alive.exclude(worker__in=Job.objects.filter(state=State.RUNNING).values("worker")).count()
