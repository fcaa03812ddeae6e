"""Reports: which may be ordered, those that were, how far they are, and their files."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from miqyas.api.errors import RequestError
from miqyas.api.files import AS_BYTES, file_answer
from miqyas.api.gate import BYTES, private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.problems import language_of
from miqyas.api.shapes import Part, Told
from miqyas.jobs.answers import ToldError, waits_for
from miqyas.jobs.models import MadeReport, State
from miqyas.jobs.reports.access import Wanted
from miqyas.jobs.reports.kinds import ReportKind, report_kind_of, report_kinds
from miqyas.jobs.reports.orders import (
    report_content,
    report_drop,
    report_find,
    report_order,
    reports_of,
)
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.reports.document.write import FORMS
from miqyas.workspace.accounts.access import Person, person_of, require
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["reports"])
LOOK_AGAIN: Final = "2"
"""Seconds after which it is worth looking again."""
ONE: Final = "/workspace/reports/{report}"
ReportInPath = Annotated[UUID, Path(description="Name of the report, as it was told when it was ordered.")]
Form = Literal["pdf", "docx", "pptx", "xlsx"]


class ReportSubject(Schema):
    """What a report may be about."""

    of: str
    title: str


class OfferedReport(Schema):
    """A kind of report that may be ordered."""

    kind: str
    title: dict[str, str]
    languages: list[str]
    forms: list[str]
    subjects: list[ReportSubject]


class OfferedReports(Schema):
    """All kinds of report of which something may be ordered."""

    kinds: list[OfferedReport]


class ReportWanted(Schema):
    """A report that is wanted."""

    kind: str = Field(max_length=40, description="Kind of report (see /workspace/report-kinds).")
    of: str = Field(max_length=140, description="What it is about, as the kind names it.")
    language: str = Field(max_length=8, description="One of the languages of the kind.")
    form: Form = Field(description="What the file is to be.")


class OrderedReport(Schema):
    """A report that was ordered."""

    report: UUID = Field(description="Name under which it is followed.")
    address: str = Field(description="Address of this report.")
    kind: str
    of: str
    language: str
    form: str
    made_on: str = Field(description="The day that stands on it, as an ISO date.")
    state: Literal["queued", "running", "succeeded", "failed", "cancelled"]
    progress: float = Field(ge=0, le=1, description="Share done, 0 to 1.")
    waits_for: Literal["worker", "turn"] | None = Field(
        description="What a report that is queued waits for: its turn, or that a worker is started."
    )
    name: str | None = Field(description="Name of its file; null until it is made.")
    file: str | None = Field(description="Address of its file; null until it is made.")
    size: int | None = Field(description="Bytes of its file; null until it is made.")
    sha256: str | None = Field(description="Fingerprint of its file; null until it is made.")
    is_draft: bool
    error: Told | None = Field(description="Why it was not made; null unless that failed.")


class OrderedReports(Part):
    """Reports that somebody ordered, newest first."""

    reports: list[OrderedReport]


def report_at(report: UUID) -> MadeReport | None:
    """The report of that name."""
    return report_find(report)


@router.get(
    "/workspace/report-kinds",
    response=OfferedReports,
    operation_id="report_kinds",
    url_name="report_kinds",
    summary="Kinds of report that you may order, and what of",
)
@private("report.list")
def report_kinds_told(request: HttpRequest) -> dict[str, Any]:
    """Each kind with the subjects that you may choose from, under their titles in the language asked for."""
    person, language = person_of(request.user), language_of(request)
    told = [_kind(kind, person, language) for kind in report_kinds()]
    return {"kinds": [one for one in told if one["subjects"]]}


@router.get(
    "/workspace/reports",
    response=OrderedReports,
    operation_id="reports",
    url_name="reports",
    summary="Reports that you ordered",
)
@private("report.list")
def reports_told(request: HttpRequest, response: HttpResponse, window: Query[Window]) -> dict[str, Any]:
    """Newest first. They are kept for thirty days."""
    found = reports_of(person_of(request.user).by)
    part, about = part_of(found, window, request=request, response=response)
    world = world_of(request)
    versions = world.versions(world.target).as_dict()
    return {**about, "versions": versions, "reports": [_told(request, one) for one in part]}


@router.post(
    "/workspace/reports",
    response={200: OrderedReport, 202: OrderedReport},
    operation_id="report_order",
    url_name="report_order",
    summary="Order a report",
)
@private("report.list")
def report_ordered(
    request: HttpRequest, asked: ReportWanted, response: HttpResponse
) -> Status[dict[str, Any]]:
    """200 where it is made of the same already, else 202: follow it at the address in Location."""
    kind = report_kind_of(asked.kind)
    person = require(request.user, "report.make", Wanted(kind, kind.found(asked.of)))
    ordered = report_order(kind, asked.of, language=asked.language, form=asked.form, by=person.by)
    return _standing(request, ordered, response)


@router.get(
    ONE,
    response={200: OrderedReport, 202: OrderedReport},
    operation_id="report_get",
    url_name="report_get",
    summary="How far a report is",
)
@private("report.view", of=report_at)
def report_get(request: HttpRequest, report: ReportInPath, response: HttpResponse) -> Status[dict[str, Any]]:
    """202 while it is made (look again after Retry-After seconds), 200 once that is over."""
    return _standing(request, target_of(request), response)


@router.get(
    ONE + "/file",
    operation_id="report_file_get",
    url_name="report_file_get",
    summary="The file of a report",
    openapi_extra=AS_BYTES,
)
@private("report.view", of=report_at, gives=BYTES)
def report_file_get(request: HttpRequest, report: ReportInPath) -> HttpResponse:
    """The bytes, as they were made; 422 until then."""
    made: MadeReport = target_of(request)
    if not made.is_done:
        raise RequestError("report_not_made")
    return file_answer(report_content(made), name=made.name)


@router.delete(
    ONE,
    response=OrderedReport,
    operation_id="report_drop",
    url_name="report_drop",
    summary="Forget a report",
)
@private("report.drop", of=report_at)
def report_dropped(request: HttpRequest, report: ReportInPath) -> dict[str, Any]:
    """What it was; one that was still being made ends."""
    told = _told(request, target_of(request))
    report_drop(target_of(request))
    return told


def _kind(kind: ReportKind, person: Person, language: str) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "title": {code: kind.title(code) for code in REQUIRED_LANGUAGES},
        "languages": list(kind.languages),
        "forms": list(FORMS),
        "subjects": [{"of": one.of, "title": one.title} for one in kind.subjects(person, language)],
    }


def _standing(request: HttpRequest, report: MadeReport, response: HttpResponse) -> Status[dict[str, Any]]:
    told = _told(request, report)
    response.headers["Location"] = told["address"]
    is_open = report.job is not None and report.job.is_open
    if is_open:
        response.headers["Retry-After"] = LOOK_AGAIN
    return Status(202 if is_open else 200, told)


def _told(request: HttpRequest, report: MadeReport) -> dict[str, Any]:
    job = report.job
    state = State(job.state) if job else State.FAILED
    made = report.is_done
    return {
        "report": report.pk,
        "address": reverse("api-1:report_get", args=[report.pk]),
        "kind": report.kind,
        "of": report.of,
        "language": report.language,
        "form": report.form,
        "made_on": report.made_on,
        "state": state.value,
        "progress": job.progress if job else 0.0,
        "waits_for": waits_for(state),
        "name": report.name if made else None,
        "file": reverse("api-1:report_file_get", args=[report.pk]) if made else None,
        "size": report.size if made else None,
        "sha256": report.sha256 if made else None,
        "is_draft": report.is_draft,
        "error": ToldError(job.error).as_dict(language_of(request)) if job and job.error else None,
    }
