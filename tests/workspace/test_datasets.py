"""Imported data: stored once by content, put in force as a set, and taken back by choosing an earlier set."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final
from unittest.mock import Mock

import pytest
from django.db import DatabaseError, connection, transaction

from miqyas.kernel.datasets import ActiveSet, Dataset, DatasetError
from miqyas.workspace.datasets import queries, services
from miqyas.workspace.history.models import Record
from tests.cast import Cast

ROOT: Final = Path(__file__).parents[2]
RESULTS = Dataset(kind="results", name="2026.csv", content="بلد,0.9\n".encode(), origin={"file": "2026.csv"})
CITIES = Dataset(kind="losi", name="cities.csv", content=b"city,1\n", origin={})


def store(*datasets: Dataset) -> list[str]:
    return [services.dataset_add(dataset, by=None).sha256 for dataset in datasets]


@pytest.mark.django_db
class TestOneAtATime:
    """What an administrator does by hand."""

    def test_nothing_imported_is_the_release(self) -> None:
        assert queries.active_set_name() == "release"
        assert queries.active_set() == ActiveSet()

    def test_the_same_bytes_are_stored_once(self, cast: Cast) -> None:
        first = services.dataset_add(RESULTS, by=cast.elif_.pseudonym, summary={"rows": 193})
        second = services.dataset_add(RESULTS, by=None)
        assert first.sha256 == second.sha256 == RESULTS.sha256
        assert (second.summary, second.imported_by) == ({"rows": 193}, cast.elif_.pseudonym)
        assert Record.objects.filter(action="dataset.import").count() == 1

    def test_storing_puts_nothing_in_force(self) -> None:
        store(RESULTS)
        assert queries.active_set_name() == "release"

    def test_the_set_in_force_has_the_bytes_in_order(self) -> None:
        for name in store(RESULTS, CITIES):
            services.dataset_activate(name, by=None)
        assert queries.active_set() == ActiveSet((RESULTS, CITIES))
        assert queries.active_set_name() == ActiveSet((RESULTS, CITIES)).name

    def test_activating_what_is_in_force_changes_nothing(self) -> None:
        (name,) = store(RESULTS)
        services.dataset_activate(name, by=None)
        services.dataset_activate(name, by=None)
        assert Record.objects.filter(action="dataset_set.activate").count() == 1

    def test_reverting_chooses_an_earlier_set(self) -> None:
        first, second = store(RESULTS, CITIES)
        earlier = services.dataset_activate(first, by=None)
        later = services.dataset_activate(second, by=None)
        services.dataset_set_revert(earlier.name, by=None)
        assert queries.active_set() == earlier
        assert [former.name for former in queries.sets_earlier()] == [later.name]
        services.dataset_set_revert("release", by=None)
        assert queries.active_set() == ActiveSet()

    def test_a_member_that_is_not_stored_changes_nothing(self) -> None:
        (name,) = store(RESULTS)
        services.dataset_activate(name, by=None)
        with pytest.raises(DatasetError, match="missing"):
            services.dataset_set_activate([name, "0" * 64], by=None)
        assert queries.active_set() == ActiveSet((RESULTS,))

    def test_a_set_that_never_was_cannot_be_reverted_to(self) -> None:
        with pytest.raises(DatasetError) as caught:
            services.dataset_set_revert("f" * 64, by=None)
        assert caught.value.render("ar")

    def test_stored_bytes_cannot_be_altered(self) -> None:
        store(RESULTS)
        alter = "UPDATE datasets_storeddataset SET name = 'other'"
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            connection.cursor().execute(alter)

    def test_the_name_of_the_set_costs_one_query(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(1):
            queries.active_set_name()


@pytest.mark.django_db
def test_killed_in_the_middle_nothing_is_lost_or_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    (name,) = store(RESULTS)
    with monkeypatch.context() as patch:
        patch.setattr(services, "record_add", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            services.dataset_activate(name, by=None)
    assert queries.active_set_name() == "release"
    services.dataset_activate(name, by=None)
    assert queries.active_set() == ActiveSet((RESULTS,))


TWO_AT_ONCE: Final = """
import sys, threading, django; django.setup()
from django.db import connection
from miqyas.kernel.datasets import Dataset
from miqyas.workspace.datasets import queries, services
stored = [Dataset(kind="test", name=letter, content=letter.encode()) for letter in "abcd"]
names = [services.dataset_add(dataset, by=None).sha256 for dataset in stored]
barrier = threading.Barrier(len(names))
def activate(name):
    barrier.wait()
    services.dataset_activate(name, by=None)
    connection.close()
threads = [threading.Thread(target=activate, args=[name]) for name in names]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert {member.sha256 for member in queries.active_set().datasets} == set(names)
"""


def test_imports_put_in_force_at_once_are_all_in_force(own_database: str, tmp_path: Path) -> None:
    own = {
        "MIQYAS_DATABASE_URL": own_database,
        "MIQYAS_DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT / "src"),
    }
    environment = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "miqyas.server.settings"}
    subprocess.run([sys.executable, "-c", TWO_AT_ONCE], env=environment, check=True)
