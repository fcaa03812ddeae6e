"""Files that are brought in: shown with all that they would do, then accepted as a whole or given up.

The page that takes such a file hands it to `web.uploads.take_upload`, which leads to its preview. The view of
the preview asks the gate and says what is particular about its kind of file::

    @work_page
    @require_http_methods(["GET", "POST"])
    def services_import(request: HttpRequest, sha256: str) -> HttpResponseBase:
        person = require(request.user, "service.edit")
        return bring(
            request,
            sha256,
            Bringing(
                begins=reverse("services_upload"),
                ends=reverse("services"),
                template="web/workspace/services_preview.html",
                plan=lambda upload: services_plan(upload.content, name=upload.name),
                shown=_shown,
                accept=lambda upload, plan: services_apply(plan, by=person.by),
            ),
        )

Its template extends `web/workspace/preview.html`. What was shown is named by the digest of the plan; where
the file would do something else when it is accepted, it is shown anew and nothing is done.

Files that may be long have a kind in `jobs.files`, which is handed to `bring_kind` instead. A long one is
planned and written by jobs; the page waits for them, and what was worked out is kept until it is accepted::

    return bring_kind(
        request,
        sha256,
        LongBringing(
            kind=SERVICES,
            begins=reverse("services_upload"),
            ends=reverse("services"),
            template="web/workspace/services/preview.html",
            shown=_shown,
            accepted=lambda plan: say_here("services.import.accepted"),
        ),
    )
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Generic, Protocol, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from miqyas.jobs.answers import ToldError, waits_for
from miqyas.jobs.files import (
    WRITING,
    Asked,
    FileKind,
    LongFileError,
    file_bring,
    file_drop,
    file_held,
    file_looked_at,
    file_plan,
    file_write,
    is_done,
    is_long,
    is_stale,
    outline_of,
)
from miqyas.jobs.models import BroughtFile, Job, State
from miqyas.jobs.services import job_cancel
from miqyas.kernel.errors import MiqyasError
from miqyas.sheets.plans import FilePlan, Outline, PlannedRow
from miqyas.web.pending import Upload, upload_drop, upload_find
from miqyas.web.uploads import PROBLEMS_SHOWN
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work
from miqyas.workspace.accounts.access import person_of, require

AGAIN: Final = "again"
"""Parameter of an address with which a job that failed or was cancelled is asked for afresh."""
LOOK: Final = "X-Waiting"
"""Header of a look at how far something is: `waiting.js` sends it, and nothing is told or led on by it."""
RowT = TypeVar("RowT", bound=PlannedRow)


class Plan(Protocol):
    """What a file would do, held against what is there now; with any problem nothing of it is done."""

    @property
    def name(self) -> str:
        """Name of the file."""

    @property
    def problems(self) -> Sequence[MiqyasError]:
        """What is to be mended in the file, each at its place."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be accepted."""

    @property
    def does_something(self) -> bool:
        """Whether accepting it would change anything."""

    @property
    def digest(self) -> str:
        """A name of all that it would do."""


PlanT = TypeVar("PlanT", bound=Plan)


@dataclass(frozen=True, kw_only=True)
class Bringing(Generic[PlanT]):
    """What is particular about a kind of file."""

    begins: str
    """Address of the page that takes the file; whoever comes when it is no longer kept is led there."""
    ends: str
    """Address to which accepting and giving up lead."""
    template: str
    plan: Callable[[Upload], PlanT]
    shown: Callable[[PlanT], dict[str, Any]]
    """What the template needs beside the plan and its problems."""
    accept: Callable[[Upload, PlanT], None]
    """Does what the plan says and tells so. An error in words that it raises becomes a page of its own."""
    is_spent: Callable[[PlanT], bool] = lambda _: True
    """Whether nothing in the file awaits anybody once the plan is carried out."""


@dataclass(frozen=True, kw_only=True)
class LongBringing(Generic[RowT]):
    """What is particular about a kind of file that may be long."""

    kind: FileKind[RowT]
    of: str = ""
    """Of what the file is, where there are many."""
    begins: str
    ends: str
    template: str
    shown: Callable[[Outline[RowT]], dict[str, Any]]
    """What the template needs beside the plan and its problems."""
    accepted: Callable[[Outline[RowT]], str]
    """What is said once it is done."""


def bring(request: HttpRequest, sha256: str, kind: Bringing[PlanT]) -> HttpResponse:
    """What an upload would do (GET); accept it or give it up (POST). The view has asked the gate."""
    by = person_of(request.user).by
    upload = upload_find(sha256, by=by)
    if upload is None:
        messages.warning(request, say_here("upload.expired"))
        return HttpResponseRedirect(kind.begins)
    if "give_up" in request.POST:
        upload_drop(sha256, by=by)
        messages.info(request, say_here("upload.given_up"))
        return HttpResponseRedirect(kind.ends)
    plan = kind.plan(upload)
    if request.method == "POST" and plan.is_ready:
        return _accept(request, upload, plan, kind)
    return _show(request, plan, kind)


