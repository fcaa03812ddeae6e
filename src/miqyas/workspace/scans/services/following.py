"""What follows from a report: grades proposed for blank answers, contradictions raised, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from miqyas.assessment.answers import UNANSWERED, grades_of, lowest_grade
from miqyas.scanner.rules.model import State
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import (
    Answer,
    Applicability,
    Assignment,
    Campaign,
    CampaignEntity,
    Kind,
)
from miqyas.workspace.campaigns.queries.submissions import answer_of
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import EntityKind
from miqyas.workspace.scans.models import Contradiction, FindingRow, Proposal, Report, Scan, Settled, Stand

Row = TypeVar("Row", Proposal, Contradiction)
ANSWERED_IN: Final = "open"
CHECKED_IN: Final = ("open", "review")
"""States of a campaign in which answers are held against scans."""
THERE: Final = frozenset({State.PRESENT.value, State.PARTIAL.value})
TOLD: Final = THERE | {State.ABSENT.value}


@dataclass(frozen=True)
class Followed:
    """How much followed."""

    proposals: int
    contradictions: int


@dataclass(frozen=True, slots=True)
class _Case:
    """A question with its answer and what a scan says of it."""

    assignment: Assignment
    answer: Answer
    finding: FindingRow
    scale: str

    @property
    def is_blank(self) -> bool:
        return self.answer.grade == UNANSWERED


@transaction.atomic
def report_follow(report: Report, *, campaigns: Iterable[Campaign] | None = None) -> Followed:
    """Propose and contradict, in all campaigns that are under way.

    Nothing is written into an answer. Done twice, it changes nothing the second time.
    """
    if not is_last(report):
        return Followed(0, 0)
    asked = _campaigns(report.scan) if campaigns is None else list(campaigns)
    proposed: Counter[UUID] = Counter()
    raised = 0
    for campaign in asked:
        _lock(campaign)
        for case in _cases(report, campaign):
            if campaign.state == ANSWERED_IN and _propose(case):
                proposed[case.assignment.part_id] += 1
            raised += _contradict(case)
    for part in proposed:
        publish("scan.proposed", key=f"{part}:{report.pk}", part=str(part))
    return Followed(proposed.total(), raised)


def is_last(report: Report) -> bool:
    """Whether nothing later was seen of these portals; looks of before stay so, judged again today."""
    again = Q(scan=report.scan_id, number__gt=report.number)
    later = Report.objects.filter(again | Q(scan__asked_at__gt=report.scan.asked_at))
    return not later.filter(scan__entity=report.scan.entity_id).exists()


def _lock(campaign: Campaign) -> None:
    """Whoever answers or decides in the campaign meanwhile queues before this, or behind it."""
    parts = CampaignEntity.objects.select_for_update(of=("self",), no_key=True)
    list(parts.filter(campaign=campaign).order_by("pk").values_list("pk"))


def _campaigns(scan: Scan) -> list[Campaign]:
    is_city = scan.entity is not None and scan.entity.kind == EntityKind.CITY
    kind = Kind.CITIES if is_city else Kind.NATIONAL
    return list(Campaign.objects.filter(state__in=CHECKED_IN, kind=kind))


def _cases(report: Report, campaign: Campaign) -> Iterable[_Case]:
    """The questions of a campaign of which the report can tell something.

    The portals of one ministry tell what is there; that something is not there, only all portals tell.
    Where both tell, those that were looked at last are believed.
    """
    entity = report.scan.entity
    rows = Assignment.objects.filter(campaign=campaign, applicability=Applicability.APPLICABLE)
    if entity is not None:
        rows = rows.filter(entity=entity)
    told = THERE if entity is not None and entity.kind != EntityKind.CITY else TOLD
    findings = {row.feature: row for row in report.rows.filter(state__in=told)}
    features = instruments_of(campaign).features
    rows = rows.filter(feature__in=findings).select_related("answer", "campaign", "entity", "part")
    told_later = _told_later(report)
    for row in rows.prefetch_related("proposals__finding", "contradictions").order_by("pk"):
        if (row.entity_id, row.feature) not in told_later:
            yield _Case(row, answer_of(row), findings[row.feature], features[row.feature].scale)


def _told_later(report: Report) -> set[tuple[UUID, str]]:
    """Of which entities and features a later look tells: at all portals, or at those of one ministry."""
    entity = report.scan.entity
    if entity is not None and entity.kind == EntityKind.CITY:
        return set()
    later = Report.objects.filter(scan__asked_at__gt=report.scan.asked_at).order_by(
        "scan__asked_at", "number"
    )
    if entity is not None:
        last = later.filter(scan__entity=None).values_list("pk", flat=True).last()
        told = FindingRow.objects.filter(report=last, state__in=TOLD)
        return {(entity.pk, feature) for feature in told.values_list("feature", flat=True)}
    own = later.exclude(scan__entity=None).exclude(scan__entity__kind=EntityKind.CITY)
    newest = dict(own.values_list("scan__entity", "pk"))
    there = FindingRow.objects.filter(report__in=newest.values(), state__in=THERE)
    return set(there.values_list("report__scan__entity", "feature"))


def _propose(case: _Case) -> bool:
    """Propose a grade for a blank answer, unless this very proposal was refused; whether it is new."""
    finding, grade = case.finding, case.finding.grade
    earlier = _newest_first(case.assignment.proposals.all(), "made_at")
    standing = next((one for one in earlier if one.state == Stand.OPEN), None)
    is_worth = case.is_blank and grade in grades_of(case.scale)
    if standing and not (is_worth and standing.grade == grade):
        _open(standing).update(state=Stand.PASSED, decided_at=timezone.now())
    elif standing:
        _open(standing).update(finding=finding)
        return False
    refused = [one for one in earlier if one.state == Stand.REFUSED and one.grade == grade]
    if not is_worth or any(_rests_on(one.finding) == _rests_on(finding) for one in refused):
        return False
    Proposal.objects.create(assignment=case.assignment, finding=finding, grade=grade)
    return True


def _rests_on(finding: FindingRow) -> tuple[str, frozenset[str]]:
    """What a finding says and where: the same again is the same proposal."""
    hits = finding.record["hits"]
    return finding.state, frozenset(hit["target"] or hit["address"] for hit in hits)


def _contradict(case: _Case) -> int:
    """Raise a contradiction once; close the one that is open where it no longer holds."""
    claimed, found = case.answer.grade, case.finding.state
    is_clash = _clashes(case)
    earlier = _newest_first(case.assignment.contradictions.all(), "raised_at")
    standing = next((one for one in earlier if one.state == Settled.OPEN), None)
    if standing and is_clash and standing.claimed == claimed:
        return 0
    if standing:
        _open(standing).update(state=Settled.GONE, settled_at=timezone.now())
    if not is_clash or _is_settled(earlier, case):
        return 0
    made = Contradiction.objects.create(
        assignment=case.assignment, finding=case.finding, claimed=claimed, found=found
    )
    record_add(
        "contradiction.raise",
        actor=None,
        object_kind="answer",
        object_id=case.assignment.pk,
        details={"claimed": claimed, "found": found, "finding": str(case.finding.pk)},
        chain=str(case.assignment.campaign_id),
    )
    about = {"assignment": str(case.assignment.pk), "contradiction": str(made.pk)}
    publish("scan.contradiction", key=str(made.pk), **about)
    return 1


def _clashes(case: _Case) -> bool:
    """Whether the answer says that it is there and the scan that it is not, or the other way round."""
    return not case.is_blank and is_clash(case.answer.grade, scale=case.scale, state=case.finding.state)


def is_clash(grade: str, *, scale: str, state: str) -> bool:
    """Whether a grade says that something is there and a finding that it is not, or the other way round.

    >>> is_clash("yes", scale="yes_no", state="absent"), is_clash("yes", scale="yes_no", state="not_tested")
    (True, False)
    """
    return state in TOLD and (grade != lowest_grade(scale)) is not (state in THERE)


def _open(row: Proposal | Contradiction) -> QuerySet[Any]:
    """The row, while nobody has decided about it."""
    return type(row).objects.filter(pk=row.pk, state="open")


def _is_settled(earlier: Iterable[Contradiction], case: _Case) -> bool:
    """Whether the entity said of this very contradiction that it stands by its answer.

    That it was put right, only looks of afterwards can belie.
    """
    same = case.answer.grade, case.finding.state
    last = next((one for one in earlier if (one.claimed, one.found) == same), None)
    if last is None or last.settled_at is None or last.state not in {Settled.ANSWER_STANDS, Settled.MENDED}:
        return False
    return last.state == Settled.ANSWER_STANDS or case.finding.report.scan.asked_at <= last.settled_at


def _newest_first(rows: Iterable[Row], name: str) -> list[Row]:
    return sorted(rows, key=lambda row: (getattr(row, name), str(row.pk)), reverse=True)


def last_report(entity: UUID | None, *, by: datetime) -> Report | None:
    """The newest report of the portals of an entity, or of the nation's, that was there at a time."""
    rows = Report.objects.filter(scan__entity=entity, at__lte=by).select_related("scan__entity")
    return rows.defer("record").order_by("-scan__asked_at", "-number").first()
