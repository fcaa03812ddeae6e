"""Who may run a round, nominate, judge, appeal, and see results when.

The authority runs it. Whoever sits on the jury of a round is blind in it until the jury has closed, whatever
else they are. Results are the authority's alone until they are published: a viewer, a juror and the entities
see none before that, an entity only what became of its own nomination once appeals are open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from miqyas.workspace.accounts.access import Person, Policy, Verdict, register, roles_only
from miqyas.workspace.accounts.roles import (
    CONTRIBUTOR,
    COORDINATOR,
    ENTITY_LEAD,
    LEAD,
    SIGNATORY,
    SIGNED_IN,
    VIEWER,
)
from miqyas.workspace.challenges.models import Appeal, Certificate, Juror, Nomination, Round, ScoreSheet
from miqyas.workspace.registry.models import Entity

RUNS: Final = (LEAD, COORDINATOR)
WRITES: Final = (ENTITY_LEAD, CONTRIBUTOR)
HANDS_IN: Final = (ENTITY_LEAD, SIGNATORY)
OF_ENTITY: Final = (ENTITY_LEAD, CONTRIBUTOR, SIGNATORY)
BEFORE_JURY_CLOSES: Final = frozenset({"draft", "open", "jury"})
OUTCOME_KNOWN: Final = frozenset({"appeals", "embargo", "published"})
"""States in which an entity sees what became of its own nomination."""
PUBLISHED: Final = "published"
DRAFT: Final = "draft"


@dataclass(frozen=True)
class Nominating:
    """That an entity puts something forward in a round."""

    round: Round
    entity: Entity


def is_blind_in(person: Person, target: Round) -> bool:
    """Whether the person sits, or sat, on the jury of a round that has not closed."""
    if person.pseudonym is None or target.state not in BEFORE_JURY_CLOSES:
        return False
    return Juror.objects.filter(round=target, person=person.pseudonym).exists()


def _view(person: Person, target: Round) -> Verdict:
    if not person.is_signed_in:
        return Verdict.HIDDEN
    is_seen = target.state != DRAFT or person.holds(*RUNS, VIEWER)
    return Verdict.ALLOWED if is_seen else Verdict.HIDDEN


def _create(person: Person, target: Any) -> Verdict:
    return Verdict.ALLOWED if person.holds(*RUNS) else Verdict.FORBIDDEN


def _runs(person: Person, target: Round) -> Verdict:
    if person.holds(*RUNS):
        return Verdict.ALLOWED
    return Verdict.FORBIDDEN if _view(person, target) is Verdict.ALLOWED else Verdict.HIDDEN


def _unblinded(person: Person, target: Round) -> Verdict:
    """Those who run the round, unless they sit on its jury and it has not closed."""
    found = _runs(person, target)
    return Verdict.FORBIDDEN if found is Verdict.ALLOWED and is_blind_in(person, target) else found


def _is_own(person: Person, target: Nomination, *roles: str) -> bool:
    return target.entity_id in person.entities(*roles)


def _nominate(person: Person, target: Any) -> Verdict:
    if not isinstance(target, Nominating):
        return Verdict.ALLOWED if person.entities(*WRITES) else Verdict.FORBIDDEN
    if _view(person, target.round) is Verdict.HIDDEN:
        return Verdict.HIDDEN
    return Verdict.ALLOWED if target.entity.pk in person.entities(*WRITES) else Verdict.FORBIDDEN


def _nomination_view(person: Person, target: Nomination) -> Verdict:
    """Its entity's people; those who run the round once it was handed in; a juror by the sheet alone."""
    is_handed_in = target.submitted_at is not None
    if _is_own(person, target, *OF_ENTITY) or (is_handed_in and person.holds(*RUNS)):
        return Verdict.ALLOWED
    return Verdict.HIDDEN


def _nomination(*roles: str) -> Policy:
    """Holders of a role in its entity; others who may read it are refused."""

    def policy(person: Person, target: Nomination) -> Verdict:
        if _is_own(person, target, *roles):
            return Verdict.ALLOWED
        return Verdict.FORBIDDEN if _nomination_view(person, target) is Verdict.ALLOWED else Verdict.HIDDEN

    return policy


def _return(person: Person, target: Nomination) -> Verdict:
    if person.holds(*RUNS) and target.submitted_at is not None:
        return Verdict.ALLOWED
    return Verdict.FORBIDDEN if _nomination_view(person, target) is Verdict.ALLOWED else Verdict.HIDDEN


def _outcome(person: Person, target: Nomination) -> Verdict:
    """What became of a nomination: its entity's people once appeals are open; who sees results, sees it."""
    if _is_own(person, target, *OF_ENTITY) and target.round.state in OUTCOME_KNOWN:
        return Verdict.ALLOWED
    if _unblinded(person, target.round) is Verdict.ALLOWED:
        return Verdict.ALLOWED
    return Verdict.FORBIDDEN if _nomination_view(person, target) is Verdict.ALLOWED else Verdict.HIDDEN


def _sheet(person: Person, target: ScoreSheet) -> Verdict:
    """A juror's own sheet, as long as they sit; to everybody else there is none."""
    is_own = person.pseudonym is not None and target.juror.person == person.pseudonym
    if not is_own or target.state == "withdrawn":
        return Verdict.HIDDEN
    return Verdict.FORBIDDEN if target.juror.withdrawn_at else Verdict.ALLOWED


def _judge(person: Person, target: Round) -> Verdict:
    """Whether the person sits on the jury of a round."""
    if person.pseudonym is None:
        return Verdict.FORBIDDEN
    sits = Juror.objects.filter(round=target, person=person.pseudonym, withdrawn_at=None).exists()
    return Verdict.ALLOWED if sits else Verdict.HIDDEN


def _appeal_answer(person: Person, target: Appeal) -> Verdict:
    found = _unblinded(person, target.nomination.round)
    return Verdict.HIDDEN if found is not Verdict.ALLOWED and not person.holds(*RUNS) else found


def _public(person: Person, target: Round) -> Verdict:
    return Verdict.ALLOWED if target.state == PUBLISHED else Verdict.HIDDEN


def _withdraw(person: Person, target: Certificate) -> Verdict:
    return Verdict.ALLOWED if person.holds(LEAD) else Verdict.FORBIDDEN


def _there(policy: Policy) -> Policy:
    """The policy of what has to be there: where it is not, nobody is told more."""

    def guarded(person: Person, target: Any) -> Verdict:
        return Verdict.HIDDEN if target is None else policy(person, target)

    return guarded


register("challenge.list", roles_only(SIGNED_IN))
register("challenge.create", _create)
register("nomination.create", _nominate)
for action, policy in {
    "challenge.view": _view,
    "challenge.edit": _runs,
    "challenge.step": _runs,
    "challenge.jury": _unblinded,
    "challenge.results": _unblinded,
    "challenge.judge": _judge,
    "challenge.public": _public,
    "nomination.view": _nomination_view,
    "nomination.edit": _nomination(*WRITES),
    "nomination.submit": _nomination(*HANDS_IN),
    "nomination.return": _return,
    "nomination.outcome": _outcome,
    "nomination.appeal": _nomination(*HANDS_IN),
    "appeal.answer": _appeal_answer,
    "sheet.score": _sheet,
    "certificate.withdraw": _withdraw,
}.items():
    register(action, _there(policy))
