"""Who starts scans and reads what they found.

Whoever assesses looks as strangers do and reads nothing of a scan, whatever else they are; nor does who has
looked for a feature of a review that goes on. Adjudicators see a finding beside the two judgements that it
stands with, and nowhere else until the campaign in which they decide is over, whatever else they are. An
entity reads what concerns its own features and portals.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from miqyas.workspace.accounts.access import Person, Policy, Verdict, register
from miqyas.workspace.accounts.roles import (
    ADJUDICATOR,
    ASSESSOR,
    CONTRIBUTOR,
    COORDINATOR,
    ENTITY_LEAD,
    LEAD,
    SIGNATORY,
    VIEWER,
)
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.reviews.blindness import OVER, sees_all_marks
from miqyas.workspace.reviews.models import ReviewItem, ReviewTask
from miqyas.workspace.scans.models import Contradiction, FindingRow, Proposal
from miqyas.workspace.scans.queries.entities import answers_for

RUNS = (LEAD, COORDINATOR)
READS = (LEAD, COORDINATOR, VIEWER)
WORKERS = (ENTITY_LEAD, CONTRIBUTOR)
OF_ENTITY = (*WORKERS, SIGNATORY)
ASKED_IN = ("open", "review")
"""States of a campaign in which what it comes to is not yet judged."""
TELLING = (
    "contradiction.raise",
    "contradiction.settle",
    "finding.prove",
    "label.add",
    "proposal.accept",
    "proposal.refuse",
)
"""Deeds whose records tell what a scan found."""


def is_blind(person: Person) -> bool:
    """Whether the person assesses anywhere, or has looked for something in a review that is not over."""
    if ASSESSOR in person.roles:
        return True
    if person.pseudonym is None:
        return False
    looked = ReviewTask.objects.filter(assessor=person.pseudonym).exclude(started_at=None)
    return looked.exclude(item__campaign__state__in=OVER).exists()


def reads_no_scan(person: Person) -> bool:
    """Whether scans are closed to the person: they assess, or decide in a campaign that is not over."""
    return is_blind(person) or _decides(person)


def _decides(person: Person) -> bool:
    campaigns = {grant.campaign for grant in person.grants if grant.role == ADJUDICATOR}
    if not campaigns:
        return False
    rows = Campaign.objects.filter(state__in=ASKED_IN)
    return (rows if None in campaigns else rows.filter(pk__in=campaigns)).exists()


def _at_large(*roles: str) -> Policy:
    """Holders of a role that counts everywhere, to whom scans are open: portals belong to no one campaign."""

    def policy(person: Person, target: Any) -> Verdict:
        may = person.holds(*roles) and not reads_no_scan(person)
        return Verdict.ALLOWED if may else Verdict.FORBIDDEN

    return policy


def _list(person: Person, target: Any) -> Verdict:
    may = (person.holds(*READS) or person.entities(*OF_ENTITY)) and not reads_no_scan(person)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _entity(person: Person, target: Entity | None) -> Verdict:
    """What concerns an entity: its own people and the authority."""
    if target is None:
        return Verdict.FORBIDDEN
    if reads_no_scan(person):
        return Verdict.HIDDEN
    may = person.holds(*READS) or target.pk in person.entities(*OF_ENTITY)
    return Verdict.ALLOWED if may else Verdict.HIDDEN


def _finding(person: Person, target: FindingRow | None) -> Verdict:
    """One finding: the authority, and the people of entities that answer for its feature.

    What was found on the portals of one entity is its own people's alone.
    """
    if target is None or reads_no_scan(person):
        return Verdict.HIDDEN
    own, scanned = entities_own(person), target.report.scan.entity_id
    theirs = own if scanned is None else own & {scanned}
    may = person.holds(*READS) or (bool(theirs) and answers_for(theirs, target.feature))
    return Verdict.ALLOWED if may else Verdict.HIDDEN


def _of_answer(*roles: str) -> Policy:
    """Holders of a role at the entity that answers; its others are refused, to strangers there is nothing."""

    def policy(person: Person, target: Proposal | Contradiction | None) -> Verdict:
        if target is None:
            return Verdict.FORBIDDEN
        entity, campaign = target.assignment.entity_id, target.assignment.campaign_id
        if reads_no_scan(person) or entity not in person.entities(*OF_ENTITY, campaign=campaign):
            return Verdict.HIDDEN
        return Verdict.ALLOWED if entity in person.entities(*roles, campaign=campaign) else Verdict.FORBIDDEN

    return policy


def _beside(person: Person, target: ReviewItem | None) -> Verdict:
    """The finding on an item: those who see all judgements of it, once all who are awaited have judged."""
    if target is None or not sees_all_marks(person, target):
        return Verdict.HIDDEN
    has_assessed = target.tasks.filter(assessor=person.pseudonym).exists()
    return Verdict.HIDDEN if has_assessed or is_blind(person) else Verdict.ALLOWED


def records_seen(person: Person, records: QuerySet[Record]) -> QuerySet[Record]:
    """Records of the history, to whom scans are closed without those that tell what a scan found."""
    return records.exclude(action__in=TELLING) if reads_no_scan(person) else records


def entities_own(person: Person) -> frozenset[UUID]:
    """The entities whose reports are the person's own."""
    return person.entities(*OF_ENTITY)


register("scan.list", _list)
register("scan.view", _at_large(*READS))
register("scan.run", _at_large(*RUNS))
register("scan.entity", _entity)
register("scan.finding", _finding)
register("scan.beside", _beside)
register("proposal.decide", _of_answer(ENTITY_LEAD))
register("contradiction.settle", _of_answer(*WORKERS))
register("lookout.confirm", _at_large(LEAD))
register("bundle.take", _at_large(*RUNS))
register("label.add", _at_large(*RUNS))
register("label.measure", _at_large(*READS))
