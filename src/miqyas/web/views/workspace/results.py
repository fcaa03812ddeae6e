"""An entity reads what strangers found of its features, and replies while the clock runs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from miqyas.kernel.errors import MiqyasError
from miqyas.web.answering import grade_words
from miqyas.web.components import Link
from miqyas.web.reviewing import feature_of, marks_of, question_of, result_words
from miqyas.web.views.workspace.adjudication import decision_words
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.campaigns.models import CampaignEntity
from miqyas.workspace.reviews.models import Reply
from miqyas.workspace.reviews.queries.results import Result, results_of
from miqyas.workspace.reviews.services.replies import closed_because, reply_give
from miqyas.workspace.stories.queries import codes_turned

SHOWS = ("all", "lost", "reply")


@work_page
@require_GET
def results(request: HttpRequest, code: str, entity: str) -> HttpResponseBase:
    """The results of an entity's features."""
    return _page(request, _part(request, code, entity))


@work_page
@require_POST
def reply(request: HttpRequest, code: str, entity: str, reply: UUID) -> HttpResponseBase:
    """The entity's reply to one result."""
    part = _part(request, code, entity)
    rows = Reply.objects.select_related("item__campaign", "entity")
    found = rows.filter(pk=reply, entity=part.entity_id, item__campaign=part.campaign_id).first()
    if found is None:
        raise Http404
    person = require(request.user, "reply.give", found)
    assert person.pseudonym is not None
    typed = {name: request.POST.get(name, "") for name in ("stance", "text")}
    try:
        reply_give(found, stance=typed["stance"], text=typed["text"], by=person.pseudonym)
    except MiqyasError as error:
        return _page(request, part, typed={"reply": found.pk, **typed}, error=error)
    messages.success(request, say_here("reply.sent_said"))
    return HttpResponseRedirect(f"{reverse('results', args=[code, entity])}#{found.item.feature}")


def _part(request: HttpRequest, code: str, entity: str) -> CampaignEntity:
    require(request.user, "workspace.enter")
    parts = CampaignEntity.objects.select_related("campaign", "entity")
    part = parts.filter(campaign__code__iexact=code, entity__code__iexact=entity).first()
    if part is None:
        raise Http404
    require(request.user, "result.view", part)
    return part


def _page(
    request: HttpRequest,
    part: CampaignEntity,
    *,
    typed: dict[str, Any] | None = None,
    error: MiqyasError | None = None,
) -> HttpResponse:
    found = results_of(part)
    show = request.GET.get("show", "all")
    show = show if show in SHOWS else "all"
    lines = [_line(request, one, typed=typed, error=error) for one in found]
    waiting = [line for line in lines if line["is_open"]]
    kept = {"all": lines, "lost": [line for line in lines if line["is_lost"]], "reply": waiting}[show]
    language = current_language()
    address = reverse("results", args=[part.campaign.code, part.entity.code])
    context = {
        "part": part,
        "entity": part.entity.title.in_language(language),
        "campaign": part.campaign.name.in_language(language),
        "results": kept,
        "total": len(lines),
        "lost": sum(line["is_lost"] for line in lines),
        "turned_by_others": codes_turned(but=part.entity_id),
        "waiting": len(waiting),
        "due": min((line["reply"].due_at for line in waiting), default=None),
        "days_left": _days_left(waiting),
        "shows": [
            Link(label=say_here(f"results.show.{one}"), url=f"{address}?show={one}", current=one == show)
            for one in SHOWS
        ],
        "error": error.as_dict(language) if error else None,
        "crumbs": [
            Link(label=say_here("workspace.place.campaigns"), url=reverse("campaigns")),
            Link(label=part.campaign.name.in_language(language)),
            Link(label=part.entity.title.in_language(language)),
        ],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return show_work(request, "web/workspace/results.html", context, status=status)


def _days_left(waiting: list[dict[str, Any]]) -> int:
    if not waiting:
        return 0
    due = min(line["reply"].due_at for line in waiting)
    return max(0, (timezone.localdate(due) - timezone.localdate()).days)


def _line(
    request: HttpRequest, result: Result, *, typed: dict[str, Any] | None, error: MiqyasError | None
) -> dict[str, Any]:
    item, reply = result.item, result.reply
    closed = closed_because(reply) if reply else None
    is_typed = bool(typed and reply and typed["reply"] == reply.pk)
    return {
        "code": item.feature,
        "question": question_of(item),
        "claimed": grade_words(feature_of(item), result.answer.grade),
        "stands": result_words(item),
        "state": item.state,
        "state_words": say_here(f"results.state.{item.state}"),
        "marks": marks_of(item, result.judgements),
        "decisions": [decision_words(item, one) for one in result.decisions],
        "is_lost": result.is_lost,
        "reply": reply,
        "reply_words": say_here(f"reply.state.{_reply_state(reply, closed)}") if reply else "",
        "proofs": result.proofs,
        "is_open": bool(reply) and closed is None,
        "may_reply": bool(reply) and closed is None and allowed(request.user, "reply.give", reply),
        "stance": typed["stance"] if typed and is_typed else "",
        "text": typed["text"] if typed and is_typed else "",
        "is_typed": is_typed,
    }


def _reply_state(reply: Reply, closed: MiqyasError | None) -> str:
    return reply.stance or ("closed" if closed else "open")
