"""Rounds of the challenge: the list, a new one, the overview, settings, the next step, certificates."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.assessment.workflow import step_as
from miqyas.jobs.programme.challenge_steps import round_take
from miqyas.kernel.errors import MiqyasError
from miqyas.reports.certificates import award_words
from miqyas.web.challenge_forms import PartForms, RoundForm
from miqyas.web.challenges import round_asked, round_crumbs, round_head, said, steps_for, titles_of
from miqyas.web.registry_forms import digest_of, say_if_stale
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, allowed, person_of, require
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.challenges.access import RUNS
from miqyas.workspace.challenges.defaults import round_suggested
from miqyas.workspace.challenges.fields import RoundFields
from miqyas.workspace.challenges.models import Certificate, Round
from miqyas.workspace.challenges.queries import (
    certificates_of,
    entities_of,
    fields_of,
    juror_of,
    nominations_seen,
    rounds_known_to,
    seats_of,
)
from miqyas.workspace.challenges.services.results import certificate_withdraw, is_genuine
from miqyas.workspace.challenges.services.rounds import round_create, round_problems, round_update

ROUNDS_ON_A_PAGE = 30
NOMINATIONS_ON_A_PAGE = 50


@work_page
@require_GET
def challenges(request: HttpRequest) -> HttpResponseBase:
    """The rounds that the person may know of, and the juries on which they sit."""
    person = require(request.user, "challenge.list")
    page = Paginator(rounds_known_to(person), ROUNDS_ON_A_PAGE).get_page(request.GET.get("page"))
    language = current_language()
    context = {
        "page": page,
        "rounds": [(one, one.name.in_language(language)) for one in page],
        "seats": [(seat, seat.round.name.in_language(language)) for seat in seats_of(person.pseudonym)],
        "may_create": allowed(request.user, "challenge.create"),
    }
    return show_work(request, "web/workspace/challenges/list.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def challenge_new(request: HttpRequest) -> HttpResponseBase:
    """A form for another round, with lists to begin with."""
    person = require(request.user, "challenge.create")
    form, parts = _forms(request, round_suggested())
    if request.method == "POST" and _is_sound(form, parts):
        given = form.as_fields(parts)
        if form.say(round_problems(given)):
            made = round_create(given, by=person.pseudonym)
            messages.success(request, say_here("challenges.made"))
            return HttpResponseRedirect(reverse("challenge", args=[made.code]))
    context = {"form": form, "parts": parts.lists, "crumbs": round_crumbs(None, say_here("challenges.new"))}
    return show_work(request, "web/workspace/challenges/new.html", context, status=_status(form, parts))


def _forms(
    request: HttpRequest, fields: RoundFields, *, of: Round | None = None
) -> tuple[RoundForm, PartForms]:
    data = request.POST if request.method == "POST" else None
    campaigns = Campaign.objects.exclude(state="draft")
    form = RoundForm(
        data,
        campaigns=campaigns,
        state=of.state if of else "draft",
        initial=RoundForm.initial_of(fields),
    )
    is_fixed = of is not None and of.state != "draft"
    return form, PartForms(None if is_fixed else data, fields=fields)


def _is_sound(form: RoundForm, parts: PartForms) -> bool:
    return all([form.is_valid(), parts.is_valid()])


def _status(form: RoundForm, parts: PartForms) -> int:
    is_wrong = form.is_bound and (
        form.errors or any(one.is_bound and one.total_error_count() for one in parts.lists.values())
    )
    return 422 if is_wrong else 200


@work_page
@require_GET
def challenge(request: HttpRequest, code: str) -> HttpResponseBase:
    """A round: where it stands, what comes next, the nominations that the person may see."""
    person, one = round_asked(request, code, "challenge.view")
    rows = nominations_seen(person, one)
    page = Paginator(rows, NOMINATIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    categories, language = titles_of(one.categories), current_language()
    runs = allowed(request.user, "challenge.step", one)
    context = round_head(request, one, "challenge") | {
        "page": page,
        "nominations": [
            (row, row.entity.title.in_language(language), categories.get(row.category, row.category))
            for row in page
        ],
        "steps": steps_for(person, one) if runs else (),
        "runs": runs,
        "categories": categories,
        "criteria": [
            (title, part) for part, title in zip(one.criteria, titles_of(one.criteria).values(), strict=True)
        ],
        "may_nominate": one.state == "open" and allowed(request.user, "nomination.create"),
        "sits": juror_of(one, person.pseudonym) is not None,
        "has_entity": entities_of(person).exists(),
        "about": one.about.get(language) or one.about.get("en", ""),
    }
    return show_work(request, "web/workspace/challenges/round.html", context)


@work_page
@require_POST
def challenge_next(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take the round a step on; `seen` is the state in which the form was shown."""
    person, one = round_asked(request, code, "challenge.step")
    action = request.POST.get("action", "")
    try:
        step_as("challenge_round", one.state, action, roles=_roles(person))
        round_take(one, action, by=person.pseudonym, seen=request.POST.get("seen", ""))
    except MiqyasError as error:
        messages.error(request, said(error))
    else:
        messages.success(request, say_here("challenges.moved"))
    return HttpResponseRedirect(reverse("challenge", args=[one.code]))


