"""A package that travels between two installations: its strict form, and the bytes that are signed.

A package is a JSON object of the form ``miqyas-twinning/1``. What is signed is the line
``miqyas-twinning/1``, a line feed, and the JSON of all members but ``signature``: UTF-8, keys sorted by code
point, no space between tokens, nothing escaped but what JSON must escape. Numbers are whole and small; a
measure is a string of digits, so that no two programs can write it differently. The signature is Ed25519,
the fingerprint the SHA-256 of the 32 bytes of the public key.

What comes in is somebody else's file. It is read within bounds, and each way to be wrong has its words.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, NoReturn
from uuid import UUID

from miqyas.analysis.twinning.contents import check_content, check_title, check_words, demand
from miqyas.analysis.twinning.package_errors import PackageError, fault

FORM: Final = "miqyas-twinning/1"
KINDS: Final = ("invitation", "answer", "agreement", "exchange", "result")
LARGEST: Final = 256 * 1024
"""Bytes of a package."""
DEEPEST: Final = 8
LONGEST_NUMBER: Final = 9
LONGEST_CODE: Final = 60
KEY_BYTES: Final = 32
_MEMBERS: Final = {
    "form", "id", "thread", "kind", "from", "to", "to_key", "issued", "expires", "in_reply_to",
    "content", "words", "key", "signature",
}  # fmt: skip
_CODE: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Party:
    """Who sends or who is meant: a code of its own choosing, its country, its name by language."""

    code: str
    iso3: str
    name: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a package."""
        return {"code": self.code, "iso3": self.iso3, "name": dict(self.name)}


