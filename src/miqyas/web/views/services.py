"""The directory of government services, for everybody: searched, filtered, one service on a page."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from miqyas.kernel.text import nearest
from miqyas.web.components import Link
from miqyas.web.pages import public_page_by, show
from miqyas.web.services import data_told, filter_of, filters_offered, line_of, page_of, told
from miqyas.web.words import current_language, say_here
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.services.models import Way
from miqyas.workspace.services.queries import services_matching, services_public, services_version

ON_A_PAGE: Final = 24
FILTERS: Final = ("life_event", "audience", "sector", "entity", "channel")


@public_page_by(services_version)
def public_services(request: HttpRequest) -> HttpResponseBase:
    """The services that are published, or those that are asked for."""
    asked, public = filter_of(request, *FILTERS), services_public()
    page = page_of(services_matching(public, asked), request, size=ON_A_PAGE)
    entities = Entity.objects.filter(pk__in=public.order_by().values("entity"))
    context = {
        "asked": asked,
        "page": page,
        "lines": [line_of(service) for service in page.object_list],
        "filters": [(*one, getattr(asked, one[0])) for one in filters_offered(*FILTERS, entities=entities)],
        "currency": settings.MIQYAS_CURRENCY,
        "api_url": reverse("api-1:services_list"),
    }
    return show(request, "web/services/index.html", context)


@public_page_by(services_version)
def public_service(request: HttpRequest, code: str) -> HttpResponseBase:
    """The card of one published service."""
    found = services_public().filter(code__iexact=code).first()
    if found is None:
        raise Http404
    title = nearest(found.title, current_language()).text
    context = {
        "service": found,
        "title": title,
        "line": line_of(found),
        "told": told(found),
        "needed": [one for one in data_told(found.data.all()) if one.way == Way.ASKED],
        "currency": settings.MIQYAS_CURRENCY,
        "crumbs": [
            Link(label=say_here("services.public.title"), url=reverse("public_services")),
            Link(label=title),
        ],
    }
    return show(request, "web/services/service.html", context)
