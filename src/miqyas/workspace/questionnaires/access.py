"""The questionnaire is the authority's; the people of an entity answer the questions given to it."""

from __future__ import annotations

from typing import Any, Final

from miqyas.workspace.accounts.access import Person, Verdict, register, roles_only
from miqyas.workspace.accounts.roles import CONTRIBUTOR, COORDINATOR, ENTITY_LEAD, LEAD, VIEWER
from miqyas.workspace.questionnaires.models import Item

KEEPERS: Final = (LEAD, COORDINATOR)
WORKERS: Final = (ENTITY_LEAD, CONTRIBUTOR)


def _list(person: Person, target: Any) -> Verdict:
    may = person.holds(*KEEPERS, VIEWER) or person.entities(*WORKERS)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _view(person: Person, target: Any) -> Verdict:
    return Verdict.ALLOWED if person.holds(*KEEPERS, VIEWER) else Verdict.HIDDEN


def _read(person: Person, target: Any) -> Verdict:
    """An answer: the authority, viewers, and whose question it is."""
    if person.holds(*KEEPERS, VIEWER) or _is_own(person, target):
        return Verdict.ALLOWED
    return Verdict.HIDDEN


def _answer(person: Person, target: Any) -> Verdict:
    if _read(person, target) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    may = person.holds(*KEEPERS) or _is_own(person, target)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _is_own(person: Person, target: Any) -> bool:
    return isinstance(target, Item) and target.entity_id in person.entities(*WORKERS)


def _edit(person: Person, target: Any) -> Verdict:
    if not person.holds(*KEEPERS, VIEWER):
        return Verdict.HIDDEN
    return Verdict.ALLOWED if person.holds(*KEEPERS) else Verdict.FORBIDDEN


def _sign(person: Person, target: Any) -> Verdict:
    if not person.holds(*KEEPERS, VIEWER):
        return Verdict.HIDDEN
    return Verdict.ALLOWED if person.holds(LEAD) else Verdict.FORBIDDEN


register("questionnaire.list", _list)
register("questionnaire.create", roles_only(*KEEPERS))
register("questionnaire.view", _view)
register("questionnaire.edit", _edit)
register("questionnaire.sign", _sign)
register("questionnaire.read", _read)
register("questionnaire.answer", _answer)
