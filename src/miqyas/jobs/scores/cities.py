"""Cities of a campaign beside what the Survey published of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from miqyas.analysis.world import World
from miqyas.jobs.scores.boards import Board, board_of_part, boards_of
from miqyas.kernel.text import fold
from miqyas.observations.losi import CityScore, load_losi
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from miqyas.workspace.datasets.world import home_country
from miqyas.workspace.registry.models import Entity

INDEX: Final = "LOSI"
"""The code of the whole among the values of a city."""


@dataclass(frozen=True, slots=True)
class CityStanding:
    """A city among the others, with the whole that was published of it; None where nothing is loaded."""

    city: Entity
    board: Board
    published: CityScore | None


def cities_standing(campaign: Campaign, world: World) -> list[CityStanding]:
    """The cities of a campaign, the best by what strangers found first."""
    parts = {part.entity_id: part.entity for part in campaign.parts.select_related("entity")}
    found = [
        CityStanding(parts[city], board, _whole(published_of(parts[city], world)))
        for city, board in boards_of(campaign).items()
        if isinstance(city, UUID)
    ]
    return sorted(found, key=_place)


def _place(one: CityStanding) -> tuple[float, float, str]:
    whole = one.board.whole
    return (-(whole["verified"].share or 0.0), -(whole["claimed"].share or 0.0), one.city.code)


def _whole(published: Sequence[CityScore]) -> CityScore | None:
    return next((one for one in published if one.code == INDEX), None)


def city_board(part: CampaignEntity, *, oversees: bool) -> Board:
    """The board of a city: of all that was handed in for who oversees, else as its own people have it."""
    return boards_of(part.campaign)[part.entity_id] if oversees else board_of_part(part)


def published_of(city: Entity, world: World) -> list[CityScore]:
    """The newest values loaded of a city of this country, which know it by its name."""
    names, home = {fold(name) for name in city.name.values()}, home_country()
    mine = [one for one in load_losi(world.active) if one.iso3 == home and fold(one.city) in names]
    newest = max((one.edition for one in mine), default=None)
    return [one for one in mine if one.edition == newest]
