"""Questions whose answer takes long: asked for, followed by a handle, let go of."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Router, Schema, Status
from pydantic import Field

from miqyas.api.problems import language_of
from miqyas.jobs.answers import Answer, answer_let_go, answer_of, ask_held, handle_find
from miqyas.jobs.models import AnswerHandle
from miqyas.jobs.questions import Question, questions
from miqyas.workspace.accounts.access import require

router = Router(tags=["jobs"])
LOOK_AGAIN: Final = "2"
"""Seconds after which it is worth looking again."""
HandleInPath = Annotated[UUID, Path(description="Handle that was given when the question was asked.")]


class QuestionAsked(Schema):
    """A question: its kind, and what it asks."""

    question: str = Field(max_length=60, description="Kind of question (see /questions).", examples=["audit"])
    params: dict[str, Any] = Field(
        default_factory=dict,
        description="Parameters of that kind; those left out have the default of the kind.",
    )


class PlaceOfProblem(Schema):
    """Where a problem is."""

    file: str | None
    line: int | None
    name: str | None


class ProblemOfAnswer(Schema):
    """Why there is no answer."""

    code: str
    place: PlaceOfProblem
    problem: str
    remedy: str
    params: dict[str, Any]


class AnswerStanding(Schema):
    """Where an answer stands."""

    handle: UUID = Field(description="Name under which the answer is followed; nobody can guess it.")
    address: str = Field(description="Address of this job.")
    question: str
    state: Literal["queued", "running", "succeeded", "failed", "cancelled"]
    progress: float = Field(ge=0, le=1, description="Share done, 0 to 1.")
    waits_for: Literal["worker", "turn"] | None = Field(
        description="What a queued answer waits for: its turn, or that a worker is started."
    )
    result: dict[str, Any] | None = Field(description="The answer; null until it has succeeded.")
    error: ProblemOfAnswer | None = Field(description="Why there is no answer; null unless it failed.")


class QuestionOffered(Schema):
    """A kind of question."""

    question: str
    summary: str
    params: dict[str, Any] = Field(description="JSON Schema of its parameters.")


class QuestionsOffered(Schema):
    """All kinds of question."""

    questions: list[QuestionOffered]


@router.get(
    "/questions",
    response=QuestionsOffered,
    operation_id="questions",
    url_name="questions",
    summary="Kinds of question whose answer may take long",
)
def questions_offered(request: HttpRequest) -> dict[str, Any]:
    """What can be asked with POST /jobs, each kind with the JSON Schema of its parameters."""
    return {"questions": [_offered(question) for question in questions()]}


@router.post(
    "/jobs",
    response={200: AnswerStanding, 202: AnswerStanding},
    operation_id="jobs_ask",
    url_name="jobs_ask",
    summary="Ask a question whose answer may take long",
)
def jobs_ask(request: HttpRequest, asked: QuestionAsked, response: HttpResponse) -> Status[dict[str, Any]]:
    """200 with the answer where it is known; else 202 with a handle, and its address in Location.

    Whoever asks the same question of the same data shares one job and has a handle of their own.
    """
    require(AnonymousUser(), "answer.ask")
    return _told(request, ask_held(asked.question, asked.params), response)


@router.get(
    "/jobs/{handle}",
    response={200: AnswerStanding, 202: AnswerStanding},
    operation_id="jobs_get",
    url_name="jobs_get",
    summary="How far an answer is, and the answer",
)
def jobs_get(request: HttpRequest, handle: HandleInPath, response: HttpResponse) -> Status[dict[str, Any]]:
    """202 while it is worked out (look again after Retry-After seconds), 200 once it is over.

    Answers are kept for a while after they were asked for; then the handle is gone, and asking again is quick
    or begins anew.
    """
    return _told(request, answer_of(_held(handle, "answer.view")), response)


@router.delete(
    "/jobs/{handle}",
    response=AnswerStanding,
    operation_id="jobs_let_go",
    url_name="jobs_let_go",
    summary="Wait for an answer no longer",
)
def jobs_let_go(request: HttpRequest, handle: HandleInPath) -> dict[str, Any]:
    """The work ends when nobody waits for it any more; others who do are not hurt, and what is done stays."""
    return _standing(request, answer_let_go(_held(handle, "answer.let_go")))


def _held(handle: UUID, action: str) -> AnswerHandle:
    held = handle_find(handle)
    require(AnonymousUser(), action, held)
    if held is None:
        raise Http404(str(handle))
    return held


def _told(request: HttpRequest, answer: Answer, response: HttpResponse) -> Status[dict[str, Any]]:
    standing = _standing(request, answer)
    response.headers["Location"] = standing["address"]
    if answer.is_open:
        response.headers["Retry-After"] = LOOK_AGAIN
    return Status(202 if answer.is_open else 200, standing)


def _standing(request: HttpRequest, answer: Answer) -> dict[str, Any]:
    return {
        "handle": answer.handle,
        "address": reverse("api-1:jobs_get", args=[answer.handle]),
        "question": answer.question,
        "state": answer.state.value,
        "progress": answer.share,
        "waits_for": answer.waits_for,
        "result": answer.result,
        "error": answer.error.as_dict(language_of(request)) if answer.error else None,
    }


def _offered(question: Question) -> dict[str, Any]:
    return {
        "question": question.kind,
        "summary": question.summary,
        "params": question.model.model_json_schema(),
    }
