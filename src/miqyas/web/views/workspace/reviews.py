"""An assessor looks for features one at a time, blind to everything but the question and the portal."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from miqyas.kernel.errors import MiqyasError
from miqyas.web.components import Link
from miqyas.web.reviewing import (
    about_item,
    city_of,
    clock_of,
    feature_of,
    form_of,
    marks_of,
    own_mark,
    question_of,
    result_words,
    task_asked,
)
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, person_of, require
from miqyas.workspace.reviews.blindness import UNDER_REVIEW, is_over, judgements_visible
from miqyas.workspace.reviews.models import Judgement, ReviewTask
from miqyas.workspace.reviews.queries.tasks import Queue, next_task_of, queues_of
from miqyas.workspace.reviews.services.judging import Said, draft_save, judgement_submit, task_start


@work_page
@require_GET
def queue(request: HttpRequest) -> HttpResponseBase:
    """What the reader has to look for, and how far they have come: of nobody else a word."""
    person = require(request.user, "review.queue")
    context = {"queues": [_queue(one) for one in queues_of(person)]}
    return show_work(request, "web/workspace/reviews.html", context)


@work_page
@require_GET
def task(request: HttpRequest, task: UUID) -> HttpResponseBase:
    """One feature to look for; once handed in, what was."""
    return _page(request, task_asked(request, task, "review.task.view"))


@work_page
@require_POST
def start(request: HttpRequest, task: UUID) -> HttpResponseBase:
    """The clock starts."""
    found = task_asked(request, task, "review.task.submit")
    task_start(found, by=found.assessor)
    return HttpResponseRedirect(_address(found))


@work_page
@require_POST
def save(request: HttpRequest, task: UUID) -> HttpResponseBase:
    """What is typed so far: from a script that saves as people type, or from a plain form."""
    found = task_asked(request, task, "review.task.submit")
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        held = draft_save(found, Said.of(request.POST))
    except MiqyasError as error:
        if wants_json:
            told = {"state": "refused", "problem": error.render(current_language())}
            return JsonResponse(told, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return _page(request, found, typed=Said.of(request.POST), error=error)
    if wants_json:
        held.item = found.item
        clock = clock_of(held)
        assert clock is not None
        return JsonResponse({"state": "saved", "seconds": clock.seconds, "stands": clock.stands})
    messages.success(request, say_here("reviews.kept"))
    return HttpResponseRedirect(_address(found))


@work_page
@require_POST
def submit(request: HttpRequest, task: UUID) -> HttpResponseBase:
    """What was found, for good; then the next."""
    found = task_asked(request, task, "review.task.submit")
    said = Said.of(request.POST)
    try:
        judgement_submit(found, said, by=found.assessor)
    except MiqyasError as error:
        return _page(request, found, typed=said, error=error)
    messages.success(request, say_here("reviews.submitted_said"))
    following = next_task_of(person_of(request.user), found.item.campaign)
    return HttpResponseRedirect(_address(following) if following else reverse("review_queue"))


def _queue(queue: Queue) -> dict[str, Any]:
    done = len(queue.submitted)
    return {
        "name": queue.campaign.name.in_language(current_language()),
        "is_on": queue.is_on,
        "done": done,
        "all": queue.all,
        "share": done / queue.all if queue.all else 0.0,
        "next_url": _address(queue.following) if queue.following else "",
        "is_begun": bool(queue.following and queue.following.state == "started"),
        "waiting": [_line(task) for task in queue.waiting] if queue.is_on else [],
        "submitted": [_line(task) for task in queue.submitted],
    }


def _line(task: ReviewTask) -> dict[str, str]:
    return {
        "question": question_of(task.item),
        "code": task.item.feature,
        "city": city_of(task.item),
        "state": task.state,
        "state_words": say_here(f"reviews.state.{task.state}"),
        "url": _address(task),
    }


def _page(
    request: HttpRequest, task: ReviewTask, *, typed: Said | None = None, error: MiqyasError | None = None
) -> HttpResponse:
    item, feature = task.item, feature_of(task.item)
    person = person_of(request.user)
    said = typed or Said.of({**_as_last_time(task), **task.draft})
    context = {
        "task": task,
        **about_item(item),
        **form_of(feature, said),
        **_seen(person, task),
        "clock": clock_of(task),
        "is_on": item.campaign.state == UNDER_REVIEW,
        "error": error.as_dict(current_language()) if error else None,
        "crumbs": [
            Link(label=say_here("workspace.place.review_queue"), url=reverse("review_queue")),
            Link(label=feature.code),
        ],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return show_work(request, "web/workspace/review_task.html", context, status=status)


def _seen(person: Person, task: ReviewTask) -> dict[str, Any]:
    """The own judgement once handed in; the others' and the result when the whole review is over."""
    if task.state != "submitted":
        return {"own": None, "marks": [], "result": ""}
    rows = list(judgements_visible(person, task.item))
    own = next(one for one in rows if one.task.assessor == person.pseudonym)
    over = is_over(task.item.campaign)
    return {
        "own": own_mark(task.item, own),
        "marks": marks_of(task.item, [one for one in rows if one != own]) if over else [],
        "result": result_words(task.item) if over else "",
    }


def _as_last_time(task: ReviewTask) -> dict[str, str]:
    """Where the assessor looked from the last time: most look from one place."""
    rows = Judgement.objects.filter(task__assessor=task.assessor, task__item__campaign=task.item.campaign_id)
    last = rows.order_by("-at").values_list("viewpoint", flat=True).first()
    return {"viewpoint": last} if last else {}


def _address(task: ReviewTask) -> str:
    return reverse("review_task", args=[task.pk])
