"""The kinds of file that may be long: how each is planned and carried out, and what that is held against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from miqyas.jobs.files import Asked, FileKind, LongFileError, file_kind
from miqyas.sheets.plans import FilePlan, Row
from miqyas.workspace.accounts.models import User
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.directive_importing import (
    DirectiveLine,
    directives_apply,
    directives_plan,
)
from miqyas.workspace.roadmaps.ground import features_known
from miqyas.workspace.roadmaps.importing import Line as RoadmapLine
from miqyas.workspace.roadmaps.importing import roadmap_apply, roadmap_plan
from miqyas.workspace.roadmaps.models import Directive, RoadmapItem
from miqyas.workspace.services.importing import Row as ServiceRow
from miqyas.workspace.services.importing import rights_of, services_apply, services_plan
from miqyas.workspace.services.models import Service
from miqyas.workspace.stories.importing import Line as StoryLine
from miqyas.workspace.stories.importing import stories_apply, stories_plan
from miqyas.workspace.stories.models import Story
from miqyas.workspace.workshops.importing import workshop_apply, workshop_plan
from miqyas.workspace.workshops.models import Workshop
from miqyas.workspace.workshops.queries import workshop_by_code


def _entities() -> Iterator[Any]:
    yield from Entity.objects.order_by("pk").values_list("pk", "code", "is_active")


def _services_plan(content: bytes, name: str, asked: Asked) -> FilePlan[ServiceRow]:
    return services_plan(content, name=name, rights=rights_of(asked.person), on_progress=asked.on_progress)


def _services_basis(_: str) -> Iterator[Any]:
    rows = Service.objects.order_by("code")
    yield from rows.values_list("code", "version", "state", "entity", "overruled_level")
    yield from _entities()


SERVICES: Final = file_kind(
    FileKind[ServiceRow](
        "services",
        action="service.import",
        plan=_services_plan,
        apply=lambda plan, asked: services_apply(plan, by=asked.person.by),
        basis=_services_basis,
    )
)


def _roadmap_plan(content: bytes, name: str, asked: Asked) -> FilePlan[RoadmapLine]:
    return roadmap_plan(content, name=name, on_progress=asked.on_progress)


def _roadmap_basis(_: str) -> Iterator[Any]:
    yield from RoadmapItem.objects.order_by("code").values_list("code", "version")
    yield from _entities()
    yield from Service.objects.order_by("code").values_list("code", flat=True)
    yield from User.objects.filter(is_active=True).order_by("pk").values_list("pseudonym", "email")
    yield from sorted(features_known())


ROADMAP: Final = file_kind(
    FileKind[RoadmapLine](
        "roadmap",
        action="roadmap.plan",
        plan=_roadmap_plan,
        apply=lambda plan, asked: roadmap_apply(plan, by=asked.person.by),
        basis=_roadmap_basis,
    )
)


def _directives_basis(_: str) -> Iterator[Any]:
    yield from Directive.objects.order_by("number").values_list("number", "version")
    yield from RoadmapItem.objects.order_by("code").values_list("code", flat=True)
    yield from _entities()


DIRECTIVES: Final = file_kind(
    FileKind[DirectiveLine](
        "directives",
        action="directive.plan",
        plan=lambda content, name, asked: directives_plan(content, name=name, on_progress=asked.on_progress),
        apply=lambda plan, asked: directives_apply(plan, by=asked.person.by),
        basis=_directives_basis,
    )
)


def _stories_plan(content: bytes, name: str, asked: Asked) -> FilePlan[StoryLine]:
    return stories_plan(content, name=name, person=asked.person, on_progress=asked.on_progress)


def _stories_basis(_: str) -> Iterator[Any]:
    yield from Story.objects.order_by("slug").values_list("slug", "version", "state", "entity")
    yield from _entities()


STORIES: Final = file_kind(
    FileKind[StoryLine](
        "stories",
        action="story.import",
        plan=_stories_plan,
        apply=lambda plan, asked: stories_apply(plan, person=asked.person),
        basis=_stories_basis,
    )
)


def _workshop(code: str) -> Workshop:
    found = workshop_by_code(code)
    if found is None:
        raise LongFileError("gone")
    return found


def _workshop_basis(code: str) -> Iterator[Any]:
    found = _workshop(code)
    yield found.version, found.starts_at, found.ends_at
    yield from found.sessions.order_by("pk").values_list("pk", "title", "starts_at", "minutes", "speakers")
    yield from found.invitations.order_by("pk").values_list("entity", "person")
    yield from _entities()
    yield from User.objects.filter(is_active=True).order_by("pk").values_list("email", flat=True)


WORKSHOP: Final = file_kind(
    FileKind[Row](
        "workshop",
        action="workshop.edit",
        plan=lambda content, name, asked: workshop_plan(
            _workshop(asked.of), content, name=name, on_progress=asked.on_progress
        ),
        apply=lambda plan, asked: workshop_apply(_workshop(asked.of), plan, by=asked.person.by),
        basis=_workshop_basis,
        find=workshop_by_code,
    )
)
