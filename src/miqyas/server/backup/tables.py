"""Rows of every table as lines of JSON, the same from SQLite and from PostgreSQL."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Field, Model, Value
from django.utils.duration import duration_string

_CHUNK: Final = 1000
# What belongs to a browser or to a running process: bearers of them could enter, or they mean nothing later.
LEFT_OUT: Final = frozenset({"sessions.Session", "usersessions.UserSession", "jobs.WorkerPresence"})


def stored_models() -> list[type[Model]]:
    """The model of every table that a backup holds, by the name of the table."""
    found = (
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    )
    return sorted(found, key=lambda model: model._meta.db_table)


def columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    """The fields that have a column to be written."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


@contextmanager
def snapshot() -> Iterator[None]:
    """One unchanging view of the whole database, while others go on writing."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # not IMMEDIATE: readers of a write-ahead log hinder nobody
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def rows_of(model: type[Model]) -> Iterator[bytes]:
    """Each row as a line: a JSON list of its columns."""
    names = [field.attname for field in columns_of(model)]
    rows = model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=_CHUNK)
    for row in rows:
        line = json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":"))
        yield line.encode() + b"\n"


def rows_add(model: type[Model], columns: Sequence[str], lines: Iterable[bytes]) -> int:
    """Write lines back as rows, with the values that they had; how many they are."""
    by_name = {field.attname: field for field in columns_of(model)}
    fields = [by_name[name] for name in columns]
    count = 0
    for chunk in _chunks(lines):
        made = [_object(model, fields, json.loads(line)) for line in chunk]
        model._base_manager._insert(made, fields=fields, using=connection.alias, raw=True)  # type: ignore[attr-defined]
        count += len(made)
    return count


def _chunks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    coming = iter(lines)
    # SQLite takes 32 766 values a statement, PostgreSQL 65 535; no table has more than a hundred columns.
    while chunk := list(islice(coming, 300)):
        yield chunk


def _object(model: type[Model], fields: Sequence[Field[Any, Any]], row: Sequence[Any]) -> Model:
    made = model()
    for field, value in zip(fields, row, strict=True):
        setattr(made, field.attname, _value(field, value))
    return made


def _value(field: Field[Any, Any], value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return Value(None, models.JSONField()) if value is None and not field.null else value
    return field.to_python(value)


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_string(value)
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
    return value


def tables_empty(of: Iterable[type[Model]]) -> None:
    """Take every row out of the tables, in the running transaction."""
    names = [model._meta.db_table for model in of]
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(
            no_style(), names, reset_sequences=True, allow_cascade=True
        ):
            cursor.execute(statement)


def sequences_reset(of: Sequence[type[Model]]) -> None:
    """Let new rows be numbered after those that are there."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(of)):
            cursor.execute(statement)
