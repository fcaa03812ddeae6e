"""Published campaigns: a government's own assessment, for everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from miqyas.api.answers import CodeInPath
from miqyas.api.gate import changes_with
from miqyas.api.shapes import Names, Versions
from miqyas.jobs.scores.public import (
    campaigns_published,
    published_by_code,
    published_record,
    published_short,
    published_state,
)
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["campaigns"])


class PublishedShort(Schema):
    """A published campaign in a list."""

    code: str
    title: Names
    kind: str = Field(description="national or cities.")
    published_on: str | None
    is_sample: bool = Field(description="Whether it is invented and belongs to no country.")


class PublishedList(Schema):
    """All published campaigns, the newest first."""

    campaigns: list[PublishedShort]
    versions: Versions


class InstrumentUsed(Schema):
    """An instrument as the campaign froze it."""

    code: str
    version: str
    title: Names


class CityNamed(Schema):
    """A city."""

    code: str
    name: Names


class PublishedResult(Schema):
    """A share of features that are settled: of all, of a sub-index, of a sector."""

    city: CityNamed | None = Field(description="Null: the nation.")
    by: str = Field(description="all, subindex or sector.")
    code: str | None
    name: Names | None
    asked: int
    known: int = Field(description="Of how many a grade is settled.")
    share: float | None = Field(description="0 to 1; null while nothing is settled.")


class Published(PublishedShort):
    """A published campaign with its results. It is a government's own assessment, not one of the UN's."""

    assessors: int = Field(description="Blind assessors for each feature.")
    instruments: list[InstrumentUsed]
    features_count: int
    results: list[PublishedResult]
    versions: Versions


@router.get(
    "/campaigns",
    response=PublishedList,
    operation_id="published_list",
    url_name="published_list",
    summary="Published campaigns",
)
@changes_with(published_state)
def published_list(request: HttpRequest) -> dict[str, Any]:
    """Campaigns that the government published: its own assessments, not results of the UN."""
    return {
        "campaigns": [published_short(one) for one in campaigns_published()],
        "versions": _versions(request),
    }


@router.get(
    "/campaigns/{code}",
    response=Published,
    operation_id="published_get",
    url_name="published_get",
    summary="A published campaign",
)
@changes_with(published_state)
def published_get(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """Shares of features that are settled, by sub-index and by sector; of cities, for each of them."""
    campaign = published_by_code(code)
    if campaign is None:
        raise Http404
    return {**published_record(campaign), "versions": _versions(request)}


def _versions(request: HttpRequest) -> dict[str, str]:
    world = world_of(request)
    return world.versions(world.latest).as_dict()
