"""Tickets: the entries in the queue of django-tasks that send a worker to a job."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django_tasks import task

from miqyas.jobs.models import Job
from miqyas.jobs.registry import rounds

_WAITED_FOR: Final = 10
_ROUND: Final = -10
"""What somebody waits for goes before what goes its rounds."""


@task()
def carry_out(job_id: str) -> None:
    """Carry out the job if it still waits; a second ticket for one job finds nothing to do."""
    from miqyas.jobs.run import job_run

    job_run(UUID(job_id))


def ticket_issue(job: Job) -> None:
    """Put a fresh ticket in the queue, in the caller's transaction; earlier ones count no more."""
    priority = _ROUND if job.kind in rounds() else _WAITED_FOR
    job.ticket = UUID(carry_out.using(priority=priority).enqueue(str(job.pk)).id)
    Job.objects.filter(pk=job.pk).update(ticket=job.ticket)
