"""An input belongs to the entity that answers for it; the authority sees and edits all, viewers read.

Who looks on portals as a stranger has no part in statistics, and other entities do not learn of them.
"""

from __future__ import annotations

from typing import Any, Final

from miqyas.workspace.accounts.access import Person, Verdict, register
from miqyas.workspace.accounts.roles import (
    CONTRIBUTOR,
    COORDINATOR,
    ENTITY_LEAD,
    LEAD,
    SIGNATORY,
    VIEWER,
)
from miqyas.workspace.statistics.models import StatisticalInput

PLANNERS: Final = (LEAD, COORDINATOR)
AUTHORITY: Final = (*PLANNERS, VIEWER)
WORKERS: Final = (ENTITY_LEAD, CONTRIBUTOR)
OF_ENTITY: Final = (*WORKERS, SIGNATORY)


def _is_own(person: Person, target: StatisticalInput, *roles: str) -> bool:
    return target.entity_id is not None and target.entity_id in person.entities(*roles)


def _list(person: Person, target: Any) -> Verdict:
    may = person.holds(*AUTHORITY) or person.entities(*OF_ENTITY)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _view(person: Person, target: Any) -> Verdict:
    if not isinstance(target, StatisticalInput):
        return Verdict.HIDDEN
    may = person.holds(*AUTHORITY) or _is_own(person, target, *OF_ENTITY)
    return Verdict.ALLOWED if may else Verdict.HIDDEN


def _edit(person: Person, target: Any) -> Verdict:
    if _view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    may = person.holds(*PLANNERS) or _is_own(person, target, *WORKERS)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _prove(person: Person, target: Any) -> Verdict:
    """Who may put proofs to an input: they are proofs of its entity, so it is those who work for it."""
    if _view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    return Verdict.ALLOWED if _is_own(person, target, *WORKERS) else Verdict.FORBIDDEN


def _plan(person: Person, target: Any) -> Verdict:
    return Verdict.ALLOWED if person.holds(*PLANNERS) else Verdict.FORBIDDEN


register("statistics.list", _list)
register("statistics.view", _view)
register("statistics.edit", _edit)
register("statistics.prove", _prove)
register("statistics.plan", _plan)
