"""Who may do what with the roadmap.

All who work for the government see the tree with its dates: what one entity does, others wait for. Money,
risks, reports and proofs are for the authority and for the entity whose item it is; so are directives and
reviews at the gate. The authority keeps the tree, its entities keep what is theirs.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from miqyas.workspace.accounts.access import Person, Verdict, register
from miqyas.workspace.accounts.roles import CONTRIBUTOR, COORDINATOR, ENTITY_LEAD, LEAD, SIGNATORY, VIEWER
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.models import Directive, GateReview, RoadmapItem

PLANNERS: Final = (LEAD, COORDINATOR)
AUTHORITY: Final = (*PLANNERS, VIEWER)
WORKERS: Final = (ENTITY_LEAD, CONTRIBUTOR)
OF_ENTITY: Final = (*WORKERS, SIGNATORY)
_STEPPERS: Final = (*PLANNERS, *WORKERS)


def _entity_of(target: Any) -> UUID | None:
    if isinstance(target, (RoadmapItem, Directive, GateReview)):
        return target.entity_id
    return target.pk if isinstance(target, Entity) else None


def _is_of(person: Person, target: Any, *roles: str) -> bool:
    entity = _entity_of(target)
    return entity is not None and entity in person.entities(*roles)


def roles_on(person: Person, target: Any) -> frozenset[str]:
    """The roles that somebody has where it concerns this thing: what the workflow asks for."""
    entity = _entity_of(target)
    return frozenset(role for role in _STEPPERS if person.holds(role, entity=entity))


def _list(person: Person, target: Any) -> Verdict:
    may = person.holds(*AUTHORITY) or person.entities(*OF_ENTITY)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _view(person: Person, target: Any) -> Verdict:
    if not isinstance(target, RoadmapItem):
        return Verdict.HIDDEN
    return Verdict.ALLOWED if _list(person, None) is Verdict.ALLOWED else Verdict.HIDDEN


def _inside(person: Person, target: Any) -> Verdict:
    """Money, risks, reports, proofs of an item."""
    if _view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    may = person.holds(*AUTHORITY) or _is_of(person, target, *OF_ENTITY)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _edit(person: Person, target: Any) -> Verdict:
    if _view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    may = person.holds(*PLANNERS) or _is_of(person, target, *WORKERS)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _prove(person: Person, target: Any) -> Verdict:
    """Proofs are proofs of an entity, so it is those who work for it."""
    if _view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    return Verdict.ALLOWED if _is_of(person, target, *WORKERS) else Verdict.FORBIDDEN


def _plan(person: Person, target: Any) -> Verdict:
    return Verdict.ALLOWED if person.holds(*PLANNERS) else Verdict.FORBIDDEN


def _read_all(person: Person, target: Any) -> Verdict:
    return Verdict.ALLOWED if person.holds(*AUTHORITY) else Verdict.FORBIDDEN


def _own_view(person: Person, target: Any) -> Verdict:
    """A directive or a review: for the authority, and for the entity that it concerns."""
    if not isinstance(target, (Directive, GateReview)):
        return Verdict.HIDDEN
    may = person.holds(*AUTHORITY) or _is_of(person, target, *OF_ENTITY)
    return Verdict.ALLOWED if may else Verdict.HIDDEN


def _own_plan(person: Person, target: Any) -> Verdict:
    if _own_view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    return Verdict.ALLOWED if person.holds(*PLANNERS) else Verdict.FORBIDDEN


def _own_work(person: Person, target: Any) -> Verdict:
    if _own_view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    may = person.holds(*PLANNERS) or _is_of(person, target, *WORKERS)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _own_prove(person: Person, target: Any) -> Verdict:
    if _own_view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    return Verdict.ALLOWED if _is_of(person, target, *WORKERS) else Verdict.FORBIDDEN


def _gate_new(person: Person, target: Any) -> Verdict:
    """Whoever works for an entity brings its projects; the target is the entity, or none for any at all."""
    own = person.entities(*WORKERS)
    mine = target.pk in own if isinstance(target, Entity) else bool(own)
    return Verdict.ALLOWED if person.holds(*PLANNERS) or mine else Verdict.FORBIDDEN


def _gate_decide(person: Person, target: Any) -> Verdict:
    if _own_view(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    return Verdict.ALLOWED if person.holds(LEAD) else Verdict.FORBIDDEN


register("roadmap.list", _list)
register("roadmap.view", _view)
register("roadmap.inside", _inside)
register("roadmap.edit", _edit)
register("roadmap.prove", _prove)
register("roadmap.plan", _plan)
register("roadmap.pack", _read_all)
register("portfolio_plan.list", _read_all)
register("portfolio_plan.keep", _plan)
register("portfolio_plan.adopt", _plan)
register("directive.list", _list)
register("directive.view", _own_view)
register("directive.plan", _plan)
register("directive.edit", _own_plan)
register("directive.follow", _own_work)
register("directive.prove", _own_prove)
register("gate.list", _list)
register("gate.new", _gate_new)
register("gate.view", _own_view)
register("gate.edit", _own_work)
register("gate.decide", _gate_decide)
