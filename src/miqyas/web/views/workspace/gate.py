"""Projects at the gate: the list, one with its answers, its form, and the verdict."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.analysis.schedule.window import aim_for, last_day
from miqyas.jobs.programme.roadmap import project_dates
from miqyas.web.committee_forms import GateForm
from miqyas.web.components import Link
from miqyas.web.other_languages import with_other_languages
from miqyas.web.roadmap_forms import add_faults
from miqyas.web.roadmaps import (
    asides_shown,
    features_named,
    revisions_shown,
    roadmap_tabs,
    say_put_back,
    shown,
    steps_shown,
    wanted_back,
)
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, allowed, person_of, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_active, entity_by_code
from miqyas.workspace.roadmaps.access import PLANNERS, WORKERS, roles_on
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.fields import plain
from miqyas.workspace.roadmaps.gate import concerns, questions
from miqyas.workspace.roadmaps.kinds import places_of
from miqyas.workspace.roadmaps.models import GateReview
from miqyas.workspace.roadmaps.queries.gate import review_at, reviews_seen, revisions_of
from miqyas.workspace.roadmaps.queries.items import items_all
from miqyas.workspace.roadmaps.services.gate import (
    FLOW,
    REASONED,
    RULINGS,
    fields_of,
    gate_create,
    gate_put_back,
    gate_save,
    gate_step,
)

ON_A_PAGE: Final = 50


@work_page
@require_GET
def gate(request: HttpRequest) -> HttpResponseBase:
    """Projects that were brought, those that await a verdict first."""
    person = require(request.user, "gate.list")
    order = {"submitted": 0, "conditional": 1, "draft": 2}
    found = sorted(reviews_seen(person), key=lambda one: order.get(one.state, len(order)))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    language = current_language()
    context = {
        "tabs": roadmap_tabs(request, "gate"),
        "page": page,
        "lines": [
            {
                "review": one,
                "title": shown(one.title),
                "state": say_here(f"gate.state.{one.state}"),
                "entity": one.entity.title.in_language(language),
                "concerns": len(concerns(one.answers)),
            }
            for one in page.object_list
        ],
        "may_bring": allowed(request.user, "gate.new"),
        "questions": [one.ask.in_language(language) for one in questions().values()],
    }
    return show_work(request, "web/workspace/roadmaps/gate.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def gate_new(request: HttpRequest) -> HttpResponseBase:
    """A form for a project."""
    person = require(request.user, "gate.new")
    data = request.POST if request.method == "POST" else None
    form = _gate_form(person, data)
    if data is not None and form.is_valid():
        require(request.user, "gate.new", entity_by_code(form.cleaned_data["entity"]))
        try:
            made = gate_create(form.project(), by=person.pseudonym)
        except RoadmapError as error:
            add_gate_faults(form, error)
        else:
            messages.success(request, say_here("gate.added"))
            return HttpResponseRedirect(reverse("gate_review", args=[made.code]))
    return _form(request, form, status=200 if data is None else 422)


@work_page
@require_http_methods(["GET", "POST"])
def gate_edit(request: HttpRequest, code: str) -> HttpResponseBase:
    """The form of a project that is a draft."""
    review, person = _found(request, code, "gate.edit")
    if request.method == "GET":
        initial = GateForm.initial_of(fields_of(review), version=review.version)
        return _form(request, _gate_form(person, None, initial=initial), review=review)
    form = _gate_form(person, request.POST)
    if not form.is_valid():
        return _form(request, form, review=review, status=422)
    require(request.user, "gate.new", entity_by_code(form.cleaned_data["entity"]))
    try:
        seen = form.cleaned_data["version"] or 0
        fields = with_other_languages(form.project(), review, "title", "description")
        saved = gate_save(review, fields, version=seen, by=person.pseudonym)
    except RoadmapError as error:
        add_gate_faults(form, error)
        return _form(request, form, review=review, status=422)
    if saved.aside is not None:
        form.at_version(saved.row.version)
        form.add_error(None, say_here("roadmap.met"))
        return _form(request, form, review=saved.row, status=409)
    messages.success(request, say_here("roadmap.saved"))
    return HttpResponseRedirect(reverse("gate_review", args=[saved.row.code]))


def add_gate_faults(form: GateForm, error: RoadmapError) -> None:
    """Say a problem at its field, that of an answer at its question."""
    name = error.place.name
    if name in questions():
        words = f"{error.problem(current_language())} {error.remedy(current_language())}"
        form.add_error(f"answer_{name}", words)
    else:
        add_faults(form, [error])


def _gate_form(person: Person, data: Any, *, initial: dict[str, Any] | None = None) -> GateForm:
    parents = items_all().filter(kind__in=[kind for kind in places_of()["initiative"] if kind])
    return GateForm(data, entities=_entities(person), parents=parents, initial=initial or {})


def _entities(person: Person) -> list[Entity]:
    """The entities for which somebody may bring projects."""
    active = entities_active()
    own = person.entities(*WORKERS)
    return list(active if person.holds(*PLANNERS) else active.filter(pk__in=own))


def _form(
    request: HttpRequest, form: GateForm, *, review: GateReview | None = None, status: int = 200
) -> HttpResponse:
    heading = say_here("gate.edit" if review else "gate.new")
    context = {"form": form, "review": review, "heading": heading, "crumbs": _crumbs(heading)}
    return show_work(request, "web/workspace/roadmaps/gate_form.html", context, status=status)


@work_page
@require_GET
def gate_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """A project with its answers, what in them is to be looked at, and the verdict."""
    review, _ = _found(request, code, "gate.view")
    language = current_language()
    today = timezone.localdate()
    aim, dates = aim_for(world_of(request), today), project_dates(review, today=today)
    revisions = revisions_of(review)
    may_edit = allowed(request.user, "gate.edit", review) and review.state == "draft"
    context: dict[str, Any] = {
        "review": review,
        "title": shown(review.title),
        "description": shown(review.description),
        "state": say_here(f"gate.state.{review.state}"),
        "answers": _answers(review),
        "concerns": len(concerns(review.answers)),
        "features": features_named((one[0], one[1]) for one in review.features),
        "entity": review.entity.title.in_language(language),
        "last": last_day(aim),
        "edition": aim.edition,
        "dates": dates,
        "steps": [
            step
            for step in steps_shown(request, review, flow=FLOW, reasoned=REASONED)
            if step.action not in RULINGS or allowed(request.user, "gate.decide", review)
        ],
        "by": names_of([review.decided_by]).get(review.decided_by) if review.decided_by else "",
        "revisions": revisions_shown(revisions, prefix="gate"),
        "asides": asides_shown(revisions, plain(fields_of(review)), prefix="gate") if may_edit else [],
        "may_edit": may_edit,
        "crumbs": _crumbs(shown(review.title).words),
    }
    return show_work(request, "web/workspace/roadmaps/gate_review.html", context)


def _answers(review: GateReview) -> list[dict[str, str]]:
    language = current_language()
    shown_answers = []
    for code, question in questions().items():
        answer = review.answers.get(code, {})
        choice = question.choices.get(answer.get("choice", ""))
        shown_answers.append(
            {
                "ask": question.ask.in_language(language),
                "choice": choice.words.in_language(language) if choice else "",
                "tone": choice.tone if choice else "",
                "words": answer.get("words", ""),
            }
        )
    return shown_answers


@work_page
@require_POST
def gate_restore(request: HttpRequest, code: str, aside: int) -> HttpResponseBase:
    """Put back what was kept aside of a project."""
    review, person = _found(request, code, "gate.edit")
    saved = gate_put_back(review, aside=aside, by=person.pseudonym, **wanted_back(request))
    say_put_back(request, saved.aside is None)
    return HttpResponseRedirect(reverse("gate_review", args=[saved.row.code]) + "#asides")


@work_page
@require_POST
def gate_next(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take a project to its next state: hand it in, rule upon it."""
    action = request.POST.get("action", "")
    review, person = _found(request, code, "gate.decide" if action in RULINGS else "gate.edit")
    gate_step(
        review,
        action,
        roles=roles_on(person, review),
        reasons=request.POST.get("reason", ""),
        conditions=request.POST.get("conditions", ""),
        by=person.pseudonym,
    )
    messages.success(request, say_here("roadmap.stepped"))
    return HttpResponseRedirect(reverse("gate_review", args=[review.code]))


def _found(request: HttpRequest, code: str, action: str) -> tuple[GateReview, Person]:
    require(request.user, "workspace.enter")
    review = review_at(code)
    require(request.user, action, review)
    assert review is not None
    return review, person_of(request.user)


def _crumbs(here: str) -> list[Link]:
    return [Link(label=say_here("roadmap.tab.gate"), url=reverse("gate")), Link(label=here)]
