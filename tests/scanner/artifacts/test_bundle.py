"""Looks from elsewhere are handed in signed, and taken only if the key was confirmed."""

import io
import json
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from miqyas.scanner.artifacts.bundle import Bundle, BundleError, bundle_read, bundle_write, key_fingerprint
from miqyas.scanner.artifacts.model import Artifact, Body, Channel, Outcome, Reason, Vantage
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.artifacts.vantages import Difference, disagreements, has_outside

VIENNA = Vantage("vienna", country="AUT", network="AS1853", is_outside=True)
HOME = Vantage("here")


def look(path: str, *, vantage: Vantage = VIENNA, **more: object) -> Artifact:
    return Artifact(
        f"https://a.example{path}", channel=Channel.HTTP, vantage=vantage, **{"status": 200, **more}
    )


class Key:
    """A key that signs, as an installation has one."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()

    def sign(self, content: bytes) -> str:
        return b64encode(self._key.sign(content)).decode()

    def public(self) -> str:
        return b64encode(self._key.public_key().public_bytes_raw()).decode()


def is_signed(content: bytes, signature: str, key: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(key, validate=True)).verify(
            b64decode(signature), content
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def taken(file: Path, confirmed: str, store: Store) -> Bundle:
    return bundle_read(file, confirmed=confirmed, store=store, is_signed=is_signed)


@pytest.fixture
def key() -> Key:
    return Key()


def handed_in(folder: Path, key: Key, vantage: Vantage = VIENNA) -> Path:
    store = Store(folder / "abroad")
    body = Body(store.keep(b"<h1>Home</h1>"), 13, media_type="text/html")
    with store.journal("a.example") as journal:
        journal.add(look("/", vantage=vantage, body=body))
        journal.add(look("/2", vantage=vantage, body=body))
        journal.add(look("/", vantage=HOME))
    file = folder / "vienna.zip"
    bundle_write(
        store,
        file,
        vantage=vantage,
        sign=key.sign,
        key=key.public(),
        made_at=datetime(2026, 1, 2, tzinfo=UTC),
    )
    return file


def changed(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(file) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    change(entries)
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return file


def test_what_was_seen_abroad_is_taken_once(tmp_path: Path, key: Key) -> None:
    file = handed_in(tmp_path, key)
    store = Store(tmp_path / "home")
    fingerprint = key_fingerprint(key.public())
    grouped = " ".join(fingerprint[at : at + 4] for at in range(0, 64, 4)).upper()
    for _ in range(2):
        bundle = taken(file, grouped, store)
    assert (bundle.vantage, bundle.looks, bundle.fingerprint) == (VIENNA, 2, fingerprint)
    looks = list(store.artifacts())
    assert [one.address for one in looks] == ["https://a.example/", "https://a.example/2"]
    assert store.body(looks[0]) == b"<h1>Home</h1>"
    assert len(next((tmp_path / "home" / "journal").glob("*.jsonl")).read_text().splitlines()) == 2


def edit_journal(entries: dict[str, bytes]) -> None:
    entries["journal.jsonl"] = entries["journal.jsonl"].replace(b'"status":200', b'"status":404')


def edit_blob(entries: dict[str, bytes]) -> None:
    name = next(name for name in entries if name.startswith("blobs/"))
    entries[name] = b"<h1>Other</h1>"


def drop_blob(entries: dict[str, bytes]) -> None:
    del entries[next(name for name in entries if name.startswith("blobs/"))]


def edit_manifest(**more: object) -> Callable[[dict[str, bytes]], None]:
    def change(entries: dict[str, bytes]) -> None:
        manifest = json.loads(entries["manifest.json"])
        entries["manifest.json"] = json.dumps({**manifest, **more}).encode()

    return change


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (edit_journal, "changed"),
        (edit_blob, "changed"),
        (drop_blob, "incomplete"),
        (lambda entries: entries.pop("journal.jsonl"), "incomplete"),
        (lambda entries: entries.pop("manifest.json"), "incomplete"),
        (edit_manifest(looks=3), "not_signed"),
        (edit_manifest(signature="AAAA"), "not_signed"),
        (edit_manifest(key="x"), "not_signed"),
        (edit_manifest(form="other/1"), "other_form"),
        (lambda entries: entries.update({"manifest.json": b"[" * 50_000}), "unreadable"),
        (lambda entries: entries.update({"manifest.json": b" " * 70_000}), "too_large"),
    ],
)
def test_what_was_changed_on_the_way_is_not_taken(
    tmp_path: Path, key: Key, change: Callable[[dict[str, bytes]], None], detail: str
) -> None:
    file = changed(handed_in(tmp_path, key), change)
    store = Store(tmp_path / "home")
    with pytest.raises(BundleError) as refused:
        taken(file, key_fingerprint(key.public()), store)
    assert refused.value.detail == detail
    assert refused.value.problem("ar")
    assert refused.value.remedy("en")
    assert list(store.artifacts()) == []


def test_a_key_that_nobody_confirmed_is_not_believed(tmp_path: Path, key: Key) -> None:
    file = handed_in(tmp_path, key)
    with pytest.raises(BundleError, match="other_key"):
        taken(file, "0" * 64, Store(tmp_path / "home"))


def test_nobody_hands_in_under_the_name_of_this_installation(tmp_path: Path, key: Key) -> None:
    file = handed_in(tmp_path, key, vantage=Vantage("here", is_outside=True))
    with pytest.raises(BundleError, match="vantage_name"):
        bundle_read(
            file, confirmed=key_fingerprint(key.public()), store=Store(tmp_path / "home"), is_signed=is_signed
        )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"x" * 1000])
def test_what_is_no_bundle_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file.zip"
    file.write_bytes(content)
    with pytest.raises(BundleError, match="unreadable"):
        taken(file, "0" * 64, Store(tmp_path / "home"))


def test_a_bomb_of_a_bundle_is_not_unpacked(tmp_path: Path, key: Key) -> None:
    file = handed_in(tmp_path, key)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("manifest.json", bytes(50 * 2**20))
    file.write_bytes(packed.getvalue())
    with pytest.raises(BundleError, match="too_large"):
        taken(file, "0" * 64, Store(tmp_path / "home"))


@pytest.mark.parametrize(
    ("home", "abroad", "difference"),
    [
        ({}, {"status": 403, "outcome": Outcome.not_assessable(Reason.REFUSED_403)}, Difference.SEEN),
        (
            {"outcome": Outcome.not_assessable(Reason.TLS)},
            {"outcome": Outcome.not_assessable(Reason.TIMEOUT)},
            Difference.REASON,
        ),
        ({}, {"status": 404}, Difference.STATUS),
        ({}, {"is_soft_missing": True}, Difference.STATUS),
        ({}, {"final_address": "https://b.example/"}, Difference.PLACE),
        ({"language": "ar"}, {"language": "en"}, Difference.LANGUAGE),
        ({"language": "ar"}, {}, None),
        ({}, {}, None),
        ({}, {"outcome": Outcome.not_tested(Reason.BUDGET)}, None),
    ],
)
def test_where_two_vantages_disagree(home: dict, abroad: dict, difference: Difference | None) -> None:
    looks = [look("/", **abroad), look("/", vantage=HOME, **home), look("/only-abroad")]
    found = disagreements(looks)
    assert [one.difference for one in found] == ([difference] if difference else [])
    assert all((one.inside.vantage, one.outside.vantage) == (HOME, VIENNA) for one in found)
    assert has_outside(looks)
