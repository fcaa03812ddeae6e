"""The Member States, the groups they belong to, and one country at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.analysis.records import country_record, history_record
from miqyas.analysis.world import World
from miqyas.api.paging import Window, part_of
from miqyas.api.shapes import (
    CodesAsked,
    CountryInPath,
    EditionAsked,
    GroupAsked,
    Mark,
    Names,
    Part,
    Standing,
    Versions,
    codes_in,
    group_asked,
)
from miqyas.observations import names
from miqyas.observations.countries import Country, groups
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["countries"])


class CountryIdentity(Schema):
    """A Member State: codes, names, groups."""

    iso3: str = Field(description="ISO 3166 code of three letters.")
    iso2: str = Field(description="ISO 3166 code of two letters.")
    m49: str = Field(description="Code of the United Nations, three digits.")
    name: Names = Field(description="Usual short name.")
    formal_name: Names = Field(description="The name that the United Nations uses.")
    groups: list[str] = Field(description="Codes of the groups that it belongs to today.")


class Countries(Part):
    """A part of the list of Member States."""

    countries: list[CountryIdentity]


class CountryGroup(Schema):
    """A set of countries by which lists can be filtered."""

    code: str
    name: Names
    kind: str = Field(description="world, region, subregion, income, situation or membership.")
    members: list[str] = Field(description="ISO codes of its members today.")


class CountryGroups(Schema):
    """All groups of countries."""

    groups: list[CountryGroup]
    versions: Versions


class OthersParts(Schema):
    """What the others did to the rank; sums to `others`."""

    moved: float = Field(description="By states that are ranked in both editions.")
    entered: float = Field(description="By states that only the later edition ranks.")
    left: float = Field(description="By states that only the earlier edition ranks.")


class FieldOfStates(Schema):
    """Which states were ranked."""

    before: int = Field(description="Number of states that the earlier edition ranks.")
    after: int = Field(description="Number of states that the later edition ranks.")
    entered: list[str] = Field(description="ISO codes of states that only the later edition ranks.")
    left: list[str] = Field(description="ISO codes of states that only the earlier edition ranks.")


class InsideComponent(Schema):
    """What moved a component: its inputs, the others, its method, the rest; they sum to `change`."""

    code: str
    how: Literal["field", "alone"] | None = Field(
        description="field: inputs of all states are loaded; alone: only the country's own; null: not split."
    )
    change: float | None = Field(description="Change of the component as published; null where not split.")
    parts: dict[str, float] = Field(description="Part of each sub-index or raw input.")
    others: float | None = Field(description="Part of the other states; null where it cannot be told apart.")
    method: float | None = Field(description="Part of the changed method of the component.")
    rest: float | None = Field(
        description="What stays unexplained; with how=alone also what the scale of the field moved."
    )
    weight: float | None = Field(description="Weight in the index, by which the parts are parts of it.")
    mark: Mark | None = Field(description="Mark of the weakest fact that the split rests on.")
    lacking: Literal["inputs", "scale"] | None = Field(description="Why it is not split; null where it is.")
    lacking_editions: list[int] = Field(description="Editions for which inputs are lacking.")


class Change(Schema):
    """What moved rank and index; `rank` = `own` + `others` + `method_places` + `rounding_places`."""

    before: int = Field(description="The earlier edition.")
    after: int = Field(description="The later edition.")
    rank: int = Field(description="Places gained; negative: lost.")
    own: float = Field(description="Places gained by the country's own change.")
    others: float = Field(description="Places gained by the change of all others.")
    egdi: float = Field(description="Change of the published index.")
    components: dict[str, float] = Field(description="Part of each component in the change of the index.")
    method: float = Field(description="Part of changed weights in the change of the index.")
    rounding: float = Field(description="What the printed figures leave of the change of the index.")
    places: dict[str, float] = Field(description="Places gained by each own component; sums to `own`.")
    others_parts: OthersParts
    method_places: float = Field(description="Places gained by changed weights.")
    rounding_places: float = Field(
        description="Places by which the printed ranks lie off those of the printed components."
    )
    field: FieldOfStates
    inside: list[InsideComponent] = Field(description="What moved the components themselves.")


class Headroom(Schema):
    """What a component could still add."""

    code: str
    gain: float = Field(description="Weight times what is missing to 1.")
    share: float = Field(description="Share of all that is left, 0 to 1.")


class Rival(Schema):
    """A neighbour in the ranking."""

    iso3: str
    rank: int
    egdi: float
    gap: float = Field(description="Its index minus that of the country asked for.")


class CountryAtAGlance(Standing):
    """A country: its standing in an edition, what changed, where headroom lies, its neighbours."""

    iso2: str = Field(description="ISO 3166 code of two letters.")
    m49: str = Field(description="Code of the United Nations, three digits.")
    formal_name: Names
    groups: list[str] = Field(description="Codes of the groups that it belongs to today.")
    ranked_count: int = Field(description="Number of states that the edition ranks.")
    change: Change | None = Field(
        description="Since the edition before, or the one asked for; null where it is not ranked in both."
    )
    headroom: list[Headroom] = Field(description="Largest first; empty where there is no index.")
    rivals: list[Rival] = Field(description="The ten nearest above and the ten below, best first.")
    history: list[Standing] = Field(description="Every edition, oldest first.")
    versions: Versions


class StandingOfEdition(Standing):
    """A standing, and how many states its edition ranks."""

    ranked_count: int


class History(Schema):
    """A country in every edition, oldest first."""

    iso3: str
    name: Names
    editions: list[StandingOfEdition]
    versions: Versions


class CountryChoice(Schema):
    """Which countries."""

    q: str | None = Field(
        None,
        min_length=1,
        max_length=100,
        description="Part of a name in any language, or a code; best matches first.",
        examples=["bahr"],
    )
    group: GroupAsked = None
    ids: CodesAsked = None


class EditionChoice(Schema):
    """Which edition; the newest where none is named. And since which one its change is told."""

    edition: EditionAsked = None
    since: int | None = Field(
        None,
        ge=1,
        le=9999,
        description="An earlier edition since which the change is told; the one before where none is named.",
        examples=[2014],
    )


@router.get(
    "/countries",
    response=Countries,
    operation_id="countries_list",
    url_name="countries_list",
    summary="The Member States",
)
def countries(
    request: HttpRequest, response: HttpResponse, choice: Query[CountryChoice], window: Query[Window]
) -> dict[str, Any]:
    """Codes, names and groups, by code; filtered by group, codes or a part of the name."""
    world = world_of(request)
    chosen, part = part_of(_chosen(world, choice), window, request=request, response=response)
    return {
        **part,
        "countries": [_identity(world.country(iso3)) for iso3 in chosen],
        "versions": world.versions(world.latest).as_dict(),
    }


def _chosen(world: World, choice: CountryChoice) -> Sequence[str]:
    found: Sequence[str] = world.countries
    if choice.q is not None:
        found = names.search(choice.q, limit=len(found))
    members = group_asked(choice.group).members
    found = [iso3 for iso3 in found if iso3 in members]
    if choice.ids is not None:
        wanted = [world.country(iso3).iso3 for iso3 in codes_in(choice.ids)]
        found = [iso3 for iso3 in found if iso3 in wanted]
    return found


def _identity(country: Country) -> dict[str, Any]:
    return {
        "iso3": country.iso3,
        "iso2": country.iso2,
        "m49": country.m49,
        "name": dict(country.name),
        "formal_name": dict(country.formal_name),
        "groups": list(country.groups),
    }


@router.get(
    "/countries/{iso3}",
    response=CountryAtAGlance,
    operation_id="countries_get",
    url_name="countries_get",
    summary="One country at a glance",
)
def country(request: HttpRequest, iso3: CountryInPath, choice: Query[EditionChoice]) -> dict[str, Any]:
    """Its standing in an edition, what moved it there, its headroom, its neighbours and its history."""
    world = world_of(request)
    found = world.country(iso3.upper())
    standing = world.standing(found.iso3, choice.edition or world.latest)
    return {**_identity(found), **country_record(world, standing, since=choice.since)}


@router.get(
    "/countries/{iso3}/history",
    response=History,
    operation_id="countries_history",
    url_name="countries_history",
    summary="One country in every edition",
)
def history(request: HttpRequest, iso3: CountryInPath) -> dict[str, Any]:
    """Oldest first; editions in which it is not ranked, or was no member, are there with null."""
    return history_record(world_of(request), iso3.upper())


@router.get(
    "/groups",
    response=CountryGroups,
    operation_id="groups_list",
    url_name="groups_list",
    summary="Groups of countries",
)
def country_groups(request: HttpRequest) -> dict[str, Any]:
    """Regions, subregions, income groups, situations and memberships with their members of today."""
    world = world_of(request)
    return {
        "groups": [
            {"code": one.code, "name": dict(one.name), "kind": one.kind, "members": list(one.members)}
            for one in groups().values()
        ],
        "versions": world.versions(world.latest).as_dict(),
    }
