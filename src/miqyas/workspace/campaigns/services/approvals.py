"""An entity's answers as a whole: signed, handed in, given back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.assessment.workflow import step
from miqyas.kernel.errors import MiqyasError
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.queries import users_with
from miqyas.workspace.accounts.roles import SIGNATORY
from miqyas.workspace.campaigns.models import (
    Answer,
    AnswerRevision,
    Approval,
    CampaignEntity,
    RevisionKind,
    SignatureDelegation,
)
from miqyas.workspace.campaigns.queries.people import signs_for
from miqyas.workspace.campaigns.queries.submissions import submission_content
from miqyas.workspace.campaigns.services.answers import (
    OPEN,
    SUBMITTED,
    answer_sent_back,
    approval_void,
    check_answerable,
    last_day_of,
    part_locked,
    revision_of,
)
from miqyas.workspace.campaigns.services.comments import AUTHORITY
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity


class SubmissionError(MiqyasError):
    """An entity's answers cannot be signed, handed in or given back as asked."""

    code = "submission"


@transaction.atomic
def submission_approve(part: CampaignEntity, *, seen: str, by: UUID) -> Approval:
    """Sign an entity's answers as they are: what is ready becomes approved.

    `seen` is the hash of the content that the signatory had before their eyes. Raises `SubmissionError`
    where it has changed since, and while an answer is begun and not ready.
    """
    part = part_locked(part.pk)
    check_answerable(part)
    answers = _answers(part)
    begun = [answer for answer in answers if answer.state in {"draft", "returned"}]
    if begun:
        raise SubmissionError("not_ready", n=len(begun))
    content = submission_content(part)
    if content.hash != seen:
        raise SubmissionError("changed_meanwhile")
    _step_all([answer for answer in answers if answer.state == "ready"], "approve")
    part.state = step("submission", part.state, "approve")
    part.save(update_fields=["state"])
    approval = Approval.objects.create(
        part=part,
        signatory=by,
        on_behalf_of=_on_behalf_of(part, by),
        content_hash=content.hash,
        answers=content.answers,
    )
    details = {"content": content.hash, "answers": content.answers, "approval": str(approval.pk)}
    _record("submission.approve", part, by=by, details=details)
    about = {"part": str(part.pk), "approval": str(approval.pk), "by": str(by)}
    publish("submission.approved", key=str(approval.pk), **about)
    return approval


def submission_submit(part: CampaignEntity, *, by: UUID | None) -> CampaignEntity:
    """Hand in what is signed. Where it changed since, the signature is void and `SubmissionError` says so."""
    with transaction.atomic():
        part = part_locked(part.pk)
        check_answerable(part)
        after = step("submission", part.state, "submit")
        is_as_signed = _is_as_signed(part)
        if is_as_signed:
            _hand_in(part, after=after, by=by)
        else:
            approval_void(part, by=by)
    if not is_as_signed:
        raise SubmissionError("changed_since")
    return part


@transaction.atomic
def submission_return(
    part: CampaignEntity, *, reasons: str, answers: Collection[UUID], until: date | None, by: UUID
) -> CampaignEntity:
    """Give back what an entity handed in, with reasons: these answers, or all of them where none is named.

    `until` gives the entity a deadline of its own; it is needed where theirs has passed. Raises
    `SubmissionError` without reasons, for a day that has passed, and for answers that were not handed in.
    """
    if not reasons.strip():
        raise SubmissionError("no_reasons")
    part = part_locked(part.pk)
    if part.campaign.state != OPEN:
        raise SubmissionError("not_open", state=part.campaign.state)
    after = step("submission", part.state, "return")
    _set_deadline(part, until)
    handed_in = [answer for answer in _answers(part) if answer.state == SUBMITTED]
    chosen = [answer for answer in handed_in if not answers or answer.pk in answers]
    if not set(answers) <= {answer.pk for answer in chosen} or not chosen:
        raise SubmissionError("not_handed_in")
    part.state = after
    part.save(update_fields=["state", "answers_until"])
    AnswerRevision.objects.bulk_create(revision_of(answer, RevisionKind.RETURNED) for answer in chosen)
    for answer in chosen:
        answer_sent_back(answer, reasons=reasons, audience=AUTHORITY, part=part, by=by)
    told = _record("submission.return", part, by=by, details={"answers": len(chosen)})
    publish("submission.returned", key=str(told), part=str(part.pk), by=str(by))
    return part


