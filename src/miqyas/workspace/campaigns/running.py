"""Who may run a campaign, look at it, give its features to entities, and say what does not apply.

The authority runs it. The people of an entity know of campaigns in which their entity takes part, once
these are open, and of their own part alone; those who assess and adjudicate know that there is one. To all
others it is not there.
"""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.access import Person, Policy, Verdict, register
from miqyas.workspace.accounts.roles import ASSESSOR, COORDINATOR, LEAD, VIEWER
from miqyas.workspace.campaigns.models import Assignment, Campaign
from miqyas.workspace.campaigns.queries.campaigns import DRAFT, JUDGES, KNOWS_EACH, OF_ENTITY

RUNS = (LEAD, COORDINATOR)
OVERSEES = (LEAD, COORDINATOR, VIEWER)
UNDER_REVIEW = "review"


def knows(person: Person, campaign: Campaign) -> bool:
    """Whether the person may know that there is this campaign."""
    if person.holds(*KNOWS_EACH, campaign=campaign.pk):
        return True
    if campaign.state == DRAFT:
        return False
    if person.holds(*JUDGES, campaign=campaign.pk):
        return True
    mine = person.entities(*OF_ENTITY, campaign=campaign.pk)
    return bool(mine) and campaign.parts.filter(entity__in=mine).exists()


def _list(person: Person, target: Any) -> Verdict:
    """The list holds what each may know; who can know of none has no such page."""
    if not person.is_signed_in:
        return Verdict.FORBIDDEN
    roles = {*KNOWS_EACH, *JUDGES, *OF_ENTITY}
    return Verdict.HIDDEN if person.roles.isdisjoint(roles) else Verdict.ALLOWED


def _create(person: Person, target: Any) -> Verdict:
    if person.holds(*RUNS):
        return Verdict.ALLOWED
    return Verdict.FORBIDDEN if _list(person, None) is not Verdict.HIDDEN else Verdict.HIDDEN


def _view(person: Person, target: Campaign) -> Verdict:
    return Verdict.ALLOWED if knows(person, target) else Verdict.HIDDEN


def _held_in(*roles: str) -> Policy:
    """Holders of a role there; others who know of it are refused, and to the rest it is not there."""

    def policy(person: Person, target: Campaign) -> Verdict:
        if person.holds(*roles, campaign=target.pk):
            return Verdict.ALLOWED
        return Verdict.FORBIDDEN if knows(person, target) else Verdict.HIDDEN

    return policy


def _seeing(*roles: str) -> Policy:
    """Holders of a role there, but for whoever assesses while reviews are blind.

    What hinders a step counts marks, and who answers a feature, or says that it does not apply, is nothing
    that a stranger knows.
    """

    def policy(person: Person, target: Campaign) -> Verdict:
        found = _held_in(*roles)(person, target)
        is_blind = target.state == UNDER_REVIEW and person.holds(ASSESSOR, campaign=target.pk)
        return Verdict.FORBIDDEN if is_blind and found is Verdict.ALLOWED else found

    return policy


def _is_own(person: Person, assignment: Assignment) -> bool:
    mine = person.entities(*OF_ENTITY, campaign=assignment.campaign_id)
    return assignment.campaign.state != DRAFT and assignment.entity_id in mine


def _propose(person: Person, target: Assignment) -> Verdict:
    """The entity's own people."""
    if _is_own(person, target):
        return Verdict.ALLOWED
    is_seen = person.holds(*OVERSEES, campaign=target.campaign_id)
    return Verdict.FORBIDDEN if is_seen else Verdict.HIDDEN


def _decide(person: Person, target: Assignment) -> Verdict:
    if person.holds(*RUNS, campaign=target.campaign_id):
        return Verdict.ALLOWED
    is_seen = _is_own(person, target) or person.holds(VIEWER, campaign=target.campaign_id)
    return Verdict.FORBIDDEN if is_seen else Verdict.HIDDEN


register("campaign.list", _list)
register("campaign.create", _create)
register("campaign.view", _view)
register("campaign.oversee", _seeing(*OVERSEES))
register("campaign.edit", _held_in(*RUNS))
register("campaign.step", _seeing(*RUNS))
register("assignment.edit", _seeing(*RUNS))
register("applicability.propose", _propose)
register("applicability.decide", _decide)
