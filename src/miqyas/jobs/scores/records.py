"""What a campaign comes to, as plain values for JSON: entities by their codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from miqyas.assessment.provisional import Tally
from miqyas.assessment.readings import VIEWS, View
from miqyas.assessment.records import advice_record, line_record, loss_record, tally_record, unseen_record
from miqyas.jobs.scores.boards import Board, board_of_part, boards_of, loss_of
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from miqyas.workspace.registry.queries import entities_by_id
from miqyas.workspace.reviews.blindness import is_over

Record = dict[str, Any]
Codes = Mapping[str, str]
"""Codes of entities by their ids; nobody by nothing."""


def codes_of(ids: Iterable[str]) -> Codes:
    """The codes of entities by id, by one query."""
    found = entities_by_id(UUID(one) for one in set(ids) if one)
    return {"": "", **{str(pk): entity.code for pk, entity in found.items()}}


def score_record(campaign: Campaign) -> Record:
    """Shares in three views: together, by sub-index, by sector, by entity; of cities, for each of them."""
    boards = boards_of(campaign)
    holders = {pk for board in boards.values() for pk in board.by_entity["claimed"]}
    codes = codes_of(holders | {str(city) for city in boards if city})
    return {
        "campaign": campaign.code,
        "state": campaign.state,
        "kind": campaign.kind,
        "is_over": is_over(campaign),
        "tallies": [
            {"city": codes[str(city)] if city else None, **_shares(board, codes)}
            for city, board in boards.items()
        ],
    }


def _shares(board: Board, codes: Codes) -> Record:
    return {
        "all": views_record(board.whole),
        "subindices": _by(board.by_node, "node"),
        "sectors": _by(board.by_sector, "sector"),
        "entities": [{**one, "entity": codes[one["entity"]]} for one in _by(board.by_entity, "entity")],
    }


def _by(found: Mapping[View, Mapping[str, Tally]], name: str) -> list[Record]:
    return [
        {name: code, **{view: tally_record(found[view][code]) for view in VIEWS}} for code in found["claimed"]
    ]


def losses_record(campaign: Campaign, board: Board) -> Record:
    """What is lost, in points of the index, who holds it, and what was claimed and not found."""
    codes = codes_of({*board.lost_by_entity, *(pk for one in board.losses for pk in one.holders)})
    return {
        "campaign": campaign.code,
        "lost": board.lost,
        "entities": [
            {
                "entity": codes[pk] or None,
                "lost": lost,
                "next": [advice_record(one) for one in board.advice.get(pk, ())],
            }
            for pk, lost in board.lost_by_entity.items()
        ],
        "sectors": [{"sector": code, "lost": lost} for code, lost in board.lost_by_sector.items()],
        "features": [
            {**loss_record(one), "holders": [codes[pk] for pk in one.holders]} for one in board.losses
        ],
        "not_found": [
            {**unseen_record(one), "claimants": [codes[pk] for pk in one.claimants]} for one in board.unseen
        ],
    }


def feature_record(campaign: Campaign, board: Board, feature: str) -> Record:
    """The line of a feature: what is said of it, what it is worth, what is lost here."""
    asked = next(one for one in board.said.asked if one.feature == feature)
    codes, claims = codes_of(board.said.holders(feature)), board.said.claims(asked)
    line, loss = board.lines.get(asked.node), loss_of(board, feature)
    return {
        "campaign": campaign.code,
        "feature": feature,
        "node": asked.node,
        "shares": {view: board.said.reading(asked, view).share for view in VIEWS},
        "holders": [{"entity": codes[pk], "claimed": claims.get(pk)} for pk in board.said.holders(feature)],
        "line": line_record(line) if line else None,
        "lost": (loss.lost if loss and loss.is_known else 0.0) * (line.worth if line else 0.0),
    }


def city_record(part: CampaignEntity, board: Board) -> Record:
    """What a city comes to: its shares, what to do next, what it claims and nobody found."""
    codes = codes_of(pk for one in board.unseen for pk in one.claimants)
    return {
        "campaign": part.campaign.code,
        "city": part.entity.code,
        **_own(part, board),
        "not_found": [
            {**unseen_record(one), "claimants": [codes[pk] for pk in one.claimants]} for one in board.unseen
        ],
    }


def _own(part: CampaignEntity, board: Board) -> Record:
    """Shares of one entity, together and by sub-index, and what it does next."""
    return {
        "all": views_record(board.whole),
        "subindices": _by(board.by_node, "node"),
        "next": [advice_record(one) for one in board.advice.get(str(part.entity_id), ())],
    }


def views_record(found: Mapping[View, Tally]) -> Record:
    """Features counted together in each view."""
    return {view: tally_record(found[view]) for view in VIEWS}


def part_record(part: CampaignEntity, *, with_drafts: bool = True) -> Record:
    """What an entity says itself, to its own people drafts too, and what was found of it once it may know."""
    board = board_of_part(part, with_drafts=with_drafts)
    return {
        "campaign": part.campaign.code,
        "entity": part.entity.code,
        "with_drafts": with_drafts,
        "with_results": is_over(part.campaign),
        **_own(part, board),
    }
