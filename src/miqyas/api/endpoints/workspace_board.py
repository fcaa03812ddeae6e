"""The board of whoever asks: what each of their roles needs first."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from miqyas.api.endpoints.workspace_scores import AdviceTold, Share
from miqyas.api.gate import private
from miqyas.assessment.records import advice_record
from miqyas.jobs.scores.home import (
    AuthorityHome,
    EntityHome,
    assessor_queues,
    authority_home,
    challenge_tasks,
    decisions_waiting,
    delegations_held,
    entity_homes,
)
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.roles import ADJUDICATOR, ASSESSOR
from miqyas.workspace.reviews.queries.tasks import Queue

router = Router(tags=["workspace"])


class LateTold(Schema):
    """Something that should have been there by now."""

    what: str = Field(description="part: an entity's answers; review: features; replies.")
    count: int = Field(description="Days for a part, else how many.")
    entity: str | None


class DueTold(Schema):
    """A statistical input that is due soon, or is late."""

    edition: int
    indicator: str
    agency: str
    deadline: date | None


class AuthorityTold(Schema):
    """The campaign that the authority looks at first; its score and losses have addresses of their own."""

    campaign: str
    state: str
    late: list[LateTold]
    statistics: list[DueTold]
    cities: list[str] = Field(description="Campaigns of cities beside it.")


class ExpiringTold(Schema):
    """A proof that will not hold until the assessment window is over."""

    evidence: UUID
    title: str
    valid_until: date


class BoardPartTold(Schema):
    """An entity's part of a campaign, for its own people."""

    campaign: str
    entity: str
    state: str
    is_open: bool = Field(description="Whether it can be answered now.")
    until: date | None
    due: int = Field(description="Questions that apply.")
    done: int = Field(description="Of these: ready, signed or handed in.")
    returned: int
    replies: int = Field(description="Results to which the entity may still reply.")
    reply_until: datetime | None
    expiring: list[ExpiringTold]
    worth: float = Field(description="What its features are worth: of the index, or in features.")
    stands: float = Field(description="What of it stands as best known.")
    lost_share: Share
    next: list[AdviceTold]


class DelegatedTold(Schema):
    """A single question handed on by another entity."""

    campaign: str
    entity: str
    feature: str
    until: date | None


class QueueTold(Schema):
    """What whoever asks has to look for in a campaign."""

    campaign: str
    waiting: int
    done: int
    until: date | None
    seconds: int = Field(description="How long to look for a feature.")


class DecisionsTold(Schema):
    """What waits for a decision of whoever asks."""

    campaign: str
    waiting: int


class ChallengeTaskTold(Schema):
    """Something that a round of the challenge wants from whoever asks."""

    what: str = Field(
        description="nominate, finish, returned, outcome, declare, score, appoint, appeal; a step."
    )
    round: str
    until: date | None
    is_late: bool
    count: int = Field(description="How many sheets or appeals; else 1.")
    entity: str | None
    nomination: UUID | None


class BoardTold(Schema):
    """What each role of whoever asks needs first; null or empty where they lack the role."""

    authority: AuthorityTold | None
    entities: list[BoardPartTold]
    delegated: list[DelegatedTold]
    queues: list[QueueTold]
    decisions: list[DecisionsTold]
    challenge: list[ChallengeTaskTold]


@router.get(
    "/workspace/board",
    response=BoardTold,
    operation_id="board_get",
    url_name="board_get",
    summary="What my roles need first",
)
@private("workspace.enter")
def board(request: HttpRequest) -> dict[str, Any]:
    """As the first page of the workspace has it: campaigns at work, what is late, what waits."""
    person = person_of(request.user)
    home = authority_home(person)
    return {
        "authority": _authority(home) if home else None,
        "entities": [_part(one) for one in entity_homes(person)],
        "delegated": [
            {
                "campaign": one.assignment.part.campaign.code,
                "entity": one.assignment.part.entity.code,
                "feature": one.assignment.feature,
                "until": one.until,
            }
            for one in delegations_held(person)
        ],
        "queues": [_queue(one) for one in assessor_queues(person)] if ASSESSOR in person.roles else [],
        "decisions": [
            {"campaign": campaign.code, "waiting": waiting}
            for campaign, waiting in (decisions_waiting(person) if ADJUDICATOR in person.roles else ())
        ],
        "challenge": [
            {
                "what": one.what,
                "round": one.round.code,
                "until": one.until,
                "is_late": one.is_late,
                "count": one.count,
                "entity": one.entity.code if one.entity else None,
                "nomination": one.nomination.pk if one.nomination else None,
            }
            for one in challenge_tasks(person)
        ],
    }


def _authority(home: AuthorityHome) -> dict[str, Any]:
    return {
        "campaign": home.campaign.code,
        "state": home.campaign.state,
        "late": [
            {"what": one.what, "count": one.count, "entity": one.part.entity.code if one.part else None}
            for one in home.late
        ],
        "statistics": [
            {
                "edition": one.edition,
                "indicator": one.indicator,
                "agency": one.agency,
                "deadline": one.deadline,
            }
            for one in home.statistics
        ],
        "cities": [one.code for one in home.cities],
    }


def _part(home: EntityHome) -> dict[str, Any]:
    part = home.part
    advice = home.board.advice.get(str(part.entity_id), ())
    return {
        "campaign": part.campaign.code,
        "entity": part.entity.code,
        "state": part.state,
        "is_open": home.is_open,
        "until": home.until,
        "due": home.due,
        "done": home.done,
        "returned": home.returned,
        "replies": home.replies,
        "reply_until": home.reply_until,
        "expiring": [
            {"evidence": one.evidence_id, "title": one.evidence.title, "valid_until": one.valid_until}
            for one in home.expiring
        ],
        "worth": home.standing.worth,
        "stands": home.standing.stands,
        "lost_share": home.standing.lost_share,
        "next": [advice_record(one) for one in advice],
    }


def _queue(queue: Queue) -> dict[str, Any]:
    return {
        "campaign": queue.campaign.code,
        "waiting": len(queue.waiting),
        "done": len(queue.submitted),
        "until": queue.campaign.review_until,
        "seconds": queue.campaign.seconds,
    }
