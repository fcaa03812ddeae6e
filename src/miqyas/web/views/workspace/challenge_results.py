"""What the authority sees of a round: jury, scores raw and corrected, standings, signals, appeals, files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.assessment.challenge.rules import rules
from miqyas.jobs.programme.challenge_files import round_table
from miqyas.jobs.programme.challenge_steps import agreement_of, document_of, export_now
from miqyas.jobs.programme.challenges import signals_of
from miqyas.kernel.errors import MiqyasError
from miqyas.web.challenges import (
    boards_shown,
    places_shown,
    round_asked,
    round_head,
    said,
    severity_bar,
    titles_of,
)
from miqyas.web.files import as_file, table_file
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.accounts.queries import names_of, person_by_email
from miqyas.workspace.challenges.errors import fault
from miqyas.workspace.challenges.models import Juror, Outcome, Round, ScoreSheet, SignalNote
from miqyas.workspace.challenges.queries import (
    appeal_by_id,
    appeals_of,
    bars_of_jurors,
    juror_codes,
    jurors_of,
    sheet_by_id,
    sheets_of_nomination,
)
from miqyas.workspace.challenges.services.jury import juror_appoint, juror_withdraw, sheet_set_aside
from miqyas.workspace.challenges.services.results import (
    appeal_answer,
    sheets_in_conflict,
    signal_name,
    signal_note,
)
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.registry.queries import entities_active

SIGNALS_SHOWN = 200


@work_page
@require_http_methods(["GET", "POST"])
def challenge_jury(request: HttpRequest, code: str) -> HttpResponseBase:
    """Who sits, how far they are, whom they do not judge; appoint and withdraw."""
    person, one = round_asked(request, code, "challenge.jury")
    if request.method == "POST":
        try:
            _change_jury(request, one, by=person.by)
        except MiqyasError as error:
            messages.error(request, said(error))
        else:
            messages.success(request, say_here("challenges.jury.changed"))
        return HttpResponseRedirect(request.path)
    context = round_head(request, one, "challenge_jury") | {
        "jurors": _jurors(one),
        "may_appoint": one.state in {"draft", "open"},
        "may_withdraw": one.state in {"draft", "open", "jury"},
    }
    return show_work(request, "web/workspace/challenges/jury.html", context)


def _change_jury(request: HttpRequest, one: Round, *, by: UUID) -> None:
    if "juror" in request.POST:
        given = request.POST["juror"]
        juror_withdraw(get_object_or_404(_juror_rows(one), pk=_uuid(given)), by=by)
        return
    person = person_by_email(request.POST.get("email", ""))
    if person is None:
        raise fault("person_unknown", "email")
    juror_appoint(one, person, by=by)


def _juror_rows(one: Round) -> Any:
    return Juror.objects.select_related("round").filter(round=one)


def _uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as error:
        raise Http404 from error


def _jurors(one: Round) -> list[dict[str, Any]]:
    rows, language = list(jurors_of(one)), current_language()
    names, bars = names_of(row.person for row in rows), bars_of_jurors(rows)
    titles = {entity.pk: entity.title.in_language(language) for entity in entities_active()}
    return [
        {
            "juror": row,
            "name": names[row.person],
            "known": sorted(titles[pk] for pk in bars[row.pk].known if pk in titles),
            "declared": [
                (titles[pk], reason) for pk, reason in bars[row.pk].declared.items() if pk in titles
            ],
        }
        for row in rows
    ]


@work_page
@require_GET
def challenge_scores(request: HttpRequest, code: str) -> HttpResponseBase:
    """Jurors and nominations, raw and corrected side by side; the shortlist; every sheet with its reasons."""
    _, one = round_asked(request, code, "challenge.results")
    document = document_of(one)
    jury = document["standings"]["jury"]
    context = round_head(request, one, "challenge_scores") | {
        "jury": jury,
        "jurors": _leanings(one, jury),
        "agreement": [
            (titles_of(one.criteria)[name], found) for name, found in agreement_of(document).items()
        ],
        "places": places_shown(document, with_all=True),
        "sheets": _sheets(one),
        "conflicted": {sheet.pk for sheet in sheets_in_conflict(one, bars_of_jurors(jurors_of(one)))},
        "may_set_aside": one.state in {"jury", "shortlist", "appeals"},
        "is_over": one.state not in {"draft", "open", "jury"},
    }
    return show_work(request, "web/workspace/challenges/scores.html", context)


def _leanings(one: Round, jury: dict[str, Any]) -> list[dict[str, Any]]:
    codes = {code: pk for pk, code in juror_codes(one).items()}
    people = dict(Juror.objects.filter(round=one).values_list("pk", "person"))
    names = names_of(people.values())
    rows = jury["jurors"]
    most = max((abs(float(row["severity"])) for row in rows), default=0.0)
    return [
        {
            **row,
            "name": names.get(people.get(codes.get(row["juror"])), row["juror"]),
            "raw": float(row["raw"]),
            "severity": float(row["severity"]),
            "error": None if row["error"] is None else float(row["error"]),
            "bar": severity_bar(float(row["severity"]), most=most),
        }
        for row in rows
    ]


def _sheets(one: Round) -> list[dict[str, Any]]:
    """Every sheet that was handed in, with its juror's name: for those who run the round alone."""
    rows = ScoreSheet.objects.filter(nomination__round=one, state="submitted")
    listed = list(
        rows.select_related("juror", "nomination__entity").order_by(
            "nomination__category", "nomination", "juror"
        )
    )
    names, titles = names_of(row.juror.person for row in listed), titles_of(one.criteria)
    language = current_language()
    return [
        {
            "sheet": row,
            "juror": names[row.juror.person],
            "entity": row.nomination.entity.title.in_language(language),
            "marks": [(titles.get(code, code), mark) for code, mark in row.marks.items()],
        }
        for row in listed
    ]


