"""Bringing in a file of stories: a plan of what it would add and change, carried out as a whole or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from miqyas.assessment.workflow import allowed_actions
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.execution import Progress
from miqyas.sheets.plans import Doing, FilePlan, planned, unwatched, watched
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.stories.access import roles_for
from miqyas.workspace.stories.errors import StoryError
from miqyas.workspace.stories.fields import StoryFields, fields_from, lacks
from miqyas.workspace.stories.models import RevisionKind, Story
from miqyas.workspace.stories.reading import StoriesFile, StoryRow, read_stories
from miqyas.workspace.stories.services import slug_problem, story_create, story_problems, story_save


@dataclass(frozen=True)
class Line:
    """What a row of the file would do; `changes` names the parts of the text that it would change.

    `version` is that of the story that it would change, 0 for a new one.
    """

    slug: str
    doing: Doing
    said: StoryFields
    entity: str
    version: int = 0
    changes: tuple[str, ...] = ()

    @property
    def told(self) -> Any:
        """All that it would do, and over which version: names of new results are given when it is done."""
        return [self.slug, self.doing, self.entity, self.version, *self.changes, _nameless(self.said)]


StoriesPlan = FilePlan[Line]


def _nameless(said: StoryFields) -> dict[str, object]:
    told = said.as_dict()
    return {**told, "results": [one["text"] for one in told["results"]]}


def stories_plan(
    content: bytes, *, name: str, person: Person, on_progress: Progress = unwatched
) -> StoriesPlan:
    """What the file would do for this person, with every problem at its line; it changes nothing."""
    file = read_stories(content, name=name)
    problems = list(file.problems)
    if not problems and not file.stories:
        problems.append(StoryError("no_rows", place=Place(file=name)))
    lines = () if problems else tuple(_lines(file, problems, person=person, on_progress=on_progress))
    return planned(name, lines, problems, more=partial(_more, name))


def _more(name: str, n: int) -> StoryError:
    return StoryError("more_problems", place=Place(file=name), n=n)


def _lines(
    file: StoriesFile, problems: list[MiqyasError], *, person: Person, on_progress: Progress
) -> Iterator[Line]:
    slugs = [row.slug for row in file.stories]
    there = {one.slug: one for one in Story.objects.select_related("entity").filter(slug__in=slugs)}
    entities = set(Entity.objects.filter(is_active=True).values_list("code", flat=True))
    for row in watched(file.stories, on_progress):
        story = there.get(row.slug)
        said = row.said(fields_from(story.content) if story else None).tidied()
        found = [*_row_problems(row, story, entities, person=person), *_said_problems(said, story)]
        problems += [_at(row, problem) for problem in found]
        yield _line(row, story, said)


def _row_problems(
    row: StoryRow, story: Story | None, entities: set[str], *, person: Person
) -> Iterator[MiqyasError]:
    if row.entity not in entities:
        yield StoryError("entity_unknown", place=Place(name="entity"), given=row.entity[:60])
    if story is None:
        yield from slug_problem(row.slug)
    elif story.entity.code != row.entity:
        yield StoryError("entity_stays", place=Place(name="entity"), given=row.slug)
    elif "save" not in allowed_actions("story", story.state, roles_for(person, story)):
        yield StoryError("not_now", place=Place(name="story"), given=row.slug)


def _said_problems(said: StoryFields, story: Story | None) -> Iterator[MiqyasError]:
    yield from story_problems(said)
    if story is not None and story.state == "published":
        yield from lacks(said)


def _at(row: StoryRow, problem: MiqyasError) -> MiqyasError:
    """The problem at the line of the story, or of the first row of the list that it is about."""
    name = problem.place.name
    line = next(iter(row.lists.get(name, ())), row.line)
    return type(problem)(problem.detail, place=line.place(name), **problem.params)


def _line(row: StoryRow, story: Story | None, said: StoryFields) -> Line:
    if story is None:
        return Line(row.slug, "add", said, row.entity)
    before, after = fields_from(story.content).as_dict(), said.as_dict()
    changes = tuple(name for name in after if before.get(name) != after[name])
    return Line(row.slug, "change" if changes else "same", said, row.entity, story.version, changes)


@transaction.atomic
def stories_apply(plan: StoriesPlan, *, person: Person) -> int:
    """Do what the plan says, all of it; how many stories were written. Raises its first problem."""
    if plan.problems:
        raise plan.problems[0]
    for line in plan.doing:
        if line.doing == "add":
            story_create(
                Entity.objects.get(code=line.entity),
                line.said,
                by=person.by,
                slug=line.slug,
                is_of_authority=True,
                kind=RevisionKind.IMPORTED,
            )
        else:
            there = Story.objects.get(slug=line.slug)
            story_save(there, line.said, version=line.version, by=person.by, kind=RevisionKind.IMPORTED)
    return plan.doing_count
