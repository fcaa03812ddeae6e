"""The board of a campaign: shares by view, what is lost, who holds it; kept until something is said anew."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar
from uuid import UUID

from miqyas.analysis.world import World
from miqyas.assessment.asked import Asked
from miqyas.assessment.bridge import Pair
from miqyas.assessment.calibration import pairs_of
from miqyas.assessment.line import Line
from miqyas.assessment.provisional import (
    Advice,
    Loss,
    Tally,
    Unseen,
    entity_tallies,
    losses,
    lost_by,
    lost_by_holder,
    next_best,
    tallies,
    tally,
    unseen,
)
from miqyas.assessment.readings import VIEWS, Reading, Statements, View
from miqyas.jobs.tasks.expected import bridges_of, lines_of, published_values
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity, Kind, OfficialResult
from miqyas.workspace.campaigns.queries.official import official_results_in_force
from miqyas.workspace.datasets.world import current_world, home_country
from miqyas.workspace.reviews.blindness import is_over
from miqyas.workspace.reviews.queries.statements import (
    asked_by_node,
    statements_in,
    statements_of_part,
    statements_version,
)

KEPT: Final = 24
"""Boards that stay in memory, the least recently read going first."""
Kept = TypeVar("Kept")
_boards: OrderedDict[tuple[str, ...], object] = OrderedDict()
_keeping = threading.Lock()


def node_of(asked: Asked) -> str:
    """The node of a feature."""
    return asked.node


def sector_of(asked: Asked) -> str:
    """The sector of a feature."""
    return asked.sector


@dataclass(frozen=True)
class Board:
    """What was said of one subject, counted. `lines` lead to the index; a city has none.

    Points are of the national index where there are lines, and shares of a feature where there are none.
    """

    said: Statements
    lines: Mapping[str, Line]

    @cached_property
    def by_node(self) -> Mapping[View, Mapping[str, Tally]]:
        """Shares by sub-index in each view."""
        return {view: tallies(self.said, view=view, by=node_of) for view in VIEWS}

    @cached_property
    def by_sector(self) -> Mapping[View, Mapping[str, Tally]]:
        """Shares by sector in each view."""
        return {view: tallies(self.said, view=view, by=sector_of) for view in VIEWS}

    @cached_property
    def by_entity(self) -> Mapping[View, Mapping[str, Tally]]:
        """Shares by entity in each view."""
        return {view: entity_tallies(self.said, view=view) for view in VIEWS}

    @cached_property
    def known(self) -> Mapping[str, Tally]:
        """Shares by sub-index as best known: as judged where somebody judged it, else as claimed."""
        return best_known(self.said)

    @cached_property
    def whole(self) -> Mapping[View, Tally]:
        """All features together in each view."""
        return {view: tally(self.said.reading(one, view) for one in self.said.applicable) for view in VIEWS}

    @cached_property
    def worth(self) -> Mapping[str, float]:
        """What a whole feature of each node adds to the index."""
        if self.lines:
            return {node: line.worth for node, line in self.lines.items()}
        return {one.node: 1.0 for one in self.said.asked}

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """What is not fulfilled."""
        return losses(self.said)

    @cached_property
    def unseen(self) -> tuple[Unseen, ...]:
        """Claimed, but a stranger could not find it."""
        return unseen(self.said)

    @cached_property
    def lost_by_entity(self) -> Mapping[str, float]:
        """Lost points by their holder, the most first; what nobody holds under ""."""
        held = lost_by_holder(self.losses, worth=self.worth)
        return dict(sorted(held.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def lost_by_sector(self) -> Mapping[str, float]:
        """Lost points by sector, the most first."""
        return lost_by(self.losses, worth=self.worth, by=sector_of)

    @property
    def lost(self) -> float:
        """All points lost."""
        return sum(self.lost_by_entity.values())

    @cached_property
    def advice(self) -> Mapping[str, tuple[Advice, ...]]:
        """The next three things by entity, for each that holds something."""
        holders = {holder for one in self.said.asked for holder in self.said.holders(one.feature)}
        return {holder: next_best(self.said, entity=holder, worth=self.worth) for holder in sorted(holders)}

    @cached_property
    def best(self) -> tuple[tuple[str, Advice], ...]:
        """The three best gains of all, each feature once, with the entity that it is advised to."""
        found: dict[str, tuple[str, Advice]] = {}
        for holder, advised in self.advice.items():
            for advice in advised:
                found.setdefault(advice.asked.feature, (holder, advice))
        ordered = sorted(found.values(), key=lambda one: (-one[1].priority, one[1].asked.feature))
        return tuple(ordered[:3])


def board_of(campaign: Campaign) -> Board:
    """The board of the nation, for those to whom everything handed in may be shown."""
    return boards_of(campaign)[None]


def boards_of(campaign: Campaign) -> Mapping[UUID | None, Board]:
    """The board of the nation, or of each city that takes part; worked out once for what was said."""
    said, world = said_in(campaign), current_world()
    if campaign.kind == Kind.CITIES:
        return _kept(
            ("cities", said.version), lambda: {city: Board(one, {}) for city, one in said.by.items()}
        )
    pairs = pairs_known(world)
    key = ("nation", said.version, world.data_version, str(world.target), repr(pairs))
    return _kept(key, lambda: {None: Board(said.by[None], _lines(world, best_known(said.by[None]), pairs))})


def board_of_part(part: CampaignEntity, *, with_drafts: bool = True) -> Board:
    """What an entity says of its own features, drafts too, and what was found of them once it may know.

    For others than its own people, without drafts.

    Until the blind review is over a feature weighs here what it would at a middling share: nothing that
    others said is in it.
    """
    world, with_results = current_world(), is_over(part.campaign)
    version = statements_version(part.campaign, part=part)
    key = (
        f"part {part.pk} {with_drafts}",
        version,
        world.data_version,
        str(world.target),
        repr(pairs_known(world)),
    )
    return _kept(key, lambda: _board_of_part(part, world, with_results=with_results, with_drafts=with_drafts))


def _board_of_part(part: CampaignEntity, world: World, *, with_results: bool, with_drafts: bool) -> Board:
    said = statements_of_part(part, with_results=with_results, with_drafts=with_drafts)
    if part.campaign.kind == Kind.CITIES:
        return Board(said, {})
    if with_results:
        return Board(said, board_of(part.campaign).lines)
    blank = {node: Tally(asked, 0, 0.0) for node, asked in asked_by_node(part.campaign).items()}
    return Board(said, _lines(world, blank, pairs_known(world)))


def pairs_known(world: World) -> tuple[Pair, ...]:
    """The pairs that calibrate the bridge: of every campaign whose edition has official results."""
    found: list[Pair] = []
    for result in official_results_in_force():
        found += pairs_of_result(world, result)
    return tuple(found)


def pairs_of_result(world: World, result: OfficialResult) -> tuple[Pair, ...]:
    """A campaign's own shares beside what was published for the edition: as entered, else as loaded."""
    shares = {
        node: one.share
        for node, one in best_known(said_in(result.campaign).by[None]).items()
        if one.share is not None
    }
    if result.edition not in world.editions:
        return pairs_of(world.methodology(world.latest), shares=shares, published=result.values)
    loaded = published_values(world, iso3=home_country(), edition=result.edition)
    return pairs_of(world.methodology(result.edition), shares=shares, published={**loaded, **result.values})