@transaction.atomic
def signature_delegate(
    entity: Entity, *, giver: UUID, holder: UUID, starts_on: date, ends_on: date
) -> SignatureDelegation:
    """Let somebody sign for a while in the place of a signatory.

    Raises `SubmissionError` for days in the wrong order or past, for oneself, and for somebody without an
    active account.
    """
    if ends_on < starts_on or ends_on < timezone.localdate():
        raise SubmissionError("days", starts=starts_on.isoformat(), ends=ends_on.isoformat())
    if holder == giver:
        raise SubmissionError("to_oneself")
    if not User.objects.filter(pseudonym=holder, is_active=True).exists():
        raise SubmissionError("no_such_person")
    lent = SignatureDelegation.objects.create(
        entity=entity, giver=giver, holder=holder, starts_on=starts_on, ends_on=ends_on
    )
    details = {"holder": str(holder), "starts": starts_on.isoformat(), "ends": ends_on.isoformat()}
    record_add("signature.delegate", actor=giver, object_kind="entity", object_id=entity.pk, details=details)
    return lent


@transaction.atomic
def signature_end(lent: SignatureDelegation, *, by: UUID) -> None:
    """Take a lent signature back before its last day; what was signed with it stands."""
    if lent.ended_at is None:
        lent.ended_at = timezone.now()
        lent.save(update_fields=["ended_at"])
        record_add("signature.end", actor=by, object_kind="entity", object_id=lent.entity_id)


def _answers(part: CampaignEntity) -> list[Answer]:
    given = Answer.objects.filter(assignment__part=part, assignment__withdrawn_at=None)
    return list(given.select_related("assignment"))


def _step_all(answers: Collection[Answer], action: str) -> None:
    for answer in answers:
        answer.state = step("answer", answer.state, action)
    Answer.objects.bulk_update(answers, ["state"], batch_size=500)


def _on_behalf_of(part: CampaignEntity, by: UUID) -> UUID | None:
    """Whose signature it is, where somebody signs with a lent one."""
    own = users_with(SIGNATORY, entity=part.entity_id, campaign=part.campaign_id).filter(pseudonym=by)
    lent = None if own.exists() else signs_for(part, by)
    return lent.giver if lent else None


def _is_as_signed(part: CampaignEntity) -> bool:
    approval = part.approvals.order_by("-signed_at").first()
    return approval is not None and approval.content_hash == submission_content(part).hash


def _hand_in(part: CampaignEntity, *, after: str, by: UUID | None) -> None:
    signed = [answer for answer in _answers(part) if answer.state == "approved"]
    _step_all(signed, "submit")
    AnswerRevision.objects.bulk_create(revision_of(answer, RevisionKind.SUBMITTED) for answer in signed)
    part.state, part.submitted_at, part.submitted_by = after, timezone.now(), by
    part.save(update_fields=["state", "submitted_at", "submitted_by"])
    told = _record("submission.submit", part, by=by, details={"answers": len(signed)})
    publish("submission.submitted", key=str(told), part=str(part.pk), by=str(by) if by else None)


def _set_deadline(part: CampaignEntity, until: date | None) -> None:
    day = until or last_day_of(part)
    if day and day < timezone.localdate():
        raise SubmissionError("until_past", until=day.isoformat())
    part.answers_until = until or part.answers_until


def _record(action: str, part: CampaignEntity, *, by: UUID | None, details: dict[str, object]) -> int:
    record = record_add(
        action,
        actor=by,
        object_kind="submission",
        object_id=part.pk,
        details=details,
        chain=str(part.campaign_id),
    )
    return record.pk
