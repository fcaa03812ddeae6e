"""Published scores as a flat list, and rankings."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.analysis.records import ranking_record, standing_record
from miqyas.analysis.world import Standing as StandingValue
from miqyas.analysis.world import World
from miqyas.api.paging import Window, part_of
from miqyas.api.shapes import (
    CodesAsked,
    EditionAsked,
    EditionInPath,
    GroupAsked,
    GroupOfIndex,
    Names,
    Part,
    Standing,
    codes_in,
    group_asked,
)
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["scores"])
Status = Literal["ranked", "not_ranked", "not_member"]


class Scores(Part):
    """A part of the list of scores."""

    scores: list[Standing]


class Place(Standing):
    """A ranked state and its place within the group asked for."""

    place: int = Field(description="Place among the members of the group, from 1.")


class Members(Schema):
    """The group that is ranked."""

    code: str
    name: Names
    count: int = Field(description="Number of members, ranked or not.")


class Ranking(Part):
    """A part of a ranking."""

    edition: int
    ranked_count: int = Field(description="Number of states that the edition ranks.")
    members: Members
    countries: list[Place]


class ScoreChoice(Schema):
    """Which scores."""

    edition: EditionAsked = None
    ids: CodesAsked = None
    group: GroupAsked = None
    index_group: GroupOfIndex | None = Field(None, description="Group of the index.", examples=["very_high"])
    status: Status | None = Field(
        None,
        description="ranked; not_ranked: listed without a rank; not_member: not listed in the edition.",
        examples=["not_ranked"],
    )


class GroupChoice(Schema):
    """Which group of countries; the world where none is named."""

    group: GroupAsked = None


@router.get(
    "/scores",
    response=Scores,
    operation_id="scores_list",
    url_name="scores_list",
    summary="Scores of countries in editions",
)
def scores(
    request: HttpRequest, response: HttpResponse, choice: Query[ScoreChoice], window: Query[Window]
) -> dict[str, Any]:
    """One item for each country and edition, oldest edition first, then by code.

    Without a filter these are all Member States in all editions. A state that is not ranked is there with
    `is_ranked` false and null in place of rank and index.
    """
    world = world_of(request)
    chosen, part = part_of(_places(world, choice), window, request=request, response=response)
    newest = choice.edition or world.latest
    return {
        **part,
        "scores": [standing_record(world, world.standing(iso3, edition)) for edition, iso3 in chosen],
        "versions": world.versions(newest).as_dict(),
    }


def _places(world: World, choice: ScoreChoice) -> list[tuple[int, str]]:
    """Edition and code of each score that fits; standings are looked at only where a filter asks."""
    editions = world.editions if choice.edition is None else (choice.edition,)
    chosen = set(group_asked(choice.group).members)
    if choice.ids is not None:
        chosen &= {world.country(iso3).iso3 for iso3 in codes_in(choice.ids)}
    places = [(world.published(edition).edition, iso3) for edition in editions for iso3 in sorted(chosen)]
    if choice.index_group is None and choice.status is None:
        return places
    return [(edition, iso3) for edition, iso3 in places if _fits(world.standing(iso3, edition), choice)]


def _fits(standing: StandingValue, choice: ScoreChoice) -> bool:
    if choice.index_group is not None and standing.group != choice.index_group:
        return False
    return choice.status is None or choice.status == _status(standing)


def _status(standing: StandingValue) -> Status:
    if standing.rank is not None:
        return "ranked"
    return "not_ranked" if standing.is_listed else "not_member"


@router.get(
    "/rankings/{edition}",
    response=Ranking,
    operation_id="rankings_get",
    url_name="rankings_get",
    summary="The ranking of an edition",
)
def ranking(
    request: HttpRequest,
    response: HttpResponse,
    edition: EditionInPath,
    choice: Query[GroupChoice],
    window: Query[Window],
) -> dict[str, Any]:
    """Ranked states by published rank, of the world or of a group; `place` counts within the group."""
    record = ranking_record(world_of(request), edition=edition, group=group_asked(choice.group))
    chosen, part = part_of(record["countries"], window, request=request, response=response)
    return {**record, **part, "countries": chosen}
