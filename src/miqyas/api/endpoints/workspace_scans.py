"""Scans of the registered portals: started, followed, read, compared; in a rhythm; from elsewhere."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path as FilePath
from typing import Annotated, Any, Final, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Path, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.callers import confirmed
from miqyas.api.files import AS_BYTES, file_answer
from miqyas.api.gate import BYTES, FORM, private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.problems import language_of
from miqyas.api.scans import (
    EntityCode,
    HandedInTold,
    LookoutInPath,
    LookoutTold,
    ScanAsked,
    ScanFindingTold,
    ScanInPath,
    ScannedPortalTold,
    ScanPlanAsked,
    ScanReportTold,
    ScanScheduleTold,
    ScanTold,
    State,
    entity_named,
    finding_record,
    handed_in_record,
    lookout_at,
    lookout_record,
    portal_record,
    report_at,
    report_record,
    scan_at,
    scan_line,
    scan_record,
    schedule_record,
)
from miqyas.api.shapes import Part
from miqyas.jobs.programme.scan_files import report_tables
from miqyas.jobs.scans import bundle_bring, jobs_of, scan_judge_again, scan_start, scan_stop
from miqyas.reports.tables import write_csv, write_xlsx
from miqyas.scanner.report import ScanReport
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.scans.models import Scan
from miqyas.workspace.scans.queries.reports import (
    changed_since,
    last_reports,
    lookouts_all,
    report_of,
    scans_all,
    schedules_all,
)
from miqyas.workspace.scans.services.bundles import lookout_confirm, lookout_revoke
from miqyas.workspace.scans.services.schedules import schedule_end, schedule_keep, tomorrow

router = Router(tags=["scans"])
BASE: Final = "/workspace/scans"
ONE: Final = f"{BASE}/{{scan}}"
SCHEDULES: Final = "/workspace/scan-schedules"
LOOKOUTS: Final = "/workspace/lookouts"
ReportFileInPath = Annotated[
    Literal["findings.csv", "findings.xlsx", "report.json"],
    Path(description="Name of the file.", examples=["findings.csv"]),
]


class ScansTold(Part):
    """Scans, newest first."""

    scans: list[ScanTold]


class ScanWhole(ScanTold):
    """A scan with its portals, vantages and where these saw something else."""

    counts: dict[str, int] = Field(description="How many features are in each state.")
    portals: list[ScannedPortalTold]
    vantages: list[dict[str, Any]]
    disagreements: list[dict[str, Any]]


class FindingsAsked(Window):
    """Which findings."""

    state: State | Literal[""] = Field("", description="State of the feature; empty: any.")


class ScanFindingsTold(Part):
    """Findings of a report, by feature."""

    report: ScanReportTold
    findings: list[ScanFindingTold]


class ScanChangeTold(Schema):
    """A feature of which the reports say different things."""

    feature: str
    kind: str
    cause: Literal["site", "rule", "either"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class ChangesTold(Schema):
    """What a report says otherwise than the one before."""

    before: ScanReportTold | None
    after: ScanReportTold
    changes: list[ScanChangeTold]


class ScheduleAsked(ScanPlanAsked):
    """A rhythm."""

    entity: EntityCode = ""
    every: Literal["weekly", "monthly"]
    first_at: dt.datetime | None = Field(None, description="Null: tomorrow.")


class ScheduleEnded(Schema):
    """Whose portals are scanned no longer by themselves."""

    entity: EntityCode


class SchedulesTold(Schema):
    """All rhythms, the next first."""

    schedules: list[ScanScheduleTold]


class LookoutAsked(Schema):
    """A key whose fingerprint was read out."""

    name: str = Field(max_length=60)
    country: str = Field("", max_length=3)
    is_outside: bool = True
    spoken: str = Field(max_length=200, description="The fingerprint as it was heard.")
    how: str = Field(max_length=300, description="By which way it was heard.")


class LookoutsTold(Schema):
    """Vantages elsewhere, those revoked too."""

    lookouts: list[LookoutTold]


class BundleAsked(Schema):
    """Whose looks a bundle holds."""

    lookout: str = Field(max_length=60, description="Name of the vantage whose key is confirmed.")


@router.get(
    BASE, response=ScansTold, operation_id="scans_list", url_name="scans_list", summary="Scans of portals"
)
@private("scan.view")
def scans(request: HttpRequest, response: HttpResponse, asked: Query[Window]) -> dict[str, Any]:
    """Newest first, each with the report that stands."""
    shown, about = part_of(scans_all(), asked, request=request, response=response)
    listed = list(shown)
    reports, jobs = last_reports(listed), jobs_of(listed)
    told = [scan_line(one, reports.get(one.pk), jobs.get(str(one.pk))) for one in listed]
    return {**about, **_versions(request), "scans": told}


@router.post(
    BASE, response=ScanTold, operation_id="scan_start", url_name="scan_start", summary="Start a scan"
)
@private("scan.run")
def start(request: HttpRequest, asked: ScanAsked) -> dict[str, Any]:
    """It runs as a job; ask for it again to follow it."""
    entity = entity_named(asked.entity)
    scan = scan_start(entity, plan=asked.as_plan(), by=person_of(request.user).by)
    return scan_record(scan, None)


@router.get(ONE, response=ScanWhole, operation_id="scan_get", url_name="scan_get", summary="One scan")
@private("scan.view", of=scan_at)
def get(request: HttpRequest, scan: ScanInPath) -> dict[str, Any]:
    """How far it is, and what its report says of portals and vantages."""
    found: Scan = target_of(request)
    report = report_of(found)
    told = report.record if report else {"vantages": [], "disagreements": []}
    portals = ScanReport.from_record(report.record).sites if report else ()
    return {
        **scan_record(found, report),
        "counts": told.get("counts", {}),
        "portals": [portal_record(one) for one in portals],
        "vantages": told["vantages"],
        "disagreements": told["disagreements"],
    }


@router.post(
    f"{ONE}/stop", response=ScanTold, operation_id="scan_stop", url_name="scan_stop", summary="Stop a scan"
)
@private("scan.run", of=scan_at)
def stop(request: HttpRequest, scan: ScanInPath) -> dict[str, Any]:
    """One that waits stops at once, one under way at its next look."""
    found: Scan = target_of(request)
    scan_stop(found, by=person_of(request.user).by)
    return scan_record(found, None)


@router.post(
    f"{ONE}/judge",
    response=ScanTold,
    operation_id="scan_judge",
    url_name="scan_judge",
    summary="Judge a scan again",
)
@private("scan.run", of=scan_at)
def judge(request: HttpRequest, scan: ScanInPath) -> dict[str, Any]:
    """What was seen is judged by the rules in force, without opening a page; the same rules once."""
    found: Scan = target_of(request)
    scan_judge_again(found, by=person_of(request.user).by)
    return scan_record(found, report_of(found))


@router.get(
    f"{ONE}/findings",
    response=ScanFindingsTold,
    operation_id="scan_findings",
    url_name="scan_findings",
    summary="What a scan found",
)
@private("scan.view", of=scan_at)
def findings(
    request: HttpRequest, response: HttpResponse, scan: ScanInPath, asked: Query[FindingsAsked]
) -> dict[str, Any]:
    """By feature, each with the looks that it rests on."""
    report = report_at(target_of(request))
    rows = report.rows.filter(state=asked.state) if asked.state else report.rows.all()
    shown, about = part_of(rows, asked, request=request, response=response)
    found = [finding_record(one) for one in shown]
    return {**about, **_versions(request), "report": report_record(report), "findings": found}


@router.get(
    f"{ONE}/changes",
    response=ChangesTold,
    operation_id="scan_changes",
    url_name="scan_changes",
    summary="What changed since the scan before",
)
@private("scan.view", of=scan_at)
def changes(request: HttpRequest, scan: ScanInPath) -> dict[str, Any]:
    """Feature by feature; what another rule changed is told apart."""
    report = report_at(target_of(request))
    compared = changed_since(report)
    return {
        "before": report_record(compared.before) if compared else None,
        "after": report_record(report),
        "changes": [one.as_record() for one in compared.changes] if compared else [],
    }


@router.get(
    f"{ONE}/files/{{name}}",
    operation_id="scan_file_get",
    url_name="scan_file_get",
    summary="A scan as a file",
    openapi_extra=AS_BYTES,
)
@private("scan.view", of=lambda scan, name: scan_at(scan), gives=BYTES)
def file_get(request: HttpRequest, scan: ScanInPath, name: ReportFileInPath) -> HttpResponse:
    """Findings as CSV, all tables as a workbook, all of it as JSON."""
    report, language = report_at(target_of(request)), language_of(request)
    if name == "report.json":
        content = json.dumps(report.record, ensure_ascii=False, indent=1).encode()
    else:
        tables = report_tables(report)
        is_csv = name.endswith("csv")
        content = write_csv(tables[0], language=language) if is_csv else write_xlsx(tables, language=language)
    return file_answer(content, name=f"miqyas-scan-{name}")


@router.post(
    f"{ONE}/bundles",
    response=HandedInTold,
    operation_id="scan_bundle_take",
    url_name="scan_bundle_take",
    summary="Hand in looks from elsewhere",
)
@private("bundle.take", of=scan_at, takes=FORM, most=lambda: settings.MIQYAS_FILE_BYTES)
def bundle(
    request: HttpRequest, scan: ScanInPath, asked: Form[BundleAsked], file: File[UploadedFile]
) -> dict[str, Any]:
    """A signed bundle of a vantage whose key is confirmed; all of it is judged with the rest, or refused."""
    lookout = lookout_at(asked.lookout)
    with tempfile.TemporaryDirectory() as folder:
        kept = FilePath(folder) / "bundle.zip"
        with kept.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        taken = bundle_bring(target_of(request), kept, lookout=lookout, by=person_of(request.user).by)
    return handed_in_record(taken)


@router.get(
    SCHEDULES,
    response=SchedulesTold,
    operation_id="scan_schedules",
    url_name="scan_schedules",
    summary="Rhythms of scans",
)
@private("scan.view")
def schedules(request: HttpRequest) -> dict[str, Any]:
    """The next first."""
    return {"schedules": [schedule_record(one) for one in schedules_all()]}


@router.put(
    SCHEDULES,
    response=ScanScheduleTold,
    operation_id="scan_schedule_set",
    url_name="scan_schedule_set",
    summary="Scan again and again",
)
@private("scan.run")
def schedule_set(request: HttpRequest, asked: ScheduleAsked) -> dict[str, Any]:
    """In place of the rhythm that these portals have."""
    kept = schedule_keep(
        entity_named(asked.entity),
        every=asked.every,
        plan=asked.as_plan(),
        first_at=_aware(asked.first_at) or tomorrow(),
        by=person_of(request.user).by,
    )
    return schedule_record(kept)


@router.post(
    f"{SCHEDULES}/end",
    response=SchedulesTold,
    operation_id="scan_schedule_end",
    url_name="scan_schedule_end",
    summary="Scan no longer by itself",
)
@private("scan.run")
def schedule_gone(request: HttpRequest, asked: ScheduleEnded) -> dict[str, Any]:
    """What is under way goes on."""
    schedule_end(entity_named(asked.entity), by=person_of(request.user).by)
    return schedules(request)


@router.get(
    LOOKOUTS,
    response=LookoutsTold,
    operation_id="lookouts_list",
    url_name="lookouts_list",
    summary="Vantages elsewhere",
)
@private("bundle.take")
def lookouts(request: HttpRequest) -> dict[str, Any]:
    """Whose looks are taken, and whose no longer."""
    return {"lookouts": [lookout_record(one) for one in lookouts_all()]}


@router.post(
    LOOKOUTS,
    response=LookoutTold,
    operation_id="lookout_confirm",
    url_name="lookout_confirm",
    summary="Confirm the key of a vantage",
)
@private("lookout.confirm")
def confirm(request: HttpRequest, asked: LookoutAsked) -> dict[str, Any]:
    """Once its fingerprint was read out by its owner."""
    confirmed(request)
    return lookout_record(lookout_confirm(**asked.dict(), by=person_of(request.user).by))


@router.post(
    f"{LOOKOUTS}/{{name}}/revoke",
    response=LookoutTold,
    operation_id="lookout_revoke",
    url_name="lookout_revoke",
    summary="Trust the key of a vantage no longer",
)
@private("lookout.confirm", of=lookout_at)
def revoke(request: HttpRequest, name: LookoutInPath) -> dict[str, Any]:
    """What it signed before stays."""
    confirmed(request)
    found = target_of(request)
    lookout_revoke(found, by=person_of(request.user).by)
    found.refresh_from_db()
    return lookout_record(found)


def _versions(request: HttpRequest) -> dict[str, Any]:
    world = world_of(request)
    return {"versions": world.versions(world.latest).as_dict()}


def _aware(at: dt.datetime | None) -> dt.datetime | None:
    return at.replace(tzinfo=dt.UTC) if at and at.tzinfo is None else at
