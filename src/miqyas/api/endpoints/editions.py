"""Editions of the Survey that have results."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from miqyas.analysis.records import edition_record
from miqyas.api.shapes import EditionInPath, Standing, Versions
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["editions"])


class Edition(Schema):
    """An edition in short."""

    edition: int = Field(description="Year of the edition.")
    ranked_count: int = Field(description="Number of states with a rank.")
    first: Standing = Field(description="The state that stands first.")
    median: float | None = Field(description="Median of the EGDI over all states with a value.")


class EditionWithVersions(Edition):
    """An edition, and what the answer rests on."""

    versions: Versions


class Editions(Schema):
    """All editions, oldest first."""

    editions: list[Edition]
    versions: Versions


@router.get(
    "/editions",
    response=Editions,
    operation_id="editions_list",
    url_name="editions_list",
    summary="All editions with results",
)
def editions(request: HttpRequest) -> dict[str, Any]:
    """Oldest first: how many states each ranks, which stands first, and the median of the index."""
    world = world_of(request)
    return {
        "editions": [edition_record(world, edition) for edition in world.editions],
        "versions": world.versions(world.latest).as_dict(),
    }


@router.get(
    "/editions/{edition}",
    response=EditionWithVersions,
    operation_id="editions_get",
    url_name="editions_get",
    summary="One edition",
)
def edition(request: HttpRequest, edition: EditionInPath) -> dict[str, Any]:
    """How many states it ranks, which stands first, and the median of the index."""
    world = world_of(request)
    return {**edition_record(world, edition), "versions": world.versions(edition).as_dict()}
