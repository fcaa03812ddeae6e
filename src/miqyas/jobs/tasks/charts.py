"""Drawing charts before anyone asks for them: once for each state of the data and of the software."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol
from uuid import UUID

from miqyas import __version__
from miqyas.jobs.models import Job
from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.datasets.world import current_world

KIND: Final = "charts.warm"


class Page(Protocol):
    """A page whose charts can be drawn ahead; what has been drawn already costs nothing."""

    def draw(self) -> None:
        """Draw its charts and keep them."""


Plan = Callable[[], Sequence[Page]]
_plans: list[Plan] = []


def drawn_ahead(plan: Plan) -> None:
    """Name the pages that are drawn ahead, first things first; said once by the room that has the pages."""
    if plan not in _plans:
        _plans.append(plan)


def charts_warm_ask(*, by: UUID | None = None) -> Job:
    """Ask for the charts of the data in force; asked before for this data and software, it is that job."""
    return job_enqueue(KIND, by=by, key=f"{current_world().data_version}:{__version__}")


@job(KIND)
def warm(run: Run) -> dict[str, int]:
    """Draw page after page. Begun again, it passes quickly over what it drew before; others go first."""
    pages = [page for plan in _plans for page in plan()]
    for done, page in enumerate(pages):
        run.progress(done / len(pages), "job.charts.drawing", done=done, of=len(pages))
        run.give_way()
        page.draw()
    return {"pages": len(pages)}
