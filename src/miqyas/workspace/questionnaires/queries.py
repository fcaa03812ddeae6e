from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from miqyas.workspace.questionnaires.fields import AnswerFields
from miqyas.workspace.questionnaires.models import Item, ItemRevision, Questionnaire, SignOff


@dataclass(frozen=True)
class Progress:
    """How far a questionnaire has come."""

    questions: int
    answered: int
    checked: int
    needed_missing: int

    @property
    def is_ready(self) -> bool:
        """Whether it may be signed: nothing needed is missing, and all that stands there was checked."""
        return self.needed_missing == 0 and self.checked == self.answered > 0


@dataclass(frozen=True)
class Content:
    """What a signature stands under."""

    questionnaire: str
    rows: tuple[Mapping[str, Any], ...]

    @cached_property
    def sha256(self) -> str:
        """Of the canonical JSON: equal content gives an equal name."""
        whole = {"questionnaire": self.questionnaire, "answers": self.rows}
        plain = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()


def questionnaires_all() -> QuerySet[Questionnaire]:
    """Newest first, each with how many questions it has and how many are answered."""
    counted = Questionnaire.objects.annotate(
        question_count=Count("items"),
        answer_count=Count(
            "items",
            filter=Q(items__does_not_apply=True) | ~Q(items__pages=[]) | ~Q(items__words={}),
        ),
    )
    return counted.order_by("-created_at", "pk")


def questionnaire_by_code(code: str) -> Questionnaire | None:
    """The questionnaire of a code, in any case of letters."""
    return Questionnaire.objects.filter(code__iexact=code).first()


def items_of(questionnaire: Questionnaire) -> QuerySet[Item]:
    """Its questions in their order."""
    return questionnaire.items.select_related("entity", "questionnaire")


def items_for_entities(entities: Iterable[UUID]) -> QuerySet[Item]:
    """Questions that the entities' people answer, of questionnaires that are not signed."""
    rows = Item.objects.select_related("entity", "questionnaire").filter(entity__in=list(entities))
    return rows.exclude(questionnaire__state="signed").order_by("questionnaire", "position")


def item_at(questionnaire: str, code: str) -> Item | None:
    """A question by the codes of both."""
    rows = Item.objects.select_related("entity", "questionnaire")
    return rows.filter(questionnaire__code__iexact=questionnaire, code__iexact=code).first()


def revisions_of(item: Item) -> QuerySet[ItemRevision]:
    """What an answer was, newest first."""
    return item.revisions.all()


def signatures_of(questionnaire: Questionnaire) -> QuerySet[SignOff]:
    """When it was signed and by whom, newest first."""
    return questionnaire.signatures.all()


def progress_of(items: Iterable[Item]) -> Progress:
    """How far questions have come."""
    rows = list(items)
    answered = [one for one in rows if one.is_answered]
    return Progress(
        questions=len(rows),
        answered=len(answered),
        checked=sum(one.checked_by is not None for one in answered),
        needed_missing=sum(one.is_needed and not one.is_answered for one in rows),
    )


def answer_of(item: Item) -> AnswerFields:
    """What stands there now."""
    return AnswerFields(words=item.words, pages=tuple(item.pages), does_not_apply=item.does_not_apply)


def content_of(questionnaire: Questionnaire) -> Content:
    """All questions with their answers, as they would be signed."""
    return Content(questionnaire.code, tuple(_row(item) for item in items_of(questionnaire)))


def _row(item: Item) -> Mapping[str, Any]:
    return {
        "code": item.code,
        "section": item.section,
        "question": item.question,
        "words": item.words,
        "pages": item.pages,
        "does_not_apply": item.does_not_apply,
    }