def _roles(person: Person) -> list[str]:
    return [role for role in RUNS if person.holds(role)]


@work_page
@require_http_methods(["GET", "POST"])
def challenge_settings(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the round is and when; what is fixed by now is shown and not changed."""
    person, one = round_asked(request, code, "challenge.edit")
    fields = fields_of(one)
    form, parts = _forms(request, fields, of=one)
    is_draft = one.state == "draft"
    if request.method == "POST" and form.is_valid() and (parts.is_valid() or not is_draft):
        given = _given(form, parts, fields, is_draft=is_draft)
        say_if_stale(form, fields)
        if form.say(round_problems(given, of=one)):
            changed = round_update(one, given, by=person.pseudonym)
            messages.success(request, say_here("challenges.saved"))
            return HttpResponseRedirect(reverse("challenge_settings", args=[changed.code]))
    context = round_head(request, one, "challenge_settings") | {
        "form": form,
        "parts": parts.lists,
        "is_draft": is_draft,
        "seen": digest_of(fields),
    }
    return show_work(request, "web/workspace/challenges/settings.html", context, status=_status(form, parts))


def _given(form: RoundForm, parts: PartForms, fields: RoundFields, *, is_draft: bool) -> RoundFields:
    """What the form says; where lists are fixed, the lists that there are."""
    if is_draft:
        return form.as_fields(parts)
    return form.as_fields(_Fixed(fields))


class _Fixed(PartForms):
    """The lists of a round that no longer change."""

    def __init__(self, fields: RoundFields) -> None:
        self._fields = fields

    def categories(self) -> Any:
        return self._fields.categories

    def criteria(self) -> Any:
        return self._fields.criteria

    def groups(self) -> Any:
        return self._fields.groups


@work_page
@require_http_methods(["GET", "POST"])
def challenge_certificates(request: HttpRequest, code: str) -> HttpResponse | HttpResponseBase:
    """The certificates of a round; the lead withdraws one with a reason."""
    person, one = round_asked(request, code, "challenge.results")
    if request.method == "POST":
        found = get_object_or_404(Certificate, round=one, code=request.POST.get("certificate", ""))
        require(request.user, "certificate.withdraw", found)
        certificate_withdraw(found, reason=request.POST.get("reason", ""), by=person_of(request.user).by)
        messages.success(request, say_here("challenges.certificate.gone"))
        return HttpResponseRedirect(request.path)
    language = current_language()
    context = round_head(request, one, "challenge_certificates") | {
        "certificates": [
            {
                "certificate": row,
                "entity": row.entity.title.in_language(language),
                "award": award_words(json.loads(row.statement), language=language),
                "is_genuine": is_genuine(row),
            }
            for row in certificates_of(one)
        ],
        "may_withdraw": "lead" in person.roles,
    }
    return show_work(request, "web/workspace/challenges/certificates.html", context)
