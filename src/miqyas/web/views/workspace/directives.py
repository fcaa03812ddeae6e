"""Decisions and directives of the steering committee: late ones first, and each with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.web.committee_forms import DirectiveForm
from miqyas.web.components import Link
from miqyas.web.other_languages import with_other_languages
from miqyas.web.roadmap_forms import add_faults
from miqyas.web.roadmaps import (
    Shown,
    asides_shown,
    notes_shown,
    revisions_shown,
    roadmap_tabs,
    say_put_back,
    shown,
    steps_shown,
    wanted_back,
)
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, allowed, require
from miqyas.workspace.evidence.queries import evidence_of
from miqyas.workspace.roadmaps.access import roles_on
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.fields import plain
from miqyas.workspace.roadmaps.models import Directive
from miqyas.workspace.roadmaps.queries.directives import (
    directive_by_id,
    directives_seen,
    is_late,
    late_first,
    meetings_all,
    notes_of,
    revisions_of,
)
from miqyas.workspace.roadmaps.services.directives import (
    FLOW,
    REASONED,
    directive_create,
    directive_note,
    directive_put_back,
    directive_save,
    directive_step,
    fields_of,
)
from miqyas.workspace.roadmaps.terms import directive_kinds

ON_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A directive in a list."""

    directive: Directive
    text: Shown
    kind: str
    state: str
    entity: str
    days_late: int
    url: str


def directive_line(directive: Directive, *, today: date) -> Line:
    """A directive as a line of a list."""
    language = current_language()
    late = (today - directive.due).days if is_late(directive, today=today) and directive.due else 0
    return Line(
        directive=directive,
        text=shown(directive.text),
        kind=directive_kinds()[directive.kind].in_language(language),
        state=say_here(f"directive.state.{directive.state}"),
        entity=directive.entity.title.in_language(language) if directive.entity else "",
        days_late=late,
        url=reverse("directive", args=[directive.pk]),
    )


