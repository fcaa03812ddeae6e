"""The table of the search, made by a migration: no model of Django has a virtual table, nor a `tsvector`."""

from __future__ import annotations

from typing import Any, Final

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

_SQLITE: Final = (
    "CREATE VIRTUAL TABLE stories_search USING fts5(story UNINDEXED, title, beside, body,"
    " tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3')"
)
_MAKE: Final = {
    "sqlite": (_SQLITE,),
    "postgresql": (
        "CREATE TABLE stories_search (story uuid PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX stories_search_words ON stories_search USING gin (words)",
    ),
}


def search_table() -> RunPython:
    """Migration operation that makes the table in the way of the database at hand."""

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _MAKE[editor.connection.vendor]:
            editor.execute(statement)

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        editor.execute("DROP TABLE stories_search")

    return RunPython(forwards, backwards)
