"""Projects at the gate: brought, answered for, ruled upon; on a go they become initiatives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.assessment.workflow import step_as
from miqyas.kernel.text import plain_line, plain_lines
from miqyas.workspace.events.services import publish
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.errors import RoadmapError, fault
from miqyas.workspace.roadmaps.faults import (
    LONGEST_TEXT,
    code_faults,
    item_faults,
    words_faults,
)
from miqyas.workspace.roadmaps.fields import ItemFields, plain, tidy_texts, tidy_words
from miqyas.workspace.roadmaps.gate import GOOD, questions
from miqyas.workspace.roadmaps.ground import ground_now
from miqyas.workspace.roadmaps.models import GateReview, ItemKind, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import codes_taken
from miqyas.workspace.roadmaps.services.items import item_create, item_step
from miqyas.workspace.roadmaps.terms import listed
from miqyas.workspace.roadmaps.versions import Saved, has_moved, keep, keep_aside, merged, restored

FLOW: Final = "gate_review"
RULINGS: Final = frozenset({"go", "condition", "refuse"})
"""Steps by which the authority rules; each wants reasons."""
REASONED: Final = RULINGS | {"return"}
_DATES: Final = ("planned_start", "planned_end", "go_live")
_OWN: Final = ("code", "title", "description", *_DATES)


@dataclass(frozen=True)
class GateFields:
    """A project as it is brought: what it is, where it is to stand, what it touches, what it answers.

    `answers` holds for each question the `choice` and the `words` beside it.
    """

    code: str
    title: Mapping[str, str]
    entity: str
    description: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""
    planned_start: date | None = None
    planned_end: date | None = None
    go_live: date | None = None
    features: tuple[tuple[str, str], ...] = ()
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def tidied(self) -> GateFields:
        """The same without signs that cannot be seen, codes in small letters."""
        return replace(
            self,
            code=plain_line(self.code).lower(),
            title=tidy_words(self.title),
            description=tidy_texts(self.description),
            entity=plain_line(self.entity).lower(),
            parent=plain_line(self.parent).lower(),
            features=tuple(sorted(dict.fromkeys(self.features))),
            answers={code: tidy for code, one in self.answers.items() if (tidy := _tidy_answer(one))},
        )

    def item(self) -> ItemFields:
        """The initiative that it is to become."""
        same = ("title", "description", "entity", "parent", "features", *_DATES)
        values = {name: getattr(self, name) for name in same}
        return ItemFields(code=self.code, kind=ItemKind.INITIATIVE.value, **values)


def _tidy_answer(answer: Mapping[str, str]) -> dict[str, str]:
    tidy = {name: plain_lines(answer.get(name, "")) for name in ("choice", "words")}
    return {name: text for name, text in tidy.items() if text}


def fields_of(review: GateReview) -> GateFields:
    """A review as plain values."""
    return GateFields(
        **{name: getattr(review, name) for name in _OWN},
        entity=review.entity.code,
        parent=review.parent.code if review.parent else "",
        features=tuple((one[0], one[1]) for one in review.features),
        answers=review.answers,
    )


@transaction.atomic
def gate_create(fields: GateFields, *, by: UUID | None) -> GateReview:
    """Bring a project. Raises the first `RoadmapError`; answers may come later."""
    fields = fields.tidied()
    for problem in gate_faults(fields):
        raise problem
    review = GateReview(state="draft", updated_by=by)
    _write(review, fields)
    keep(review, _values(review, fields), action="gate_review.create", changed=[], by=by)
    return review


@transaction.atomic
def gate_save(
    review: GateReview,
    fields: GateFields,
    *,
    version: int,
    by: UUID | None,
    action: str = "gate_review.save",
) -> Saved[GateReview]:
    """Have a project say something else while it is a draft; versions as for items."""
    locked, fields = _locked(review), fields.tidied()
    if locked.state != "draft":
        raise fault("gate_closed", "state")
    before = fields_of(locked)
    wanted, now = plain(fields), plain(before)
    if wanted == now:
        return Saved(locked)
    if has_moved(locked, wanted, now=now, version=version):
        return Saved(locked, keep_aside(locked, wanted, version=version, by=by))
    fields = _from(merged(locked, wanted, now=now, version=version))
    for problem in gate_faults(fields, of=locked):
        raise problem
    _change(locked, fields, before=now, action=action, by=by)
    return Saved(locked)


@transaction.atomic
def gate_put_back(
    review: GateReview, *, aside: int, names: Collection[str], version: int, by: UUID | None
) -> Saved[GateReview]:
    """Have fields say again what was kept aside, by somebody who saw `version`; versions as for a save.

    Raises `RoadmapError`.
    """
    values = restored(_locked(review), aside=aside, names=names, version=version)
    return gate_save(review, _from(values), version=version, by=by, action="gate_review.put_back")


@transaction.atomic
def gate_step(
    review: GateReview,
    action: str,
    *,
    roles: Iterable[str],
    reasons: str = "",
    conditions: str = "",
    by: UUID | None,
) -> GateReview:
    """Take a project to its next state; on a go it becomes an initiative, approved, below its parent.

    Raises `WorkflowError`, and `RoadmapError` for what is not answered and for a ruling without reasons.
    """
    locked = _locked(review)
    reasons, conditions = plain_lines(reasons), plain_lines(conditions)
    ends = step_as(FLOW, locked.state, action, roles=roles)
    _check_step(locked, action, reasons=reasons, conditions=conditions)
    locked.state = ends
    if action in REASONED:
        locked.reasons = reasons
    if action == "condition":
        locked.conditions = conditions
    if action in RULINGS:
        locked.decided_by, locked.decided_at = by, timezone.now()
    if action == "go":
        locked.item = _become(fields_of(locked), roles=roles, reason=reasons, by=by)
    fields = fields_of(locked)
    _change(locked, fields, before=plain(fields), action=f"gate_review.{action}", by=by)
    if action in REASONED | {"submit"}:
        _tell(locked, ends, by=by)
    return locked


def _check_step(review: GateReview, action: str, *, reasons: str, conditions: str) -> None:
    if action == "submit":
        for problem in unanswered(fields_of(review)):
            raise problem
    if action in REASONED and not reasons:
        raise fault("reason_missing", "reasons")
    if action == "condition" and not conditions:
        raise fault("conditions_missing", "conditions")
    for name, text in (("reasons", reasons), ("conditions", conditions)):
        if len(text) > LONGEST_TEXT:
            raise fault("too_long", name, most=LONGEST_TEXT)


def _become(fields: GateFields, *, roles: Iterable[str], reason: str, by: UUID | None) -> RoadmapItem:
    item = item_create(fields.item(), by=by)
    return item_step(item, "approve", roles=roles, on=timezone.localdate(), reason=reason, by=by)


def gate_faults(fields: GateFields, *, of: GateReview | None = None) -> Iterator[RoadmapError]:
    """What is wrong with a project as it is brought, all at once."""
    yield from code_faults(fields.code)
    others = GateReview.objects.exclude(pk=of.pk) if of else GateReview.objects.all()
    if others.filter(code__iexact=fields.code).exists() or codes_taken(fields.code):
        yield fault("code_taken", "code", given=fields.code)
    if not fields.entity:
        yield fault("entity_missing", "entity")
    ground = ground_now().with_items([fields.item()])
    for problem in item_faults(fields.item(), ground):
        if problem.place.name != "code":
            yield problem
    yield from _answer_faults(fields)


def _answer_faults(fields: GateFields) -> Iterator[RoadmapError]:
    for code, answer in fields.answers.items():
        question = questions().get(code)
        if question is None:
            yield fault("question_unknown", "answers", given=code[:60], known=", ".join(questions()))
        elif answer.get("choice") and answer["choice"] not in question.choices:
            known = listed(choice.words for choice in question.choices.values())
            yield fault("choice_unknown", code, given=answer["choice"][:60], known=known)
        yield from words_faults({"en": answer.get("words", "")}, code, most=LONGEST_TEXT)


def unanswered(fields: GateFields) -> Iterator[RoadmapError]:
    """What still has to be answered before the authority looks at a project."""
    for code, question in questions().items():
        answer = fields.answers.get(code, {})
        choice = question.choices.get(answer.get("choice", ""))
        if choice is None:
            yield fault("unanswered", code, question=question.ask)
        elif choice.tone != GOOD and not answer.get("words"):
            yield fault("unexplained", code, question=question.ask)
    if fields.answers.get("features", {}).get("choice") == "listed" and not fields.features:
        yield fault("features_missing", "features")
    if fields.go_live is None:
        yield fault("go_live_missing", "go_live")


def _locked(review: GateReview) -> GateReview:
    rows = GateReview.objects.select_for_update(of=("self",)).select_related("entity", "parent")
    return rows.get(pk=review.pk)


def _values(review: GateReview, fields: GateFields) -> dict[str, Any]:
    ruled = {name: getattr(review, name) for name in ("state", "reasons", "conditions")}
    return {**plain(fields), **ruled}


def _change(
    review: GateReview, fields: GateFields, *, before: Mapping[str, Any], action: str, by: UUID | None
) -> None:
    changed = [name for name, value in plain(fields).items() if before[name] != value]
    review.version += 1
    review.updated_by = by
    _write(review, fields)
    keep(review, _values(review, fields), action=action, changed=changed, by=by)


def _write(review: GateReview, fields: GateFields) -> None:
    for name in _OWN:
        setattr(review, name, getattr(fields, name))
    review.features = [list(one) for one in fields.features]
    review.answers = {code: dict(one) for code, one in fields.answers.items()}
    review.entity = Entity.objects.get(code=fields.entity)
    review.parent = RoadmapItem.objects.filter(code=fields.parent).first() if fields.parent else None
    review.save()


def _from(kept: Mapping[str, Any]) -> GateFields:
    values = {name: kept[name] for name in GateFields.__dataclass_fields__}
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    values["features"] = tuple((one[0], one[1]) for one in values["features"])
    return GateFields(**values)


def _tell(review: GateReview, state: str, *, by: UUID | None) -> None:
    kind = "gate.submitted" if state == "submitted" else "gate.decided"
    publish(
        kind,
        key=f"{review.pk}:{review.version}",
        review=str(review.pk),
        state=state,
        by=str(by) if by else None,
    )
