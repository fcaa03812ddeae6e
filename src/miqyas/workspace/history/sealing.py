"""Closing batches: what is not yet sealed is sealed, in the order that the seal gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from miqyas.workspace.history.canonical import record_digest, seal_root
from miqyas.workspace.history.models import Record, Seal, SealedRecord
from miqyas.workspace.history.queries import chain_head, records_unsealed

BATCH: Final = 5000
_TRIES: Final = 5


def history_seal() -> list[Seal]:
    """Seal every chain that has unsealed records."""
    chains = Record.objects.filter(sealing=None).order_by("chain").values_list("chain", flat=True).distinct()
    return [seal for chain in list(chains) for seal in chain_seal(chain)]


def chain_seal(chain: str) -> list[Seal]:
    """Seal all records of a chain that are committed by now; the seals made here.

    What is sealed is what no seal holds yet, whatever its id: on PostgreSQL a record may become visible
    after others with higher ids. Two processes that seal at once want the same number; the database gives
    it to one, and the other looks again at what is left.
    """
    made: list[Seal] = []
    refused = 0
    while refused < _TRIES:
        try:
            with transaction.atomic():
                seal = _batch_seal(chain)
        except IntegrityError:
            refused += 1
            continue
        if seal is None:
            break
        made.append(seal)
    return made


def _batch_seal(chain: str) -> Seal | None:
    head = chain_head(chain)
    records = list(records_unsealed(chain)[:BATCH])
    if not records:
        return None
    digests = [record_digest(record) for record in records]
    return _seal_create(chain, head=head, records=records, digests=digests)


def _seal_create(chain: str, *, head: Seal | None, records: Sequence[Record], digests: Sequence[str]) -> Seal:
    number, previous = (head.number + 1, head.root) if head else (1, "")
    at, count = timezone.now(), len(records)
    root = seal_root(chain=chain, number=number, previous=previous, at=at, count=count, digests=digests)
    seal = Seal.objects.create(chain=chain, number=number, previous=previous, at=at, count=count, root=root)
    SealedRecord.objects.bulk_create(
        SealedRecord(seal=seal, position=place, record=record, digest=digest)
        for place, (record, digest) in enumerate(zip(records, digests, strict=True), start=1)
    )
    return seal
