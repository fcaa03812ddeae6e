"""Tests of what is stored run on each database at hand: SQLite always, PostgreSQL when one answers.

Pages and answers that only read run on the first, unless they carry the marker ``every_database``.

``MIQYAS_TEST_DATABASES=sqlite`` (or ``postgresql``, or both divided by a comma) makes the choice;
``MIQYAS_TEST_POSTGRESQL`` names another server than the local one.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from miqyas.server.config import database_of

SERVER: Final = os.environ.get("MIQYAS_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
RUN: Final = "MIQYAS_TEST_RUN"
"""The variable by which the processes of one run know each other."""
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
    asked = set(metafunc.fixturenames)
    asks = {"db", "transactional_db", "live_server"} & asked
    if (asks or metafunc.definition.get_closest_marker("django_db")) and "database" in asked:
        stores = STORING_FOLDERS & set(metafunc.definition.path.parts) and "own_database" not in asked
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
    test = {"NAME": f"test_miqyas_{os.getpid()}", "TEMPLATE": migrated_postgresql()}
    entry["TEST"] = {**former_settings["TEST"], **test}
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


def begin_run() -> None:
    """Name the run, so that its processes find what one of them has prepared for all."""
    os.environ.setdefault(RUN, uuid.uuid4().hex[:10])


def end_run() -> None:
    """Take away what was prepared for all processes of the run."""
    shutil.rmtree(_prepared_folder(), ignore_errors=True)
    if "postgresql" in DATABASES:
        with _server() as server:
            server.execute(f"DROP DATABASE IF EXISTS {_migrated_name()} WITH (FORCE)")


def migrated_sqlite() -> Path:
    """A file with every table and no row but those that migrations write; made once in a run."""
    file = _prepared_folder() / "migrated.sqlite3"
    with _alone("sqlite"):
        if not file.exists():
            making = file.with_suffix(".making")
            _migrate(f"sqlite:///{making}")
            making.rename(file)
    return file


def migrated_postgresql() -> str:
    """The name of a database with every table, to make others of; made once in a run."""
    name = _migrated_name()
    with _alone("postgresql"), _server() as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            making = f"{name}_making"
            server.execute(f"CREATE DATABASE {making}")
            _migrate(_address_of(making))
            server.execute(f"ALTER DATABASE {making} RENAME TO {name}")
    return name


def _migrate(address: str) -> None:
    root = Path(__file__).parents[1]
    own = {
        "MIQYAS_DATABASE_URL": address,
        "MIQYAS_DATA_DIR": str(_prepared_folder() / "data"),
        "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}",
    }
    command = [sys.executable, "-m", "miqyas", "manage", "migrate", "-v0", "--no-input"]
    done = subprocess.run(command, env={**os.environ, **own}, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _migrated_name() -> str:
    return f"miqyas_migrated_{os.environ[RUN]}"


def _address_of(name: str) -> str:
    return SERVER.rsplit("/", 1)[0] + f"/{name}"


def _prepared_folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"miqyas-tests-{os.environ[RUN]}"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One process of the run at a time."""
    with (_prepared_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _server() -> Iterator[Any]:
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as server:
        yield server


@pytest.fixture(params=DATABASES)
def own_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database of its own, with every table, for tests that start several processes."""
    if request.param == "sqlite":
        shutil.copyfile(migrated_sqlite(), tmp_path / "own.sqlite3")
        yield f"sqlite:///{tmp_path}/own.sqlite3"
        return
    name = f"miqyas_own_{uuid.uuid4().hex[:10]}"
    template = migrated_postgresql()
    with _server() as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _address_of(name)
    with _server() as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=DATABASES)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database of its own without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite3"
        return
    name = f"miqyas_empty_{uuid.uuid4().hex[:10]}"
    with _server() as server:
        server.execute(f"CREATE DATABASE {name}")
    yield _address_of(name)
    with _server() as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
