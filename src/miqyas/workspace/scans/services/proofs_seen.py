"""Proofs at which a scan looked: what became of their links, told to their entity when one is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from miqyas.scanner.artifacts.model import Artifact, Channel
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.addresses import identity, normal
from miqyas.scanner.gather.links import GONE
from miqyas.scanner.rules.site import is_there
from miqyas.workspace.evidence.models import EvidenceKind, EvidenceRevision, LinkCheck, Outcome
from miqyas.workspace.evidence.queries import last_checks, newest_revisions
from miqyas.workspace.evidence.services import link_check_add

_LOOKED_AT: Final = frozenset({Channel.HTTP, Channel.PROBE})
Seen = Mapping[UUID, tuple[Outcome, Artifact]]
"""What became of a link, and the look that tells it, by the id of its revision."""


def proofs_seen(store: Store) -> Seen:
    """What a scan saw of the links of proofs in use, from here; only of those of which it tells for sure."""
    rows = newest_revisions().filter(evidence__retired_at=None, evidence__kind=EvidenceKind.LINK)
    wanted: dict[str, list[UUID]] = {}
    for pk, address in rows.values_list("pk", "address"):
        wanted.setdefault(identity(normal(address)), []).append(pk)
    found: dict[UUID, tuple[Outcome, Artifact]] = {}
    for look in store.artifacts() if wanted else ():
        outcome = _outcome(look)
        for pk in wanted.get(identity(look.address), ()) if outcome else ():
            found[pk] = (outcome, look)
    return found


def proofs_follow(seen: Seen) -> int:
    """Keep what became of links where it is news; how many are lost now. Their entities hear of it once."""
    rows = {row.pk: row for row in EvidenceRevision.objects.filter(pk__in=list(seen))}
    known = last_checks(rows)
    return sum(_kept(rows[pk], *seen[pk], before=known.get(pk)) for pk in rows)


def _kept(revision: EvidenceRevision, outcome: Outcome, look: Artifact, *, before: LinkCheck | None) -> int:
    if before is not None and before.outcome == outcome:
        return 0
    link_check_add(
        revision,
        outcome=outcome,
        status=look.status,
        final_address=look.final_address,
        details={"by": "scan", "body": look.body.hash if look.body else ""},
        at=look.seen_at,
    )
    return int(outcome is not Outcome.ALIVE)


def _outcome(look: Artifact) -> Outcome | None:
    if look.channel not in _LOOKED_AT or look.vantage.is_outside or not look.outcome.is_seen:
        return None
    if look.is_soft_missing:
        return Outcome.SOFT_MISSING
    if look.status in GONE:
        return Outcome.DEAD
    return Outcome.ALIVE if is_there(look) else None
