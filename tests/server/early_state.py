"""A database as it was made first, with a row in every table of ours; run in a process of an installation.

``python -m tests.server.early_state make FILE`` makes it and notes each row; ``compare FILE`` tells which of
them are no longer as they were noted.
"""

import json
import sys
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402 - Django has to be there before
from django.db import connection, models  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

OURS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("miqyas."))
PLAIN = {
    models.BooleanField: True,
    models.CharField: "x",
    models.TextField: "نص",
    models.EmailField: "amina@example.org",
    models.UUIDField: uuid.UUID(int=7),
    models.DateTimeField: datetime(2026, 1, 2, 3, 4, 5, 678, UTC),
    models.DateField: date(2026, 1, 2),
    models.TimeField: time(3, 4),
    models.DurationField: timedelta(hours=1),
    models.DecimalField: Decimal("1.5"),
    models.IntegerField: 1,
    models.FloatField: 0.5,
    models.JSONField: {"n": 1.5, "text": "نص"},
    models.BinaryField: b"\x00\xff",
}
LAST: dict[str, str] = {"roadmaps": "0002"}
"""The migration that completed the first tables, where it was not the very first one."""
LEFT_EMPTY = {"roadmaps.ItemNeed"}
"""Tables whose rows lie between two rows of another."""
OWN: dict[str, dict[str, Any]] = {
    "campaigns.SignatureDelegation": {"holder": uuid.UUID(int=8)},
    "jobs.Job": {"lease_token": None, "lease_until": None},
    "services.ServiceRevision": {"values": {"state": "published"}},
    "workshops.Invitation": {"person": None},
}
"""What constraints ask of a table, by its label."""


def make() -> dict[str, Any]:
    """Migrate an empty database to the first tables of each of our applications, and fill them."""
    executor = MigrationExecutor(connection)
    nodes = (key for key in executor.loader.graph.nodes if key[0] in OURS)
    first = [key for key in nodes if key[1].startswith(LAST.get(key[0], "0001"))]
    executor.migrate(first)
    early = MigrationExecutor(connection).loader.project_state(first).apps
    ours = [model for model in early.get_models() if model._meta.app_label in OURS]
    ours = [model for model in ours if model._meta.label not in LEFT_EMPTY]
    filler = Filler()
    for model in ours:
        filler.row(model)
    return {model._meta.db_table: rows(model._meta.db_table, columns(model)) for model in ours}


class Filler:
    """Gives every table one row; those that it refers to are made before it."""

    def __init__(self) -> None:
        self.made: dict[str, models.Model] = {}

    def row(self, model: type[models.Model]) -> models.Model:
        label = model._meta.label
        if label not in self.made:
            own = OWN.get(label, {})
            fields = [field for field in model._meta.local_concrete_fields if not field.auto_created]
            given = {
                field.name: own[field.name] if field.name in own else self.value(field) for field in fields
            }
            self.made[label] = model._base_manager.create(**given)
        return self.made[label]

    def value(self, field: models.Field) -> Any:
        """Something that the field takes."""
        if field.is_relation:
            other = field.related_model
            return None if field.null and other is field.model else self.row(other)
        if field.choices:
            return field.flatchoices[0][0]
        if field.has_default():
            return field.get_default()
        kind = next(kind for kind in type(field).__mro__ if kind in PLAIN)
        return PLAIN[kind]


def columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.local_concrete_fields]


def rows(table: str, names: list[str]) -> dict[str, Any]:
    """What a table has in some of its columns, as plain words."""
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quoted} FROM {connection.ops.quote_name(table)}")
        return {"columns": names, "rows": [[repr(cell) for cell in found] for found in cursor.fetchall()]}


def compare(before: dict[str, Any]) -> dict[str, Any]:
    """The tables whose rows are no longer what they were."""
    now = {table: rows(table, said["columns"]) for table, said in before.items()}
    return {table: [before[table], now[table]] for table in before if now[table] != before[table]}


if __name__ == "__main__":
    what, file = sys.argv[1], Path(sys.argv[2])
    if what == "make":
        file.write_text(json.dumps(make()))
    else:
        print(json.dumps(compare(json.loads(file.read_text())), ensure_ascii=False))
