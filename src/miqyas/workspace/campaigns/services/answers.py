"""Answering: words are saved against the version that was seen, and nobody's are lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.assessment.answers import UNANSWERED, grades_of
from miqyas.assessment.workflow import step
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import plain_lines
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.roles import ADJUDICATOR, ASSESSOR
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import (
    Answer,
    AnswerRevision,
    Applicability,
    Assignment,
    CampaignEntity,
    Delegation,
    RevisionKind,
)
from miqyas.workspace.campaigns.services.comments import ENTITY, comment_add
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add

PAUSE: Final = timedelta(minutes=10)
"""Who goes on typing within it goes on with the same revision."""
LONGEST_NOTE: Final = 8000
OPEN: Final = "open"
SUBMITTED: Final = "submitted"


class AnswerError(MiqyasError):
    """An answer cannot be given, changed or handed on as asked."""

    code = "answering"


@dataclass(frozen=True)
class Saved:
    """What became of a save: the answer as it is now, and the words kept aside where a newer one was met."""

    answer: Answer
    aside: AnswerRevision | None = None


@transaction.atomic
def answer_save(
    assignment: Assignment,
    *,
    grade: str,
    note: str,
    version: int,
    by: UUID | None,
    kind: RevisionKind = RevisionKind.SAVED,
) -> Saved:
    """Put words into an answer by somebody who saw its `version`.

    Where the answer has moved on since, its words stay, and these are kept aside until somebody decides.
    `kind` tells how the words came, which shows in what is later kept of them. Raises `AnswerError` where
    nothing may be answered now, for a grade of another scale, and for a note beyond `LONGEST_NOTE`.
    """
    part = part_locked(assignment.part_id)
    check_answerable(part)
    answer = _locked(assignment, part=part)
    note = plain_lines(note)
    _check_words(assignment, grade=grade, note=note)
    if (answer.grade, answer.note) == (grade, note):
        return Saved(answer)
    if version != answer.version:
        return Saved(answer, _keep_aside(answer, grade=grade, note=note, version=version, by=by))
    now = timezone.now()
    if kind is not RevisionKind.SAVED or _begins_anew(answer, by=by, now=now):
        answer_keep(answer)
    return Saved(_write(answer, grade=grade, note=note, by=by, now=now, part=part))


@transaction.atomic
def aside_settle(aside: AnswerRevision, *, grade: str, note: str, version: int, by: UUID | None) -> Saved:
    """Decide about words kept aside: these words, be they of either side or made of both, are the answer.

    The words of both sides stay among the revisions. Where the answer has moved on once more, the decision
    is itself kept aside, and `aside` stays open.
    """
    if aside.kind != RevisionKind.KEPT_ASIDE or aside.settled_by.exists():
        raise AnswerError("aside_settled")
    assignment = aside.answer.assignment
    part = part_locked(assignment.part_id)
    check_answerable(part)
    answer = _locked(assignment, part=part)
    note = plain_lines(note)
    _check_words(assignment, grade=grade, note=note)
    if version != answer.version:
        return Saved(answer, _keep_aside(answer, grade=grade, note=note, version=version, by=by))
    if (answer.grade, answer.note) != (grade, note):
        answer_keep(answer)
        _write(answer, grade=grade, note=note, by=by, now=timezone.now(), part=part)
    AnswerRevision.objects.create(
        answer=answer,
        number=answer.version,
        kind=RevisionKind.SAVED,
        grade=grade,
        note=note,
        by=by,
        settles=aside,
    )
    return Saved(answer)


@transaction.atomic
def answer_ready(assignment: Assignment, *, version: int, by: UUID | None) -> Answer:
    """Say that an answer may be signed. Raises `AnswerError` while it has no grade or words lie aside."""
    part = part_locked(assignment.part_id)
    check_answerable(part)
    answer = _locked(assignment, part=part)
    if version != answer.version:
        raise AnswerError("moved_on")
    if answer.grade == UNANSWERED:
        raise AnswerError("no_grade")
    if asides_of(answer):
        raise AnswerError("aside_open")
    return _step(answer, "ready", part=part, by=by)


@transaction.atomic
def answer_return(assignment: Assignment, *, reasons: str, by: UUID) -> Answer:
    """Give an answer back to those who wrote it, with reasons; a signature over it no longer holds.

    For what an entity has handed in, see `submission_return`.
    """
    if not reasons.strip():
        raise AnswerError("no_reasons")
    part = part_locked(assignment.part_id)
    check_answerable(part)
    answer = _locked(assignment, part=part)
    answer_keep(answer)
    approval_void(part, by=by)
    answer_sent_back(answer, reasons=reasons, audience=ENTITY, part=part, by=by)
    return answer


def answer_sent_back(answer: Answer, *, reasons: str, audience: str, part: CampaignEntity, by: UUID) -> None:
    """The state, the reasons as a comment, the record and the news of an answer that goes back."""
    _step(answer, "return", part=part, by=by)
    said = comment_add(answer.assignment, text=reasons, audience=audience, by=by)
    about = {"assignment": str(answer.pk), "comment": str(said.id), "by": str(by)}
    publish("answer.returned", key=str(said.id), **about)


@transaction.atomic
def delegation_set(
    assignment: Assignment, *, holder: UUID, until: date | None, note: str, by: UUID | None
) -> Delegation:
    """Hand one question to one person, in the place of whoever had it.

    Raises `AnswerError` for somebody without an active account, for a day that has passed, and for
    whoever assesses in the campaign.
    """
    if until and until < timezone.localdate():
        raise AnswerError("until_past", until=until.isoformat())
    _check_holder(assignment, holder)
    delegation, _ = Delegation.objects.update_or_create(
        assignment=assignment,
        defaults={"holder": holder, "until": until, "note": plain_lines(note)[:LONGEST_NOTE], "given_by": by},
    )
    told = _record("answer.delegate", assignment, by=by, holder=str(holder))
    about = {"assignment": str(assignment.pk), "holder": str(holder)}
    publish("answer.delegated", key=str(told), by=str(by) if by else None, **about)
    return delegation


@transaction.atomic
def delegation_end(assignment: Assignment, *, by: UUID | None) -> None:
    """Take a question back from the person it was handed to; nothing, where nobody has it."""
    ended, _ = Delegation.objects.filter(assignment=assignment).delete()
    if ended:
        _record("answer.delegation_end", assignment, by=by)


def part_locked(part: UUID) -> CampaignEntity:
    """An entity's part, locked to the end of the transaction: whoever writes in it queues here."""
    locked = CampaignEntity.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("campaign", "entity").get(pk=part)


