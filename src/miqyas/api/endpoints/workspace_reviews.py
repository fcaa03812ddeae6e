"""Blind review and adjudication: what one assessor has to look for, what one adjudicator has to decide."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from miqyas.api.gate import private, target_of
from miqyas.api.reviews import (
    DecideAsked,
    ItemInPath,
    ItemsTold,
    ItemTold,
    SaidAsked,
    TaskInPath,
    TasksTold,
    TaskTold,
    decision_record,
    item_at,
    item_line,
    judgement_record,
    said_of,
    task_at,
    task_line,
    task_record,
)
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.reviews.blindness import is_over, judgements_visible
from miqyas.workspace.reviews.models import ReviewItem, ReviewTask
from miqyas.workspace.reviews.queries.adjudication import (
    claims_of,
    decisions_of,
    items_to_decide,
    replies_given,
)
from miqyas.workspace.reviews.queries.tasks import queues_of
from miqyas.workspace.reviews.services.deciding import item_decide
from miqyas.workspace.reviews.services.judging import draft_save, judgement_submit, task_start
from miqyas.workspace.scans.queries.beside import items_apart

router = Router(tags=["reviews"])


@router.get(
    "/workspace/reviews",
    response=TasksTold,
    operation_id="reviews_list",
    url_name="reviews_list",
    summary="What I have to look for",
)
@private("review.queue")
def reviews_list(request: HttpRequest) -> dict[str, Any]:
    """The own tasks in their order, and how many are handed in; nothing of anybody else's."""
    queues = queues_of(person_of(request.user))
    tasks = [task for queue in queues for task in (*queue.waiting, *queue.submitted)]
    return {
        "total": len(tasks),
        "submitted": sum(len(queue.submitted) for queue in queues),
        "tasks": [task_line(task) for task in tasks],
    }


@router.get(
    "/workspace/reviews/{task}",
    response=TaskTold,
    operation_id="review_get",
    url_name="review_get",
    summary="A feature to look for",
)
@private("review.task.view", of=task_at)
def review_get(request: HttpRequest, task: TaskInPath) -> dict[str, Any]:
    """The question, what counts, the portal's address and the clock; once handed in, what was."""
    return _task(request)


@router.post(
    "/workspace/reviews/{task}/start",
    response=TaskTold,
    operation_id="review_start",
    url_name="review_start",
    summary="Start the clock",
)
@private("review.task.submit", of=task_at)
def review_start(request: HttpRequest, task: TaskInPath) -> dict[str, Any]:
    """Started again, it runs on."""
    task_start(target_of(request), by=person_of(request.user).pseudonym)
    return _task(request)


@router.put(
    "/workspace/reviews/{task}/draft",
    response=TaskTold,
    operation_id="review_draft",
    url_name="review_draft",
    summary="Keep what is found so far",
)
@private("review.task.submit", of=task_at)
def review_draft(request: HttpRequest, task: TaskInPath, asked: SaidAsked) -> dict[str, Any]:
    """The clock stands when `found` is said, and when it is said anew."""
    draft_save(target_of(request), said_of(asked))
    return _task(request)


@router.post(
    "/workspace/reviews/{task}/submit",
    response=TaskTold,
    operation_id="review_submit",
    url_name="review_submit",
    summary="Hand in what was found",
)
@private("review.task.submit", of=task_at)
def review_submit(request: HttpRequest, task: TaskInPath, asked: SaidAsked) -> dict[str, Any]:
    """Once and for good; the same again is the same, anything else is refused."""
    judgement_submit(target_of(request), said_of(asked), by=person_of(request.user).pseudonym)
    return _task(request)


@router.get(
    "/workspace/adjudication",
    response=ItemsTold,
    operation_id="adjudication_list",
    url_name="adjudication_list",
    summary="What I have to decide",
)
@private("review.adjudicate")
def adjudication_list(request: HttpRequest) -> dict[str, Any]:
    """Contested results first, then features on which assessors differ; none with a tie of one's own.

    Apart from them those on which assessors agree and a scan found otherwise.
    """
    person = person_of(request.user)
    apart = [
        {**item_line(item), "grade": item.grade, "scanned": state} for item, state in items_apart(person)
    ]
    return {"items": [item_line(item) for item in items_to_decide(person)], "apart": apart}


@router.get(
    "/workspace/adjudication/{item}",
    response=ItemTold,
    operation_id="adjudication_get",
    url_name="adjudication_get",
    summary="A feature to decide",
)
@private("review.adjudicate", of=item_at)
def adjudication_get(request: HttpRequest, item: ItemInPath) -> dict[str, Any]:
    """All records, what the entities answered, their replies, earlier decisions."""
    return _item(request, target_of(request))


@router.post(
    "/workspace/adjudication/{item}/decide",
    response=ItemTold,
    operation_id="adjudication_decide",
    url_name="adjudication_decide",
    summary="Sign a decision",
)
@private("review.adjudicate", of=item_at)
def adjudication_decide(request: HttpRequest, item: ItemInPath, asked: DecideAsked) -> dict[str, Any]:
    """Signed over all that lies before the adjudicator; after an objection it is final."""
    found: ReviewItem = target_of(request)
    pseudonym = person_of(request.user).pseudonym
    assert pseudonym is not None
    item_decide(found, grade=asked.grade, reasons=asked.reasons, by=pseudonym, seen=asked.seen)
    return _item(request, item_at(found.pk))


def _task(request: HttpRequest) -> dict[str, Any]:
    task: ReviewTask = task_at(target_of(request).pk)
    person = person_of(request.user)
    rows = list(judgements_visible(person, task.item))
    own = next((one for one in rows if one.task.assessor == person.pseudonym), None)
    others = [one for one in rows if one != own] if is_over(task.item.campaign) else []
    return task_record(task, own=own, others=others)


def _item(request: HttpRequest, item: ReviewItem) -> dict[str, Any]:
    judgements = judgements_visible(person_of(request.user), item)
    return {
        **item_line(item),
        "grade": item.grade or None,
        "judgements": [judgement_record(one) for one in judgements],
        "claims": [
            {
                "entity": claim.entity.code,
                "grade": (claim.answer.grade or None) if claim.answer else None,
                "note": claim.answer.note if claim.answer else "",
                "proofs": [proof.evidence.pk for proof in claim.proofs],
            }
            for claim in claims_of(item)
        ],
        "replies": [
            {
                "entity": one.reply.entity.code,
                "stance": one.reply.stance,
                "text": one.reply.text,
                "at": one.reply.at,
                "proofs": [proof.evidence.pk for proof in one.proofs],
            }
            for one in replies_given([item])[item.pk]
        ],
        "decisions": [decision_record(one) for one in decisions_of(item)],
    }
