"""The whole method of an edition applied to observations: one pure function of two values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from miqyas.index.aggregate import aggregate
from miqyas.index.classify import Codes, class_of, group_of
from miqyas.index.errors import IndexComputationError
from miqyas.index.normalise import clamp, normalise
from miqyas.index.rank import Ranks, competition_rank
from miqyas.kernel.errors import Place
from miqyas.methodology.model import Methodology, Node
from miqyas.observations.model import Observations, Values


@dataclass(frozen=True)
class Scores:
    """Everything the engine made; arrays have the shape (scenario, country).

    `index` holds the value of each node as its parent uses it (for an index: 0 to 1); `raw` the value
    before its normalisation, where the node was not given ready-made. `rank` is 0 for "not ranked";
    `group` and `rating` are positions in the methodology's bands and classes, -1 for none, or None
    where the edition has no groups or classes.
    """

    methodology: Methodology
    observations: Observations
    index: Mapping[str, Values]
    raw: Mapping[str, Values]
    rank: Ranks
    group: Codes | None = None
    rating: Codes | None = None

    @property
    def countries(self) -> tuple[str, ...]:
        """ISO codes along the last axis."""
        return self.observations.countries

    @property
    def total(self) -> Values:
        """The index itself."""
        return self.index[self.methodology.root.code]

    def group_code(self, country: int, *, scenario: int = 0) -> str | None:
        """Code of the country's group, such as "very_high"."""
        if self.group is None or self.methodology.groups is None:
            return None
        position = int(self.group[scenario, country])
        return None if position < 0 else self.methodology.groups.bands[position].code

    def class_code(self, country: int, *, scenario: int = 0) -> str | None:
        """Code of the country's rating class, such as "VH"."""
        group = self.group_code(country, scenario=scenario)
        if self.rating is None or self.methodology.classes is None or group is None:
            return None
        return self.methodology.classes.codes[group][int(self.rating[scenario, country])]


def compute(methodology: Methodology, observations: Observations) -> Scores:
    """Index, ranks, groups and classes of every country in every scenario.

    A node that is given is used as it is; one that is not is made from its children, down to the raw
    indicators. To recompute a given node, leave it out (`Observations.without`). Raises
    `IndexComputationError` when a node is neither given nor can be made.

    >>> from miqyas.methodology import load_edition
    >>> from miqyas.observations.model import from_columns
    >>> given = from_columns(
    ...     {"OSI": [0.9, 0.3], "TII": [0.6, 0.6], "HCI": [0.9, 0.9]}, edition=2024, countries=["AAA", "BBB"]
    ... )
    >>> scores = compute(load_edition(2024), given)
    >>> scores.total.round(2).tolist(), scores.rank.tolist(), scores.class_code(0)
    ([[0.8, 0.6]], [[1, 2]], 'V1')
    """
    work = _Work(observations)
    total = work.node(methodology.root)
    for tree in methodology.indices:
        if tree.code not in work.index and work.can_make(tree):
            work.node(tree)
    total = _leave_unranked(total, methodology, work.index)
    work.index[methodology.root.code] = total
    rank = competition_rank(total)
    group = group_of(total, groups=methodology.groups) if methodology.groups else None
    rating = None
    if methodology.classes and group is not None:
        rating = class_of(rank, group=group, classes=methodology.classes)
    return Scores(methodology, observations, work.index, work.raw, rank, group, rating)


def evaluate(node: Node, observations: Observations) -> Values:
    """One tree alone, without ranks and groups: the value of its root, shape (scenario, country).

    Raises `IndexComputationError` when the tree cannot be made from what is given.

    >>> from miqyas.methodology import load_edition
    >>> from miqyas.observations.model import from_columns
    >>> points = from_columns({"OSI.POINTS": [20, 60, 40]}, edition=2020, countries=["AAA", "BBB", "CCC"])
    >>> evaluate(load_edition(2020).nodes["OSI"], points).tolist()
    [[0.0, 1.0, 0.5]]
    """
    return _Work(observations).node(node)


def _leave_unranked(total: Values, methodology: Methodology, index: Mapping[str, Values]) -> Values:
    components = [node.code for node in methodology.components if node.code in index]
    for rule in methodology.not_ranked:
        for code in components:
            if rule.when == "component_is_missing":
                total = np.where(np.isnan(index[code]), np.nan, total)
            elif code == rule.component:
                total = np.where(index[code] == 0, np.nan, total)
    return total


@dataclass
class _Work:
    """What is already made while one index is computed."""

    observations: Observations
    index: dict[str, Values] = field(default_factory=dict)
    raw: dict[str, Values] = field(default_factory=dict)

    def can_make(self, node: Node) -> bool:
        """Whether the node is given or can be made from what is given."""
        if node.code in self.observations.values:
            return True
        return bool(node.children) and all(self.can_make(child) for child in node.children)

    def node(self, node: Node) -> Values:
        """The node's value as its parent uses it."""
        if node.code not in self.index:
            self.index[node.code] = self._make(node)
        return self.index[node.code]

    def _make(self, node: Node) -> Values:
        given = self.observations.values.get(node.code)
        if given is not None and not node.is_leaf:
            return self._shaped(given)
        if given is None and node.is_leaf:
            raise IndexComputationError("not_given", place=Place(name=node.code), indicator=node.code)
        raw = self._shaped(given) if given is not None else self._combine(node)
        self.raw[node.code] = raw
        if node.cap:
            raw = clamp(raw, cap=node.cap.value)
        if node.normalise:
            reference = self.observations.reference.get(node.code)
            try:
                raw = normalise(raw, by=node.normalise.value, field=reference)
            except IndexComputationError as error:
                error.place = Place(name=node.code)
                raise
        return -raw if node.sign < 0 else raw

    def _combine(self, node: Node) -> Values:
        assert node.aggregate is not None
        parts = np.stack([self.node(child) for child in node.children])
        weights = np.array([float(child.weight.value) for child in node.children if child.weight])
        return aggregate(parts, weights=weights, rule=node.aggregate.value, missing=node.missing)

    def _shaped(self, values: Values) -> Values:
        shape = (self.observations.scenarios, len(self.observations.countries))
        return np.broadcast_to(np.asarray(values, dtype=np.float64), shape)
