"""A round of the challenge joined to its campaign: the figures of which standings are made, and signals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils import timezone

from miqyas.assessment.answers import UNANSWERED, grade_share
from miqyas.assessment.challenge.export import decimal
from miqyas.assessment.challenge.rules import rules
from miqyas.assessment.challenge.signals import Signal, Written, signals
from miqyas.assessment.challenge.standings import Counted
from miqyas.assessment.provisional import entity_tallies, tally
from miqyas.jobs.scores.boards import said_in
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Answer, AnswerRevision, Campaign, CampaignEntity, Kind
from miqyas.workspace.challenges.fields import group_of, groups_of
from miqyas.workspace.challenges.models import Nomination, Round
from miqyas.workspace.challenges.queries import (
    OBJECT_KIND,
    juror_codes,
    nominations_handed_in,
    sheets_counted,
)
from miqyas.workspace.evidence.models import Outcome
from miqyas.workspace.evidence.queries import Proof, evidence_of
from miqyas.workspace.reviews.blindness import is_over
from miqyas.workspace.reviews.models import Judgement
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.models import State as ServiceState
from miqyas.workspace.stories.models import Story

LOST: Final = frozenset({Outcome.DEAD, Outcome.SOFT_MISSING})
TRANSACTIONAL: Final = 3
"""The level of maturity from which a service is done online as a whole."""
HOUR: Final = 3600
_NOTHING: Final = Counted(0, 0)


def figures_of(one: Round) -> dict[str, Any]:
    """All that the results of a round are made of, as an export has it, without any juror's name."""
    codes = juror_codes(one)
    nominations = list(nominations_handed_in(one))
    named = {row.pk: nomination_code(row) for row in nominations}
    return {
        "round": {
            "code": one.code,
            "title": dict(one.title),
            "campaign": one.campaign.code if one.campaign else None,
            "previous": one.campaign.previous.code if one.campaign and one.campaign.previous else None,
            "is_sample": one.is_sample,
        },
        "rules": {
            "fewest": rules().fewest,
            "shortlist": {"most": one.shortlist_most, "least": decimal(one.shortlist_least)},
        },
        "categories": one.categories,
        "criteria": one.criteria,
        "groups": one.groups,
        "entities": _entities(one),
        "nominations": [
            {
                "code": named[row.pk],
                "entity": row.entity.code,
                "name": dict(row.entity.name),
                "category": row.category,
                "group": row.group,
                "title": dict(row.title),
            }
            for row in nominations
        ],
        "sheets": [
            {
                "juror": codes[sheet.juror_id],
                "nomination": named[sheet.nomination_id],
                "marks": dict(sheet.marks),
            }
            for sheet in sheets_counted(one)
        ],
    }


def nomination_code(nomination: Nomination) -> str:
    """What a nomination is called in exports."""
    return f"{nomination.category}:{nomination.entity.code}"


def _entities(one: Round) -> list[dict[str, Any]]:
    """The entities of the campaign with what it came to for each."""
    if one.campaign is None:
        return []
    groups, known = groups_of(one.groups), campaign_figures(one.campaign)
    before = levels(one.campaign.previous) if one.campaign.previous else {}
    parts = one.campaign.parts.select_related("entity", "campaign").order_by("entity__code")
    return [
        {
            "code": part.entity.code,
            "name": dict(part.entity.name),
            "group": group_of(part.entity.mandates, groups),
            "level": decimal(known.levels.get(part.entity_id)),
            "before": decimal(before.get(part.entity_id)),
            "days": days_left(part),
            "proofs": _pair(known.proofs.get(part.entity_id, _NOTHING)),
            "found": _pair(known.found.get(part.entity_id, _NOTHING)),
        }
        for part in parts
    ]


def _pair(counted: Counted) -> list[int]:
    return [counted.part, counted.whole]


@dataclass(frozen=True)
class CampaignFigures:
    """What a campaign came to, by entity: verified shares, claims with a standing proof, looks that found."""

    levels: Mapping[UUID, float]
    proofs: Mapping[UUID, Counted]
    found: Mapping[UUID, Counted]
    links: Mapping[UUID, Counted]
    """Lost links among those behind claims."""


def campaign_figures(campaign: Campaign) -> CampaignFigures:
    """The figures of a campaign, by a number of queries that does not grow with it."""
    claims = _claims(campaign)
    proofs = evidence_of("answer", (claim.pk for claim in claims))
    backed = {
        entity: Counted(sum(any(map(is_standing, proofs[one.pk])) for one in held), len(held))
        for entity, held in _by_entity(claims).items()
    }
    links = {
        entity: Counted(sum(map(is_lost, found)), len(found))
        for entity, held in _by_entity(claims).items()
        if (found := [proof for one in held for proof in proofs[one.pk] if proof.revision.address])
    }
    return CampaignFigures(levels(campaign), backed, _found(campaign, claims), links)


def levels(campaign: Campaign) -> dict[UUID, float]:
    """The verified share of each entity of which something is verified."""
    said = said_in(campaign).by
    if campaign.kind == Kind.CITIES:
        shares = {
            city: tally(one.reading(asked, "verified") for asked in one.applicable).share
            for city, one in said.items()
            if city
        }
    else:
        shares = {UUID(pk): one.share for pk, one in entity_tallies(said[None], view="verified").items()}
    return {entity: share for entity, share in shares.items() if share is not None}


@dataclass(frozen=True)
class Claim:
    """A feature that an entity says is there, at least in part."""

    pk: UUID
    entity: UUID
    feature: str


