"""One item of the roadmap: all that is known of it, its form, its steps, its reports, its outcomes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.jobs.programme.roadmap import roadmap_schedule
from miqyas.web.other_languages import with_other_languages
from miqyas.web.roadmap_forms import DIGITS, ItemForm, ItemRows, OutcomeForm, add_faults
from miqyas.web.roadmap_item_page import item_context
from miqyas.web.roadmaps import roadmap_tabs, say_put_back, wanted_back
from miqyas.web.views.workspace.roadmaps import crumbs
from miqyas.web.words import say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, require
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.queries import people_of, people_seen_by
from miqyas.workspace.roadmaps.access import roles_on
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.roadmaps.queries.items import fields_of, item_whole, items_all
from miqyas.workspace.roadmaps.queries.outcomes import outcome_by_id
from miqyas.workspace.roadmaps.services.items import (
    item_create,
    item_note,
    item_put_back,
    item_save,
    item_step,
)
from miqyas.workspace.roadmaps.services.outcomes import outcome_add, outcome_measure


@work_page
@require_GET
def item_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """All that is known of an item."""
    item, _ = _item(request, code, "roadmap.view")
    return _show(request, item)


def _show(
    request: HttpRequest, item: RoadmapItem, *, outcome_form: OutcomeForm | None = None, status: int = 200
) -> HttpResponse:
    context = item_context(request, item, held=roadmap_schedule())
    context |= {
        "tabs": roadmap_tabs(request, "roadmap"),
        "outcome_form": outcome_form or OutcomeForm(),
        "crumbs": crumbs(context["title"].words),
    }
    return show_work(request, "web/workspace/roadmaps/item.html", context, status=status)


@work_page
@require_http_methods(["GET", "POST"])
def item_new(request: HttpRequest) -> HttpResponseBase:
    """A form for another item."""
    person = require(request.user, "roadmap.plan")
    first = {"parent": request.GET.get("below", ""), "kind": request.GET.get("kind", "initiative")}
    data = request.POST if request.method == "POST" else None
    people = people_seen_by(person)
    form = ItemForm(data, items=items_all(), people=people, is_new=True, initial=first)
    rows = ItemRows(data, None)
    if data is not None and all([form.is_valid(), rows.is_valid()]):
        try:
            made = item_create(form.item(rows.values()), by=person.pseudonym)
        except RoadmapError as error:
            add_faults(form, [error])
        else:
            messages.success(request, say_here("roadmap.added"))
            return HttpResponseRedirect(reverse("roadmap_item", args=[made.code]))
    return _form(request, form, rows, title=say_here("roadmap.new"), status=200 if data is None else 422)


@work_page
@require_http_methods(["GET", "POST"])
def item_edit(request: HttpRequest, code: str) -> HttpResponseBase:
    """The form of an item."""
    item, person = _item(request, code, "roadmap.edit")
    before = fields_of(item)
    data = request.POST if request.method == "POST" else None
    initial = ItemForm.initial_of(before, version=item.version)
    form = ItemForm(
        data,
        items=items_all().exclude(pk=item.pk),
        people=_people(person, item),
        is_new=False,
        initial=initial,
    )
    rows = ItemRows(data, before)
    title = say_here("roadmap.edit")
    if data is None:
        return _form(request, form, rows, title=title, item=item)
    if all([form.is_valid(), rows.is_valid()]):
        return _take(request, item, person, form, rows)
    return _form(request, form, rows, title=title, item=item, status=422)


def _people(person: Person, item: RoadmapItem) -> list[User]:
    """Whom somebody may name as responsible: those they may see, themselves, and whoever is it now."""
    seen = {user.pseudonym: user for user in people_seen_by(person) if user.is_active}
    return list({**people_of([person.pseudonym, item.responsible]), **seen}.values())


def _take(
    request: HttpRequest, item: RoadmapItem, person: Person, form: ItemForm, rows: ItemRows
) -> HttpResponseBase:
    title, seen = say_here("roadmap.edit"), form.cleaned_data["version"] or 0
    try:
        fields = with_other_languages(form.item(rows.values()), item, "title", "description")
        saved = item_save(item, fields, version=seen, by=person.pseudonym)
    except RoadmapError as error:
        add_faults(form, [error])
        return _form(request, form, rows, title=title, item=item, status=422)
    if saved.aside is None:
        messages.success(request, say_here("roadmap.saved"))
        return HttpResponseRedirect(reverse("roadmap_item", args=[item.code]))
    form.at_version(saved.row.version)
    form.add_error(None, say_here("roadmap.met"))
    return _form(request, form, rows, title=title, item=saved.row, status=409)


def _form(
    request: HttpRequest,
    form: ItemForm,
    rows: ItemRows,
    *,
    title: str,
    item: RoadmapItem | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "tabs": roadmap_tabs(request, "roadmap"),
        "form": form,
        "rows": rows.sets,
        "item": item,
        "heading": title,
        "crumbs": crumbs(title),
    }
    return show_work(request, "web/workspace/roadmaps/item_form.html", context, status=status)


@work_page
@require_POST
def item_next(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take an item to its next state."""
    item, person = _item(request, code, "roadmap.edit")
    item_step(
        item,
        request.POST.get("action", ""),
        roles=roles_on(person, item),
        on=_day(request.POST.get("on", "")) or timezone.localdate(),
        reason=request.POST.get("reason", ""),
        by=person.pseudonym,
    )
    messages.success(request, say_here("roadmap.stepped"))
    return HttpResponseRedirect(reverse("roadmap_item", args=[item.code]))


