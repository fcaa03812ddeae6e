from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from miqyas.kernel.text import plain_line
from miqyas.kernel.words import offered_languages
from miqyas.scanner.gather.guard import AddressRefusedError, Laboratory, check_address
from miqyas.workspace.events.services import publish
from miqyas.workspace.evidence.errors import EvidenceError
from miqyas.workspace.evidence.files import KeptFile
from miqyas.workspace.evidence.models import (
    Evidence,
    EvidenceKind,
    EvidenceRevision,
    EvidenceUse,
    LinkCheck,
    Outcome,
)
from miqyas.workspace.evidence.queries import file_bytes_of, newest_revision
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity

LONGEST_TITLE: Final = 300
LONGEST_QUOTE: Final = 2000
OTHER_LANGUAGE: Final = "other"
LOST: Final = frozenset({Outcome.DEAD, Outcome.SOFT_MISSING})
PATIENCE: Final = 3
"""Looks in a row at which nothing answered before a link counts as lost."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a revision of a proof says; an address or a file, never both."""

    address: str = ""
    file: KeptFile | None = None
    page: str = ""
    quote: str = ""
    language: str = ""
    effective_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None


def languages() -> tuple[str, ...]:
    """The languages that a proof may be said to be in."""
    return (*dict.fromkeys([*offered_languages(), "ar", "en", "fr"]), OTHER_LANGUAGE)


@transaction.atomic
def evidence_add(entity: Entity, *, title: str, content: Content, by: UUID | None) -> Evidence:
    """Keep a proof of an entity with its first revision.

    Raises `EvidenceError` for one without title, address or file, with dates the wrong way round, or for
    which the entity has no room left; `AddressRefusedError` for an address that is none.
    """
    checked = _checked(entity, content)
    kind = EvidenceKind.FILE if content.file else EvidenceKind.LINK
    evidence = Evidence.objects.create(entity=entity, kind=kind, title=_title(title), created_by=by)
    _revision_create(evidence, checked, number=1, by=by)
    record_add("evidence.add", actor=by, object_kind="evidence", object_id=evidence.pk)
    return evidence


@transaction.atomic
def evidence_revise(evidence: Evidence, *, title: str, content: Content, by: UUID | None) -> EvidenceRevision:
    """Add a revision; earlier ones stay as they were. Without a new file the one before is carried on.

    Saying again what is said already adds nothing. Raises as `evidence_add` does, for a retired proof, and
    for a file where a link was.
    """
    locked = _locked(evidence)
    before = newest_revision(locked)
    if locked.kind == EvidenceKind.FILE and content.file is None:
        content = replace(content, file=kept_file_of(before))
    if locked.kind == EvidenceKind.LINK and content.file:
        raise EvidenceError("link_or_file")
    checked = _checked(locked.entity, content)
    if locked.title != (name := _title(title)):
        Evidence.objects.filter(pk=locked.pk).update(title=name)
        evidence.title = name
    if _content_of(before) == checked:
        return before
    revision = _revision_create(locked, checked, number=before.number + 1, by=by)
    details = {"number": revision.number}
    record_add("evidence.revise", actor=by, object_kind="evidence", object_id=locked.pk, details=details)
    return revision


@transaction.atomic
def evidence_retire(evidence: Evidence, *, by: UUID | None) -> None:
    """Take a proof out of use; what it served keeps pointing at it, so that nothing disappears."""
    if Evidence.objects.filter(pk=evidence.pk, retired_at=None).update(retired_at=timezone.now()):
        record_add("evidence.retire", actor=by, object_kind="evidence", object_id=evidence.pk)


@transaction.atomic
def evidence_restore(evidence: Evidence, *, by: UUID | None) -> None:
    """Put a proof back into use; nothing, where it is in use."""
    if Evidence.objects.filter(pk=evidence.pk, retired_at__isnull=False).update(retired_at=None):
        record_add("evidence.restore", actor=by, object_kind="evidence", object_id=evidence.pk)


@transaction.atomic
def evidence_attach(
    evidence: Evidence, object_kind: str, object_id: UUID, *, by: UUID | None, chain: str = ""
) -> EvidenceUse:
    """Have a proof serve something; a second time changes nothing. The upper app has asked the gate."""
    _locked(evidence)
    use, is_new = EvidenceUse.objects.get_or_create(
        evidence=evidence, object_kind=object_kind, object_id=object_id, defaults={"attached_by": by}
    )
    if is_new:
        _record_use("evidence.attach", use, by=by, chain=chain)
    return use


