"""The history of a campaign or of the installation, and signed checkpoints of all of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.api.answers import CodeInPath
from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window
from miqyas.workspace.accounts.access import Person, person_of
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.campaigns.queries.records import records_told
from miqyas.workspace.history.checkpoints import checkpoint_make
from miqyas.workspace.history.models import Record
from miqyas.workspace.history.queries import chain_counts
from miqyas.workspace.reviews.blindness import is_blind_in
from miqyas.workspace.scans.access import records_seen

router = Router(tags=["history"])
NO_CAMPAIGN: Final = str(UUID(int=0))
"""Stands for a campaign that is not there: who may see none is told the same of it as of one that is."""


class RecordTold(Schema):
    """Something that was done."""

    id: int
    at: datetime
    actor: UUID | None = Field(description="Pseudonym of who did it; null: the installation itself.")
    name: str | None = Field(description="Their name, as others see it now.")
    action: str
    object_kind: str
    object_id: str
    details: dict[str, Any]
    seal: int | None = Field(description="Number of the seal that holds it; null: not sealed yet.")


class HistoryTold(Schema):
    """A stretch of a chain, newest first."""

    chain: str = Field(description="Id of the campaign; empty: the installation.")
    sealed: int
    unsealed: int
    limit: int
    offset: int
    records: list[RecordTold]


class HeadTold(Schema):
    """How far a chain goes."""

    chain: str
    seal: int
    root: str


class CheckpointTold(Schema):
    """A checkpoint, to be kept as it is."""

    format: str
    at: str
    public_key: str
    chains: list[HeadTold]
    signature: str


def chain_of(campaign: str) -> str:
    """The chain of a campaign."""
    found = Campaign.objects.filter(code=campaign).values_list("pk", flat=True).first()
    return str(found) if found else NO_CAMPAIGN


def chain_of_installation() -> str:
    """The chain of what belongs to no campaign."""
    return ""


@router.get(
    "/workspace/history",
    response=HistoryTold,
    operation_id="history_get",
    url_name="history_get",
    summary="What was done beside campaigns",
)
@private("history.view", of=chain_of_installation)
def history_get(request: HttpRequest, window: Query[Window]) -> dict[str, Any]:
    """The history of the installation: people, roles, data, backups. Newest first."""
    return _history("", window, person_of(request.user))


@router.get(
    "/workspace/campaigns/{campaign}/history",
    response=HistoryTold,
    operation_id="campaign_history_get",
    url_name="campaign_history_get",
    summary="What was done in a campaign",
)
@private("history.view", of=chain_of)
def campaign_history_get(request: HttpRequest, campaign: CodeInPath, window: Query[Window]) -> dict[str, Any]:
    """The history of a campaign, newest first; not for who assesses in it.

    What was done to an answer is told once it is handed in; `sealed` and `unsealed` count it all the same.
    """
    chain = target_of(request)
    if chain == NO_CAMPAIGN:
        raise Http404(campaign)
    if is_blind_in(person_of(request.user), Campaign.objects.get(pk=chain)):
        raise PermissionDenied("history.view")
    return _history(chain, window, person_of(request.user))


@router.post(
    "/workspace/history/checkpoints",
    response=CheckpointTold,
    operation_id="history_checkpoint",
    url_name="history_checkpoint",
    summary="Make a checkpoint of the whole history",
)
@private("history.checkpoint")
def history_checkpoint(request: HttpRequest) -> dict[str, Any]:
    """Seal what is not sealed, and sign the last seal of every chain. Keep the answer elsewhere."""
    found: dict[str, Any] = json.loads(checkpoint_make(by=person_of(request.user).pseudonym))
    return found


def _history(chain: str, window: Window, person: Person) -> dict[str, Any]:
    told = records_seen(person, records_told(chain))
    records = list(told[window.offset : window.offset + window.limit])
    return {
        "chain": chain,
        **chain_counts(chain),
        "limit": window.limit,
        "offset": window.offset,
        "records": list(_told(records)),
    }


def _told(records: Iterable[Record]) -> Iterable[dict[str, Any]]:
    records = list(records)
    names = names_of(record.actor for record in records)
    for record in records:
        sealing = getattr(record, "sealing", None)
        yield {
            "id": record.pk,
            "at": record.at,
            "actor": record.actor,
            "name": names[record.actor] if record.actor else None,
            "action": record.action,
            "object_kind": record.object_kind,
            "object_id": record.object_id,
            "details": {name: value for name, value in record.details.items() if name != "grade"},
            "seal": sealing.seal.number if sealing else None,
        }
