"""Pages offered to be marked: those that were drawn; a worker draws further ones before they run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from miqyas.jobs.models import Job, State
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.scans.models import Report
from miqyas.workspace.scans.queries.labels import pages_drawn_count, pages_to_label

DRAW: Final = "scan.draw"
FEW_LEFT: Final = 5
"""Pages left to mark below which further ones are drawn."""
AGAIN_AFTER: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Offered:
    """Addresses of pages to be marked, and the job that draws further ones, where one was asked for."""

    pages: tuple[str, ...]
    job: Job | None = None

    @property
    def is_being_drawn(self) -> bool:
        """Whether further pages are on their way."""
        return self.job is not None and self.job.is_open


def pages_offered(report: Report, feature: str, *, by: UUID) -> Offered:
    """Pages of a scan for one feature that the person has not marked, in the order of the lot.

    Where few are left, further ones are asked for, each once: that reads what the scan saw, which takes
    longer than anybody waits for a page. A job that failed is asked for again after a while.
    """
    pages = tuple(pages_to_label(report, feature=feature, by=by))
    if len(pages) >= FEW_LEFT or report.scan.looks_removed_at:
        return Offered(pages)
    after = pages_drawn_count(report, feature)
    key = f"{report.pk}:{feature}:{after}"
    last = Job.objects.filter(kind=DRAW, key=key).order_by("-requested_at").first()
    if last is None or _is_worth_another(last):
        params = {"report": str(report.pk), "feature": feature}
        last = job_enqueue(DRAW, by=by, params=params, key=key)
    return Offered(pages, last)


def _is_worth_another(job: Job) -> bool:
    is_fresh = job.finished_at is not None and job.finished_at > timezone.now() - AGAIN_AFTER
    return job.state in {State.FAILED, State.CANCELLED} and not is_fresh
