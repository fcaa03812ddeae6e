"""Putting a backup back: into an empty installation, or in place of what is there once that is saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from miqyas.jobs.queries import worker_last_seen
from miqyas.kernel.errors import Place
from miqyas.kernel.files import whole_file, write_whole
from miqyas.server.backup.archive import Archive, archive_open, sha256_of
from miqyas.server.backup.errors import BackupError
from miqyas.server.backup.make import backup_write, file_mode_private, keys_here, migrations_applied
from miqyas.server.backup.tables import rows_add, sequences_reset, stored_models, tables_empty
from miqyas.server.run import tables_made
from miqyas.workspace.accounts.models import User
from miqyas.workspace.history.immutable import create_triggers, drop_triggers, written_once_tables
from miqyas.workspace.history.models import Record
from miqyas.workspace.history.services import record_add
from miqyas.workspace.history.verification import history_verify


def restore(file: Path, *, replace: bool, with_keys: bool) -> dict[str, Any]:
    """Put back what a backup holds; what it was. Raises `BackupError` before anything is changed.

    The tables change in one transaction: killed in the middle, the database is what it was. Files are
    written before, so that no row speaks of one that is not there.
    """
    archive = archive_open(file)
    tables_made()
    _demand_same_shape(archive)
    saved_before = _save_or_refuse(replace=replace, with_keys=with_keys)
    _put_files(archive)
    digest = sha256_of(file)
    rows = _put_tables(archive, digest=digest)
    if with_keys:
        _put_keys(archive)
    manifest = archive.manifest
    return {
        "file": str(file),
        "sha256": digest,
        "bytes": file.stat().st_size,
        "made_at": manifest["made_at"],
        "rows": rows,
        "files": len(archive.names("files")),
        "keys": with_keys and bool(archive.names("keys")),
        "damaged": list(manifest["damaged"]),
        "missing": list(manifest["missing"]),
        "saved_before": str(saved_before) if saved_before else None,
        "history_holds": history_verify().holds,
    }


def _demand_same_shape(archive: Archive) -> None:
    """Refuse a backup of another version: it is put back into its own, which is then brought up to date."""
    if archive.manifest.get("migrations") != migrations_applied():
        software = str(archive.manifest.get("software", ""))
        raise BackupError("other_version", place=Place(file=str(archive.path)), software=software)
    here = {f"tables/{model._meta.db_table}.jsonl" for model in stored_models()}
    if here != set(archive.names("tables")):
        raise BackupError("damaged", place=Place(file=str(archive.path)), part="tables")


def _save_or_refuse(*, replace: bool, with_keys: bool) -> Path | None:
    seen = worker_last_seen()
    if seen and timezone.now() - seen < settings.MIQYAS_JOB_LEASE:
        raise BackupError("in_use")
    if not User.objects.exists() and not Record.objects.exists():
        return None
    if not replace:
        raise BackupError("not_empty")
    saved = settings.MIQYAS_FOLDER / f"before-restore-{timezone.now():%Y%m%dT%H%M%S%f}.zip"
    backup_write(saved, with_keys=with_keys)
    return Path(saved)


def _put_files(archive: Archive) -> None:
    for name in archive.names("files"):
        target = Path(settings.MEDIA_ROOT) / PurePosixPath(name).relative_to("files")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with archive.zip.open(name) as part, whole_file(target) as written:
            file_mode_private(written.fileno())
            while piece := part.read(1024 * 1024):
                written.write(piece)


def _put_tables(archive: Archive, *, digest: str) -> int:
    models = stored_models()
    try:
        with transaction.atomic(durable=True):
            _lift_guards(models)
            rows = sum(_put_table(archive, model) for model in models)
            sequences_reset(models)
            connection.check_constraints()
            record_add("backup.restore", actor=None, object_kind="backup", object_id=digest)
    except IntegrityError as error:
        raise BackupError("damaged", place=Place(file=str(archive.path)), part="tables") from error
    ContentType.objects.clear_cache()
    return rows


def _lift_guards(models: Sequence[type[Model]]) -> None:
    """Empty the tables, those written once too; the triggers are back before the transaction ends."""
    guarded = written_once_tables()
    for table in guarded:
        drop_triggers(connection, table)
    tables_empty(models)
    for table in guarded:
        create_triggers(connection, table)


def _put_table(archive: Archive, model: type[Model]) -> int:
    name = f"tables/{model._meta.db_table}.jsonl"
    return rows_add(model, archive.manifest["parts"][name]["columns"], archive.lines(name))


def _put_keys(archive: Archive) -> None:
    for name, target in keys_here().items():
        if f"keys/{name}" in archive.names("keys"):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(target, archive.content(f"keys/{name}"))
            target.chmod(0o600)
