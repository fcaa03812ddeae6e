"""The room on a phone: come in by a code, look for what is asked, say what one thinks; without an account.

A phone is known by a random number in a signed cookie of this workshop, which says nothing of its owner.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import nearest
from miqyas.web.words import current_language
from miqyas.web.workspace import work_page
from miqyas.workspace.workshops.errors import fault
from miqyas.workspace.workshops.fields import MARKS, AttemptFields
from miqyas.workspace.workshops.models import Exercise, Participant, Workshop
from miqyas.workspace.workshops.queries import (
    LATE,
    attempt_of,
    exercise_of,
    exercise_open,
    is_open,
    participant_of,
    workshop_by_door,
)
from miqyas.workspace.workshops.services.attending import attempt_add, ends_at, feedback_add, workshop_join
from miqyas.workspace.workshops.terms import feedback_questions, ways

MOST_WRONG: Final = 60
WRONG_FOR: Final = 600
"""So many wrong codes of one address are answered within so many seconds, by one process."""


@work_page
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest) -> HttpResponseBase:
    """Where the code is typed by whoever cannot scan it."""
    if request.method == "GET":
        return _show(request, "web/workshops/door.html", {})
    try:
        workshop = _workshop(request, request.POST.get("code", "").strip())
    except MiqyasError as error:
        return _show(request, "web/workshops/door.html", {}, error=error)
    return HttpResponseRedirect(reverse("room", args=[workshop.door]))


@work_page
@require_http_methods(["GET", "POST"])
def inside(request: HttpRequest, code: str) -> HttpResponseBase:
    """The room (GET); come in (POST). Whoever is in already stays who they are."""
    try:
        workshop = _workshop(request, code)
    except MiqyasError as error:
        return _show(request, "web/workshops/door.html", {}, error=error)
    participant = _participant(request, workshop)
    error: MiqyasError | None = None
    if request.method == "POST" and participant is None:
        try:
            participant = workshop_join(workshop, name=request.POST.get("name", ""))
        except MiqyasError as problem:
            error = problem
    if request.method == "POST" and error is None:
        return _keep(HttpResponseRedirect(reverse("room", args=[workshop.door])), workshop, participant)
    context = _context(workshop, participant) | _to_read(workshop)
    return _show(request, "web/workshops/room.html", context, error=error)


@work_page
@require_GET
def now(request: HttpRequest, code: str) -> HttpResponseBase:
    """What is on in the room, for a phone that waits."""
    workshop, participant = _inside(request, code)
    return render(request, "web/workshops/now.html", _context(workshop, participant))


@work_page
@require_POST
def attempt(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Say what was found; sent again, it counts once."""
    workshop, participant = _inside(request, code)
    exercise = exercise_of(workshop, number)
    if exercise is None:
        raise Http404
    post = request.POST.get
    said = AttemptFields(post("is_found") == "yes", post("way", ""), post("address", ""))
    try:
        if post("exercise", str(exercise.pk)) != str(exercise.pk):  # it was taken away; this has its number
            raise fault("exercise_over", "exercise")
        attempt_add(exercise, participant, said)
    except MiqyasError as error:
        context = {**_context(workshop, participant), **_to_read(workshop), "typed": said}
        return _show(request, "web/workshops/room.html", context, error=error)
    return HttpResponseRedirect(reverse("room", args=[workshop.door]))


@work_page
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest, code: str) -> HttpResponseBase:
    """What one thinks of the workshop; sent again, it counts once."""
    workshop, participant = _inside(request, code)
    marks = {name: _mark(request.POST.get(name, "")) for name in feedback_questions()}
    context = {
        **_context(workshop, participant),
        "questions": [
            (name, words.in_language(current_language())) for name, words in feedback_questions().items()
        ],
        "marks": MARKS,
        "text": request.POST.get("text", ""),
        "chosen": marks,
    }
    if request.method == "GET":
        return _show(request, "web/workshops/feedback.html", context)
    given = {name: mark for name, mark in marks.items() if mark is not None}
    try:
        feedback_add(participant, marks=given, text=request.POST.get("text", ""))
    except MiqyasError as error:
        return _show(request, "web/workshops/feedback.html", context, error=error)
    return HttpResponseRedirect(reverse("room_feedback", args=[workshop.door]))


def _workshop(request: HttpRequest, code: str) -> Workshop:
    """The workshop of a code. Raises `WorkshopError` for a code of none, and after too many of those."""
    place = f"door:{request.META.get('REMOTE_ADDR', '')}"
    if cache.get(place, 0) >= MOST_WRONG:
        raise fault("too_often", "code")
    found = workshop_by_door(code)
    if found is None:
        cache.add(place, 0, WRONG_FOR)
        cache.incr(place)
        raise fault("door_unknown", "code")
    return found


def _inside(request: HttpRequest, code: str) -> tuple[Workshop, Participant]:
    workshop = _workshop(request, code)
    participant = _participant(request, workshop)
    if participant is None:
        raise fault("not_here", "participant")
    return workshop, participant


def _cookie(workshop: Workshop) -> str:
    return f"miqyas_room_{workshop.door}"


def _participant(request: HttpRequest, workshop: Workshop) -> Participant | None:
    name = _cookie(workshop)
    said = request.get_signed_cookie(name, default="", salt=name)
    return participant_of(workshop, said or "")


def _keep(
    response: HttpResponseRedirect, workshop: Workshop, participant: Participant | None
) -> HttpResponseRedirect:
    name = _cookie(workshop)
    response.set_signed_cookie(
        name,
        str(participant),
        salt=name,
        expires=workshop.ends_at + LATE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _context(workshop: Workshop, participant: Participant | None) -> dict[str, Any]:
    language = current_language()
    exercise = exercise_open(workshop) if participant else None
    said = attempt_of(exercise, participant) if exercise and participant else None
    return {
        "workshop": workshop,
        "name": workshop.name.in_language(language),
        "place": workshop.place.get(language, ""),
        "participant": participant,
        "is_open": is_open(workshop, now=timezone.now()),
        "exercise": exercise,
        "question": nearest(exercise.question, language).text if exercise else "",
        "left": _left(exercise) if exercise else 0,
        "said": said,
        "ways": [(code, words.in_language(language)) for code, words in ways().items()],
        "thought": getattr(participant, "feedback", None) if participant else None,
    }


def _to_read(workshop: Workshop) -> dict[str, Any]:
    """The programme and the materials, for whoever has come in."""
    first, last = timezone.localdate(workshop.starts_at), timezone.localdate(workshop.ends_at)
    return {
        "sessions": workshop.sessions.all(),
        "materials": workshop.materials.all(),
        "is_long": first != last,
    }


def _left(exercise: Exercise) -> int:
    """Seconds left on the clock."""
    return max(round((ends_at(exercise) - timezone.now()).total_seconds()), 0)


def _mark(given: str) -> int | None:
    return int(given) if len(given) == 1 and given.isdecimal() else None


def _show(
    request: HttpRequest, template: str, context: dict[str, Any], *, error: MiqyasError | None = None
) -> HttpResponse:
    told = error.as_dict(current_language()) if error else None
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, template, {**context, "error": told}, status=status)
