"""An entity's answers in a campaign: read, saved, called ready, talked about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from miqyas.api.answers import (
    AnswersTold,
    AnswerTold,
    AsidesTold,
    CodeInPath,
    CommentAsked,
    CommentsTold,
    CommentTold,
    EntityInPath,
    QuestionInPath,
    ReadyAsked,
    ReturnAsked,
    SavedTold,
    SettleAsked,
    WordsAsked,
    answer_record,
    aside_records,
    comment_records,
    part_at,
    question_at,
    talk_at,
)
from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.workspace.accounts.access import Person, person_of, require
from miqyas.workspace.campaigns.answering import reader_of
from miqyas.workspace.campaigns.models import Assignment, CampaignEntity, Comment
from miqyas.workspace.campaigns.queries.answers import (
    Question,
    Reader,
    asides_undecided,
    comments_for,
    question_of,
    questions_of,
)
from miqyas.workspace.campaigns.queries.submissions import progress_of
from miqyas.workspace.campaigns.services.answers import (
    AnswerError,
    Saved,
    answer_ready,
    answer_return,
    answer_save,
    aside_settle,
    last_day_of,
)
from miqyas.workspace.campaigns.services.comments import comment_add
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["answers"])
BASE: Final = "/workspace/campaigns/{code}/entities/{entity}"


@router.get(
    f"{BASE}/answers",
    response=AnswersTold,
    operation_id="answers_list",
    url_name="answers_list",
    summary="Answers of an entity",
)
@private("submission.view", of=part_at)
def answers_list(
    request: HttpRequest,
    code: CodeInPath,
    entity: EntityInPath,
    window: Query[Window],
    response: HttpResponse,
) -> dict[str, Any]:
    """To the entity's people all of them; to the authority those handed in, and the counts of the others."""
    part: CampaignEntity = target_of(request)
    reader = reader_of(person_of(request.user), part)
    found = questions_of(part, reader)
    shown, about = part_of(found, window, request=request, response=response)
    counts = progress_of([part.pk]).get(part.pk, {}) if reader.only is None else _counted(found)
    return {
        **about,
        "versions": _versions(request),
        "campaign": part.campaign.code,
        "entity": part.entity.code,
        "state": part.state,
        "answers_until": last_day_of(part),
        "progress": dict(counts),
        "answers": [answer_record(question) for question in shown],
    }


@router.get(
    f"{BASE}/answers/{{feature}}",
    response=AsidesTold,
    operation_id="answer_get",
    url_name="answer_get",
    summary="One answer, with texts kept aside",
)
@private("answer.read", of=question_at)
def answer_get(
    request: HttpRequest, code: CodeInPath, entity: EntityInPath, feature: QuestionInPath
) -> dict[str, Any]:
    """The answer as it stands, its version, and other texts for it that wait for a decision."""
    row, reader = _row(request)
    asides = list(asides_undecided([row.pk])) if reader.is_inside else []
    return {"answer": answer_record(question_of(row, reader)), "asides": aside_records(asides)}


@router.put(
    f"{BASE}/answers/{{feature}}",
    response=SavedTold,
    operation_id="answer_save",
    url_name="answer_save",
    summary="Save an answer",
)
@private("answer.save", of=question_at)
def save(
    request: HttpRequest,
    code: CodeInPath,
    entity: EntityInPath,
    feature: QuestionInPath,
    words: WordsAsked,
) -> dict[str, Any]:
    """Saved over the version that was seen. Where the answer has moved on, the words are kept aside."""
    row, reader = _row(request)
    saved = answer_save(row, **words.dict(), by=reader.person.pseudonym)
    return _saved(saved, request)


@router.post(
    f"{BASE}/answers/{{feature}}/settle",
    response=SavedTold,
    operation_id="answer_settle",
    url_name="answer_settle",
    summary="Decide about a text kept aside",
)
@private("answer.save", of=question_at)
def settle(
    request: HttpRequest,
    code: CodeInPath,
    entity: EntityInPath,
    feature: QuestionInPath,
    words: SettleAsked,
) -> dict[str, Any]:
    """The words sent become the answer: those of either side, or both merged. Both sides stay in its past."""
    row, reader = _row(request)
    aside = asides_undecided([row.pk]).filter(pk=words.aside).first()
    if aside is None:
        raise AnswerError("aside_settled")
    decided = {"grade": words.grade, "note": words.note, "version": words.version}
    return _saved(aside_settle(aside, **decided, by=reader.person.pseudonym), request)


