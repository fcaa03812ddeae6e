"""Services as files: taken away, filled in, told what they would do, brought in."""

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
from miqyas.jobs.programme.brought import SERVICES
from miqyas.jobs.programme.service_files import services_csv, services_workbook
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.services.access import KEEPERS
from miqyas.workspace.services.importing import Row
from miqyas.workspace.services.queries import entities_kept, services_seen

router = Router(tags=["services"])
BASE: Final = "/workspace/services"
Name = Literal["services.xlsx", "services.csv", "template.xlsx"]
NameInPath = Annotated[Name, Path(description="Name of the file.", examples=["services.xlsx"])]


class ServiceLineTold(Schema):
    """What a row of the file would do."""

    code: str
    doing: Literal["add", "change"]
    fields: list[str] = Field(description="Fields that would change.")


class ServicesPlanTold(PlanOfFile):
    """What the file would do, or did: all of it, or nothing."""

    lines: list[ServiceLineTold] = Field(description="Rows that would change anything, the first of them.")
    count: int = Field(description="Of how many.")


@router.get(
    f"{BASE}/files/{{name}}",
    operation_id="services_file_get",
    url_name="services_file_get",
    summary="Services as a file",
    openapi_extra=AS_BYTES,
)
@private("service.list", gives=BYTES)
def services_file(request: HttpRequest, name: NameInPath) -> HttpResponse:
    """Those that whoever asks may see, in the language asked for; the template is for who may fill it in."""
    person, language = person_of(request.user), language_of(request)
    if name == "template.xlsx":
        require(request.user, "service.import")
    rows = [] if name == "template.xlsx" else list(services_seen(person).prefetch_related("data"))
    if name == "services.csv":
        return file_answer(services_csv(rows, language=language), name=f"miqyas-{name}")
    codes = [one.code for one in entities_kept(person, keepers=KEEPERS)]
    return file_answer(services_workbook(rows, entities=codes, language=language), name=f"miqyas-{name}")


@router.post(
    f"{BASE}/file",
    response={200: ServicesPlanTold, 202: FileStanding},
    operation_id="services_file_bring",
    url_name="services_file_bring",
    summary="Bring services in",
)
@private("service.import", takes=FORM, most=lambda: LARGEST_FORM)
def bring(
    request: HttpRequest, asked: Form[FileAsked], file: File[UploadedFile], response: HttpResponse
) -> Status[dict[str, Any]]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing.

    A long file is worked on by jobs: 202 with an address at which that is followed and, at its end, told.
    """
    return brought(request, response, SERVICES, asked, file)


def _line(row: Row) -> dict[str, Any]:
    return {"code": row.fields.code, "doing": row.doing, "fields": list(row.changed)}


told_by(SERVICES, _line)
