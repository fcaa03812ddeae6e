"""Twinnings: all of them, one with its steps, exchanges, measured values and packages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.jobs.programme.twinning import Measured, Outcome, agreement_make, measured_of, outcomes_of
from miqyas.jobs.programme.twinning_sheet import indicator_named
from miqyas.kernel.text import plain_lines
from miqyas.web.accounts.people import confirmed
from miqyas.web.components import Link
from miqyas.web.registry_forms import add_problems, choices_of, digest_of, say_if_stale
from miqyas.web.twin_forms import ExchangeForm, ReadingForm, TwinForm, name_here
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.twinning.errors import TwinningError
from miqyas.workspace.twinning.issuing import answer_issue, exchange_issue, invitation_issue, result_issue
from miqyas.workspace.twinning.models import (
    ACCEPTED,
    AGREED,
    DRAFT,
    ENDED,
    OPEN,
    RECEIVED,
    STATES,
    Exchange,
    Twin,
)
from miqyas.workspace.twinning.queries import (
    exchange_fields_of,
    exchanges_of,
    message_newest,
    messages_of,
    profiles_matching,
    twin_by_code,
    twin_fields_of,
    twins_matching,
)
from miqyas.workspace.twinning.services import (
    exchange_save,
    reading_add,
    twin_begin,
    twin_close,
    twin_problems,
    twin_update,
)
from miqyas.workspace.twinning.terms import exchange_kinds, exchange_states

TWINS_ON_A_PAGE: Final = 50
EXCHANGES_SHOWN: Final = 200
SIGNED: Final = frozenset({"invite", "accept", "decline", "agree", "tell", "result"})
"""Steps that speak for the country."""


@work_page
@require_GET
def twinnings(request: HttpRequest) -> HttpResponseBase:
    """All twinnings; with a filter, those that match."""
    require(request.user, "twinning.list")
    text, state = request.GET.get("q", "")[:200], request.GET.get("state", "")
    page = Paginator(twins_matching(text=text, state=state), TWINS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "text": text,
        "state": state,
        "is_filtered": bool(text or state),
        "page": page,
        "lines": [_line(twin) for twin in page],
        "states": choices_of({one: text_of(f"twins.state.{one}") for one in STATES}, empty="twins.any_state"),
        "may_edit": allowed(request.user, "twinning.edit"),
        "may_sign": allowed(request.user, "twinning.sign"),
    }
    return show_work(request, "web/workspace/twinning/twinnings.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def twin_new(request: HttpRequest) -> HttpResponseBase:
    """A form for another twinning."""
    person = require(request.user, "twinning.edit")
    given = {name: request.GET[name] for name in ("seeker", "giver") if name in request.GET}
    form = TwinForm(
        request.POST if request.method == "POST" else None, profiles=profiles_matching(), initial=given
    )
    if request.method == "POST" and form.is_valid():
        add_problems(form, twin_problems(form.as_fields()))
        if form.is_valid():
            made = twin_begin(form.as_fields(), by=person.by)
            messages.success(request, say_here("twins.begun"))
            return HttpResponseRedirect(reverse("twin", args=[made.code]))
    context = {
        "form": form,
        "crumbs": _crumbs(say_here("twins.new")),
        "profiles": profiles_matching().count(),
    }
    return show_work(request, "web/workspace/twinning/twin_new.html", context, status=_status(form))


@work_page
@require_http_methods(["GET", "POST"])
def twin(request: HttpRequest, code: str) -> HttpResponseBase:
    """One twinning; a draft is changed by its form."""
    person = require(request.user, "twinning.edit" if request.method == "POST" else "twinning.list")
    found = _twin(code)
    before = twin_fields_of(found)
    form = TwinForm(
        request.POST if request.method == "POST" else None,
        profiles=profiles_matching(),
        initial=TwinForm.initial_of(before),
    )
    if request.method == "POST" and form.is_valid():
        add_problems(form, twin_problems(form.as_fields(), twin=found))
        say_if_stale(form, before)
        if form.is_valid():
            twin_update(found, form.as_fields(), by=person.by)
            messages.success(request, say_here("twins.saved"))
            return HttpResponseRedirect(reverse("twin", args=[form.as_fields().code]))
    return _show(request, found, form=form, status=_status(form))


@work_page
@require_POST
def twin_step(request: HttpRequest, code: str) -> HttpResponseBase:
    """Invite, answer, agree, tell the partner, end or break off."""
    found, action = _twin(code), request.POST.get("action", "")
    signs = action in SIGNED
    person = require(request.user, "twinning.sign" if signs else "twinning.edit")
    if signs:
        confirmed(request)
    said = {language: request.POST.get(f"text_{language}", "") for language in ("ar", "en", "fr")}
    words = {language: text for language, given in said.items() if (text := plain_lines(given))}
    if action == "invite":
        invitation_issue(found, by=person.by)
    elif action in {"accept", "decline"}:
        answer_issue(found, accepts=action == "accept", text=words, by=person.by)
    elif action == "agree":
        agreement_make(found, world=world_of(request), by=person.by)
    elif action == "result":
        result_issue(found, by=person.by)
    elif action == "tell":
        exchange_issue(_exchange(found, request.POST.get("exchange", "")), by=person.by)
    elif action in {"end", "break_off"}:
        twin_close(found, is_broken=action == "break_off", outcome=words, by=person.by)
    else:
        raise Http404
    messages.success(request, say_here(f"twins.done.{action}"))
    return HttpResponseRedirect(reverse("twin", args=[found.code]))


@work_page
@require_POST
def twin_exchange_new(request: HttpRequest, code: str) -> HttpResponseBase:
    """Write down another exchange."""
    person = require(request.user, "twinning.edit")
    found = _twin(code)
    form = ExchangeForm(request.POST)
    if form.is_valid():
        try:
            exchange_save(found, form.as_fields(), by=person.by)
        except TwinningError as problem:
            add_problems(form, [problem])
        else:
            messages.success(request, say_here("twins.exchange_kept"))
            return HttpResponseRedirect(f"{reverse('twin', args=[found.code])}#exchanges")
    return _show(request, found, exchange_form=form, status=422)


@work_page
@require_http_methods(["GET", "POST"])
def twin_exchange(request: HttpRequest, code: str, exchange: UUID) -> HttpResponseBase:
    """One exchange, changed by its form."""
    person = require(request.user, "twinning.edit")
    found = _twin(code)
    kept = _exchange(found, exchange)
    before = exchange_fields_of(kept)
    form = ExchangeForm(
        request.POST if request.method == "POST" else None, initial=ExchangeForm.initial_of(before)
    )
    if request.method == "POST" and form.is_valid():
        say_if_stale(form, before)
        try:
            if form.is_valid():
                exchange_save(found, form.as_fields(), by=person.by, exchange=kept)
                messages.success(request, say_here("twins.exchange_kept"))
                return HttpResponseRedirect(f"{reverse('twin', args=[found.code])}#exchanges")
        except TwinningError as problem:
            add_problems(form, [problem])
    context = {
        "twin": found,
        "form": form,
        "seen": digest_of(before),
        "crumbs": _crumbs(name_here(kept.title), found),
    }
    return show_work(request, "web/workspace/twinning/exchange.html", context, status=_status(form))


@work_page
@require_POST
def twin_reading(request: HttpRequest, code: str) -> HttpResponseBase:
    """Keep a measured value of a goal."""
    person = require(request.user, "twinning.edit")
    found = _twin(code)
    form = ReadingForm(request.POST, goals=found.goals.all())
    if form.is_valid():
        try:
            reading_add(found, **form.as_reading(), by=person.by)
        except TwinningError as problem:
            add_problems(form, [problem])
        else:
            messages.success(request, say_here("twins.reading_kept"))
            return HttpResponseRedirect(f"{reverse('twin', args=[found.code])}#goals")
    return _show(request, found, reading_form=form, status=422)


def _show(
    request: HttpRequest,
    found: Twin,
    *,
    form: TwinForm | None = None,
    exchange_form: ExchangeForm | None = None,
    reading_form: ReadingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    fields = twin_fields_of(found)
    may_edit = allowed(request.user, "twinning.edit")
    sent = list(messages_of(found))
    names = names_of(one.by for one in sent)
    outcomes = outcomes_of(found, world=world_of(request))
    today = {"on": timezone.localdate()}
    context = _line(found) | {
        "heading": name_here(found.title),
        "goals": [_goal(one) for one in measured_of(found)],
        "outcomes": [_outcome(one) for one in outcomes],
        "outcome_caption": _caption(outcomes),
        "exchanges": [_told(one) for one in exchanges_of(found)[:EXCHANGES_SHOWN]],
        "packages": [
            (one, say_here(f"twinning.sheet.{one.kind}"), names.get(one.by, "") if one.by else "")
            for one in sent
        ],
        "form": form or TwinForm(profiles=profiles_matching(), initial=TwinForm.initial_of(fields)),
        "exchange_form": exchange_form or ExchangeForm(),
        "reading_form": reading_form or ReadingForm(goals=found.goals.all(), initial=today),
        "seen": digest_of(fields),
        "may_edit": may_edit,
        "may_sign": allowed(request.user, "twinning.sign"),
        "steps": _steps(found),
        "crumbs": _crumbs(name_here(found.title)),
    }
    return show_work(request, "web/workspace/twinning/twin.html", context, status=status)


def _steps(found: Twin) -> dict[str, bool]:
    """Which steps lead on from here."""
    is_own = found.partner is not None
    has_answer = found.state == ACCEPTED and message_newest(found, "answer", is_ours=False) is not None
    return {
        "edit": found.state == DRAFT,
        "invite": is_own and found.state == DRAFT,
        "answer": found.state == RECEIVED,
        "agree": has_answer or (not is_own and found.state == DRAFT),
        "exchange": found.state == AGREED,
        "tell": is_own and found.state == AGREED,
        "result": is_own and found.state in {AGREED, ENDED},
        "end": found.state == AGREED,
        "break_off": found.state in OPEN,
    }


def _line(found: Twin) -> dict[str, Any]:
    return {"twin": found, "state": say_here(f"twins.state.{found.state}")}


def _goal(one: Measured) -> dict[str, Any]:
    words = say_here(f"twins.progress.{one.progress}")
    if one.progress == "nearer":
        words = say_here("twins.progress.share", share=one.share)
    goal, reading = one.goal, one.reading
    return {
        "goal": goal,
        "name": indicator_named(goal.indicator, language=current_language()),
        "baseline": float(goal.baseline),
        "target": float(goal.target),
        "reading": reading,
        "value": float(reading.value) if reading else None,
        "words": words,
    }


def _outcome(one: Outcome) -> tuple[Outcome, str, str, str]:
    """An outcome with the kind of its number, the name of what it is of, and the verdict in words."""
    is_rank = one.foreseen.measure == "rank"
    name = say_here("twins.rank") if is_rank else one.foreseen.measure
    return one, "rank" if is_rank else "index", name, say_here(f"twins.verdict.{one.verdict}")


def _caption(outcomes: Sequence[Outcome]) -> str:
    """When the forecast was frozen, and on what it stood."""
    if not outcomes:
        return ""
    first = outcomes[0].foreseen
    day = first.at.date().isoformat()
    return say_here("twins.forecast.caption", day=day, origin=first.origin, data=first.versions["data"])


def _told(one: Exchange) -> dict[str, Any]:
    language = current_language()
    return {
        "exchange": one,
        "kind": exchange_kinds()[one.kind].in_language(language),
        "state": exchange_states()[one.state].in_language(language),
    }


def _twin(code: str) -> Twin:
    found = twin_by_code(code)
    if found is None:
        raise Http404
    return found


def _exchange(found: Twin, given: UUID | str) -> Exchange:
    try:
        pk = given if isinstance(given, UUID) else UUID(given)
    except ValueError as error:
        raise Http404 from error
    kept = found.exchanges.filter(pk=pk).select_related("twin__seeker", "twin__giver", "twin__signer").first()
    if kept is None:
        raise Http404
    return kept


def _status(form: TwinForm | ExchangeForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _crumbs(label: str, within: Twin | None = None) -> list[Link]:
    start = Link(label=say_here("workspace.place.twinnings"), url=reverse("twinnings"))
    between = [Link(label=name_here(within.title), url=reverse("twin", args=[within.code]))] if within else []
    return [start, *between, Link(label=label)]
