"""Keys of other installations: confirmed with their owner by another way than the package, or revoked."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from miqyas.analysis.twinning.judging import Standing
from miqyas.analysis.twinning.package import Package, fingerprint_of, package_read
from miqyas.analysis.twinning.package_errors import fault as package_fault
from miqyas.kernel.text import plain_line
from miqyas.workspace.history.keys import is_signed, public_key
from miqyas.workspace.history.services import record_add
from miqyas.workspace.twinning.fields import fault
from miqyas.workspace.twinning.models import Signer

LONGEST_WORDS: Final = 300


def own_fingerprint() -> str:
    """Of the key of this installation."""
    return fingerprint_of(public_key())


def signature_holds(package: Package) -> bool:
    """Whether the holder of the key that the package names signed exactly this."""
    return is_signed(package.signed_bytes, signature=package.signature, key=package.key)


def standing_of(package: Package) -> tuple[Standing, Signer | None]:
    """What the signer of a package is to us, and the key that we have of them."""
    if package.key == public_key():
        return "own", None
    sender = package.sender
    found = Signer.objects.filter(fingerprint=package.fingerprint).first()
    if found is None:
        other = Signer.objects.filter(iso3=sender.iso3, code__iexact=sender.code, revoked_at=None).first()
        return ("changed", other) if other else ("unknown", None)
    if found.revoked_at:
        return "revoked", found
    is_theirs = (found.iso3, found.code.lower()) == (sender.iso3, sender.code.lower())
    return ("confirmed" if is_theirs else "other"), found


@transaction.atomic
def signer_confirm(content: bytes, *, spoken: str, how: str, by: UUID | None) -> Signer:
    """Trust the key of a package whose fingerprint its owner read out to somebody here.

    `spoken` is what was heard, written down anew and not copied; `how` tells by which way. Raises
    `PackageError` for a package that cannot be read or is not signed, `TwinningError` where the fingerprints
    differ, where another key of that partner is in force, and for a key that was revoked.
    """
    package = package_read(content)
    if not signature_holds(package):
        raise package_fault("tampered", "signature")
    standing, known = standing_of(package)
    if standing == "confirmed" and known:
        return known
    if standing != "unknown":
        raise fault(f"key_{standing}", "fingerprint")
    if "".join(spoken.split()).lower() != package.fingerprint:
        raise fault("fingerprint_differs", "fingerprint")
    if not plain_line(how):
        raise fault("how_missing", "how")
    return _keep(package, how=plain_line(how)[:LONGEST_WORDS], by=by)


def _keep(package: Package, *, how: str, by: UUID | None) -> Signer:
    try:
        with transaction.atomic():
            made = Signer.objects.create(
                code=package.sender.code,
                iso3=package.sender.iso3,
                name=dict(package.sender.name),
                key=package.key,
                fingerprint=package.fingerprint,
                how=how,
                confirmed_by=by,
            )
    except IntegrityError as error:
        raise fault("key_changed", "fingerprint") from error
    _record("twin_key.confirm", made, by=by)
    return made


@transaction.atomic
def signer_revoke(signer: Signer, *, why: str, by: UUID | None) -> Signer:
    """Trust a key no longer; what it signed before stays. Raises `TwinningError`."""
    locked = Signer.objects.select_for_update().get(pk=signer.pk)
    if locked.revoked_at:
        return locked
    if not plain_line(why):
        raise fault("why_missing", "why")
    locked.revoked_at, locked.revoked_by = timezone.now(), by
    locked.revoked_why = plain_line(why)[:LONGEST_WORDS]
    locked.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    _record("twin_key.revoke", locked, by=by)
    return locked


def _record(action: str, signer: Signer, *, by: UUID | None) -> None:
    details = {"code": signer.code, "fingerprint": signer.fingerprint}
    record_add(action, actor=by, object_kind="twin_key", object_id=signer.pk, details=details)
