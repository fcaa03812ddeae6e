"""The exact bytes that are hashed and signed, so that anybody can compute them without this program.

*JSON* here means: UTF-8, keys sorted by code point, no space between tokens, nothing escaped but what JSON
must escape, whole numbers in plain digits (``1.0`` and ``1e2`` are ``1`` and ``100``), times in UTC as
``2026-03-01T09:30:00.000000Z``. Hashes are SHA-256 in lower-case hexadecimal.

* A record: ``miqyas-record/1``, a line feed, the JSON of its columns (`record_bytes`).
* A seal: ``miqyas-seal/1``, a line feed, the JSON of what it says and of the hashes of its records in
  their order (`seal_root`).
* A checkpoint: ``miqyas-checkpoint/1``, a line feed, the JSON of the file without its signature.

A batch is a plain list of hashes and not a tree: whoever verifies has the whole database anyway, and a list
says which record was changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from miqyas.workspace.history.models import Record


def record_bytes(record: Record) -> bytes:
    """A record as it is hashed."""
    return labelled(
        "miqyas-record/1",
        {
            "id": record.pk,
            "at": time_of(record.at),
            "actor": str(record.actor) if record.actor else None,
            "action": record.action,
            "object_kind": record.object_kind,
            "object_id": record.object_id,
            "details": record.details,
            "chain": record.chain,
        },
    )


def record_digest(record: Record) -> str:
    """The hash of a record."""
    return sha256(record_bytes(record)).hexdigest()


def seal_root(
    *, chain: str, number: int, previous: str, at: datetime, count: int, digests: Sequence[str]
) -> str:
    """The hash of a seal, which stands for everything up to it."""
    says = {
        "chain": chain,
        "number": number,
        "previous": previous,
        "at": time_of(at),
        "count": count,
        "records": list(digests),
    }
    return sha256(labelled("miqyas-seal/1", says)).hexdigest()


def labelled(form: str, values: Mapping[str, Any]) -> bytes:
    """A line that names the form, then the values as JSON."""
    text = json.dumps(
        _plain(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return f"{form}\n{text}".encode()


def time_of(at: datetime) -> str:
    """A time as it is hashed."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Any) -> Any:
    """A value with its whole numbers as such: databases keep 1.0, 1e2 and -0.0 each in their own way."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    return value
