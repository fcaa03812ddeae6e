"""The dates that concern a person: of campaigns, delegated questions, replies, statistics, proofs, rounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from django.db.models import Q

from miqyas.workspace.accounts.access import Person
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
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity, Delegation
from miqyas.workspace.evidence.models import EvidenceRevision
from miqyas.workspace.notifications.appointments import Appointment
from miqyas.workspace.notifications.challenges import dates_of as dates_of_challenges
from miqyas.workspace.notifications.roadmaps import dates_of as dates_of_roadmap
from miqyas.workspace.notifications.twinning import dates_of as dates_of_twinning
from miqyas.workspace.notifications.workshops import dates_of as dates_of_workshops
from miqyas.workspace.questionnaires.models import Questionnaire
from miqyas.workspace.reviews.models import Reply
from miqyas.workspace.statistics.models import StatisticalInput
from miqyas.workspace.watchlists.models import Policy

WIDE: Final = (LEAD, COORDINATOR, VIEWER)
AT_REVIEW: Final = (ASSESSOR, ADJUDICATOR)
OF_ENTITY: Final = (ENTITY_LEAD, CONTRIBUTOR, SIGNATORY)
_STEPS: Final[Mapping[str, str]] = {
    "opens_on": "opens",
    "answers_until": "answers",
    "review_from": "review_from",
    "review_until": "review_until",
    "freeze_on": "freeze",
    "publish_on": "publish",
}
_SEEN_AT_REVIEW: Final = frozenset({"review_from", "review_until"})


def appointments_of(person: Person) -> tuple[Appointment, ...]:
    """All that is due for a person, in the order of time. The same rights as on pages: nothing of others."""
    found = (
        *_campaigns(person),
        *_delegated(person),
        *_replies(person),
        *_statistics(person),
        *_policies(person),
        *_questionnaires(person),
        *_proofs(person),
        *dates_of_challenges(person),
        *dates_of_twinning(person),
        *dates_of_roadmap(person),
        *dates_of_workshops(person),
    )
    return tuple(sorted(found, key=lambda appointment: (appointment.starts_on, appointment.uid)))


def _campaigns(person: Person) -> Iterator[Appointment]:
    own = person.entities(*OF_ENTITY)
    parts = CampaignEntity.objects.filter(entity__in=own).exclude(campaign__state__in=["draft", "closed"])
    deadlines = {part.campaign_id: part.answers_until for part in parts}
    for campaign in Campaign.objects.exclude(state__in=["draft", "closed"]):
        sees_all = person.holds(*WIDE, campaign=campaign.pk) or campaign.pk in deadlines
        if sees_all or person.holds(*AT_REVIEW, campaign=campaign.pk):
            yield from _steps(campaign, sees_all=sees_all, until=deadlines.get(campaign.pk))


def _steps(campaign: Campaign, *, sees_all: bool, until: date | None) -> Iterator[Appointment]:
    about = {"params": {"campaign": campaign.name}}
    if sees_all:
        about |= {"route": "campaign", "route_args": {"code": campaign.code}}
    for name, words in _STEPS.items():
        day = until if name == "answers_until" and until else getattr(campaign, name)
        if day and (sees_all or name in _SEEN_AT_REVIEW):
            yield Appointment(uid=f"{campaign.pk}:{name}", starts_on=day, words=f"calendar.{words}", **about)
    if sees_all and campaign.window_from:
        yield Appointment(
            uid=f"{campaign.pk}:window",
            starts_on=campaign.window_from,
            ends_on=campaign.window_until,
            words="calendar.window",
            **about,
        )


def _delegated(person: Person) -> Iterator[Appointment]:
    held = Delegation.objects.filter(holder=person.pseudonym, until__isnull=False)
    for item in held.select_related("assignment__part__entity", "assignment__campaign"):
        assignment = item.assignment
        yield Appointment(
            uid=f"{item.pk}:delegation",
            starts_on=item.until,
            words="calendar.delegated",
            params={"feature": assignment.feature},
            route="feature_answer",
            route_args={
                "code": assignment.campaign.code,
                "entity": assignment.part.entity.code,
                "feature": assignment.feature,
            },
        )


def _replies(person: Person) -> Iterator[Appointment]:
    own = person.entities(ENTITY_LEAD, SIGNATORY)
    for reply in Reply.objects.filter(entity__in=own, stance="").select_related("item"):
        yield Appointment(
            uid=f"{reply.pk}:reply",
            starts_on=reply.due_at.date(),
            words="calendar.reply",
            params={"feature": reply.item.feature},
        )


def _statistics(person: Person) -> Iterator[Appointment]:
    seen = Q(entity__in=person.entities(*OF_ENTITY))
    if person.holds(*WIDE):
        seen = Q()
    for item in StatisticalInput.objects.filter(seen, deadline__isnull=False):
        yield Appointment(
            uid=f"{item.pk}:statistics",
            starts_on=item.deadline,
            words="calendar.statistics",
            params={"indicator": item.indicator},
            route="statistics",
        )


def _questionnaires(person: Person) -> Iterator[Appointment]:
    if not person.holds(LEAD, COORDINATOR):
        return
    for one in Questionnaire.objects.exclude(state="signed").filter(due_on__isnull=False):
        yield Appointment(
            uid=f"{one.pk}:questionnaire",
            starts_on=one.due_on,
            words="calendar.questionnaire",
            params={"questionnaire": one.name},
            route="questionnaire",
            route_args={"code": one.code},
        )


def _policies(person: Person) -> Iterator[Appointment]:
    if not person.holds(LEAD, COORDINATOR):
        return
    for policy in Policy.objects.exclude(state="dropped").filter(look_again__isnull=False):
        yield Appointment(
            uid=f"{policy.pk}:policy",
            starts_on=policy.look_again,
            words="calendar.policy",
            params={"policy": policy.name},
            route="policy",
            route_args={"code": policy.code},
        )


def _proofs(person: Person) -> Iterator[Appointment]:
    own = person.entities(ENTITY_LEAD, CONTRIBUTOR)
    running = EvidenceRevision.objects.filter(
        evidence__entity__in=own, evidence__retired_at=None, valid_until__isnull=False
    ).select_related("evidence")
    newest = {revision.evidence_id: revision for revision in running.order_by("evidence", "number")}
    for revision in newest.values():
        yield Appointment(
            uid=f"{revision.evidence_id}:proof",
            starts_on=revision.valid_until,
            words="calendar.proof",
            params={"title": revision.evidence.title},
            route="evidence_item",
            route_args={"evidence": str(revision.evidence_id)},
        )
