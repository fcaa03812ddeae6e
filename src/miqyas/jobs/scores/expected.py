"""The expected score of a campaign: its shares as they stand, asked of `campaign.expected`, and kept."""

from __future__ import annotations

from typing import Any

from miqyas.jobs.answers import Answer, ask_now
from miqyas.jobs.scores.boards import Board, pairs_known
from miqyas.jobs.tasks.expected import MOST_PAIRS
from miqyas.workspace.datasets.world import current_world, home_country


def expected_of(board: Board) -> Answer:
    """What the shares of the nation as best known let expect; the error where they let expect nothing."""
    return ask_now("campaign.expected", expected_params(board))


def expected_params(board: Board) -> dict[str, Any]:
    """The question as anybody could ask it: counts by sub-index, and the pairs that calibrate."""
    counts = [
        {
            "node": node,
            "asked": one.asked,
            "known": one.known,
            "points": one.points,
            "assessors": min(one.assessors, 1.0),
        }
        for node, one in board.known.items()
        if node in board.lines
    ]
    pairs = [
        {"node": one.node, "share": one.share, "published": one.published}
        for one in pairs_known(current_world())
    ]
    return {"iso3": home_country(), "counts": counts, "pairs": pairs[-MOST_PAIRS:]}
