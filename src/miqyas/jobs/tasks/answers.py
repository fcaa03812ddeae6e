"""Working out the answers that somebody waits for."""

from __future__ import annotations

import time
from typing import Any, Final

from django.conf import settings

from miqyas.jobs.answers import KIND, worked_out
from miqyas.jobs.models import Job
from miqyas.jobs.questions import AnswerError, Record, question_of
from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.kernel.execution import open_engine
from miqyas.workspace.datasets.world import current_world

TOLD_EVERY: Final = 0.3
"""Seconds between two reports of how far it is."""


@job(KIND)
def answer(run: Run, *, question: str, params: dict[str, Any]) -> Record:
    """Answer a question for all who wait; the answer stays for those who ask later."""
    asked, world = question_of(question), current_world()
    if asked.key(params, world=world) != Job.objects.values_list("key", flat=True).get(pk=run.job_id):
        raise AnswerError("moved_on")
    told = 0.0

    def on_progress(share: float) -> None:
        nonlocal told
        if time.monotonic() - told >= TOLD_EVERY:
            told = time.monotonic()
            run.progress(share, "answer.working")

    on_progress(0.0)
    with open_engine(settings.MIQYAS_ENGINE) as engine:
        return worked_out(asked, params, world=world, on_progress=on_progress, engine=engine)
