"""Whether a package that was read may be taken in: everything that could be wrong with it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from miqyas.analysis.twinning.package import Package, grouped
from miqyas.analysis.twinning.package_errors import PackageError, fault

Standing = Literal["confirmed", "unknown", "changed", "revoked", "other", "own"]
Seen = Literal["never", "same", "other"]
AHEAD: Final = timedelta(hours=26)
"""How far another clock may be ahead of ours, time zones mistaken for each other included."""


@dataclass(frozen=True)
class Circumstances:
    """What this installation knows when a package comes in.

    `standing` is what the signer is to us, `seen` whether a package of this id was taken in before, and with
    the same bytes; `fits` whether it is the next thing that may be said in its twinning, by this party.
    """

    now: datetime
    own_iso3: str
    own_key: str
    is_signed: bool
    standing: Standing
    seen: Seen
    fits: bool


def package_faults(package: Package, known: Circumstances) -> tuple[PackageError, ...]:
    """All that speaks against taking a package in; where that says enough, the signature alone.

    >>> from datetime import UTC
    >>> from uuid import UUID
    >>> from miqyas.analysis.twinning.package import Party
    >>> day, nobody = datetime(2026, 5, 1, tzinfo=UTC), Party("bhr", "BHR", {"en": "Bahrain"})
    >>> package = Package(
    ...     UUID(int=1), UUID(int=2), "answer", nobody, nobody, "", day, day, None, {}, {}, "A" * 43 + "=", ""
    ... )
    >>> known = Circumstances(day, "EST", "", False, "confirmed", "never", True)
    >>> [one.detail for one in package_faults(package, known)]
    ['tampered']
    """
    if not known.is_signed:
        return (fault("tampered", "signature"),)
    if known.standing == "own":
        return tuple(_signer(package, known))
    return (
        *_signer(package, known),
        *_address(package, known),
        *_time(package, known),
        *_turn(package, known),
    )


def _signer(package: Package, known: Circumstances) -> Iterator[PackageError]:
    if known.standing != "confirmed":
        yield fault(f"signer_{known.standing}", "key", fingerprint=grouped(package.fingerprint))


def _address(package: Package, known: Circumstances) -> Iterator[PackageError]:
    is_ours = package.addressee.iso3 == known.own_iso3 and package.to_key in {"", known.own_key}
    if not is_ours:
        yield fault("addressee", "to", given=package.addressee.iso3)


def _time(package: Package, known: Circumstances) -> Iterator[PackageError]:
    if package.expires <= known.now:
        yield fault("expired", "expires", on=package.expires.date().isoformat())
    if package.issued > known.now + AHEAD:
        yield fault("from_the_future", "issued", on=package.issued.date().isoformat())


def _turn(package: Package, known: Circumstances) -> Iterator[PackageError]:
    if known.seen != "never":
        yield fault("replay" if known.seen == "same" else "id_taken", "id")
    elif not known.fits:
        yield fault(f"turn_{package.kind}", "in_reply_to")
