"""Scans of the registered portals: started, followed, read, compared, taken away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from miqyas.jobs.programme.scan_files import report_tables
from miqyas.jobs.scans import is_judged_now, job_of, jobs_of, scan_judge_again, scan_start, scan_stop
from miqyas.reports.tables import write_csv, write_xlsx
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.registry_forms import add_problems
from miqyas.web.scan_forms import ScanForm
from miqyas.web.scans import (
    STATES,
    changes_shown,
    crumbs,
    disagreements_of,
    line_of,
    names_known,
    portal_line,
    progress_of,
    scan_label,
    score_of,
    vantages_of,
    whose,
)
from miqyas.web.undoing import Reverse, done
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, allowed, require
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_active, entity_by_code
from miqyas.workspace.scans.access import READS, entities_own
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import Report, Scan, ScanSchedule
from miqyas.workspace.scans.plans import NUMBERS, ScanPlan
from miqyas.workspace.scans.queries.reports import (
    Told,
    changed_since,
    handed_in_to,
    last_reports,
    lookouts_all,
    report_of,
    reports_of,
    scan_by_id,
    scans_all,
    schedules_all,
    states_of,
)
from miqyas.workspace.scans.services.schedules import schedule_end, schedule_keep, tomorrow

SCANS_ON_A_PAGE: Final = 20
FINDINGS_ON_A_PAGE: Final = 60
DISAGREEMENTS_SHOWN: Final = 50
PORTALS_SHOWN: Final = 100


@work_page
@require_GET
def scans(request: HttpRequest) -> HttpResponseBase:
    """All scans, for the authority; for an entity the way to what concerns it."""
    person = require(request.user, "scan.list")
    entities = _entities_of(person)
    if not allowed(request.user, "scan.view"):
        if len(entities) == 1:
            return HttpResponseRedirect(reverse("scan_entity", args=[entities[0].code]))
        return show_work(request, "web/workspace/scans/own.html", {"entities": entities})
    return _list(request, _form())


@work_page
@require_POST
def scan_new(request: HttpRequest) -> HttpResponseBase:
    """Start a scan, or have it done again and again."""
    person = require(request.user, "scan.run")
    form = _form(request.POST)
    if form.is_valid():
        try:
            return _begun(request, form, person)
        except ScanError as error:
            add_problems(form, [error])
    return _list(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@work_page
@require_POST
def rhythm_end(request: HttpRequest) -> HttpResponseBase:
    """Scan no longer by itself."""
    person = require(request.user, "scan.run")
    entity = _entity(request.POST.get("entity", ""))
    again = next((_rhythm(one) for one in schedules_all() if one.entity == entity), None)
    schedule_end(entity, by=person.by)
    done(request, say_here("scans.rhythm_ended"), reverse=again)
    return HttpResponseRedirect(reverse("scans"))


def _rhythm(one: ScanSchedule) -> Reverse:
    """The form that sets a rhythm as it is."""
    plan = ScanPlan.of(one.plan)
    numbers = {name: str(getattr(plan, name)) for name in NUMBERS}
    whose_it_is = {"entity": one.entity.code if one.entity else "", "every": one.every}
    return Reverse(reverse("scan_new"), {**numbers, **whose_it_is, "languages": "-".join(plan.languages)})


@work_page
@require_GET
def scan(request: HttpRequest, scan: UUID) -> HttpResponseBase:
    """One scan: how far it is, or what it found."""
    require(request.user, "scan.view")
    found = _scan(scan)
    report = report_of(found)
    context: dict[str, Any] = {
        "scan": found,
        "whose": whose(found.entity),
        "plan": ScanPlan.of(found.plan),
        "progress": progress_of(found, job_of(found)),
        "may_run": allowed(request.user, "scan.run"),
        "crumbs": crumbs(Link(label=scan_label(found))),
    }
    if report is not None:
        context |= _told(request, found, report)
    return show_work(request, "web/workspace/scans/scan.html", context)


@work_page
@require_POST
def stop(request: HttpRequest, scan: UUID) -> HttpResponseBase:
    """Stop a scan."""
    person = require(request.user, "scan.run")
    scan_stop(_scan(scan), by=person.by)
    messages.success(request, say_here("scans.stopped_said"))
    return HttpResponseRedirect(reverse("scan", args=[scan]))


@work_page
@require_POST
def judge(request: HttpRequest, scan: UUID) -> HttpResponseBase:
    """Judge again what was seen, by the rules in force."""
    person = require(request.user, "scan.run")
    scan_judge_again(_scan(scan), by=person.by)
    messages.success(request, say_here("scans.judged_said"))
    return HttpResponseRedirect(reverse("scan", args=[scan]))


@work_page
@require_GET
def changes(request: HttpRequest, scan: UUID) -> HttpResponseBase:
    """What a scan says otherwise than the one before."""
    require(request.user, "scan.view")
    found = _scan(scan)
    report = _report(found)
    compared = changed_since(report)
    context = {
        "scan": found,
        "whose": whose(found.entity),
        "compared": compared,
        "groups": changes_shown(compared.changes, names_known()) if compared else [],
        "crumbs": crumbs(
            Link(label=scan_label(found), url=reverse("scan", args=[scan])),
            Link(label=say_here("scans.changes")),
        ),
    }
    return show_work(request, "web/workspace/scans/changes.html", context)


@work_page
@require_GET
def scan_file(request: HttpRequest, scan: UUID, form: str) -> HttpResponseBase:
    """A report to take away: its findings as CSV, all of it as JSON, all tables as a workbook."""
    require(request.user, "scan.view")
    return report_file(_report(_scan(UUID(str(scan)))), form=form, name="miqyas-scan")


def report_file(report: Report, *, form: str, name: str) -> HttpResponse:
    """A report as a file of a form."""
    if form == "json":
        content = json.dumps(report.record, ensure_ascii=False, indent=1).encode()
        return as_file(content, name=name, form=form)
    tables = report_tables(report)
    language = current_language()
    if form == "csv":
        return as_file(write_csv(tables[0], language=language, encoding="utf-8-sig"), name=name, form=form)
    return as_file(write_xlsx(tables, language=language), name=name, form=form)


def _begun(request: HttpRequest, form: ScanForm, person: Person) -> HttpResponse:
    entity, plan = _entity(form.cleaned_data["entity"]), form.as_plan()
    every = form.cleaned_data["every"]
    if every:
        schedule_keep(entity, every=every, plan=plan, first_at=tomorrow(), by=person.by)
        messages.success(request, say_here("scans.rhythm_kept"))
        return HttpResponseRedirect(f"{reverse('scans')}#rhythms")
    begun = scan_start(entity, plan=plan, by=person.by)
    messages.success(request, say_here("scans.started"))
    return HttpResponseRedirect(reverse("scan", args=[begun.pk]))


def _list(request: HttpRequest, form: ScanForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
    page = Paginator(scans_all(), SCANS_ON_A_PAGE).get_page(request.GET.get("page"))
    listed = list(page)
    jobs, reports = jobs_of(listed), last_reports(listed)
    states = states_of(reports.values())
    context = {
        "page": page,
        "lines": [_scan_line(one, jobs.get(str(one.pk)), reports.get(one.pk), states) for one in listed],
        "form": form,
        "may_run": allowed(request.user, "scan.run"),
        "may_confirm": allowed(request.user, "lookout.confirm"),
        "rhythms": [
            (one, whose(one.entity), say_here(f"scans.rhythm.{one.every}")) for one in schedules_all()
        ],
        "entities": _entities_scanned(),
    }
    return show_work(request, "web/workspace/scans/list.html", context, status=status)


def _scan_line(
    scan: Scan, job: Any, report: Report | None, states: Mapping[UUID, Sequence[str]]
) -> dict[str, Any]:
    return {
        "scan": scan,
        "whose": whose(scan.entity),
        "progress": progress_of(scan, job),
        "report": report,
        "score": score_of(states[report.pk], report) if report else None,
    }


def _told(request: HttpRequest, found: Scan, report: Report) -> dict[str, Any]:
    told, names = Told(report), names_known()
    state = request.GET.get("state", "")
    rows = [row for row in told.rows if not state or row.state == state]
    page = Paginator(rows, FINDINGS_ON_A_PAGE).get_page(request.GET.get("page"))
    whole = told.whole
    return {
        "report": report,
        "told": told,
        "whole": whole,
        "score": score_of((row.state for row in told.rows), report),
        "counts": [(one, say_here(f"scan.state.{one}"), told.counts[one]) for one in STATES],
        "state": state if state in STATES else "",
        "page": page,
        "lines": [line_of(row, names) for row in page],
        "portals": [portal_line(one) for one in whole.sites[:PORTALS_SHOWN]],
        "vantages": vantages_of(whole),
        "disagreements": disagreements_of(whole.disagreements, most=DISAGREEMENTS_SHOWN),
        "disagreement_count": len(whole.disagreements),
        "reports": [(one, say_here(f"scans.why.{one.why}")) for one in reports_of(found)],
        "handed_in": list(handed_in_to(found)),
        "lookouts": [one for one in lookouts_all() if one.revoked_at is None],
        "is_judged": is_judged_now(found),
        "may_take": allowed(request.user, "bundle.take"),
    }


def _form(given: Any = None) -> ScanForm:
    return ScanForm(given, entities=_entities_with_portals())


def _entities_with_portals() -> Iterable[Entity]:
    return entities_active().filter(portals__isnull=False).distinct()


def _entities_scanned() -> list[Entity]:
    return list(_entities_with_portals())


def _entities_of(person: Person) -> list[Entity]:
    if person.holds(*READS):
        return []
    own = entities_own(person)
    return [one for one in entities_active() if one.pk in own]


def _entity(code: str) -> Entity | None:
    if not code:
        return None
    found = entity_by_code(code)
    if found is None:
        raise Http404
    return found


def _scan(scan: UUID) -> Scan:
    found = scan_by_id(scan)
    if found is None:
        raise Http404
    return found


def _report(scan: Scan) -> Report:
    found = report_of(scan)
    if found is None:
        raise Http404
    return found
