"""What somebody with the database in hand does to the history, past every guard of the program."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from django.db import connection

from miqyas.workspace.history.immutable import create_triggers, drop_triggers
from miqyas.workspace.history.sealing import history_seal

TABLES = ("history_record", "history_seal", "history_sealedrecord")


def unguarded(statement: str, *params: Any) -> None:
    """Run a statement with the triggers taken off, and put them back as if nothing had been."""
    for table in TABLES:
        drop_triggers(connection, table)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
    finally:
        for table in TABLES:
            create_triggers(connection, table)


def rebuild(before: Callable[[], None]) -> None:
    """Change the records, then seal all of them anew in the same batches: the database shows nothing."""
    unguarded("DELETE FROM history_sealedrecord")
    unguarded("DELETE FROM history_seal")
    before()
    with patch("miqyas.workspace.history.sealing.BATCH", 3):
        history_seal()


def swap(seal: int, first: int, second: int) -> None:
    """Let two records of a seal change places."""
    place = "UPDATE history_sealedrecord SET position = %s WHERE seal_id = %s AND position = %s"
    unguarded(place, 999, seal, first)
    unguarded(place, first, seal, second)
    unguarded(place, second, seal, 999)
