"""How often the rules are right, as far as people have said; and pages that a team marks for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from miqyas.jobs.programme.scan_files import features_known, features_scanned
from miqyas.jobs.scan_labels import pages_offered
from miqyas.scanner.labels import By, Measure, heard
from miqyas.scanner.rules.load import rules
from miqyas.web.answering import guidance_of
from miqyas.web.components import Link
from miqyas.web.reviewing import SHOWN
from miqyas.web.scans import crumbs, drawing_of, scan_label
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.scans.models import Label, Origin, Truth
from miqyas.workspace.scans.queries.labels import measures_of
from miqyas.workspace.scans.queries.reports import is_judged, reports_of, scan_by_id, scans_all
from miqyas.workspace.scans.services.labels import label_add


@work_page
@require_GET
def labels(request: HttpRequest) -> HttpResponseBase:
    """Precision and recall where enough people have looked; elsewhere, that nothing was measured."""
    require(request.user, "label.measure")
    language = current_language()
    done = [one for one in scans_all()[:20] if one.is_done and not one.looks_removed_at]
    context = {
        "origins": [_origin(origin, language) for origin in Origin.values],
        "heard": [one.in_words(language) for one in heard({rule.id: rule.cues for rule in rules().rules})],
        "scans": [(one.pk, scan_label(one)) for one in done],
        "features": [
            (code, feature.question.in_language(language)) for code, feature in features_scanned().items()
        ],
        "may_add": allowed(request.user, "label.add"),
        "crumbs": crumbs(Link(label=say_here("scans.labels"))),
    }
    scan, feature = request.GET.get("scan", ""), request.GET.get("feature", "")
    if scan in {str(pk) for pk, _ in context["scans"]} and feature in features_scanned():
        return HttpResponseRedirect(reverse("scan_label", args=[scan, feature]))
    return show_work(request, "web/workspace/scans/labels.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, scan: UUID, feature: str) -> HttpResponseBase:
    """Pages of a scan to be marked for one feature, without a word of what the scanner found on them."""
    person = require(request.user, "label.add")
    found, asked = scan_by_id(scan), features_known().get(feature)
    report = reports_of(found).first() if found else None
    if found is None or report is None or asked is None or not is_judged(report, feature):
        raise Http404
    if request.method == "POST":
        address, truth = request.POST.get("address", "")[:2000], request.POST.get("truth", "")
        label_add(report, feature, address=address, truth=truth, by=person.by)
        messages.success(request, say_here("scans.marked"))
        return HttpResponseRedirect(request.path)
    guidance = {piece.name: piece for piece in guidance_of(asked, names=SHOWN)}
    offered = pages_offered(report, feature, by=person.by)
    marked = Label.objects.filter(report__scan=found, feature=feature, by=person.by)
    context: dict[str, Any] = {
        "question": asked.question.in_language(current_language()),
        "feature": feature,
        "find": guidance.get("find"),
        "counts": [guidance[name] for name in SHOWN[1:] if name in guidance],
        "address": next(iter(offered.pages), ""),
        "left": len(offered.pages),
        "drawing": None if offered.pages or offered.job is None else drawing_of(offered.job),
        "marked": marked.count(),
        "truths": [(one, say_here(f"scans.truth.{one}")) for one in Truth.values],
        "crumbs": crumbs(
            Link(label=say_here("scans.labels"), url=reverse("scan_labels")), Link(label=feature)
        ),
    }
    return show_work(request, "web/workspace/scans/mark.html", context)


def _origin(origin: str, language: str) -> dict[str, Any]:
    whole = next(iter(measures_of(origin)), Measure(""))
    by_rule = [one for one in measures_of(origin, by=By.RULE) if one.is_measured]
    return {
        "label": say_here(f"scans.origin.{origin}"),
        "words": whole.in_words(language),
        "is_measured": whole.is_measured,
        "n": whole.n,
        "rules": [(one.group, one.in_words(language)) for one in by_rule],
    }
