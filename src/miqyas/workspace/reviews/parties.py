"""Who has a part in an item, and so judges it neither blindly nor in the end.

A part in it has whoever holds any role at an entity that was given the feature, was lent its signature, was
handed this very question, or was declared in conflict with the entity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from miqyas.workspace.accounts.models import RoleGrant
from miqyas.workspace.campaigns.models import Assignment, Campaign, Delegation, SignatureDelegation
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.reviews.models import Conflict, ReviewItem

Keys = frozenset[str]
"""Ids of entities and of questions, as text."""


def parties_of(campaign: Campaign, items: Iterable[ReviewItem]) -> Mapping[UUID, Keys]:
    """The entities and questions behind each item, by one query."""
    rows = Assignment.objects.filter(campaign=campaign).values_list("feature", "entity", "id")
    by_feature: dict[str, list[tuple[UUID, UUID]]] = defaultdict(list)
    for feature, entity, question in rows:
        by_feature[feature].append((entity, question))
    return {
        item.pk: frozenset(
            str(key)
            for entity, question in by_feature[item.feature]
            if item.subject_id in {None, entity}
            for key in (entity, question)
        )
        for item in items
    }


def bars_of(people: Iterable[UUID]) -> Mapping[UUID, Keys]:
    """What each of the people has a part in, by four queries."""
    asked = list(people)
    found: dict[UUID, set[str]] = {person: set() for person in asked}
    held = RoleGrant.objects.filter(user__pseudonym__in=asked, entity__isnull=False)
    lent = SignatureDelegation.objects.filter(holder__in=asked)
    handed = Delegation.objects.filter(holder__in=asked)
    declared = Conflict.objects.filter(assessor__in=asked)
    for rows in (
        held.values_list("user__pseudonym", "entity"),
        lent.values_list("holder", "entity"),
        handed.values_list("holder", "assignment"),
        declared.values_list("assessor", "entity"),
    ):
        for person, key in rows:
            found[person].add(str(key))
    return {person: frozenset(keys) for person, keys in found.items()}


def has_part_in(person: UUID, item: ReviewItem) -> bool:
    """Whether the person has a part in what the item asks for."""
    return bool(bars_of([person])[person] & parties_of(item.campaign, [item])[item.pk])


def entities_of(item: ReviewItem) -> list[Entity]:
    """The entities that were given what the item asks for, who leads first."""
    rows = Assignment.objects.filter(campaign=item.campaign_id, feature=item.feature)
    if item.subject_id:
        rows = rows.filter(entity=item.subject_id)
    return [
        row.entity
        for row in rows.select_related("entity").order_by("-is_lead", "entity__position", "entity__code")
    ]
