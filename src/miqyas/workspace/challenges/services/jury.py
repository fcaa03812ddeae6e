"""The jury of a round: who sits, whom they do not judge, their sheets, and what is set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.assessment.workflow import step
from miqyas.kernel.text import plain_lines
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.roles import ADMINISTRATOR, COORDINATOR, LEAD
from miqyas.workspace.challenges.errors import ChallengeError, fault
from miqyas.workspace.challenges.fields import (
    LONGEST_WORDS,
    criteria_of,
    marks_faults,
    words_checked,
)
from miqyas.workspace.challenges.models import Juror, JurorConflict, Nomination, Round, ScoreSheet
from miqyas.workspace.challenges.queries import (
    Bars,
    bars_of_jurors,
    jurors_of,
    nominations_handed_in,
    sheets_awaited,
)
from miqyas.workspace.challenges.services.rounds import round_locked, round_record, round_step
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity

APPOINTS = frozenset({"draft", "open"})
_RUN_THE_ROUND = frozenset({LEAD, COORDINATOR, ADMINISTRATOR})


@transaction.atomic
def juror_appoint(one: Round, person: User, *, by: UUID | None) -> Juror:
    """Have somebody sit on the jury; again changes nothing. Raises `ChallengeError`.

    Who runs rounds or reads the history of the installation cannot judge blindly, and so does not sit.
    """
    held = round_locked(one)
    if held.state not in APPOINTS:
        raise ChallengeError("jury_fixed")
    if not person.is_active or person.role_codes & _RUN_THE_ROUND:
        raise fault("juror_runs", "person", name=str(person))
    made, is_new = Juror.objects.get_or_create(
        round=held, person=person.pseudonym, defaults={"appointed_by": by}
    )
    if is_new or made.withdrawn_at:
        Juror.objects.filter(pk=made.pk).update(withdrawn_at=None, appointed_by=by)
        made.withdrawn_at = None
        round_record("challenge.juror_appoint", held, by=by, juror=str(person.pseudonym))
        key = f"{made.pk}:{timezone.now().isoformat()}"
        publish("jury.appointed", key=key, juror=str(made.pk), by=str(by) if by else None)
    return made


@transaction.atomic
def juror_withdraw(juror: Juror, *, by: UUID | None) -> None:
    """Have somebody sit no longer; sheets that are not handed in go with them. Raises `ChallengeError`."""
    held = round_locked(juror.round)
    if held.state not in {*APPOINTS, "jury"}:
        raise ChallengeError("jury_fixed")
    if Juror.objects.filter(pk=juror.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        ScoreSheet.objects.filter(juror=juror, state="assigned").update(state="withdrawn")
        round_record("challenge.juror_withdraw", held, by=by, juror=str(juror.person))


@transaction.atomic
def conflict_declare(juror: Juror, entity: Entity, *, reason: str, by: UUID | None) -> JurorConflict:
    """Keep that a juror does not judge an entity; sheets on it that are not handed in are taken back.

    One that was handed in already stays, for the authority to set aside. Raises `ChallengeError` without a
    reason, and once the jury has closed.
    """
    held = round_locked(juror.round)
    if held.state not in {*APPOINTS, "jury"}:
        raise ChallengeError("jury_fixed")
    words = words_checked(reason, "reason")
    found, is_new = JurorConflict.objects.get_or_create(
        juror=juror, entity=entity, defaults={"reason": words, "by": by}
    )
    if is_new:
        rows = ScoreSheet.objects.filter(juror=juror, nomination__entity=entity)
        rows.filter(state="assigned").update(state="withdrawn")
        handed_in = rows.filter(state="submitted").count()
        details = {"juror": str(juror.person), "entity": entity.code, "handed_in": handed_in}
        round_record("challenge.conflict", held, by=by, **details)
        publish(
            "jury.conflict",
            key=str(found.pk),
            juror=str(juror.pk),
            entity=str(entity.pk),
            by=str(by) if by else None,
        )
    return found


@transaction.atomic
def jury_begin(one: Round, *, by: UUID | None, seen: str = "") -> Round:
    """Begin the jury: a sheet for every juror and nomination that go together. Raises as `round_step` does,
    and `ChallengeError` where nobody without a conflict is left to judge a nomination.
    """
    held = round_step(one, "begin_jury", by=by, seen=seen)
    jurors, nominations = list(jurors_of(held)), list(nominations_handed_in(held))
    pairs = allotted(nominations, jurors, bars=bars_of_jurors(jurors), each=held.jurors_each)
    alone = [nomination for nomination in nominations if nomination not in {pair[1] for pair in pairs}]
    if alone:
        raise ChallengeError("nobody_left", name=alone[0].entity.title)
    places: Counter[UUID] = Counter()
    for juror, nomination in sorted(pairs, key=lambda pair: _order(pair[0], pair[1])):
        places[juror.pk] += 1
        ScoreSheet.objects.create(juror=juror, nomination=nomination, position=places[juror.pk])
    round_record("challenge.allot", held, by=by, sheets=len(pairs))
    for juror in jurors:
        if places[juror.pk]:
            publish("jury.begins", key=str(juror.pk), juror=str(juror.pk), n=places[juror.pk])
    return held


def allotted(
    nominations: Sequence[Nomination], jurors: Sequence[Juror], *, bars: Mapping[UUID, Bars], each: int
) -> list[tuple[Juror, Nomination]]:
    """Who judges what: everybody without a conflict, or the `each` who have least so far."""
    load: Counter[UUID] = Counter()
    found = []
    for nomination in nominations:
        able = [juror for juror in jurors if nomination.entity_id not in bars[juror.pk]]
        able.sort(key=lambda juror: (load[juror.pk], _order(juror, nomination)))
        for juror in able[: each or len(able)]:
            load[juror.pk] += 1
            found.append((juror, nomination))
    return found


def _order(juror: Juror, nomination: Nomination) -> str:
    """An order of its own for each juror, so that no queue tells of another."""
    return sha256(f"{juror.pk}:{nomination.pk}".encode()).hexdigest()


@transaction.atomic
def sheet_save(
    sheet: ScoreSheet, marks: Mapping[str, int], *, justification: str, version: int
) -> ScoreSheet:
    """Keep a juror's marks as far as they are. Raises `ChallengeError` for marks that cannot be, for a sheet
    that is handed in, and where it was changed meanwhile (by the same juror, elsewhere).
    """
    held = _open_sheet(sheet, version=version)
    for problem in marks_faults(marks, criteria_of(held.nomination.round.criteria), is_final=False):
        raise problem
    return _write(held, marks, justification)


@transaction.atomic
def sheet_submit(
    sheet: ScoreSheet, marks: Mapping[str, int], *, justification: str, version: int, by: UUID
) -> ScoreSheet:
    """Hand a sheet in, whole and with reasons: it no longer changes. Raises `ChallengeError`.

    What was handed in is recorded by its hash, without the marks.
    """
    held = _open_sheet(sheet, version=version)
    for problem in marks_faults(marks, criteria_of(held.nomination.round.criteria), is_final=True):
        raise problem
    words_checked(justification, "justification")
    held = _write(held, marks, justification)
    held.state, held.submitted_at = step("score_sheet", held.state, "submit"), timezone.now()
    held.save(update_fields=["state", "submitted_at"])
    said = sha256(repr((sorted(held.marks.items()), held.justification)).encode()).hexdigest()
    record_add("sheet.submit", actor=by, object_kind="sheet", object_id=held.pk, details={"sha256": said})
    if not sheets_awaited(held.nomination.round).exists():
        publish("jury.all_in", key=str(held.nomination.round_id), round=str(held.nomination.round_id))
    return held


def _write(held: ScoreSheet, marks: Mapping[str, int], justification: str) -> ScoreSheet:
    words = plain_lines(justification)
    if len(words) > LONGEST_WORDS:
        raise fault("too_long", "justification", n=len(words), limit=LONGEST_WORDS)
    if (held.marks, held.justification) != (dict(marks), words):
        held.marks, held.justification = dict(marks), words
        held.version += 1
        held.save(update_fields=["marks", "justification", "version"])
    return held


def _open_sheet(sheet: ScoreSheet, *, version: int) -> ScoreSheet:
    rows = ScoreSheet.objects.select_for_update(of=("self",)).select_related("juror", "nomination__round")
    held = rows.get(pk=sheet.pk)
    if held.state == "submitted":
        raise ChallengeError("sheet_handed_in")
    if held.state != "assigned" or held.nomination.round.state != "jury" or held.juror.withdrawn_at:
        raise ChallengeError("not_judging")
    if held.nomination.entity_id in bars_of_jurors([held.juror])[held.juror_id]:
        raise ChallengeError("in_conflict")
    if version != held.version:
        raise ChallengeError("changed_meanwhile")
    return held


@transaction.atomic
def jury_close(one: Round, *, by: UUID | None, seen: str = "") -> Round:
    """Close the jury; sheets not handed in by its last day are taken back. Raises as `round_step` does."""
    held = round_step(one, "close_jury", by=by, seen=seen)
    gone = sheets_awaited(held).update(state="withdrawn")
    if gone:
        round_record("challenge.sheets_late", held, by=by, sheets=gone)
    return held


@transaction.atomic
def sheet_set_aside(sheet: ScoreSheet, *, reason: str, by: UUID | None) -> ScoreSheet:
    """Leave a sheet out of the results, for a reason that is kept; before results are sealed.

    Raises `ChallengeError`. A second time changes nothing.
    """
    held = (
        ScoreSheet.objects.select_for_update(of=("self",))
        .select_related("nomination__round")
        .get(pk=sheet.pk)
    )
    if held.nomination.round.state not in {"jury", "shortlist", "appeals"} or held.state != "submitted":
        raise ChallengeError("sheet_stays")
    if held.set_aside_at is None:
        held.set_aside_at, held.set_aside_reason = timezone.now(), words_checked(reason, "reason")
        held.save(update_fields=["set_aside_at", "set_aside_reason"])
        record_add("sheet.set_aside", actor=by, object_kind="sheet", object_id=held.pk)
    return held
