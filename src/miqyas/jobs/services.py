from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from miqyas.jobs.models import LIVE, Job, Schedule, State
from miqyas.jobs.registry import JobError, rounds, task_of
from miqyas.jobs.tickets import ticket_issue
from miqyas.workspace.history.services import record_add


def job_enqueue(
    kind: str, *, by: UUID | None, params: Mapping[str, Any] | None = None, key: str | None = None
) -> Job:
    """Ask for a job; it is taken up after the transaction around this call has been committed.

    With a `key`, a job of the same kind and key that waits, runs or has succeeded is returned instead
    of a new one; one that failed or was cancelled may be asked for again. Raises `JobError` for an
    unknown kind.
    """
    task_of(kind)
    try:
        with transaction.atomic():
            return _job_find(kind, key=key) or _job_create(kind, by=by, params=params, key=key)
    except IntegrityError:  # somebody else asked with the same key meanwhile
        found = _job_find(kind, key=key)
        if found is None:
            raise
        return found


def job_cancel(job_id: UUID, *, by: UUID | None) -> Job:
    """Cancel a job, as somebody decided: at once when it waits, at its next step when it runs."""
    with transaction.atomic():
        found = job_stop(job_id)
        record_add("job.cancel", actor=by, object_kind="job", object_id=found.pk)
    return found


def job_stop(job_id: UUID) -> Job:
    """Have a job go on no longer, because nobody waits for it; one that is over stays as it is."""
    with transaction.atomic():
        found = Job.objects.select_for_update().filter(pk=job_id).first()
        if found is None:
            raise JobError("not_found", job=str(job_id))
        if found.state == State.QUEUED:
            found.state, found.finished_at = State.CANCELLED, timezone.now()
        found.cancel_requested = found.cancel_requested or found.is_open or found.state == State.CANCELLED
        found.save(update_fields=["state", "finished_at", "cancel_requested"])
    return found


def job_withdraw(job_id: UUID) -> bool:
    """Take a job off the queue, if it waits still: whether it did. One that a worker has taken goes on."""
    withdrawn = Job.objects.filter(pk=job_id, state=State.QUEUED).update(
        state=State.CANCELLED, cancel_requested=True, finished_at=timezone.now()
    )
    return bool(withdrawn)


def schedule_set(
    name: str,
    *,
    kind: str,
    every: timedelta,
    params: Mapping[str, Any] | None = None,
    first_at: datetime | None = None,
) -> Schedule:
    """Ask for a job of a kind every so often; the same name again changes the schedule, not its next time."""
    task_of(kind)
    if every < timedelta(seconds=1):
        raise JobError("schedule_too_often", name=name)
    changed = {"kind": kind, "every": every, "params": dict(params or {})}
    schedule, _ = Schedule.objects.update_or_create(
        name=name, defaults=changed, create_defaults={**changed, "next_at": first_at or timezone.now()}
    )
    return schedule


def schedules_set_up() -> None:
    """Schedule every kind of job that goes its rounds, under its own name."""
    for kind, every in rounds().items():
        schedule_set(kind, kind=kind, every=every)


def schedule_remove(name: str) -> None:
    """Stop asking; jobs that wait already are left."""
    Schedule.objects.filter(name=name).delete()


@transaction.atomic
def schedules_run_due(now: datetime) -> list[Job]:
    """Ask for the jobs whose time has come, each once; missed times are not made up."""
    due = Schedule.objects.select_for_update(skip_locked=True).filter(next_at__lte=now)
    return [_schedule_run(schedule, now=now) for schedule in due]


def _schedule_run(schedule: Schedule, *, now: datetime) -> Job:
    slot = schedule.next_at
    asked = job_enqueue(
        schedule.kind, by=None, params=schedule.params, key=f"{schedule.name}@{slot.isoformat()}"
    )
    missed = (now - slot) // schedule.every
    schedule.next_at = slot + (missed + 1) * schedule.every
    schedule.save(update_fields=["next_at"])
    return asked


def _job_find(kind: str, *, key: str | None) -> Job | None:
    return Job.objects.filter(kind=kind, key=key, state__in=LIVE).first() if key is not None else None


def _job_create(kind: str, *, by: UUID | None, params: Mapping[str, Any] | None, key: str | None) -> Job:
    created = Job.objects.create(kind=kind, params=dict(params or {}), key=key, requested_by=by)
    ticket_issue(created)
    return created
