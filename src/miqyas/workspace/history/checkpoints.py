"""Checkpoints: what the history was at a moment, signed, for somebody to keep outside the installation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.kernel.errors import Place
from miqyas.workspace.history import keys
from miqyas.workspace.history.canonical import labelled, time_of
from miqyas.workspace.history.errors import HistoryError
from miqyas.workspace.history.models import Seal
from miqyas.workspace.history.queries import chain_head, chains
from miqyas.workspace.history.sealing import history_seal
from miqyas.workspace.history.services import record_add

FORMAT: Final = "miqyas-checkpoint/1"
_LARGEST: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class Head:
    """How far a chain went: its last seal and the root of it."""

    chain: str
    seal: int
    root: str


@dataclass(frozen=True)
class Checkpoint:
    """A signed statement of the heads of all chains."""

    name: str
    at: str
    public_key: str
    heads: tuple[Head, ...]
    is_signed: bool


def checkpoint_make(*, by: UUID | None) -> bytes:
    """Seal all that is not sealed, and give the file of a checkpoint of every chain."""
    history_seal()
    heads = [head for chain in chains() if (head := chain_head(chain))]
    says: dict[str, Any] = {
        "format": FORMAT,
        "at": time_of(timezone.now()),
        "public_key": keys.public_key(),
        "chains": [_head_record(head) for head in heads],
    }
    signed = {**says, "signature": keys.sign(labelled(FORMAT, says))}
    content = json.dumps(signed, ensure_ascii=False, indent=2).encode() + b"\n"
    with transaction.atomic():
        record_add(
            "history.checkpoint",
            actor=by,
            object_kind="checkpoint",
            object_id=sha256(content).hexdigest(),
            details={"public_key": says["public_key"], "chains": len(heads)},
        )
    return content


def _head_record(head: Seal) -> dict[str, Any]:
    return {"chain": head.chain, "seal": head.number, "root": head.root}


def checkpoint_read(content: bytes, *, name: str) -> Checkpoint:
    """Read the file of a checkpoint. Raises `HistoryError` for what is none."""
    try:
        values = json.loads(content) if len(content) <= _LARGEST else None
        return _checkpoint(values, name=name)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise HistoryError("checkpoint_unreadable", place=Place(file=name)) from error


def _checkpoint(values: Any, *, name: str) -> Checkpoint:
    if not isinstance(values, Mapping) or values.get("format") != FORMAT:
        raise ValueError
    says = {key: value for key, value in values.items() if key != "signature"}
    heads = tuple(Head(str(one["chain"]), int(one["seal"]), str(one["root"])) for one in values["chains"])
    key, signature = str(values["public_key"]), str(values["signature"])
    is_signed = keys.is_signed(labelled(FORMAT, says), signature=signature, key=key)
    return Checkpoint(name=name, at=str(values["at"]), public_key=key, heads=heads, is_signed=is_signed)
