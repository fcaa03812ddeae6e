"""Addresses for tests of answers that take long: pages that ask, one led to by a handle, and the site."""

from uuid import UUID

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import include, path

from miqyas.kernel.errors import MiqyasError
from miqyas.web.answers import answer_of_handle, answer_or_wait
from miqyas.web.pages import public_page


@public_page
def total(request: HttpRequest) -> HttpResponseBase:
    numbers = [float(given) for given in request.GET.get("of", "").split(",")]
    return shown(answer_or_wait(request, "test.sum", {"numbers": numbers}, title="Sum"))


@public_page
def country(request: HttpRequest) -> HttpResponseBase:
    try:
        return shown(
            answer_or_wait(request, "test.impossible", {"country": request.GET["iso3"]}, title="Country")
        )
    except MiqyasError as error:
        return HttpResponse(error.problem("en"), status=422)


@public_page
def broken(request: HttpRequest) -> HttpResponseBase:
    return shown(answer_or_wait(request, "test.broken", {}, title="Broken"))


def held(request: HttpRequest, handle: UUID) -> HttpResponseBase:
    return shown(answer_of_handle(request, handle, title="Held", again_url="/en/form/"))


def shown(found: object) -> HttpResponseBase:
    return found if isinstance(found, HttpResponseBase) else HttpResponse(f"the sum is {found['sum']}")


def icon(request: HttpRequest) -> HttpResponse:
    """What a browser asks for beside an answer that is bare text."""
    return HttpResponse(status=204)


urlpatterns = [path("favicon.ico", icon)]
urlpatterns += i18n_patterns(
    path("sum/", total),
    path("country/", country),
    path("broken/", broken),
    path("held/<uuid:handle>/", held),
    path("", include("miqyas.web.urls")),
    path("account/", include("miqyas.web.accounts.urls")),
)
