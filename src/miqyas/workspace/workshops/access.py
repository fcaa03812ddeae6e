"""Workshops are the authority's to plan and run; who is invited sees them; the room has no accounts.

What an exercise showed tells where a feature is hard to find, so that it is for the authority and for those
who prepare, and never for who assesses: they look as a stranger does.
"""

from __future__ import annotations

from typing import Any, Final

from miqyas.workspace.accounts.access import Person, Verdict, register, roles_only
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
from miqyas.workspace.workshops.models import State, Workshop

KEEPERS: Final = (LEAD, COORDINATOR)
OF_ENTITY: Final = (SIGNATORY, ENTITY_LEAD, CONTRIBUTOR)
AT_REVIEW: Final = frozenset({ASSESSOR, ADJUDICATOR})


def _view(person: Person, target: Any) -> Verdict:
    if person.holds(*KEEPERS, VIEWER) or _is_invited(person, target):
        return Verdict.ALLOWED
    return Verdict.HIDDEN


def _is_invited(person: Person, target: Any) -> bool:
    """Whether they, or an entity of theirs, were invited; of a draft nobody is told."""
    if not isinstance(target, Workshop) or target.state == State.DRAFT or not person.is_signed_in:
        return False
    own = person.entities(*OF_ENTITY)
    return any(
        invited == person.pseudonym or entity in own
        for invited, entity in target.invitations.values_list("person", "entity")
    )


def _edit(person: Person, target: Any) -> Verdict:
    if person.holds(*KEEPERS):
        return Verdict.ALLOWED
    return Verdict.FORBIDDEN if _view(person, target) is Verdict.ALLOWED else Verdict.HIDDEN


def _findings(person: Person, target: Any) -> Verdict:
    """Who prepares, or oversees, and assesses nowhere."""
    prepares = person.holds(*KEEPERS, VIEWER) or person.entities(*OF_ENTITY)
    may = prepares and not AT_REVIEW & set(person.roles)
    return Verdict.ALLOWED if may else Verdict.HIDDEN


def _list(person: Person, target: Any) -> Verdict:
    """Whoever has signed in: they see those to which they were invited."""
    return Verdict.ALLOWED if person.is_signed_in else Verdict.FORBIDDEN


register("workshop.list", _list)
register("workshop.create", roles_only(*KEEPERS))
register("workshop.view", _view)
register("workshop.edit", _edit)
register("workshop.run", _edit)
register("workshop.kit", roles_only(*KEEPERS))
register("finding.view", _findings)