@router.post(
    f"{BASE}/answers/{{feature}}/ready",
    response=AnswerTold,
    operation_id="answer_ready",
    url_name="answer_ready",
    summary="Say that an answer is ready to sign",
)
@private("answer.ready", of=question_at)
def ready(
    request: HttpRequest,
    code: CodeInPath,
    entity: EntityInPath,
    feature: QuestionInPath,
    asked: ReadyAsked,
) -> dict[str, Any]:
    """Of the version that is named; refused while it has no grade or another text waits for a decision."""
    row, reader = _row(request)
    answer_ready(row, version=asked.version, by=reader.person.pseudonym)
    return _again(request)


@router.post(
    f"{BASE}/answers/{{feature}}/return",
    response=AnswerTold,
    operation_id="answer_return",
    url_name="answer_return",
    summary="Give an answer back within the entity",
)
@private("answer.return", of=question_at)
def give_back(
    request: HttpRequest,
    code: CodeInPath,
    entity: EntityInPath,
    feature: QuestionInPath,
    asked: ReturnAsked,
) -> dict[str, Any]:
    """Back to those who wrote it, before it is handed in; a signature over it no longer holds."""
    row, reader = _row(request)
    answer_return(row, reasons=asked.reasons, by=_pseudonym(reader.person))
    return _again(request)


@router.get(
    f"{BASE}/answers/{{feature}}/comments",
    response=CommentsTold,
    operation_id="answer_comments",
    url_name="answer_comments",
    summary="What is said beside a question",
)
@private("comment.read", of=talk_at)
def comments(
    request: HttpRequest,
    code: CodeInPath,
    entity: EntityInPath,
    feature: QuestionInPath,
    window: Query[Window],
    response: HttpResponse,
) -> dict[str, Any]:
    """To the entity's people all of it; to the authority what is said to it."""
    row = target_of(request).assignment
    reader = reader_of(person_of(request.user), row.part)
    found = list(row.comments.filter(comments_for(reader)))
    shown, about = part_of(found, window, request=request, response=response)
    return {
        **about,
        "versions": _versions(request),
        "feature": row.feature,
        "comments": comment_records(shown),
    }


@router.post(
    f"{BASE}/answers/{{feature}}/comments",
    response=CommentTold,
    operation_id="answer_comment_add",
    url_name="answer_comment_add",
    summary="Say something beside a question",
)
@private("comment.read", of=talk_at)
def say_beside(
    request: HttpRequest,
    code: CodeInPath,
    entity: EntityInPath,
    feature: QuestionInPath,
    asked: CommentAsked,
) -> dict[str, Any]:
    """Whoever is mentioned and may read it hears of it."""
    row = target_of(request).assignment
    person = require(request.user, "comment.add", Comment(assignment=row, audience=asked.audience))
    said = comment_add(
        row,
        text=asked.text,
        audience=asked.audience,
        mentions=asked.mentions,
        by=_pseudonym(person),
    )
    return comment_records([said])[0]


def _row(request: HttpRequest) -> tuple[Assignment, Reader]:
    """The question at hand, and what the person may read of its part."""
    row: Assignment = target_of(request)
    return row, reader_of(person_of(request.user), row.part)


def _again(request: HttpRequest) -> dict[str, Any]:
    """The question at hand as it is now."""
    row, reader = _row(request)
    row.answer.refresh_from_db()
    return answer_record(question_of(row, reader))


def _saved(saved: Saved, request: HttpRequest) -> dict[str, Any]:
    row, reader = _row(request)
    row.answer = saved.answer
    return {
        "outcome": "kept_aside" if saved.aside else "saved",
        "answer": answer_record(question_of(row, reader)),
        "aside": aside_records([saved.aside])[0] if saved.aside else None,
    }


def _counted(questions: Iterable[Question]) -> dict[str, int]:
    """Progress among the questions that somebody was handed."""
    counts: dict[str, int] = {}
    for question in questions:
        state = question.answer.state if question.applies else "not_applicable"
        counts[state] = counts.get(state, 0) + 1
    return counts


def _pseudonym(person: Person) -> UUID:
    assert person.pseudonym is not None
    return person.pseudonym


def _versions(request: HttpRequest) -> dict[str, Any]:
    world = world_of(request)
    return world.versions(world.latest).as_dict()
