"""Telling the authority of agreements that end soon."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.workspace.events.services import publish
from miqyas.workspace.twinning.queries import twins_ending

AHEAD: Final = timedelta(days=30)


@job("twinning.remind", every=timedelta(hours=12))
def remind(run: Run) -> None:
    """Tell of each agreement a month before its last day, once for each day that was set."""
    with run.commit() as result:
        due = list(twins_ending(timezone.localdate() + AHEAD))
        for twin in due:
            publish("twinning.ends_soon", key=f"{twin.pk}:{twin.ends_on}", twin=str(twin.pk))
        result["reminders"] = len(due)
