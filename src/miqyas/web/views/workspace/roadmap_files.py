"""The roadmap as a file: taken away, filled in, shown with all that it would do, accepted or given up."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from miqyas.jobs.programme.brought import ROADMAP
from miqyas.jobs.programme.outcomes_file import outcomes_workbook
from miqyas.jobs.programme.roadmap_files import roadmap_template, roadmap_workbook
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.sheets.plans import Outline
from miqyas.web.bringing import LongBringing, bring_kind
from miqyas.web.files import as_file
from miqyas.web.roadmaps import shown
from miqyas.web.uploads import take_upload
from miqyas.web.views.workspace.roadmaps import crumbs
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.roadmaps.importing import Line
from miqyas.workspace.roadmaps.reading import tables

LINES_SHOWN: Final = 100
LIMIT: Final = LARGEST_FORM // 2**20


@work_page
@require_GET
def roadmap_file(request: HttpRequest, which: str) -> HttpResponseBase:
    """The tree to take away, or an empty workbook to fill in."""
    require(request.user, "roadmap.plan" if which == "template" else "roadmap.list")
    language = current_language()
    if which == "template":
        content = roadmap_template(language=language)
    else:
        content = roadmap_workbook(language=language, with_inside=allowed(request.user, "roadmap.pack"))
    name = "miqyas-roadmap-template" if which == "template" else "miqyas-roadmap"
    return as_file(content, name=name, form="xlsx")


@work_page
@require_GET
def outcomes_file(request: HttpRequest) -> HttpResponseBase:
    """What items bring to people, with all that was measured."""
    require(request.user, "roadmap.list")
    content = outcomes_workbook(language=current_language())
    return as_file(content, name="miqyas-roadmap-outcomes", form="xlsx")


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def roadmap_upload(request: HttpRequest) -> HttpResponseBase:
    """How a file has to be (GET); take one and lead to what it would do (POST)."""
    require(request.user, "roadmap.plan")
    if request.method == "POST":
        return take_upload(request, preview="roadmap_import", back=request.path)
    context = {
        "tables": list(tables().values()),
        "limit": LIMIT,
        "crumbs": crumbs(say_here("roadmap.import")),
    }
    return show_work(request, "web/workspace/roadmaps/upload.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def roadmap_import(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """What the uploaded file would do (GET); accept it or give it up (POST)."""
    require(request.user, "roadmap.plan")
    return bring_kind(
        request,
        sha256,
        LongBringing(
            kind=ROADMAP,
            begins=reverse("roadmap_upload"),
            ends=reverse("roadmap"),
            template="web/workspace/roadmaps/preview.html",
            shown=_told,
            accepted=lambda plan: say_here("roadmap.import.accepted", n=plan.doing_count),
        ),
    )


def _told(plan: Outline[Line]) -> dict[str, Any]:
    return {
        "new": plan.counts["add"],
        "changing": plan.counts["change"],
        "rows": [
            {
                "line": line,
                "title": shown(line.fields.title),
                "changed": [say_here(f"roadmap.field.{name}") for name in line.changed],
            }
            for line in plan.doing[:LINES_SHOWN]
        ],
        "row_count": plan.doing_count,
        "crumbs": crumbs(say_here("roadmap.import")),
    }
