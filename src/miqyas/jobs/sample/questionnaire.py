"""The questionnaire of the sample government, laid in through the services that people use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import transaction

from miqyas.jobs.programme.questionnaire import questionnaire_fill
from miqyas.kernel.documents import read_document
from miqyas.workspace.questionnaires.fields import AnswerFields, QuestionFields, QuestionnaireFields
from miqyas.workspace.questionnaires.models import Item, Questionnaire
from miqyas.workspace.questionnaires.queries import items_of, questionnaire_by_code
from miqyas.workspace.questionnaires.services import (
    answer_check,
    answer_write,
    question_add,
    question_change,
    questionnaire_create,
)


@cache
def sample() -> Mapping[str, Any]:
    """What the sample says of its questionnaire."""
    text = files("miqyas.jobs.sample").joinpath("questionnaire.yaml").read_text(encoding="utf-8")
    return dict(read_document(text, file="jobs/sample/questionnaire.yaml"))


def questionnaire_laid() -> bool:
    """Whether it is there; it is laid whole or not at all."""
    return questionnaire_by_code(sample()["code"]) is not None


@transaction.atomic
def questionnaire_lay(*, by: UUID, today: date) -> None:
    """Lay it in: filled from what is known, then answered and checked in part. What is there stays."""
    said = sample()
    if questionnaire_laid():
        return
    fields = QuestionnaireFields(said["code"], said["title"], today + timedelta(said["days"]))
    made = questionnaire_create(fields, by=by, is_sample=True)
    question_add(made, QuestionFields(**said["question"]), by=by)
    for code, entity in said["given"].items():
        question_change(_item(made, code), _given_to(_item(made, code), entity), by=by)
    questionnaire_fill(made, by=by)
    for answer in said["answers"]:
        item = _item(made, answer["code"])
        answer_write(item, _answer(answer), version=item.version, by=by)
    for code in said["checked"]:
        item = _item(made, code)
        if item.is_answered:
            answer_check(item, version=item.version, by=by)


def _item(made: Questionnaire, code: str) -> Item:
    return next(one for one in items_of(made) if one.code == code)


def _given_to(item: Item, entity: str) -> QuestionFields:
    return QuestionFields(
        item.code, item.section, item.question, item.answers, item.is_needed, item.filled, entity
    )


def _answer(said: Mapping[str, Any]) -> AnswerFields:
    pages = tuple(said.get("pages", ()))
    return AnswerFields(said.get("words", {}), pages, does_not_apply="does_not_apply" in said)
