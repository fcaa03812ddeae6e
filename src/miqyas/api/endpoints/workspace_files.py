"""Long files that were brought in: how far the work on them is, what came of it, and an end to it."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Router, Status

from miqyas.api.files import FileStanding, standing
from miqyas.api.gate import private, target_of
from miqyas.jobs.files import PLANNING, WRITING, file_of_job
from miqyas.jobs.models import BroughtFile, Job
from miqyas.jobs.services import job_cancel
from miqyas.workspace.accounts.access import person_of

router = Router(tags=["jobs"])
ONE: Final = "/workspace/files/{handle}"
FileInPath = Annotated[UUID, Path(description="Handle that was given when the file was brought.")]


def work_on_file(handle: UUID) -> Job | None:
    """The job of that name, if it works on a file."""
    return Job.objects.filter(pk=handle, kind__in=[PLANNING, WRITING]).first()


@router.get(
    ONE,
    response={200: FileStanding, 202: FileStanding},
    operation_id="file_get",
    url_name="file_get",
    summary="How far the work on a long file is, and what came of it",
)
@private("job.view", of=work_on_file)
def file_get(request: HttpRequest, handle: FileInPath, response: HttpResponse) -> Status[dict[str, Any]]:
    """202 while the file is worked on (look again in a second or two), 200 once that is over."""
    job = target_of(request)
    return standing(request, response, _held(request, job), job)


@router.delete(
    ONE,
    response={200: FileStanding, 202: FileStanding},
    operation_id="file_cancel",
    url_name="file_cancel",
    summary="Have a long file worked on no longer",
)
@private("job.cancel", of=work_on_file)
def file_cancel(request: HttpRequest, handle: FileInPath, response: HttpResponse) -> Status[dict[str, Any]]:
    """Work that waits ends at once, work that goes on at its next step; what is written already stays."""
    job = target_of(request)
    held = _held(request, job)
    stopped = job_cancel(job.pk, by=person_of(request.user).by)
    return standing(request, response, held, stopped)


def _held(request: HttpRequest, job: Job) -> BroughtFile:
    """The file of whoever brought it: what it says is nobody else's business."""
    held = file_of_job(job)
    if held is None or held.requested_by != person_of(request.user).pseudonym:
        raise Http404(str(job.pk))
    return held
