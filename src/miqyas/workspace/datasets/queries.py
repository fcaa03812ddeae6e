from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from miqyas.catalogue import Instrument, instrument_from_bytes
from miqyas.catalogue.imports import KIND
from miqyas.kernel.datasets import ActiveSet, Dataset, DatasetError
from miqyas.workspace.datasets.models import ActiveDatasets, DatasetSet, StoredDataset

RELEASE: Final = ActiveSet().name


def active_set_name() -> str:
    """Name of the set in force, by one query: the key under which the world is kept in memory."""
    return ActiveDatasets.objects.values_list("in_force_id", flat=True).first() or RELEASE


def active_set() -> ActiveSet:
    """The set in force with the bytes of its members, checked against their names."""
    row = ActiveDatasets.objects.select_related("in_force").first()
    return set_of(row.in_force.members) if row else ActiveSet()


def set_of(members: Sequence[str]) -> ActiveSet:
    """The set of the named datasets, in that order. Raises `DatasetError` when one is missing or altered."""
    stored = StoredDataset.objects.in_bulk(members)
    return ActiveSet(tuple(_as_value(stored.get(name), name=name) for name in members))


def datasets_all() -> QuerySet[StoredDataset]:
    """All datasets ever imported, newest first, without their bytes."""
    return StoredDataset.objects.defer("content")


def datasets_out_of_force(kind: str, *, active: ActiveSet) -> tuple[Dataset, ...]:
    """Datasets of a kind that are stored and not in force, the oldest first, checked against their names."""
    names = [dataset.sha256 for dataset in active.datasets]
    rows = StoredDataset.objects.filter(kind=kind).exclude(sha256__in=names).order_by("imported_at")
    return tuple(_as_value(row, name=row.sha256) for row in rows)


def instrument_versions(code: str) -> Mapping[str, Instrument]:
    """The versions of a country's own list ever brought in, by version, the oldest first."""
    rows = StoredDataset.objects.filter(kind=KIND, summary__code=code).order_by("imported_at")
    found = (instrument_from_bytes(_as_value(row, name=row.sha256).content) for row in rows)
    return {instrument.version: instrument for instrument in found}


def sets_earlier() -> QuerySet[DatasetSet]:
    """The sets that were in force once and are not now, newest first; the bare release is not among them."""
    return DatasetSet.objects.exclude(name__in=[active_set_name(), RELEASE])


def _as_value(stored: StoredDataset | None, *, name: str) -> Dataset:
    if stored is None:
        raise DatasetError("missing", name=name)
    value = Dataset(kind=stored.kind, name=stored.name, content=bytes(stored.content), origin=stored.origin)
    if value.sha256 != name:
        raise DatasetError("altered", name=name)
    return value


def datasets_changed_at() -> datetime | None:
    """When another set was last put in force; None where the bare release always was."""
    return ActiveDatasets.objects.values_list("changed_at", flat=True).first()
