"""Who may do what with success stories.

A story that is published is everybody's. Before that it is its entity's own; the authority reads it once it
is handed in, or where it began it itself. Who may take which step is said by `assessment/workflow.yaml`.
Assessors see nothing of what is not published: they look as strangers do.
"""

from __future__ import annotations

from miqyas.assessment.workflow import flows
from miqyas.workspace.accounts.access import Person, Policy, Verdict, register
from miqyas.workspace.accounts.roles import (
    CONTRIBUTOR,
    COORDINATOR,
    ENTITY_LEAD,
    LEAD,
    SIGNATORY,
    VIEWER,
)
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.stories.models import Story, StoryResult

PUBLISHED = "published"
DRAFT = "draft"
OF_ENTITY = (ENTITY_LEAD, CONTRIBUTOR, SIGNATORY)
WRITERS = (ENTITY_LEAD, CONTRIBUTOR)
AUTHORITY = (LEAD, COORDINATOR)
STEPS = ("submit", "take_back", "hand_on", "publish", "return", "withdraw", "reopen")


def roles_for(person: Person, story: Story) -> frozenset[str]:
    """The roles that a person has for a story; the authority has none for a draft that an entity began."""
    held = {role for role in OF_ENTITY if story.entity_id in person.entities(role)}
    if story.state != DRAFT or story.is_of_authority:
        held |= {role for role in (*AUTHORITY, VIEWER) if person.holds(role)}
    return frozenset(held)


def is_inside(person: Person, story: Story) -> bool:
    """Whether the person is one of the entity's own or of the authority: contacts are shown to them."""
    return bool(roles_for(person, story) - {VIEWER})


def reads_stories(person: Person) -> bool:
    """Whether somebody works with stories in the workspace at all."""
    return bool(person.entities(*OF_ENTITY)) or person.holds(*AUTHORITY, VIEWER)


def _list(person: Person, target: object) -> Verdict:
    return Verdict.ALLOWED if reads_stories(person) else Verdict.FORBIDDEN


def _view(person: Person, target: Story) -> Verdict:
    is_open = target.state == PUBLISHED and reads_stories(person)
    return Verdict.ALLOWED if is_open or roles_for(person, target) else Verdict.HIDDEN


def _create(person: Person, target: Entity) -> Verdict:
    if person.entities(*WRITERS) & {target.pk} or person.holds(*AUTHORITY):
        return Verdict.ALLOWED
    return Verdict.FORBIDDEN if reads_stories(person) else Verdict.HIDDEN


def step_policy(action: str) -> Policy:
    """Those who may take a step from where the story is; from elsewhere, whoever may take it at all."""

    def policy(person: Person, target: Story) -> Verdict:
        rows = [row for row in flows()["story"].steps if row.action == action]
        here = [row for row in rows if target.state in row.begins]
        takers = frozenset().union(*(row.roles for row in here or rows))
        if roles_for(person, target) & takers:
            return Verdict.ALLOWED
        return Verdict.FORBIDDEN if _view(person, target) is Verdict.ALLOWED else Verdict.HIDDEN

    return policy


def _prove(person: Person, target: StoryResult) -> Verdict:
    return step_policy("save")(person, target.story)


def _proofs(person: Person, target: StoryResult) -> Verdict:
    return _view(person, target.story)


def _talk(person: Person, target: Story) -> Verdict:
    """The entity's own people and the authority talk about a story; others do not learn what is said."""
    if is_inside(person, target):
        return Verdict.ALLOWED
    return Verdict.FORBIDDEN if _view(person, target) is Verdict.ALLOWED else Verdict.HIDDEN


def _import(person: Person, target: object) -> Verdict:
    return Verdict.ALLOWED if person.holds(*AUTHORITY) else Verdict.FORBIDDEN


def _public(person: Person, target: Story) -> Verdict:
    return Verdict.ALLOWED if target.state == PUBLISHED else Verdict.HIDDEN


register("story.list", _list)
register("story.view", _view)
register("story.create", _create)
register("story.save", step_policy("save"))
for step in STEPS:
    register(f"story.{step}", step_policy(step))
register("story.talk", _talk)
register("story.prove", _prove)
register("story.proofs", _proofs)
register("story.import", _import)
register("story.public", _public)
