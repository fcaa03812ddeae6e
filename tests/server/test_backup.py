"""A backup is whole and consistent while others write; it goes back into either database, or not at all."""

import json
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from miqyas.kernel.files import whole_file
from miqyas.server.backup.archive import Writer, archive_open, is_safe
from miqyas.server.backup.errors import BackupError
from tests.processes import ROOT, wait_for

FILL: Final = """
import django; django.setup()
from datetime import date
from django.conf import settings
from hashlib import sha256
from miqyas.jobs.models import Schedule
from miqyas.jobs.services import schedule_set
from miqyas.kernel.datasets import Dataset
from miqyas.workspace.accounts.services import role_grant, user_create
from miqyas.workspace.datasets.services import dataset_activate, dataset_add
from miqyas.workspace.events.models import Event
from miqyas.workspace.history.services import record_add
from miqyas.workspace.history.sealing import history_seal
user = user_create("amina@example.org", by=None, display_name="أمينة", password="three unrelated words")
role_grant(user, role="administrator", by=None)
stored = dataset_add(Dataset(kind="test", name="x", content=b"\\x00\\xff"), by=user.pseudonym)
dataset_activate(stored.sha256, by=user.pseudonym)
from datetime import timedelta
schedule_set("hourly", kind="charts.warm", every=timedelta(hours=1, microseconds=7))
Event.objects.create(kind="a.b", key="1", payload={"n": 1.5, "none": None, "text": "نص"})
record_add("test.done", actor=user.pseudonym, object_kind="test", object_id=1, details={"x": 1e22}, chain="c")
history_seal()
content = b"evidence"
name = sha256(content).hexdigest()
folder = settings.MEDIA_ROOT / "evidence" / name[:2]
folder.mkdir(parents=True)
(folder / name).write_bytes(content)
"""
LOOK: Final = """
import django; django.setup()
import hashlib, json
from django.conf import settings
from miqyas.server.backup.tables import rows_of, stored_models
from miqyas.workspace.history.canonical import labelled
from miqyas.workspace.history.verification import history_verify
kept = {}
for model in stored_models():
    rows = [json.loads(row) for row in rows_of(model) if b"backup." not in row]
    if rows: kept[model._meta.db_table] = hashlib.sha256(labelled("rows", {"rows": rows})).hexdigest()
files = sorted(str(f.relative_to(settings.MEDIA_ROOT)) for f in settings.MEDIA_ROOT.rglob("*") if f.is_file())
print(json.dumps([kept, files, history_verify().holds]))
"""


class Installation:
    """One with a folder and a database of its own, and the program run in it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {**environment, "MIQYAS_LANGUAGE": "en"}
        self.folder = Path(environment["MIQYAS_DATA_DIR"])

    def python(self, code: str) -> str:
        done = self._run("-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def miqyas(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self._run("-m", "miqyas", *words)

    def state(self) -> Any:
        return json.loads(self.python(LOOK))

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], env=self.environment, cwd=ROOT, capture_output=True, text=True
        )


@pytest.fixture
def filled(environment: dict[str, str]) -> Installation:
    """An installation that has something of everything."""
    made = Installation(environment)
    made.python(FILL)
    return made


@pytest.fixture
def other(empty_database: str, environment: dict[str, str], tmp_path: Path) -> Installation:
    """Another installation, empty, on each kind of database."""
    own = {"MIQYAS_DATA_DIR": str(tmp_path / "other"), "MIQYAS_DATABASE_URL": empty_database}
    return Installation({**environment, **own})


def test_it_goes_back_into_either_database_with_its_files_and_its_history(
    filled: Installation, other: Installation, tmp_path: Path
) -> None:
    before = filled.state()
    file = tmp_path / "backup.zip"
    made = filled.miqyas("backup", str(file), "--json")
    assert made.returncode == 0, made.stderr
    said = json.loads(made.stdout)
    assert (said["files"], said["keys"], said["damaged"]) == (1, False, [])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    back = other.miqyas("restore", str(file), "--json")
    assert back.returncode == 0, back.stderr
    assert json.loads(back.stdout)["history_holds"] is True
    assert other.state() == before
    assert other.state()[2] is True

    # New rows are numbered after those that came back.
    other.python(
        "import django; django.setup()\n"
        "from miqyas.workspace.history.services import record_add\n"
        "record_add('test.after', actor=None, object_kind='test', object_id=2)"
    )


def test_it_takes_the_place_of_what_is_there_only_if_asked_and_saves_that_first(
    filled: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    filled.miqyas("backup", str(file))
    before = filled.state()
    filled.python(
        "import django; django.setup()\n"
        "from miqyas.workspace.accounts.services import user_create\n"
        "user_create('bruno@example.org', by=None)"
    )
    refused = filled.miqyas("restore", str(file))
    assert (refused.returncode, "--replace" in refused.stderr) == (2, True)
    assert filled.state() != before

    done = filled.miqyas("restore", str(file), "--replace", "--json")
    assert done.returncode == 0, done.stderr
    assert filled.state() == before
    saved = Path(json.loads(done.stdout)["saved_before"])
    assert archive_open(saved).names("tables")
    assert b"bruno@example.org" in archive_open(saved).content("tables/accounts_user.jsonl")


def test_the_keys_are_left_out_unless_asked_for(filled: Installation, tmp_path: Path) -> None:
    filled.miqyas("history", "checkpoint", str(tmp_path / "checkpoint.json"))
    filled.miqyas("backup", str(tmp_path / "without.zip"))
    filled.miqyas("backup", str(tmp_path / "with.zip"), "--with-keys")
    assert archive_open(tmp_path / "without.zip").names("keys") == []
    assert archive_open(tmp_path / "with.zip").names("keys") == ["keys/history_key", "keys/secret_key"]
    held = {name: (filled.folder / name).read_bytes() for name in ("history_key", "secret_key")}
    for name in held:
        (filled.folder / name).unlink()
    filled.miqyas("restore", str(tmp_path / "with.zip"), "--replace", "--with-keys")
    assert {name: (filled.folder / name).read_bytes() for name in held} == held


WRITER: Final = """
import django; django.setup()
from pathlib import Path
from django.db import transaction
from miqyas.workspace.events.models import Event
from miqyas.workspace.history.services import record_add
number = 0
Path("{mark}").touch()
while not Path("{mark}.stop").exists():
    number += 1
    with transaction.atomic():  # always both
        record_add("test.pair", actor=None, object_kind="test", object_id=number)
        Event.objects.create(kind="test.pair", key=str(number))
