"""One outcome of an item: its way, its values, what was changed of it; change it, take a value back."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from miqyas.kernel.numbers import format_number
from miqyas.web.components import Link
from miqyas.web.other_languages import with_other_languages
from miqyas.web.registry_forms import digest_of, say_if_stale
from miqyas.web.roadmap_forms import OutcomeForm, add_faults
from miqyas.web.roadmaps import shown, value_lines
from miqyas.web.words import say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, allowed, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.roadmaps.errors import RoadmapError, fault
from miqyas.workspace.roadmaps.models import ItemOutcome, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import item_whole
from miqyas.workspace.roadmaps.queries.outcomes import OutcomeChange, changes_of, outcome_by_id, outcomes_of
from miqyas.workspace.roadmaps.services.outcomes import outcome_change, outcome_fields, outcome_take_back

NUMBERS: Final = frozenset({"target_value", "baseline_value"})
DAYS: Final = frozenset({"target_on", "baseline_on"})


@work_page
@require_http_methods(["GET", "POST"])
def outcome_page(request: HttpRequest, code: str, outcome: UUID) -> HttpResponseBase:
    """An outcome with what became of it (GET); say otherwise what is to be reached (POST)."""
    posts = request.method == "POST"
    item, found, person = _outcome(request, code, outcome, "roadmap.edit" if posts else "roadmap.inside")
    if not posts:
        return _show(request, item, found)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        say_if_stale(form, outcome_fields(found))
    if form.is_valid():
        try:
            fields = with_other_languages(form.outcome(), found, "title", "unit")
            outcome_change(found, fields, by=person.by)
        except RoadmapError as error:
            add_faults(form, [error])
        else:
            messages.success(request, say_here("roadmap.outcome.changed"))
            return HttpResponseRedirect(reverse("roadmap_outcome_page", args=[item.code, found.pk]))
    return _show(request, item, found, form=form)


@work_page
@require_POST
def value_taken_back(request: HttpRequest, code: str, outcome: UUID) -> HttpResponseBase:
    """Have a value count no longer."""
    item, found, person = _outcome(request, code, outcome, "roadmap.edit")
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError as error:
        raise fault("value_unknown", "on") from error
    outcome_take_back(found, on=on, by=person.by)
    messages.success(request, say_here("roadmap.outcome.taken_back"))
    return HttpResponseRedirect(reverse("roadmap_outcome_page", args=[item.code, found.pk]))


def _outcome(
    request: HttpRequest, code: str, outcome: UUID, action: str
) -> tuple[RoadmapItem, ItemOutcome, Person]:
    require(request.user, "workspace.enter")
    item = item_whole(code)
    person = require(request.user, action, item)
    assert item is not None
    found = outcome_by_id(item, outcome)
    if found is None:
        raise Http404
    return item, found, person


def _show(
    request: HttpRequest, item: RoadmapItem, found: ItemOutcome, *, form: OutcomeForm | None = None
) -> HttpResponse:
    measured = next(one for one in outcomes_of([item])[item.pk] if one.outcome.pk == found.pk)
    fields = outcome_fields(found)
    changes = changes_of(found)
    people = names_of(one.by for one in changes if one.by)
    title = shown(found.title)
    context: dict[str, Any] = {
        "item": item,
        "item_title": shown(item.title),
        "one": measured,
        "title": title,
        "unit": shown(found.unit),
        "form": form or OutcomeForm(initial=OutcomeForm.initial_of(fields)),
        "seen": digest_of(fields),
        "may_edit": allowed(request.user, "roadmap.edit", item),
        "changes": [_change(one, people.get(one.by, "") if one.by else "") for one in changes],
        "today": timezone.localdate(),
        "crumbs": [
            Link(label=say_here("roadmap.tab.roadmap"), url=reverse("roadmap")),
            Link(label=shown(item.title).words, url=reverse("roadmap_item", args=[item.code])),
            Link(label=title.words),
        ],
    }
    status = 422 if form is not None else 200
    return show_work(request, "web/workspace/roadmaps/outcome.html", context, status=status)


def _said(name: str, kept: Any) -> list[str]:
    """A value of a field as the history keeps it, as people read it."""
    if kept and name in NUMBERS:
        return [format_number(float(kept), "raw")]
    if kept and name in DAYS:
        return [date_format(date.fromisoformat(kept), "DATE_FORMAT")]
    return value_lines(name, kept)


def _change(one: OutcomeChange, by: str) -> dict[str, Any]:
    return {
        "at": one.at,
        "by": by,
        "what": say_here(f"history.action.{one.action}"),
        "on": date.fromisoformat(one.on) if one.on else None,
        "value": None if one.value is None else float(one.value),
        "fields": [
            {
                "label": say_here(f"roadmap.outcome.field.{name}"),
                "before": _said(name, before),
                "after": _said(name, after),
            }
            for name, (before, after) in one.fields.items()
        ],
    }
