"""A nomination: begun, written, handed in, given back, and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from miqyas.jobs.programme.challenge_steps import standings_now
from miqyas.jobs.programme.challenges import facts_of, nomination_code, proofs_shown
from miqyas.kernel.errors import MiqyasError
from miqyas.web.challenge_forms import NominateForm, NominationForm
from miqyas.web.challenges import round_asked, round_head, said, score_bar, titles_of
from miqyas.web.registry_forms import add_problems
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, allowed, person_of, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.challenges.access import Nominating
from miqyas.workspace.challenges.errors import ChallengeError
from miqyas.workspace.challenges.models import Appeal, Nomination
from miqyas.workspace.challenges.queries import (
    entities_of,
    fields_of_nomination,
    nomination_by_id,
    revisions_of,
)
from miqyas.workspace.challenges.services.nominations import (
    WRITABLE,
    Saved,
    nomination_create,
    nomination_return,
    nomination_save,
    nomination_submit,
    nomination_withdraw,
)
from miqyas.workspace.challenges.services.results import appeal_lodge, takes_appeals
from miqyas.workspace.registry.queries import entity_by_code

TAKEN = {
    "submit": "nomination.submit",
    "withdraw": "nomination.submit",
    "return": "nomination.return",
    "appeal": "nomination.appeal",
}
"""What the gate is asked for each step."""


@work_page
@require_http_methods(["GET", "POST"])
def nomination_new(request: HttpRequest, code: str) -> HttpResponseBase:
    """Begin a nomination: for which entity, in which category."""
    _, one = round_asked(request, code, "challenge.view")
    person = require(request.user, "nomination.create")
    form = NominateForm(
        request.POST if request.method == "POST" else None,
        entities=entities_of(person),
        categories=titles_of(one.categories),
    )
    if request.method == "POST" and form.is_valid():
        entity = entity_by_code(form.cleaned_data["entity"])
        if entity is None:
            raise Http404
        require(request.user, "nomination.create", Nominating(one, entity))
        try:
            made = nomination_create(one, entity, category=form.cleaned_data["category"], by=person.pseudonym)
        except ChallengeError as error:
            add_problems(form, [error])
        else:
            return HttpResponseRedirect(reverse("nomination", args=[one.code, made.pk]))
    context = round_head(request, one, "nomination_new", say_here("challenges.nominate")) | {"form": form}
    status = 422 if form.is_bound and form.errors else 200
    return show_work(request, "web/workspace/challenges/nominate.html", context, status=status)


def _asked(request: HttpRequest, code: str, pk: UUID, action: str) -> tuple[Person, Nomination]:
    require(request.user, "workspace.enter")
    found = nomination_by_id(pk)
    if found is None or found.round.code.lower() != code.lower():
        raise Http404
    return require(request.user, action, found), found


@work_page
@require_http_methods(["GET", "POST"])
def nomination(request: HttpRequest, code: str, nomination: UUID) -> HttpResponseBase:
    """What a nomination says, its proofs, what became of it; the POST of its form."""
    person, found = _asked(request, code, nomination, "nomination.view")
    if request.method == "GET":
        return _show(request, found, _form_of(found))
    require(request.user, "nomination.edit", found)
    form, saved = NominationForm(request.POST, label_suffix=""), None
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            saved = nomination_save(found, form.as_fields(), version=version, by=person.pseudonym)
        except ChallengeError as error:
            add_problems(form, [error])
    if saved is None:
        return _show(request, found, form, status=422)
    if saved.aside is None:
        messages.success(request, say_here("challenges.nomination.saved"))
        return HttpResponseRedirect(request.path)
    return _met(request, saved, form)


def _form_of(found: Nomination) -> NominationForm:
    initial = NominationForm.initial_of(fields_of_nomination(found), version=found.version)
    return NominationForm(initial=initial, label_suffix="")


def _met(request: HttpRequest, saved: Saved, form: NominationForm) -> HttpResponse:
    """The form once more, with what was typed in it and what stands beside it; sent again, it counts."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = str(saved.nomination.version)  # type: ignore[index]
    by = names_of([saved.nomination.updated_by]).get(saved.nomination.updated_by)  # type: ignore[arg-type]
    met = {"by": by, "stands": fields_of_nomination(saved.nomination)}
    return _show(request, saved.nomination, form, met=met, status=409)


