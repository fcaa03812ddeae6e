"""Exercises of workshops end by the clock where nobody in the room ended them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.workspace.workshops.services.exercises import exercise_close, exercises_over


@job("workshop.close_exercises", every=timedelta(minutes=5))
def close_exercises(run: Run) -> None:
    """Close each exercise some minutes after its clock, once; who closes it by hand is not in its way."""
    with run.commit() as result:
        over = exercises_over(now=timezone.now())
        closed = [exercise_close(one, by=None) for one in over]
        result["closed"] = [f"{one.workshop.code}/{one.number}" for one in closed]
