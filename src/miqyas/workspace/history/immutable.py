"""Rows that are written once: refused by the model, and by the database itself behind it."""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

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
    " FOR EACH ROW EXECUTE FUNCTION miqyas_written_once()"
)
_VERBS: Final = ("update", "delete")


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


def refuse_changes(table: str) -> RunPython:
    """Migration operation that makes the database refuse changes to the rows of a table."""

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        create_triggers(editor.connection, table)

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        drop_triggers(editor.connection, table)

    return RunPython(forwards, backwards)


def create_triggers(connection: BaseDatabaseWrapper, table: str) -> None:
    """Put the refusing triggers on a table, on SQLite or PostgreSQL."""
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not on_sqlite:
            cursor.execute(_POSTGRESQL_FUNCTION)
        for verb in _VERBS:
            cursor.execute((_SQLITE if on_sqlite else _POSTGRESQL).format(table=table, verb=verb))


def drop_triggers(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers off again: to undo a migration, and to empty a table between tests."""
    suffix = "" if connection.vendor == "sqlite" else f" ON {table}"
    with connection.cursor() as cursor:
        for verb in _VERBS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{suffix}")
