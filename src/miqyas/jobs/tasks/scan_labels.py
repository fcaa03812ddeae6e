"""Pages of scans drawn by lot, for people to mark."""

from __future__ import annotations

from uuid import UUID

from miqyas.jobs.programme.scan_files import features_known
from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.jobs.scan_labels import DRAW
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.queries.reports import report_by_id
from miqyas.workspace.scans.services.drawing import pages_draw, pages_drawn_keep


@job(DRAW)
def draw_pages(run: Run, *, report: str, feature: str) -> None:
    """Draw the next pages of a scan that people mark, and write down what the rules say of each by itself."""
    found, asked = report_by_id(UUID(report)), features_known().get(feature)
    if found is None or asked is None:
        raise ScanError("files_gone")
    pages = pages_draw(found, asked, on_share=lambda share: run.progress(share, "job.scan.drawing"))
    with run.commit() as result:
        result["pages"] = pages_drawn_keep(found, feature, pages)
