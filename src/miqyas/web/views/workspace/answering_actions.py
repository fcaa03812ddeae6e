"""What is done to an answer: saved, called ready, decided, given back, handed on, talked about."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from miqyas.kernel.errors import MiqyasError
from miqyas.web.answer_page import filters_of, neighbours_of, show_answer
from miqyas.web.answering import part_address, part_for, person_named, question_address, question_at
from miqyas.web.people import address_seen
from miqyas.web.undoing import Reverse, done
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import work_page
from miqyas.workspace.accounts.access import require
from miqyas.workspace.campaigns.models import Assignment, CampaignEntity, Comment, Delegation
from miqyas.workspace.campaigns.queries.answers import Reader, asides_undecided
from miqyas.workspace.campaigns.services.answers import (
    AnswerError,
    Saved,
    answer_ready,
    answer_return,
    answer_save,
    aside_settle,
    delegation_end,
    delegation_set,
)
from miqyas.workspace.campaigns.services.assignments import applicability_propose, applicability_withdraw
from miqyas.workspace.campaigns.services.comments import comment_add


@work_page
@require_POST
def save(request: HttpRequest, code: str, entity: str, feature: str) -> HttpResponseBase:
    """Words for an answer: from a script that saves as people type, or from a plain form."""
    part, reader = part_for(request, campaign=code, entity=entity)
    row = question_at(part, feature=feature)
    person = require(request.user, "answer.save", row)
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        saved = answer_save(row, **_words(request), by=person.pseudonym)
    except MiqyasError as error:
        if wants_json:
            told = {"state": "refused", "problem": error.render(current_language())}
            return JsonResponse(told, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return show_answer(request, row, reader, typed=_words(request), error=error)
    if wants_json:
        return JsonResponse(_told(saved, part))
    if saved.aside:
        messages.warning(request, say_here("answering.aside.kept"))
        return HttpResponseRedirect(f"{question_address(part, feature)}#aside")
    messages.success(request, say_here("answering.saved"))
    return _back(request, part, feature)


@work_page
@require_POST
def ready(request: HttpRequest, code: str, entity: str, feature: str) -> HttpResponseBase:
    """Words, if they are new, and the word that they are ready to be signed."""
    part, reader = part_for(request, campaign=code, entity=entity)
    row = question_at(part, feature=feature)
    person = require(request.user, "answer.ready", row)
    try:
        saved = answer_save(row, **_words(request), by=person.pseudonym)
        if saved.aside:
            messages.warning(request, say_here("answering.aside.kept"))
            return HttpResponseRedirect(f"{question_address(part, feature)}#aside")
        answer_ready(row, version=saved.answer.version, by=person.pseudonym)
    except MiqyasError as error:
        return show_answer(request, row, reader, typed=_words(request), error=error)
    messages.success(request, say_here("answering.ready_said"))
    if request.POST.get("from") == "list":
        return _back(request, part, feature)
    return _onwards(request, part, reader, feature)


@work_page
@require_POST
def settle(request: HttpRequest, code: str, entity: str, feature: str) -> HttpResponseBase:
    """A decision about words kept aside: either side's, or both merged."""
    part, reader = part_for(request, campaign=code, entity=entity)
    row = question_at(part, feature=feature)
    person = require(request.user, "answer.save", row)
    given = request.POST.get("aside", "")
    aside = asides_undecided([row.pk]).filter(pk=int(given)).first() if _is_number(given) else None
    if aside is None:
        raise AnswerError("aside_settled")
    words = _words(request)
    if request.POST.get("take") == "theirs":
        words |= {"grade": aside.grade, "note": aside.note}
    try:
        saved = aside_settle(aside, **words, by=person.pseudonym)
    except MiqyasError as error:
        return show_answer(request, row, reader, typed=words, error=error)
    messages.success(request, say_here("answering.aside.kept" if saved.aside else "answering.aside.decided"))
    return HttpResponseRedirect(question_address(part, feature))


@work_page
@require_POST
def give_back(request: HttpRequest, code: str, entity: str, feature: str) -> HttpResponseBase:
    """An answer goes back to those who wrote it, with reasons."""
    part, _ = part_for(request, campaign=code, entity=entity)
    row = question_at(part, feature=feature)
    person = require(request.user, "answer.return", row)
    assert person.pseudonym is not None
    answer_return(row, reasons=request.POST.get("reasons", ""), by=person.pseudonym)
    messages.success(request, say_here("answering.returned_said"))
    return HttpResponseRedirect(question_address(part, feature))


