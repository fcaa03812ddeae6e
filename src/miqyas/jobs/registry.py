"""The kinds of job, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from miqyas.kernel.errors import MiqyasError

Task = Callable[..., Mapping[str, Any] | None]
F = TypeVar("F", bound=Task)
_tasks: dict[str, Task] = {}
_rounds: dict[str, timedelta] = {}


class JobError(MiqyasError):
    """A job cannot be asked for, found, or carried to its end."""

    code = "job"


def job(kind: str, *, every: timedelta | None = None) -> Callable[[F], F]:
    """Register a function as the task of a kind of job; with `every`, it is also asked for that often.

    The function takes a `Run` first and the job's parameters by keyword, and returns plain values for
    JSON. It may be called more than once for one job, when a worker died: what it changes in the
    database it changes inside `Run.commit`, which happens once or not at all::

        @job("dataset.import")
        def bring_in(run: Run, *, upload: str) -> None:
            run.progress(0.1, "dataset.reading")
            ...
            with run.commit() as result:
                result["rows"] = ...
    """

    def decorate(task: F) -> F:
        if kind in _tasks and _tasks[kind] is not task:
            raise ValueError(f"{kind} is the kind of another task already")
        _tasks[kind] = task
        if every is not None:
            _rounds[kind] = every
        return task

    return decorate


def task_of(kind: str) -> Task:
    """The function of a kind. Raises `JobError` when no task has that name."""
    try:
        return _tasks[kind]
    except KeyError:
        raise JobError("kind_unknown", kind=kind) from None


def kinds() -> tuple[str, ...]:
    """All registered kinds."""
    return tuple(sorted(_tasks))


def rounds() -> Mapping[str, timedelta]:
    """The kinds that are asked for again and again, and how often."""
    return _rounds