def check_answerable(part: CampaignEntity) -> None:
    """Raise `AnswerError` where the campaign, its calendar or the submission lets nothing be answered."""
    if part.campaign.state != OPEN:
        raise AnswerError("not_open", state=part.campaign.state)
    if part.state == SUBMITTED:
        raise AnswerError("handed_in")
    until = last_day_of(part)
    if until and timezone.localdate() > until:
        raise AnswerError("window_closed", until=until.isoformat())


def last_day_of(part: CampaignEntity) -> date | None:
    """The last day on which the entity answers: its own, or the campaign's."""
    return part.answers_until or part.campaign.answers_until


def asides_of(answer: Answer) -> list[AnswerRevision]:
    """Words kept aside about which nobody decided yet, oldest first."""
    return list(answer.revisions.filter(kind=RevisionKind.KEPT_ASIDE, settled_by=None).order_by("id"))


def answer_keep(answer: Answer, *, kind: RevisionKind = RevisionKind.SAVED) -> None:
    """Keep the present words for good, unless there are none or these very ones are kept."""
    if not (answer.grade or answer.note):
        return
    kept = answer.revisions.filter(number=answer.version).exclude(kind=RevisionKind.KEPT_ASIDE)
    if kind is RevisionKind.SAVED and kept.exists():
        return
    answer.revisions.create(**_words_now(answer), kind=kind)


