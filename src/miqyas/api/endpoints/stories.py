"""Published success stories, for everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from miqyas.api.gate import changes_with
from miqyas.api.paging import Window, part_of
from miqyas.api.stories import StoriesTold, StoryInPath, StoryPublicAlone
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.stories.queries import (
    stories_in_order,
    stories_matching,
    stories_published,
    story_by_slug,
)
from miqyas.workspace.stories.searching import stories_searched
from miqyas.workspace.stories.telling import TO_ALL, stories_state, story_record, story_short, story_told

router = Router(tags=["stories"])


class StoriesAsked(Window):
    """Which stories."""

    q: str = Field(
        "", max_length=1000, description="Words that all are in it, however spelt.", examples=["المواعيد"]
    )
    sector: str = Field("", max_length=40, description="Code of a sector.", examples=["health"])
    feature: str = Field(
        "", max_length=60, description="Code of a feature or raw indicator.", examples=["OSI-IF-001"]
    )
    entity: str = Field("", max_length=60, description="Code of an entity.", examples=["health"])
    tag: str = Field("", max_length=40, description="A tag, however spelt.", examples=["queues"])


@router.get(
    "/stories", response=StoriesTold, operation_id="stories_list", url_name="stories_list", summary="Stories"
)
@changes_with(stories_state)
def stories_list(request: HttpRequest, asked: Query[StoriesAsked], response: HttpResponse) -> dict[str, Any]:
    """Published stories; with words, those that have all of them, the fittest first."""
    filters = asked.model_dump(include={"sector", "feature", "entity", "tag"})
    found = stories_searched(stories_matching(stories_published(), **filters), asked.q)
    shown, about = part_of(found, asked, request=request, response=response)
    return {
        **about,
        "versions": _versions(request),
        "stories": [story_short(one) for one in stories_in_order(shown)],
    }


@router.get(
    "/stories/{slug}",
    response=StoryPublicAlone,
    operation_id="story_get",
    url_name="story_get",
    summary="A story",
)
@changes_with(stories_state)
def story_get(request: HttpRequest, slug: StoryInPath) -> dict[str, Any]:
    """With what it turned, held against results of published campaigns."""
    story = story_by_slug(slug)
    if story is None or story.state != "published":
        raise Http404
    return {**story_record(story_told(story, shows=TO_ALL)), "versions": _versions(request)}


def _versions(request: HttpRequest) -> dict[str, str]:
    world = world_of(request)
    return world.versions(world.latest).as_dict()
