"""A workshop's files: programme and invitations in and out; attendance, exercises and feedback out."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from miqyas.jobs.programme.brought import WORKSHOP
from miqyas.jobs.programme.workshop_files import outcome_workbook, workshop_template, workshop_workbook
from miqyas.sheets.plans import Outline, Row
from miqyas.web.bringing import LongBringing, bring_kind
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.views.workspace.workshops import crumbs_of, workshop_at
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.workshops.importing import tables
from miqyas.workspace.workshops.models import Workshop

LINES_SHOWN: Final = 200


@work_page
@require_GET
def workshop_file(request: HttpRequest, code: str, which: str) -> HttpResponseBase:
    """The programme with its invitations, an empty one to fill in, or what came of the workshop."""
    found, language = workshop_at(code), current_language()
    require(request.user, "workshop.edit", found)
    if which == "template":
        content = workshop_template(language=language)
    elif which == "programme":
        content = workshop_workbook(found, language=language)
    else:
        with_findings = allowed(request.user, "finding.view", found)
        content = outcome_workbook(found, language=language, with_findings=with_findings)
    return as_file(content, name=f"miqyas-{found.code}-{which}", form="xlsx")


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def workshop_upload(request: HttpRequest, code: str) -> HttpResponseBase:
    """How a file has to be (GET); take one and lead to what it would do (POST)."""
    found = workshop_at(code)
    require(request.user, "workshop.edit", found)
    if request.method == "POST":
        return take_upload(request, preview="workshop_import", back=request.path, args=(found.code,))
    context = {
        "workshop": found,
        "name": found.name.in_language(current_language()),
        "tables": list(tables().values()),
        "limit": LIMIT,
        "crumbs": _crumbs(found),
    }
    return show_work(request, "web/workspace/workshops/upload.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def workshop_import(request: HttpRequest, code: str, sha256: str) -> HttpResponseBase:
    """What the uploaded file would do (GET); accept it or give it up (POST)."""
    found = workshop_at(code)
    require(request.user, "workshop.edit", found)

    def shown(plan: Outline[Row]) -> dict[str, Any]:
        rows = plan.doing[:LINES_SHOWN]
        return {"rows": rows, "row_count": plan.doing_count, "crumbs": _crumbs(found)}

    return bring_kind(
        request,
        sha256,
        LongBringing(
            kind=WORKSHOP,
            of=found.code,
            begins=reverse("workshop_upload", args=[found.code]),
            ends=reverse("workshop", args=[found.code]),
            template="web/workspace/workshops/preview.html",
            shown=shown,
            accepted=lambda plan: say_here("workshop_files.accepted", n=plan.doing_count),
        ),
    )


def _crumbs(workshop: Workshop) -> list[Link]:
    return crumbs_of(Link(label=say_here("workshop_files.title")), workshop=workshop)
