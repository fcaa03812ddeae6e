"""A workshop's files: programme and invitations in and out; attendance, exercises and feedback out."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Path, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.endpoints.workspace_workshops import WorkshopInPath
from miqyas.api.files import (
    AS_BYTES,
    FileAsked,
    FileStanding,
    PlanOfFile,
    brought,
    file_answer,
    told_by,
)
from miqyas.api.gate import BYTES, FORM, private, target_of
from miqyas.api.problems import language_of
from miqyas.jobs.programme.brought import WORKSHOP
from miqyas.jobs.programme.workshop_files import outcome_workbook, workshop_template, workshop_workbook
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.sheets.plans import Row
from miqyas.workspace.accounts.access import allowed
from miqyas.workspace.workshops.queries import workshop_by_code

router = Router(tags=["workshops"])
ONE: Final = "/workspace/workshops/{workshop}"
Name = Literal["programme.xlsx", "outcome.xlsx", "template.xlsx"]
NameInPath = Annotated[Name, Path(description="Name of the file.", examples=["programme.xlsx"])]


class WorkshopLineTold(Schema):
    """What a row of the file would do."""

    part: Literal["sessions", "invitations"]
    doing: Literal["add", "change"]
    says: str = Field(description="The beginning and titles of a session, or who is invited.")


class WorkshopPlanTold(PlanOfFile):
    """What the file would do, or did: all of it, or nothing."""

    lines: list[WorkshopLineTold] = Field(description="Rows that would change anything, the first of them.")
    count: int = Field(description="Of how many.")


def _by_code(workshop: str, **_: object) -> object:
    return workshop_by_code(workshop)


@router.get(
    f"{ONE}/files/{{name}}",
    operation_id="workshop_file_get",
    url_name="workshop_file_get",
    summary="A workshop as a file",
    openapi_extra=AS_BYTES,
)
@private("workshop.edit", of=_by_code, gives=BYTES)
def workshop_file(request: HttpRequest, workshop: WorkshopInPath, name: NameInPath) -> HttpResponse:
    """Programme and invitations, an empty file to fill in, or attendance, exercises and feedback."""
    found, language = target_of(request), language_of(request)
    if name == "template.xlsx":
        content = workshop_template(language=language)
    elif name == "programme.xlsx":
        content = workshop_workbook(found, language=language)
    else:
        with_findings = allowed(request.user, "finding.view", found)
        content = outcome_workbook(found, language=language, with_findings=with_findings)
    return file_answer(content, name=f"miqyas-{found.code}-{name}")


@router.post(
    f"{ONE}/file",
    response={200: WorkshopPlanTold, 202: FileStanding},
    operation_id="workshop_file_bring",
    url_name="workshop_file_bring",
    summary="Bring a programme and invitations in",
)
@private("workshop.edit", of=_by_code, takes=FORM, most=lambda: LARGEST_FORM)
def bring(
    request: HttpRequest,
    workshop: WorkshopInPath,
    asked: Form[FileAsked],
    file: File[UploadedFile],
    response: HttpResponse,
) -> Status[dict[str, Any]]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing.

    A long file is worked on by jobs: 202 with an address at which that is followed and, at its end, told.
    """
    return brought(request, response, WORKSHOP, asked, file, of=target_of(request).code)


def _line(row: Row) -> dict[str, Any]:
    return {"part": row.within, "doing": row.doing, "says": row.key}


told_by(WORKSHOP, _line)
