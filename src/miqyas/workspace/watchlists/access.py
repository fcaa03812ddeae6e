"""The watchlist is the authority's; the people of entities and viewers read it.

Readiness tells what entities handed in, so that it is for the authority and for each entity's own people, and
never for who looks as a stranger does.
"""

from __future__ import annotations

from typing import Any, Final

from miqyas.workspace.accounts.access import Person, Verdict, register, roles_only
from miqyas.workspace.accounts.roles import (
    ASSESSOR,
    CONTRIBUTOR,
    COORDINATOR,
    ENTITY_LEAD,
    LEAD,
    SIGNATORY,
    VIEWER,
)
from miqyas.workspace.registry.models import Entity

KEEPERS: Final = (LEAD, COORDINATOR)
OF_ENTITY: Final = (SIGNATORY, ENTITY_LEAD, CONTRIBUTOR)
READERS: Final = (*KEEPERS, VIEWER, *OF_ENTITY)


def _readiness(person: Person, target: Any) -> Verdict:
    """Of an entity, or without one of all of them."""
    if isinstance(target, Entity) and target.pk in person.entities(*OF_ENTITY):
        return Verdict.ALLOWED
    oversees = person.holds(*KEEPERS, VIEWER) and ASSESSOR not in person.roles
    if oversees:
        return Verdict.ALLOWED
    return Verdict.HIDDEN if isinstance(target, Entity) else Verdict.FORBIDDEN


def _list(person: Person, target: Any) -> Verdict:
    """The drafts that are kept: whoever may see some readiness."""
    if person.entities(*OF_ENTITY):
        return Verdict.ALLOWED
    return _readiness(person, None)


register("policy.list", roles_only(*READERS))
register("policy.edit", roles_only(*KEEPERS))
register("readiness.list", _list)
register("readiness.view", _readiness)
register("readiness.draft", roles_only(*KEEPERS))
