"""Rows that are written once: refused by the model, and by the database itself behind it."""

from __future__ import annotations

from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from miqyas.kernel.errors import MiqyasError

_SQLITE: Final = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}"
    " BEGIN SELECT RAISE(ABORT, 'rows of {table} are written once'); END"
)
_POSTGRESQL_FUNCTION: Final = (
    "CREATE OR REPLACE FUNCTION miqyas_written_once() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME"
    " USING ERRCODE = 'integrity_constraint_violation'; END $$"
)
_POSTGRESQL: Final = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}"
    " FOR EACH {each} EXECUTE FUNCTION miqyas_written_once()"
)
_VERBS: Final = {
    "sqlite": {"update": "row", "delete": "row"},
    "postgresql": {"update": "row", "delete": "row", "truncate": "statement"},
}


class WrittenOnceError(MiqyasError):
    """Somebody tried to change or remove a row that is kept as it was written."""

    code = "history.written_once"


class WrittenOnceQuerySet(models.QuerySet[Any]):
    """A query set that reads and adds, and refuses the rest."""

    def update(self, **_: Any) -> int:
        raise WrittenOnceError(table=self.model._meta.db_table)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise WrittenOnceError(table=self.model._meta.db_table)


class WrittenOnceModel(models.Model):
    """Base of models whose rows are written once; add `refuse_changes` to the migration too."""

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnceError(table=self._meta.db_table)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise WrittenOnceError(table=self._meta.db_table)


class _Refusal(Operation):
    """Puts the triggers on a table, or takes them off.

    It looks at no model: unlike `RunPython` it does not have Django draw up all models anew each time.
    """

    reduces_to_sql = False
    reversible = True

    def __init__(self, table: str, *, is_put: bool) -> None:
        self.table = table
        self.is_put = is_put

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models stay as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        change = create_triggers if self.is_put else drop_triggers
        change(schema_editor.connection, self.table)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        change = drop_triggers if self.is_put else create_triggers
        change(schema_editor.connection, self.table)


def refuse_changes(table: str) -> Operation:
    """Migration operation that makes the database refuse changes to the rows of a table."""
    return _Refusal(table, is_put=True)


def allow_changes(table: str) -> Operation:
    """Migration operation that lifts the refusal while a later one changes the table itself."""
    return _Refusal(table, is_put=False)


def create_triggers(connection: BaseDatabaseWrapper, table: str) -> None:
    """Put the refusing triggers on a table, on SQLite or PostgreSQL."""
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not on_sqlite:
            cursor.execute(_POSTGRESQL_FUNCTION)
        for verb, each in _VERBS[connection.vendor].items():
            statement = _SQLITE if on_sqlite else _POSTGRESQL
            cursor.execute(statement.format(table=table, verb=verb, each=each))


def drop_triggers(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers off again: to undo a migration, and to empty a table between tests."""
    suffix = "" if connection.vendor == "sqlite" else f" ON {table}"
    with connection.cursor() as cursor:
        for verb in _VERBS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{suffix}")


def written_once_tables() -> list[str]:
    """The tables of all models whose rows are written once."""
    found = (model for model in apps.get_models() if issubclass(model, WrittenOnceModel))
    return sorted(model._meta.db_table for model in found)


def tables_unguarded(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables of rows written once whose triggers are not all there, or are switched off."""
    statement = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        there = {name for (name,) in cursor.fetchall()}
    verbs = _VERBS[connection.vendor]
    return [t for t in written_once_tables() if not {f"{t}_no_{verb}" for verb in verbs} <= there]
