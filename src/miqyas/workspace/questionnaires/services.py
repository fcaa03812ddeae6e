from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from miqyas.assessment.workflow import step
from miqyas.kernel.errors import Place
from miqyas.kernel.text import plain_lines
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add
from miqyas.workspace.questionnaires.errors import QuestionnaireError
from miqyas.workspace.questionnaires.fields import (
    LONGEST_WORDS,
    MOST_QUESTIONS,
    AnswerFields,
    QuestionFields,
    QuestionnaireFields,
    answer_faults,
    question_faults,
    questionnaire_faults,
    template,
)
from miqyas.workspace.questionnaires.models import Item, ItemRevision, Questionnaire, SignOff
from miqyas.workspace.questionnaires.queries import (
    answer_of,
    content_of,
    items_of,
    progress_of,
    questionnaire_by_code,
)
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entity_by_code

KIND = "questionnaire"


@dataclass(frozen=True)
class Filled:
    """An answer that was found elsewhere, and what it was found in: kind and code of each thing."""

    answer: AnswerFields
    origin: tuple[Mapping[str, str], ...]


def questionnaire_problems(fields: QuestionnaireFields) -> tuple[QuestionnaireError, ...]:
    """All that is wrong with a new questionnaire."""
    tidy = fields.tidied()
    found = [*questionnaire_faults(tidy)]
    if questionnaire_by_code(tidy.code):
        found.append(_fault("code_taken", "code", given=tidy.code))
    return tuple(found)


@transaction.atomic
def questionnaire_create(
    fields: QuestionnaireFields, *, by: UUID | None, is_sample: bool = False
) -> Questionnaire:
    """A copy of the template to be answered. Raises `QuestionnaireError`, the first of its problems."""
    _refuse(questionnaire_problems(fields))
    tidy = fields.tidied()
    try:
        with transaction.atomic():
            made = Questionnaire.objects.create(
                code=tidy.code, title=dict(tidy.title), due_on=tidy.due_on, is_sample=is_sample, created_by=by
            )
    except IntegrityError as error:
        raise _fault("code_taken", "code", given=tidy.code) from error
    Item.objects.bulk_create(_item(made, one, position=at) for at, one in enumerate(template()))
    _record("questionnaire.create", made, by=by)
    return made


@transaction.atomic
def question_add(questionnaire: Questionnaire, fields: QuestionFields, *, by: UUID | None) -> Item:
    """Another question, at the end of its section or, for a new one, of all. Raises `QuestionnaireError`."""
    held = _open(questionnaire)
    tidy = fields.tidied()
    entity = _entity(tidy.entity)
    _refuse(question_faults(tidy))
    rows = list(items_of(held))
    if len(rows) >= MOST_QUESTIONS:
        raise _fault("too_many_questions", "code", limit=MOST_QUESTIONS)
    if any(one.code == tidy.code for one in rows):
        raise _fault("code_taken", "code", given=tidy.code)
    same = [one.position for one in rows if one.section == dict(tidy.section)]
    position = 1 + (same[-1] if same else max((one.position for one in rows), default=-1))
    for one in reversed([row for row in rows if row.position >= position]):
        one.position += 1
        one.save(update_fields=["position"])
    made = _item(held, tidy, position=position, entity=entity)
    made.save()
    _record("questionnaire.question_add", held, by=by, question=made.code)
    return made


@transaction.atomic
def question_change(item: Item, fields: QuestionFields, *, by: UUID | None) -> Item:
    """Other words, another kind of answer, another entity; its code and its answer stay."""
    held = _open(item.questionnaire)
    tidy = fields.tidied()
    _refuse(question_faults(tidy))
    locked = Item.objects.select_for_update().get(pk=item.pk)
    _refuse(answer_faults(answer_of(locked), takes=tidy.answers))
    locked.section, locked.question = dict(tidy.section), dict(tidy.question)
    locked.answers, locked.is_needed = tidy.answers, tidy.is_needed
    locked.entity = _entity(tidy.entity)
    locked.save()
    _record("questionnaire.question_change", held, by=by, question=locked.code)
    return locked


@transaction.atomic
def question_remove(item: Item, *, by: UUID | None) -> None:
    """Take a question out. Raises `QuestionnaireError` for one that was answered: words are kept."""
    held = _open(item.questionnaire)
    locked = Item.objects.select_for_update().get(pk=item.pk)
    if locked.revisions.exists():
        raise _fault("answered_stays", "code", given=locked.code)
    _record("questionnaire.question_remove", held, by=by, question=locked.code)
    locked.delete()


@transaction.atomic
def answer_write(
    item: Item,
    answer: AnswerFields,
    *,
    version: int,
    by: UUID | None,
    origin: Sequence[Mapping[str, str]] = (),
) -> Item:
    """Write an answer over the one of `version`; the one before stays as a revision, the check falls.

    The same again changes nothing. Raises `QuestionnaireError` for an answer that cannot be, and for one
    written beside another's (`changed_meanwhile`); `WorkflowError` where the questionnaire is signed.
    """
    held = _locked(item.questionnaire)
    state = step(KIND, held.state, "save")
    locked = Item.objects.select_for_update().get(pk=item.pk)
    tidy = answer.tidied()
    if tidy == answer_of(locked):
        return locked
    if locked.version != version:
        raise _fault("changed_meanwhile", "version")
    _refuse(answer_faults(tidy, takes=locked.answers))
    locked.words, locked.pages = dict(tidy.words), list(tidy.pages)
    locked.does_not_apply, locked.origin = tidy.does_not_apply, [dict(one) for one in origin]
    locked.checked_by, locked.version = None, locked.version + 1
    locked.save()
    _keep(locked, by=by)
    _set_state(held, state)
    _record("questionnaire.answer", held, by=by, question=locked.code, number=locked.version)
    return locked


