"""What the Survey published of an edition that a campaign assessed too: it calibrates what is expected."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from miqyas.api.answers import CodeInPath
from miqyas.api.campaigns import national_at
from miqyas.api.evidence import Readable
from miqyas.api.gate import private, target_of
from miqyas.jobs.scores.boards import board_of
from miqyas.jobs.scores.official import official_enter, official_nodes, official_pairs, official_take_off
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.campaigns.queries.official import official_results_of
from miqyas.workspace.campaigns.services.official import LONGEST_SOURCE, OVER

router = Router(tags=["workspace"])
BASE = "/workspace/campaigns/{code}/official"
NODES_AT_MOST = 100


class OfficialAsked(Schema):
    """What was published."""

    edition: int = Field(strict=True, ge=1, le=9999, description="Year of the edition.")
    source: str = Field(
        min_length=1, max_length=LONGEST_SOURCE, pattern=Readable, description="The document and the page."
    )
    values: dict[str, float] = Field(
        min_length=1, max_length=NODES_AT_MOST, description="By code of the sub-index, 0 to 1."
    )


class OfficialTold(Schema):
    """What was entered at one time."""

    number: int
    edition: int
    values: dict[str, float] = Field(description="Empty: what was entered before was taken off.")
    source: str
    by: str = Field(description="Name of whoever entered it; empty where nobody is known.")
    at: datetime


class OfficialPairTold(Schema):
    """A share of the campaign and the value that was published."""

    node: str
    share: float
    published: float


class OfficialsTold(Schema):
    """Official results beside a campaign."""

    campaign: str
    is_over: bool = Field(description="Whether the review is over: none can be entered before.")
    nodes: list[str] = Field(description="Of what a value may be entered.")
    results: list[OfficialTold] = Field(description="The newest first; it is in force.")
    pairs: list[OfficialPairTold] = Field(description="Those that the result in force makes.")


@router.get(
    BASE,
    response=OfficialsTold,
    operation_id="official_get",
    url_name="official_get",
    summary="Official results beside a campaign",
)
@private("score.calibrate", of=national_at)
def official(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """All that was entered, and the pairs by which what is expected is calibrated."""
    return _told(target_of(request))


@router.put(
    BASE,
    response=OfficialsTold,
    operation_id="official_enter",
    url_name="official_enter",
    summary="Enter official results",
)
@private("score.calibrate", of=national_at)
def enter(request: HttpRequest, code: CodeInPath, asked: OfficialAsked) -> dict[str, Any]:
    """In the place of what was entered before, which stays to be read."""
    campaign: Campaign = target_of(request)
    official_enter(campaign, **asked.dict(), by=person_of(request.user).pseudonym)
    return _told(campaign)


@router.delete(
    BASE,
    response=OfficialsTold,
    operation_id="official_take_off",
    url_name="official_take_off",
    summary="Take official results off",
)
@private("score.calibrate", of=national_at)
def take_off(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    """They calibrate no more, and stay to be read."""
    campaign: Campaign = target_of(request)
    official_take_off(campaign, by=person_of(request.user).pseudonym)
    return _told(campaign)


def _told(campaign: Campaign) -> dict[str, Any]:
    results = official_results_of(campaign)
    names = names_of(one.by for one in results)
    return {
        "campaign": campaign.code,
        "is_over": campaign.state in OVER,
        "nodes": list(official_nodes(board_of(campaign))),
        "results": [
            {
                "number": one.number,
                "edition": one.edition,
                "values": one.values,
                "source": one.source,
                "by": names[one.by] if one.by else "",
                "at": one.at,
            }
            for one in results
        ],
        "pairs": [
            {"node": one.node, "share": one.share, "published": one.published}
            for one in official_pairs(campaign)
        ],
    }
