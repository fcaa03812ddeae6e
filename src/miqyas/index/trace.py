"""The explanation of a score: a tree of values, rules, weights and sources down to what was observed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from miqyas.index.compute import Scores
from miqyas.index.errors import IndexComputationError
from miqyas.index.normalise import clamp
from miqyas.index.rank import competition_rank
from miqyas.kernel.errors import Place
from miqyas.methodology.model import Basis, Node
from miqyas.observations.model import FieldStatistics, Status, Values

Origin = Literal["given", "computed", "absent"]
_WITHOUT_FIELD: Final = frozenset({"none", "goalposts"})


@dataclass(frozen=True)
class Explanation:
    """One node of the tree: how a country's value of an index or indicator came about.

    `value` is what the parent uses, `raw` what stood before normalisation (None where the value was
    given ready-made), `contribution` its share of the parent's mean (weight times value, the weight scaled
    up where the method rescales for missing parts; None where the mean is no sum), `rank` the place from
    the side that raises the whole index, `field` the figures of all countries that the normaliser used
    (None where it used none), `facts` each rule with its basis, `unexplained` the largest known error of
    a provisional rule.
    """

    code: str
    country: str
    edition: int
    origin: Origin
    status: Status
    value: float | None
    raw: float | None
    weight: float | None
    contribution: float | None
    rank: int | None
    field: FieldStatistics | None
    field_is_reference: bool
    facts: tuple[tuple[str, object, Basis], ...]
    unexplained: float | None
    children: tuple[Explanation, ...]

    def walk(self) -> Iterator[Explanation]:
        """Itself and all below."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, code: str) -> Explanation | None:
        """The node of a code, here or below."""
        return next((node for node in self.walk() if node.code == code), None)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, with the tree below."""
        return {
            "code": self.code,
            "origin": self.origin,
            "status": self.status.name.lower(),
            "value": self.value,
            "raw": self.raw,
            "weight": self.weight,
            "contribution": self.contribution,
            "rank": self.rank,
            "field": _plain_field(self.field),
            "field_is_reference": self.field_is_reference,
            "unexplained": self.unexplained,
            "facts": [
                {"name": name, "value": str(value), "mark": basis.mark.value, "source": basis.source}
                for name, value, basis in self.facts
            ],
            "children": [child.as_dict() for child in self.children],
        }


def trace(scores: Scores, *, country: str, code: str | None = None, scenario: int = 0) -> Explanation:
    """Explain one country's value of a node (default: the index) in one scenario.

    Raises `IndexComputationError` for a country or a code that the scores do not have.

    >>> from miqyas.methodology import load_edition
    >>> from miqyas.index.compute import compute
    >>> from miqyas.observations.model import from_columns
    >>> given = from_columns(
    ...     {"OSI": [0.9, 0.3], "TII": [0.6, 0.6], "HCI": [0.9, 0.9]}, edition=2024, countries=["AAA", "BBB"]
    ... )
    >>> tree = trace(compute(load_edition(2024), given), country="AAA")
    >>> [(child.code, child.origin, round(child.contribution, 2)) for child in tree.children]
    [('OSI', 'given', 0.3), ('TII', 'given', 0.2), ('HCI', 'given', 0.3)]
    """
    if country not in scores.countries:
        raise IndexComputationError("unknown_country", place=Place(name=country), country=country)
    wanted = code or scores.methodology.root.code
    if wanted not in scores.methodology.nodes:
        raise IndexComputationError("unknown_node", place=Place(name=wanted), indicator=wanted)
    return _explain(scores, scores.methodology.nodes[wanted], (scenario, scores.countries.index(country)))


def _explain(scores: Scores, node: Node, at: tuple[int, int]) -> Explanation:
    value = _number(scores.index.get(node.code), at)
    field, is_reference = _field(scores, node, at[0])
    return Explanation(
        code=node.code,
        country=scores.countries[at[1]],
        edition=scores.methodology.edition,
        origin=_origin(scores, node),
        status=_status(scores, node, at),
        value=value,
        raw=_number(scores.raw.get(node.code), at),
        weight=float(node.weight.value) if node.weight else None,
        contribution=_contribution(scores, node, at),
        rank=_rank(scores, node, at),
        field=field,
        field_is_reference=is_reference,
        facts=tuple(node.facts()),
        unexplained=node.provisional.value if node.provisional else None,
        children=tuple(_explain(scores, child, at) for child in node.children),
    )


def _contribution(scores: Scores, node: Node, at: tuple[int, int]) -> float | None:
    value, parent = _number(scores.index.get(node.code), at), scores.methodology.parents.get(node.code)
    if value is None or parent is None or node.weight is None:
        return None
    if parent.aggregate is None or parent.aggregate.value != "arithmetic":
        return None
    present = (
        child.weight.value
        for child in parent.children
        if child.weight and _number(scores.index.get(child.code), at) is not None
    )
    shared = float(sum(present)) if parent.missing == "rescale" else 1.0
    return float(node.weight.value) * value / shared


def _status(scores: Scores, node: Node, at: tuple[int, int]) -> Status:
    if node.code in scores.observations.values or node.code not in scores.index:
        return Status(int(scores.observations.status_of(node.code)[at[1]]))
    return Status.MISSING if np.isnan(scores.index[node.code][at]) else Status.OBSERVED


def _origin(scores: Scores, node: Node) -> Origin:
    if node.code in scores.observations.values:
        return "given"
    return "computed" if node.code in scores.index else "absent"


def _number(values: Values | None, at: tuple[int, int]) -> float | None:
    if values is None:
        return None
    number = float(values[at])
    return None if np.isnan(number) else number


def _rank(scores: Scores, node: Node, at: tuple[int, int]) -> int | None:
    if _number(scores.index.get(node.code), at) is None or len(scores.countries) < 2:
        return None
    if node.code == scores.methodology.root.code:
        return int(scores.rank[at]) or None
    values = scores.index[node.code][at[0]]
    return int(competition_rank(-values if _lowers_the_whole(scores, node) else values)[at[1]])


def _lowers_the_whole(scores: Scores, node: Node) -> bool:
    parents, lowers = scores.methodology.parents, False
    while node.code in parents:
        node = parents[node.code]
        lowers ^= node.sign < 0
    return lowers


def _field(scores: Scores, node: Node, scenario: int) -> tuple[FieldStatistics | None, bool]:
    raw = scores.raw.get(node.code)
    if raw is None or node.normalise is None or node.normalise.value.rule in _WITHOUT_FIELD:
        return None, False
    reference = scores.observations.reference.get(node.code)
    if reference:
        return reference, True
    row = clamp(raw[scenario], cap=node.cap.value) if node.cap else raw[scenario]
    present = row[~np.isnan(row)]
    statistics = FieldStatistics(
        count=int(present.size),
        mean=float(present.mean()),
        deviation=float(present.std()),
        low=float(present.min()),
        high=float(present.max()),
    )
    return statistics, False


def _plain_field(field: FieldStatistics | None) -> dict[str, float] | None:
    if field is None:
        return None
    return {
        "count": field.count,
        "mean": field.mean,
        "deviation": field.deviation,
        "low": field.low,
        "high": field.high,
    }
