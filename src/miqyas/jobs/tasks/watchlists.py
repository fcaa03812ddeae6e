"""Reminding the authority of policies that are to be looked at again."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.workspace.events.services import publish
from miqyas.workspace.watchlists.queries import policies_due


@job("watchlists.remind", every=timedelta(hours=12))
def remind(run: Run) -> None:
    """Tell of policies whose day to be looked at again has come, once for each day that was set."""
    with run.commit() as result:
        due = list(policies_due(timezone.localdate()))
        for policy in due:
            publish("policy.due", key=f"{policy.pk}:{policy.look_again}", policy=str(policy.pk))
        result["reminders"] = len(due)
