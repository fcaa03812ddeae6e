"""Files of the committee and of the roadmap's dates: directives in and out, what slips cost out."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Path, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.files import (
    AS_BYTES,
    FileAsked,
    FileStanding,
    PlanOfFile,
    brought,
    file_answer,
    told_by,
)
from miqyas.api.gate import BYTES, FORM, private
from miqyas.api.problems import language_of
from miqyas.jobs.programme.brought import DIRECTIVES
from miqyas.jobs.programme.directive_files import directives_workbook
from miqyas.jobs.programme.roadmap import roadmap_schedule
from miqyas.jobs.programme.slips_file import slips_workbook
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.roadmaps.directive_importing import DirectiveLine
from miqyas.workspace.roadmaps.queries.directives import directives_seen

router = Router(tags=["roadmap"])
BASE: Final = "/workspace/roadmap/directives"
Name = Literal["directives.xlsx", "template.xlsx"]
NameInPath = Annotated[Name, Path(description="Name of the file.", examples=["directives.xlsx"])]


class DirectiveLineTold(Schema):
    """What a row of the file would do."""

    number: str
    doing: Literal["add", "change"]
    changed: list[str] = Field(description="Fields that would change.")


class DirectivesPlanTold(PlanOfFile):
    """What the file would do, or did: all of it, or nothing."""

    lines: list[DirectiveLineTold] = Field(description="Rows that would change anything, the first of them.")
    count: int = Field(description="Of how many.")


@router.get(
    f"{BASE}/files/{{name}}",
    operation_id="directives_file_get",
    url_name="directives_file_get",
    summary="Decisions and directives as a file",
    openapi_extra=AS_BYTES,
)
@private("directive.list", gives=BYTES)
def directives_file(request: HttpRequest, name: NameInPath) -> HttpResponse:
    """Those that whoever asks may see; the template is for who may fill it in."""
    is_blank = name == "template.xlsx"
    if is_blank:
        require(request.user, "directive.plan")
    seen = directives_seen(person_of(request.user)).order_by("decided_on", "number")
    content = directives_workbook(
        [] if is_blank else seen,
        entities=[one.code for one in entities_active()],
        language=language_of(request),
    )
    return file_answer(content, name=f"miqyas-{name}")


@router.post(
    f"{BASE}/file",
    response={200: DirectivesPlanTold, 202: FileStanding},
    operation_id="directives_file_bring",
    url_name="directives_file_bring",
    summary="Bring decisions and directives in",
)
@private("directive.plan", takes=FORM, most=lambda: LARGEST_FORM)
def bring(
    request: HttpRequest, asked: Form[FileAsked], file: File[UploadedFile], response: HttpResponse
) -> Status[dict[str, Any]]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing.

    A long file is worked on by jobs: 202 with an address at which that is followed and, at its end, told.
    """
    return brought(request, response, DIRECTIVES, asked, file)


@router.get(
    "/workspace/roadmap/slips.xlsx",
    operation_id="slips_file_get",
    url_name="slips_file_get",
    summary="What slips of the roadmap cost, as a file",
    openapi_extra=AS_BYTES,
)
@private("roadmap.list", gives=BYTES)
def slips_file(request: HttpRequest) -> HttpResponse:
    """The three cases of the coming edition, and every slip by its cost, the dearest first."""
    content = slips_workbook(roadmap_schedule(), language=language_of(request))
    return file_answer(content, name="miqyas-roadmap-slips.xlsx")


def _line(line: DirectiveLine) -> dict[str, Any]:
    return {"number": line.fields.number, "doing": line.doing, "changed": list(line.changed)}


told_by(DIRECTIVES, _line)
