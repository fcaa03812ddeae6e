from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from miqyas.jobs.models import OPEN, Job, WorkerPresence
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
