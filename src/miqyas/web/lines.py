"""The line from one feature to the national score, factor by factor, as its page tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from miqyas.jobs.scores.boards import Board, loss_of
from miqyas.kernel.provenance import Mark
from miqyas.methodology import indicators
from miqyas.web.scores import THOUSAND, Names, Trio, trio_bar
from miqyas.web.words import current_language, say_here
from miqyas.workspace.campaigns.models import Campaign

STEP_BACK = 0.01
"""The gain of the index by which the way back is told."""


@dataclass(frozen=True, slots=True)
class Step:
    """One factor: by what rule, of what, how much a whole feature has come to after it."""

    rule: str
    node: str
    factor: float
    reached: float
    mark: Mark


@dataclass(frozen=True, slots=True)
class Claim:
    """What one entity says of the feature."""

    entity: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A feature on its way: what is known of it, its steps, what it is worth and what is lost here."""

    question: str
    node: str
    trio: Trio
    claims: Sequence[Claim]
    steps: Sequence[Step]
    worth: float | None
    lost: float
    is_known: bool
    back: float | None


def line_shown(board: Board, code: str, *, campaign: Campaign) -> Line:
    """The line of one feature."""
    asked = next(one for one in board.said.asked if one.feature == code)
    names = Names(campaign, board.said.holders(code))
    line, loss = board.lines.get(asked.node), loss_of(board, code)
    claims = board.said.claims(asked)
    worth = line.worth if line else None
    return Line(
        question=names.question(code),
        node=names.node(asked.node),
        trio=_trio(board, code),
        claims=[Claim(names.entity(pk), claims.get(pk)) for pk in board.said.holders(code)],
        steps=_steps(board, asked.node, names),
        worth=worth * THOUSAND if worth is not None else None,
        lost=(loss.lost if loss else 0.0) * (worth or 0.0) * THOUSAND,
        is_known=loss is None or loss.is_known,
        back=line.features_for(STEP_BACK) if line and line.worth else None,
    )


def _trio(board: Board, code: str) -> Trio:
    asked = next(one for one in board.said.asked if one.feature == code)
    claimed, verified, settled = (
        board.said.reading(asked, view).share for view in ("claimed", "verified", "adjudicated")
    )
    bar = trio_bar(claimed, verified, settled)
    return Trio(code, code, bar, claimed, verified, settled, 1, int(verified is not None))


def _steps(board: Board, node: str, names: Names) -> list[Step]:
    line, reached, found = board.lines.get(node), 1.0, []
    for factor in line.factors if line else ():
        reached *= factor.factor
        found.append(
            Step(
                say_here(f"line.{factor.name}"),
                _name(factor.node, names),
                factor.factor,
                reached,
                factor.mark,
            )
        )
    return found


def _name(node: str, names: Names) -> str:
    known = indicators().get(node)
    return known.name.in_language(current_language()) if known else names.node(node)
