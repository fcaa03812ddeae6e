"""The clocks of a round: its results are published when their moment has come; people hear of coming days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.utils import timezone

from miqyas.jobs.programme.challenge_steps import round_take, rounds_due
from miqyas.jobs.registry import job
from miqyas.jobs.reminders import step_before
from miqyas.jobs.run import Run
from miqyas.workspace.challenges.models import Appeal, Juror, Round
from miqyas.workspace.challenges.services.rounds import round_locked
from miqyas.workspace.events.services import publish

EMBARGO: Final = "embargo"
STEPS: Final = (7, 1)
"""Days before a coming day on which those whom it concerns hear of it."""


@job("challenge.publish", every=timedelta(minutes=10))
def publish_due(run: Run) -> None:
    """Publish each sealed round whose moment has come, once; who publishes it by hand is not in its way."""
    with run.commit() as result:
        due = [one for one in rounds_due() if round_locked(one).state == EMBARGO]
        for one in due:
            round_take(one, "publish", by=None, seen=EMBARGO)
        result["published"] = [one.code for one in due]


@job("challenge.remind", every=timedelta(hours=12))
def remind(run: Run) -> None:
    """Tell entities, jurors and the authority of a coming last day, once for each of the steps before it."""
    today = timezone.localdate()
    with run.commit() as result:
        count = 0
        for kind, name, day, payload in _coming():
            before = step_before(day, today=today, steps=STEPS)
            if before is not None:
                publish(kind, key=f"{name}:{day}:{before}", on=str(day), **payload)
                count += 1
        result["reminders"] = count


def _coming() -> Iterator[tuple[str, object, date, dict[str, Any]]]:
    """The last days that run: what is told, of what, the day, and who hears of it."""
    for one in Round.objects.filter(state="open", nominations_until__isnull=False):
        yield "nominations.due", one.pk, one.nominations_until, {"round": str(one.pk)}
    judging = Juror.objects.filter(round__state="jury", withdrawn_at=None, round__jury_until__isnull=False)
    for juror in judging.select_related("round"):
        yield "jury.due", juror.pk, juror.round.jury_until, {"juror": str(juror.pk)}
    for appeal in Appeal.objects.filter(outcome="", nomination__round__state="appeals"):
        yield "appeal.due", appeal.pk, appeal.due_on, {"appeal": str(appeal.pk)}
