"""A part of a workshop on a page of its own: said otherwise, or taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from miqyas.web.components import Link
from miqyas.web.other_languages import with_other_languages
from miqyas.web.registry_forms import add_problems, digest_of, say_if_stale
from miqyas.web.views.workspace.workshops import crumbs_of, workshop_at
from miqyas.web.words import say_here
from miqyas.web.workshop_forms import (
    ClockForm,
    FollowUpForm,
    MaterialForm,
    SessionForm,
    follow_up_initial,
    material_initial,
    session_initial,
)
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import require
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.workshops.errors import WorkshopError, fault
from miqyas.workspace.workshops.fields import LONGEST_CLOCK, SHORTEST_CLOCK
from miqyas.workspace.workshops.models import Exercise, Workshop
from miqyas.workspace.workshops.queries import exercise_of
from miqyas.workspace.workshops.services.changing import (
    exercise_change,
    exercise_remove,
    follow_up_change,
    follow_up_fields,
    material_change,
    session_change,
    session_fields,
)


@dataclass(frozen=True)
class Part:
    """How a part is found, filled into its form and changed."""

    rows: str
    form: Callable[..., Any]
    initial: Callable[[Any], dict[str, Any]]
    change: Callable[..., Any]
    fields: tuple[tuple[str, ...], ...]


def _follow_up_form(*args: Any, **kwargs: Any) -> FollowUpForm:
    return FollowUpForm(*args, entities=entities_active(), **kwargs)


PARTS: Final[Mapping[str, Part]] = {
    "sessions": Part(
        "sessions", SessionForm, lambda row: session_initial(session_fields(row)), session_change,
        (("title_ar", "title_en"), ("starts_at", "minutes"), ("speakers",), ("has_consent",)),
    ),
    "materials": Part(
        "materials", MaterialForm, material_initial, material_change,
        (("title_ar", "title_en"), ("address",)),
    ),
    "follow-ups": Part(
        "follow_ups", _follow_up_form, lambda row: follow_up_initial(follow_up_fields(row)), follow_up_change,
        (("title_ar", "title_en"), ("entity", "due_on"), ("features",)),
    ),
}  # fmt: skip


@work_page
@require_http_methods(["GET", "POST"])
def part_page(request: HttpRequest, code: str, part: str, item: UUID) -> HttpResponseBase:
    """The form of a part (GET); say it otherwise (POST)."""
    workshop = workshop_at(code)
    person = require(request.user, "workshop.edit", workshop)
    row = _row(workshop, part, item)
    kind = PARTS[part]
    initial = kind.initial(row)
    if request.method == "GET":
        return _show(request, workshop, part, kind.form(initial=initial), initial)
    form = kind.form(request.POST)
    if form.is_valid():
        say_if_stale(form, initial)
    if form.is_valid():
        try:
            kind.change(row, with_other_languages(form.as_fields(), row, "title"), by=person.by)
        except WorkshopError as error:
            add_problems(form, [error])
        else:
            messages.success(request, say_here("workshops.changed"))
            return HttpResponseRedirect(f"{reverse('workshop', args=[workshop.code])}#{part}")
    return _show(request, workshop, part, form, initial)


def _row(workshop: Workshop, part: str, item: UUID) -> Any:
    if part not in PARTS:
        raise Http404
    row = getattr(workshop, PARTS[part].rows).filter(pk=item).first()
    if row is None:
        raise Http404
    return row


def _show(
    request: HttpRequest, workshop: Workshop, part: str, form: forms.Form, initial: dict[str, Any]
) -> HttpResponse:
    heading = say_here(f"workshops.edit.{part}")
    context = {
        "workshop": workshop,
        "part": part,
        "form": form,
        "fields": [[form[name] for name in names] for names in PARTS[part].fields],
        "seen": digest_of(initial),
        "heading": heading,
        "crumbs": crumbs_of(Link(label=heading), workshop=workshop),
    }
    status = 422 if form.is_bound and form.errors else 200
    return show_work(request, "web/workspace/workshops/part.html", context, status=status)


@work_page
@require_POST
def exercise_changed(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Give an exercise that runs another clock, or another beginning."""
    workshop = workshop_at(code)
    person = require(request.user, "workshop.run", workshop)
    exercise = _exercise(workshop, number)
    form = ClockForm(request.POST)
    if not form.is_valid():
        raise fault("clock", "seconds", least=SHORTEST_CLOCK, limit=LONGEST_CLOCK)
    exercise_change(exercise, **form.cleaned_data, by=person.by)
    messages.success(request, say_here("workshops.changed"))
    return HttpResponseRedirect(reverse("workshop_room", args=[workshop.code]))


@work_page
@require_POST
def exercise_removed(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Take away an exercise that nobody has answered."""
    workshop = workshop_at(code)
    person = require(request.user, "workshop.run", workshop)
    exercise_remove(_exercise(workshop, number), by=person.by)
    messages.success(request, say_here("workshops.removed"))
    return HttpResponseRedirect(reverse("workshop_room", args=[workshop.code]))


def _exercise(workshop: Workshop, number: int) -> Exercise:
    found = exercise_of(workshop, number)
    if found is None:
        raise Http404
    return found
