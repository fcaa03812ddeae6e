"""What the pages of reviews show: a feature without its owner, the clock, judgements in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone

from miqyas.catalogue import Feature
from miqyas.web.answering import Choice, grade_words, guidance_of
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import require
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.evidence.services import languages
from miqyas.workspace.reviews.features import grades_to_choose, starting_portal
from miqyas.workspace.reviews.models import Found, Judgement, ReviewItem, ReviewTask, Viewpoint
from miqyas.workspace.reviews.services.judging import CONFIDENCES, Said

SHOWN = ("find", "counts", "counts_not")
"""All that an assessor is told of a feature, besides its question."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How long an assessor has been looking; `stands` once they said whether they found it."""

    seconds: int
    limit: int
    stands: bool

    @property
    def is_over(self) -> bool:
        return not self.stands and self.seconds >= self.limit

    @property
    def words(self) -> str:
        return minutes_words(self.seconds)

    @property
    def limit_words(self) -> str:
        return minutes_words(self.limit)


@dataclass(frozen=True, slots=True)
class Mark:
    """A judgement in words."""

    label: str
    found: str
    found_words: str
    grade_words: str
    path: str
    address: str
    language: str
    seconds: str
    viewpoint: str
    confidence: str
    justification: str


def minutes_words(seconds: int) -> str:
    """A clock's face: 4:05.

    >>> minutes_words(245)
    '4:05'
    """
    return f"{seconds // 60}:{seconds % 60:02d}"


def duration_words(seconds: int) -> str:
    """A time taken, in words."""
    return say_here("reviews.duration", minutes=seconds // 60, n=seconds % 60)


def task_asked(request: HttpRequest, task: UUID, action: str) -> ReviewTask:
    """The task of the address, if it is the person's own; else as if there were none."""
    require(request.user, "review.queue")
    rows = ReviewTask.objects.select_related("item__campaign", "item__subject")
    found = rows.filter(pk=task).first()
    if found is None:
        raise Http404
    require(request.user, action, found)
    return found


def feature_of(item: ReviewItem) -> Feature:
    """The feature that an item asks for."""
    return instruments_of(item.campaign).features[item.feature]


def question_of(item: ReviewItem) -> str:
    """The question of an item, in the reader's language."""
    return feature_of(item).question.in_language(current_language())


def city_of(item: ReviewItem) -> str:
    """The city that is looked at; empty for the nation."""
    return item.subject.title.in_language(current_language()) if item.subject else ""


def about_item(item: ReviewItem) -> dict[str, Any]:
    """What a stranger is told: nothing of who owns the feature, nor of what they answered."""
    feature = feature_of(item)
    portal = starting_portal(item)
    guidance = {piece.name: piece for piece in guidance_of(feature, names=SHOWN)}
    return {
        "question": question_of(item),
        "city": city_of(item),
        "find": guidance.get("find"),
        "counts": [guidance[name] for name in SHOWN[1:] if name in guidance],
        "portal": portal.address if portal else "",
    }


def clock_of(task: ReviewTask) -> Clock | None:
    """The clock of a task by the server's time; None before it is started."""
    if task.started_at is None:
        return None
    until = task.stopped_at or task.submitted_at or timezone.now()
    seconds = max(0, int((until - task.started_at).total_seconds()))
    return Clock(seconds, task.item.campaign.seconds, task.stopped_at is not None)


def form_of(feature: Feature, said: Said) -> dict[str, Any]:
    """The fields of a judgement with what is chosen."""
    chosen = asdict(said)
    return {
        "said": said,
        "founds": _choices(Found.values, chosen["found"], "reviews.found"),
        "grades": tuple(
            Choice(grade, grade_words(feature, grade), grade == said.grade)
            for grade in grades_to_choose(feature.scale)
        ),
        "viewpoints": _choices(Viewpoint.values, chosen["viewpoint"], "reviews.viewpoint"),
        "confidences": tuple(Choice(one, one, one == said.confidence) for one in CONFIDENCES),
        "languages": _choices(languages(), chosen["language"], "evidence.language"),
    }


def _choices(values: Iterable[str], chosen: str, key: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, say_here(f"{key}.{value}"), value == chosen) for value in values)


def marks_of(item: ReviewItem, judgements: Iterable[Judgement]) -> list[Mark]:
    """Judgements in words, by the number of the assessor: nobody is named."""
    feature = feature_of(item)
    return [_mark(one, feature, say_here("reviews.assessor", n=one.task.slot)) for one in judgements]


def own_mark(item: ReviewItem, judgement: Judgement) -> Mark:
    """The reader's own judgement in words."""
    return _mark(judgement, feature_of(item), say_here("reviews.own"))


def _mark(judgement: Judgement, feature: Feature, label: str) -> Mark:
    known = languages()
    return Mark(
        label=label,
        found=judgement.found,
        found_words=say_here(f"reviews.found.{judgement.found}"),
        grade_words=grade_words(feature, judgement.grade) if judgement.grade else "",
        path=judgement.path,
        address=judgement.address,
        language=say_here(f"evidence.language.{judgement.language}") if judgement.language in known else "",
        seconds=duration_words(judgement.seconds),
        viewpoint=say_here(f"reviews.viewpoint.{judgement.viewpoint}"),
        confidence=say_here("reviews.confidence.of", n=judgement.confidence),
        justification=judgement.justification,
    )


def result_words(item: ReviewItem) -> str:
    """The grade that stands, in words; empty while none does."""
    return grade_words(feature_of(item), item.grade) if item.grade else ""
