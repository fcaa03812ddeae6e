"""The registry as files: taken away, filled in, told what it would do, brought in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Path, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.callers import confirmed
from miqyas.api.files import (
    AS_BYTES,
    LINES_TOLD,
    FileAsked,
    PlanOfFile,
    done_as_told,
    file_answer,
    plan_record,
)
from miqyas.api.gate import BYTES, FORM, private
from miqyas.api.problems import language_of
from miqyas.jobs.registry_files import registry_csv, registry_template, registry_workbook
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import person_of, require, roles_givable
from miqyas.workspace.registry.importing import Line, RegistryPlan, registry_apply, registry_plan
from miqyas.workspace.registry.reading import read_registry

router = Router(tags=["registry"])
BASE = "/workspace/registry"
Name = Literal["registry.xlsx", "template.xlsx", "entities.csv", "portals.csv"]
NameInPath = Annotated[Name, Path(description="Name of the file.", examples=["registry.xlsx"])]


class ChangeTold(Schema):
    """A field that would change."""

    field: str
    before: Any
    after: Any


class RegistryLineTold(Schema):
    """What a row of the file would do."""

    table: Literal["entities", "portals", "people"]
    name: str = Field(description="Code of the entity, address of the portal, address of the person.")
    doing: Literal["add", "change"]
    changes: list[ChangeTold]


class RegistryPlanTold(PlanOfFile):
    """What the file would do, or did: all of it, or nothing."""

    lines: list[RegistryLineTold] = Field(description="Rows that would change anything, the first of them.")
    count: int = Field(description="Of how many.")


@router.get(
    f"{BASE}/files/{{name}}",
    operation_id="registry_file_get",
    url_name="registry_file_get",
    summary="The registry as a file",
    openapi_extra=AS_BYTES,
)
@private("registry.list", gives=BYTES)
def registry_file(request: HttpRequest, name: NameInPath) -> HttpResponse:
    """A workbook in the language that is asked for, or one table; the template is for who may fill it in."""
    if name == "template.xlsx":
        require(request.user, "registry.edit")
    return file_answer(_content(name, language=language_of(request)), name=f"miqyas-{name}")


@router.post(
    f"{BASE}/file",
    response=RegistryPlanTold,
    operation_id="registry_file_bring",
    url_name="registry_file_bring",
    summary="Bring a registry in",
)
@private("registry.edit", takes=FORM, most=lambda: LARGEST_FORM)
def bring(request: HttpRequest, asked: Form[FileAsked], file: File[UploadedFile]) -> dict[str, Any]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing."""
    givable = roles_givable(request.user)
    read = read_registry(file.read(), name=file.name or "")
    plan = registry_plan(read, givable=givable)

    def deed() -> None:
        if plan.gives_roles:
            confirmed(request)
        registry_apply(read, by=person_of(request.user).by, givable=givable)

    done_as_told(plan, asked, deed)
    return {**plan_record(request, plan, asked), **_lines(plan)}


def _content(name: str, *, language: str) -> bytes:
    match name:
        case "registry.xlsx":
            return registry_workbook(language=language)
        case "template.xlsx":
            return registry_template(language=language)
    return registry_csv(name.removesuffix(".csv"), language=language)


def _lines(plan: RegistryPlan) -> dict[str, Any]:
    return {"lines": [_line(line) for line in plan.doing[:LINES_TOLD]], "count": plan.doing_count}


def _line(line: Line) -> dict[str, Any]:
    changes = [
        {"field": name, "before": before, "after": after} for name, (before, after) in line.changes.items()
    ]
    return {"table": line.table, "name": line.name, "doing": line.doing, "changes": changes}
