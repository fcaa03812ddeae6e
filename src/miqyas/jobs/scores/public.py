"""What a published campaign says to everybody: settled shares, never a person, never a single mark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, QuerySet

from miqyas.assessment.provisional import Tally
from miqyas.catalogue import vocabulary
from miqyas.jobs.scores.access import PUBLISHED
from miqyas.jobs.scores.boards import Board, boards_of
from miqyas.kernel.text import Text
from miqyas.workspace.campaigns.instruments import Given, instruments_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_by_id

VIEW: Final = "adjudicated"
"""What is published: what all assessors agreed on, or an adjudicator decided."""


def campaigns_published() -> QuerySet[Campaign]:
    """Campaigns that are published, the newest first."""
    return Campaign.objects.filter(state=PUBLISHED).order_by("-published_at", "code")


def published_by_code(code: str) -> Campaign | None:
    """The published campaign of a code, in any case of letters."""
    return campaigns_published().filter(code__iexact=code).first()


def published_version() -> str:
    """A name of all that is published: for pages that are kept by whoever read them."""
    return published_state()[0]


def published_state() -> tuple[str, int]:
    """A name of all that is published, and when it last changed, in seconds; by two queries."""
    rows = list(campaigns_published().values_list("pk", "published_at"))
    told = Record.objects.filter(chain__in=[str(pk) for pk, _ in rows]).aggregate(Max("id"), Max("at"))
    changed = told["at__max"]
    name = sha256(repr((rows, told["id__max"])).encode()).hexdigest()[:16]
    return name, int(changed.timestamp()) if changed else 0


def published_short(campaign: Campaign) -> dict[str, Any]:
    """A published campaign in a list."""
    return {
        "code": campaign.code,
        "title": dict(campaign.title),
        "kind": campaign.kind,
        "published_on": campaign.published_at.date().isoformat() if campaign.published_at else None,
        "is_sample": campaign.is_sample,
    }


def published_record(campaign: Campaign) -> dict[str, Any]:
    """A published campaign with its results, by sub-index and by sector; of cities, for each of them."""
    given, boards = instruments_of(campaign), boards_of(campaign)
    cities = entities_by_id(city for city in boards if city)
    return {
        **published_short(campaign),
        "assessors": campaign.assessors,
        "instruments": [
            {"code": one.code, "version": one.version, "title": dict(one.title)} for one in given.instruments
        ],
        "features_count": len(given.features),
        "results": [
            row for city, board in boards.items() for row in _results(board, given, _city(city, cities))
        ],
    }


def _city(city: UUID | None, cities: Mapping[UUID, Entity]) -> dict[str, Any] | None:
    return {"code": cities[city].code, "name": dict(cities[city].name)} if city else None


def _results(board: Board, given: Given, city: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    yield {"city": city, "by": "all", "code": None, "name": None, **_tally(board.whole[VIEW])}
    names = {part.node: part.name for one in given.instruments for part in one.parts.values()}
    for code, found in board.by_node[VIEW].items():
        yield {"city": city, "by": "subindex", "code": code, "name": dict(names[code]), **_tally(found)}
    for code, found in sorted(board.by_sector[VIEW].items()):
        yield {"city": city, "by": "sector", "code": code, "name": _sector(code), **_tally(found)}


def _sector(code: str) -> dict[str, str]:
    known = vocabulary().sectors.get(code)
    return dict(known.name if known else Text({"ar": code, "en": code}))


def _tally(found: Tally) -> dict[str, Any]:
    return {"asked": found.asked, "known": found.known, "share": found.share}
