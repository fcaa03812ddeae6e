"""The finding that stands beside the two judgements of an item: the third, mechanical assessor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Max

from miqyas.scanner.journey.compare import Compared, Review, compared
from miqyas.scanner.journey.model import Journey
from miqyas.scanner.rules.model import State
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.reviews.blindness import OVER
from miqyas.workspace.reviews.models import Found, Judgement, ReviewItem
from miqyas.workspace.reviews.queries.adjudication import items_agreed
from miqyas.workspace.scans.access import is_blind
from miqyas.workspace.scans.models import FindingRow, Scan
from miqyas.workspace.scans.services.following import is_clash


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


def states_beside(person: Person, items: Iterable[ReviewItem]) -> Mapping[UUID, str]:
    """The state of the finding beside each item that somebody may decide, by its id; three queries.

    ``items`` are those of `items_to_decide` or `items_agreed`; which finding it is says `finding_beside`.
    Nothing for who is kept from scans altogether.
    """
    listed = {item.pk: item for item in items}
    if not listed or is_blind(person):
        return {}
    judged = Judgement.objects.filter(task__item__in=listed).values_list("task__item")
    last = dict(judged.annotate(last=Max("at")))
    told: dict[tuple[UUID | None, str], list[FindingRow]] = defaultdict(list)
    rows = FindingRow.objects.filter(feature__in={item.feature for item in listed.values()})
    known = rows.select_related("report__scan").defer("record", "sources", "report__record")
    for row in known.order_by("report__scan__asked_at", "report__number"):
        told[row.report.scan.entity_id, row.feature].append(row)
    found: dict[UUID, str] = {}
    for pk, item in listed.items():
        beside = told.get((item.subject_id, item.feature), [])
        then = [row for row in beside if pk in last and row.report.at <= last[pk]]
        if beside:
            found[pk] = (then or beside)[-1].state
    return found


def items_apart(person: Person) -> list[tuple[ReviewItem, str]]:
    """Items on which all assessors agree and a scan found otherwise, each with the state that it found.

    Of campaigns under review in which the person decides, but for those that they have a part in.
    """
    items = items_agreed(person)
    states = states_beside(person, items)
    return [
        (item, states[item.pk]) for item in items if item.pk in states and is_apart(item, states[item.pk])
    ]


def is_apart(item: ReviewItem, state: str) -> bool:
    """Whether what stands for an item clashes with the state that a scan found: "partial" never does."""
    if state == State.PARTIAL.value:
        return False
    feature = instruments_of(item.campaign).features[item.feature]
    return bool(item.grade) and is_clash(item.grade, scale=feature.scale, state=state)


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
