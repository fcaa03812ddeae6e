"""History is written once: neither our own code nor a database shell changes it."""

import pytest
from django.db import DatabaseError, connection, transaction

from miqyas.workspace.accounts.services import pseudonym_of
from miqyas.workspace.history.immutable import WrittenOnceError, tables_unguarded
from miqyas.workspace.history.models import Record
from miqyas.workspace.history.queries import records_of
from miqyas.workspace.history.services import record_add
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def add(actor=None) -> Record:
    return record_add(
        "dataset.import", actor=actor, object_kind="dataset", object_id="abc", details={"rows": 3}
    )


def test_it_keeps_who_did_what_to_which_object(cast: Cast) -> None:
    add(pseudonym_of(cast.elif_))
    (record,) = records_of("dataset", "abc")
    assert (record.actor, record.action, record.details) == (
        cast.elif_.pseudonym,
        "dataset.import",
        {"rows": 3},
    )


def test_our_own_code_cannot_change_or_remove_a_record() -> None:
    record = add()
    record.action = "something.else"
    for deed in (record.save, record.delete, Record.objects.all().delete):
        with pytest.raises(WrittenOnceError):
            deed()
    with pytest.raises(WrittenOnceError):
        Record.objects.update(action="something.else")


@pytest.mark.parametrize(
    "statement", ["UPDATE history_record SET action = 'x'", "DELETE FROM history_record"]
)
def test_the_database_refuses_as_well(statement: str) -> None:
    add()
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Record.objects.get().action == "dataset.import"


def test_every_table_that_is_written_once_has_its_guards() -> None:
    assert tables_unguarded(connection) == [], "add refuse_changes(table) to the migration"


def test_erasing_a_person_leaves_the_record_whole(cast: Cast) -> None:
    pseudonym = cast.bruno.pseudonym
    add(pseudonym)
    cast.bruno.delete()
    assert Record.objects.filter(actor=pseudonym).count() == 1


def test_the_refusal_reads_well_in_both_languages() -> None:
    error = WrittenOnceError(table="history_record")
    assert "history_record" in error.render("ar")
    assert "history_record" in error.render("en")
