"""What all pages of the workspace share: who may come in, the list of places, pages that nobody keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.cache import patch_cache_control

from miqyas.kernel.errors import MiqyasError
from miqyas.web.accounts.expired import second_factor_first, sign_in_again
from miqyas.web.shell import Place, current_mark, route
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import SecondFactorFirst, SignInFirst, allowed

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the workspace: its route, and the action that shows it to those who may."""

    route: str
    action: str


BOARD: Final = "workspace"
PLACES: Final[Mapping[str, tuple[Entry, ...]]] = {
    "mine": (
        Entry("workspace", "workspace.enter"),
        Entry("notifications", "notification.list"),
        Entry("reports", "report.list"),
    ),
    "measure": (
        Entry("campaigns", "campaign.list"),
        Entry("review_queue", "review.queue"),
        Entry("adjudication_queue", "review.adjudicate"),
        Entry("scans", "scan.list"),
        Entry("evidence", "evidence.list"),
        Entry("statistics", "statistics.list"),
        Entry("readiness", "readiness.list"),
        Entry("questionnaires", "questionnaire.list"),
    ),
    "programme": (
        Entry("services", "service.list"),
        Entry("roadmap", "roadmap.list"),
        Entry("twinnings", "twinning.list"),
        Entry("challenges", "challenge.list"),
        Entry("stories", "story.list"),
        Entry("workshops", "workshop.list"),
        Entry("watchlist", "policy.list"),
    ),
    "keep": (
        Entry("registry", "registry.list"),
        Entry("people", "person.list"),
        Entry("workspace_history", "history.view"),
    ),
}
"""In the order of the list at the side, under the headings `workspace.places.<group>`; the words of each are
`workspace.place.<route>`."""


def work_page(view: View[P]) -> View[P]:
    """A page of the workspace: never kept by anybody, and for people who have signed in.

    The view asks the gate itself, with the object at hand. Who has not signed in is sent to do so and comes
    back; an error in words that the view lets through becomes a page that says it (status 422). Whoever
    visits an address that only takes forms, as by reloading what a form led to, comes to the page above it.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except SignInFirst:
            response = sign_in_again(request)
        except SecondFactorFirst:
            response = second_factor_first(request)
        except MiqyasError as error:
            response = refused(request, error)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            response = HttpResponseRedirect(_page_above(request.path))
        patch_cache_control(response, private=True, no_store=True)
        return response

    return shown


def _page_above(path: str) -> str:
    above = path.rstrip("/").rpartition("/")[0] + "/"
    return above if is_valid_path(above) else _page_above(above)


def refused(
    request: HttpRequest, error: MiqyasError, *, status: int = HTTPStatus.UNPROCESSABLE_ENTITY
) -> HttpResponse:
    """The page that says what is wrong and how to mend it, shows what was typed, and leads back."""
    back = request.get_full_path() if request.method == "POST" else _page_above(request.path)
    told = {"error": error.as_dict(current_language()), "back": back, "typed": _typed(request)}
    return render(request, "web/workspace/refused.html", told, status=status)


def _typed(request: HttpRequest) -> list[str]:
    """The words of a form, without the codes, numbers and choices that its page offers anyway."""
    names = [name for name in request.POST if "password" not in name]
    values = [value.strip() for name in names for value in request.POST.getlist(name)]
    return [value for value in values if len(value.split()) > 1 or not value.isascii()]


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the list of places, and what stands under it."""

    label: str
    places: tuple[Place, ...]


def work_places(request: HttpRequest) -> tuple[Group, ...]:
    """The places that this person may enter, the one that holds the request marked; no empty headings."""
    groups = (
        Group(say_here(f"workspace.places.{name}"), _entered(request, entries))
        for name, entries in PLACES.items()
    )
    return tuple(group for group in groups if group.places)


def _entered(request: HttpRequest, entries: tuple[Entry, ...]) -> tuple[Place, ...]:
    return tuple(
        Place(say_here(f"workspace.place.{entry.route}"), url, _mark(request, url))
        for entry in entries
        if (url := route(entry.route)) and allowed(request.user, entry.action)
    )


def _mark(request: HttpRequest, url: str) -> str:
    """Where the request is; the board, above all others in the address, is current on its own page only."""
    is_board = url == route(BOARD)
    return current_mark(request.path, url) if not is_board or request.path == url else ""


def show_work(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Render a page of the workspace with its list of places."""
    return render(request, template, {"work_places": work_places(request), **context}, status=status)
