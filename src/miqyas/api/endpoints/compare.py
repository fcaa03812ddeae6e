"""Countries and groups side by side."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.analysis.compare import compare as put_side_by_side
from miqyas.analysis.records import comparison_record
from miqyas.api.shapes import EditionAsked, GroupOfIndex, Names, Versions
from miqyas.observations.countries import groups
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["compare"])


class Subject(Schema):
    """A country with its values, or a group with the medians of its members and no rank."""

    kind: Literal["country", "group"]
    code: str = Field(description="ISO code of the country, or code of the group.")
    iso3: str | None = Field(None, description="ISO code; null for a group.")
    name: Names
    edition: int
    is_member: bool | None = Field(None, description="Null for a group.")
    is_ranked: bool | None = Field(None, description="Null for a group.")
    rank: int | None = Field(None, description="Null for a group, and where not ranked.")
    egdi: float | None
    osi: float | None
    tii: float | None
    hci: float | None
    epi: float | None
    group: GroupOfIndex | None = Field(None, description="Group of the index.")
    rating_class: str | None = Field(None, description="Class within the group of the index.")
    rank_by_edition: dict[str, int | None] = Field(description="Rank in every edition.")


class Comparison(Schema):
    """The subjects in the order asked for."""

    edition: int
    subjects: list[Subject]
    versions: Versions


class ComparisonChoice(Schema):
    """What to compare."""

    ids: str = Field(
        pattern=r"^[A-Za-z.\-]{2,60}(,[A-Za-z.\-]{2,60}){1,7}$",
        description="Two to eight codes of countries or groups, divided by commas.",
        examples=["BHR,ARE,gcc"],
    )
    edition: EditionAsked = None


@router.get(
    "/compare",
    response=Comparison,
    operation_id="compare",
    url_name="compare",
    summary="Two to eight countries or groups side by side",
)
def compare(request: HttpRequest, choice: Query[ComparisonChoice]) -> dict[str, Any]:
    """In one edition (the newest where none is named), with the rank in every edition."""
    world = world_of(request)
    codes = [code.lower() if code.lower() in groups() else code.upper() for code in choice.ids.split(",")]
    comparison = put_side_by_side(world, codes=codes, edition=choice.edition or world.latest)
    return comparison_record(world, comparison)
