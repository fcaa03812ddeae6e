"""The room on the presenter's screen: the code to come in by, exercises, results as they come."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.kernel.text import nearest
from miqyas.web.components import Link
from miqyas.web.qr import qr_svg
from miqyas.web.registry_forms import add_problems
from miqyas.web.views.workspace.workshops import crumbs_of, workshop_at
from miqyas.web.words import current_language, say_here
from miqyas.web.workshop_forms import ExerciseForm
from miqyas.web.workshops import line_of
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.notifications.sentences import whole_address
from miqyas.workspace.workshops.errors import WorkshopError
from miqyas.workspace.workshops.fields import LONGEST_CLOCK
from miqyas.workspace.workshops.models import Workshop
from miqyas.workspace.workshops.queries import (
    exercise_of,
    exercise_open,
    exercises_of,
    is_open,
    tally_of,
)
from miqyas.workspace.workshops.rounds import Tally
from miqyas.workspace.workshops.services.attending import ends_at
from miqyas.workspace.workshops.services.exercises import exercise_close, exercise_start
from miqyas.workspace.workshops.terms import ways

MINUTE: Final = 60


@work_page
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, code: str) -> HttpResponseBase:
    """The presenter's page (GET); begin an exercise (POST)."""
    workshop = workshop_at(code)
    person = require(request.user, "workshop.run", workshop)
    form = ExerciseForm(request.POST or None, initial={"begins_at": workshop.portal})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            exercise_start(
                workshop,
                feature=given["feature"][0],
                begins_at=given["begins_at"],
                seconds=given["seconds"],
                by=person.by,
            )
        except WorkshopError as error:
            add_problems(form, [error])
        else:
            return HttpResponseRedirect(reverse("workshop_room", args=[workshop.code]))
    return _show(request, workshop, form)


@work_page
@require_GET
def room_now(request: HttpRequest, code: str) -> HttpResponseBase:
    """What is on now, as a piece of the presenter's page."""
    workshop = workshop_at(code)
    require(request.user, "workshop.run", workshop)
    return render(request, "web/workspace/workshops/now.html", _now(request, workshop))


@work_page
@require_POST
def exercise_ended(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """End an exercise and keep what it showed."""
    workshop = workshop_at(code)
    person = require(request.user, "workshop.run", workshop)
    exercise = exercise_of(workshop, number)
    if exercise is None:
        raise Http404
    exercise_close(exercise, by=person.by)
    return HttpResponseRedirect(reverse("workshop_room", args=[workshop.code]))


def _show(request: HttpRequest, workshop: Workshop, form: ExerciseForm) -> HttpResponse:
    # without a language: each phone comes in by its own
    address = whole_address(f"/w/{workshop.door}/")
    past = [one for one in exercises_of(workshop) if one.closed_at]
    now_on, may_come = _now(request, workshop), is_open(workshop, now=timezone.now())
    context = {
        **now_on,
        "form": form,
        "address": address,
        "qr": qr_svg(address, label=say_here("workshops.qr")),
        "past": [line_of(one) for one in past] if allowed(request.user, "finding.view") else [],
        "is_open": may_come,
        "may_ask_again": may_come and now_on["exercise"] is None,
        "crumbs": crumbs_of(Link(label=say_here("workshops.room")), workshop=workshop),
    }
    status = 422 if form.is_bound and form.errors else 200
    return show_work(request, "web/workspace/workshops/room.html", context, status=status)


def _now(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    exercise = exercise_open(workshop)
    context: dict[str, Any] = {
        "workshop": workshop,
        "name": workshop.name.in_language(current_language()),
        "came": workshop.participants.count(),
        "exercise": exercise,
    }
    if exercise is None:
        return context
    left = max(round((ends_at(exercise) - timezone.now()).total_seconds()), 0)
    may_see = allowed(request.user, "finding.view")
    shown = tally_of(exercise)
    return {
        **context,
        "question": nearest(exercise.question, current_language()).text,
        "left": left,
        "looked": shown.looked,
        "longer": min(exercise.seconds + MINUTE, LONGEST_CLOCK),
        "may_lengthen": exercise.seconds < LONGEST_CLOCK,
        "shown": shown if may_see else None,
        "ways": _ways(shown) if may_see else [],
    }


def _ways(shown: Tally) -> list[tuple[str, int, int]]:
    language = current_language()
    return [(ways()[one.code].in_language(language), one.looked, one.found) for one in shown.ways]
