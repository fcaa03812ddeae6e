"""What all public pages share: conditional answers, and addresses of the things they name."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, Final, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from miqyas.analysis.errors import AnalysisError
from miqyas.kernel.provenance import content_hash
from miqyas.kernel.software import software_hash
from miqyas.web.components import Link
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import home_country, world_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
KEPT: Final = 120
"""Pages that stay in memory, the least recently read going first."""
_pages: OrderedDict[str, bytes] = OrderedDict()
_keeping = threading.Lock()


def public_page(view: View[P]) -> View[P]:
    """A page that anyone may read: GET and HEAD only, not sent again while nothing in it has changed.

    Nor is it made again in this process: the last of such pages stay in memory by their tag, which names
    the address, the language, the day, the data in force, the target edition and the software. People who are
    signed in, or have a message waiting, always get a fresh page: parts of it are theirs.

    Where the results loaded do not carry the answer, the page says so and what to do (status 422).
    """
    return public_page_by(_nothing_more)(view)


def public_page_by(also: Callable[[], str]) -> Callable[[View[P]], View[P]]:
    """`public_page` for a page that shows more than the data in force: `also` names the state of the rest."""

    def decorate(view: View[P]) -> View[P]:
        def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except AnalysisError as error:
                told = {"error": error.as_dict(current_language())}
                return render(request, "422.html", told, status=HTTPStatus.UNPROCESSABLE_ENTITY)

        @wraps(view)
        def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in {"GET", "HEAD"}:
                return HttpResponseNotAllowed(["GET", "HEAD"])
            if settings.DEBUG or request.user.is_authenticated or "messages" in request.COOKIES:
                response = answered(request, *args, **kwargs)
                patch_cache_control(response, private=True, no_store=True)
                return response
            tag = entity_tag(request, also())
            unchanged = get_conditional_response(request, etag=tag)
            response = unchanged or _kept_page(tag) or answered(request, *args, **kwargs)
            if response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
                response.headers["ETag"] = tag
                patch_cache_control(response, no_cache=True)
                _keep_page(tag, response)
            return response

        return shown

    return decorate


def _nothing_more() -> str:
    return ""


def _kept_page(tag: str) -> HttpResponse | None:
    with _keeping:
        found = _pages.get(tag)
        if found is None:
            return None
        _pages.move_to_end(tag)
    return HttpResponse(found)


def _keep_page(tag: str, response: HttpResponseBase) -> None:
    """Keep a page in memory; files to download, which have their own keeping, pass by."""
    is_page = isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith(
        "text/html"
    )
    if response.status_code != HTTPStatus.OK or not is_page or response.cookies:
        return
    with _keeping:
        _pages[tag] = response.content
        while len(_pages) > KEPT:
            _pages.popitem(last=False)


def entity_tag(request: HttpRequest, also: str) -> str:
    """A weak tag of the page at this address: it changes with whatever the page is made of."""
    world = world_of(request)
    parts = (
        request.get_full_path(),
        current_language(),
        world.data_version,
        str(world.target),
        home_country(),
        also,
        timezone.localdate().isoformat(),
        software_hash(),
    )
    return f'W/"{content_hash(part.encode() for part in parts)[:24]}"'


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    edition: int | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render a page of the observatory; the foot names the versions of `edition` (default: the newest).

    `address` in the context is the address that stands for the page where several lead to it.
    """
    world = world_of(request)
    versions = world.versions(edition or world.latest)
    canonical = f"{settings.MIQYAS_BASE_URL}{context.get('address', request.path)}"
    shown = {"world": world, "versions": versions, "canonical": canonical, **context}
    return render(request, template, shown, status=status)


def country_address(iso3: str) -> str:
    """The page of a country in the language at hand; empty where an installation has none."""
    try:
        return reverse("country", args=[iso3])
    except NoReverseMatch:
        return ""


def questions_crumb() -> Link:
    """The first step of the way to the page of a question."""
    return Link(label=say_here("shell.questions"), url=reverse("questions"))