def _show(
    request: HttpRequest,
    found: Nomination,
    form: NominationForm,
    *,
    met: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    one, language = found.round, current_language()
    entity, category = (
        found.entity.title.in_language(language),
        titles_of(one.categories).get(found.category, ""),
    )
    is_writable = found.state in WRITABLE and one.state == "open"
    context = round_head(request, one, "nomination", f"{entity}: {category}") | {
        "nomination": found,
        "entity": entity,
        "category": category,
        "group": titles_of(one.groups).get(found.group, ""),
        "sides": [(code, found.title.get(code, ""), found.story.get(code, "")) for code in found.title],
        "form": form,
        "met": met,
        "may_edit": is_writable and allowed(request.user, "nomination.edit", found),
        "may_submit": is_writable and allowed(request.user, "nomination.submit", found),
        "may_withdraw": one.state == "open"
        and found.state != "withdrawn"
        and allowed(request.user, "nomination.submit", found),
        "may_return": one.state == "open"
        and found.state == "submitted"
        and allowed(request.user, "nomination.return", found),
        "proofs": [p for p in proofs_shown(found) if allowed(request.user, "evidence.view", p.evidence)],
        "facts": facts_shown(found.facts),
        "revisions": revisions_told(found),
        **_outcome(request, found),
    }
    return show_work(request, "web/workspace/challenges/nomination.html", context, status=status)


def facts_shown(facts: list[dict[str, Any]]) -> list[str]:
    """What the installation knew of the entity when it handed in, in sentences."""
    return [
        say_here(
            f"challenges.fact.{fact['kind']}",
            part=fact.get("part", 0),
            whole=fact.get("whole", 0),
            share=float(fact.get("share", 0)),
        )
        for fact in facts
    ]


def revisions_told(found: Nomination) -> list[dict[str, Any]]:
    """What it said over time, newest first, with who wrote it."""
    rows = list(revisions_of(found)[:30])
    people = names_of(row.by for row in rows)
    return [{"revision": row, "by": people.get(row.by, "") if row.by else ""} for row in rows]


def _outcome(request: HttpRequest, found: Nomination) -> dict[str, Any]:
    """What became of it, for those who may know; and the appeal."""
    if not allowed(request.user, "nomination.outcome", found) or found.state != "submitted":
        return {}
    code = nomination_code(found)
    row = next((one for one in standings_now(found.round)["nominations"] if one["nomination"] == code), None)
    appeal = Appeal.objects.filter(nomination=found).first()
    told: dict[str, Any] = {
        "appeal": appeal,
        "may_appeal": takes_appeals(found.round, today=timezone.localdate())
        and appeal is None
        and allowed(request.user, "nomination.appeal", found),
    }
    if row and row["corrected"] is not None:
        raw, corrected = float(row["raw"]), float(row["corrected"])
        error = None if row["error"] is None else float(row["error"])
        bar = score_bar(raw, corrected, error)
        told["outcome"] = {
            **row,
            "raw": raw,
            "corrected": corrected,
            "error": error,
            "bar": bar,
            "is_in": row["in"],
        }
        told["outcome"]["rank"] = row["rank"] if _sees_rank(request, found) else None
    return told


def _sees_rank(request: HttpRequest, found: Nomination) -> bool:
    """Its place among others is a result: the entity's people see it once results are out."""
    is_out = found.round.state == "published"
    return is_out or allowed(request.user, "challenge.results", found.round)


@work_page
@require_POST
def nomination_take(request: HttpRequest, code: str, nomination: UUID) -> HttpResponseBase:
    """Hand a nomination in, give it back, withdraw it, appeal."""
    action = request.POST.get("action", "")
    if action not in TAKEN:
        raise Http404
    _, found = _asked(request, code, nomination, TAKEN[action])
    try:
        _take(request, found, action)
    except MiqyasError as error:
        messages.error(request, said(error))
    else:
        messages.success(request, say_here(f"challenges.nomination.done.{action}"))
    return HttpResponseRedirect(reverse("nomination", args=[found.round.code, found.pk]))


def _take(request: HttpRequest, found: Nomination, action: str) -> None:
    by, words = person_of(request.user).by, request.POST.get("words", "")
    match action:
        case "submit":
            seen = request.POST.get("seen", "")
            number = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
            nomination_submit(found, facts=facts_of(found), seen=number, by=by)
        case "withdraw":
            nomination_withdraw(found, by=by)
        case "return":
            nomination_return(found, note=words, by=by)
        case _:
            appeal_lodge(found, text=words, by=by)
