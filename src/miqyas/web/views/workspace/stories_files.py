"""Stories as files: taken away, filled in, shown with all that they would do, accepted as a whole."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from miqyas.jobs.programme.brought import STORIES
from miqyas.jobs.programme.story_files import stories_csv, stories_template, stories_workbook
from miqyas.kernel.text import nearest
from miqyas.sheets.plans import Outline
from miqyas.web.bringing import LongBringing, bring_kind
from miqyas.web.components import Link
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, require
from miqyas.workspace.stories.importing import Line
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.queries import stories_seen
from miqyas.workspace.stories.reading import tables

LINES_SHOWN: Final = 200
TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def stories_upload(request: HttpRequest) -> HttpResponseBase:
    """How a file has to be (GET); take one, and lead to what it would do (POST)."""
    require(request.user, "story.import")
    if request.method == "POST":
        return take_upload(request, preview="stories_import", back=request.path)
    columns = [(table.name, list(table.columns.items())) for table in tables().values()]
    context = {"tables": columns, "limit": LIMIT, "crumbs": _crumbs()}
    return show_work(request, "web/workspace/stories/upload.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def stories_import(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """What the uploaded file would do (GET); accept it or give it up (POST)."""
    require(request.user, "story.import")
    return bring_kind(
        request,
        sha256,
        LongBringing(
            kind=STORIES,
            begins=reverse("stories_upload"),
            ends=reverse("stories"),
            template="web/workspace/stories/preview.html",
            shown=_told,
            accepted=lambda plan: say_here("stories.import.done", n=plan.doing_count),
        ),
    )


def _told(plan: Outline[Line]) -> dict[str, Any]:
    here = current_language()
    return {
        "lines": [
            {
                "doing": say_here(f"stories.import.{line.doing}"),
                "title": nearest(line.said.title, here).text,
                "slug": line.slug,
                "entity": line.entity,
                "changes": [say_here(f"stories.part.{name}") for name in line.changes],
            }
            for line in plan.doing[:LINES_SHOWN]
        ],
        "line_count": plan.doing_count,
        "crumbs": _crumbs(),
    }


@work_page
@require_GET
def stories_file(request: HttpRequest, which: str, form: str) -> HttpResponseBase:
    """The stories that the person may read, or the empty workbook."""
    person = require(request.user, "story.import" if which == "template" else "story.list")
    here = current_language()
    if which == "template":
        content = stories_template(language=here)
    else:
        write = stories_csv if form == "csv" else stories_workbook
        content = write(_seen(person), language=here)
    response = HttpResponse(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="miqyas-{which}.{form}"'
    return response


def _seen(person: Person) -> list[Story]:
    return list(stories_seen(person).select_related("entity").order_by("entity__position", "slug"))


def _crumbs() -> list[Link]:
    return [
        Link(label=say_here("workspace.place.stories"), url=reverse("stories")),
        Link(label=say_here("stories.import.title")),
    ]