@work_page
@require_GET
def directives(request: HttpRequest) -> HttpResponseBase:
    """Late ones first, then what is open by its day, then the rest."""
    person, today = require(request.user, "directive.list"), timezone.localdate()
    found = late_first(directives_seen(person), today=today)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": roadmap_tabs(request, "directives"),
        "page": page,
        "lines": [directive_line(one, today=today) for one in page.object_list],
        "late": sum(1 for one in found if is_late(one, today=today)),
        "may_plan": allowed(request.user, "directive.plan"),
        "meetings": meetings_all()[:6],
        "today": today,
    }
    return show_work(request, "web/workspace/roadmaps/directives.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def directive_new(request: HttpRequest) -> HttpResponseBase:
    """A form for what a meeting laid down."""
    person = require(request.user, "directive.plan")
    data = request.POST if request.method == "POST" else None
    form = DirectiveForm(data, initial={"kind": "directive"})
    if data is not None and form.is_valid():
        try:
            made = directive_create(form.directive(), by=person.pseudonym)
        except RoadmapError as error:
            add_faults(form, [error])
        else:
            messages.success(request, say_here("directive.added"))
            return HttpResponseRedirect(reverse("directive", args=[made.pk]))
    return _form(request, form, status=200 if data is None else 422)


@work_page
@require_http_methods(["GET", "POST"])
def directive_edit(request: HttpRequest, directive: UUID) -> HttpResponseBase:
    """The form of a directive."""
    found, person = _found(request, directive, "directive.edit")
    if request.method == "GET":
        initial = DirectiveForm.initial_of(fields_of(found), version=found.version)
        return _form(request, DirectiveForm(initial=initial), directive=found)
    form = DirectiveForm(request.POST)
    if not form.is_valid():
        return _form(request, form, directive=found, status=422)
    try:
        seen = form.cleaned_data["version"] or 0
        fields = with_other_languages(form.directive(), found, "text")
        saved = directive_save(found, fields, version=seen, by=person.pseudonym)
    except RoadmapError as error:
        add_faults(form, [error])
        return _form(request, form, directive=found, status=422)
    if saved.aside is not None:
        form.at_version(saved.row.version)
        form.add_error(None, say_here("roadmap.met"))
        return _form(request, form, directive=saved.row, status=409)
    messages.success(request, say_here("roadmap.saved"))
    return HttpResponseRedirect(reverse("directive", args=[found.pk]))


def _form(
    request: HttpRequest, form: DirectiveForm, *, directive: Directive | None = None, status: int = 200
) -> HttpResponse:
    heading = say_here("directive.edit" if directive else "directive.new")
    context = {"form": form, "directive": directive, "heading": heading, "crumbs": _crumbs(heading)}
    return show_work(request, "web/workspace/roadmaps/directive_form.html", context, status=status)


@work_page
@require_GET
def directive_page(request: HttpRequest, directive: UUID) -> HttpResponseBase:
    """A directive with what became of it."""
    found, _ = _found(request, directive, "directive.view")
    today, revisions = timezone.localdate(), revisions_of(found)
    may_edit = allowed(request.user, "directive.edit", found)
    context: dict[str, Any] = {
        "directive": found,
        "line": directive_line(found, today=today),
        "today": today,
        "items": [(item, shown(item.title)) for item in found.items.all()],
        "steps": steps_shown(request, found, flow=FLOW, reasoned=REASONED),
        "notes": notes_shown(notes_of(found), states="directive.state"),
        "revisions": revisions_shown(revisions, prefix="directive"),
        "asides": asides_shown(revisions, plain(fields_of(found)), prefix="directive") if may_edit else [],
        "may_edit": may_edit,
        "may_follow": allowed(request.user, "directive.follow", found),
        "may_prove": allowed(request.user, "directive.prove", found),
        "proofs": [
            proof
            for proof in evidence_of(FLOW, [found.pk])[found.pk]
            if allowed(request.user, "evidence.view", proof.evidence)
        ],
        "crumbs": _crumbs(found.number),
    }
    return show_work(request, "web/workspace/roadmaps/directive.html", context)


@work_page
@require_POST
def directive_next(request: HttpRequest, directive: UUID) -> HttpResponseBase:
    """Take a directive to its next state."""
    found, person = _found(request, directive, "directive.follow")
    directive_step(
        found,
        request.POST.get("action", ""),
        roles=roles_on(person, found),
        on=timezone.localdate(),
        reason=request.POST.get("reason", ""),
        by=person.pseudonym,
    )
    messages.success(request, say_here("roadmap.stepped"))
    return HttpResponseRedirect(reverse("directive", args=[found.pk]))


@work_page
@require_POST
def directive_restore(request: HttpRequest, directive: UUID, aside: int) -> HttpResponseBase:
    """Put back what was kept aside of a directive."""
    found, person = _found(request, directive, "directive.edit")
    saved = directive_put_back(found, aside=aside, by=person.pseudonym, **wanted_back(request))
    say_put_back(request, saved.aside is None)
    return HttpResponseRedirect(reverse("directive", args=[found.pk]) + "#asides")


@work_page
@require_POST
def directive_report(request: HttpRequest, directive: UUID) -> HttpResponseBase:
    """Report what became of a directive."""
    found, person = _found(request, directive, "directive.follow")
    directive_note(found, request.POST.get("text", ""), by=person.pseudonym)
    messages.success(request, say_here("roadmap.noted"))
    return HttpResponseRedirect(reverse("directive", args=[found.pk]) + "#notes")


def _found(request: HttpRequest, directive: UUID, action: str) -> tuple[Directive, Person]:
    require(request.user, "workspace.enter")
    found = directive_by_id(directive)
    person = require(request.user, action, found)
    assert found is not None
    return found, person


def _crumbs(here: str) -> list[Link]:
    return [Link(label=say_here("roadmap.tab.directives"), url=reverse("directives")), Link(label=here)]
