"""A chart on somebody else's page: a document of its own, with its source, that any site may frame.

``/<language>/embed/<chart>/?<parameters>`` shows what rests on published tables alone. It needs no script
and leaves no cookie; `theme` is light or dark, else that of the reader's device. The drawing takes whatever
height the frame has left, so that the frame never scrolls.
"""

from __future__ import annotations

import re
from typing import Any, Final

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt

from miqyas.kernel.errors import MiqyasError
from miqyas.reports.figures.registry import Asked, UnknownChartError, asked, licence_of
from miqyas.web.charts import shown_still
from miqyas.web.pages import entity_tag
from miqyas.web.words import current_language
from miqyas.workspace.datasets.world import world_of

THEMES: Final = ("", "light", "dark")
COLUMN: Final = 720
"""Pixels of the column that the height of a frame is reckoned for."""
AROUND: Final = 120
"""Pixels of the title above a chart and the source below it."""
POLICY: Final = {
    "default-src": [NONE],
    "style-src": [SELF],
    "font-src": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": ["*"],
}
"""What a browser may do with the document: show it, wherever it stands."""
_PAGES: Final = {
    "audit": ("audit", "audit"),
    "compare": ("compare", "compare"),
    "country": ("countries", "country"),
    "forecast": ("forecast", "forecast_country"),
    "target": ("target", "target_country"),
    "trends": ("trends", "trends"),
    "twinning": ("twinning", "twinning_country"),
    "world": ("home", "home"),
}
"""The page that a chart stands on by the first word of its name: without a country, and of one."""
_CODE: Final = (
    '<iframe src="{}" title="{}" width="100%" height="{}" style="border:0" loading="lazy"></iframe>'
)
_BOX: Final = re.compile(r'viewBox="0 0 (\d+) ([\d.]+)"')


@xframe_options_exempt
@csp(POLICY)
def embed(request: HttpRequest, name: str) -> HttpResponseBase:
    """A chart for a frame; what is not known, or not for everybody, is a missing page."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    tag = entity_tag(request, "embed")
    response = get_conditional_response(request, etag=tag) or _drawn(request, name)
    response.headers["ETag"] = tag
    patch_cache_control(response, no_cache=True)
    return response


def _drawn(request: HttpRequest, name: str) -> HttpResponse:
    params = request.GET.dict()
    theme = params.pop("theme", "")
    if theme not in THEMES:
        raise Http404
    try:
        chart = asked(name, params)
        told = _told(request, chart)
    except MiqyasError as error:
        raise Http404 from error
    return render(request, "web/embed.html", {**told, "theme": theme})


def _told(request: HttpRequest, chart: Asked) -> dict[str, Any]:
    """What the document says; raises `UnknownChartError` for a chart of what somebody brought."""
    licence = licence_of(chart.name, current_language())
    if not licence:
        raise UnknownChartError("unknown", name=chart.name)
    wide, narrow = (shown_still(chart, world_of(request), width=one) for one in ("wide", "narrow"))
    bib = f"{reverse('chart', args=[chart.name, 'bib'])}?{chart.query}"
    page = f"{_base()}{page_of(chart)}"
    return {"wide": wide, "narrow": narrow, "licence": licence, "page": page, "bib": bib}


def page_of(chart: Asked) -> str:
    """The page that a chart stands on, or the first one."""
    params = dict(chart.params)
    plain, of_country = _PAGES[chart.name.partition("-")[0]]
    try:
        country = params.get("country")
        return reverse(of_country, args=[country]) if country and of_country != plain else reverse(plain)
    except NoReverseMatch:
        return reverse("home")


def snippet(chart: Asked, *, title: str, drawing: str) -> str:
    """What somebody copies into a page to show the chart there; empty for one of what somebody brought.

    `drawing` is the wide SVG, whose shape says how high the frame is.
    """
    if not licence_of(chart.name, current_language()):
        return ""
    address = f"{_base()}{reverse('embed', args=[chart.name])}"
    box = _BOX.search(drawing)
    height = round(COLUMN * float(box[2]) / float(box[1])) + AROUND if box else COLUMN
    return format_html(_CODE, f"{address}?{chart.query}", title, height)


def _base() -> str:
    return str(settings.MIQYAS_BASE_URL).rstrip("/")
