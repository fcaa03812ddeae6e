"""Member State Questionnaires: begun, filled, answered, checked, signed, as a file."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Form, Path, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.callers import confirmed
from miqyas.api.files import AS_BYTES, FileAsked, PlanOfFile, done_as_told, file_answer, plan_record
from miqyas.api.gate import BYTES, FORM, private, target_of
from miqyas.api.problems import language_of
from miqyas.api.shapes import Names
from miqyas.jobs.programme.questionnaire import questionnaire_fill
from miqyas.jobs.programme.questionnaire_files import questionnaire_document, questionnaire_workbook
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.questionnaires.fields import (
    LONGEST_WORDS,
    MOST_PAGES,
    AnswerFields,
    QuestionFields,
    QuestionnaireFields,
)
from miqyas.workspace.questionnaires.importing import answers_apply, answers_plan
from miqyas.workspace.questionnaires.models import Item, Questionnaire
from miqyas.workspace.questionnaires.queries import (
    content_of,
    item_at,
    items_of,
    progress_of,
    questionnaire_by_code,
    questionnaires_all,
)
from miqyas.workspace.questionnaires.services import (
    answer_check,
    answer_write,
    question_add,
    question_change,
    question_remove,
    questionnaire_create,
    questionnaire_step,
)

router = Router(tags=["questionnaires"])
BASE: Final = "/workspace/questionnaires"
ONE: Final = f"{BASE}/{{questionnaire}}"
QUESTION: Final = f"{ONE}/questions/{{question}}"
Words = dict[Annotated[str, Field(max_length=10)], Annotated[str, Field(max_length=LONGEST_WORDS)]]
Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version of the answer that was seen.")]
QuestionnaireInPath = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of a questionnaire.", examples=["msq"])
]
QuestionInPath = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of a question.", examples=["law-data"])
]
FileInPath = Annotated[
    Literal["questionnaire.xlsx", "questionnaire.docx"],
    Path(description="Name of the file.", examples=["questionnaire.xlsx"]),
]


class QuestionnaireAsked(Schema):
    """A questionnaire to begin."""

    code: str = Field(max_length=60)
    title: Words
    due_on: dt.date | None = None


class QuestionnaireTold(Schema):
    """A questionnaire."""

    code: str
    title: Names
    state: Literal["draft", "review", "signed"]
    due_on: dt.date | None


class QuestionnairesTold(Schema):
    """All of them, newest first."""

    questionnaires: list[QuestionnaireTold]


class QuestionChangeAsked(Schema):
    """A question."""

    section: Words
    question: Words
    answers: Literal["words", "pages", "both"] = "both"
    is_needed: bool = False
    entity: str = Field("", max_length=60, description="Code of whose people answer it too; empty: nobody's.")


class QuestionAddAsked(QuestionChangeAsked):
    """A question to add."""

    code: str = Field(max_length=60)


class QuestionnaireAnswerAsked(Schema):
    """An answer over the one that was seen."""

    version: Version
    words: Words = {}
    pages: list[Annotated[str, Field(max_length=2_000)]] = Field([], max_length=MOST_PAGES)
    does_not_apply: bool = False


class CheckAsked(Schema):
    """That an answer was looked at."""

    version: Version


class QuestionTold(Schema):
    """A question with its answer."""

    code: str
    section: Names
    question: Names
    answers: Literal["words", "pages", "both"]
    is_needed: bool
    entity: str | None
    words: dict[str, str]
    pages: list[str]
    does_not_apply: bool
    origin: list[dict[str, str]] = Field(description="What it was filled from; empty: a person wrote it.")
    is_checked: bool
    version: int


class QuestionnaireWhole(QuestionnaireTold):
    """A questionnaire with its questions in their order."""

    content: str = Field(description="SHA-256 of all that would be signed.")
    answered: int
    checked: int
    needed_missing: int
    questions: list[QuestionTold]


class QuestionnaireStepAsked(Schema):
    """A step, with what it wants."""

    action: str = Field(max_length=20, description="hand_on, take_back, sign, take_up.")
    seen: str = Field("", max_length=64, description="To sign: the content that was seen.")
    reason: str = Field("", max_length=LONGEST_WORDS, description="To take a signed one up: why.")


class FilledTold(Schema):
    """How many answers were filled in or renewed."""

    filled: int


class AnswersPlanTold(PlanOfFile):
    """What a file would do, or did: all of it, or nothing."""

    questions: list[str] = Field(description="Codes of the answers that would change.")


def questionnaire_at(questionnaire: str) -> Questionnaire:
    """A questionnaire by its code. Raises `Http404`."""
    found = questionnaire_by_code(questionnaire)
    if found is None:
        raise Http404
    return found


def question_at(questionnaire: str, question: str) -> Item:
    """A question by its code. Raises `Http404`."""
    found = item_at(questionnaire, question)
    if found is None:
        raise Http404
    return found


def within_at(questionnaire: str, question: str) -> Questionnaire:
    """The questionnaire that a question is in. Raises `Http404`."""
    return question_at(questionnaire, question).questionnaire


@router.get(
    BASE,
    response=QuestionnairesTold,
    operation_id="questionnaires_list",
    url_name="questionnaires_list",
    summary="Member State Questionnaires",
)
@private("questionnaire.create")
def questionnaires(request: HttpRequest) -> dict[str, Any]:
    """For those who run them, newest first."""
    return {"questionnaires": [_told(one) for one in questionnaires_all()]}


@router.post(
    BASE,
    response=QuestionnaireTold,
    operation_id="questionnaire_create",
    url_name="questionnaire_create",
    summary="Begin a questionnaire",
)
@private("questionnaire.create")
def create(request: HttpRequest, asked: QuestionnaireAsked) -> dict[str, Any]:
    """A copy of the template, which is worded by us and marked so."""
    return _told(questionnaire_create(QuestionnaireFields(**asked.dict()), by=person_of(request.user).by))


@router.get(
    ONE,
    response=QuestionnaireWhole,
    operation_id="questionnaire_get",
    url_name="questionnaire_get",
    summary="A questionnaire with its answers",
)
@private("questionnaire.view", of=questionnaire_at)
def get(request: HttpRequest, questionnaire: QuestionnaireInPath) -> dict[str, Any]:
    """Every question in its order, and how far it has come."""
    return _whole(target_of(request))


@router.post(
    f"{ONE}/fill",
    response=FilledTold,
    operation_id="questionnaire_fill",
    url_name="questionnaire_fill",
    summary="Fill a questionnaire from what is known",
)
@private("questionnaire.edit", of=questionnaire_at)
def fill(request: HttpRequest, questionnaire: QuestionnaireInPath) -> dict[str, Any]:
    """What a person wrote is never touched."""
    return {"filled": questionnaire_fill(target_of(request), by=person_of(request.user).by)}


@router.post(
    f"{ONE}/steps",
    response=QuestionnaireTold,
    operation_id="questionnaire_step",
    url_name="questionnaire_step",
    summary="Take a questionnaire on",
)
@private("questionnaire.edit", of=questionnaire_at)
def steps(
    request: HttpRequest, questionnaire: QuestionnaireInPath, asked: QuestionnaireStepAsked
) -> dict[str, Any]:
    """To sign one or to take a signed one up is for leads of the authority."""
    if asked.action in {"sign", "take_up"}:
        require(request.user, "questionnaire.sign", target_of(request))
    if asked.action == "sign":
        confirmed(request)
    return _told(questionnaire_step(target_of(request), by=person_of(request.user).by, **asked.dict()))


@router.post(
    f"{ONE}/questions",
    response=QuestionTold,
    operation_id="question_add",
    url_name="question_add",
    summary="Add a question to a questionnaire",
)
@private("questionnaire.edit", of=questionnaire_at)
def add(request: HttpRequest, questionnaire: QuestionnaireInPath, asked: QuestionAddAsked) -> dict[str, Any]:
    """At the end of its section."""
    return _question(
        question_add(target_of(request), QuestionFields(**asked.dict()), by=person_of(request.user).by)
    )


@router.get(
    QUESTION,
    response=QuestionTold,
    operation_id="question_get",
    url_name="question_get",
    summary="A question with its answer",
)
@private("questionnaire.read", of=question_at)
def question(
    request: HttpRequest, questionnaire: QuestionnaireInPath, question: QuestionInPath
) -> dict[str, Any]:
    """For the authority, and for the people of the entity to which it was given."""
    return _question(target_of(request))


@router.put(
    QUESTION,
    response=QuestionTold,
    operation_id="question_change",
    url_name="question_change",
    summary="Change a question",
)
@private("questionnaire.edit", of=within_at)
def change(
    request: HttpRequest,
    questionnaire: QuestionnaireInPath,
    question: QuestionInPath,
    asked: QuestionChangeAsked,
) -> dict[str, Any]:
    """Its code and its answer stay."""
    item = question_at(questionnaire, question)
    fields = QuestionFields(code=item.code, **asked.dict())
    return _question(question_change(item, fields, by=person_of(request.user).by))


@router.delete(
    QUESTION,
    response=QuestionnaireWhole,
    operation_id="question_remove",
    url_name="question_remove",
    summary="Take a question out",
)
@private("questionnaire.edit", of=within_at)
def remove(
    request: HttpRequest, questionnaire: QuestionnaireInPath, question: QuestionInPath
) -> dict[str, Any]:
    """One that was ever answered stays."""
    question_remove(question_at(questionnaire, question), by=person_of(request.user).by)
    return _whole(target_of(request))


@router.put(
    f"{QUESTION}/answer",
    response=QuestionTold,
    operation_id="question_answer",
    url_name="question_answer",
    summary="Answer a question",
)
@private("questionnaire.answer", of=question_at)
def answer(
    request: HttpRequest,
    questionnaire: QuestionnaireInPath,
    question: QuestionInPath,
    asked: QuestionnaireAnswerAsked,
) -> dict[str, Any]:
    """Over the version that was seen; the answer before stays as a revision."""
    said = AnswerFields(asked.words, tuple(asked.pages), asked.does_not_apply)
    return _question(
        answer_write(target_of(request), said, version=asked.version, by=person_of(request.user).by)
    )


@router.post(
    f"{QUESTION}/check",
    response=QuestionTold,
    operation_id="question_check",
    url_name="question_check",
    summary="Say that an answer was checked",
)
@private("questionnaire.edit", of=within_at)
def check(
    request: HttpRequest, questionnaire: QuestionnaireInPath, question: QuestionInPath, asked: CheckAsked
) -> dict[str, Any]:
    """Of the version that was seen; any change undoes it."""
    item = question_at(questionnaire, question)
    return _question(answer_check(item, version=asked.version, by=person_of(request.user).by))


@router.get(
    f"{ONE}/files/{{name}}",
    operation_id="questionnaire_file_get",
    url_name="questionnaire_file_get",
    summary="A questionnaire as a file",
    openapi_extra=AS_BYTES,
)
@private("questionnaire.view", of=lambda questionnaire, name: questionnaire_at(questionnaire), gives=BYTES)
def file_get(request: HttpRequest, questionnaire: QuestionnaireInPath, name: FileInPath) -> HttpResponse:
    """A workbook that comes back, or the document to send, in the language that is asked for."""
    write = questionnaire_workbook if name.endswith(".xlsx") else questionnaire_document
    return file_answer(write(target_of(request), language=language_of(request)), name=f"miqyas-{name}")


@router.post(
    f"{ONE}/file",
    response=AnswersPlanTold,
    operation_id="questionnaire_file_bring",
    url_name="questionnaire_file_bring",
    summary="Bring answers in",
)
@private("questionnaire.edit", of=questionnaire_at, takes=FORM, most=lambda: LARGEST_FORM)
def bring(
    request: HttpRequest,
    questionnaire: QuestionnaireInPath,
    asked: Form[FileAsked],
    file: File[UploadedFile],
) -> dict[str, Any]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing."""
    found = target_of(request)
    plan = answers_plan(found, file.read(), name=file.name or "")
    done_as_told(plan, asked, lambda: answers_apply(found, plan, by=person_of(request.user).by))
    return {**plan_record(request, plan, asked), "questions": [row.code for row in plan.doing]}


def _told(found: Questionnaire) -> dict[str, Any]:
    return {"code": found.code, "title": found.title, "state": found.state, "due_on": found.due_on}


def _whole(found: Questionnaire) -> dict[str, Any]:
    items = list(items_of(found))
    progress = progress_of(items)
    return {
        **_told(found),
        "content": content_of(found).sha256,
        "answered": progress.answered,
        "checked": progress.checked,
        "needed_missing": progress.needed_missing,
        "questions": [_question(item) for item in items],
    }


def _question(item: Item) -> dict[str, Any]:
    plain = (
        "code", "section", "question", "answers", "is_needed",
        "words", "pages", "does_not_apply", "origin", "version",
    )  # fmt: skip
    return {
        **{name: getattr(item, name) for name in plain},
        "entity": item.entity.code if item.entity else None,
        "is_checked": item.checked_by is not None,
    }
