"""Carrying out one job: take it, run its task, record how it ended."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from miqyas import __version__
from miqyas.extras import extra_missing
from miqyas.jobs.models import Job, State
from miqyas.jobs.registry import JobError, task_of
from miqyas.jobs.tickets import ticket_issue
from miqyas.kernel.errors import MiqyasError
from miqyas.workspace.datasets.queries import active_set_name

_logger = structlog.get_logger("miqyas.jobs")


class Cancelled(Exception):  # noqa: N818 - an outcome, not an error
    """Somebody cancelled the job; the task ends here."""


class LeaseLost(Exception):  # noqa: N818 - an outcome, not an error
    """Another worker may hold the job by now; whatever this one did must not count."""


class GivesWay(Exception):  # noqa: N818 - an outcome, not an error
    """Others wait for the worker; the job begins again behind them."""


class Held:
    """The jobs that this process holds, for the heartbeat to keep: token by token."""

    def __init__(self) -> None:
        self._tokens: set[uuid.UUID] = set()
        self._lock = threading.Lock()
        self.worker = f"w-{uuid.uuid4().hex[:12]}"
        self.stopping = threading.Event()

    def add(self, token: uuid.UUID) -> None:
        with self._lock:
            self._tokens.add(token)

    def discard(self, token: uuid.UUID) -> None:
        with self._lock:
            self._tokens.discard(token)

    def tokens(self) -> list[uuid.UUID]:
        with self._lock:
            return list(self._tokens)


HELD = Held()


class Run:
    """What a task is given: its job's progress, cancellation, and the fence around its effect."""

    def __init__(self, job: Job, *, token: uuid.UUID) -> None:
        self.job_id = job.pk
        self.attempt = job.attempts
        self.requested_by = job.requested_by
        self.token = token
        self._committed = False

    def progress(self, share: float, key: str, **params: Any) -> None:
        """Say how far the work is, from 0 to 1, in words of the catalogue; a cancelled task ends here."""
        words = {"key": key, "params": params}
        self._mine().update(progress=min(1.0, max(0.0, share)), progress_words=words)
        self.stop_if_cancelled()

    def stop_if_cancelled(self) -> None:
        """Raise `Cancelled` or `LeaseLost` when going on would be in vain; call it between steps.

        When the worker is being stopped, this ends it: the job is handed back for another to begin.
        """
        if HELD.stopping.is_set():
            raise SystemExit
        wanted = self._mine().values_list("cancel_requested", flat=True).first()
        if wanted is None:
            raise LeaseLost
        if wanted:
            raise Cancelled

    def give_way(self) -> None:
        """Let others go first where some wait: the job is handed back, and begins again behind them.

        For long work that nobody watches and that passes quickly over what it has done before.
        """
        waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY).values("id")
        if Job.objects.filter(state=State.QUEUED, ticket__in=waiting).exists():
            raise GivesWay

    @contextmanager
    def commit(self) -> Iterator[dict[str, Any]]:
        """One transaction for the effect of the job, which counts only if the job is still ours at its end.

        Effect, result (the yielded dict, to be filled) and success are written together: a worker killed
        anywhere leaves all or none, so that the effect happens once although the task may begin several
        times. Use it once, as the last step; what the task returns is then not looked at.
        """
        result: dict[str, Any] = {}
        with transaction.atomic():
            if not self._mine().select_for_update().exists():
                raise LeaseLost
            yield result
            self._end(State.SUCCEEDED, result=result)
        self._committed = True

    def finish(self, result: Mapping[str, Any]) -> None:
        """Record success and the result, unless `commit` did so already."""
        if not self._committed:
            self._end(State.SUCCEEDED, result=dict(result))

    def fail(self, error: Mapping[str, Any]) -> None:
        """Record failure."""
        self._end(State.FAILED, error=dict(error))

    def cancel(self) -> None:
        """Record that the job was cancelled, unless somebody came meanwhile who wants it after all."""
        with transaction.atomic():
            if self._mine().select_for_update().filter(cancel_requested=True).exists():
                self._end(State.CANCELLED)
                return
        self.hand_back()

    def hand_back(self) -> None:
        """Give the job back unfinished: this worker is being stopped."""
        with transaction.atomic():
            changed = self._mine().update(
                state=State.QUEUED, attempts=F("attempts") - 1, lease_token=None, lease_until=None, worker=""
            )
            if changed:
                ticket_issue(Job.objects.get(pk=self.job_id))

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job_id, lease_token=self.token)

    def _end(self, state: State, **fields: Any) -> None:
        at_end = {"progress": 1.0} if state == State.SUCCEEDED else {}
        changed = self._mine().update(
            state=state, finished_at=timezone.now(), lease_token=None, lease_until=None, **at_end, **fields
        )
        if not changed:
            raise LeaseLost


def job_take(job_id: uuid.UUID) -> Run | None:
    """Take a waiting job for this worker; None when it does not wait any more."""
    token, now = uuid.uuid4(), timezone.now()
    taken = Job.objects.filter(pk=job_id, state=State.QUEUED).update(
        state=State.RUNNING,
        attempts=F("attempts") + 1,
        worker=HELD.worker,
        lease_token=token,
        lease_until=now + settings.MIQYAS_JOB_LEASE,
        started_at=now,
        progress=0,
        versions={"software": __version__, "data": active_set_name()},
    )
    return Run(Job.objects.get(pk=job_id), token=token) if taken else None


def job_run(job_id: uuid.UUID) -> None:
    """Take the job and carry it out to one of its ends. Only the stop of the process comes out of it."""
    run = job_take(job_id)
    if run is None:
        return
    HELD.add(run.token)
    try:
        _carry_out(run)
    except LeaseLost:
        _logger.warning("job_lease_lost", job=str(job_id))
    finally:
        HELD.discard(run.token)


def _carry_out(run: Run) -> None:
    job = Job.objects.get(pk=run.job_id)
    try:
        run.finish(task_of(job.kind)(run, **job.params) or {})
    except Cancelled:
        run.cancel()
    except GivesWay:
        run.hand_back()
    except LeaseLost:
        raise
    except MiqyasError as error:
        run.fail(error_values(error))
    except Exception as error:
        _logger.exception("job_failed", kind=job.kind, job=str(job.pk))
        crashed = JobError("crashed", kind=job.kind, cause=type(error).__name__)
        run.fail(error_values(extra_missing(error) or crashed))
    except (SystemExit, KeyboardInterrupt):
        run.hand_back()
        raise


def error_values(error: MiqyasError) -> dict[str, Any]:
    """An error as a job keeps it: code, place and parameters; its words are looked up when it is shown."""
    params = {
        name: value for name, value in error.params.items() if isinstance(value, (str, int, float, bool))
    }
    return {"code": error.full_code, "place": error.place.as_dict(), "params": params}
