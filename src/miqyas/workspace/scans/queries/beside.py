"""The finding that stands beside the two judgements of an item: the third, mechanical assessor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Max

from miqyas.scanner.journey.compare import Compared, Review, compared
from miqyas.scanner.journey.model import Journey
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.reviews.blindness import OVER
from miqyas.workspace.reviews.models import Found, Judgement, ReviewItem
from miqyas.workspace.scans.models import FindingRow, Scan


def finding_beside(person: Person, item: ReviewItem) -> FindingRow | None:
    """What a scan found of the feature, for who sees both judgements; None before, or without a scan.

    It is the newest finding from before the last of the judgements, so that what is compared was to be seen
    at the same time; where there is none, the newest of all.
    """
    if verdict(person, "scan.beside", item) is not Verdict.ALLOWED:
        return None
    rows = FindingRow.objects.filter(report__scan__entity=item.subject_id, feature=item.feature)
    known = rows.select_related("report__scan").defer("report__record")
    ordered = known.order_by("-report__scan__asked_at", "-report__number")
    last = Judgement.objects.filter(task__item=item).aggregate(last=Max("at"))["last"]
    then = ordered.filter(report__at__lte=last).first() if last else None
    return then or ordered.first()


def journeys_beside(
    person: Person, scan: Scan, journeys: Iterable[Journey]
) -> Mapping[tuple[str, str], Compared]:
    """Journeys beside what blind assessors found, by feature and language, once their review is over."""
    if verdict(person, "scan.view") is not Verdict.ALLOWED:
        return {}
    rows = Judgement.objects.filter(
        task__item__subject=scan.entity_id, task__item__campaign__state__in=OVER
    ).select_related("task__item")
    reviews = [_review(row) for row in rows]
    if not reviews:
        return {}
    return {(one.feature, one.language): one for one in compared(journeys, reviews).rows}


def _review(row: Judgement) -> Review:
    is_found = None if row.found == Found.UNSURE else row.found == Found.FOUND
    return Review(row.task.item.feature, row.language, is_found, float(row.seconds), row.address)
