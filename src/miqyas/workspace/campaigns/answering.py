"""Who may answer, read answers, comment, sign and hand in.

Within an entity everybody reads everything; who may take which step is said by `assessment/workflow.yaml`.
Whoever was handed one question stands, for that question, where a contributor does; whoever was lent a
signature, where a signatory does. The authority reads what has been handed in, and nothing earlier; while
reviews are blind, whoever assesses in the campaign reads no answer of any entity. To all others there is
nothing.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from miqyas.assessment.workflow import flows
from miqyas.workspace.accounts.access import Person, Policy, Verdict, register
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
from miqyas.workspace.campaigns.models import (
    Assignment,
    Campaign,
    CampaignEntity,
    Comment,
    Delegation,
    SignatureDelegation,
)
from miqyas.workspace.campaigns.queries.answers import Reader
from miqyas.workspace.campaigns.queries.campaigns import DRAFT
from miqyas.workspace.campaigns.queries.people import AUTHORITY_ROLES, ENTITY_ROLES, signs_for
from miqyas.workspace.campaigns.queries.submissions import answer_of
from miqyas.workspace.campaigns.running import knows
from miqyas.workspace.registry.models import Entity

READERS = (LEAD, COORDINATOR, ADJUDICATOR, VIEWER)
"""Who reads what has been handed in."""
BLIND_STATES = frozenset({"open", "review"})


def entity_roles(person: Person, part: CampaignEntity) -> frozenset[str]:
    """The roles that a person has in an entity's part of a campaign, a lent signature among them.

    None, while the campaign is prepared: its entities do not know of it yet.
    """
    if part.campaign.state == DRAFT:
        return frozenset()
    held = {
        role for role in ENTITY_ROLES if person.holds(role, entity=part.entity_id, campaign=part.campaign_id)
    }
    if SIGNATORY not in held and person.pseudonym and signs_for(part, person.pseudonym):
        held.add(SIGNATORY)
    return frozenset(held)


def holds_question(person: Person, assignment: Assignment) -> bool:
    """Whether the person was handed this question, and still has it."""
    given: Delegation | None = getattr(assignment, "delegation", None)
    if given is None or given.holder != person.pseudonym or assignment.part.campaign.state == DRAFT:
        return False
    return given.until is None or given.until >= timezone.localdate()


def is_blind(person: Person, campaign: Campaign) -> bool:
    """Whether the person assesses in the campaign, and assessors still look as strangers do."""
    return campaign.state in BLIND_STATES and person.holds(ASSESSOR, campaign=campaign.pk)


def is_reader(person: Person, campaign: Campaign) -> bool:
    """Whether the person reads what entities have handed in."""
    return person.holds(*READERS, campaign=campaign.pk) and not is_blind(person, campaign)


def question_roles(person: Person, assignment: Assignment) -> frozenset[str]:
    """The roles that a person has for one question."""
    own = entity_roles(person, assignment.part)
    return own | {CONTRIBUTOR} if holds_question(person, assignment) else own


def reads_answer(assignment: Assignment, *, roles: frozenset[str], is_reader: bool) -> bool:
    """Whether the person may read the answer: the entity's own people, or those to whom it was handed in."""
    return bool(roles) or (is_reader and answer_of(assignment).state == "submitted")


def reader_of(person: Person, part: CampaignEntity) -> Reader:
    """What the person may read of a part, which they may open; see `submission.view`."""
    roles = entity_roles(person, part)
    if roles:
        return Reader(person, roles, is_authority=False, only=None)
    if is_reader(person, part.campaign):
        return Reader(person, _authority_roles(person, part.campaign_id), is_authority=True, only=None)
    return Reader(person, frozenset(), is_authority=False, only=_questions_held(person, part))


def _questions_held(person: Person, part: CampaignEntity) -> frozenset[UUID]:
    """The questions of a part that the person was handed, and still has."""
    if person.pseudonym is None or part.campaign.state == DRAFT:
        return frozenset()
    given = Delegation.objects.filter(
        assignment__part=part, assignment__withdrawn_at=None, holder=person.pseudonym
    )
    still = given.filter(Q(until=None) | Q(until__gte=timezone.localdate()))
    return frozenset(still.values_list("assignment", flat=True))


def _authority_roles(person: Person, campaign: UUID) -> frozenset[str]:
    return frozenset(role for role in AUTHORITY_ROLES if person.holds(role, campaign=campaign))


