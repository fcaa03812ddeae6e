"""A country's own lists of features: brought in from a file, looked at, accepted, taken off again."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from miqyas.catalogue import Instrument, instruments
from miqyas.catalogue.diff import change_sentence, diff
from miqyas.jobs.own_lists import OwnListPlan, own_list_accept, own_list_plan, own_list_take_off
from miqyas.web.bringing import Bringing, bring
from miqyas.web.components import Link
from miqyas.web.pending import Upload
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import require
from miqyas.workspace.datasets.world import instruments_known

CHANGES_SHOWN: Final = 200


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponseBase:
    """The lists in force and how to bring in another (GET); take a file (POST)."""
    require(request.user, "instrument.import")
    if request.method == "POST":
        return take_upload(request, preview="list_preview", back=request.path)
    own = [found for code, found in instruments_known().items() if code not in instruments()]
    context = {"own": own, "limit": LIMIT, "crumbs": _crumbs()}
    return show_work(request, "web/workspace/lists.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def list_preview(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """What the uploaded list says and would change (GET); accept it or give it up (POST)."""
    person = require(request.user, "instrument.import")

    def accept(_: Upload, plan: OwnListPlan) -> None:
        own_list_accept(plan, by=person.by)
        code = plan.instrument.code if plan.instrument else ""
        messages.success(request, say_here("lists.accepted", code=code))

    return bring(
        request,
        sha256,
        Bringing(
            begins=reverse("lists"),
            ends=reverse("lists"),
            template="web/workspace/list_preview.html",
            plan=lambda upload: own_list_plan(upload.content, name=upload.name),
            shown=list_shown,
            accept=accept,
        ),
    )


@work_page
@require_POST
def list_take_off(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take an own list off; campaigns that began with it keep their copy."""
    person = require(request.user, "instrument.import")
    own_list_take_off(code, by=person.by)
    messages.success(request, say_here("lists.taken_off", code=code))
    return HttpResponseRedirect(reverse("lists"))


def list_shown(plan: OwnListPlan) -> dict[str, Any]:
    """What of a list its preview shows beside the problems."""
    told: dict[str, Any] = {
        "problem_count": len(plan.problems) + plan.read.unlisted,
        "crumbs": [*_crumbs(url=reverse("lists")), Link(label=say_here("lists.preview"))],
    }
    return told | _would(plan)


def _would(plan: OwnListPlan) -> dict[str, Any]:
    """What accepting the list would change; nothing where it cannot be accepted."""
    found = plan.instrument
    if found is None:
        return {}
    changes = diff(plan.before, found) if plan.before else ()
    return {
        "what": _what(found, plan.before),
        "parts": [(part, len(found.of_subindex(part.code))) for part in found.subindices],
        "changes": [change_sentence(one, language=current_language()) for one in changes[:CHANGES_SHOWN]],
        "change_count": len(changes),
    }


def _what(found: Instrument, before: Instrument | None) -> str:
    if before is None:
        return say_here("lists.would_add", code=found.code, version=found.version)
    if before == found:
        return ""
    versions = {"before": before.version, "after": found.version}
    return say_here("lists.would_replace", code=found.code, **versions)


def _crumbs(url: str = "") -> list[Link]:
    return [
        Link(label=say_here("catalogue.title"), url=reverse("catalogue")),
        Link(label=say_here("lists.title"), url=url),
    ]
