"""The country's own values in each draw: from sub-indices to OSI, EPI and e-government literacy."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.expected.model import Estimate, Source
from miqyas.analysis.world import World
from miqyas.index.levels import SOFTENING, from_level, to_level
from miqyas.kernel.errors import Place
from miqyas.methodology import Methodology, Node
from miqyas.observations.model import FieldStatistics, Values
from miqyas.observations.raw import world_figures

SERVICES: Final = "OSI"
PARTICIPATION: Final = "EPI"
LITERACY: Final = "HCI.EGL"


@dataclass(frozen=True)
class Known:
    """Estimates ready to be drawn from, each array over nodes: shares, their deviations, levels beyond them.

    `is_open` are nodes of which nothing is known; their share is the mean of all states and their deviation,
    on the level scale, that of all states.
    """

    nodes: tuple[str, ...]
    share: Values
    assessors: Values
    answers: Values
    bias: Values
    scale: Values
    freedom: Values
    is_open: np.ndarray
    open_deviation: Values
    correlation: float

    @property
    def unknown(self) -> tuple[str, ...]:
        """Nodes of which nothing is known."""
        return tuple(node for node, is_open in zip(self.nodes, self.is_open, strict=True) if is_open)


@dataclass(frozen=True)
class Noise:
    """Random numbers of a chunk, each of shape (node, draw) but `opened` and `line`, (draw,)."""

    assessors: Values
    answers: Values
    bridge: Values
    opened: Values
    line: Values


def known_of(
    world: World, estimates: Sequence[Estimate], *, methodology: Methodology, correlation: float
) -> Known:
    """Estimates of the parts of OSI and of e-government literacy; what is missing is as in all states.

    Raises `AnalysisError` where no part of OSI is known, for a node given twice or that OSI is not made of,
    and where nothing is known of a part and no world figures are published for it.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> found = known_of(
    ...     world, [Estimate("OSI.SP", 0.8)], methodology=world.methodology(2024), correlation=0.5
    ... )
    >>> found.nodes[:4], found.unknown[:2]
    (('OSI.IF', 'OSI.CP', 'OSI.SP', 'OSI.TEC'), ('OSI.IF', 'OSI.CP'))
    """
    parts = [leaf.code for leaf in methodology.nodes[SERVICES].leaves if leaf.code != SERVICES]
    given = _checked(estimates, parts)
    nodes = [*parts, *(code for code in given if code == LITERACY)]
    figures = world_figures(world.latest) or world_figures(methodology.inherits or world.latest)
    chosen = [given.get(node, Estimate(node, None)) for node in nodes]
    middle = [_middle(one, figures) for one in chosen]

    def column(name: str) -> Values:
        return np.array([float(getattr(one, name)) for one in chosen])

    return Known(
        nodes=tuple(nodes),
        share=np.array([share for share, _ in middle]),
        assessors=column("assessors"),
        answers=column("answers"),
        bias=column("bias"),
        scale=column("scale"),
        freedom=column("freedom"),
        is_open=np.array([one.share is None for one in chosen]),
        open_deviation=np.array([deviation for _, deviation in middle]),
        correlation=correlation,
    )


def _checked(estimates: Sequence[Estimate], parts: Sequence[str]) -> dict[str, Estimate]:
    given: dict[str, Estimate] = {}
    for one in estimates:
        if one.node in given:
            raise AnalysisError("estimate_twice", place=Place(name=one.node), node=one.node)
        if one.node not in {*parts, LITERACY}:
            known = ", ".join([*parts, LITERACY])
            raise AnalysisError("no_part_of_services", place=Place(name=one.node), node=one.node, known=known)
        given[one.node] = one
    if not any(node in given and given[node].share is not None for node in parts):
        raise AnalysisError("nothing_known", known=", ".join(parts))
    return {node: one for node, one in given.items() if one.share is not None}


def _middle(one: Estimate, figures: Mapping[str, FieldStatistics]) -> tuple[float, float]:
    """A share and, where nothing is known, the deviation of all states on the level scale."""
    if one.share is not None:
        return one.share, 0.0
    if one.node not in figures:
        raise AnalysisError("nothing_to_stand_in", place=Place(name=one.node), node=one.node)
    found = figures[one.node]
    inward = SOFTENING + (1 - 2 * SOFTENING) * found.mean
    return found.mean, found.deviation * (1 - 2 * SOFTENING) / (inward * (1 - inward))


def noise_of(known: Known, *, draws: int, generator: np.random.Generator) -> Noise:
    """Random numbers for some draws; errors of the bridge hang together by `known.correlation`.

    What nothing is known of moves together: states strong in one sub-index are strong in others.

    >>> known = Known(("a",), *(np.zeros(1),) * 5, np.array([np.inf]), np.array([False]), np.zeros(1), 0.5)
    >>> noise_of(known, draws=3, generator=np.random.default_rng(1)).bridge.shape
    (1, 3)
    """
    shape = (len(known.nodes), draws)
    assessors, answers, alone = generator.standard_normal((3, *shape))
    together, opened, line = generator.standard_normal((3, draws))
    normal = math.sqrt(known.correlation) * together + math.sqrt(1 - known.correlation) * alone
    bridge = normal * _heavier(known.freedom, draws, generator)
    return Noise(assessors, answers, bridge, opened, line)


def _heavier(freedom: Values, draws: int, generator: np.random.Generator) -> Values:
    """What makes normal numbers Student-t: sqrt(v / chi-square of v), 1 for an infinite v."""
    is_finite = np.isfinite(freedom)
    usable = np.where(is_finite, freedom, 1.0)[:, np.newaxis]
    drawn = np.sqrt(usable / generator.chisquare(usable, size=(len(freedom), draws)))
    heavier: Values = np.where(is_finite[:, np.newaxis], drawn, 1.0)
    return heavier


def own_parts(known: Known, noise: Noise, *, without: Collection[Source] = ()) -> Mapping[str, Values]:
    """Draws of each sub-index by code, each of shape (draw,); sources in `without` stand at their middle.

    share + deviations of the share, within 0 and 1; then its level + bias + error, back to a value.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> known = known_of(
    ...     world, [Estimate("OSI.SP", 0.8, scale=0.6)], methodology=world.methodology(2024), correlation=0.5
    ... )
    >>> noise = noise_of(known, draws=4, generator=np.random.default_rng(1))
    >>> own_parts(known, noise, without={"bridge"})["OSI.SP"].round(9).tolist()
    [0.8, 0.8, 0.8, 0.8]
    """
    judged = 0.0 if "assessors" in without else known.assessors[:, np.newaxis] * noise.assessors
    answered = 0.0 if "answers" in without else known.answers[:, np.newaxis] * noise.answers
    opened = 0.0 if "answers" in without else np.outer(known.open_deviation, noise.opened)
    bridged = 0.0 if "bridge" in without else known.scale[:, np.newaxis] * noise.bridge
    share = np.clip(known.share[:, np.newaxis] + judged + answered, 0, 1)
    levels = to_level(share) + known.bias[:, np.newaxis] + opened + bridged
    drawn = np.broadcast_to(from_level(levels), noise.bridge.shape)
    return dict(zip(known.nodes, drawn, strict=True))


def composite(node: Node, parts: Mapping[str, Values], *, line_error: Values | float = 0.0) -> Values:
    """An index from draws of its parts: their weighted sum, and the published line where the edition has one.

    `line_error` counts how many times the line's unexplained deviation is added. Where the edition stretches
    the sum over all states, its ends are taken as 0 and 1.

    >>> from miqyas.methodology import load_edition
    >>> services = load_edition(2024).nodes["OSI"]
    >>> parts = {leaf.code: np.array([0.5]) for leaf in services.leaves}
    >>> composite(services, parts).round(4).tolist()
    [0.51]
    """
    if node.code in parts:
        return parts[node.code]
    total: Values = np.zeros(1)
    for child in node.children:
        assert child.weight is not None
        total = total + float(child.weight.value) * composite(child, parts)
    if node.line:
        line = node.line.value
        total = line.slope * total + line.intercept + line.unexplained * line_error
    clipped: Values = np.clip(total, 0, 1)
    return clipped
