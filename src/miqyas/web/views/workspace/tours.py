"""Putting the first tour of a role away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from miqyas.web.helping import tours
from miqyas.web.workspace import work_page
from miqyas.workspace.accounts.access import require
from miqyas.workspace.accounts.services import tour_see


@work_page
@require_POST
def tour_seen(request: HttpRequest, role: str) -> HttpResponseBase:
    """Remember that the person has seen the tour, and go back to their first page."""
    require(request.user, "workspace.enter")
    if role not in tours():
        raise Http404
    tour_see(request.user, role)
    return redirect("workspace")