@transaction.atomic
def answers_fill(questionnaire: Questionnaire, found: Mapping[str, Filled], *, by: UUID | None) -> int:
    """Put what was found into questions that nobody wrote an answer to; how many were filled or renewed."""
    held = _open(questionnaire)
    done = 0
    for item in items_of(held):
        filled = found.get(item.code)
        if filled is None or (item.is_answered and not item.origin):
            continue
        if filled.answer.tidied() != answer_of(item):
            answer_write(item, filled.answer, version=item.version, by=by, origin=filled.origin)
            done += 1
    return done


@transaction.atomic
def answer_check(item: Item, *, version: int, by: UUID) -> Item:
    """Say that the answer as it stands was looked at. Raises `QuestionnaireError` where it changed since."""
    held = _open(item.questionnaire)
    locked = Item.objects.select_for_update().get(pk=item.pk)
    if locked.version != version:
        raise _fault("changed_meanwhile", "version")
    if not locked.is_answered:
        raise _fault("nothing_to_check", "words")
    locked.checked_by = by
    locked.save(update_fields=["checked_by"])
    _record("questionnaire.check", held, by=by, question=locked.code, number=version)
    return locked


@transaction.atomic
def questionnaire_step(
    questionnaire: Questionnaire, action: str, *, by: UUID, seen: str = "", reason: str = ""
) -> Questionnaire:
    """Take it on. To sign, `seen` names the content that was seen; to take a signed one up, a reason.

    Raises `WorkflowError` where the step leads nowhere, `QuestionnaireError` for one that is not ready, that
    changed meanwhile, or without a reason.
    """
    held = _locked(questionnaire)
    state = step(KIND, held.state, action)
    details: dict[str, Any] = {}
    if action == "sign":
        details = {"content": _sign(held, seen=seen, by=by).sha256}
    if action == "take_up":
        details = {"reason": _reason(reason)}
    _set_state(held, state)
    _record(f"questionnaire.{action}", held, by=by, **details)
    if action == "hand_on":
        publish(
            "questionnaire.review",
            key=f"{held.pk}:{content_of(held).sha256}",
            questionnaire=str(held.pk),
            by=str(by),
        )
    return held


def _sign(held: Questionnaire, *, seen: str, by: UUID) -> SignOff:
    content = content_of(held)
    if content.sha256 != seen:
        raise _fault("changed_meanwhile", "seen")
    progress = progress_of(items_of(held))
    if not progress.is_ready:
        missing = progress.needed_missing
        unchecked = progress.answered - progress.checked
        raise _fault("not_ready", "state", missing=missing, unchecked=unchecked)
    return SignOff.objects.create(
        questionnaire=held, sha256=content.sha256, content=list(content.rows), by=by
    )


def _reason(given: str) -> str:
    reason = plain_lines(given)
    if not reason:
        raise _fault("reason_missing", "reason")
    if len(reason) > LONGEST_WORDS:
        raise _fault("too_long", "reason", n=len(reason), limit=LONGEST_WORDS)
    return reason


def _item(
    questionnaire: Questionnaire, fields: QuestionFields, *, position: int, entity: Entity | None = None
) -> Item:
    return Item(
        questionnaire=questionnaire,
        code=fields.code,
        position=position,
        section=dict(fields.section),
        question=dict(fields.question),
        answers=fields.answers,
        is_needed=fields.is_needed,
        filled=dict(fields.filled),
        entity=entity,
    )


def _entity(code: str) -> Entity | None:
    if not code:
        return None
    found = entity_by_code(code)
    if found is None:
        raise _fault("entity_unknown", "entity", given=code[:60])
    return found


def _keep(item: Item, *, by: UUID | None) -> None:
    ItemRevision.objects.create(
        item=item,
        number=item.version,
        words=item.words,
        pages=item.pages,
        does_not_apply=item.does_not_apply,
        by=by,
    )


def _locked(questionnaire: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)


def _open(questionnaire: Questionnaire) -> Questionnaire:
    """Locked, and not signed. Raises `WorkflowError`."""
    held = _locked(questionnaire)
    step(KIND, held.state, "save")
    return held


def _set_state(held: Questionnaire, state: str) -> None:
    if held.state != state:
        held.state = state
        held.save(update_fields=["state"])


def _record(action: str, questionnaire: Questionnaire, *, by: UUID | None, **details: Any) -> None:
    record_add(
        action,
        actor=by,
        object_kind="questionnaire",
        object_id=questionnaire.pk,
        details={"code": questionnaire.code, **details},
    )


def _fault(detail: str, name: str, **params: Any) -> QuestionnaireError:
    return QuestionnaireError(detail, place=Place(name=name), **params)


def _refuse(problems: Iterable[QuestionnaireError]) -> None:
    for problem in problems:
        raise problem
