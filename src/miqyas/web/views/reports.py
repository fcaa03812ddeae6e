"""Reports that everybody may have, and the page on which any report is waited for and taken away."""

from __future__ import annotations

import time
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_POST

from miqyas.jobs.models import MadeReport
from miqyas.jobs.reports.access import Wanted
from miqyas.jobs.reports.kinds import ReportKind, ReportOrderError, report_kind_of, report_kinds
from miqyas.jobs.reports.orders import report_content, report_drop, report_find, report_order
from miqyas.reports.findings import name_in
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.pages import country_address, public_page, show
from miqyas.web.reports import Line, line_of, offer_of
from miqyas.web.undoing import Reverse, done
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import require
from miqyas.workspace.datasets.world import world_of

PATIENCE: Final = 1.5
"""Seconds in which a report may be made without the reader learning that it was not there."""
GLANCE: Final = 0.05


@public_page
def country_reports(request: HttpRequest, country: str) -> HttpResponseBase:
    """The reports about a country that everybody may have."""
    world = world_of(request)
    if country not in world.countries:
        raise Http404
    name = name_in(world, country, current_language())
    kinds = [kind for kind in report_kinds() if kind.is_public and kind.found(country) is not None]
    context = {
        "iso3": country,
        "name": name,
        "offers": [offer_of(kind, ()) for kind in kinds],
        "crumbs": [
            Link(label=say_here("shell.countries"), url=reverse("countries")),
            Link(label=name, url=country_address(country)),
            Link(label=say_here("reports.country")),
        ],
    }
    return show(request, "web/country_reports.html", context)


@require_GET
def report_take(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """A report that everybody may have, of what is asked: the file, or the page to wait on."""
    found, of = _public_kind(kind), request.GET.get("of", "")
    require(request.user, "report.make", Wanted(found, found.found(of)))
    language = request.GET.get("language", current_language())
    try:
        ordered = report_order(found, of, language=language, form=form, by=None)
    except ReportOrderError as error:
        return _refused(request, error)
    made = _soon(ordered)
    return _file(made) if made.is_done else HttpResponseRedirect(reverse("report", args=[ordered.pk]))


def _public_kind(name: str) -> ReportKind:
    try:
        kind = report_kind_of(name)
    except ReportOrderError as error:
        raise Http404 from error
    if not kind.is_public:
        raise Http404
    return kind


def _refused(request: HttpRequest, error: ReportOrderError) -> HttpResponseBase:
    """Nothing of that language or form is a missing page; too many orders are a matter of time."""
    if error.full_code != "report_order.busy":
        raise Http404 from error
    response = render(request, "422.html", {"error": error.as_dict(current_language())}, status=503)
    response.headers["Retry-After"] = "60"
    return response


def _soon(report: MadeReport) -> MadeReport:
    """The report as it is after a moment."""
    until = time.monotonic() + PATIENCE
    while not report.is_done and time.monotonic() < until:
        time.sleep(GLANCE)
        report = report_find(report.pk) or report
        if report.job is None or not report.job.is_open:
            break
    return report


@work_page
@require_GET
def report(request: HttpRequest, report: UUID) -> HttpResponseBase:
    """How far a report is; once it is made, what it is and the way to take it away."""
    found = _report(request, report, "report.view")
    line = line_of(found)
    if found.requested_by is not None:
        above = Link(label=say_here("workspace.place.reports"), url=reverse("reports"))
        crumbs = [above, Link(label=line.kind)]
        return show_work(request, "web/workspace/reports/report.html", {"line": line, "crumbs": crumbs})
    context = {"line": line, "canonical": f"{settings.MIQYAS_BASE_URL}{request.path}", "again": _again(line)}
    response = render(request, "web/report.html", context)
    add_never_cache_headers(response)
    return response


def _again(line: Line) -> str:
    """Where a public report that did not come about is ordered afresh."""
    made = line.report
    asked = urlencode({"of": made.of, "language": made.language})
    return f"{reverse('report_take', args=[made.kind, made.form])}?{asked}"


@work_page
@require_GET
def report_file(request: HttpRequest, report: UUID) -> HttpResponseBase:
    """The file of a report that is made."""
    found = _report(request, report, "report.view")
    if not found.is_done:
        return HttpResponseRedirect(reverse("report", args=[report]))
    return _file(found)


@work_page
@require_POST
def report_forget(request: HttpRequest, report: UUID) -> HttpResponseBase:
    """Forget a report; one that is still being made ends."""
    found = _report(request, report, "report.drop")
    order = {"of": found.of, "language": found.language, "form": found.form}
    again = Reverse(reverse("report_new", args=[found.kind]), order)
    report_drop(found)
    done(request, say_here("reports.dropped"), reverse=again)
    return HttpResponseRedirect(reverse("reports"))


def _report(request: HttpRequest, report: UUID, action: str) -> MadeReport:
    found = report_find(report)
    require(request.user, action, found)
    if found is None:
        raise Http404
    return found


def _file(made: MadeReport) -> HttpResponse:
    name, _, form = made.name.rpartition(".")
    return as_file(report_content(made), name=name, form=form)
