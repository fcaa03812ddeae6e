"""Packages that are issued here: signed, kept to the byte, handed to whoever sends them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from miqyas.analysis.twinning.package import Package, Party, package_read
from miqyas.kernel.text import (
    FALLBACK_LANGUAGE,
    OPTIONAL_LANGUAGES,
    REQUIRED_LANGUAGES,
    nearest,
    plain_line,
    plain_lines,
)
from miqyas.kernel.words import say
from miqyas.workspace.history.keys import public_key, sign
from miqyas.workspace.twinning.fields import Words, fault, measure, tidy
from miqyas.workspace.twinning.models import (
    ACCEPTED,
    AGREED,
    DECLINED,
    DRAFT,
    ENDED,
    INVITED,
    RECEIVED,
    Exchange,
    Foreseen,
    Message,
    Profile,
    Twin,
)
from miqyas.workspace.twinning.queries import message_newest, twin_fields_of
from miqyas.workspace.twinning.services import agreed, record_twin, twin_locked

LETTERS: Final = (*REQUIRED_LANGUAGES, *OPTIONAL_LANGUAGES)
"""Languages in which a package says what it is."""
VALID: Final = timedelta(days=60)


@transaction.atomic
def invitation_issue(twin: Twin, *, by: UUID | None) -> Message:
    """Invite the partner of a draft. Raises `TwinningError`."""
    locked = _in_state(twin, DRAFT)
    if not locked.goals.exists():
        raise fault("goals_missing", "goals")
    _step(locked, INVITED)
    return _issue(locked, "invitation", _terms(locked), by=by)


@transaction.atomic
def answer_issue(twin: Twin, *, accepts: bool, text: Words, by: UUID | None) -> Message:
    """Answer an invitation that came. Raises `TwinningError`."""
    locked = _in_state(twin, RECEIVED)
    said = {"accepts": accepts, "text": tidy(text, plain_lines)}
    locked.answer = said
    _step(locked, ACCEPTED if accepts else DECLINED)
    return _issue(locked, "answer", said, by=by, reply=message_newest(locked, "invitation", is_ours=False))


@transaction.atomic
def agreement_issue(twin: Twin, *, foreseen: Iterable[Foreseen], by: UUID | None) -> Message:
    """Make an accepted invitation an agreement; what was forecast is frozen. Raises `TwinningError`."""
    locked = _in_state(twin, ACCEPTED)
    reply = message_newest(locked, "answer", is_ours=False)
    if reply is None:
        raise fault("theirs_to_make", "state")
    agreed(locked, foreseen=foreseen, by=by)
    return _issue(locked, "agreement", _terms(locked), by=by, reply=reply)


@transaction.atomic
def exchange_issue(exchange: Exchange, *, by: UUID | None) -> Message:
    """Tell the partner of an exchange as it stands. Raises `TwinningError`."""
    locked = _in_state(exchange.twin, AGREED, ENDED)
    content = {
        "id": str(exchange.pk),
        "kind": exchange.kind,
        "title": exchange.title,
        "starts_on": exchange.starts_on.isoformat(),
        "ends_on": exchange.ends_on.isoformat(),
        "people": exchange.people,
        "shared": exchange.shared,
        "state": exchange.state,
    }
    return _issue(locked, "exchange", content, by=by, reply=_agreement(locked))


@transaction.atomic
def result_issue(twin: Twin, *, by: UUID | None) -> Message:
    """Tell the partner what was measured: the newest reading of each goal. Raises `TwinningError`."""
    locked = _in_state(twin, AGREED, ENDED)
    newest = {(one.indicator, one.due): one for one in locked.readings.order_by("on", "pk")}
    if not newest:
        raise fault("readings_missing", "readings")
    readings = [
        {
            "indicator": one.indicator,
            "due": one.due.isoformat(),
            "value": measure(str(one.value)),
            "on": one.on.isoformat(),
        }
        for one in newest.values()
    ]
    content = {"readings": readings, "text": locked.outcome}
    return _issue(locked, "result", content, by=by, reply=_agreement(locked))


def letter_words(package: Package) -> Mapping[str, str]:
    """What a package says of itself, in every language that packages are written in."""
    content = package.content
    told = {
        language: {
            "sender": worded(package.sender.name, language=language),
            "addressee": worded(package.addressee.name, language=language),
            "title": worded(content.get("title", {}), language=language),
            "starts": content.get("starts_on", ""),
            "ends": content.get("ends_on", ""),
        }
        for language in LETTERS
    }
    key = f"twinning.letter.{package.kind}"
    if package.kind == "answer":
        key += ".yes" if content["accepts"] else ".no"
    return {language: plain_line(say(key, language=language, **told[language])) for language in LETTERS}


def worded(words: Words, *, language: str) -> str:
    """Words in the language, else in English, which most readers of another language know, else in any."""
    return words.get(language) or words.get(FALLBACK_LANGUAGE) or nearest(words, language).text


def _issue(
    twin: Twin, kind: str, content: Mapping[str, Any], *, by: UUID | None, reply: Message | None = None
) -> Message:
    partner = twin.partner
    if partner is None:
        raise fault("hosted", "state")
    home = twin.giver if partner == twin.seeker else twin.seeker
    now = timezone.now().astimezone(UTC).replace(microsecond=0)
    bare = Package(
        id=uuid4(),
        thread=twin.pk,
        kind=kind,
        sender=_party(home),
        addressee=_party(partner),
        to_key=twin.signer.fingerprint if twin.signer else "",
        issued=now,
        expires=now + VALID,
        in_reply_to=reply.pk if reply else None,
        content=content,
        words={},
        key=public_key(),
    )
    return _keep(twin, _signed(bare), by=by)


def _signed(bare: Package) -> Package:
    whole = replace(bare, words=letter_words(bare))
    return whole.signed(sign(whole.signed_bytes))


def _keep(twin: Twin, package: Package, *, by: UUID | None) -> Message:
    content = package.as_bytes()
    package_read(content)
    made = Message.objects.create(
        id=package.id,
        twin=twin,
        kind=package.kind,
        is_ours=True,
        text=content.decode(),
        sha256=hashlib.sha256(content).hexdigest(),
        issued_at=package.issued,
        expires_at=package.expires,
        in_reply_to=package.in_reply_to,
        by=by,
    )
    record_twin("twin.issue", twin, by=by, message=package.kind, package=str(package.id))
    return made


def _party(profile: Profile) -> Party:
    return Party(profile.code, profile.iso3, profile.name)


def _terms(twin: Twin) -> dict[str, Any]:
    fields = twin_fields_of(twin)
    return {
        "title": fields.title,
        "purpose": fields.purpose,
        "role": "seeker" if twin.seeker.is_home else "giver",
        "starts_on": fields.starts_on.isoformat(),
        "ends_on": fields.ends_on.isoformat(),
        "goals": [one.as_dict() for one in fields.goals],
    }


def _agreement(twin: Twin) -> Message | None:
    return message_newest(twin, "agreement", is_ours=True) or message_newest(twin, "agreement", is_ours=False)


def _in_state(twin: Twin, *states: str) -> Twin:
    locked = twin_locked(twin)
    if locked.partner is None:
        raise fault("hosted", "state")
    if locked.state not in states:
        raise fault("not_now", "state")
    return locked


def _step(twin: Twin, state: str) -> None:
    twin.state = state
    twin.save(update_fields=["state", "answer"])
