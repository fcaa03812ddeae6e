"""Reports of the workspace: what may be ordered, and what was."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from miqyas.jobs.reports.access import Wanted
from miqyas.jobs.reports.kinds import ReportOrderError, report_kind_of
from miqyas.jobs.reports.orders import report_order, reports_of
from miqyas.kernel.errors import MiqyasError
from miqyas.web.reports import line_of, offers_to
from miqyas.web.words import current_language
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require

ON_A_PAGE: Final = 20


@work_page
@require_GET
def reports(request: HttpRequest) -> HttpResponseBase:
    """What this person may have made, and what they had made."""
    return _list(request)


@work_page
@require_POST
def report_new(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Have a report made; the page of the report tells how far it is."""
    person = require(request.user, "report.list")
    found = _kind(kind)
    of = request.POST.get("of", "")
    require(request.user, "report.make", Wanted(found, found.found(of)))
    try:
        ordered = report_order(
            found,
            of,
            language=request.POST.get("language", ""),
            form=request.POST.get("form", ""),
            by=person.by,
        )
    except ReportOrderError as error:
        return _list(request, error, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return HttpResponseRedirect(reverse("report", args=[ordered.pk]))


def _kind(name: str) -> Any:
    try:
        return report_kind_of(name)
    except ReportOrderError as error:
        raise Http404 from error


def _list(
    request: HttpRequest, error: MiqyasError | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponseBase:
    person = require(request.user, "report.list")
    page = Paginator(reports_of(person.by), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "offers": list(offers_to(person)),
        "page": page,
        "lines": [line_of(one) for one in page],
        "lost": {one.pk for one in page if not allowed(request.user, "report.view", one)},
        "language": current_language(),
        "chosen": request.GET.get("kind", ""),
        "of": request.GET.get("of", ""),
        "error": error.as_dict(current_language()) if error else None,
    }
    return show_work(request, "web/workspace/reports/list.html", context, status=status)
