"""What is held about people goes when its time is over, as the inventory of personal data says."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.workspace.accounts.personal import purge_old


@job("personal.retention", every=timedelta(days=1))
def remove_what_is_old(run: Run) -> None:
    """Remove personal data that are older than the inventory allows."""
    with run.commit() as result:
        result["removed"] = purge_old(timezone.now())
