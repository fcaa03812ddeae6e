"""Appeals, what a person makes of signals, results sealed and published, certificates."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.assessment.challenge.export import canonical
from miqyas.workspace.challenges.errors import ChallengeError
from miqyas.workspace.challenges.fields import words_checked
from miqyas.workspace.challenges.models import (
    Appeal,
    Certificate,
    Nomination,
    Outcome,
    Round,
    RoundResult,
    ScoreSheet,
    SignalNote,
)
from miqyas.workspace.challenges.queries import sheets_of_nomination
from miqyas.workspace.challenges.services.jury import sheet_set_aside
from miqyas.workspace.challenges.services.rounds import round_locked, round_record, round_step
from miqyas.workspace.events.services import publish
from miqyas.workspace.history import keys
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity

CERTIFICATE: Final = "miqyas-certificate/1"
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody takes for each other."""
_GROUPS, _LENGTH = 5, 4
"""A code has 20 signs of 32: 100 bits."""


def takes_appeals(one: Round, *, today: date) -> bool:
    """Whether a round is in the stage of appeals and its last day for them has not passed."""
    return one.state == "appeals" and not (one.appeals_until and today > one.appeals_until)


@transaction.atomic
def appeal_lodge(nomination: Nomination, *, text: str, by: UUID | None) -> Appeal:
    """Object to what became of a nomination, once, while appeals are open. Raises `ChallengeError`."""
    held = round_locked(nomination.round)
    today = timezone.localdate()
    if not takes_appeals(held, today=today):
        raise ChallengeError("not_appealing")
    if nomination.state != "submitted":
        raise ChallengeError("nothing_to_appeal")
    if Appeal.objects.filter(nomination=nomination).exists():
        raise ChallengeError("appealed_already")
    due = today + timedelta(held.answer_days)
    made = Appeal.objects.create(nomination=nomination, text=words_checked(text, "text"), by=by, due_on=due)
    _record("appeal.lodge", made, by=by)
    publish("appeal.lodged", key=str(made.pk), appeal=str(made.pk), by=str(by) if by else None)
    return made


@transaction.atomic
def appeal_answer(
    appeal: Appeal, *, outcome: str, answer: str, set_aside: Iterable[UUID] = (), by: UUID | None
) -> Appeal:
    """Answer an appeal, once. Upheld, it may set sheets of the nomination aside: the scores are made anew.

    Raises `ChallengeError` for no answer, sheets of another nomination, and for one that is answered.
    """
    round_locked(appeal.nomination.round)
    held = (
        Appeal.objects.select_for_update(of=("self",)).select_related("nomination__round").get(pk=appeal.pk)
    )
    if held.outcome:
        raise ChallengeError("answered_already")
    if outcome not in Outcome.values:
        raise ChallengeError("outcome_missing")
    words, chosen = words_checked(answer, "answer"), set(set_aside)
    sheets = [one for one in sheets_of_nomination(held.nomination) if one.pk in chosen]
    if len(sheets) != len(chosen) or (chosen and outcome != Outcome.UPHELD):
        raise ChallengeError("sheet_stays")
    for sheet in sheets:
        sheet_set_aside(sheet, reason=words, by=by)
    held.outcome, held.answer = outcome, words
    held.answered_by, held.answered_at = by, timezone.now()
    held.save()
    said = sha256(f"{outcome}:{words}".encode()).hexdigest()
    _record("appeal.answer", held, by=by, sha256=said, sheets=len(sheets))
    publish("appeal.answered", key=str(held.pk), appeal=str(held.pk), by=str(by) if by else None)
    return held


def _record(action: str, appeal: Appeal, *, by: UUID | None, **details: Any) -> None:
    record_add(action, actor=by, object_kind="appeal", object_id=appeal.pk, details=details)


def signal_name(name: str) -> str:
    """Under what a signal is kept."""
    return sha256(name.encode()).hexdigest()


@transaction.atomic
def signal_note(one: Round, signal: str, *, note: str, by: UUID | None) -> SignalNote:
    """Keep what a person made of a signal; the newest words stand. Raises `ChallengeError` for none."""
    words = words_checked(note, "note")
    made, _ = SignalNote.objects.update_or_create(
        round=one, signal=signal, defaults={"note": words, "by": by}
    )
    round_record("challenge.signal", one, by=by, signal=signal)
    return made


