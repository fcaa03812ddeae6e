"""A country's own lists as stored datasets: laid over, replaced by a newer version, taken off, recorded."""

import pytest

from miqyas.catalogue import instruments, read_list
from miqyas.kernel.datasets import DatasetError
from miqyas.workspace.datasets.models import StoredDataset
from miqyas.workspace.datasets.queries import active_set
from miqyas.workspace.datasets.services import instrument_import, instrument_take_off
from miqyas.workspace.datasets.world import instruments_known
from miqyas.workspace.history.models import Record
from tests.cast import Cast
from tests.catalogue.lists import ABOUT, ROW, text_of

pytestmark = pytest.mark.django_db


def bring_in(by: Cast, **about: str):
    plan = read_list(text_of({**ROW, "sector": about.pop("sector", "general")}, about={**ABOUT, **about}))
    return instrument_import(plan, by=by.elif_.pseudonym)


def test_without_own_lists_the_packaged_instruments_are_known() -> None:
    assert instruments_known() == instruments()


def test_a_list_stands_beside_the_packaged_ones_and_is_recorded(cast: Cast) -> None:
    bring_in(cast)
    assert instruments_known().keys() == {*instruments(), "NAKHL"}
    stored = StoredDataset.objects.get(kind="instrument")
    assert stored.summary["code"] == "NAKHL"
    record = Record.objects.get(action="instrument.import")
    assert (record.object_id, record.actor) == ("NAKHL", cast.elif_.pseudonym)
    assert record.details["features"] == 1


def test_a_newer_version_takes_the_place_of_the_older(cast: Cast) -> None:
    bring_in(cast)
    bring_in(cast, version="2", sector="health")
    assert instruments_known()["NAKHL"].version == "2"
    assert len(active_set().of_kind("instrument")) == 1
    assert StoredDataset.objects.filter(kind="instrument").count() == 2


def test_the_same_list_a_second_time_changes_nothing(cast: Cast) -> None:
    before = bring_in(cast)
    assert bring_in(cast) == before


def test_taken_off_it_is_known_no_more(cast: Cast) -> None:
    bring_in(cast)
    instrument_take_off("NAKHL", by=cast.elif_.pseudonym)
    assert instruments_known() == instruments()
    assert Record.objects.filter(action="instrument.take_off", object_id="NAKHL").count() == 1


@pytest.mark.parametrize("code", ["NAKHL", "OSI", ""])
def test_taking_off_what_is_not_laid_over_changes_nothing(cast: Cast, code: str) -> None:
    instrument_take_off(code, by=cast.elif_.pseudonym)
    assert instruments_known() == instruments()
    assert not Record.objects.filter(action="instrument.take_off").exists()


def test_a_list_with_problems_is_not_laid_over(cast: Cast) -> None:
    with pytest.raises(DatasetError) as caught:
        bring_in(cast, sector="opera")
    assert caught.value.full_code == "dataset.not_ready"
    assert not StoredDataset.objects.exists()
