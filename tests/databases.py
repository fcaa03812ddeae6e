"""Tests of what is stored run on each database at hand: SQLite always, PostgreSQL when one answers.

Pages and answers that only read run on the first, unless they carry the marker ``every_database``.

``MIQYAS_TEST_DATABASES=sqlite`` (or ``postgresql``, or both divided by a comma) makes the choice;
``MIQYAS_TEST_POSTGRESQL`` names another server than the local one.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from miqyas.server.config import database_of

SERVER: Final = os.environ.get("MIQYAS_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
STORING_FOLDERS: Final = frozenset({"campaign", "workspace", "jobs", "server"})
"""Folders of tests that run on every database; elsewhere the marker `every_database` asks for it."""


def postgresql_answers() -> bool:
    """Whether the server takes connections within two seconds."""
    try:
        import psycopg
    except ImportError:
        return False
    try:
        psycopg.connect(SERVER, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def chosen() -> tuple[str, ...]:
    """The databases of this run, in the order in which they are tested."""
    wanted = os.environ.get("MIQYAS_TEST_DATABASES", "")
    if wanted:
        return tuple(name.strip() for name in wanted.split(","))
    return ("sqlite", "postgresql") if postgresql_answers() else ("sqlite",)


DATABASES: Final = chosen()


def covered() -> str:
    """One line for the head of a test run."""
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    missing = [name for key, name in names.items() if key not in DATABASES]
    line = f"databases covered: {', '.join(names[key] for key in DATABASES)}"
    return f"{line}; not covered: {', '.join(missing)}" if missing else line


def parametrise(metafunc: pytest.Metafunc) -> None:
    """Run what stores or guards on each database; pages and answers that only read, on the first."""
    asks = {"db", "transactional_db", "live_server"} & set(metafunc.fixturenames)
    if (asks or metafunc.definition.get_closest_marker("django_db")) and "database" in metafunc.fixturenames:
        stores = STORING_FOLDERS & set(metafunc.definition.path.parts)
        everywhere = stores or metafunc.definition.get_closest_marker("every_database")
        names = DATABASES if everywhere else DATABASES[:1]
        metafunc.parametrize("database", names, indirect=True, scope="session")


@pytest.fixture(scope="session", autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Name of the database under this test; Django's default connection is one to it meanwhile."""
    name = getattr(request, "param", "sqlite")
    if name == "sqlite":
        yield name
        return
    blocker = request.getfixturevalue("django_db_blocker")
    request.getfixturevalue("django_db_setup")
    with blocker.unblock(), default_is_postgresql():
        blocker.block()
        yield name
        blocker.restore()


@contextmanager
def default_is_postgresql() -> Iterator[None]:
    """A fresh PostgreSQL database as Django's default, in every thread, dropped at the end."""
    from django.db import connections

    former, former_settings = connections["default"], connections.settings["default"]
    entry = {**former_settings, **database_of(SERVER), "OPTIONS": {"options": "-c synchronous_commit=off"}}
    entry["TEST"] = {**former_settings["TEST"], "NAME": f"test_miqyas_{os.getpid()}"}
    connections.settings["default"] = entry
    del connections["default"]
    creation = connections["default"].creation
    creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    yield
    creation.destroy_test_db(entry["NAME"], verbosity=0)
    connections.settings["default"] = former_settings
    connections["default"] = former


def written_once() -> list[str]:
    """The tables whose rows are written once."""
    from django.apps import apps

    from miqyas.workspace.history.immutable import WrittenOnceModel

    return [model._meta.db_table for model in apps.get_models() if issubclass(model, WrittenOnceModel)]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Let the tables that are written once be emptied between tests that commit."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_all(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
        from miqyas.workspace.history.immutable import create_triggers, drop_triggers

        if operations.connection.vendor == "postgresql":
            empty(operations.connection)
            return
        tables = written_once()
        for table in tables:
            drop_triggers(operations.connection, table)
        flush(operations, sql_list)
        for table in tables:
            create_triggers(operations.connection, table)

    BaseDatabaseOperations.execute_sql_flush = flush_all


def empty(connection: Any) -> None:
    """Empty every table of PostgreSQL at once, past its triggers: a fraction of the time of TRUNCATE."""
    from django.db import transaction

    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')


@pytest.fixture(params=DATABASES)
def own_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database of its own, for tests that start several processes."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/own.sqlite3"
        return
    import psycopg

    name = f"miqyas_own_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    yield SERVER.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