@dataclass(frozen=True)
class Package:
    """One message of a twinning, its `thread`; `to_key` is the fingerprint that it is for, where known."""

    id: UUID
    thread: UUID
    kind: str
    sender: Party
    addressee: Party
    to_key: str
    issued: datetime
    expires: datetime
    in_reply_to: UUID | None
    content: Mapping[str, Any]
    words: Mapping[str, str]
    key: str
    signature: str = ""

    @property
    def fingerprint(self) -> str:
        """Of the key that the package names."""
        return fingerprint_of(self.key)

    @property
    def signed_bytes(self) -> bytes:
        """Exactly what is signed."""
        members = self._members()
        del members["signature"]
        return f"{FORM}\n{_json(members)}".encode()

    def signed(self, signature: str) -> Package:
        """The same with its signature."""
        return replace(self, signature=signature)

    def as_bytes(self) -> bytes:
        """The file."""
        return json.dumps(self._members(), ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"

    def _members(self) -> dict[str, Any]:
        return {
            "form": FORM,
            "id": str(self.id),
            "thread": str(self.thread),
            "kind": self.kind,
            "from": self.sender.as_dict(),
            "to": self.addressee.as_dict(),
            "to_key": self.to_key,
            "issued": self.issued.astimezone(UTC).strftime(_TIME),
            "expires": self.expires.astimezone(UTC).strftime(_TIME),
            "in_reply_to": str(self.in_reply_to) if self.in_reply_to else None,
            "content": dict(self.content),
            "words": dict(self.words),
            "key": self.key,
            "signature": self.signature,
        }


def fingerprint_of(key: str) -> str:
    """The SHA-256 of a public key given in base64, in hexadecimal. Raises `PackageError`.

    >>> fingerprint_of("A" * 43 + "=")[:8]
    '66687aad'
    """
    return hashlib.sha256(_key_bytes(key)).hexdigest()


def grouped(fingerprint: str) -> str:
    """A fingerprint as it is read out: groups of four.

    >>> grouped("66687aadf862bd77")
    '6668 7aad f862 bd77'
    """
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def package_read(content: bytes) -> Package:
    """Read a file strictly; whether it may be believed is another question. Raises `PackageError`.

    >>> package_read(b"[1, 2")
    Traceback (most recent call last):
    ...
    miqyas.analysis.twinning.package_errors.PackageError: package.not_json ...
    """
    given = _loaded(content)
    if set(given) != _MEMBERS:
        raise fault("members", "package", given=", ".join(sorted(set(given) ^ _MEMBERS))[:200])
    if given["form"] != FORM:
        raise fault("form", "form", given=str(given["form"])[:40], known=FORM)
    if given["kind"] not in KINDS:
        raise fault("kind", "kind", given=str(given["kind"])[:40], known=", ".join(KINDS))
    found = Package(
        id=_uuid(given, "id"),
        thread=_uuid(given, "thread"),
        kind=given["kind"],
        sender=_party(given, "from"),
        addressee=_party(given, "to"),
        to_key=_hex(given, "to_key"),
        issued=_time(given, "issued"),
        expires=_time(given, "expires"),
        in_reply_to=None if given["in_reply_to"] is None else _uuid(given, "in_reply_to"),
        content=check_content(given["kind"], given["content"]),
        words=check_words(given["words"], "words"),
        key=demand(given["key"], str, "key"),
        signature=demand(given["signature"], str, "signature"),
    )
    _key_bytes(found.key)
    if found.expires <= found.issued:
        raise fault("expires_first", "expires")
    return found


def _loaded(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise fault("too_large", "package", size=len(content) // 1024, limit=LARGEST // 1024)
    try:
        given = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_no_number,
            parse_int=_whole,
        )
        _json(given).encode()
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise fault("not_json", "package") from error
    if not isinstance(given, dict):
        raise fault("not_json", "package")
    _check_depth(given, depth=1)
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise fault("twice", "package")
    return found


def _no_number(given: str) -> NoReturn:
    raise fault("number", "package", given=given[:40])


def _whole(given: str) -> int:
    if len(given) > LONGEST_NUMBER:
        _no_number(given)
    return int(given)


def _check_depth(value: Any, *, depth: int) -> None:
    if depth > DEEPEST:
        raise fault("too_deep", "package", limit=DEEPEST)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        _check_depth(part, depth=depth + 1)


def _party(given: Mapping[str, Any], name: str) -> Party:
    party = demand(given[name], dict, name)
    if set(party) != {"code", "iso3", "name"}:
        raise fault("members", name, given=", ".join(sorted(party))[:200])
    code, iso3 = demand(party["code"], str, name), demand(party["iso3"], str, name)
    if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        raise fault("value", f"{name}.code", given=code[:60])
    if len(iso3) != 3 or not iso3.isascii() or not iso3.isalpha() or iso3 != iso3.upper():
        raise fault("value", f"{name}.iso3", given=iso3[:60])
    return Party(code, iso3, check_title(party["name"], f"{name}.name"))


def _uuid(given: Mapping[str, Any], name: str) -> UUID:
    text = demand(given[name], str, name)
    try:
        found = UUID(text)
    except ValueError as error:
        raise fault("value", name, given=text[:60]) from error
    if str(found) != text:
        raise fault("value", name, given=text[:60])
    return found


def _time(given: Mapping[str, Any], name: str) -> datetime:
    text = demand(given[name], str, name)
    try:
        found = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise fault("value", name, given=text[:60]) from error
    if found.strftime(_TIME) != text:
        raise fault("value", name, given=text[:60])
    return found


def _hex(given: Mapping[str, Any], name: str) -> str:
    text = demand(given[name], str, name)
    if text and (len(text) != 2 * KEY_BYTES or set(text) - set("0123456789abcdef")):
        raise fault("value", name, given=text[:70])
    return text


def _key_bytes(key: str) -> bytes:
    try:
        found = b64decode(key.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise fault("value", "key", given=key[:60]) from error
    if len(found) != KEY_BYTES:
        raise fault("value", "key", given=key[:60])
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


__all__ = [
    "FORM",
    "KINDS",
    "LARGEST",
    "Package",
    "PackageError",
    "Party",
    "fingerprint_of",
    "grouped",
    "package_read",
]