def _takers(kind: str, action: str, state: str) -> frozenset[str]:
    """Who takes a step from a state; where there is none, who takes it from any: the step itself says no."""
    steps = [row for row in flows()[kind].steps if row.action == action]
    here = [row for row in steps if state in row.begins]
    return frozenset().union(*(row.roles for row in here or steps))


def _answer_read(person: Person, target: Assignment) -> Verdict:
    roles = question_roles(person, target)
    may = reads_answer(target, roles=roles, is_reader=is_reader(person, target.campaign))
    return Verdict.ALLOWED if may else Verdict.HIDDEN


def _answer_step(action: str) -> Policy:
    def policy(person: Person, target: Assignment) -> Verdict:
        roles = question_roles(person, target)
        state = answer_of(target).state
        if is_reader(person, target.campaign):
            roles |= _authority_roles(person, target.campaign_id)
        if roles & _takers("answer", action, state):
            return Verdict.ALLOWED
        return Verdict.FORBIDDEN if _answer_read(person, target) is Verdict.ALLOWED else Verdict.HIDDEN

    return policy


def _answer_delegate(person: Person, target: Assignment) -> Verdict:
    if person.holds(ENTITY_LEAD, entity=target.entity_id, campaign=target.campaign_id):
        return Verdict.ALLOWED
    return Verdict.FORBIDDEN if _answer_read(person, target) is Verdict.ALLOWED else Verdict.HIDDEN


def _comment(person: Person, target: Comment) -> Verdict:
    """Within the entity for its own people; with the authority for those who run the campaign, too."""
    assignment = target.assignment
    if question_roles(person, assignment):
        return Verdict.ALLOWED
    is_authority = bool(_authority_roles(person, assignment.campaign_id))
    with_them = target.audience == "authority" and is_authority and not is_blind(person, assignment.campaign)
    return Verdict.ALLOWED if with_them else Verdict.HIDDEN


def _answers_take(person: Person, target: Campaign) -> Verdict:
    """The workbook of a campaign, and its way back: the people of its entities, and who reads answers."""
    if not knows(person, target):
        return Verdict.HIDDEN
    mine = person.entities(*ENTITY_ROLES, campaign=target.pk)
    is_own = target.state != DRAFT and target.parts.filter(entity__in=mine).exists()
    return Verdict.ALLOWED if is_own or is_reader(person, target) else Verdict.FORBIDDEN


def _submission_view(person: Person, target: CampaignEntity) -> Verdict:
    """The page of a part: the entity's people, whoever was handed one of its questions, the authority."""
    if entity_roles(person, target) or is_reader(person, target.campaign):
        return Verdict.ALLOWED
    return Verdict.ALLOWED if _questions_held(person, target) else Verdict.HIDDEN


def _submission_step(action: str) -> Policy:
    def policy(person: Person, target: CampaignEntity) -> Verdict:
        roles = entity_roles(person, target)
        if is_reader(person, target.campaign):
            roles |= _authority_roles(person, target.campaign_id)
        if roles & _takers("submission", action, target.state):
            return Verdict.ALLOWED
        return Verdict.FORBIDDEN if roles or is_reader(person, target.campaign) else Verdict.HIDDEN

    return policy


def _signature_delegate(person: Person, target: Entity) -> Verdict:
    """Only a signatory lends a signature, and only their own."""
    if SIGNATORY in {grant.role for grant in person.grants if grant.entity == target.pk}:
        return Verdict.ALLOWED
    is_theirs = target.pk in person.entities(*ENTITY_ROLES)
    return Verdict.FORBIDDEN if is_theirs else Verdict.HIDDEN


def _signature_end(person: Person, target: SignatureDelegation) -> Verdict:
    if person.pseudonym in {target.giver, target.holder}:
        return Verdict.ALLOWED
    is_theirs = target.entity_id in person.entities(*ENTITY_ROLES)
    return Verdict.FORBIDDEN if is_theirs else Verdict.HIDDEN


register("answer.read", _answer_read)
register("answer.save", _answer_step("save"))
register("answer.ready", _answer_step("ready"))
register("answer.return", _answer_step("return"))
register("answer.delegate", _answer_delegate)
register("answer.take_all", _answers_take)
register("comment.read", _comment)
register("comment.add", _comment)
register("submission.view", _submission_view)
register("submission.approve", _submission_step("approve"))
register("submission.submit", _submission_step("submit"))
register("submission.return", _submission_step("return"))
register("signature.delegate", _signature_delegate)
register("signature.end", _signature_end)
