"""Who decides sees both records side by side, what the entities said, and signs a decision."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from miqyas.kernel.errors import MiqyasError
from miqyas.web.answering import choices, grade_words
from miqyas.web.components import Link
from miqyas.web.reviewing import about_item, city_of, feature_of, marks_of, question_of, result_words
from miqyas.web.scans import TONES, beside_of
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, require
from miqyas.workspace.reviews.blindness import judgements_visible
from miqyas.workspace.reviews.models import Decision, ReviewItem
from miqyas.workspace.reviews.queries.adjudication import (
    AGREED,
    WAITING,
    Claim,
    Replied,
    claims_of,
    decisions_of,
    items_decided_by,
    items_to_decide,
    replies_given,
)
from miqyas.workspace.reviews.services.deciding import TAKES_DECISIONS, decision_holds, item_decide
from miqyas.workspace.scans.queries.beside import is_apart, items_apart, states_beside


@work_page
@require_GET
def queue(request: HttpRequest) -> HttpResponseBase:
    """What needs a decision of the reader, and what they decided."""
    person = require(request.user, "review.adjudicate")
    assert person.pseudonym is not None
    waiting = items_to_decide(person)
    states = states_beside(person, waiting)
    context = {
        "waiting": [_line(item, states.get(item.pk, "")) for item in waiting],
        "apart": [_line(item, state) for item, state in items_apart(person)],
        "decided": [_line(item) for item in items_decided_by(person.pseudonym)],
    }
    return show_work(request, "web/workspace/adjudication.html", context)


@work_page
@require_GET
def item(request: HttpRequest, item: UUID) -> HttpResponseBase:
    """Two records side by side, and the decision."""
    person, found = _asked(request, item)
    return _page(request, person, found)


@work_page
@require_POST
def decide(request: HttpRequest, item: UUID) -> HttpResponseBase:
    """The decision, signed."""
    person, found = _asked(request, item)
    assert person.pseudonym is not None
    typed = {name: request.POST.get(name, "") for name in ("grade", "reasons", "seen")}
    seen = int(typed["seen"]) if typed["seen"].isdecimal() and len(typed["seen"]) < 10 else -1
    try:
        item_decide(found, grade=typed["grade"], reasons=typed["reasons"], by=person.pseudonym, seen=seen)
    except MiqyasError as error:
        found.refresh_from_db()
        return _page(request, person, found, typed=typed, error=error)
    messages.success(request, say_here("adjudication.signed_said"))
    return HttpResponseRedirect(reverse("adjudication_queue"))


def _asked(request: HttpRequest, pk: UUID) -> tuple[Person, ReviewItem]:
    require(request.user, "review.adjudicate")
    found = ReviewItem.objects.select_related("campaign", "subject").filter(pk=pk).first()
    if found is None:
        raise Http404
    return require(request.user, "review.adjudicate", found), found


def _line(item: ReviewItem, scanned: str = "") -> dict[str, str]:
    return {
        "question": question_of(item),
        "code": item.feature,
        "city": city_of(item),
        "campaign": item.campaign.name.in_language(current_language()),
        "why": say_here(f"adjudication.{item.state}") if item.state in WAITING else "",
        "state": item.state,
        "result": result_words(item),
        "scanned": say_here(f"scan.state.{scanned}") if scanned else "",
        "tone": TONES.get(scanned, ""),
        "url": reverse("adjudication_item", args=[item.pk]),
    }


def _page(
    request: HttpRequest,
    person: Person,
    item: ReviewItem,
    *,
    typed: dict[str, str] | None = None,
    error: MiqyasError | None = None,
) -> HttpResponse:
    feature, decisions, beside = feature_of(item), decisions_of(item), beside_of(person, item)
    is_open = item.state in WAITING or (
        beside is not None and item.state == AGREED and is_apart(item, beside["line"].state)
    )
    words = typed or {"grade": "", "reasons": ""}
    context = {
        "item": item,
        **about_item(item),
        "marks": marks_of(item, judgements_visible(person, item)),
        "beside": beside,
        "claims": [_claim(item, claim) for claim in claims_of(item)],
        "replies": [reply_words(one) for one in replies_given([item])[item.pk]],
        "decisions": [decision_words(item, one) for one in decisions],
        "may_decide": is_open and item.campaign.state in TAKES_DECISIONS,
        "is_again": item.state == "contested",
        "is_apart": is_open and item.state == AGREED,
        "grades": choices(feature, words["grade"]),
        "reasons": words["reasons"],
        "seen": len(decisions),
        "error": error.as_dict(current_language()) if error else None,
        "crumbs": [
            Link(label=say_here("workspace.place.adjudication_queue"), url=reverse("adjudication_queue")),
            Link(label=feature.code),
        ],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return show_work(request, "web/workspace/adjudication_item.html", context, status=status)


def _claim(item: ReviewItem, claim: Claim) -> dict[str, Any]:
    feature = feature_of(item)
    return {
        "entity": claim.entity.title.in_language(current_language()),
        "applies": claim.applies,
        "grade": grade_words(feature, claim.answer.grade) if claim.answer else "",
        "note": claim.answer.note if claim.answer else "",
        "proofs": claim.proofs,
    }


def reply_words(replied: Replied) -> dict[str, Any]:
    """A reply that was given, in words."""
    reply = replied.reply
    return {
        "entity": reply.entity.title.in_language(current_language()),
        "stance": say_here(f"reply.state.{reply.stance}"),
        "text": reply.text,
        "at": reply.at,
        "proofs": replied.proofs,
    }


def decision_words(item: ReviewItem, decision: Decision) -> dict[str, Any]:
    """A decision in words: whoever gave it is not named."""
    return {
        "label": say_here("adjudication.number", n=decision.number),
        "grade": grade_words(feature_of(item), decision.grade),
        "reasons": decision.reasons,
        "at": decision.at,
        "hash": decision.content_hash,
        "holds": decision_holds(decision),
    }
