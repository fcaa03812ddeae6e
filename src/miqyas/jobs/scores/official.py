"""Official results beside a campaign's own shares: of which nodes, entered and taken off, and their pairs."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from miqyas.analysis.expected.own import PARTICIPATION
from miqyas.assessment.bridge import Pair
from miqyas.jobs.scores.boards import Board, board_of, pairs_of_result
from miqyas.kernel.errors import Place
from miqyas.workspace.campaigns.models import Campaign, OfficialResult
from miqyas.workspace.campaigns.queries.official import official_results_of
from miqyas.workspace.campaigns.services.official import OfficialError, official_result_set
from miqyas.workspace.datasets.world import current_world


def official_nodes(board: Board) -> tuple[str, ...]:
    """Of what a value may be entered: of nodes with a share, of participation where one is under it."""
    world = current_world()
    parents = world.methodology(world.latest).parents
    above = {parents[node].code for node in board.known if node in parents}
    return (*board.known, *({PARTICIPATION} & above))


def official_enter(
    campaign: Campaign, *, edition: int, values: Mapping[str, float], source: str, by: UUID | None
) -> OfficialResult:
    """Keep what was published of an edition. Raises `OfficialError` for what nothing can be held against."""
    editions = current_world().editions
    if edition not in editions:
        known = ", ".join(map(str, editions))
        raise OfficialError("edition_unknown", place=Place(name="edition"), edition=edition, known=known)
    nodes = official_nodes(board_of(campaign))
    for node in values:
        if node not in nodes:
            known = ", ".join(nodes)
            raise OfficialError("node_unknown", place=Place(name=node), node=node, known=known)
    return official_result_set(campaign, edition=edition, values=values, source=source, by=by)


def official_take_off(campaign: Campaign, *, by: UUID | None) -> None:
    """What was entered calibrates no more; it stays to be read. Nothing changes where nothing is in force."""
    last = next(iter(official_results_of(campaign)), None)
    if last and last.values:
        official_result_set(campaign, edition=last.edition, values={}, source=last.source, by=by)


def official_pairs(campaign: Campaign) -> tuple[Pair, ...]:
    """The pairs that the result in force makes with the campaign's own shares."""
    last = next(iter(official_results_of(campaign)), None)
    return pairs_of_result(current_world(), last) if last and last.values else ()