@transaction.atomic
def result_seal(one: Round, content: bytes, *, by: UUID | None, seen: str = "") -> RoundResult:
    """Seal the results: these bytes, signed by this installation, are what will be published.

    Raises as `round_step` does.
    """
    held = round_step(one, "seal", by=by, seen=seen)
    digest = sha256(content).hexdigest()
    made = RoundResult.objects.create(
        round=held,
        content=content.decode(),
        sha256=digest,
        signature=keys.sign(content),
        public_key=keys.public_key(),
        by=by,
    )
    round_record("challenge.result", held, by=by, sha256=digest, public_key=made.public_key)
    return made


def is_sound(result: RoundResult) -> bool:
    """Whether the sealed bytes are those that were signed."""
    content = result.content.encode()
    is_same = sha256(content).hexdigest() == result.sha256
    return is_same and keys.is_signed(content, signature=result.signature, key=result.public_key)


@transaction.atomic
def round_publish(
    one: Round, awards: Iterable[Mapping[str, Any]], *, by: UUID | None, seen: str = ""
) -> Round:
    """Publish a round and issue its certificates, one for each award: `entity` (a code), `award`, and what
    the certificate says. Raises as `round_step` does.
    """
    held = round_step(one, "publish", by=by, seen=seen)
    entities = {entity.code: entity for entity in Entity.objects.all()}
    for award in awards:
        certificate_issue(held, entities[award["entity"]], award, by=by)
    return held


@transaction.atomic
def certificate_issue(
    one: Round, entity: Entity, award: Mapping[str, Any], *, by: UUID | None
) -> Certificate:
    """The certificate of an award; issued again it is the same one."""
    found = Certificate.objects.filter(round=one, entity=entity, award=award["award"]).first()
    if found:
        return found
    code, at = certificate_code(), timezone.now()
    says = {
        "format": CERTIFICATE,
        "code": code,
        "round": {"code": one.code, "title": dict(one.title)},
        "entity": {"code": entity.code, "name": dict(entity.name)},
        "issued_on": timezone.localdate(at).isoformat(),
        "is_sample": one.is_sample,
        **{name: value for name, value in award.items() if name != "entity"},
    }
    statement = canonical(says)
    made = Certificate.objects.create(
        code=code,
        round=one,
        entity=entity,
        award=award["award"],
        statement=statement.decode(),
        signature=keys.sign(statement),
        public_key=keys.public_key(),
        issued_at=at,
    )
    record_add(
        "certificate.issue",
        actor=by,
        object_kind="certificate",
        object_id=made.pk,
        details={"award": made.award, "entity": entity.code, "sha256": sha256(statement).hexdigest()},
    )
    publish("certificate.issued", key=str(made.pk), certificate=str(made.pk))
    return made


def certificate_code() -> str:
    """A code that nobody guesses, easy to read out."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(_GROUPS))


def is_genuine(certificate: Certificate) -> bool:
    """Whether the statement is the one that was signed by this installation's key, and bears this code."""
    content = certificate.statement.encode()
    if f'"code":"{certificate.code}"' not in certificate.statement:
        return False
    return keys.is_signed(content, signature=certificate.signature, key=certificate.public_key)


@transaction.atomic
def certificate_withdraw(certificate: Certificate, *, reason: str, by: UUID | None) -> Certificate:
    """Withdraw a certificate, for a reason that is shown; it stays to be found. Again changes nothing."""
    held = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if held.withdrawn_at is None:
        held.withdrawn_reason = words_checked(reason, "reason")
        held.withdrawn_at, held.withdrawn_by = timezone.now(), by
        held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        record_add("certificate.withdraw", actor=by, object_kind="certificate", object_id=held.pk)
    return held


def sheets_in_conflict(one: Round, bars: Mapping[UUID, Any]) -> list[ScoreSheet]:
    """Sheets that count although their juror has a conflict with the entity, known only since."""
    rows = ScoreSheet.objects.filter(nomination__round=one, state="submitted", set_aside_at=None)
    return [
        sheet
        for sheet in rows.select_related("nomination__entity", "juror")
        if sheet.nomination.entity_id in bars.get(sheet.juror_id, ())
    ]