def _claims(campaign: Campaign) -> list[Claim]:
    features = instruments_of(campaign).features
    rows = Answer.objects.filter(assignment__campaign=campaign, assignment__withdrawn_at=None)
    handed_in = rows.filter(state="submitted").exclude(grade=UNANSWERED)
    names = ("pk", "assignment__entity", "assignment__feature", "grade")
    return [
        Claim(pk, entity, feature)
        for pk, entity, feature, grade in handed_in.order_by("pk").values_list(*names)
        if feature in features and grade_share(features[feature].scale, grade) > 0
    ]


def _by_entity(claims: Iterable[Claim]) -> dict[UUID, list[Claim]]:
    found: dict[UUID, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.entity, []).append(claim)
    return found


def _found(campaign: Campaign, claims: Iterable[Claim]) -> dict[UUID, Counted]:
    """Strangers' looks at claimed features whose review is closed, and how many of them found it."""
    rows = Judgement.objects.filter(task__item__campaign=campaign).exclude(task__item__state="open")
    counted = rows.values_list("task__item__feature", "task__item__subject").annotate(
        looks=Count("pk"), hits=Count("pk", filter=Q(found="found"))
    )
    looked = {(feature, subject): (hits, looks) for feature, subject, looks, hits in counted.order_by()}
    of_cities = campaign.kind == Kind.CITIES
    hits: Counter[UUID] = Counter()
    looks: Counter[UUID] = Counter()
    for claim in claims:
        hit, look = looked.get((claim.feature, claim.entity if of_cities else None), (0, 0))
        hits[claim.entity] += hit
        looks[claim.entity] += look
    return {entity: Counted(hits[entity], count) for entity, count in looks.items()}


def is_lost(proof: Proof) -> bool:
    """Whether the page of a proof was gone when it was last looked at."""
    return proof.check is not None and proof.check.outcome in LOST


def is_standing(proof: Proof) -> bool:
    """Whether a proof still proves: in use, not expired, its page not gone."""
    until = proof.revision.valid_until
    is_valid = until is None or until >= timezone.localdate()
    return proof.evidence.retired_at is None and is_valid and not is_lost(proof)


def deadline_of(part: CampaignEntity) -> date | None:
    """The last day on which an entity may hand in."""
    return part.answers_until or part.campaign.answers_until


def days_left(part: CampaignEntity) -> int | None:
    """Days from handing in to the deadline, below 0 for whoever was late; None where one of them is not
    known.
    """
    deadline = deadline_of(part)
    if part.submitted_at is None or deadline is None:
        return None
    return (deadline - timezone.localdate(part.submitted_at)).days


def signals_of(one: Round) -> tuple[Signal, ...]:
    """What a person should look at, of the campaign and of the nominations; entities by their codes."""
    texts = [
        Written(row.entity.code, nomination_code(row), text)
        for row in nominations_handed_in(one)
        for text in row.story.values()
    ]
    if one.campaign is None:
        return signals(hours={}, texts=texts, links={}, rules=rules())
    codes = dict(one.campaign.parts.values_list("entity", "entity__code"))
    links = {
        codes[pk]: counted for pk, counted in campaign_figures(one.campaign).links.items() if pk in codes
    }
    texts += _notes(one.campaign)
    return signals(hours=_hours(one.campaign), texts=texts, links=links, rules=rules())


def _notes(campaign: Campaign) -> list[Written]:
    rows = Answer.objects.filter(assignment__campaign=campaign, state="submitted").exclude(note="")
    names = ("assignment__entity__code", "assignment__feature", "note")
    return [Written(*row) for row in rows.order_by("assignment__feature").values_list(*names)]


def _hours(campaign: Campaign) -> dict[str, list[float]]:
    """For each entity with a deadline, the hours from the first saving of each answer to the end of that
    day.
    """
    parts = campaign.parts.select_related("campaign", "entity")
    ends = {part.entity.code: _end_of(day) for part in parts if (day := deadline_of(part))}
    rows = AnswerRevision.objects.filter(answer__assignment__campaign=campaign)
    first = rows.values("answer", "answer__assignment__entity__code").annotate(first=Min("at")).order_by()
    found: dict[str, list[float]] = {}
    for row in first:
        code = row["answer__assignment__entity__code"]
        if code in ends:
            found.setdefault(code, []).append((ends[code] - row["first"]).total_seconds() / HOUR)
    return found


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def facts_of(nomination: Nomination) -> list[dict[str, Any]]:
    """What the installation knows of the entity of a nomination, to be frozen beside it.

    Of the campaign only what the entity itself may know: what was found counts once its review is over.
    """
    entity, campaign = nomination.entity_id, nomination.round.campaign
    services = Service.objects.filter(entity=entity, state=ServiceState.PUBLISHED)
    whole = services.count()
    found: list[dict[str, Any]] = []
    if whole:
        part = services.filter(level_number__gte=TRANSACTIONAL).count()
        found.append({"kind": "services", "part": part, "whole": whole})
    if stories := Story.objects.filter(entity=entity, state="published").count():
        found.append({"kind": "stories", "part": stories, "whole": stories})
    return found + (_campaign_facts(campaign, entity) if campaign else [])


def _campaign_facts(campaign: Campaign, entity: UUID) -> list[dict[str, Any]]:
    known, about = campaign_figures(campaign), {"campaign": campaign.code}
    backed, looks = known.proofs.get(entity, _NOTHING), known.found.get(entity, _NOTHING)
    found = (
        [{"kind": "evidence", "part": backed.part, "whole": backed.whole, **about}] if backed.whole else []
    )
    if is_over(campaign):
        if looks.whole:
            found.append({"kind": "found", "part": looks.part, "whole": looks.whole, **about})
        if entity in known.levels:
            found.append({"kind": "level", "share": decimal(known.levels[entity]), **about})
    return found


def proofs_shown(nomination: Nomination) -> list[Proof]:
    """The proofs of a nomination."""
    return evidence_of(OBJECT_KIND, [nomination.pk])[nomination.pk]
