"""How far a review has come, and how far its assessors agree: for those who do not assess in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet

from miqyas.assessment.agreement import Agreement
from miqyas.assessment.answers import Decision as Decided
from miqyas.assessment.raters import ReviewAgreement, review_agreement
from miqyas.assessment.workflow import flows
from miqyas.workspace.accounts.queries import users_with
from miqyas.workspace.accounts.roles import ASSESSOR
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.reviews.allotting import Lacking, allotment_of, default_seed
from miqyas.workspace.reviews.blindness import OPEN, UNDER_REVIEW
from miqyas.workspace.reviews.errors import ReviewError
from miqyas.workspace.reviews.features import asked_by_code
from miqyas.workspace.reviews.models import AssessorTerms, Conflict, Judgement, ReviewItem, ReviewTask
from miqyas.workspace.reviews.queries.values import judged_values, subject_name

FEWEST: Final = 2
"""Times below which there is no middle half."""


@dataclass(frozen=True)
class AssessorProgress:
    """How far one assessor has come, and what they take."""

    assessor: UUID
    given: int
    begun: int
    submitted: int
    terms: AssessorTerms | None


@dataclass(frozen=True)
class Times:
    """How long an assessor took, in seconds, and how often they found it."""

    assessor: UUID
    count: int
    found: float
    lower: float
    median: float
    upper: float


@dataclass(frozen=True)
class AgreementFound:
    """Agreement in a review: as a whole, by sub-index, and the times of each assessor."""

    whole: ReviewAgreement
    by_node: Mapping[str, Mapping[str, Agreement]]
    """Alpha by node of the methodology and scale."""
    times: Sequence[Times]
    people: tuple[UUID, ...]


def item_counts(campaign: Campaign) -> dict[str, int]:
    """How many items are in each state, in the order of the work."""
    rows = campaign.items.order_by().values_list("state").annotate(n=Count("id"))
    return {state: dict(rows).get(state, 0) for state in flows()["review_item"].states}


def assessors_progress(campaign: Campaign) -> list[AssessorProgress]:
    """Everybody who assesses or has a task, by name."""
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    rows = ReviewTask.objects.filter(item__campaign=campaign).exclude(state="withdrawn")
    for assessor, state, n in rows.order_by().values_list("assessor", "state").annotate(n=Count("id")):
        counts[assessor][state] = n
    present = users_with(ASSESSOR, campaign=campaign.pk).order_by("display_name", "email")
    people = dict.fromkeys([*present.values_list("pseudonym", flat=True), *counts])
    terms = {row.assessor: row for row in AssessorTerms.objects.filter(campaign=campaign)}
    return [
        AssessorProgress(
            person,
            counts[person].total(),
            counts[person]["started"],
            counts[person]["submitted"],
            terms.get(person),
        )
        for person in people
    ]


def assessor_in(campaign: Campaign, given: str | UUID) -> UUID:
    """One of those who assess in the campaign, by pseudonym. Raises `ReviewError` for anybody else."""
    for one in assessors_progress(campaign):
        if str(one.assessor) == str(given):
            return one.assessor
    raise ReviewError("not_an_assessor")


def conflicts_in(campaign: Campaign) -> QuerySet[Conflict]:
    """The ties of those who assess in the campaign: others are not its business."""
    people = [one.assessor for one in assessors_progress(campaign)]
    return Conflict.objects.filter(assessor__in=people).select_related("entity")


def task_in(campaign: Campaign, task: UUID) -> ReviewTask | None:
    """A task of the campaign."""
    return ReviewTask.objects.filter(pk=task, item__campaign=campaign).first()


def lacking_in(campaign: Campaign) -> Sequence[Lacking]:
    """Open items that lack an assessor and would lack one still if all were given out now, and why.

    Beside them those that could be given: with no reason.
    """
    if campaign.state != UNDER_REVIEW:
        return ()
    found = allotment_of(campaign, seed=default_seed(campaign))
    barred = {one.item.pk for one in found.lacking}
    items = ReviewItem.objects.in_bulk([pk for pk, people in found.given.items() if people])
    free = [Lacking(item, len(found.given[pk]), {}) for pk, item in items.items() if pk not in barred]
    return (*found.lacking, *sorted(free, key=lambda one: one.item.feature))


def agreement_in(campaign: Campaign) -> AgreementFound | None:
    """Agreement on all items of which every judgement is in; None while there are none."""
    rows = list(
        Judgement.objects.filter(task__item__campaign=campaign)
        .exclude(task__item__state=OPEN)
        .select_related("task__item")
        .order_by("task__item__feature", "task__slot")
    )
    if not rows:
        return None
    asked, judged = asked_by_code(campaign), judged_values(rows)
    settled = [
        Decided(item.feature, item.grade, subject=subject_name(item.subject_id))
        for item in campaign.items.exclude(grade="")
    ]
    seed = default_seed(campaign)
    by_node = {}
    for node in dict.fromkeys(one.node for one in asked.values()):
        own = [one for one in asked.values() if one.node == node]
        alpha = review_agreement(own, judged, decisions=(), seed=seed).alpha
        if alpha:
            by_node[node] = alpha
    whole = review_agreement(tuple(asked.values()), judged, decisions=settled, seed=seed)
    people = tuple(dict.fromkeys(row.task.assessor for row in rows))
    return AgreementFound(whole, by_node, [_times(person, rows) for person in people], people)


def _times(person: UUID, rows: Sequence[Judgement]) -> Times:
    own = [row for row in rows if row.task.assessor == person]
    seconds = [row.seconds for row in own]
    lower, median, upper = (
        quantiles(seconds, n=4, method="inclusive") if len(seconds) >= FEWEST else seconds * 3
    )
    found = sum(row.found == "found" for row in own) / len(own)
    return Times(person, len(own), found, lower, median, upper)