Path("{mark}.count").write_text(str(number))
"""


def test_it_is_of_one_moment_while_others_write_and_hinders_nobody(
    filled: Installation, tmp_path: Path
) -> None:
    mark = tmp_path / "writing"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER.format(mark=mark)], env=filled.environment, cwd=ROOT
    )
    wait_for(mark.exists, seconds=60)
    for number in range(3):
        assert filled.miqyas("backup", str(tmp_path / f"{number}.zip")).returncode == 0
    Path(f"{mark}.stop").touch()
    assert writer.wait(timeout=60) == 0
    pairs = []
    for number in range(3):
        archive = archive_open(tmp_path / f"{number}.zip")
        records = sum(b"test.pair" in line for line in archive.lines("tables/history_record.jsonl"))
        events = sum(b"test.pair" in line for line in archive.lines("tables/events_event.jsonl"))
        assert records == events
        pairs.append(records)
    assert pairs == sorted(pairs)
    assert int(Path(f"{mark}.count").read_text()) >= pairs[-1] > 0


KILLED: Final = """
import os, signal, django; django.setup()
from pathlib import Path
from miqyas.server.backup import {module}
real = {module}.{function}
def killed(*given, **more):
    if "{table}" in str(given): os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **more)
{module}.{function} = killed
{deed}
"""


def killed(installation: Installation, **parts: str) -> int:
    return subprocess.run(
        [sys.executable, "-c", KILLED.format(**parts)],
        env=installation.environment,
        cwd=ROOT,
        capture_output=True,
    ).returncode


def test_killed_in_the_middle_a_backup_leaves_no_file(filled: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    deed = f'make.backup(Path("{file}"), with_keys=False)'
    done = killed(filled, module="make", function="rows_of", table="Record", deed=deed)
    assert (done, file.exists()) == (-signal.SIGKILL, False)


def test_killed_in_the_middle_a_restore_leaves_what_was_there(filled: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    filled.miqyas("backup", str(file))
    filled.python(
        "import django; django.setup()\n"
        "from miqyas.workspace.accounts.services import user_create\n"
        "user_create('bruno@example.org', by=None)"
    )
    before = filled.state()
    deed = f'restore.restore(Path("{file}"), replace=True, with_keys=False)'
    done = killed(filled, module="restore", function="rows_add", table="Record", deed=deed)
    assert done == -signal.SIGKILL
    assert filled.state() == before


def test_a_worker_that_runs_stops_a_restore(filled: Installation, tmp_path: Path) -> None:
    filled.miqyas("backup", str(tmp_path / "backup.zip"))
    filled.python(
        "import django; django.setup()\n"
        "from django.utils import timezone\n"
        "from datetime import timedelta\n"
        "from miqyas.jobs.models import WorkerPresence\n"
        "WorkerPresence.objects.create(worker='w', seen_at=timezone.now() + timedelta(minutes=5))"
    )
    refused = filled.miqyas("restore", str(tmp_path / "backup.zip"), "--replace")
    assert (refused.returncode, "workers" in refused.stderr) == (2, True)


class TestSpoilt:
    """What is no whole backup of this version is refused before anything is changed."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        """A small one, as they are written."""
        with whole_file(tmp_path / "small.zip") as target:
            writer = Writer(target)
            writer.add("tables/accounts_user.jsonl", [b'["amina"]\n'] * 50, columns=["email"])
            writer.add("files/evidence/ab/abcd", [b"x" * 1000])
            writer.close({})
        return tmp_path / "small.zip"

    def test_whole(self, file: Path) -> None:
        archive = archive_open(file)
        assert archive.names("tables") == ["tables/accounts_user.jsonl"]
        assert archive.content("files/evidence/ab/abcd") == b"x" * 1000

    def rewritten(self, file: Path, change: Callable[[str, bytes], bytes | None], *extra: str) -> Path:
        target = file.with_name("changed.zip")
        with zipfile.ZipFile(file) as before, zipfile.ZipFile(target, "w") as after:
            for name in before.namelist():
                content = change(name, before.read(name))
                if content is not None:
                    after.writestr(name, content)
            for name in extra:
                after.writestr(name, b"x")
        return target

    def test_cut_short(self, file: Path) -> None:
        file.write_bytes(file.read_bytes()[:-200])
        with pytest.raises(BackupError, match="not_a_backup"):
            archive_open(file)

    def test_a_row_changed(self, file: Path) -> None:
        changed = self.rewritten(file, lambda name, content: content.replace(b"amina", b"anima"))
        with pytest.raises(BackupError, match="damaged") as caught:
            archive_open(changed)
        assert "accounts_user" in caught.value.render("ar")

    def test_a_part_left_out(self, file: Path) -> None:
        changed = self.rewritten(file, lambda name, content: None if "user" in name else content)
        with pytest.raises(BackupError, match="damaged"):
            archive_open(changed)

    def test_a_part_put_in(self, file: Path) -> None:
        changed = self.rewritten(file, lambda name, content: content, "files/../../x")
        with pytest.raises(BackupError, match="damaged"):
            archive_open(changed)

    def test_of_another_version(self, filled: Installation, tmp_path: Path) -> None:
        def older(name: str, content: bytes) -> bytes:
            if name != "manifest.json":
                return content
            manifest = json.loads(content)
            manifest["migrations"]["history"] = ["0001_initial"]
            return json.dumps({**manifest, "software": "0.0.9"}).encode()

        file = tmp_path / "backup.zip"
        filled.miqyas("backup", str(file))
        before = filled.state()
        refused = filled.miqyas("restore", str(self.rewritten(file, older)), "--replace")
        assert (refused.returncode, "0.0.9" in refused.stderr) == (2, True)
        assert filled.state() == before

    @pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
    def test_something_else(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "x.zip").write_bytes(content)
        with pytest.raises(BackupError, match="not_a_backup") as caught:
            archive_open(tmp_path / "x.zip")
        assert "x.zip" in caught.value.render("en")

    def test_nothing_there(self, tmp_path: Path) -> None:
        with pytest.raises(BackupError, match="unreadable"):
            archive_open(tmp_path / "x.zip")

    def test_a_backup_is_written_only_where_there_is_room_for_one(
        self, filled: Installation, file: Path
    ) -> None:
        before = file.read_bytes()
        assert filled.miqyas("backup", str(file)).returncode == 2
        assert file.read_bytes() == before
        refused = filled.miqyas("backup", str(file.parent / "no" / "x.zip"))
        assert (refused.returncode, "cannot be written" in refused.stderr) == (2, True)


def test_a_file_that_has_not_the_hash_of_its_name_is_told_and_kept(
    filled: Installation, tmp_path: Path
) -> None:
    (stored,) = [file for file in (filled.folder / "files").rglob("*") if file.is_file()]
    stored.write_bytes(b"spoilt")
    made = filled.miqyas("backup", str(tmp_path / "backup.zip"), "--json")
    assert made.returncode == 1
    assert json.loads(made.stdout)["damaged"] == [str(stored.relative_to(filled.folder / "files"))]


LOST: Final = """
import django; django.setup()
from miqyas.workspace.evidence.models import Evidence, EvidenceRevision
from miqyas.workspace.registry.models import Entity
entity = Entity.objects.create(code="health", kind="ministry", name={"ar": "ا", "en": "a"})
evidence = Evidence.objects.create(entity=entity, kind="file", title="x")
EvidenceRevision.objects.create(evidence=evidence, number=1, file_sha256="ab" * 32)
"""


def test_a_proof_whose_file_is_gone_is_told(filled: Installation, tmp_path: Path) -> None:
    filled.python(LOST)
    made = filled.miqyas("backup", str(tmp_path / "backup.zip"), "--json")
    assert (made.returncode, json.loads(made.stdout)["missing"]) == (1, ["ab" * 32])


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "files/../x", "files//x", "files/a\\b", "files/.hidden", "tables/../x.jsonl", "x"]
)
def test_no_part_leads_elsewhere(name: str) -> None:
    assert not is_safe(name)
