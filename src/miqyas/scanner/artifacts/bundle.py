"""What was seen from elsewhere, handed in: a signed file that another installation believes or not.

A bundle is a ZIP of ``manifest.json``, ``journal.jsonl`` and ``blobs/<SHA-256>``. The manifest names the
SHA-256 of the journal, the journal those of the blobs; what is signed (Ed25519) is the line
``miqyas-bundle/1``, a line feed, and the manifest without its signature: UTF-8, keys sorted, no space. So
nothing can be changed, added or left out without the signature failing. Whose key it is, somebody confirms
by its fingerprint beforehand, on another way.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.files import whole_file
from miqyas.scanner.artifacts.model import HERE, Artifact, Vantage
from miqyas.scanner.artifacts.store import LARGEST_BLOB, Store

FORM: Final = "miqyas-bundle/1"
MOST_ENTRIES: Final = 200_000
LARGEST_JOURNAL: Final = 256 * 2**20
LARGEST_MANIFEST: Final = 64 * 1024
LARGEST_BUNDLE: Final = 4 * 2**30
"""Bytes of all that a bundle holds, unpacked."""
IsSigned = Callable[[bytes, str, str], bool]
"""Whether these bytes were signed so (base64) by the holder of this key (base64)."""
_MANIFEST: Final = "manifest.json"
_JOURNAL: Final = "journal.jsonl"


def key_fingerprint(key: str) -> str:
    """The SHA-256 of a public key given in base64, in hexadecimal; `ValueError` where it is none.

    >>> key_fingerprint("A" * 43 + "=")[:8]
    '66687aad'
    """
    return hashlib.sha256(b64decode(key.encode("ascii"), validate=True)).hexdigest()


class BundleError(MiqyasError):
    """A file of artifacts from elsewhere that is not taken."""

    code = "bundle"


@dataclass(frozen=True)
class Bundle:
    """What a bundle says of itself; `fingerprint` is of the key that signed it."""

    vantage: Vantage
    made_at: datetime
    looks: int
    fingerprint: str


def bundle_write(
    store: Store,
    file: Path,
    *,
    vantage: Vantage,
    sign: Callable[[bytes], str],
    key: str,
    made_at: datetime,
) -> Bundle:
    """Write all looks from a vantage into a file; ``sign`` gives the signature of who holds ``key``.

    Raises `StoreError` where bytes that a look names are not there, `OSError` where the file cannot be.
    """
    looks = [look for look in store.artifacts() if look.vantage == vantage]
    journal = "".join(f"{_canonical(look.as_record())}\n" for look in looks).encode()
    manifest = {
        "form": FORM,
        "vantage": _vantage_record(vantage),
        "made_at": made_at.astimezone(UTC).isoformat(),
        "looks": len(looks),
        "journal": hashlib.sha256(journal).hexdigest(),
        "key": key,
    }
    signed = {**manifest, "signature": sign(_signed_bytes(manifest))}
    with whole_file(file) as target, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(_MANIFEST, json.dumps(signed, ensure_ascii=False, indent=1))
        packed.writestr(_JOURNAL, journal)
        for name in _names(looks):
            packed.writestr(f"blobs/{name}", store.read(name))
    return Bundle(vantage, made_at, len(looks), key_fingerprint(key))


def bundle_read(file: Path, *, confirmed: str, store: Store, is_signed: IsSigned) -> Bundle:
    """Check a bundle as a whole and take its looks into the store; taking one twice changes nothing.

    ``confirmed`` is the fingerprint of the key that somebody has made sure of; ``is_signed`` tells whether
    the holder of a key signed exactly some bytes. Raises `BundleError`, before anything was taken, for each
    way in which the file can be wrong.
    """
    place = Place(file=file.name)
    try:
        with zipfile.ZipFile(file) as packed:
            _check_sizes(packed, place)
            manifest = _manifest(packed, place)
            bundle = _believed(manifest, confirmed=confirmed, is_signed=is_signed, place=place)
            looks = _looks(packed, manifest, vantage=bundle.vantage, place=place)
            names = _names(looks)
            for name in names:
                _blob(packed, name, place)
            for name in names:
                store.keep(_blob(packed, name, place))
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, EOFError, RuntimeError) as error:
        raise BundleError("unreadable", place=place) from error
    site = f"{bundle.vantage.name}-{manifest['journal'][:16]}"
    known = store.looks(site)
    with store.journal(site) as journal:
        for look in looks:
            if look.key not in known:
                journal.add(look)
    return bundle


def _check_sizes(packed: zipfile.ZipFile, place: Place) -> None:
    listed = packed.infolist()
    total = sum(entry.file_size for entry in listed)
    if len(listed) > MOST_ENTRIES or total > LARGEST_BUNDLE:
        raise BundleError("too_large", place=place, n=len(listed), size=total // 2**20)


def _entry(packed: zipfile.ZipFile, name: str, *, most: int, place: Place) -> bytes:
    """The bytes of an entry, of which no more are unpacked than may be there."""
    try:
        with packed.open(name) as entry:
            content = entry.read(most + 1)
    except KeyError as error:
        raise BundleError("incomplete", place=place, name=name) from error
    if len(content) > most:
        raise BundleError("too_large", place=place, n=1, size=most // 2**20)
    return content


def _manifest(packed: zipfile.ZipFile, place: Place) -> dict[str, Any]:
    try:
        found = json.loads(_entry(packed, _MANIFEST, most=LARGEST_MANIFEST, place=place))
    except (ValueError, RecursionError) as error:
        raise BundleError("unreadable", place=place) from error
    if not isinstance(found, dict) or found.get("form") != FORM:
        raise BundleError("other_form", place=place, known=FORM)
    return found


def _believed(manifest: Mapping[str, Any], *, confirmed: str, is_signed: IsSigned, place: Place) -> Bundle:
    unsigned = {name: value for name, value in manifest.items() if name != "signature"}
    key, signature = str(manifest.get("key", "")), str(manifest.get("signature", ""))
    if not is_signed(_signed_bytes(unsigned), signature, key):
        raise BundleError("not_signed", place=place)
    fingerprint = key_fingerprint(key)
    if fingerprint != confirmed.replace(" ", "").lower():
        raise BundleError("other_key", place=place, fingerprint=fingerprint)
    try:
        vantage = _vantage(manifest["vantage"])
        made_at = datetime.fromisoformat(manifest["made_at"])
        looks = int(manifest["looks"])
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError("unreadable", place=place) from error
    if vantage.name in {"", HERE.name}:
        raise BundleError("vantage_name", place=place, name=vantage.name)
    return Bundle(vantage, made_at, looks, fingerprint)


def _looks(
    packed: zipfile.ZipFile, manifest: Mapping[str, Any], *, vantage: Vantage, place: Place
) -> tuple[Artifact, ...]:
    journal = _entry(packed, _JOURNAL, most=LARGEST_JOURNAL, place=place)
    if hashlib.sha256(journal).hexdigest() != manifest.get("journal"):
        raise BundleError("changed", place=place, name=_JOURNAL)
    try:
        looks = tuple(Artifact.from_record(json.loads(line)) for line in journal.splitlines())
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise BundleError("unreadable", place=place) from error
    if any(look.vantage != vantage for look in looks):
        raise BundleError("other_vantage", place=place, name=vantage.name)
    return looks


def _blob(packed: zipfile.ZipFile, name: str, place: Place) -> bytes:
    content = _entry(packed, f"blobs/{name}", most=LARGEST_BLOB, place=place)
    if hashlib.sha256(content).hexdigest() != name:
        raise BundleError("changed", place=place, name=name)
    return content


def _names(looks: Sequence[Artifact]) -> tuple[str, ...]:
    """The blobs that looks name, each once."""
    return tuple(dict.fromkeys(name for look in looks for name in look.blobs))


def _vantage_record(vantage: Vantage) -> dict[str, Any]:
    return {
        "name": vantage.name,
        "country": vantage.country,
        "network": vantage.network,
        "is_outside": vantage.is_outside,
    }


def _vantage(record: Mapping[str, Any]) -> Vantage:
    name, country, network = (str(record[part])[:100] for part in ("name", "country", "network"))
    return Vantage(name, country, network, is_outside=record["is_outside"] is True)


def _signed_bytes(manifest: Mapping[str, Any]) -> bytes:
    return f"{FORM}\n{_canonical(manifest)}".encode()


def _canonical(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode("utf-8")
