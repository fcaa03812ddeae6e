"""Answers to questions: at once where somebody asked before, else by a job that all who wait share.

Each who asks and has to wait gets a handle: a name that nobody can guess, with which they see how far the
answer is and let go of it. The job goes on as long as anybody holds on to it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from miqyas import __version__
from miqyas.analysis.world import World
from miqyas.jobs.models import LIVE, OPEN, AnswerHandle, Job, State
from miqyas.jobs.queries import worker_last_seen
from miqyas.jobs.questions import AnswerError, Question, Record, question_of
from miqyas.jobs.services import job_enqueue, job_stop
from miqyas.kernel.datasets import DatasetError
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.execution import SERIAL, Engine, ExecutionError, Progress
from miqyas.kernel.text import FALLBACK_LANGUAGE, Text
from miqyas.kernel.words import offered_languages
from miqyas.workspace.datasets.queries import active_set_name
from miqyas.workspace.datasets.world import current_world

KIND: Final = "question.answer"
MOST_OPEN: Final = 20
"""Questions that wait or are worked on at a time; anybody may ask, so there has to be an end."""
MOST_WAITING: Final = 200
"""Handles of one question that are held at a time."""
KEPT: Final = 300
"""Answers that are kept, the newest; an older one is worked out again when somebody asks."""
GLANCE: Final = 0.05
"""Seconds between two looks at a job that may be done soon."""

WaitsFor = Literal["worker", "turn"]


class ToldError(MiqyasError):
    """An error that a worker met: its code and place, and its words as they were told or as they are now."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        place = told["place"]
        where = Place(place["file"] or "", place["line"], place["name"] or "")
        super().__init__(place=where, **told["params"])
        self._told = told

    @property
    def is_the_answer(self) -> bool:
        """Whether the question itself has no better answer; else it may be asked again."""
        return "words" in self._told

    @property
    def full_code(self) -> str:
        """The code that it had."""
        return str(self._told["code"])

    def problem(self, language: str) -> str:
        """What is wrong."""
        return self._said("problem", language) or super().problem(language)

    def remedy(self, language: str) -> str:
        """How to mend it."""
        return self._said("remedy", language) or super().remedy(language)

    def _said(self, part: str, language: str) -> str:
        words: Mapping[str, Mapping[str, str]] = self._told.get("words", {})
        return Text({code: said[part] for code, said in words.items()}).in_language(language) if words else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Where an answer stands, for one of those who asked.

    ``result`` is there once the state is succeeded, ``error`` once it is failed. ``handle`` is None where the
    answer was known already. ``waits_for`` tells of one that is queued whether it waits for its turn, or for
    a worker because none is running.
    """

    question: str
    state: State
    share: float
    handle: UUID | None = None
    result: Record | None = None
    error: ToldError | None = None
    waits_for: WaitsFor | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.state in OPEN


def ask(kind: str, params: Mapping[str, Any], *, patience: float = 0.0) -> Answer:
    """The answer to a question if it is known; else that of a job, asked for now or by somebody before.

    Waits up to ``patience`` seconds for a job that may be done soon. Raises `ParametersError` for parameters
    that do not fit, `AnswerError` for an unknown question and where too much is asked already.
    """
    asked = question_of(kind)
    canonical = asked.canonical(params)
    key = asked.key(canonical, world=current_world())
    done = _known(key)
    if done is not None:
        return _answer(done)
    handle = _handle_give(kind, canonical, key=key)
    until = time.monotonic() + patience
    while (answer := answer_of(handle)).is_open and time.monotonic() < until:
        time.sleep(GLANCE)
    return answer


def ask_held(kind: str, params: Mapping[str, Any]) -> Answer:
    """The answer with a handle even where it is known: for those who come back for it by its handle."""
    asked = question_of(kind)
    canonical = asked.canonical(params)
    return answer_of(_handle_give(kind, canonical, key=asked.key(canonical, world=current_world())))


def ask_now(kind: str, params: Mapping[str, Any]) -> Answer:
    """The answer worked out in this process unless it is known, and kept for all: for what is quick."""
    asked, world = question_of(kind), current_world()
    canonical = asked.canonical(params)
    key = asked.key(canonical, world=world)
    done = _known(key)
    if done is None:
        result = worked_out(asked, canonical, world=world, on_progress=_nobody_waits, engine=SERIAL)
        done = _keep(kind, canonical, key=key, result=result)
    return _answer(done)


def handle_find(handle: UUID) -> AnswerHandle | None:
    """The handle of that name, for the gate to judge."""
    return AnswerHandle.objects.select_related("job").filter(pk=handle).first()


def answer_of(handle: AnswerHandle) -> Answer:
    """How far the answer of a handle is now."""
    held = AnswerHandle.objects.select_related("job").get(pk=handle.pk)
    if held.let_go_at is not None:
        return Answer(held.job.params["question"], State.CANCELLED, held.job.progress, held.pk)
    return _answer(held.job, handle=held.pk)


def answer_let_go(handle: AnswerHandle) -> Answer:
    """Wait no longer. The job ends when nobody holds on to it; an answer that is there stays."""
    with transaction.atomic():
        asked_for = Job.objects.select_for_update().get(pk=handle.job_id)
        if asked_for.is_open:
            AnswerHandle.objects.filter(pk=handle.pk, let_go_at=None).update(let_go_at=timezone.now())
            if not asked_for.handles.filter(let_go_at=None).exists():
                job_stop(asked_for.pk)
    return answer_of(handle)


def _known(key: str) -> Job | None:
    return Job.objects.filter(kind=KIND, key=key, state=State.SUCCEEDED).first()


def _handle_give(kind: str, params: Mapping[str, Any], *, key: str) -> AnswerHandle:
    """A handle to the job of a question; one that was about to end for want of askers goes on."""
    with transaction.atomic():
        found = Job.objects.select_for_update().filter(kind=KIND, key=key, state__in=LIVE).first()
        if found is None:
            found = _ask_for(kind, params, key=key)
        elif found.state == State.SUCCEEDED and (former := found.handles.filter(let_go_at=None).first()):
            return former  # nothing is left to follow or to end: one handle serves all
        elif found.handles.filter(let_go_at=None).count() >= MOST_WAITING:
            raise AnswerError("busy")
        Job.objects.filter(pk=found.pk, cancel_requested=True).update(cancel_requested=False)
        return AnswerHandle.objects.create(job=found)


def _ask_for(kind: str, params: Mapping[str, Any], *, key: str) -> Job:
    if Job.objects.filter(kind=KIND, state__in=OPEN).count() >= MOST_OPEN:
        raise AnswerError("busy")
    _prune()
    return job_enqueue(KIND, by=None, params={"question": kind, "params": dict(params)}, key=key)


def _answer(job: Job, *, handle: UUID | None = None) -> Answer:
    kind, state = job.params["question"], State(job.state)
    told = (job.result or {}).get("error") if state == State.SUCCEEDED else job.error
    if told:
        return Answer(kind, State.FAILED, job.progress, handle, error=ToldError(told))
    if state == State.SUCCEEDED:
        return Answer(kind, state, 1.0, handle, result=job.result["answer"])
    return Answer(kind, state, job.progress, handle, waits_for=waits_for(state))


def waits_for(state: State) -> WaitsFor | None:
    """What a job that is queued waits for; None for one in any other state."""
    if state != State.QUEUED:
        return None
    seen = worker_last_seen()
    is_there = seen is not None and timezone.now() - seen <= settings.MIQYAS_JOB_LEASE
    return "turn" if is_there else "worker"


def _nobody_waits(share: float) -> None:
    """Progress of what is worked out at once."""


def worked_out(
    asked: Question, params: Mapping[str, Any], *, world: World, on_progress: Progress, engine: Engine
) -> dict[str, Any]:
    """What is kept: the answer, or the error that is the answer and would be again."""
    try:
        kept = {"answer": asked.answered(params, world=world, on_progress=on_progress, engine=engine)}
    except (DatasetError, ExecutionError):
        raise
    except MiqyasError as error:
        return {"error": error_told(error)}
    json.dumps(kept, allow_nan=False)  # what has no number is null; databases know no NaN
    return kept


def error_told(error: MiqyasError) -> dict[str, Any]:
    """An error with its words in every language: a `ToldError` is made of it."""
    words = {
        language: {"problem": error.problem(language), "remedy": error.remedy(language)}
        for language in offered_languages()
    }
    return {**error.as_dict(FALLBACK_LANGUAGE), "words": words}


def _keep(kind: str, params: Mapping[str, Any], *, key: str, result: Mapping[str, Any]) -> Job:
    done = Job(
        kind=KIND,
        key=key,
        params={"question": kind, "params": dict(params)},
        state=State.SUCCEEDED,
        progress=1.0,
        result=result,
        finished_at=timezone.now(),
        versions={"software": __version__, "data": active_set_name()},
    )
    with suppress(IntegrityError), transaction.atomic():  # somebody has the same in hand
        _prune()
        done.save(force_insert=True)
    return done


def _prune() -> None:
    """Drop what goes beyond the answers that are kept."""
    over = Job.objects.filter(kind=KIND).exclude(state__in=OPEN).order_by("-requested_at")
    Job.objects.filter(pk__in=list(over.values_list("pk", flat=True)[KEPT:])).delete()
