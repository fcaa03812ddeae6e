"""A country's own lists of features: brought in, told what is in force, taken off."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import File, Form, Path, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.files import LINES_TOLD, FileAsked, PlanOfFile, done_as_told, plan_record
from miqyas.api.gate import FORM, private
from miqyas.api.problems import language_of
from miqyas.api.shapes import Names
from miqyas.catalogue import Instrument, instruments
from miqyas.catalogue.diff import change_sentence, diff
from miqyas.jobs.own_lists import own_list_accept, own_list_plan, own_list_take_off
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.datasets.world import instruments_known

router = Router(tags=["catalogue"])
BASE = "/workspace/lists"
ListInPath = Annotated[
    str,
    Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of an own list.", examples=["NAKHL"]),
]


class ListTold(Schema):
    """An own list."""

    code: str
    version: str
    title: Names
    features: int


class ListsTold(Schema):
    """The own lists in force."""

    lists: list[ListTold]


class ListPlanTold(PlanOfFile):
    """What accepting a list would do, or did."""

    found: ListTold | None = Field(description="The list of the file; null where it has problems.")
    before: str | None = Field(description="Version that it would take the place of; null for a new list.")
    changes: list[str] = Field(
        description="What differs from the version before, in sentences; the first of them."
    )
    count: int = Field(description="Of how many.")


@router.get(
    BASE, response=ListsTold, operation_id="lists_list", url_name="lists_list", summary="Own lists in force"
)
@private("instrument.import")
def lists(request: HttpRequest) -> dict[str, Any]:
    """Beside the packaged instruments; their features are in the catalogue."""
    return _told()


@router.post(
    f"{BASE}/file",
    response=ListPlanTold,
    operation_id="list_bring",
    url_name="list_bring",
    summary="Bring an own list in",
)
@private("instrument.import", takes=FORM, most=lambda: LARGEST_FORM)
def bring(request: HttpRequest, asked: Form[FileAsked], file: File[UploadedFile]) -> dict[str, Any]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing."""
    plan = own_list_plan(file.read(), name=file.name or "")
    done_as_told(plan, asked, lambda: own_list_accept(plan, by=person_of(request.user).by))
    changes = diff(plan.before, plan.instrument) if plan.before and plan.instrument else ()
    language = language_of(request)
    return {
        **plan_record(request, plan, asked),
        "found": _list(plan.instrument) if plan.instrument else None,
        "before": plan.before.version if plan.before else None,
        "changes": [change_sentence(one, language=language) for one in changes[:LINES_TOLD]],
        "count": len(changes),
    }


@router.delete(
    f"{BASE}/{{instrument}}",
    response=ListsTold,
    operation_id="list_take_off",
    url_name="list_take_off",
    summary="Take an own list off",
)
@private("instrument.import")
def take_off(request: HttpRequest, instrument: ListInPath) -> dict[str, Any]:
    """Campaigns that began with it keep their copy."""
    if instrument not in _own():
        raise Http404
    own_list_take_off(instrument, by=person_of(request.user).pseudonym)
    return _told()


def _own() -> dict[str, Instrument]:
    return {code: found for code, found in instruments_known().items() if code not in instruments()}


def _told() -> dict[str, Any]:
    return {"lists": [_list(found) for found in _own().values()]}


def _list(found: Instrument) -> dict[str, Any]:
    return {
        "code": found.code,
        "version": found.version,
        "title": dict(found.title),
        "features": len(found.features),
    }
