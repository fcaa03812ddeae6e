"""Whether the history is what it was: each record against its seal, each seal against the one before it and
against the checkpoints that the verifier holds.

What cannot be found is said with what was: see `Verification.limits`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef

from miqyas.workspace.history import keys
from miqyas.workspace.history.canonical import record_digest, seal_root
from miqyas.workspace.history.checkpoints import Checkpoint
from miqyas.workspace.history.immutable import tables_unguarded
from miqyas.workspace.history.models import Record, Seal, SealedRecord
from miqyas.workspace.history.queries import chains, records_unsealed

LATE: Final = timedelta(days=1)
"""How much older than the seal before its own a record may say it is: transactions end within that."""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was; its words are ``history.finding.<kind>``."""

    kind: str
    chain: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ChainState:
    """What there is of a chain, and how much of it a checkpoint stands for."""

    chain: str
    seals: int
    sealed: int
    unsealed: int
    covered: int
    """The last seal that a checkpoint which holds names; 0 where none does."""


@dataclass(frozen=True)
class Limit:
    """Something that this verification cannot find; its words are ``history.limit.<kind>``."""

    kind: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verification:
    """What was looked at, what was found, and what could not be found."""

    chains: tuple[ChainState, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    limits: tuple[Limit, ...]

    @property
    def holds(self) -> bool:
        return not self.findings


def history_verify(checkpoints: Sequence[Checkpoint] = ()) -> Verification:
    """Compute every hash anew and compare; nothing is written."""
    findings = [*_unguarded(), *_entries_without_seal(), *_unsigned(checkpoints)]
    held = [checkpoint for checkpoint in checkpoints if checkpoint.is_signed]
    states: list[ChainState] = []
    for chain in sorted({*chains(), *(head.chain for one in held for head in one.heads)}):
        seals = list(Seal.objects.filter(chain=chain).order_by("number", "id"))
        against = list(_against_checkpoints(chain, seals=seals, checkpoints=held))
        findings += [*_chain_findings(chain, seals=seals), *against]
        states.append(_state(chain, seals=seals, checkpoints=held, is_kept=not against))
    return Verification(
        chains=tuple(states),
        findings=tuple(findings),
        notes=tuple(_other_keys(held)),
        limits=tuple(_limits(states, checkpoints=held)),
    )


def _unguarded() -> Iterator[Finding]:
    for table in tables_unguarded(connection):
        yield Finding("unguarded", params={"table": table})


def _entries_without_seal() -> Iterator[Finding]:
    orphans = SealedRecord.objects.filter(~Exists(Seal.objects.filter(pk=OuterRef("seal_id"))))
    if count := orphans.count():
        yield Finding("seal_removed", params={"n": count})


def _unsigned(checkpoints: Sequence[Checkpoint]) -> Iterator[Finding]:
    for checkpoint in checkpoints:
        if not checkpoint.is_signed:
            yield Finding("checkpoint_unsigned", params={"file": checkpoint.name})


def _chain_findings(chain: str, *, seals: Sequence[Seal]) -> Iterator[Finding]:
    previous: Seal | None = None
    for seal in seals:
        expected = previous.number + 1 if previous else 1
        if seal.number != expected:
            yield Finding("seal_missing", chain, {"seal": expected})
        elif seal.previous != (previous.root if previous else ""):
            yield Finding("link_broken", chain, {"seal": seal.number})
        yield from _seal_findings(seal, before=previous)
        previous = seal
    yield from _backdated(records_unsealed(chain), after=previous)


def _seal_findings(seal: Seal, *, before: Seal | None) -> Iterator[Finding]:
    entries = list(SealedRecord.objects.filter(seal=seal).order_by("position", "id"))
    root = seal_root(
        chain=seal.chain,
        number=seal.number,
        previous=seal.previous,
        at=seal.at,
        count=seal.count,
        digests=[entry.digest for entry in entries],
    )
    if root != seal.root or len(entries) != seal.count:
        yield Finding("seal_changed", seal.chain, {"seal": seal.number})
    records = Record.objects.in_bulk([entry.record_id for entry in entries])
    for entry in entries:
        record = records.get(entry.record_id)
        told = {"seal": seal.number, "record": entry.record_id}
        if record is None:
            yield Finding("record_removed", seal.chain, told)
        elif record_digest(record) != entry.digest:
            yield Finding("record_changed", seal.chain, told)
    yield from _backdated(records.values(), after=before)


def _backdated(records: Any, *, after: Seal | None) -> Iterator[Finding]:
    """Records that say they are older than what was sealed before them: written in later."""
    if after is None:
        return
    for record in records:
        if record.at < after.at - LATE:
            told = {"record": record.pk, "day": record.at.date(), "seal": after.number}
            yield Finding("record_backdated", after.chain, told)


def _against_checkpoints(
    chain: str, *, seals: Sequence[Seal], checkpoints: Sequence[Checkpoint]
) -> Iterator[Finding]:
    roots = {seal.number: seal.root for seal in seals}
    for checkpoint in checkpoints:
        for head in (head for head in checkpoint.heads if head.chain == chain):
            told = {"seal": head.seal, "file": checkpoint.name, "at": checkpoint.at}
            if head.seal not in roots:
                yield Finding("checkpoint_beyond", chain, told)
            elif roots[head.seal] != head.root:
                yield Finding("checkpoint_differs", chain, told)


def _other_keys(checkpoints: Sequence[Checkpoint]) -> Iterator[Finding]:
    own = keys.public_key_if_there()
    for checkpoint in checkpoints:
        if checkpoint.public_key != own:
            yield Finding("key_other", params={"file": checkpoint.name})


def _state(
    chain: str, *, seals: Sequence[Seal], checkpoints: Sequence[Checkpoint], is_kept: bool
) -> ChainState:
    named = [head.seal for one in checkpoints for head in one.heads if head.chain == chain]
    return ChainState(
        chain=chain,
        seals=len(seals),
        sealed=sum(seal.count for seal in seals),
        unsealed=records_unsealed(chain).count(),
        covered=max(named, default=0) if is_kept else 0,
    )


def _limits(states: Sequence[ChainState], *, checkpoints: Sequence[Checkpoint]) -> Iterator[Limit]:
    if checkpoints:
        yield Limit("after_checkpoint", {"at": max(one.at for one in checkpoints)})
    else:
        yield Limit("no_checkpoint")
    if unsealed := sum(state.unsealed for state in states):
        yield Limit("unsealed", {"n": unsealed})
    yield Limit("drafts")
    yield Limit("other_tables")