@work_page
@require_POST
def delegate(request: HttpRequest, code: str, entity: str, feature: str) -> HttpResponseBase:
    """One question goes to one person, named by address; or is taken back."""
    part, _ = part_for(request, campaign=code, entity=entity)
    row = question_at(part, feature=feature)
    person = require(request.user, "answer.delegate", row)
    if "end" in request.POST:
        again = _handed_to(request, row)
        delegation_end(row, by=person.pseudonym)
        done(request, say_here("answering.delegate.ended"), reverse=again)
        return HttpResponseRedirect(question_address(part, feature))
    holder = person_named(request, part, address=request.POST.get("email", ""))
    delegation_set(
        row,
        holder=holder.pseudonym,
        until=_day(request.POST.get("until", "")),
        note=request.POST.get("note", ""),
        by=person.pseudonym,
    )
    messages.success(request, say_here("answering.delegate.done", name=str(holder)))
    return HttpResponseRedirect(question_address(part, feature))


def _handed_to(request: HttpRequest, row: Assignment) -> Reverse | None:
    """The form that hands a question to whoever has it; None to those who may not look that person up."""
    now = Delegation.objects.filter(assignment=row).first()
    email = address_seen(request.user, now.holder) if now else ""
    if now is None or not email:
        return None
    until = now.until.isoformat() if now.until else ""
    return Reverse(request.path, {"email": email, "until": until, "note": now.note})


@work_page
@require_POST
def applicability(request: HttpRequest, code: str, entity: str, feature: str) -> HttpResponseBase:
    """That a feature does not apply is proposed with a reason, or no longer."""
    part, _ = part_for(request, campaign=code, entity=entity)
    row = question_at(part, feature=feature)
    person = require(request.user, "applicability.propose", row)
    if "withdraw" in request.POST:
        again = Reverse(request.path, {"reason": row.reason})
        applicability_withdraw(row, by=person.pseudonym)
        done(request, say_here("answering.applies.withdrawn"), reverse=again)
    else:
        applicability_propose(row, reason=request.POST.get("reason", ""), by=person.pseudonym)
        messages.success(request, say_here("answering.applies.sent"))
    return HttpResponseRedirect(question_address(part, feature))


@work_page
@require_POST
def comment(request: HttpRequest, code: str, entity: str, feature: str) -> HttpResponseBase:
    """A word beside a question."""
    part, _ = part_for(request, campaign=code, entity=entity)
    row = question_at(part, feature=feature)
    audience = request.POST.get("audience", "")
    person = require(request.user, "comment.add", Comment(assignment=row, audience=audience))
    assert person.pseudonym is not None
    comment_add(
        row,
        text=request.POST.get("text", ""),
        audience=audience,
        by=person.pseudonym,
        mentions=[UUID(one) for one in request.POST.getlist("mention") if _is_uuid(one)],
    )
    messages.success(request, say_here("answering.comment.sent"))
    return HttpResponseRedirect(f"{question_address(part, feature)}#comments")


def _words(request: HttpRequest) -> dict[str, Any]:
    """The words of a form, with the version that its writer saw; none is a version that never was."""
    given = request.POST.get("version", "")
    return {
        "grade": request.POST.get("grade", ""),
        "note": request.POST.get("note", ""),
        "version": int(given) if _is_number(given) else -1,
    }


def _is_number(given: str) -> bool:
    return given.isascii() and given.isdigit() and len(given) < 10


def _is_uuid(given: str) -> bool:
    try:
        UUID(given)
    except ValueError:
        return False
    return True


def _day(given: str) -> Any:
    try:
        return parse_date(given) if given else None
    except ValueError as error:
        raise AnswerError("until_past", until=given[:10]) from error


def _told(saved: Saved, part: CampaignEntity) -> dict[str, Any]:
    """What a script that saved is told."""
    answer, aside = saved.answer, saved.aside
    return {
        "state": "aside" if aside else "saved",
        "version": answer.version,
        "answer": answer.state,
        "words": say_here(f"answering.state.{answer.state}"),
        "url": f"{question_address(part, answer.assignment.feature)}#aside" if aside else "",
        "problem": say_here("answering.aside.kept") if aside else "",
    }


def _back(request: HttpRequest, part: CampaignEntity, feature: str) -> HttpResponseRedirect:
    """To the place that the form stood in."""
    if request.POST.get("from") == "list":
        query = filters_of(request)
        return HttpResponseRedirect(f"{part_address(part)}{'?' + query if query else ''}#{feature}")
    return HttpResponseRedirect(question_address(part, feature, query=filters_of(request)))


def _onwards(
    request: HttpRequest, part: CampaignEntity, reader: Reader, feature: str
) -> HttpResponseRedirect:
    """To the next question, or back to the list after the last."""
    following = neighbours_of(request, part, reader, feature)["next_url"]
    return HttpResponseRedirect(following or part_address(part))
