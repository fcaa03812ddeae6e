"""An entity's answers as a whole: what would be signed, the signature, handing in, giving back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from miqyas.web.answer_page import about_part
from miqyas.web.answering import (
    crumbs_of,
    grade_words,
    lacks_words,
    part_for,
    person_named,
    question_address,
)
from miqyas.web.components import Link
from miqyas.web.people import address_seen
from miqyas.web.undoing import Reverse, done
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, person_of, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.answering import Reader
from miqyas.workspace.campaigns.models import CampaignEntity, SignatureDelegation
from miqyas.workspace.campaigns.queries.answers import Question, questions_of
from miqyas.workspace.campaigns.queries.people import signature_holders
from miqyas.workspace.campaigns.queries.submissions import submission_content
from miqyas.workspace.campaigns.services.approvals import (
    SubmissionError,
    signature_delegate,
    signature_end,
    submission_approve,
    submission_return,
    submission_submit,
)


@work_page
@require_GET
def submission(request: HttpRequest, code: str, entity: str) -> HttpResponseBase:
    """What is signed, what is missing, and the steps from here."""
    part, reader = part_for(request, campaign=code, entity=entity)
    if reader.only is not None:
        require(request.user, "submission.approve", part)
    questions, may = questions_of(part, reader), _may(request, part)
    is_to_be_signed = part.state in {"open", "returned"} and reader.is_inside
    context = {
        **about_part(request, part, reader),
        **_sorted_out(questions, part),
        "content": submission_content(part) if reader.is_inside else None,
        "may": may,
        "waits_for_signatory": is_to_be_signed and not may["approve"],
        "approvals": _approvals(part, reader),
        "lent": _lent(request, part) if reader.is_inside else [],
        "crumbs": crumbs_of(part, reader, Link(label=say_here("answering.to_submission"))),
    }
    return show_work(request, "web/workspace/submission.html", context)


@work_page
@require_POST
def approve(request: HttpRequest, code: str, entity: str) -> HttpResponseBase:
    """The signature under what the form says was read."""
    part, _ = part_for(request, campaign=code, entity=entity)
    person = require(request.user, "submission.approve", part)
    assert person.pseudonym is not None
    submission_approve(part, seen=request.POST.get("seen", ""), by=person.pseudonym)
    messages.success(request, say_here("submission.approved_said"))
    return _back(part)


@work_page
@require_POST
def submit(request: HttpRequest, code: str, entity: str) -> HttpResponseBase:
    """What is signed goes to the authority."""
    part, _ = part_for(request, campaign=code, entity=entity)
    person = require(request.user, "submission.submit", part)
    submission_submit(part, by=person.pseudonym)
    messages.success(request, say_here("submission.submitted_said"))
    return _back(part)


@work_page
@require_POST
def send_back(request: HttpRequest, code: str, entity: str) -> HttpResponseBase:
    """The authority gives answers back, with reasons."""
    part, _ = part_for(request, campaign=code, entity=entity)
    person = require(request.user, "submission.return", part)
    assert person.pseudonym is not None
    submission_return(
        part,
        reasons=request.POST.get("reasons", ""),
        answers=_chosen(request.POST.getlist("answer")),
        until=_day(request.POST.get("until", "")),
        by=person.pseudonym,
    )
    messages.success(request, say_here("submission.returned_said"))
    return _back(part)


@work_page
@require_POST
def lend(request: HttpRequest, code: str, entity: str) -> HttpResponseBase:
    """A signatory lends the signature for some days, or takes it back."""
    part, _ = part_for(request, campaign=code, entity=entity)
    if given := request.POST.get("end", ""):
        rows = SignatureDelegation.objects.filter(entity=part.entity_id)
        lent = get_object_or_404(rows, pk=given if given.isdecimal() and len(given) < 10 else 0)
        person = require(request.user, "signature.end", lent)
        assert person.pseudonym is not None
        signature_end(lent, by=person.pseudonym)
        done(request, say_here("submission.lend.ended"), reverse=_lent_again(request, lent))
        return _back(part)
    person = require(request.user, "signature.delegate", part.entity)
    holder = person_named(request, part, address=request.POST.get("email", ""))
    starts, ends = _day(request.POST.get("starts", "")), _day(request.POST.get("ends", ""))
    if starts is None or ends is None:
        raise SubmissionError("days", starts=str(starts or "–"), ends=str(ends or "–"))
    assert person.pseudonym is not None
    signature_delegate(
        part.entity, giver=person.pseudonym, holder=holder.pseudonym, starts_on=starts, ends_on=ends
    )
    messages.success(request, say_here("submission.lend.done", name=str(holder)))
    return _back(part)


def _lent_again(request: HttpRequest, lent: SignatureDelegation) -> Reverse | None:
    """The form that lends it for the same days; None to anybody but whoever lent it."""
    holder = address_seen(request.user, lent.holder)
    if not holder or lent.giver != person_of(request.user).pseudonym:
        return None
    days = {"starts": lent.starts_on.isoformat(), "ends": lent.ends_on.isoformat()}
    return Reverse(request.path, {"email": holder, **days})


def _sorted_out(questions: tuple[Question, ...], part: CampaignEntity) -> dict[str, Any]:
    """The questions as a signatory reads them: begun, missing, lacking something, and all of them."""
    language, not_applicable = current_language(), say_here("answering.state.not_applicable")
    rows = [
        {
            "code": one.code,
            "id": one.assignment.pk,
            "url": question_address(part, one.code),
            "question": one.feature.question.in_language(language),
            "grade": grade_words(one.feature, one.answer.grade) if one.applies else not_applicable,
            "note": one.answer.note if one.applies else one.assignment.reason,
            "proofs": len(one.proofs),
            "state": one.answer.state,
            "missing": one.is_missing,
            "lacks": lacks_words(one.lacks) if not one.is_missing else [],
        }
        for one in questions
    ]
    return {
        "rows": rows,
        "begun": [row for row in rows if row["state"] in {"draft", "returned"}],
        "missing": [row for row in rows if row["missing"] and row["state"] == "empty"],
        "lacking": [row for row in rows if row["lacks"]],
        "handed_in": [row for row in rows if row["state"] == "submitted"],
    }


def _may(request: HttpRequest, part: CampaignEntity) -> dict[str, bool]:
    """The steps that lead on from here and that the person may take."""
    steps = {
        "approve": part.state in {"open", "returned"},
        "submit": part.state == "approved",
        "return": part.state == "submitted",
    }
    may = {
        name: is_next and allowed(request.user, f"submission.{name}", part) for name, is_next in steps.items()
    }
    return {**may, "lend": allowed(request.user, "signature.delegate", part.entity)}


def _approvals(part: CampaignEntity, reader: Reader) -> list[dict[str, Any]]:
    """Signatures under the part, newest first; to the authority those under what it was handed."""
    found = list(part.approvals.all()) if reader.is_inside or part.state == "submitted" else []
    names = names_of([one for row in found for one in (row.signatory, row.on_behalf_of)])
    return [
        {
            "approval": row,
            "name": names[row.signatory],
            "for": names[row.on_behalf_of] if row.on_behalf_of else "",
        }
        for row in found
    ]


def _lent(request: HttpRequest, part: CampaignEntity) -> list[dict[str, Any]]:
    rows = list(signature_holders(part.entity_id))
    names = names_of([one for row in rows for one in (row.giver, row.holder)])
    return [
        {
            "lent": row,
            "giver": names[row.giver],
            "holder": names[row.holder],
            "ends": allowed(request.user, "signature.end", row),
        }
        for row in rows
    ]


def _back(part: CampaignEntity) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("submission", args=[part.campaign.code, part.entity.code]))


def _chosen(given: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in given]
    except ValueError as error:
        raise SubmissionError("not_handed_in") from error


def _day(given: str) -> Any:
    try:
        return parse_date(given) if given else None
    except ValueError:
        return None
