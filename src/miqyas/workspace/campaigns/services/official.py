"""Entering what the Survey published of an edition that a campaign assessed too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import transaction

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.workspace.campaigns.models import Campaign, Kind, OfficialResult
from miqyas.workspace.history.services import record_add

OVER: Final = frozenset({"reply", "frozen", "published", "closed"})
"""States in which what was found stands, and so can be held against what was published."""
LONGEST_SOURCE: Final = 300


class OfficialError(MiqyasError):
    """Official results cannot be entered as asked."""

    code = "official"


@transaction.atomic
def official_result_set(
    campaign: Campaign, *, edition: int, values: Mapping[str, float], source: str, by: UUID | None
) -> OfficialResult:
    """Keep published sub-indices of an edition beside a campaign; without values it calibrates no more.

    Raises `OfficialError` for a campaign of cities or one whose review goes on, for values outside 0 to 1
    and where nothing says where they are from.
    """
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.kind != Kind.NATIONAL or locked.state not in OVER:
        raise OfficialError("not_comparable")
    if not source.strip() or len(source) > LONGEST_SOURCE:
        raise OfficialError("source", limit=LONGEST_SOURCE)
    for node, value in values.items():
        if not 0 <= value <= 1:
            raise OfficialError("outside", place=Place(name=node), node=node, value=f"{value:g}")
    number = locked.official_results.count() + 1
    made = OfficialResult.objects.create(
        campaign=locked, number=number, edition=edition, values=dict(values), source=source.strip(), by=by
    )
    record_add(
        "campaign.calibrate",
        actor=by,
        object_kind="campaign",
        object_id=campaign.pk,
        details={"edition": edition, "number": number, "values": dict(values)},
        chain=str(campaign.pk),
    )
    return made