def bring_kind(request: HttpRequest, sha256: str, one: LongBringing[RowT]) -> HttpResponse:
    """The same for a kind of file that may be long. The view has asked the gate."""
    asked = Asked(person_of(request.user), one.of)
    held = file_held(one.kind, asked, sha256=sha256)
    upload = upload_find(sha256, by=asked.person.by)
    if held is None and upload is not None and is_long(upload.content):
        held = file_bring(one.kind, asked, name=upload.name, content=upload.content)
    if held is not None:
        return _bring_long(request, held, asked, one)

    def accept(_: Upload, plan: FilePlan[RowT]) -> None:
        one.kind.apply(plan, asked)
        messages.success(request, one.accepted(plan.outline))

    at_once = Bringing(
        begins=one.begins,
        ends=one.ends,
        template=one.template,
        plan=lambda upload: one.kind.plan(upload.content, upload.name, asked),
        shown=lambda plan: one.shown(plan.outline),
        accept=accept,
    )
    return bring(request, sha256, at_once)


def _bring_long(
    request: HttpRequest, held: BroughtFile, asked: Asked, one: LongBringing[RowT]
) -> HttpResponse:
    job = held.writing or held.planning
    if "give_up" in request.POST:
        _forget(held, asked)
        messages.info(request, say_here("upload.given_up"))
        return HttpResponseRedirect(one.ends)
    if "cancel" in request.POST and job is not None:
        require(request.user, "job.cancel", job)
        job_cancel(job.pk, by=asked.person.by)
        return HttpResponseRedirect(request.path)
    if request.method == "POST":
        return _accept_long(request, held)
    is_again = AGAIN in request.GET and not (job and job.is_open)
    if job is None or is_again or is_stale(held, asked, now=timezone.now()):
        file_plan(held, asked)
        return HttpResponseRedirect(request.path)
    if job.state != State.SUCCEEDED or LOOK in request.headers:
        return _wait(request, held, job)
    outline = outline_of(held)
    if outline is None:
        raise LongFileError("gone")
    return _written(request, held, outline, asked, one) if held.writing else _show(request, outline, one)


def _accept_long(request: HttpRequest, held: BroughtFile) -> HttpResponse:
    """Have the file written, where what was shown is what is kept; one that is being written goes on."""
    outline = outline_of(held)
    is_told = outline is not None and request.POST.get("digest") == outline.digest
    if outline is None or not is_told:
        messages.warning(request, say_here("upload.changed_meanwhile"))
    elif outline.is_ready and held.writing is None:
        file_write(held, digest=outline.digest)
    return HttpResponseRedirect(request.path)


def _written(
    request: HttpRequest, held: BroughtFile, outline: Outline[RowT], asked: Asked, one: LongBringing[RowT]
) -> HttpResponse:
    """The way on once a writing is over: it is done, or the file is shown anew."""
    if not is_done(held.writing):
        file_looked_at(held)
        messages.warning(request, say_here("upload.changed_meanwhile"))
        return HttpResponseRedirect(request.path)
    _forget(held, asked)
    messages.success(request, one.accepted(outline))
    return HttpResponseRedirect(one.ends)


def _forget(held: BroughtFile, asked: Asked) -> None:
    file_drop(held)
    upload_drop(held.sha256, by=asked.person.by)


def _wait(request: HttpRequest, held: BroughtFile, job: Job) -> HttpResponse:
    """The page that shows how far a job is, and lets it be cancelled or asked for again."""
    if LOOK in request.headers and not job.is_open:
        return HttpResponse()
    key = job.progress_words.get("key")
    is_at_the_end = job.state == State.RUNNING and key == "file.writing"
    context = {
        "job": job,
        "name": held.name,
        "is_open": job.is_open,
        "may_cancel": job.is_open and not is_at_the_end,
        "is_writing": job.kind == WRITING and key != "file.planning",
        "state": waits_for(State(job.state)) or job.state,
        "problem": ToldError(job.error).render(current_language()) if job.error else "",
        "again_url": f"{request.path}?{AGAIN}=1",
    }
    status = HTTPStatus.ACCEPTED if job.is_open else HTTPStatus.OK
    return show_work(request, "web/workspace/file_waiting.html", context, status=status)


def _accept(request: HttpRequest, upload: Upload, plan: PlanT, kind: Bringing[PlanT]) -> HttpResponse:
    if request.POST.get("digest") != plan.digest:
        messages.warning(request, say_here("upload.changed_meanwhile"))
        return HttpResponseRedirect(request.path)
    kind.accept(upload, plan)
    if kind.is_spent(plan):
        upload_drop(upload.sha256, by=person_of(request.user).by)
    return HttpResponseRedirect(kind.ends)


def _show(request: HttpRequest, plan: Any, kind: Bringing[Any] | LongBringing[Any]) -> HttpResponse:
    context = {"plan": plan, **problems_shown(plan.problems), **kind.shown(plan)}
    return show_work(request, kind.template, context, status=200 if request.method == "GET" else 422)


def problems_shown(problems: Sequence[MiqyasError]) -> dict[str, Any]:
    """The first problems of a file in words, and how many there are."""
    language = current_language()
    listed = [problem.as_dict(language) for problem in problems[:PROBLEMS_SHOWN]]
    return {"problems": listed, "problem_count": len(problems)}
