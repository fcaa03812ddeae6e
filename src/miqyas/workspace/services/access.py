"""A service belongs to the entity that offers it: its people keep it, the authority keeps all, viewers read.

Who looks on portals as a stranger finds what strangers find, the published catalogue, and nothing here.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from miqyas.workspace.accounts.access import Person, Verdict, register
from miqyas.workspace.accounts.roles import CONTRIBUTOR, COORDINATOR, ENTITY_LEAD, LEAD, SIGNATORY, VIEWER
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.services.models import Service

KEEPERS: Final = (LEAD, COORDINATOR)
AUTHORITY: Final = (*KEEPERS, VIEWER)
WORKERS: Final = (ENTITY_LEAD, CONTRIBUTOR)
OF_ENTITY: Final = (*WORKERS, SIGNATORY)


def _entity_of(target: Any) -> UUID | None:
    if isinstance(target, Service):
        return target.entity_id
    return target.pk if isinstance(target, Entity) else None


def _nation(person: Person, target: Any) -> Verdict:
    return Verdict.ALLOWED if person.holds(*AUTHORITY) else Verdict.FORBIDDEN


def _list(person: Person, target: Any) -> Verdict:
    may = person.holds(*AUTHORITY) or person.entities(*OF_ENTITY)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _view(person: Person, target: Any) -> Verdict:
    entity = _entity_of(target)
    may = entity and (person.holds(*AUTHORITY) or entity in person.entities(*OF_ENTITY))
    return Verdict.ALLOWED if may else Verdict.HIDDEN


def _edit(person: Person, target: Any) -> Verdict:
    return _by(person, target, *WORKERS)


def _publish(person: Person, target: Any) -> Verdict:
    """Before the public stands who leads the entity, or the authority."""
    return _by(person, target, ENTITY_LEAD)


def _by(person: Person, target: Any, *own: str) -> Verdict:
    if _view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    may = person.holds(*KEEPERS) or _entity_of(target) in person.entities(*own)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _prove(person: Person, target: Any) -> Verdict:
    """Proofs of a service are proofs of its entity, so it is those who work for it."""
    if _view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    return Verdict.ALLOWED if _entity_of(target) in person.entities(*WORKERS) else Verdict.FORBIDDEN


def _overrule(person: Person, target: Any) -> Verdict:
    """A level is overruled by the authority, never by the entity whose level it is."""
    if _view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    return Verdict.ALLOWED if person.holds(*KEEPERS) else Verdict.FORBIDDEN


def _import(person: Person, target: Any) -> Verdict:
    """Whoever keeps services of any entity; each row of the file is asked for its own."""
    may = person.holds(*KEEPERS) or person.entities(*WORKERS)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


register("service.nation", _nation)
register("service.list", _list)
register("service.view", _view)
register("service.edit", _edit)
register("service.publish", _publish)
register("service.prove", _prove)
register("service.overrule", _overrule)
register("service.import", _import)
