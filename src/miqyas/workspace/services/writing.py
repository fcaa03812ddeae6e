"""Many services written at once: by a few statements, however many they are.

Each leaves what it would leave by itself: its row, the rows of its data, a revision for every version, a
record for every deed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from miqyas.workspace.history.models import Record
from miqyas.workspace.history.services import records_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.services.fields import ServiceFields, fault, values_of
from miqyas.workspace.services.models import DatumUse, Service, ServiceRevision, State
from miqyas.workspace.services.queries import fields_of
from miqyas.workspace.services.services import record_of, revision_filled, service_filled, uses_filled

BATCH: Final = 500
DEEDS: Final = {
    State.PUBLISHED.value: "service.publish",
    State.DRAFT.value: "service.withdraw",
    State.RETIRED.value: "service.retire",
}
"""What is done to a service that comes to a state."""
_KEPT: Final = frozenset({"id", "code", "created_at"})
"""Columns that no change touches."""


@dataclass(frozen=True)
class Wanted:
    """A service, what it is to say, and the state in which it is to stand."""

    service: Service
    fields: ServiceFields
    state: str


def services_add(wanted: Sequence[Wanted], entities: Mapping[str, Entity], *, by: UUID | None) -> None:
    """Add services that are not there yet; inside a transaction.

    Raises `ServiceError` where somebody else has added one of them meanwhile.
    """
    for one in wanted:
        one.service.state = one.state
        service_filled(one.service, one.fields, entities)
    try:
        with transaction.atomic():
            Service.objects.bulk_create([one.service for one in wanted], batch_size=BATCH)
    except IntegrityError as error:
        raise fault("moved_meanwhile", "code", given=wanted[0].fields.code) from error
    _data_write(wanted, entities)
    revisions = [revision_filled(one.service, one.fields, by=by) for one in wanted]
    ServiceRevision.objects.bulk_create(revisions, batch_size=BATCH)
    records_add(record_of("service.create", one.service, by=by) for one in wanted)


def services_change(wanted: Sequence[Wanted], entities: Mapping[str, Entity], *, by: UUID | None) -> None:
    """Change services that are locked, with their data fetched; inside a transaction."""
    revisions: list[ServiceRevision] = []
    records: list[Record] = []
    moved: list[Wanted] = []
    for one in wanted:
        service, before = one.service, fields_of(one.service)
        after, earlier = values_of(one.fields), values_of(before)
        if changed := [name for name in after if after[name] != earlier[name]]:
            service_filled(service, one.fields, entities)
            service.version += 1
            revisions.append(revision_filled(service, one.fields, by=by))
            records.append(record_of("service.update", service, by=by, changed=changed))
        if "data" in changed:
            moved.append(one)
        if service.state != one.state:
            service.state = one.state
            service.version += 1
            revisions.append(revision_filled(service, one.fields, by=by))
            records.append(record_of(DEEDS[one.state], service, by=by))
    columns = [column.name for column in Service._meta.concrete_fields if column.name not in _KEPT]
    Service.objects.bulk_create(
        [one.service for one in wanted],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=columns,
    )
    DatumUse.objects.filter(service__in=[one.service.pk for one in moved]).delete()
    _data_write(moved, entities)
    ServiceRevision.objects.bulk_create(revisions, batch_size=BATCH)
    records_add(records)


def _data_write(wanted: Sequence[Wanted], entities: Mapping[str, Entity]) -> None:
    uses = [use for one in wanted for use in uses_filled(one.service, one.fields.data, entities)]
    DatumUse.objects.bulk_create(uses, batch_size=BATCH)
