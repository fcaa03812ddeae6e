"""A juror's sheets without a connection: the workbook, and its way back."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from miqyas.jobs.programme.challenge_files import marks_workbook
from miqyas.web.bringing import Bringing, bring
from miqyas.web.challenges import round_crumbs
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.pending import Upload
from miqyas.web.uploads import LIMIT, take_upload
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.challenges.marks_file import MarksPlan, marks_apply, marks_plan
from miqyas.workspace.challenges.models import Juror
from miqyas.workspace.challenges.queries import juror_of, round_by_code

LINES_SHOWN = 200


def _seat(request: HttpRequest, code: str) -> Juror:
    require(request.user, "workspace.enter")
    one = round_by_code(code)
    if one is None:
        raise Http404
    person = require(request.user, "challenge.judge", one)
    seat = juror_of(one, person.pseudonym)
    if seat is None:
        raise Http404
    return seat


@work_page
@require_GET
def jury_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The juror's open sheets as a workbook."""
    seat = _seat(request, code)
    content = marks_workbook(seat, language=current_language())
    return as_file(content, name=f"miqyas-challenge-{seat.round.code}-marks", form="xlsx")


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def jury_upload(request: HttpRequest, code: str) -> HttpResponseBase:
    """How it is done (GET); take a file and lead to what it would do (POST)."""
    seat = _seat(request, code)
    if request.method == "POST":
        return take_upload(request, preview="jury_import", back=request.path, args=(seat.round.code,))
    context = {"round": seat.round, "limit": LIMIT, "crumbs": _crumbs()}
    return show_work(request, "web/workspace/challenges/marks_upload.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def jury_import(request: HttpRequest, code: str, sha256: str) -> HttpResponseBase:
    """What the file would do (GET); accept it or give it up (POST)."""
    seat = _seat(request, code)
    kind: Bringing[MarksPlan] = Bringing(
        begins=reverse("jury_upload", args=[seat.round.code]),
        ends=reverse("jury_queue"),
        template="web/workspace/challenges/marks_preview.html",
        plan=lambda upload: marks_plan(seat, upload.content, name=upload.name),
        shown=_shown,
        accept=partial(_accept, request, seat),
    )
    return bring(request, sha256, kind)


def _shown(plan: MarksPlan) -> dict[str, Any]:
    return {"rows": plan.rows[:LINES_SHOWN], "row_count": len(plan.rows), "crumbs": _crumbs()}


def _accept(request: HttpRequest, seat: Juror, upload: Upload, plan: MarksPlan) -> None:
    handed_in = marks_apply(seat, plan, by=person_of(request.user).by)
    messages.success(request, say_here("challenges.marks.brought", n=len(plan.rows), handed_in=handed_in))


def _crumbs() -> list[Link]:
    queue = Link(label=say_here("challenges.queue"), url=reverse("jury_queue"))
    return [round_crumbs(None)[0], queue, Link(label=say_here("challenges.marks.title"))]