@dataclass(frozen=True)
class Said:
    """What was said in a campaign, by subject, under the name of its version."""

    version: str
    by: Mapping[UUID | None, Statements]


def said_in(campaign: Campaign) -> Said:
    """What was said in a campaign; read once as long as nothing is said anew."""
    version = statements_version(campaign)
    return _kept(("said", version), lambda: Said(version, statements_in(campaign)))


def _lines(world: World, found: Mapping[str, Tally], pairs: Sequence[Pair]) -> Mapping[str, Line]:
    """The lines of the nodes that the method knows; an own list may ask for others, which lead nowhere."""
    known = {node: one for node, one in found.items() if node in world.methodology(world.target).nodes}
    return lines_of(world, known, bridges_of(world, known, pairs=pairs))


def loss_of(board: Board, code: str) -> Loss | None:
    """What one feature lacks; None where nothing is lost."""
    return next((loss for loss in board.losses if loss.asked.feature == code), None)


def best_known(said: Statements) -> Mapping[str, Tally]:
    """Shares by sub-index: as judged where somebody judged it, else as claimed."""
    grouped: dict[str, list[Reading]] = {}
    for one in said.applicable:
        grouped.setdefault(one.node, []).append(said.best_known(one))
    return {node: tally(readings) for node, readings in grouped.items()}


def _kept(key: tuple[str, ...], make: Callable[[], Kept]) -> Kept:
    with _keeping:
        if key in _boards:
            _boards.move_to_end(key)
            return _boards[key]  # type: ignore[return-value]
    made = make()
    with _keeping:
        _boards[key] = made
        while len(_boards) > KEPT:
            _boards.popitem(last=False)
    return made
