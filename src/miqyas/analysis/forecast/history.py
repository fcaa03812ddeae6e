"""What the past editions say, on a scale on which changes of strong and weak states can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.world import World
from miqyas.index.levels import to_level
from miqyas.kernel.errors import Place
from miqyas.methodology import Methodology
from miqyas.observations.model import Values
from miqyas.observations.results import COMPONENTS

NODES: Final = (*COMPONENTS, "EPI")
"""What is forecast, along the second axis of every array."""


@dataclass(frozen=True)
class History:
    """Past editions, oldest first, as a forecast may see them.

    `levels` has the shape (edition, node, country) and holds softened log-odds, NaN where there is no
    value; `egdi` the published index, shape (edition, country); `weights` those of the three components
    in the newest method seen. `breaks[t, c]` tells whether the inputs of node c changed between editions
    t and t + 1; `spans[c]` whether the newest edition seen stretches node c over the whole of 0 to 1.
    """

    editions: tuple[int, ...]
    countries: tuple[str, ...]
    levels: Values
    egdi: Values
    weights: Values
    breaks: np.ndarray
    spans: np.ndarray

    @property
    def newest(self) -> Values:
        """Levels of the newest edition, shape (node, country)."""
        levels: Values = self.levels[-1]
        return levels

    def changes(self) -> Values:
        """Change of level from each edition to the next, shape (transition, node, country)."""
        return np.diff(self.levels, axis=0)


def history(world: World, *, until: int | None = None) -> History:
    """The editions up to and including `until` (all, where it is None).

    Raises `AnalysisError` for an edition that is not loaded, and where one of them has no state with all of
    `NODES`, as after an import without e-participation.

    >>> from miqyas.analysis.world import load_world
    >>> history(load_world(), until=2010).editions
    (2003, 2004, 2005, 2008, 2010)
    """
    last = world.latest if until is None else until
    world.published(last)
    editions = tuple(edition for edition in world.editions if edition <= last)
    published = [world.published(edition) for edition in editions]
    values = np.stack([np.stack([results.values[code] for code in NODES]) for results in published])
    ranked = np.stack([results.rank > 0 for results in published])
    values = np.where(ranked[:, np.newaxis, :], np.clip(values, 0, 1), np.nan)
    _demand_whole(editions, values)
    methods = [world.methodology(edition) for edition in editions]
    newest = values[-1]
    return History(
        editions=editions,
        countries=world.countries,
        levels=to_level(values),
        egdi=np.stack(
            [
                np.where(has_rank, results.values["EGDI"], np.nan)
                for results, has_rank in zip(published, ranked, strict=True)
            ]
        ),
        weights=component_weights(methods[-1]),
        breaks=_breaks(methods),
        spans=(np.nanmin(newest, axis=1) <= 0) & (np.nanmax(newest, axis=1) >= 1),
    )


def _demand_whole(editions: Sequence[int], values: Values) -> None:
    """Errors are taken from states that have everything: an edition without any such state gives none."""
    for edition, nodes in zip(editions, values, strict=True):
        if np.isnan(nodes).any(axis=0).all():
            place, needed = Place(name=str(edition)), ", ".join(NODES)
            raise AnalysisError("forecast_lacks", place=place, edition=edition, needed=needed)


def component_weights(methodology: Methodology) -> Values:
    """Weights of OSI, TII and HCI in the index.

    >>> from miqyas.methodology import load_edition
    >>> component_weights(load_edition(2010)).tolist()
    [0.34, 0.33, 0.33]
    """
    weights = {node.code: float(node.weight.value) for node in methodology.components if node.weight}
    return np.array([weights[code] for code in COMPONENTS])


def _breaks(methods: Sequence[Methodology]) -> np.ndarray:
    inputs = [[_inputs(method, code) for code in NODES] for method in methods]
    pairs = pairwise(inputs)
    found = [[old != new for old, new in zip(*pair, strict=True)] for pair in pairs]
    return np.array(found, dtype=bool).reshape(len(found), len(NODES))


def _inputs(methodology: Methodology, code: str) -> frozenset[str]:
    node = methodology.nodes.get(code)
    return frozenset(leaf.code for leaf in node.leaves) if node else frozenset()
