from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from miqyas.analysis.forecast.ledger import Frozen, as_dataset, entry_name
from miqyas.catalogue import ListPlan, instrument_from_bytes
from miqyas.catalogue.imports import KIND
from miqyas.kernel.datasets import ActiveSet, Dataset, DatasetError
from miqyas.workspace.datasets.models import ActiveDatasets, DatasetSet, StoredDataset
from miqyas.workspace.datasets.queries import set_of
from miqyas.workspace.history.services import record_add


@transaction.atomic
def dataset_add(
    dataset: Dataset, *, by: UUID | None, summary: Mapping[str, Any] | None = None
) -> StoredDataset:
    """Store a dataset without putting it in force; the same bytes a second time are the row already there."""
    stored, is_new = StoredDataset.objects.get_or_create(
        sha256=dataset.sha256,
        defaults={
            "kind": dataset.kind,
            "name": dataset.name,
            "content": dataset.content,
            "size": len(dataset.content),
            "origin": dict(dataset.origin),
            "summary": dict(summary or {}),
            "imported_by": by,
        },
    )
    if is_new:
        record_add("dataset.import", actor=by, object_kind="dataset", object_id=stored.sha256)
    return stored


@transaction.atomic
def dataset_activate(sha256: str, *, by: UUID | None) -> ActiveSet:
    """Lay a stored dataset over the set in force; one that is there already changes nothing."""
    row = _lock_active_row()
    (added,) = set_of([sha256]).datasets
    return _put_in_force(row, chosen=set_of(row.in_force.members).with_dataset(added), by=by)


@transaction.atomic
def forecast_publish(frozen: Frozen, *, title: str, by: UUID | None) -> str:
    """Put a frozen forecast into the ledger, with a record of who published it; its name there."""
    dataset = as_dataset(frozen, title=title)
    name, details = entry_name(dataset.content), {"edition": frozen.edition, "model": frozen.model}
    dataset_add(dataset, by=by, summary=details)
    dataset_activate(dataset.sha256, by=by)
    record_add("forecast.publish", actor=by, object_kind="forecast", object_id=name, details=details)
    return name


@transaction.atomic
def instrument_import(plan: ListPlan, *, by: UUID | None) -> ActiveSet:
    """Lay a country's own list over the packaged instruments; an older version of it goes off.

    Raises `DatasetError` for a plan with problems.
    """
    dataset, found = plan.dataset, plan.instrument
    if dataset is None or found is None:
        raise DatasetError("not_ready", name=plan.name)
    details = {"version": found.version, "features": len(found.features), "sha256": dataset.sha256}
    dataset_add(dataset, by=by, summary={"code": found.code, **details})
    row = _lock_active_row()
    chosen = _without_instrument(set_of(row.in_force.members), found.code).with_dataset(dataset)
    record_add("instrument.import", actor=by, object_kind="instrument", object_id=found.code, details=details)
    return _put_in_force(row, chosen=chosen, by=by)


@transaction.atomic
def instrument_take_off(code: str, *, by: UUID | None) -> ActiveSet:
    """Take a country's own list off; one that is not there changes nothing."""
    row = _lock_active_row()
    before = set_of(row.in_force.members)
    chosen = _without_instrument(before, code)
    if chosen == before:
        return before
    record_add("instrument.take_off", actor=by, object_kind="instrument", object_id=code)
    return _put_in_force(row, chosen=chosen, by=by)


def _without_instrument(active: ActiveSet, code: str) -> ActiveSet:
    kept = (
        one for one in active.datasets if one.kind != KIND or instrument_from_bytes(one.content).code != code
    )
    return ActiveSet(tuple(kept))


@transaction.atomic
def dataset_set_activate(members: Sequence[str], *, by: UUID | None) -> ActiveSet:
    """Put exactly these datasets in force, in this order; none of them is the bare release.

    Raises `DatasetError` when a member is not stored; then nothing has changed.
    """
    return _put_in_force(_lock_active_row(), chosen=set_of(members), by=by)


@transaction.atomic
def dataset_set_revert(name: str, *, by: UUID | None) -> ActiveSet:
    """Put an earlier set in force again, by its name. Raises `DatasetError` for a set that never was."""
    row = _lock_active_row()
    earlier = DatasetSet.objects.filter(name=name).first()
    if earlier is None:
        raise DatasetError("unknown_set", name=name)
    return _put_in_force(row, chosen=set_of(earlier.members), by=by)


def _lock_active_row() -> ActiveDatasets:
    """The one row, locked until the transaction ends; writers of it queue one behind the other."""
    release, _ = DatasetSet.objects.get_or_create(name=ActiveSet().name, defaults={"members": []})
    ActiveDatasets.objects.get_or_create(pk=1, defaults={"in_force": release})
    return ActiveDatasets.objects.select_for_update().get(pk=1)


def _put_in_force(row: ActiveDatasets, *, chosen: ActiveSet, by: UUID | None) -> ActiveSet:
    if row.in_force_id == chosen.name:
        return chosen
    members = [dataset.sha256 for dataset in chosen.datasets]
    before = row.in_force_id
    row.in_force, _ = DatasetSet.objects.get_or_create(name=chosen.name, defaults={"members": members})
    row.changed_by = by
    row.save()
    record_add(
        "dataset_set.activate",
        actor=by,
        object_kind="dataset_set",
        object_id=chosen.name,
        details={"before": before},
    )
    return chosen
