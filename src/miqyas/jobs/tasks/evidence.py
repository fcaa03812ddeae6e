"""Looking at the links of proofs, reminding of those that expire, and tidying up files that nothing names."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from miqyas.jobs.registry import job
from miqyas.jobs.reminders import step_before
from miqyas.jobs.run import Run
from miqyas.scanner.gather.client import open_client
from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.gather.links import Look, look_at
from miqyas.workspace.events.services import publish
from miqyas.workspace.evidence.files import files_without_use
from miqyas.workspace.evidence.models import EvidenceRevision, Outcome
from miqyas.workspace.evidence.queries import evidence_expiring, files_in_use, links_due
from miqyas.workspace.evidence.services import link_check_add

LINKS_AT_ONCE: Final = 200
LOOKED_AT_EVERY: Final = timedelta(days=3)
REMINDED_BEFORE: Final = (30, 7, 1)
"""Days before a proof expires on which its entity is told."""
LEFT_FOR: Final = timedelta(days=1)
"""How long a file without use is left: somebody may be about to name it."""


@job("evidence.check_links", every=timedelta(hours=1))
def check_links(run: Run) -> None:
    """Look at the links that are due, one by one, and keep all looks together at the end."""
    due = links_due(before=timezone.now() - LOOKED_AT_EVERY, most=LINKS_AT_ONCE)
    looks: list[tuple[EvidenceRevision, Look]] = []
    with open_client(laboratory=Laboratory(settings.MIQYAS_INTERNAL_HOSTS)) as client:
        for done, revision in enumerate(due):
            run.progress(done / len(due), "job.evidence.looking", done=done, of=len(due))
            looks.append((revision, look_at(revision.address, client=client)))
    with run.commit() as result:
        for revision, look in looks:
            link_check_add(
                revision,
                outcome=Outcome(look.outcome.value),
                status=look.status,
                final_address=look.final_address,
                details=look.details,
                at=timezone.now(),
            )
        result["links"] = len(looks)


@job("evidence.remind", every=timedelta(hours=12))
def remind(run: Run) -> None:
    """Tell entities of proofs that expire within the days of `REMINDED_BEFORE`, once for each of them."""
    today = timezone.localdate()
    with run.commit() as result:
        expiring = evidence_expiring(
            after=today - timedelta(1), until=today + timedelta(max(REMINDED_BEFORE))
        )
        for revision in expiring:
            before = step_before(revision.valid_until, today=today, steps=REMINDED_BEFORE)
            publish(
                "evidence.expiring",
                key=f"{revision.pk}:{before}",
                evidence=str(revision.evidence_id),
                on=str(revision.valid_until),
            )
        result["reminders"] = len(expiring)


@job("evidence.tidy", every=timedelta(days=1))
def tidy(run: Run) -> dict[str, int]:
    """Remove files that no revision names and that have lain for a day."""
    before = time.time() - LEFT_FOR.total_seconds()
    removed = 0
    with transaction.atomic():
        for path in files_without_use(files_in_use()):
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                removed += 1
    return {"removed": removed}
