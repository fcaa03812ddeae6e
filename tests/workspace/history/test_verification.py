"""Whoever changes the history past every guard is found: by the seals, or by a checkpoint kept elsewhere."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connection

from miqyas.workspace.history.canonical import labelled
from miqyas.workspace.history.checkpoints import Checkpoint, checkpoint_make, checkpoint_read
from miqyas.workspace.history.errors import HistoryError
from miqyas.workspace.history.immutable import drop_triggers
from miqyas.workspace.history.models import Record, Seal
from miqyas.workspace.history.sealing import chain_seal, history_seal
from miqyas.workspace.history.services import record_add
from miqyas.workspace.history.verification import Verification, history_verify
from tests.cast import Cast
from tests.workspace.history.tamper import rebuild, swap, unguarded

pytestmark = pytest.mark.django_db
CAMPAIGN: Final = "7d3f3c2e-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def key(settings: Any, tmp_path: Path) -> Path:
    settings.MIQYAS_HISTORY_KEY = tmp_path / "keys" / "history_key"
    return settings.MIQYAS_HISTORY_KEY


@pytest.fixture
def records() -> list[Record]:
    """Two seals of three records each."""
    made = []
    for _ in range(2):
        made += [
            record_add("test.done", actor=None, object_kind="test", object_id=one, chain=CAMPAIGN)
            for one in "abc"
        ]
        chain_seal(CAMPAIGN)
    return made


def checkpoint(name: str = "mine.json") -> Checkpoint:
    return checkpoint_read(checkpoint_make(by=None), name=name)


def kinds(found: Verification) -> set[str]:
    return {finding.kind for finding in found.findings}


def first_seal() -> Seal:
    return Seal.objects.get(chain=CAMPAIGN, number=1)


def test_what_nobody_touched_holds(records: list[Record]) -> None:
    held = checkpoint()
    found = history_verify([held])
    assert (found.holds, found.findings, found.notes) == (True, (), ())
    state = next(state for state in found.chains if state.chain == CAMPAIGN)
    assert (state.seals, state.sealed, state.unsealed, state.covered) == (2, 6, 0, 2)


TAMPERED: Final[dict[str, tuple[Callable[[list[Record]], None], str]]] = {
    "a word of a record": (
        lambda records: unguarded(
            "UPDATE history_record SET action = 'test.undone' WHERE id = %s", records[1].pk
        ),
        "record_changed",
    ),
    "the actor of a record": (
        lambda records: unguarded(
            "UPDATE history_record SET actor = %s WHERE id = %s",
            "00000000000000000000000000000001",
            records[1].pk,
        ),
        "record_changed",
    ),
    "the time of a record": (
        lambda records: unguarded(
            "UPDATE history_record SET at = '2020-01-01 00:00:00+00' WHERE id = %s", records[1].pk
        ),
        "record_changed",
    ),
    "the details of a record": (
        lambda records: unguarded(
            "UPDATE history_record SET details = '{\"x\": 1}' WHERE id = %s", records[1].pk
        ),
        "record_changed",
    ),
    "a record moved to another chain": (
        lambda records: unguarded("UPDATE history_record SET chain = '' WHERE id = %s", records[1].pk),
        "record_changed",
    ),
    "a record and the hash kept of it": (
        lambda records: (
            unguarded("UPDATE history_record SET action = 'x' WHERE id = %s", records[1].pk),
            unguarded(
                "UPDATE history_sealedrecord SET digest = %s WHERE record_id = %s", "0" * 64, records[1].pk
            ),
        ),
        "seal_changed",
    ),
    "a record removed": (
        lambda records: unguarded("DELETE FROM history_record WHERE id = %s", records[1].pk),
        "record_removed",
    ),
    "a record removed with its place": (
        lambda records: (
            unguarded("DELETE FROM history_sealedrecord WHERE record_id = %s", records[1].pk),
            unguarded("DELETE FROM history_record WHERE id = %s", records[1].pk),
        ),
        "seal_changed",
    ),
    "a record put into a sealed batch": (
        lambda records: unguarded(
            "INSERT INTO history_sealedrecord (seal_id, position, record_id, digest) VALUES (%s, 4, %s, %s)",
            first_seal().pk,
            record_add("test.added", actor=None, object_kind="test", object_id="x", chain=CAMPAIGN).pk,
            "0" * 64,
        ),
        "seal_changed",
    ),
    "two records in another order": (lambda records: swap(first_seal().pk, 1, 2), "seal_changed"),
    "a record put into another batch": (
        lambda records: unguarded(
            "UPDATE history_sealedrecord SET seal_id = %s, position = 9 WHERE record_id = %s",
            Seal.objects.get(chain=CAMPAIGN, number=2).pk,
            records[0].pk,
        ),
        "seal_changed",
    ),
    "the time of a seal": (
        lambda records: unguarded("UPDATE history_seal SET at = '2020-01-01 00:00:00+00' WHERE number = 1"),
        "seal_changed",
    ),
    "the root of a seal": (
        lambda records: unguarded("UPDATE history_seal SET root = %s WHERE number = 1", "0" * 64),
        "link_broken",
    ),
    "a seal removed from the middle": (
        lambda records: unguarded("DELETE FROM history_seal WHERE number = 1"),
        "seal_missing",
    ),
    "the last seal removed": (
        lambda records: unguarded("DELETE FROM history_seal WHERE number = 2"),
        "seal_removed",
    ),
    "a record written in with an old date, waiting": (
        lambda records: unguarded(
            "INSERT INTO history_record (at, action, object_kind, object_id, details, chain)"
            " VALUES ('2020-01-01 00:00:00+00', 'x', 'test', 'x', '{}', %s)",
            CAMPAIGN,
        ),
        "record_backdated",
    ),
    "a record written in with an old date, then sealed": (
        lambda records: (
            unguarded(
                "INSERT INTO history_record (at, action, object_kind, object_id, details, chain)"
                " VALUES ('2020-01-01 00:00:00+00', 'x', 'test', 'x', '{}', %s)",
                CAMPAIGN,
            ),
            chain_seal(CAMPAIGN),
        ),
        "record_backdated",
    ),
}


@pytest.mark.parametrize("way", TAMPERED)
def test_the_seals_alone_show(records: list[Record], way: str) -> None:
    assert history_verify().holds
    deed, kind = TAMPERED[way]
    deed(records)
    found = history_verify()
    assert kind in kinds(found)
    assert not found.holds


REWRITTEN: Final[dict[str, tuple[Callable[[list[Record]], None], str]]] = {
    "a record changed and everything sealed anew": (
        lambda records: rebuild(
            lambda: unguarded("UPDATE history_record SET action = 'x' WHERE id = %s", records[1].pk)
        ),
        "checkpoint_differs",
    ),
    "a record removed and everything sealed anew": (
        lambda records: rebuild(lambda: unguarded("DELETE FROM history_record WHERE id = %s", records[1].pk)),
        "checkpoint_differs",
    ),
    "the end cut off, records and all": (
        lambda records: (
            unguarded("DELETE FROM history_record WHERE id >= %s", records[3].pk),
            unguarded("DELETE FROM history_sealedrecord WHERE record_id >= %s", records[3].pk),
            unguarded("DELETE FROM history_seal WHERE number = 2"),
        ),
        "checkpoint_beyond",
    ),
    "the end cut off and written anew": (
        lambda records: (
            unguarded("DELETE FROM history_sealedrecord WHERE record_id >= %s", records[3].pk),
            unguarded("DELETE FROM history_seal WHERE number = 2"),
            unguarded("UPDATE history_record SET action = 'x' WHERE id >= %s", records[3].pk),
            history_seal(),
        ),
        "checkpoint_differs",
    ),
    "a whole chain gone": (
        lambda records: (
            unguarded("DELETE FROM history_sealedrecord"),
            unguarded("DELETE FROM history_seal"),
            unguarded("DELETE FROM history_record"),
        ),
        "checkpoint_beyond",
    ),
}


@pytest.mark.parametrize("way", REWRITTEN)
def test_only_a_checkpoint_shows(records: list[Record], way: str) -> None:
    held = checkpoint()
    deed, kind = REWRITTEN[way]
    deed(records)
    without = history_verify()
    assert without.holds, "written anew as a whole, it looks sound"
    assert "no_checkpoint" in {limit.kind for limit in without.limits}
    assert kind in kinds(history_verify([held]))


def test_an_older_checkpoint_shows_it_too_and_a_younger_one_does_not(records: list[Record]) -> None:
    old = checkpoint("old.json")
    REWRITTEN["a record changed and everything sealed anew"][0](records)
    after = checkpoint("after.json")
    assert history_verify([after]).holds
    found = history_verify([old, after])
    assert {finding.params["file"] for finding in found.findings} == {"old.json"}


def test_a_guard_taken_off_is_found(records: list[Record]) -> None:
    drop_triggers(connection, "history_record")
    found = history_verify()
    assert [finding.params for finding in found.findings] == [{"table": "history_record"}]


def test_erasing_a_person_breaks_no_chain(cast: Cast) -> None:
    record_add("test.done", actor=cast.bruno.pseudonym, object_kind="test", object_id=1, chain=CAMPAIGN)
    held = checkpoint()
    cast.bruno.delete()
    assert history_verify([held]).holds


class TestLimits:
    """It says plainly what it cannot find."""

    def test_what_is_not_sealed_yet_is_counted(self, records: list[Record]) -> None:
        record_add("test.done", actor=None, object_kind="test", object_id=1, chain=CAMPAIGN)
        limits = {limit.kind: limit.params for limit in history_verify().limits}
        assert limits["unsealed"] == {"n": 1}
        assert {"drafts", "other_tables", "no_checkpoint"} <= set(limits)

    def test_what_came_after_the_last_checkpoint_held(self, records: list[Record]) -> None:
        held = checkpoint()
        limits = {limit.kind: limit.params for limit in history_verify([held]).limits}
        assert limits["after_checkpoint"] == {"at": held.at}


class TestCheckpoints:
    """The file that the lead keeps."""

    def test_the_key_is_made_on_first_use_outside_the_database_for_its_owner(self, key: Path) -> None:
        first = checkpoint()
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert "PRIVATE KEY" in key.read_text()
        assert checkpoint().public_key == first.public_key

    def test_it_seals_first_what_was_not_sealed(self) -> None:
        record_add("test.done", actor=None, object_kind="test", object_id=1, chain=CAMPAIGN)
        assert [(head.chain, head.seal) for head in checkpoint().heads] == [(CAMPAIGN, 1)]

    def test_making_it_is_itself_recorded(self, cast: Cast) -> None:
        checkpoint_make(by=cast.amina.pseudonym)
        assert Record.objects.filter(action="history.checkpoint", actor=cast.amina.pseudonym).exists()

    def test_anybody_can_check_it_without_this_program(self, records: list[Record]) -> None:
        from base64 import b64decode

        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        values = json.loads(checkpoint_make(by=None))
        signature = b64decode(values.pop("signature"))
        said = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        key = Ed25519PublicKey.from_public_bytes(b64decode(values["public_key"]))
        key.verify(signature, f"miqyas-checkpoint/1\n{said}".encode())

    @pytest.mark.parametrize("part", ["at", "chains", "public_key", "signature"])
    def test_a_file_that_was_changed_is_found(self, records: list[Record], part: str) -> None:
        values = json.loads(checkpoint_make(by=None))
        values[part] = [] if part == "chains" else values[part][:-3] + "AA="
        changed = checkpoint_read(json.dumps(values).encode(), name="mine.json")
        assert kinds(history_verify([changed])) == {"checkpoint_unsigned"}

    def test_signed_by_another_key_it_is_noted(self, records: list[Record], key: Path) -> None:
        other = checkpoint()
        key.unlink()
        checkpoint()
        found = history_verify([other])
        assert [note.kind for note in found.notes] == ["key_other"]
        assert found.holds, "its roots are those of the database"

    @pytest.mark.parametrize(
        "content", [b"", b"[]", b"{}", b"\xff", b'{"format": "miqyas-checkpoint/1"}', b"[" * 100_000]
    )
    def test_what_is_no_checkpoint_is_refused_in_words(self, content: bytes) -> None:
        with pytest.raises(HistoryError) as caught:
            checkpoint_read(content, name="mine.json")
        assert "mine.json" in caught.value.render("ar")
        assert "not a checkpoint" in caught.value.render("en")

    @pytest.mark.parametrize("content", ["", "not a key"])
    def test_a_spoilt_key_is_said_in_words(self, key: Path, content: str) -> None:
        key.parent.mkdir()
        key.write_text(content)
        with pytest.raises(HistoryError) as caught:
            checkpoint()
        assert "MIQYAS_HISTORY_KEY_FILE" in caught.value.render("ar")
        assert key.read_text() == content, "it is not replaced in silence"


def test_the_form_of_signed_bytes() -> None:
    assert labelled("x/1", {"b": 1, "a": "ب"}) == 'x/1\n{"a":"ب","b":1}'.encode()
