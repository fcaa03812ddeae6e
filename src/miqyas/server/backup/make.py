"""Making a backup while the installation is in use."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from miqyas import __version__
from miqyas.kernel.errors import Place
from miqyas.kernel.files import whole_file
from miqyas.server.backup.archive import Writer, pieces_of, sha256_of
from miqyas.server.backup.errors import BackupError
from miqyas.server.backup.tables import columns_of, rows_of, snapshot, stored_models
from miqyas.workspace.evidence.models import EvidenceRevision
from miqyas.workspace.history.keys import public_key_if_there
from miqyas.workspace.history.services import record_add

_BY_HASH: Final = re.compile(r"[0-9a-f]{64}")


def backup(file: Path, *, with_keys: bool) -> dict[str, Any]:
    """Write everything that is stored into a new file; what went into it.

    The tables are read in one snapshot, then the files: what a row of the snapshot speaks of was written
    before it. The file is there whole or not at all. Raises `BackupError`.
    """
    if file.exists():
        raise BackupError("file_exists", place=Place(file=str(file)))
    try:
        made = backup_write(file, with_keys=with_keys)
    except OSError as error:
        raise BackupError("cannot_write", place=Place(file=str(file)), why=error.strerror or "") from error
    with transaction.atomic():
        record_add(
            "backup.make",
            actor=None,
            object_kind="backup",
            object_id=made["sha256"],
            details={"with_keys": with_keys, "public_key": public_key_if_there() if with_keys else None},
        )
    return made


def backup_write(file: Path, *, with_keys: bool) -> dict[str, Any]:
    """As `backup`, without leaving a trace in the history."""
    made_at = timezone.now().isoformat(timespec="seconds")
    with whole_file(file) as target:
        file_mode_private(target.fileno())
        writer = Writer(target)
        told = _add_tables(writer)
        damaged = list(_add_files(writer))
        kept = {Path(name).name for name in writer.parts if name.startswith("files/")}
        missing = sorted(told.proofs - kept)
        _add_keys(writer, wanted=with_keys)
        writer.close(
            {
                "made_at": made_at,
                "software": __version__,
                "database": connection.vendor,
                "migrations": told.migrations,
                "keys": with_keys,
                "damaged": damaged,
                "missing": missing,
            }
        )
    return {
        "file": str(file),
        "sha256": sha256_of(file),
        "bytes": file.stat().st_size,
        "made_at": made_at,
        "rows": told.rows,
        "files": sum(name.startswith("files/") for name in writer.parts),
        "keys": with_keys,
        "damaged": damaged,
        "missing": missing,
    }


def file_mode_private(descriptor: int) -> None:
    """Let nobody but the owner read a file, where the system knows such a thing."""
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, 0o600)


def migrations_applied() -> dict[str, list[str]]:
    """The migrations that made the database what it is, by application."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


@dataclass(frozen=True)
class _Told:
    """What the tables say at the moment of the snapshot."""

    rows: int
    migrations: Mapping[str, list[str]]
    proofs: frozenset[str]
    """Hashes of the files that proofs name."""


def _add_tables(writer: Writer) -> _Told:
    rows = 0
    with snapshot():
        migrations = migrations_applied()
        for model in stored_models():
            columns = [field.attname for field in columns_of(model)]
            said = writer.add(f"tables/{model._meta.db_table}.jsonl", rows_of(model), columns=columns)
            rows += said["pieces"]
        with_file = EvidenceRevision.objects.exclude(file_sha256="")
        proofs = frozenset(with_file.values_list("file_sha256", flat=True))
    return _Told(rows=rows, migrations=migrations, proofs=proofs)


def _add_files(writer: Writer) -> Iterator[str]:
    """Write every uploaded file; those that do not have the hash that names them are told."""
    root = Path(settings.MEDIA_ROOT)
    for file in sorted(root.rglob("*")):
        path = file.relative_to(root)
        if not file.is_file() or file.is_symlink() or any(piece.startswith(".") for piece in path.parts):
            continue
        said = writer.add(f"files/{path.as_posix()}", pieces_of(file))
        if _BY_HASH.fullmatch(file.name) and said["sha256"] != file.name:
            yield path.as_posix()


def keys_here() -> dict[str, Path]:
    """The keys of this installation that are files, by the name that they have in a backup."""
    return {"secret_key": settings.MIQYAS_FOLDER / "secret_key", "history_key": settings.MIQYAS_HISTORY_KEY}


def _add_keys(writer: Writer, *, wanted: bool) -> None:
    for name, file in keys_here().items() if wanted else ():
        if file.exists():
            writer.add(f"keys/{name}", pieces_of(file))
