"""A proof belongs to its entity: its people work with it, the authority and adjudicators may see it.

Nobody else learns that it exists, assessors least of all: they look as strangers do, whatever else they are.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from miqyas.workspace.accounts.access import Person, Verdict, register
from miqyas.workspace.accounts.roles import (
    ADJUDICATOR,
    ASSESSOR,
    CONTRIBUTOR,
    COORDINATOR,
    ENTITY_LEAD,
    LEAD,
    SIGNATORY,
    VIEWER,
)
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.registry.models import Entity

WORKERS = (ENTITY_LEAD, CONTRIBUTOR)
ONLOOKERS = (LEAD, COORDINATOR, VIEWER, ADJUDICATOR)


def looks_on(person: Person) -> bool:
    """Whether they see the proofs of every entity: not while they assess, be it in one campaign."""
    return ASSESSOR not in person.roles and not person.roles.isdisjoint(ONLOOKERS)


def _entity_of(target: Any) -> UUID | None:
    if isinstance(target, Evidence):
        return target.entity_id
    return target.pk if isinstance(target, Entity) else None


def _view(person: Person, target: Any) -> Verdict:
    entity = _entity_of(target)
    if entity is None:
        return Verdict.HIDDEN
    is_own = entity in person.entities(*WORKERS, SIGNATORY)
    return Verdict.ALLOWED if is_own or looks_on(person) else Verdict.HIDDEN


def _edit(person: Person, target: Any) -> Verdict:
    if _view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    return Verdict.ALLOWED if _entity_of(target) in person.entities(*WORKERS) else Verdict.FORBIDDEN


def _list(person: Person, target: Any) -> Verdict:
    may = person.entities(*WORKERS, SIGNATORY) or looks_on(person)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


register("evidence.list", _list)
register("evidence.view", _view)
register("evidence.add", _edit)
register("evidence.edit", _edit)
