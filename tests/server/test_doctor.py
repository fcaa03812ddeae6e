"""`miqyas doctor`: what an operator is told before others rely on an installation."""

import socket
from collections import namedtuple
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from miqyas.server import deployment, doctor
from miqyas.server.config import Config
from miqyas.server.deployment import deploy_checks
from miqyas.workspace.events.models import Event
from miqyas.workspace.history.checkpoints import checkpoint_make
from miqyas.workspace.history.immutable import create_triggers, drop_triggers
from miqyas.workspace.history.keys import public_key_if_there
from miqyas.workspace.history.models import Record
from miqyas.workspace.history.services import record_add

pytestmark = pytest.mark.django_db
NAMES = {
    "settings", "debug", "https", "hosts", "release", "permissions", "disk", "journal", "clock", "mail",
    "second_factor", "guards", "sealing", "history_key", "backup",
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder of its own, with a key of the history in it."""
    tmp_path.chmod(0o700)
    settings.MIQYAS_FOLDER = tmp_path
    settings.MIQYAS_HISTORY_KEY = tmp_path / "history_key"
    settings.DEBUG = False
    return tmp_path


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Say what the operator chose."""

    def choose(**values: Any) -> None:
        monkeypatch.setattr(deployment, "config", lambda: Config(_env_file=None, **values))

    choose(base_url="https://miqyas.example", allowed_hosts=("miqyas.example",))
    return choose


def found(language: str = "en") -> dict[str, tuple[bool, str]]:
    return {name: (ok, words) for name, ok, words in deploy_checks(language)}


def is_well(name: str) -> bool:
    return found()[name][0]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_each_check_has_words_whatever_it_finds(chosen: Callable[..., None], language: str) -> None:
    checks = found(language)
    assert set(checks) == NAMES
    assert all(words.strip() for _, words in checks.values())


def test_a_variable_that_is_no_setting_is_named(
    chosen: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("# MIQYAS_X=1\nexport MIQYAS_BASE_ULR=https://x\nMIQYAS_LANGUAGE=ar\n")
    monkeypatch.setenv("MIQYAS_DATABASE", "sqlite")
    ok, words = found()["settings"]
    assert not ok
    assert "MIQYAS_BASE_ULR, MIQYAS_DATABASE" in words
    assert "MIQYAS_LANGUAGE" not in words


def test_debug(chosen: Callable[..., None], settings: Any) -> None:
    assert is_well("debug")
    settings.DEBUG = True
    assert not is_well("debug")


@pytest.mark.parametrize(
    ("address", "ok"), [("https://miqyas.example", True), ("http://miqyas.example", False)]
)
def test_encryption(chosen: Callable[..., None], address: str, ok: bool) -> None:
    chosen(base_url=address)
    assert is_well("https") is ok


@pytest.mark.parametrize(
    ("hosts", "ok"),
    [
        (("miqyas.example",), True),
        ((".example",), True),
        (("localhost",), False),
        (("*",), False),
        (("miqyas.example", "*"), False),
    ],
)
def test_names_of_the_site(chosen: Callable[..., None], hosts: tuple[str, ...], ok: bool) -> None:
    chosen(base_url="https://miqyas.example", allowed_hosts=hosts)
    assert is_well("hosts") is ok


def test_collected_files(chosen: Callable[..., None], settings: Any, folder: Path) -> None:
    settings.STATIC_ROOT = folder
    assert not is_well("release")
    (folder / "staticfiles.json").touch()
    assert is_well("release")


def test_files_that_others_can_read_are_named(chosen: Callable[..., None], folder: Path) -> None:
    (folder / "secret_key").touch(mode=0o600)
    assert is_well("permissions")
    (folder / "secret_key").chmod(0o640)
    ok, words = found()["permissions"]
    assert (ok, str(folder / "secret_key") in words) == (False, True)
    (folder / "secret_key").chmod(0o600)
    folder.chmod(0o755)
    assert not is_well("permissions")


def test_room_on_the_disk(chosen: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(deployment.shutil, "disk_usage", lambda _: usage(free=10 * 1024 * 1024))
    assert "10" in found()["disk"][1]
    assert not is_well("disk")
    monkeypatch.setattr(deployment.shutil, "disk_usage", lambda _: usage(free=10**12))
    assert is_well("disk")


def test_a_clock_that_is_behind_what_was_recorded(
    chosen: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    record_add("test.done", actor=None, object_kind="test", object_id=1)
    assert is_well("clock")
    behind = timezone.now() - timedelta(minutes=2)
    monkeypatch.setattr(deployment.timezone, "now", lambda: behind)
    assert not is_well("clock")


@pytest.fixture
def mail_server() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_mail(chosen: Callable[..., None], mail_server: int) -> None:
    assert "folder" in found()["mail"][1]
    chosen(mail_host="127.0.0.1", mail_port=mail_server)
    assert is_well("mail")


def test_a_mail_server_that_does_not_answer(chosen: Callable[..., None]) -> None:
    with socket.socket() as taken:  # bound, and not listening
        taken.bind(("127.0.0.1", 0))
        chosen(mail_host="127.0.0.1", mail_port=taken.getsockname()[1])
        assert not is_well("mail")


def test_administrators_need_a_second_factor(chosen: Callable[..., None]) -> None:
    assert not is_well("second_factor")
    chosen(mfa_roles=("administrator", "lead"))
    assert is_well("second_factor")


def test_guards(chosen: Callable[..., None]) -> None:
    assert is_well("guards")
    drop_triggers(connection, "history_record")
    assert "history_record" in found()["guards"][1]
    create_triggers(connection, "history_record")


def test_records_that_nobody_seals(chosen: Callable[..., None]) -> None:
    record_add("test.done", actor=None, object_kind="test", object_id=1)
    assert is_well("sealing")
    old = Record(action="test.old", object_kind="test", object_id="2")
    Record.objects.bulk_create([old])
    drop_triggers(connection, "history_record")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE history_record SET at = '2020-01-01 00:00:00+00' WHERE action = 'test.old'")
    create_triggers(connection, "history_record")
    assert not is_well("sealing")


def test_the_key_of_the_history_is_in_a_backup(chosen: Callable[..., None]) -> None:
    assert "history checkpoint" in found()["history_key"][1]
    checkpoint_make(by=None)
    ok, words = found()["history_key"]
    assert (ok, "--with-keys" in words) == (False, True)
    details = {"with_keys": True, "public_key": public_key_if_there()}
    record_add("backup.make", actor=None, object_kind="backup", object_id=1, details=details)
    assert is_well("history_key")


def test_a_backup_was_made_lately(chosen: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_well("backup")
    record_add("backup.make", actor=None, object_kind="backup", object_id=1)
    assert is_well("backup")
    later = timezone.now() + timedelta(days=8)
    monkeypatch.setattr(deployment.timezone, "now", lambda: later)
    assert not is_well("backup")


def test_an_event_that_a_handler_failed_on_is_seen() -> None:
    assert {check.name: check.ok for check in doctor.checks()}["events"]
    Event.objects.create(kind="a.b", key="1", attempts=3, fault="some.handler: ValueError")
    (check,) = [check for check in doctor.checks() if check.name == "events"]
    assert (check.ok, "some.handler: ValueError" in check.words) == (False, True)


def test_sqlite_without_its_write_ahead_log_is_told(chosen: Callable[..., None]) -> None:
    """The database of these tests keeps its journal in memory, as a wrong place would."""
    ok, words = found()["journal"]
    assert ok is (connection.vendor == "postgresql")
    assert ok or "wal" in words
