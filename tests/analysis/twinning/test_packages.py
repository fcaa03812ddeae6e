"""Packages of other installations: what is read, and that nothing else is, however it is meant."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from miqyas.analysis.twinning.judging import Circumstances, package_faults
from miqyas.analysis.twinning.package import Package, PackageError, Party, package_read

KEY = b64encode(Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key().public_bytes_raw()).decode()
GOAL = {"indicator": "HCI", "baseline": "0.8", "target": "0.9", "due": "2030-01-01"}
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def invitation(**changes: Any) -> Package:
    made = Package(
        id=UUID(int=1),
        thread=UUID(int=2),
        kind="invitation",
        sender=Party("bhr", "BHR", {"ar": "البحرين", "en": "Bahrain"}),
        addressee=Party("est", "EST", {"en": "Estonia"}),
        to_key="",
        issued=NOW,
        expires=NOW + timedelta(60),
        in_reply_to=None,
        content={
            "title": {"en": "Skills"}, "purpose": {}, "role": "seeker", "starts_on": "2026-06-01",
            "ends_on": "2027-06-01",
            "goals": [GOAL],
        },
        words={"en": "Bahrain invites Estonia."},
        key=KEY,
        signature="x",
    )  # fmt: skip
    return replace(made, **changes)


def as_json(**changes: Any) -> bytes:
    return json.dumps(json.loads(invitation().as_bytes()) | changes).encode()


def content(**changes: Any) -> bytes:
    return as_json(content=dict(invitation().content) | changes)


def test_what_is_written_is_read() -> None:
    assert package_read(invitation().as_bytes()) == invitation()


def test_what_is_signed_does_not_hang_on_how_the_file_is_laid_out() -> None:
    package = invitation()
    tight = json.dumps(json.loads(package.as_bytes()), separators=(",", ":")).encode()
    assert package_read(tight).signed_bytes == package.signed_bytes
    assert package.signed_bytes.startswith(b"miqyas-twinning/1\n{")
    assert b'"signature"' not in package.signed_bytes


HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not_json"),
    "a list": (b"[]", "not_json"),
    "a number": (b"1", "not_json"),
    "not UTF-8": (b'{"a": "\xff"}', "not_json"),
    "half a character": (b'{"a": "\\ud800"}', "not_json"),
    "huge": (b'{"a": "' + b"x" * 300_000 + b'"}', "too_large"),
    "deep lists": (b"[" * 100_000, "not_json"),
    "deep objects": (b'{"a":' * 20 + b"1" + b"}" * 20, "too_deep"),
    "twice the same": (b'{"form": 1, "form": 2}', "twice"),
    "NaN": (b'{"a": NaN}', "number"),
    "infinity": (b'{"a": -Infinity}', "number"),
    "a fraction": (b'{"a": 0.1}', "number"),
    "a number without end": (b'{"a": ' + b"9" * 5000 + b"}", "number"),
    "a member more": (as_json(more=1), "members"),
    "another form": (as_json(form="miqyas-twinning/2"), "form"),
    "another kind": (as_json(kind="order"), "kind"),
    "a kind that is a list": (as_json(kind=["invitation"]), "kind"),
    "an id that is none": (as_json(id="../../etc"), "value"),
    "an id in other letters": (as_json(id="{00000000-0000-0000-0000-000000000001}"), "value"),
    "an id that is a number": (as_json(id=1), "type"),
    "a time without zone": (as_json(issued="2026-05-01 12:00"), "value"),
    "expired before issued": (as_json(expires="2026-04-01T00:00:00Z"), "expires_first"),
    "a key that is none": (as_json(key="AAAA"), "value"),
    "a key in other letters": (as_json(key="ключ"), "value"),
    "a fingerprint that is none": (as_json(to_key="abc"), "value"),
    "nobody": (as_json(**{"from": None}), "type"),
    "a code with a way out": (as_json(to={"code": "../x", "iso3": "EST", "name": {"en": "x"}}), "value"),
    "a country in small letters": (as_json(to={"code": "est", "iso3": "est", "name": {"en": "x"}}), "value"),
    "a name of many lines": (as_json(to={"code": "e", "iso3": "EST", "name": {"en": "a\nb"}}), "text_hidden"),
    "words of no language": (as_json(words={"xx": "Hi"}), "languages"),
    "no words": (as_json(words={}), "languages"),
    "words that turn round": (as_json(words={"en": "pay \u202e lla"}), "text_hidden"),
    "words without end": (as_json(words={"en": "x" * 5000}), "text_long"),
    "a goal too many": (content(goals=[invitation().content["goals"][0]] * 31), "too_many"),
    "goals that are words": (content(goals="all of them"), "type"),
    "a target that is a number": (content(goals=[GOAL | {"target": 2}]), "type"),
    "a formula": (content(goals=[GOAL | {"indicator": "=1+1"}]), "value"),
    "a day that is none": (content(ends_on="2027-02-30"), "value"),
    "an end before the beginning": (content(ends_on="2026-05-01"), "ends_first"),
    "a role of its own": (content(role="host"), "value"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "detail"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_in_words(file: bytes, detail: str) -> None:
    with pytest.raises(PackageError) as refused:
        package_read(file)
    assert refused.value.detail == detail
    for language in ("ar", "en", "fr"):
        assert refused.value.problem(language)
        assert refused.value.remedy(language)


def known(**changes: Any) -> Circumstances:
    usual: dict[str, Any] = {
        "now": NOW + timedelta(1), "own_iso3": "EST", "own_key": "e" * 64, "is_signed": True,
        "standing": "confirmed", "seen": "never", "fits": True,
    }  # fmt: skip
    return Circumstances(**(usual | changes))


JUDGED: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "all is well": ({}, {}, []),
    "tampered with": ({}, {"is_signed": False, "standing": "revoked", "fits": False}, ["tampered"]),
    "unknown": ({}, {"standing": "unknown"}, ["signer_unknown"]),
    "changed": ({}, {"standing": "changed"}, ["signer_changed"]),
    "revoked": ({}, {"standing": "revoked"}, ["signer_revoked"]),
    "another's key": ({}, {"standing": "other"}, ["signer_other"]),
    "our own": ({}, {"standing": "own", "seen": "same"}, ["signer_own"]),
    "for another country": ({}, {"own_iso3": "FIN"}, ["addressee"]),
    "for another key": ({"to_key": "f" * 64}, {}, ["addressee"]),
    "for our key": ({"to_key": "e" * 64}, {}, []),
    "expired": ({}, {"now": NOW + timedelta(60)}, ["expired"]),
    "of tomorrow's tomorrow": ({}, {"now": NOW - timedelta(2)}, ["from_the_future"]),
    "replayed": ({}, {"seen": "same", "fits": False}, ["replay"]),
    "replayed with other words": ({}, {"seen": "other", "fits": False}, ["id_taken"]),
    "out of turn": ({}, {"fits": False}, ["turn_invitation"]),
    "wrong in several ways": (
        {}, {"standing": "unknown", "now": NOW + timedelta(99)}, ["signer_unknown", "expired"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("package", "about", "details"), JUDGED.values(), ids=JUDGED.keys())
def test_what_speaks_against_a_package(package: Any, about: Any, details: list[str]) -> None:
    found = package_faults(invitation(**package), known(**about))
    assert [one.detail for one in found] == details
    assert all(one.problem("ar") for one in found)
    assert all(one.remedy("fr") for one in found)
