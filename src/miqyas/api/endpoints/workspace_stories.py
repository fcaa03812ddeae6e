"""Success stories at work: written, edited, talked about, taken on their way; cases for what is lacking."""

from __future__ import annotations

from typing import Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.api.answers import CodeInPath, EntityInPath, part_at
from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.shapes import Versions
from miqyas.api.stories import (
    Action,
    Borne,
    CommentGiven,
    ContactsGiven,
    State,
    StepGiven,
    StoriesWork,
    StoryGiven,
    StoryInPath,
    StoryWhole,
    StoryWritten,
    Words,
    story_at,
    story_whole,
    story_work,
)
from miqyas.jobs.programme.cases import case_record, cases_of_part
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.campaigns.answering import entity_roles
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.stories.access import WRITERS
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.queries import stories_in_order, stories_matching, stories_seen
from miqyas.workspace.stories.searching import stories_searched
from miqyas.workspace.stories.services import (
    contacts_set,
    story_comment,
    story_create,
    story_save,
    story_step,
)

router = Router(tags=["stories"])
BASE: Final = "/workspace/stories"
ONE: Final = f"{BASE}/{{slug}}"
MOST_CASES: Final = 50


class StoriesAtWork(Window):
    """Which stories."""

    q: str = Field("", max_length=1000, description="Words that all are in it, however spelt.")
    state: State | Literal[""] = Field("", description="Where they stand.")
    sector: str = Field("", max_length=40, description="Code of a sector.")
    entity: str = Field("", max_length=60, description="Code of an entity.")


class CaseFeature(Schema):
    """A feature that is lacking here, and was turned there, itself or a kindred one."""

    feature: str
    turned: str = Field(description="The feature that was turned: the same, or its counterpart elsewhere.")
    points: float = Field(description="Of the index, that the whole of it would bring here at most.")
    before: str
    after: str
    campaign: str | None
    borne: Borne


class CaseTold(Schema):
    """A story that helps, and why."""

    story: str
    title: Words
    entity: str
    points: float = Field(description="Of the features that it turned itself, without kindred ones.")
    same_sector: bool
    features: list[CaseFeature]


class CasesTold(Schema):
    """The most helpful stories first: by points, those that nobody has borne out counting for half."""

    campaign: str
    entity: str
    cases: list[CaseTold]
    versions: Versions


@router.get(
    BASE,
    response=StoriesWork,
    operation_id="stories_work",
    url_name="stories_work",
    summary="Stories at work",
)
@private("story.list")
def listed(request: HttpRequest, asked: Query[StoriesAtWork], response: HttpResponse) -> dict[str, Any]:
    """Those that whoever asks may read, in any of their states."""
    seen = stories_matching(stories_seen(person_of(request.user)), sector=asked.sector, entity=asked.entity)
    if asked.state:
        seen = seen.filter(state=asked.state)
    shown, about = part_of(stories_searched(seen, asked.q), asked, request=request, response=response)
    stories = [story_work(one) for one in stories_in_order(shown)]
    return {**about, "versions": _versions(request), "stories": stories}


def entity_at(entity: str, **rest: Any) -> Entity:
    """The entity whose story it is to be. Raises `Http404` where there is none."""
    return get_object_or_404(Entity, code=entity, is_active=True)


@router.post(
    f"{BASE}/entities/{{entity}}",
    response=StoryWhole,
    operation_id="story_create",
    url_name="story_create",
    summary="Begin a story",
)
@private("story.create", of=entity_at)
def create(request: HttpRequest, entity: EntityInPath, asked: StoryGiven) -> dict[str, Any]:
    """A draft of the entity; one that the authority begins, both may write."""
    person, found = person_of(request.user), target_of(request)
    is_of_authority = found.pk not in person.entities(*WRITERS)
    story = story_create(found, asked.said(), by=person.by, is_of_authority=is_of_authority)
    return story_whole(story, user=request.user)


@router.get(
    ONE,
    response=StoryWhole,
    operation_id="story_read",
    url_name="story_read",
    summary="A story with its past",
)
@private("story.view", of=story_at)
def read(request: HttpRequest, slug: StoryInPath) -> dict[str, Any]:
    """With what publication still wants, its comments and its past for those whom they concern."""
    return story_whole(target_of(request), user=request.user)


@router.put(
    ONE, response=StoryWhole, operation_id="story_save", url_name="story_save", summary="Write a story"
)
@private("story.save", of=story_at)
def save(request: HttpRequest, slug: StoryInPath, asked: StoryWritten) -> dict[str, Any]:
    """Over the version that was seen; one that was written meanwhile is not written over."""
    by = person_of(request.user).by
    return story_whole(
        story_save(target_of(request), asked.said(), version=asked.version, by=by), user=request.user
    )


@router.post(
    f"{ONE}/steps/{{action}}",
    response=StoryWhole,
    operation_id="story_step",
    url_name="story_step",
    summary="Take a story on",
)
@private("story.view", of=story_at)
def take(request: HttpRequest, slug: StoryInPath, action: Action, asked: StepGiven) -> dict[str, Any]:
    """Hand it in, hand it on to review, publish it, give it back, withdraw it."""
    story: Story = target_of(request)
    person = require(request.user, f"story.{action}", story)
    done = story_step(story, action, by=person.by, reason=asked.reason)
    return story_whole(done, user=request.user)


@router.post(
    f"{ONE}/comments",
    response=StoryWhole,
    operation_id="story_comment",
    url_name="story_comment",
    summary="Say something beside a story",
)
@private("story.talk", of=story_at)
def comment(request: HttpRequest, slug: StoryInPath, asked: CommentGiven) -> dict[str, Any]:
    """To the entity's people and the authority; whoever is mentioned hears of it."""
    story: Story = target_of(request)
    story_comment(story, text=asked.text, by=person_of(request.user).by, mentions=asked.mentions)
    return story_whole(story, user=request.user)


@router.put(
    f"{ONE}/contacts",
    response=StoryWhole,
    operation_id="story_contacts",
    url_name="story_contacts",
    summary="Name who answers questions",
)
@private("story.save", of=story_at)
def contacts(request: HttpRequest, slug: StoryInPath, asked: ContactsGiven) -> dict[str, Any]:
    """In place of those named before. Personal data: shown to nobody but those to whom it may be shown."""
    story: Story = target_of(request)
    contacts_set(story, [one.fields() for one in asked.contacts], by=person_of(request.user).by)
    return story_whole(story, user=request.user)


@router.get(
    "/workspace/campaigns/{code}/entities/{entity}/cases",
    response=CasesTold,
    operation_id="cases_get",
    url_name="cases_get",
    summary="Cases for what an entity lacks",
)
@private("score.entity", of=part_at)
def cases(request: HttpRequest, code: CodeInPath, entity: EntityInPath) -> dict[str, Any]:
    """Published stories of others that turned features which are not full here, by the points they bring."""
    part = target_of(request)
    with_drafts = bool(entity_roles(person_of(request.user), part))
    found = cases_of_part(part, with_drafts=with_drafts, most=MOST_CASES)
    return {
        "campaign": part.campaign.code,
        "entity": part.entity.code,
        "cases": [case_record(one) for one in found],
        "versions": _versions(request),
    }


def _versions(request: HttpRequest) -> dict[str, str]:
    world = world_of(request)
    return world.versions(world.latest).as_dict()
