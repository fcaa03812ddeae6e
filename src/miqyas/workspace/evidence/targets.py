"""What a proof may serve, by kind: how it is found, what the gate asks of who reads it and of who puts proofs
to it, and what it is called.

An application above adds its kinds with `target_register` when it is ready; pages and the interface know no
other place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.urls import NoReverseMatch

from miqyas.workspace.accounts.access import allowed, person_of, require
from miqyas.workspace.evidence.models import Evidence, EvidenceUse
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.registry.models import Entity


@dataclass(frozen=True)
class TargetKind:
    """A kind of thing that proofs serve."""

    find: Callable[[UUID], Any]
    action: str
    reads: str
    """Who may not do this does not learn that a proof serves it."""
    entity: Callable[[Any], Entity]
    code: Callable[[Any], str]
    address: Callable[[Any], str]
    attach: Callable[..., None]
    detach: Callable[..., None]


@dataclass(frozen=True)
class Target:
    """One thing that a proof serves or is to serve."""

    kind: TargetKind
    found: Any

    @property
    def entity(self) -> Entity:
        return self.kind.entity(self.found)

    @property
    def code(self) -> str:
        return self.kind.code(self.found)

    @property
    def address(self) -> str:
        """Its page; empty where an installation has none."""
        try:
            return self.kind.address(self.found)
        except NoReverseMatch:
            return ""

    def attach(self, evidence: Evidence, *, by: UUID | None) -> None:
        self.kind.attach(self.found, evidence, by=by)

    def detach(self, evidence: Evidence, *, by: UUID | None) -> None:
        self.kind.detach(self.found, evidence, by=by)


_kinds: dict[str, TargetKind] = {}


def target_register(name: str, kind: TargetKind) -> None:
    """Let proofs serve things of this kind; the name is what `EvidenceUse.object_kind` holds."""
    if name in _kinds:
        raise ValueError(f"the kind {name} is registered already")
    _kinds[name] = kind


def target_at(kind: str, object_id: UUID) -> Target | None:
    """The thing of a kind; None where there is none."""
    known = _kinds.get(kind)
    found = known.find(object_id) if known else None
    return Target(known, found) if known and found is not None else None


def target_for(user: Any, kind: str, object_id: UUID) -> Target:
    """The thing to which the person may put proofs. Raises `Http404`, or what the gate raises."""
    target = target_at(kind, object_id)
    if target is None:
        raise Http404
    require(user, target.kind.action, target.found)
    return target


@transaction.atomic
def evidence_add_for(target: Target, *, title: str, content: Content, by: UUID | None) -> Evidence:
    """Keep a proof of what it is to serve, and put it there: both, or neither where one is refused."""
    made = evidence_add(target.entity, title=title, content=content, by=by)
    target.attach(made, by=by)
    return made


def targets_seen(user: Any, uses: Iterable[EvidenceUse]) -> list[tuple[EvidenceUse, Target]]:
    """What proofs serve, as far as the reader may know of it: drafts are nobody's but their entity's."""
    found = [(use, target_at(use.object_kind, use.object_id)) for use in uses]
    return [
        (use, target) for use, target in found if target and allowed(user, target.kind.reads, target.found)
    ]


def evidence_for(user: Any, target: Target) -> QuerySet[Evidence]:
    """The entity's proofs; to somebody from elsewhere who was handed the question, those of their own."""
    found = Evidence.objects.filter(entity=target.entity)
    if allowed(user, "evidence.view", target.entity):
        return found
    return found.filter(created_by=person_of(user).pseudonym)
