"""All that was said in a campaign, as the assessment computes with it, by queries that do not grow with it.

Nobody is asked here who reads it: that is for the gate. What the review of a
feature found counts once all who are awaited have looked, never sooner: a sum that holds one mark tells it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max, Q, Sum

from miqyas.assessment.answers import UNANSWERED
from miqyas.assessment.answers import Answer as Answered
from miqyas.assessment.answers import Decision as Decided
from miqyas.assessment.answers import Judgement as Judged
from miqyas.assessment.readings import Statements, statements
from miqyas.workspace.campaigns.models import Applicability, Assignment, Campaign, CampaignEntity, Kind
from miqyas.workspace.history.models import Record
from miqyas.workspace.reviews.features import asked_by_code
from miqyas.workspace.reviews.models import Decision, Judgement, ReviewItem

HANDED_IN: Final = "submitted"
OPEN: Final = "open"
ALL_IN: Final = 1
"""Judgements that are awaited of a feature whose review is closed: those that are there."""
Subject = UUID | None
"""A city; None is the nation."""


def statements_in(campaign: Campaign) -> Mapping[Subject, Statements]:
    """What was handed in and found, of the nation, or of each city that takes part: for the authority."""
    rows = _answers(Assignment.objects.filter(campaign=campaign))
    told = _handed_in(rows)
    judged, decided = _judged(campaign), _decided(campaign)
    asked = tuple(asked_by_code(campaign).values())
    if campaign.kind != Kind.CITIES:
        return {None: statements(asked, answers=told, judgements=judged, decisions=decided, assessors=ALL_IN)}
    said, found, settled = _grouped(told, "entity"), _grouped(judged, "subject"), _grouped(decided, "subject")
    cities = campaign.parts.order_by("entity__position", "entity__code").values_list("entity", flat=True)
    return {
        city: statements(
            asked,
            answers=said[str(city)],
            judgements=found[str(city)],
            decisions=settled[str(city)],
            assessors=ALL_IN,
            subject=str(city),
        )
        for city in cities
    }


def statements_of_part(part: CampaignEntity, *, with_results: bool, with_drafts: bool = True) -> Statements:
    """What one entity says, drafts too, of its own features; with what was found of them once it may know.

    Others than its own people know nothing of its drafts.
    """
    campaign = part.campaign
    rows = _answers(Assignment.objects.filter(part=part))
    if not with_drafts:
        rows = _handed_in(rows)
    mine = {row.feature for row in rows}
    asked = [one for code, one in asked_by_code(campaign).items() if code in mine]
    subject = str(part.entity_id) if campaign.kind == Kind.CITIES else ""
    return statements(
        asked,
        answers=rows,
        judgements=[one for one in _judged(campaign) if one.subject == subject] if with_results else (),
        decisions=_decided(campaign) if with_results else (),
        assessors=ALL_IN,
        subject=subject,
    )


def _handed_in(rows: Iterable[Answered]) -> list[Answered]:
    """The answers as those know them who read what was handed in."""
    return [row if row.state == HANDED_IN else replace(row, grade=UNANSWERED) for row in rows]


def asked_by_node(campaign: Campaign) -> Mapping[str, int]:
    """How many features the campaign asks for of each node: what one of them weighs, whatever is answered."""
    return Counter(one.node for one in asked_by_code(campaign).values())


def statements_version(campaign: Campaign, *, part: CampaignEntity | None = None) -> str:
    """A name of all that was handed in and found, or that one entity said, by three queries.

    It changes with whatever is said; drafts of a part change the name of that part alone.
    """
    rows = Assignment.objects.filter(part=part) if part else Assignment.objects.filter(campaign=campaign)
    heard = Q() if part else Q(answer__state=HANDED_IN)
    answers = rows.aggregate(
        given=Count("id"),
        apply=Count("id", filter=Q(applicability=Applicability.APPLICABLE)),
        heard=Count("answer", filter=heard),
        versions=Sum("answer__version", filter=heard),
        last=Max("answer__updated_at", filter=heard),
    )
    items = ReviewItem.objects.filter(campaign=campaign).aggregate(
        all=Count("id", distinct=True),
        open=Count("id", filter=Q(state=OPEN), distinct=True),
        decided=Count("decisions", distinct=True),
    )
    steps = Record.objects.filter(chain=str(campaign.pk)).exclude(action__startswith="answer.")
    told = steps.aggregate(last=Max("id"))
    whole = (campaign.pk, campaign.state, *answers.values(), *items.values(), *told.values())
    return sha256(repr(whole).encode()).hexdigest()[:16]


def _answers(rows: Any) -> list[Answered]:
    names = ("feature", "entity", "applicability", "reason", "answer__grade", "answer__state")
    return [
        Answered(
            feature=feature,
            entity=str(entity),
            grade=grade or UNANSWERED,
            state=state or "empty",
            is_applicable=applicability != Applicability.NOT_APPLICABLE,
            reason=reason,
        )
        for feature, entity, applicability, reason, grade, state in rows.order_by(
            "feature", "-is_lead"
        ).values_list(*names)
    ]


def _judged(campaign: Campaign) -> list[Judged]:
    """Judgements of features whose review is closed."""
    rows = Judgement.objects.filter(task__item__campaign=campaign).exclude(task__item__state=OPEN)
    names = ("task__item__feature", "task__assessor", "found", "grade", "task__item__subject")
    return [
        Judged(feature, str(assessor), found, grade, subject=_name(subject))
        for feature, assessor, found, grade, subject in rows.order_by("task__slot").values_list(*names)
    ]


def _decided(campaign: Campaign) -> list[Decided]:
    """The decision in force of each feature that has one."""
    rows = Decision.objects.filter(item__campaign=campaign).order_by("number")
    names = ("item__feature", "grade", "adjudicator", "item__subject")
    newest = {
        (feature, subject): Decided(feature, grade, str(adjudicator), _name(subject))
        for feature, grade, adjudicator, subject in rows.values_list(*names)
    }
    return list(newest.values())


def _name(subject: UUID | None) -> str:
    return str(subject) if subject else ""


def _grouped(rows: Iterable[Any], name: str) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
