"""Handing over events that their own process could not: it was killed, or a handler failed."""

from __future__ import annotations

from datetime import timedelta

from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.workspace.events.services import deliver


@job("events.deliver", every=timedelta(minutes=1))
def events_deliver(run: Run) -> dict[str, int]:
    """Hand over the events that wait; what fails again waits longer."""
    return {"delivered": deliver()}
