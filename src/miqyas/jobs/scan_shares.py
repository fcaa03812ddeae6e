"""One scan's portals looked at by several workers: shares are given out as jobs, and taken back.

Whoever carries out the scan keeps a share and gives the others to workers that are free. A share that nobody
has taken by then, or whose worker came to no good end, it looks at itself, so that a scan needs nobody else
to come to its end. Hosts that portals have in common stay in one share: no host is asked by two.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from miqyas.jobs.models import LIVE, Job, State
from miqyas.jobs.queries import workers_free
from miqyas.jobs.run import Run
from miqyas.jobs.services import job_enqueue, job_stop, job_withdraw
from miqyas.kernel.execution import Engine
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.plan import Site
from miqyas.scanner.looking import Seen, Work
from miqyas.scanner.runner import look_at, look_back, shares_of
from miqyas.scanner.watching import Progress
from miqyas.workspace.scans.models import Scan

LOOK: Final = "scan.look"
TOLD_EVERY: Final = 1.0
"""Seconds between two reports of how far it is, and between two glances at what others do."""
NEARLY: Final = 0.95
"""How far a scan is when everything was looked at and is still to be judged."""


@dataclass(frozen=True)
class Count:
    """How many portals are through, and how many pages were seen."""

    through: int = 0
    pages: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.through + other.through, self.pages + other.pages)


class Teller:
    """Tells how far some portals of a scan are, from whichever thread; a scan that was cancelled ends there.

    ``beside`` counts what others looked at; ``before`` is called each time, and may end it too.
    """

    def __init__(
        self,
        run: Run,
        *,
        of: int,
        beside: Callable[[], Count] = Count,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self._run, self._of, self._beside, self._before = run, of, beside, before
        self._own = threading.get_ident()
        self._last = 0.0
        self._done, self._now = Count(), Count()

    def __call__(self, progress: Progress) -> None:
        """Told of each look."""
        self._now = Count(progress.sites_through, progress.pages or progress.looks)
        if time.monotonic() - self._last >= TOLD_EVERY:
            self.tell()

    def add_up(self) -> None:
        """What was looked at so far is counted; what comes is told from nothing on."""
        self._done, self._now = self._done + self._now, Count()

    def tell(self) -> None:
        """Tell it now. Raises as `Run.progress`."""
        self._last = time.monotonic()
        try:
            self._before()
            count = self._done + self._now + self._beside()
            share = NEARLY * count.through / max(self._of, 1)
            self._run.progress(
                share, "job.scan.looking", through=count.through, of=self._of, pages=count.pages
            )
        finally:
            if threading.get_ident() != self._own:
                connection.close()


def looks_of(scan: Scan) -> list[Job]:
    """The jobs by which others look at portals of a scan, whatever became of them."""
    return list(Job.objects.filter(kind=LOOK, key__startswith=f"{scan.pk}:").order_by("key"))


@transaction.atomic
def looks_give_out(scan: Scan, sites: Sequence[Site]) -> None:
    """Give shares of the sites to workers that are free, once for a scan; the first share stays here."""
    if looks_of(scan):
        return
    for number, share in enumerate(shares_of(sites, most=1 + workers_free())[1:], start=1):
        names = [site.name for site in share]
        job_enqueue(
            LOOK, by=None, params={"scan": str(scan.pk), "sites": names}, key=f"{scan.pk}:{number:03}"
        )


def looks_stop(scan: Scan) -> None:
    """Have nobody look at portals of a scan any more."""
    for job in looks_of(scan):
        job_stop(job.pk)


def looked_at_by_others(scan: Scan) -> Count:
    """How far others are with their shares, as they told last; what came to no good end does not count."""
    told = [
        job.progress_words.get("params", {})
        for job in looks_of(scan)
        if job.state in {State.RUNNING, State.SUCCEEDED}
    ]
    return Count(sum(one.get("through", 0) for one in told), sum(one.get("pages", 0) for one in told))


def look_together(
    scan: Scan, sites: Sequence[Site], *, work: Work, engine: Engine, tell: Teller
) -> tuple[Seen, ...]:
    """Look at the sites of a scan together with whoever took a share of them, and give what all saw.

    Raises as `look_at`, and what ``tell`` raises; shares go on then, until their workers hear of it.
    """
    seen: dict[str, Seen] = {}

    def look(mine: Sequence[Site]) -> None:
        seen.update((one.site.name, one) for one in look_at(mine, work=work, engine=engine, on_progress=tell))
        tell.add_up()

    while True:
        jobs = looks_of(scan)
        theirs = {name for job in jobs if job.state in LIVE for name in job.params["sites"]}
        if mine := [site for site in sites if site.name not in theirs and site.name not in seen]:
            look(mine)
        elif [job for job in jobs if job.state == State.QUEUED and job_withdraw(job.pk)]:
            continue
        elif any(job.is_open for job in jobs):
            tell.tell()
            time.sleep(TOLD_EVERY)
        else:
            break
    store = Store(work.folder)
    ends = store.ends()
    if lost := [site for site in sites if site.name not in seen and site.name not in ends]:
        look(lost)  # whoever looked does not share our folder
    others = [site for site in sites if site.name not in seen]
    seen.update(
        (one.site.name, one) for one in look_back(others, store=store, rules=work.rules, engine=engine)
    )
    return tuple(seen[site.name] for site in sites)