@transaction.atomic
def evidence_detach(
    evidence: Evidence, object_kind: str, object_id: UUID, *, by: UUID | None, chain: str = ""
) -> None:
    """Have a proof serve something no longer; the proof itself stays."""
    use = EvidenceUse.objects.filter(evidence=evidence, object_kind=object_kind, object_id=object_id).first()
    if use:
        _record_use("evidence.detach", use, by=by, chain=chain)
        use.delete()


@transaction.atomic
def link_check_add(
    revision: EvidenceRevision,
    *,
    outcome: Outcome,
    status: int | None,
    final_address: str,
    details: Mapping[str, Any],
    at: datetime,
) -> LinkCheck:
    """Keep one look at a link. When it is lost, its entity hears of it, once until it is found again."""
    check = LinkCheck.objects.create(
        revision=revision,
        checked_at=at,
        outcome=outcome,
        status=status,
        final_address=final_address[:2000],
        details=dict(details),
    )
    before = list(revision.checks.exclude(pk=check.pk)[: PATIENCE - 1])
    if _is_lost([check, *before]) and not _is_lost(list(revision.checks.exclude(pk=check.pk)[:PATIENCE])):
        publish("evidence.link_dead", key=f"{revision.pk}:{check.pk}", evidence=str(revision.evidence_id))
    return check


def _is_lost(checks: list[LinkCheck]) -> bool:
    """Whether the looks, newest first, say that the page is gone."""
    if not checks:
        return False
    silent = [check.outcome == Outcome.UNREACHABLE for check in checks[:PATIENCE]]
    return checks[0].outcome in LOST or (len(silent) == PATIENCE and all(silent))


def _locked(evidence: Evidence) -> Evidence:
    locked = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if locked.retired_at:
        raise EvidenceError("retired", title=locked.title)
    return locked


def _title(title: str) -> str:
    plain = plain_line(title)
    if not plain:
        raise EvidenceError("no_title")
    if len(plain) > LONGEST_TITLE:
        raise EvidenceError("title_too_long", most=LONGEST_TITLE)
    return plain


def _checked(entity: Entity, content: Content) -> Content:
    if bool(content.address) == bool(content.file):
        raise EvidenceError("link_or_file")
    if content.address:
        check_address(content.address, laboratory=Laboratory(settings.MIQYAS_INTERNAL_HOSTS))
        if len(content.address) > 2000:
            raise AddressRefusedError("unreadable", given=content.address[:200])
    if len(content.quote) > LONGEST_QUOTE:
        raise EvidenceError("quote_too_long", most=LONGEST_QUOTE)
    if content.language and content.language not in languages():
        raise EvidenceError("language", given=content.language[:40], known=", ".join(languages()))
    if content.valid_from and content.valid_until and content.valid_until < content.valid_from:
        raise EvidenceError("dates", first=str(content.valid_from), last=str(content.valid_until))
    if content.file and file_bytes_of(entity, but_not=content.file.sha256) + content.file.size > (
        settings.MIQYAS_ENTITY_QUOTA
    ):
        raise EvidenceError("quota", most=settings.MIQYAS_ENTITY_QUOTA // 2**20)
    return content


def _revision_create(
    evidence: Evidence, content: Content, *, number: int, by: UUID | None
) -> EvidenceRevision:
    values = asdict(content)
    file = values.pop("file")
    if file:
        values |= {
            "file_sha256": file["sha256"],
            "file_name": file["name"],
            "file_size": file["size"],
            "media_type": file["media_type"],
        }
    return EvidenceRevision.objects.create(evidence=evidence, number=number, created_by=by, **values)


def kept_file_of(revision: EvidenceRevision) -> KeptFile | None:
    """The file of a revision; None for a link."""
    if not revision.file_sha256:
        return None
    return KeptFile(revision.file_sha256, revision.file_name, revision.file_size, revision.media_type)


def _content_of(revision: EvidenceRevision) -> Content:
    fields = ("address", "page", "quote", "language", "effective_on", "valid_from", "valid_until")
    values = {name: getattr(revision, name) for name in fields}
    return Content(file=kept_file_of(revision), **values)


def _record_use(action: str, use: EvidenceUse, *, by: UUID | None, chain: str) -> None:
    details = {
        "evidence": str(use.evidence_id),
        "revision": use.evidence.revisions.aggregate(last=Max("number"))["last"],
    }
    record_add(
        action, actor=by, object_kind=use.object_kind, object_id=use.object_id, details=details, chain=chain
    )
