"""What an operator wants to know first: does each part of the installation answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from miqyas.kernel.words import say


class Check(NamedTuple):
    """One finding: the key of its name, whether all is well, and words for the operator."""

    name: str
    ok: bool
    words: str


def checks(language: str = "en") -> list[Check]:
    """Look at database, migrations, static files and workers, in this order."""
    if not _database_answers():
        return [Check("database", ok=False, words=say("doctor.database.silent", language=language))]
    looks: list[Callable[[str], Check]] = [_database, _migrations, _static_files, _workers, _events]
    return [look(language) for look in looks]


def _database_answers() -> bool:
    try:
        if connection.vendor == "postgresql":  # past the pool, which goes on trying for long
            with connection.wrap_database_errors:
                params = connection.get_connection_params() | {"connect_timeout": 5}
                connection.Database.connect(**params).close()
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True


def _database(language: str) -> Check:
    return Check(
        "database",
        ok=True,
        words=say("doctor.database.ok", language=language, database=connection.display_name),
    )


def _migrations(language: str) -> Check:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    key = "doctor.migrations.waiting" if waiting else "doctor.migrations.ok"
    return Check("migrations", ok=not waiting, words=say(key, language=language, n=waiting))


def _static_files(language: str) -> Check:
    collected = settings.STATIC_ROOT and (settings.STATIC_ROOT / "staticfiles.json").exists()
    found = collected or finders.find("vendor")
    key = "doctor.static_files.ok" if found else "doctor.static_files.missing"
    return Check("static_files", ok=bool(found), words=say(key, language=language))


def _workers(language: str) -> Check:
    from miqyas.jobs.queries import worker_last_seen

    try:
        seen = worker_last_seen()
    except DatabaseError:
        seen = None
    if seen is None:
        return Check("workers", ok=False, words=say("doctor.workers.none", language=language))
    seconds = max(0, round((timezone.now() - seen).total_seconds()))
    alive = seconds <= settings.MIQYAS_JOB_LEASE.total_seconds()
    key = "doctor.workers.ok" if alive else "doctor.workers.silent"
    return Check("workers", ok=alive, words=say(key, language=language, n=seconds))


def _events(language: str) -> Check:
    from miqyas.workspace.events.queries import events_failed

    try:
        faults = list(events_failed().values_list("fault", flat=True))
    except DatabaseError:
        faults = []
    told = ", ".join(sorted(set(faults))[:3])
    key = "doctor.events.bad" if faults else "doctor.events.ok"
    return Check("events", ok=not faults, words=say(key, language=language, n=len(faults), faults=told))
