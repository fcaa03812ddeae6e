"""Telling of items of the roadmap that are no longer expected to go live by their safe dates."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from miqyas.jobs.programme.roadmap import roadmap_schedule
from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.workspace.events.services import publish
from miqyas.workspace.roadmaps.services.windows import windows_set

UNSAFE: Final = ("at_risk", "in_window", "too_late")


@job("roadmap.safe_dates", every=timedelta(hours=12))
def safe_dates(run: Run) -> None:
    """Tell of each go-live that has passed its safe date: once for an edition, and again when it is worse.

    The safe and last dates of all are kept for calendars.
    """
    held = roadmap_schedule()
    with run.commit() as result:
        windows_set(
            {
                held.rows[one.id].id: (held.found.aim.edition, one.safe, one.last)
                for one in held.lives.values()
                if held.found is not None and one.standing != "live"
            }
        )
        passed = [one for one in held.lives.values() if one.standing in UNSAFE]
        for one in passed:
            assert held.found is not None
            item, edition = str(held.rows[one.id].id), held.found.aim.edition
            publish(
                "roadmap.unsafe",
                key=f"{item}:{edition}:{one.standing}",
                item=item,
                edition=edition,
                standing=one.standing,
                live=one.live.isoformat(),
                safe=one.safe.isoformat(),
            )
        result["passed"] = len(passed)
