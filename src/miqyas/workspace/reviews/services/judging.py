"""An assessor looks for one feature: starts the clock, keeps notes, hands in what they found, once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from miqyas.assessment.answers import UNANSWERED, grades_of, lowest_grade
from miqyas.assessment.workflow import step
from miqyas.kernel.errors import Place
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.reviews.blindness import UNDER_REVIEW
from miqyas.workspace.reviews.errors import ReviewError
from miqyas.workspace.reviews.features import grades_to_choose
from miqyas.workspace.reviews.models import Found, Judgement, ReviewItem, ReviewTask, Viewpoint
from miqyas.workspace.reviews.queries.digests import judgement_digest
from miqyas.workspace.reviews.settling import item_locked, item_record, item_settle

LONGEST: Final[Mapping[str, int]] = {
    "found": 12, "grade": 20, "path": 4000, "address": 2000, "language": 12, "viewpoint": 10,
    "confidence": 1, "justification": 4000,
}  # fmt: skip
CONFIDENCES: Final = ("1", "2", "3", "4", "5")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_is_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an assessor says of a feature, as typed; `confidence` is one of 1 to 5."""

    found: str = ""
    grade: str = ""
    path: str = ""
    address: str = ""
    language: str = ""
    viewpoint: str = ""
    confidence: str = ""
    justification: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Said:
        """From a form or a draft; what it does not know, it leaves out, and what nobody can see."""
        return cls(**{one.name: _tidy(str(values.get(one.name, ""))) for one in fields(cls)})


def _tidy(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n")).strip()


@transaction.atomic
def task_start(task: ReviewTask, *, by: UUID | None) -> ReviewTask:
    """Start the clock; started again, it runs on. Raises `ReviewError` when the review is not on."""
    item, held = _locked(task)
    if held.state == "assigned":
        held.state, held.started_at = step("review_task", held.state, "start"), timezone.now()
        held.save(update_fields=["state", "started_at"])
        item_record("review.start", item, by=by, slot=held.slot)
    return held


@transaction.atomic
def draft_save(task: ReviewTask, said: Said) -> ReviewTask:
    """Keep what is typed so far. The clock stands when found or not is said, and when it is said anew."""
    _, held = _locked(task)
    _check_started(held)
    said = Said.of(asdict(said))
    _check_lengths(said)
    if said.found != held.draft.get("found", ""):
        held.stopped_at = timezone.now() if said.found in Found.values else None
    held.draft = asdict(said)
    held.save(update_fields=["draft", "stopped_at"])
    return held


@transaction.atomic
def judgement_submit(task: ReviewTask, said: Said, *, by: UUID | None) -> Judgement:
    """Hand in what was found, for good. The same again gives what was handed in; anything else is refused.

    Raises `ReviewError` for what is missing or cannot be, when the review is over, and where something else
    was handed in before.
    """
    item, held = _locked(task, submitted_too=True)
    said = Said.of(asdict(said))
    before = Judgement.objects.filter(task=held).first()
    scale = instruments_of(item.campaign).features[item.feature].scale
    if before is not None:
        if _as_said(before) == _normal(said, scale):
            return before
        raise ReviewError("handed_in")
    _check_started(held)
    problem = next(problems_of(said, scale), None)
    if problem:
        raise problem
    judgement = _write(held, _normal(said, scale))
    held.state, held.submitted_at = step("review_task", held.state, "submit"), judgement.at
    held.draft = {}
    held.save(update_fields=["state", "submitted_at", "draft"])
    held.item = item
    judgement.task = held
    item_record("review.submit", item, by=by, slot=held.slot, hash=judgement_digest(judgement))
    item_settle(item)
    return judgement


def problems_of(said: Said, scale: str) -> Iterator[ReviewError]:
    """What is missing from a judgement, or cannot be, in the order of the form."""
    _check_lengths(said)
    if said.found not in Found.values:
        yield _at("found", "found_missing")
        return
    if said.found == Found.FOUND:
        if grades_to_choose(scale) and said.grade not in grades_to_choose(scale):
            yield _at("grade", "grade_missing")
        if not said.address and not said.path:
            yield _at("address", "where_missing")
    if said.address and not _is_web_address(said.address):
        yield _at("address", "address_malformed")
    if said.viewpoint not in Viewpoint.values:
        yield _at("viewpoint", "viewpoint_missing")
    if said.confidence not in CONFIDENCES:
        yield _at("confidence", "confidence_missing")
    if said.found != Found.FOUND and not said.justification:
        yield _at("justification", "justification_missing")


def _write(task: ReviewTask, said: Said) -> Judgement:
    now = timezone.now()
    assert task.started_at is not None
    stopped = task.stopped_at if task.draft.get("found") == said.found else None
    return Judgement.objects.create(
        task=task,
        seconds=max(0, round(((stopped or now) - task.started_at).total_seconds())),
        at=now,
        **asdict(said) | {"confidence": int(said.confidence)},
    )


def _normal(said: Said, scale: str) -> Said:
    """With the grade that it comes to: the highest of a plain scale, the lowest, or none for no view."""
    grade = said.grade
    if said.found == Found.NOT_FOUND:
        grade = lowest_grade(scale)
    elif said.found == Found.UNSURE:
        grade = UNANSWERED
    elif not grades_to_choose(scale):
        grade = grades_of(scale)[-1]
    return Said(**asdict(said) | {"grade": grade})


def _as_said(judgement: Judgement) -> Said:
    return Said.of({one.name: getattr(judgement, one.name) for one in fields(Said)})


def _is_web_address(text: str) -> bool:
    try:
        _is_address(text)
    except ValidationError:
        return False
    return True


def _check_lengths(said: Said) -> None:
    for name, limit in LONGEST.items():
        length = len(getattr(said, name))
        if length > limit:
            raise _at(name, "too_long", n=length, limit=limit)


def _check_started(task: ReviewTask) -> None:
    if task.state == "assigned":
        raise ReviewError("not_started")
    step("review_task", task.state, "submit")


def _locked(task: ReviewTask, *, submitted_too: bool = False) -> tuple[ReviewItem, ReviewTask]:
    """The item and the task as they are now; whoever judges the same feature queues at the item."""
    item = item_locked(task.item_id)
    held = ReviewTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    is_again = submitted_too and held.state == "submitted"
    if item.campaign.state != UNDER_REVIEW and not is_again:
        raise ReviewError("not_under_review")
    return item, held


def _at(name: str, detail: str, **params: Any) -> ReviewError:
    return ReviewError(detail, place=Place(name=name), **params)