@work_page
@require_POST
def challenge_set_aside(request: HttpRequest, code: str, sheet: UUID) -> HttpResponseBase:
    """Leave a sheet out of the results, for a reason."""
    person, one = round_asked(request, code, "challenge.results")
    found = sheet_by_id(sheet)
    if found is None or found.nomination.round_id != one.pk:
        raise Http404
    sheet_set_aside(found, reason=request.POST.get("reason", ""), by=person.pseudonym)
    messages.success(request, say_here("challenges.sheet.aside"))
    return HttpResponseRedirect(reverse("challenge_scores", args=[one.code]))


@work_page
@require_GET
def challenge_standings(request: HttpRequest, code: str) -> HttpResponseBase:
    """The standings of this moment, or as they were sealed."""
    _, one = round_asked(request, code, "challenge.results")
    if one.campaign and not allowed(request.user, "score.view", one.campaign):
        require(request.user, "score.view", one.campaign)
    document = document_of(one)
    context = round_head(request, one, "challenge_standings") | {
        "boards": boards_shown(document),
        "is_sealed": one.state in {"embargo", "published"},
        "alone": [entity for entity in document["entities"] if not entity["group"]],
    }
    return show_work(request, "web/workspace/challenges/standings.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def challenge_signals(request: HttpRequest, code: str) -> HttpResponseBase:
    """What a person should look at, each with its facts and with what somebody made of it."""
    person, one = round_asked(request, code, "challenge.results")
    found = signals_of(one)
    if request.method == "POST":
        known = {signal_name(signal.name) for signal in found}
        asked = request.POST.get("signal", "")
        if asked not in known:
            raise fault("signal_gone")
        signal_note(one, asked, note=request.POST.get("note", ""), by=person.pseudonym)
        messages.success(request, say_here("challenges.signal.kept"))
        return HttpResponseRedirect(request.path)
    notes = {row.signal: row for row in SignalNote.objects.filter(round=one)}
    names = names_of(row.by for row in notes.values())
    titles = {entity.code: entity.title.in_language(current_language()) for entity in entities_active()}
    context = round_head(request, one, "challenge_signals") | {
        "signals": [
            {
                "name": (name := signal_name(signal.name)),
                "label": say_here(f"challenge.signal.{signal.kind}"),
                "facts": say_here(
                    f"challenge.signal.{signal.kind}.facts",
                    part=signal.counted.part,
                    whole=signal.counted.whole,
                    hours=rules().dump_hours,
                ),
                "entities": [titles.get(entity, entity) for entity in signal.entities],
                "places": signal.places[:20],
                "excerpt": signal.excerpt,
                "note": notes.get(name),
                "by": names.get(notes[name].by, "") if name in notes and notes[name].by else "",
            }
            for signal in found[:SIGNALS_SHOWN]
        ],
        "signal_count": len(found),
    }
    return show_work(request, "web/workspace/challenges/signals.html", context)


@work_page
@require_GET
def challenge_appeals(request: HttpRequest, code: str) -> HttpResponseBase:
    """The appeals of a round, the first due first."""
    _, one = round_asked(request, code, "challenge.results")
    language = current_language()
    context = round_head(request, one, "challenge_appeals") | {
        "appeals": [(row, row.nomination.entity.title.in_language(language)) for row in appeals_of(one)],
    }
    return show_work(request, "web/workspace/challenges/appeals.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def challenge_appeal(request: HttpRequest, code: str, appeal: UUID) -> HttpResponseBase:
    """One appeal with the sheets of its nomination, and its answer."""
    _, one = round_asked(request, code, "challenge.view")
    found = appeal_by_id(appeal)
    if found is None or found.nomination.round_id != one.pk:
        raise Http404
    person = require(request.user, "appeal.answer", found)
    if request.method == "POST":
        try:
            appeal_answer(
                found,
                outcome=request.POST.get("outcome", ""),
                answer=request.POST.get("answer", ""),
                set_aside=[_uuid(pk) for pk in request.POST.getlist("sheet")],
                by=person.pseudonym,
            )
        except MiqyasError as error:
            return _show_appeal(request, found, problem=said(error), status=422)
        messages.success(request, say_here("challenges.appeal.answered"))
        return HttpResponseRedirect(reverse("challenge_appeals", args=[one.code]))
    return _show_appeal(request, found)


def _show_appeal(request: HttpRequest, found: Any, *, problem: str = "", status: int = 200) -> HttpResponse:
    one, language = found.nomination.round, current_language()
    sheets = list(sheets_of_nomination(found.nomination))
    names, titles = names_of(row.juror.person for row in sheets), titles_of(one.criteria)
    entity = found.nomination.entity.title.in_language(language)
    context = round_head(
        request, one, "challenge_appeal", say_here("challenges.page.challenge_appeals"), entity
    ) | {
        "appeal": found,
        "entity": entity,
        "outcomes": [(value, say_here(f"appeal.outcome.{value}")) for value in Outcome.values],
        "sheets": [
            {
                "sheet": row,
                "juror": names[row.juror.person],
                "marks": [(titles.get(code, code), mark) for code, mark in row.marks.items()],
            }
            for row in sheets
        ],
        "problem": problem,
        "given": request.POST,
        "may_answer": one.state in {"appeals", "embargo"} and not found.outcome,
    }
    return show_work(request, "web/workspace/challenges/appeal.html", context, status=status)


@work_page
@require_GET
def challenge_file(request: HttpRequest, code: str, which: str, form: str) -> HttpResponseBase:
    """Nominations or scores of a round, to take away."""
    _, one = round_asked(request, code, "challenge.results")
    world = world_of(request)
    return table_file(round_table(one, which, versions=world.versions(world.latest).as_dict()), form=form)


@work_page
@require_GET
def challenge_export(request: HttpRequest, code: str) -> HttpResponseBase:
    """The export of a round, for whoever sees results before they are out."""
    _, one = round_asked(request, code, "challenge.results")
    if one.campaign:
        require(request.user, "score.view", one.campaign)
    return as_file(export_now(one), name=f"miqyas-challenge-{one.code}", form="json")