@work_page
@require_POST
def item_restore(request: HttpRequest, code: str, aside: int) -> HttpResponseBase:
    """Put back what was kept aside of an item."""
    item, person = _item(request, code, "roadmap.edit")
    saved = item_put_back(item, aside=aside, by=person.pseudonym, **wanted_back(request))
    say_put_back(request, saved.aside is None)
    return HttpResponseRedirect(reverse("roadmap_item", args=[item.code]) + "#asides")


@work_page
@require_POST
def item_report(request: HttpRequest, code: str) -> HttpResponseBase:
    """Report on an item."""
    item, person = _item(request, code, "roadmap.edit")
    item_note(item, request.POST.get("text", ""), by=person.pseudonym)
    messages.success(request, say_here("roadmap.noted"))
    return HttpResponseRedirect(reverse("roadmap_item", args=[item.code]) + "#notes")


@work_page
@require_POST
def outcome_new(request: HttpRequest, code: str) -> HttpResponseBase:
    """Say what an item is to bring."""
    item, person = _item(request, code, "roadmap.edit")
    form = OutcomeForm(request.POST)
    if form.is_valid():
        try:
            outcome_add(item, form.outcome(), by=person.pseudonym)
        except RoadmapError as error:
            add_faults(form, [error])
        else:
            messages.success(request, say_here("roadmap.outcome.added"))
            return HttpResponseRedirect(reverse("roadmap_item", args=[item.code]) + "#outcomes")
    return _show(request, item, outcome_form=form, status=422)


@work_page
@require_POST
def outcome_measured(request: HttpRequest, code: str, outcome: Any) -> HttpResponseBase:
    """Keep what was measured of an outcome."""
    item, person = _item(request, code, "roadmap.edit")
    found = outcome_by_id(item, outcome)
    if found is None:
        raise Http404
    outcome_measure(
        found,
        on=_day(request.POST.get("on", "")) or timezone.localdate(),
        value=_number(request.POST.get("value", "")),
        source=request.POST.get("source", ""),
        today=timezone.localdate(),
        by=person.pseudonym,
    )
    messages.success(request, say_here("roadmap.outcome.measured"))
    return HttpResponseRedirect(reverse("roadmap_item", args=[item.code]) + "#outcomes")


def _item(request: HttpRequest, code: str, action: str) -> tuple[RoadmapItem, Person]:
    require(request.user, "workspace.enter")
    item = item_whole(code)
    person = require(request.user, action, item)
    assert item is not None
    return item, person


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _number(typed: str) -> Decimal:
    """What was typed as a number; what is none is refused as one that is out of bounds."""
    try:
        return Decimal(typed.translate(DIGITS).strip())
    except ArithmeticError:
        return Decimal("NaN")
