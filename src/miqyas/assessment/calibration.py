"""Pairs that calibrate the bridge: own shares of an edition beside what was published for it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from miqyas.assessment.bridge import Pair
from miqyas.index.levels import from_level, to_level
from miqyas.methodology import Methodology
from miqyas.methodology.model import Node


def pairs_of(
    methodology: Methodology, *, shares: Mapping[str, float], published: Mapping[str, float]
) -> tuple[Pair, ...]:
    """The pairs of an edition, in the order of `shares`: own shares and published values, by node, 0 to 1.

    Where a node itself was not published but the one above it was (the stages of e-participation are not,
    the index of it is), and there are shares of all its parts, each part is taken to differ as the whole
    does, on the level scale [I]. OSI as a whole calibrates nothing: it cannot tell which of its parts
    differed.

    >>> from miqyas.methodology import load_edition
    >>> found = pairs_of(
    ...     load_edition(2024),
    ...     shares={"OSI.IF": 0.9, "EPI.INFORMATION": 0.8, "EPI.CONSULTATION": 0.5, "EPI.DECISION": 0.6},
    ...     published={"OSI.IF": 0.85, "EPI": 0.65},
    ... )
    >>> [(pair.node, round(pair.published, 3)) for pair in found][:2]
    [('OSI.IF', 0.85), ('EPI.INFORMATION', 0.735)]
    """
    found: list[Pair] = []
    for node, share in shares.items():
        if node in published:
            found.append(Pair(node, share, published[node]))
        elif (value := _as_the_whole(methodology, node, shares, published)) is not None:
            found.append(Pair(node, share, value))
    return tuple(found)


def _as_the_whole(
    methodology: Methodology, node: str, shares: Mapping[str, float], published: Mapping[str, float]
) -> float | None:
    parent = methodology.parents.get(node)
    if parent is None or parent.line or parent.code not in published:
        return None
    if any(child.code not in shares for child in parent.children):
        return None
    levels = to_level(np.array([shares[node], _whole(parent, shares), published[parent.code]]))
    return float(from_level(levels[:1] + levels[2] - levels[1])[0])


def _whole(parent: Node, shares: Mapping[str, float]) -> float:
    """The share of a node from those of its parts, by the method's weights."""
    return sum(float(child.weight.value) * shares[child.code] for child in parent.children if child.weight)
