"""Decisions and directives as files: taken away, filled in, shown with what they would do, accepted whole."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from miqyas.jobs.programme.brought import DIRECTIVES
from miqyas.jobs.programme.directive_files import directives_workbook
from miqyas.sheets.plans import Outline
from miqyas.web.bringing import LongBringing, bring_kind
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import require
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.roadmaps.directive_importing import DirectiveLine, tables
from miqyas.workspace.roadmaps.queries.directives import directives_seen

LINES_SHOWN: Final = 200


@work_page
@require_GET
def directives_file(request: HttpRequest, which: str) -> HttpResponseBase:
    """Those that the person may see, or an empty workbook for who may fill it in."""
    is_blank = which == "template"
    person = require(request.user, "directive.plan" if is_blank else "directive.list")
    content = directives_workbook(
        [] if is_blank else directives_seen(person).order_by("decided_on", "number"),
        entities=[one.code for one in entities_active()],
        language=current_language(),
    )
    name = "miqyas-directives-template" if is_blank else "miqyas-directives"
    return as_file(content, name=name, form="xlsx")


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def directives_upload(request: HttpRequest) -> HttpResponseBase:
    """How a file has to be (GET); take one and lead to what it would do (POST)."""
    require(request.user, "directive.plan")
    if request.method == "POST":
        return take_upload(request, preview="directives_import", back=request.path)
    columns = list(tables()["directives"].columns.items())
    context = {"columns": columns, "limit": LIMIT, "crumbs": _crumbs()}
    return show_work(request, "web/workspace/roadmaps/directives_upload.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def directives_import(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """What the uploaded file would do (GET); accept it or give it up (POST)."""
    require(request.user, "directive.plan")
    return bring_kind(
        request,
        sha256,
        LongBringing(
            kind=DIRECTIVES,
            begins=reverse("directives_upload"),
            ends=reverse("directives"),
            template="web/workspace/roadmaps/directives_preview.html",
            shown=_told,
            accepted=lambda plan: say_here("directive_files.accepted", n=plan.doing_count),
        ),
    )


def _told(plan: Outline[DirectiveLine]) -> dict[str, Any]:
    rows = [
        {"line": line, "changed": [say_here(f"directive_files.field.{name}") for name in line.changed]}
        for line in plan.doing[:LINES_SHOWN]
    ]
    return {"rows": rows, "row_count": plan.doing_count, "crumbs": _crumbs()}


def _crumbs() -> list[Link]:
    return [
        Link(label=say_here("roadmap.tab.directives"), url=reverse("directives")),
        Link(label=say_here("directive_files.title")),
    ]
