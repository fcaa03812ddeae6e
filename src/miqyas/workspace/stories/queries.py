"""Stories as people may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from miqyas.kernel.text import plain_line
from miqyas.lexicon.search import searchable
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.models import RoleGrant, User
from miqyas.workspace.accounts.roles import VIEWER
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.stories.access import AUTHORITY, DRAFT, OF_ENTITY, PUBLISHED, reads_stories
from miqyas.workspace.stories.models import RevisionKind, Story, StoryTurn


def stories_published() -> QuerySet[Story]:
    """What everybody may read."""
    return Story.objects.filter(state=PUBLISHED)


def stories_seen(person: Person) -> QuerySet[Story]:
    """The stories that a person may read in the workspace."""
    if not reads_stories(person):
        return Story.objects.none()
    seen = Q(state=PUBLISHED) | Q(entity__in=person.entities(*OF_ENTITY))
    if person.holds(*AUTHORITY, VIEWER):
        seen |= ~Q(state=DRAFT) | Q(is_of_authority=True)
    return Story.objects.filter(seen)


def stories_matching(
    stories: QuerySet[Story], *, sector: str = "", feature: str = "", entity: str = "", tag: str = ""
) -> QuerySet[Story]:
    """Those of a sector, that turned a feature or a raw indicator, of an entity, with a tag however spelt."""
    if sector:
        stories = stories.filter(sector=plain_line(sector))
    if feature:
        stories = stories.filter(turns__code=plain_line(feature))
    if entity:
        stories = stories.filter(entity__code=plain_line(entity))
    if tag:
        stories = stories.filter(tags__key=searchable(tag))
    return stories


def stories_in_order(ids: Iterable[UUID]) -> list[Story]:
    """Stories by their ids, in that order, each with its entity. One query."""
    wanted = list(ids)
    found = Story.objects.select_related("entity").in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def story_by_slug(slug: str) -> Story | None:
    """The story of a slug, in any case of letters."""
    return Story.objects.select_related("entity").filter(slug__iexact=slug).first()


def people_beside(story: Story) -> dict[UUID, User]:
    """Who reads what is said beside a story, by pseudonym: the entity's own people and the authority."""
    grants = RoleGrant.objects.filter(
        Q(role__in=OF_ENTITY, entity=story.entity_id) | Q(role__in=AUTHORITY, entity=None, campaign=None)
    )
    people = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return {one.pseudonym: one for one in people.order_by("display_name", "email")}


def entities_with_stories(stories: QuerySet[Story]) -> list[Entity]:
    """The entities of which there is a story, in the order of the registry."""
    return list(Entity.objects.filter(pk__in=stories.values("entity")))


def codes_turned(*, but: UUID) -> frozenset[str]:
    """The features and indicators that published stories of others than this entity turned."""
    others = stories_published().exclude(entity=but)
    return frozenset(StoryTurn.objects.filter(story__in=others).values_list("code", flat=True).distinct())


def published_content(story: Story) -> Mapping[str, Any] | None:
    """The text that everybody reads, or read last before it was withdrawn; None for one never published."""
    if story.state == PUBLISHED:
        return story.content
    if story.published_at is None:
        return None
    public = Q(at__lte=story.published_at) | Q(kind=RevisionKind.CORRECTED)
    return story.revisions.filter(public).order_by("-number").values_list("content", flat=True).first()
