"""What a scan says beside its findings: the stranger's journeys, two languages compared, the technology."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from miqyas.kernel.text import Text
from miqyas.kernel.words import language_name
from miqyas.scanner.journey.compare import Agreement, Compared
from miqyas.scanner.journey.model import Journey
from miqyas.scanner.journey.summary import Sum, summed
from miqyas.scanner.parity.model import ParityReport
from miqyas.scanner.parity.shown import pairing_in_words, shown, standing_in_words
from miqyas.scanner.technology.model import Area, Fault, SiteExamined
from miqyas.web.components import Link
from miqyas.web.scan_paths import path_drawing
from miqyas.web.scans import crumbs, names_known, scan_label
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.scans.models import Scan
from miqyas.workspace.scans.queries.beside import journeys_beside
from miqyas.workspace.scans.queries.reports import Told, report_of, scan_by_id

MOST: Final = 300
"""Faults of one area that are shown."""
ON_A_PAGE: Final = 40
PLACES: Final = 5


@work_page
@require_GET
def journeys(request: HttpRequest, scan: UUID) -> HttpResponseBase:
    """How a stranger gets to each feature, drawn; beside assessors once their review is over."""
    found, told = _asked(request, scan)
    language = request.GET.get("in", "")
    every = told.whole.journeys
    chosen = [one for one in every if not language or one.language == language]
    page = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
    beside = journeys_beside(person_of(request.user), found, chosen)
    names = names_known()
    context = {
        "sums": [_sum(one) for one in summed(chosen)],
        "page": page,
        "lines": [_journey(one, names, beside) for one in page],
        "languages": [
            (code, language_name(code, language=current_language()))
            for code in dict.fromkeys(one.language for one in every)
        ],
        "language": language,
        "agreements": _agreements(beside.values()),
    }
    return _shown(request, found, "journeys", context)


@work_page
@require_GET
def parity(request: HttpRequest, scan: UUID) -> HttpResponseBase:
    """Two languages of the portals compared."""
    found, told = _asked(request, scan)
    return _shown(request, found, "parity", {"pairs": [_pair(one) for one in told.whole.parity]})


@work_page
@require_GET
def technology(request: HttpRequest, scan: UUID) -> HttpResponseBase:
    """Accessibility, security, findability and speed, host by host."""
    found, told = _asked(request, scan)
    report = told.whole.technology
    sites = [_host(one) for one in report.sites] if report else []
    context = {"sites": sites, "is_partial": bool(report and report.is_partial)}
    return _shown(request, found, "technology", context)


def _asked(request: HttpRequest, scan: UUID) -> tuple[Scan, Told]:
    require(request.user, "scan.view")
    found = scan_by_id(scan)
    report = report_of(found) if found else None
    if found is None or report is None:
        raise Http404
    return found, Told(report)


def _shown(request: HttpRequest, scan: Scan, side: str, context: Mapping[str, Any]) -> HttpResponse:
    way = crumbs(
        Link(label=scan_label(scan), url=reverse("scan", args=[scan.pk])),
        Link(label=say_here(f"scans.{side}")),
    )
    return show_work(request, f"web/workspace/scans/{side}.html", {**context, "scan": scan, "crumbs": way})


def _agreements(compared: Iterable[Compared]) -> list[tuple[str, int]]:
    """How often the stranger and assessors agree, in words; nothing where nobody was compared."""
    counted = Counter(one.agreement for one in compared)
    return [(say_here(f"journey.agreement.{one.value}"), counted[one]) for one in Agreement if counted[one]]


def _sum(one: Sum) -> dict[str, Any]:
    language = current_language()
    return {
        "language": language_name(one.language, language=language),
        "journeys": one.journeys,
        "outcomes": [(say_here(f"journey.outcome.{kind.value}"), n) for kind, n in one.outcomes.items()],
        "clicks": one.clicks,
        "seconds": one.seconds,
        "dead_ends": one.dead_ends,
        "lost_at": one.lost_at,
        "links": one.links,
    }


def _journey(
    one: Journey, names: Mapping[str, Text], beside: Mapping[tuple[str, str], Compared]
) -> dict[str, Any]:
    language = current_language()
    compared = beside.get((one.feature, one.language))
    return {
        "code": one.feature,
        "question": names[one.feature].in_language(language) if one.feature in names else one.feature,
        "language": language_name(one.language, language=language),
        "lang": one.language,
        "is_found": one.is_found,
        "outcome": say_here(f"journey.outcome.{one.outcome.value}"),
        "words": one.in_words(language),
        "drawing": path_drawing(one),
        "steps": [
            {
                "move": say_here(f"journey.move.{step.move.value}"),
                "words": step.words,
                "title": step.title or step.address,
                "address": step.address,
                "end": say_here(f"journey.end.{step.end.value}"),
                "is_dead": step.end.is_dead,
                "seconds": step.seconds,
                "backs": step.backs,
            }
            for step in one.steps
        ],
        "beside": compared.in_words(language) if compared else "",
    }


def _pair(report: ParityReport) -> dict[str, Any]:
    language = current_language()
    one, other = (language_name(code, language=language) for code in report.languages)
    return {
        "label": say_here("scans.pair", one=one, other=other),
        "standing": standing_in_words(report, language=language),
        "pairing": pairing_in_words(report, language=language),
        "groups": shown(report, language=language),
    }


def _host(site: SiteExamined) -> dict[str, Any]:
    areas = [
        {
            "label": say_here(f"technology.area.{area.value}"),
            "faults": [_fault(one) for one in site.of(area)[:MOST]],
        }
        for area in Area
        if site.of(area)
    ]
    return {"host": site.host, "pages": site.pages, "checked": site.checked, "areas": areas}


def _fault(fault: Fault) -> dict[str, Any]:
    language = current_language()
    return {
        "what": fault.what(language),
        "mend": fault.mend(language),
        "criteria": fault.criteria,
        "level": fault.level.value,
        "total": fault.total,
        "places": _places(fault),
    }


def _places(fault: Fault) -> Iterable[Any]:
    return fault.places[:PLACES]
