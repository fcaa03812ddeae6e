"""The juror's own pages: the queue, a sheet of marks, a conflict of interest. Nothing of other jurors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.jobs.programme.challenges import proofs_shown
from miqyas.web.challenge_forms import SheetForm
from miqyas.web.challenges import round_crumbs, titles_of
from miqyas.web.components import Link
from miqyas.web.views.workspace.nominations import facts_shown
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.challenges.errors import ChallengeError
from miqyas.workspace.challenges.fields import criteria_of
from miqyas.workspace.challenges.models import Juror, ScoreSheet
from miqyas.workspace.challenges.queries import (
    bars_of_jurors,
    juror_of,
    round_by_code,
    seats_of,
    sheet_by_id,
    sheets_of_juror,
)
from miqyas.workspace.challenges.services.jury import conflict_declare, sheet_save, sheet_submit
from miqyas.workspace.registry.queries import entities_active, entity_by_code


@work_page
@require_GET
def jury_queue(request: HttpRequest) -> HttpResponseBase:
    """The juries on which the person sits, each with its queue and the entities that they do not judge."""
    person = require(request.user, "workspace.enter")
    seats = [_seat(seat) for seat in seats_of(person.pseudonym)]
    context = {"seats": seats, "crumbs": _crumbs()}
    return show_work(request, "web/workspace/challenges/queue.html", context)


def _seat(seat: Juror) -> dict[str, Any]:
    language, one = current_language(), seat.round
    categories, bars = titles_of(one.categories), bars_of_jurors([seat])[seat.pk]
    entities = {entity.pk: entity for entity in entities_active()}
    sheets = list(sheets_of_juror(seat))
    return {
        "round": one,
        "name": one.name.in_language(language),
        "sheets": [
            {
                "sheet": sheet,
                "title": _words(sheet.nomination.title),
                "entity": sheet.nomination.entity.title.in_language(language),
                "category": categories.get(sheet.nomination.category, ""),
            }
            for sheet in sheets
        ],
        "done": sum(sheet.state == "submitted" for sheet in sheets),
        "known": [entities[pk].title.in_language(language) for pk in bars.known if pk in entities],
        "declared": [
            (entities[pk].title.in_language(language), reason)
            for pk, reason in bars.declared.items()
            if pk in entities
        ],
        "entities": [
            (entity.code, entity.title.in_language(language))
            for pk, entity in entities.items()
            if pk not in bars
        ],
        "may_declare": one.state in {"draft", "open", "jury"},
        "judges": one.state == "jury",
    }


def _words(words: dict[str, str]) -> str:
    return words.get(current_language()) or next(iter(words.values()), "")


def _crumbs(*more: str) -> list[Link]:
    queue = Link(label=say_here("challenges.queue"), url=reverse("jury_queue"))
    return [round_crumbs(None)[0], queue, *(Link(label=word) for word in more)]


@work_page
@require_POST
def jury_conflict(request: HttpRequest, code: str) -> HttpResponseBase:
    """A juror says that they have a part in an entity."""
    require(request.user, "workspace.enter")
    one = round_by_code(code)
    if one is None:
        raise Http404
    person = require(request.user, "challenge.judge", one)
    seat, entity = juror_of(one, person.pseudonym), entity_by_code(request.POST.get("entity", ""))
    if seat is None or entity is None:
        raise Http404
    conflict_declare(seat, entity, reason=request.POST.get("reason", ""), by=person.pseudonym)
    messages.success(request, say_here("challenges.conflict.kept"))
    return HttpResponseRedirect(reverse("jury_queue"))


@work_page
@require_http_methods(["GET", "POST"])
def jury_sheet(request: HttpRequest, sheet: UUID) -> HttpResponseBase:
    """A nomination to be judged, and the juror's own marks of it."""
    require(request.user, "workspace.enter")
    found = sheet_by_id(sheet)
    if found is None:
        raise Http404
    require(request.user, "sheet.score", found)
    criteria = criteria_of(found.nomination.round.criteria)
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        criteria=criteria,
        initial=SheetForm.initial_of(found),
    )
    if request.method == "POST" and form.is_valid() and _kept(request, found, form):
        is_final = "submit" in request.POST
        messages.success(request, say_here("challenges.sheet.in" if is_final else "challenges.sheet.kept"))
        return HttpResponseRedirect(reverse("jury_queue") if is_final else request.path)
    status = 422 if form.is_bound and form.errors else 200
    return show_work(request, "web/workspace/challenges/sheet.html", _sheet(found, form), status=status)


def _kept(request: HttpRequest, found: ScoreSheet, form: SheetForm) -> bool:
    given = form.cleaned_data
    words = {"justification": given["justification"], "version": given["version"]}
    try:
        if "submit" in request.POST:
            sheet_submit(found, form.marks(), **words, by=person_of(request.user).by)
        else:
            sheet_save(found, form.marks(), **words)
    except ChallengeError as error:
        form.say(error)
        return False
    return True


def _sheet(found: ScoreSheet, form: SheetForm) -> dict[str, Any]:
    nomination, one = found.nomination, found.nomination.round
    language = current_language()
    return {
        "sheet": found,
        "nomination": nomination,
        "title": _words(nomination.title),
        "entity": nomination.entity.title.in_language(language),
        "category": titles_of(one.categories).get(nomination.category, ""),
        "facts": facts_shown(nomination.facts),
        "proofs": proofs_shown(nomination),
        "form": form,
        "is_open": found.state == "assigned" and one.state == "jury",
        "criteria": [(title, found.marks.get(code)) for code, title in titles_of(one.criteria).items()],
        "crumbs": _crumbs(_words(nomination.title)),
    }
