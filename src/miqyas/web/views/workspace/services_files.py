"""Services as files: taken away, filled in, shown with all that they would do, accepted or given up."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from miqyas.jobs.programme.brought import SERVICES
from miqyas.jobs.programme.service_files import services_csv, services_workbook
from miqyas.kernel.text import nearest
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.sheets.plans import Outline
from miqyas.web.bringing import LongBringing, bring_kind
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.uploads import take_upload
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import require
from miqyas.workspace.services.access import KEEPERS
from miqyas.workspace.services.importing import Row
from miqyas.workspace.services.queries import entities_kept, services_seen
from miqyas.workspace.services.reading import tables

LINES_SHOWN: Final = 100
LIMIT: Final = LARGEST_FORM // 2**20


@work_page
@require_GET
def services_file(request: HttpRequest, which: str, form: str) -> HttpResponseBase:
    """The services that the person may see, to take away, or an empty workbook to fill in."""
    is_blank = which == "template"
    person = require(request.user, "service.import" if is_blank else "service.list")
    found = services_seen(person).prefetch_related("data")
    rows = [] if is_blank else list(found)
    if form == "csv":
        content = services_csv(rows, language=current_language())
    else:
        codes = [one.code for one in entities_kept(person, keepers=KEEPERS)]
        content = services_workbook(rows, entities=codes, language=current_language())
    return as_file(content, name=f"miqyas-{which}" if not is_blank else "miqyas-services-template", form=form)


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def services_upload(request: HttpRequest) -> HttpResponseBase:
    """How a file has to be (GET); take one and lead to what it would do (POST)."""
    require(request.user, "service.import")
    if request.method == "POST":
        return take_upload(request, preview="services_import", back=request.path)
    context = {
        "columns": list(tables()["services"].columns.items()),
        "limit": LIMIT,
        "crumbs": _crumbs(),
    }
    return show_work(request, "web/workspace/services/upload.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def services_import(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """What the uploaded file would do (GET); accept it or give it up (POST)."""
    require(request.user, "service.import")
    return bring_kind(
        request,
        sha256,
        LongBringing(
            kind=SERVICES,
            begins=reverse("services_upload"),
            ends=reverse("services"),
            template="web/workspace/services/preview.html",
            shown=_told,
            accepted=lambda plan: say_here("services.import.accepted"),
        ),
    )


def _told(plan: Outline[Row]) -> dict[str, Any]:
    return {
        "counts": [say_here(f"services.import.{what}", n=n) for what, n in plan.counts.items()],
        "rows": [
            {
                "row": row,
                "title": nearest(row.fields.title, current_language()).text,
                "changed": [say_here(f"services.field.{name}") for name in row.changed],
            }
            for row in plan.doing[:LINES_SHOWN]
        ],
        "row_count": plan.doing_count,
        "crumbs": _crumbs(),
    }


def _crumbs() -> list[Link]:
    return [
        Link(label=say_here("workspace.place.services"), url=reverse("services")),
        Link(label=say_here("services.import.title")),
    ]
