"""Cities of a campaign: all of them side by side, and one with what the Survey published of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from miqyas.api.answers import CodeInPath, EntityInPath, part_at
from miqyas.api.campaigns import campaign_at
from miqyas.api.endpoints.workspace_scores import AdviceTold, NotFoundTold, Share, SubindexViews, Views
from miqyas.api.gate import private, target_of
from miqyas.api.shapes import Names
from miqyas.jobs.scores.cities import cities_standing, city_board, published_of
from miqyas.jobs.scores.records import city_record, views_record
from miqyas.observations.losi import CityScore
from miqyas.workspace.accounts.access import allowed
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity, Kind
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["workspace"])
BASE = "/workspace/campaigns/{code}/cities"


class PublishedTold(Schema):
    """A value that was published of a city."""

    edition: int
    code: str = Field(description="LOSI for the whole, else a part or an indicator.")
    value: Share
    status: str = Field(description="known; else why there is no value.")


class CityTold(Schema):
    """A city among the others."""

    city: str
    name: Names
    all: Views
    published: PublishedTold | None = Field(description="The whole; null where none is loaded.")


class CitiesTold(Schema):
    """The cities of a campaign, the best by what strangers found first."""

    campaign: str
    cities: list[CityTold]


class CityWhole(Schema):
    """One city."""

    campaign: str
    city: str
    is_inside: bool = Field(description="Whether it is told as its own people have it, drafts too.")
    all: Views
    subindices: list[SubindexViews]
    next: list[AdviceTold]
    not_found: list[NotFoundTold]
    published: list[PublishedTold]


def cities_at(code: str, **_: str) -> Campaign:
    """A campaign of cities; 404 for others."""
    campaign = campaign_at(code)
    if campaign.kind != Kind.CITIES:
        raise Http404
    return campaign


def city_at(code: str, entity: str) -> CampaignEntity:
    """A city that takes part; 404 where there is none."""
    cities_at(code)
    return part_at(code, entity)


@router.get(
    BASE,
    response=CitiesTold,
    operation_id="cities_score",
    url_name="cities_score",
    summary="Cities side by side",
)
@private("score.view", of=cities_at)
def cities(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """Shares in three views, and beside them the newest published whole that is loaded."""
    campaign: Campaign = target_of(request)
    return {
        "campaign": campaign.code,
        "cities": [
            {
                "city": one.city.code,
                "name": one.city.name,
                "all": views_record(one.board.whole),
                "published": _published(one.published) if one.published else None,
            }
            for one in cities_standing(campaign, world_of(request))
        ],
    }


@router.get(
    f"{BASE}/{{entity}}",
    response=CityWhole,
    operation_id="city_score",
    url_name="city_score",
    summary="What a city comes to",
)
@private("score.entity", of=city_at)
def city(request: HttpRequest, code: CodeInPath, entity: EntityInPath) -> dict[str, Any]:
    """Its shares by category, what to do next, what was claimed and not found, what was published of it."""
    part: CampaignEntity = target_of(request)
    oversees = allowed(request.user, "score.view", part.campaign)
    return {
        **city_record(part, city_board(part, oversees=oversees)),
        "is_inside": not oversees,
        "published": [_published(one) for one in published_of(part.entity, world_of(request))],
    }


def _published(score: CityScore) -> dict[str, Any]:
    return {
        "edition": score.edition,
        "code": score.code,
        "value": score.value,
        "status": score.status,
    }
