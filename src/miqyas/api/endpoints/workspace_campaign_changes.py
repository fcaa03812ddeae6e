"""Single changes of a campaign: a deadline of one entity's own, a newer version of an instrument."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from miqyas.api.answers import CodeInPath, EntityInPath, part_at
from miqyas.api.campaigns import CampaignParts, campaign_at, parts_record
from miqyas.api.gate import private, target_of
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.campaigns.services.campaigns import instrument_renew, part_deadline_set

router = Router(tags=["campaigns"])
BASE: Final = "/workspace/campaigns/{code}"


class DeadlineAsked(Schema):
    """The last day of one entity."""

    until: date | None = Field(description="Null: that of the campaign.")


class RenewAsked(Schema):
    """Which instrument of the campaign is to be taken in its version on offer."""

    instrument: str = Field(max_length=60, examples=["OSI"])


class Renewed(Schema):
    """What came of it."""

    campaign: str
    gone: int = Field(description="Assignments that went with features that are no longer asked.")


@router.put(
    f"{BASE}/entities/{{entity}}/deadline",
    response=CampaignParts,
    operation_id="part_deadline_set",
    url_name="part_deadline_set",
    summary="Give an entity a deadline of its own",
)
@private("campaign.edit", of=lambda code, entity: campaign_at(code))  # its part is looked up in it
def deadline(
    request: HttpRequest, code: CodeInPath, entity: EntityInPath, asked: DeadlineAsked
) -> dict[str, Any]:
    """Within answering and review; null takes it back."""
    part_deadline_set(part_at(code, entity), until=asked.until, by=person_of(request.user).pseudonym)
    return parts_record(target_of(request))


@router.post(
    f"{BASE}/renew",
    response=Renewed,
    operation_id="instrument_renew",
    url_name="instrument_renew",
    summary="Take up the version on offer of an instrument",
)
@private("campaign.edit", of=campaign_at)
def renew(request: HttpRequest, code: CodeInPath, asked: RenewAsked) -> dict[str, Any]:
    """In a draft alone: a campaign that is open asks what it opened with."""
    by = person_of(request.user).pseudonym
    gone = instrument_renew(target_of(request), asked.instrument, by=by)
    return {"campaign": code, "gone": gone}
