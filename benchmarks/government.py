"""A government of the size that the workspace is measured with: written straight into an empty database."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from miqyas.assessment.answers import grades_of
from miqyas.catalogue import instruments
from miqyas.workspace.accounts.models import RoleGrant, User
from miqyas.workspace.campaigns.instruments import snapshot_take
from miqyas.workspace.campaigns.models import (
    Answer,
    AnswerRevision,
    Assignment,
    Campaign,
    CampaignEntity,
    RevisionKind,
)
from miqyas.workspace.evidence.models import Evidence, EvidenceRevision, EvidenceUse
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.models import Entity, Portal

INSTRUMENT = "OSI"
NOTE = "The service is on the page of the entity, third heading, with a form that is sent online. " * 3
BATCH = 2000
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def build(*, entities: int, features: int, years: int) -> None:
    """Entities that each answer all features in each year, with history, revisions and proofs."""
    bodies = entities_laid(entities)
    snapshot = snapshot_take(instruments()[INSTRUMENT])
    chosen = instruments()[INSTRUMENT].features[:features]
    previous = None
    for year in range(years):
        is_last = year == years - 1
        campaign = _campaign(year, is_last=is_last, previous=previous)
        campaign.instruments.add(snapshot)
        previous = campaign
        with transaction.atomic():
            _fill(campaign, bodies, chosen, is_last=is_last)


def entities_laid(count: int) -> list[Entity]:
    made = [
        Entity(
            code=f"entity-{n:03d}", name={"ar": f"جهة {n}", "en": f"Entity {n}"}, kind="ministry", position=n
        )
        for n in range(count)
    ]
    Entity.objects.bulk_create(made)
    Portal.objects.create(
        entity=made[0], kind="national", address="https://portal.example.org/", is_main=True
    )
    return made


def _campaign(year: int, *, is_last: bool, previous: Campaign | None) -> Campaign:
    today = timezone.localdate()
    return Campaign.objects.create(
        code=f"year-{year}",
        title={"ar": f"حملة {year}", "en": f"Campaign {year}"},
        state="open" if is_last else "published",
        previous=previous,
        opens_on=today - timedelta(10),
        answers_until=today + timedelta(30),
    )


def _fill(campaign: Campaign, bodies: list[Entity], chosen: tuple, *, is_last: bool) -> None:  # type: ignore[type-arg]
    parts = [CampaignEntity(campaign=campaign, entity=body) for body in bodies]
    CampaignEntity.objects.bulk_create(parts)
    rows = [
        Assignment(
            part=part, campaign=campaign, entity_id=part.entity_id, instrument=INSTRUMENT, feature=one.code
        )
        for part in parts
        for one in chosen
    ]
    Assignment.objects.bulk_create(rows, batch_size=BATCH)
    scales = {one.code: grades_of(one.scale) for one in chosen}
    answers = [_answer(row, scales, place, is_last=is_last) for place, row in enumerate(rows)]
    Answer.objects.bulk_create(answers, batch_size=BATCH)
    kind = RevisionKind.SAVED if is_last else RevisionKind.SUBMITTED
    AnswerRevision.objects.bulk_create(
        [AnswerRevision(answer=one, number=1, kind=kind, grade=one.grade, note=one.note) for one in answers],
        batch_size=BATCH,
    )
    Record.objects.bulk_create(
        [
            Record(action="answer.ready", object_kind="answer", object_id=str(one.pk), chain=str(campaign.pk))
            for one in answers
        ],
        batch_size=BATCH,
    )
    _prove(answers[::3], {row.pk: row.entity_id for row in rows})


def _answer(row: Assignment, scales: dict[str, tuple[str, ...]], place: int, *, is_last: bool) -> Answer:
    grades = scales[row.feature]
    return Answer(
        assignment=row,
        grade=grades[place % len(grades)],
        note=NOTE,
        state="draft" if is_last else "submitted",
        version=1,
        updated_at=timezone.now(),
    )


def _prove(answers: list[Answer], entity_of: dict[uuid.UUID, uuid.UUID]) -> None:
    proofs = [
        Evidence(entity_id=entity_of[one.assignment_id], kind="link", title=f"Proof {place}")
        for place, one in enumerate(answers)
    ]
    Evidence.objects.bulk_create(proofs, batch_size=BATCH)
    EvidenceRevision.objects.bulk_create(
        [
            EvidenceRevision(evidence=proof, number=1, address=f"https://example.org/{place}", language="ar")
            for place, proof in enumerate(proofs)
        ],
        batch_size=BATCH,
    )
    EvidenceUse.objects.bulk_create(
        [
            EvidenceUse(evidence=proof, object_kind="answer", object_id=one.pk)
            for proof, one in zip(proofs, answers, strict=True)
        ],
        batch_size=BATCH,
    )


def people(count: int) -> Iterator[tuple[str, str, str]]:
    """So many who work for an entity each, signed in already: entity, session and anti-forgery token."""
    bodies = list(Entity.objects.order_by("position")[:count])
    for place in range(count):
        body = bodies[place % len(bodies)]
        yield (body.code, *signed_in("entity_lead", name=f"person-{place}", entity=body))


def signed_in(role: str, *, name: str, entity: Entity | None = None) -> tuple[str, str]:
    """Somebody with a role who has signed in, with a second factor: their session and anti-forgery token."""
    user = User.objects.create(email=f"{name}@example.org", display_name=name)
    user.set_unusable_password()
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    RoleGrant.objects.create(user=user, role=role, entity=entity.pk if entity else None)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = _BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key, uuid.uuid4().hex
