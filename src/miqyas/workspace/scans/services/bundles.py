"""Looks from elsewhere: keys that somebody made sure of, and signed bundles taken into a scan."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from miqyas.kernel.errors import Place
from miqyas.kernel.text import plain_line
from miqyas.scanner.artifacts.bundle import Bundle, bundle_read
from miqyas.scanner.artifacts.model import HERE
from miqyas.scanner.artifacts.store import Store
from miqyas.workspace.history.keys import is_signed
from miqyas.workspace.history.services import record_add
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import HandedIn, Lookout, Scan
from miqyas.workspace.scans.portals import elsewhere_folder

LONGEST_NAME: Final = 60
LONGEST_HOW: Final = 300
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")
_COUNTRY: Final = re.compile(r"[A-Z]{3}")


@transaction.atomic
def lookout_confirm(
    *, name: str, country: str, is_outside: bool, spoken: str, how: str, by: UUID | None
) -> Lookout:
    """Trust the key of a vantage whose fingerprint its owner read out to somebody here.

    `spoken` is what was heard, `how` tells by which way. Raises `ScanError` for what is missing, for a name
    that is this installation's own, and where the vantage has another key in force.
    """
    name, how = plain_line(name)[:LONGEST_NAME], plain_line(how)[:LONGEST_HOW]
    fingerprint = "".join(spoken.split()).lower()
    if not name or name == HERE.name:
        raise ScanError("lookout_name", place=Place(name="name"), own=HERE.name)
    if country and not _COUNTRY.fullmatch(country := country.strip().upper()):
        raise ScanError("lookout_country", place=Place(name="country"))
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise ScanError("fingerprint_form", place=Place(name="spoken"))
    if not how:
        raise ScanError("lookout_how", place=Place(name="how"))
    values = {"country": country, "is_outside": is_outside, "how": how, "confirmed_by": by}
    try:
        with transaction.atomic():
            made = Lookout.objects.create(name=name, fingerprint=fingerprint, **values)
    except IntegrityError as error:
        raise ScanError("lookout_known", place=Place(name="name"), name=name) from error
    _record("lookout.confirm", made, by=by)
    return made


@transaction.atomic
def lookout_revoke(lookout: Lookout, *, by: UUID | None) -> None:
    """Trust a key no longer; what it signed before stays."""
    open_still = Lookout.objects.filter(pk=lookout.pk, revoked_at=None)
    if open_still.update(revoked_at=timezone.now(), revoked_by=by):
        _record("lookout.revoke", lookout, by=by)


def bundle_take(scan: Scan, file: Path, *, lookout: Lookout, by: UUID | None) -> HandedIn:
    """Take a signed bundle into what a scan saw; whoever calls has it judged. The same again changes nothing.

    Raises `BundleError` for each way in which the file can be wrong, `ScanError` while the scan goes on, for
    one whose looks were removed, for a key that was revoked, for looks of another vantage than the key is
    trusted for, and where there are not as many looks as it says.
    """
    if not scan.is_done:
        raise ScanError("not_done")
    if scan.looks_removed_at:
        raise ScanError("looks_removed")
    if lookout.revoked_at:
        raise ScanError("lookout_revoked", name=lookout.name)
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    known = HandedIn.objects.filter(scan=scan, sha256=sha256).first()
    if known is not None:
        return known
    folder = elsewhere_folder(scan.pk, sha256)
    bundle = bundle_read(
        file,
        confirmed=lookout.fingerprint,
        store=Store(folder),
        is_signed=lambda content, signature, key: is_signed(content, signature=signature, key=key),
    )
    try:
        _check(bundle, Store(folder), lookout=lookout)
    except ScanError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    values = {"lookout": lookout, "looks": bundle.looks, "made_at": bundle.made_at, "by": by}
    with transaction.atomic():
        made, is_new = HandedIn.objects.get_or_create(scan=scan, sha256=sha256, defaults=values)
        if is_new:
            details = {"lookout": lookout.name, "sha256": sha256, "looks": bundle.looks}
            record_add("bundle.take", actor=by, object_kind="scan", object_id=scan.pk, details=details)
    return made


def _check(bundle: Bundle, store: Store, *, lookout: Lookout) -> None:
    """Believe nothing that a bundle says of itself: its vantage is that of the key, its looks are counted."""
    said = bundle.vantage.name, bundle.vantage.country, bundle.vantage.is_outside
    if said != (lookout.name, lookout.country, lookout.is_outside):
        raise ScanError("other_lookout", name=lookout.name, given=bundle.vantage.name)
    n = sum(1 for _ in store.artifacts())
    if n != bundle.looks:
        raise ScanError("other_count", n=n, said=bundle.looks)


def bundles_now(scan: Scan) -> int:
    """How many bundles were taken into a scan; until the end of the transaction no further one is."""
    Scan.objects.select_for_update(of=("self",)).get(pk=scan.pk)
    return HandedIn.objects.filter(scan=scan).count()


def _record(action: str, lookout: Lookout, *, by: UUID | None) -> None:
    details = {"name": lookout.name, "fingerprint": lookout.fingerprint}
    record_add(action, actor=by, object_kind="lookout", object_id=lookout.pk, details=details)