def revision_of(answer: Answer, kind: RevisionKind) -> AnswerRevision:
    """The present words as a revision that is not stored yet."""
    return AnswerRevision(answer=answer, kind=kind, **_words_now(answer))


def approval_void(part: CampaignEntity, *, by: UUID | None) -> None:
    """A signature holds no longer, as what it stands under has changed; nothing, where there is none."""
    if part.state != "approved":
        return
    part.state = step("submission", part.state, "reopen")
    part.save(update_fields=["state"])
    record_add(
        "submission.reopen",
        actor=by,
        object_kind="submission",
        object_id=part.id,
        chain=str(part.campaign_id),
    )


def _words_now(answer: Answer) -> dict[str, object]:
    return {
        "number": answer.version,
        "grade": answer.grade,
        "note": answer.note,
        "by": answer.updated_by,
        "at": answer.updated_at or timezone.now(),
    }


def _locked(assignment: Assignment, *, part: CampaignEntity) -> Answer:
    """The answer, made if nobody wrote in it; its part is locked already."""
    answer, _ = Answer.objects.get_or_create(assignment=assignment)
    answer.assignment.part = part
    return answer


def _check_words(assignment: Assignment, *, grade: str, note: str) -> None:
    if assignment.applicability == Applicability.NOT_APPLICABLE:
        raise AnswerError("not_applicable")
    feature = instruments_of(assignment.campaign).features[assignment.feature]
    if grade != UNANSWERED and grade not in grades_of(feature.scale):
        known = ", ".join(grades_of(feature.scale))
        raise AnswerError("unknown_grade", place=Place(name="grade"), given=grade[:40], known=known)
    if len(note) > LONGEST_NOTE:
        raise AnswerError("long_note", place=Place(name="note"), n=len(note), limit=LONGEST_NOTE)


def _begins_anew(answer: Answer, *, by: UUID | None, now: datetime) -> bool:
    """Whether another person writes now, or the same one after a pause."""
    return answer.updated_at is None or answer.updated_by != by or now - answer.updated_at > PAUSE


def _write(
    answer: Answer, *, grade: str, note: str, by: UUID | None, now: datetime, part: CampaignEntity
) -> Answer:
    answer.state = step("answer", answer.state, "save")
    answer.grade, answer.note = grade, note
    answer.version += 1
    answer.updated_by, answer.updated_at = by, now
    answer.save()
    approval_void(part, by=by)
    return answer


def _keep_aside(answer: Answer, *, grade: str, note: str, version: int, by: UUID | None) -> AnswerRevision:
    """Words that met a newer answer. The same are kept once; of one who types on, the newest are open."""
    seen, before = min(max(version, 0), answer.version), None
    for kept in asides_of(answer):
        if (kept.by, kept.number) == (by, seen):
            if (kept.grade, kept.note) == (grade, note):
                return kept
            before = kept
    words = {"grade": grade, "note": note, "by": by, "settles": before}
    return answer.revisions.create(number=seen, kind=RevisionKind.KEPT_ASIDE, **words)


def _step(answer: Answer, action: str, *, part: CampaignEntity, by: UUID | None) -> Answer:
    answer.state = step("answer", answer.state, action)
    answer.save(update_fields=["state"])
    record_add(
        f"answer.{action}",
        actor=by,
        object_kind="answer",
        object_id=answer.pk,
        details={"version": answer.version},  # what it says is read where the answer is
        chain=str(part.campaign_id),
    )
    return answer


def _check_holder(assignment: Assignment, holder: UUID) -> None:
    person = User.objects.filter(pseudonym=holder, is_active=True).first()
    if person is None:
        raise AnswerError("no_such_person")
    judging = {ASSESSOR, ADJUDICATOR}
    if any(
        role in judging and campaign in {None, assignment.campaign_id} for role, _, campaign in person.held
    ):
        raise AnswerError("holder_judges")


def _record(action: str, assignment: Assignment, *, by: UUID | None, **details: str) -> int:
    record = record_add(
        action,
        actor=by,
        object_kind="answer",
        object_id=assignment.pk,
        details=details,
        chain=str(assignment.campaign_id),
    )
    return record.pk
