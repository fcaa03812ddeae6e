"""The success stories of the sample government, laid in through the services that people use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.assessment.answers import grades_of
from miqyas.kernel.documents import read_document
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Assignment
from miqyas.workspace.campaigns.queries.campaigns import campaign_by_code
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.reviews.queries.statements import statements_in
from miqyas.workspace.stories.fields import Partner, Result, Reusable, StoryFields, Turn
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.proving import result_prove
from miqyas.workspace.stories.queries import story_by_slug
from miqyas.workspace.stories.services import ContactFields, contacts_set, story_create, story_step

CAMPAIGN: Final = "sample-first"
"""The published campaign in which the stories say that they turned features."""
WAY: Final = ("submit", "hand_on", "publish")
STATES: Final = ("draft", "submitted", "review", "published")
"""Where a story is before each step of the way, and after the last."""


@cache
def stories() -> tuple[Mapping[str, Any], ...]:
    """What the sample says of stories."""
    text = files("miqyas.jobs.sample").joinpath("stories.yaml").read_text(encoding="utf-8")
    return tuple(read_document(text, file="jobs/sample/stories.yaml")["stories"])


def stories_laid() -> bool:
    """Whether the last of them is there."""
    return story_by_slug(stories()[-1]["slug"]) is not None


def stories_lay(*, by: UUID | None) -> None:
    """Lay the stories in, each as far as it goes; what is there stays, and goes on from where it stands."""
    for given in stories():
        with transaction.atomic():
            _lay(given, by=by)


def _lay(given: Mapping[str, Any], *, by: UUID | None) -> None:
    entity = entity_by_code(given["entity"])
    assert entity is not None
    story = story_by_slug(given["slug"]) or _begin(given, entity=entity, by=by)
    if story.state in STATES:
        for action in WAY[STATES.index(story.state) : STATES.index(given["ends"])]:
            story = story_step(story, action, by=by)


def _begin(given: Mapping[str, Any], *, entity: Entity, by: UUID | None) -> Story:
    story = story_create(entity, _said(given, entity=entity), by=by, slug=given["slug"], is_sample=True)
    contacts_set(story, [ContactFields(**one) for one in given["contacts"]], by=by)
    if (first := story.results.first()) is not None:
        title = f"{given['title']['en']} (sample)"
        address = f"https://{entity.code.removeprefix('sample-')}.example.org/{given['slug']}"
        content = Content(address=address, language="ar", effective_on=timezone.localdate())
        result_prove(first, evidence_add(entity, title=title, content=content, by=by), by=by)
    return story


def _said(given: Mapping[str, Any], *, entity: Entity) -> StoryFields:
    names = ("title", "problem", "solution", "sector", "cost", "months")
    return StoryFields(
        **{name: given[name] for name in names if name in given},
        results=tuple(Result(words) for words in given["results"]),
        partners=tuple(Partner(**one) for one in given["partners"]),
        reusables=tuple(Reusable(**one) for one in given["reusables"]),
        turns=tuple(_turns(given, entity=entity)),
        tags=tuple(given["tags"]),
    )


def _turns(given: Mapping[str, Any], *, entity: Entity) -> Iterator[Turn]:
    """Features of the entity that were found whole in the first campaign, those shared with others first."""
    campaign = campaign_by_code(CAMPAIGN)
    if campaign is not None:
        mine = Assignment.objects.filter(campaign=campaign, entity=entity).values_list("feature", flat=True)
        said, features = statements_in(campaign)[None], instruments_of(campaign).features
        whole = [
            code
            for code in sorted(mine, key=lambda code: (-len(said.holders(code)), code))
            if code in said.outcomes and said.outcomes[code].grade == grades_of(features[code].scale)[-1]
        ]
        for code in whole[: given["turned"]]:
            scale = grades_of(features[code].scale)
            yield Turn(code, scale[0], scale[-1], CAMPAIGN)
    if indicator := given.get("indicator"):
        yield Turn(**indicator)
