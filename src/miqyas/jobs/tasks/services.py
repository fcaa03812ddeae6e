"""Measuring services anew where the rules of maturity have changed since."""

from __future__ import annotations

from datetime import timedelta

from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.workspace.services.queries import services_outdated
from miqyas.workspace.services.services import services_measure


@job("services.measure", every=timedelta(days=1))
def measure(run: Run) -> None:
    """Measure the maturity of services by the rules in force, where it was found by others."""
    with run.commit() as result:
        outdated = list(services_outdated())
        result["measured"] = len(outdated)
        result["changed"] = services_measure(outdated, by=None)
