"""What is audited: the parts of an index over its countries, their weights, and the ranks they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.inputs import ENOUGH_OF_THE_FIELD
from miqyas.analysis.world import World
from miqyas.index.aggregate import aggregate
from miqyas.index.normalise import clamp, normalise
from miqyas.index.rank import Ranks, competition_rank
from miqyas.kernel.errors import Place
from miqyas.methodology import Methodology, Node
from miqyas.methodology.model import AggregateRule, MissingRule, Normalisation
from miqyas.observations.model import Values
from miqyas.observations.raw import load_raw
from miqyas.observations.results import PUBLISHED

FEWEST_PARTS: Final = 2
FEWEST_COUNTRIES: Final = 3
SUM_SLACK: Final = 1e-9
"""How far weights may sum to something else than 1."""


@dataclass(frozen=True)
class Field:
    """Parts of an index over countries, as its method finds them before it weighs them.

    `values` has the shape (part, country), higher is better in every part, NaN for what is missing;
    `weights` (part,) sums to 1; `given` is the normalisation that the values still need, `anew` the one by
    which the method would scale a part again if the field changed; `published_rank` (country,) is 0 where
    there is none.
    """

    code: str
    codes: tuple[str, ...]
    countries: tuple[str, ...]
    values: Values
    weights: Values
    given: tuple[Normalisation, ...]
    anew: tuple[Normalisation, ...]
    aggregate: AggregateRule
    missing: MissingRule
    published_rank: Ranks

    @cached_property
    def parts(self) -> Values:
        """The parts brought to a common scale as the method does it, shape (part, country)."""
        return np.stack([normalise(row, by=by) for row, by in zip(self.values, self.given, strict=True)])

    @cached_property
    def total(self) -> Values:
        """The index as the method makes it, shape (country,), before any scaling of the whole."""
        return self.total_of(self.parts)

    @cached_property
    def rank(self) -> Ranks:
        """Ranks of `total`, shape (country,), 0 for a country whose index cannot be made."""
        return competition_rank(self.total)

    @cached_property
    def is_nominal(self) -> npt.NDArray[np.bool_]:
        """Which countries the method ranks."""
        ranked: npt.NDArray[np.bool_] = self.rank > 0
        return ranked

    def total_of(self, parts: Values) -> Values:
        """Other parts of the same shape put together with the method's own weights and rules."""
        joined = aggregate(
            parts[:, np.newaxis, :], weights=self.weights, rule=self.aggregate, missing=self.missing
        )
        total: Values = joined[0]
        return total

    def position(self, iso3: str) -> int:
        """Place of a country along the arrays; raises `AnalysisError` for one that is not in the field."""
        if iso3 not in self.countries:
            raise AnalysisError("audit_not_in_field", place=Place(name=iso3), given=iso3)
        return self.countries.index(iso3)


def field_from(
    values: Values,
    *,
    weights: Sequence[float] | Values | None = None,
    codes: Sequence[str] | None = None,
    countries: Sequence[str] | None = None,
) -> Field:
    """A field from a plain array of shape (part, country), higher is better; equal weights if none are given.

    The parts are weighed as they are, by an arithmetic mean. Raises `AnalysisError` for fewer than two
    parts or three countries, a part without spread, and weights that are negative or do not sum to 1.

    >>> field = field_from(np.array([[0.9, 0.5, 0.1], [0.2, 0.8, 0.3]]), weights=[0.5, 0.5])
    >>> field.total.round(2).tolist(), field.rank.tolist()
    ([0.55, 0.65, 0.2], [2, 1, 3])
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] < FEWEST_PARTS or table.shape[1] < FEWEST_COUNTRIES:
        raise AnalysisError("audit_too_small", parts=FEWEST_PARTS, countries=FEWEST_COUNTRIES)
    parts, count = table.shape
    names = tuple(codes) if codes else tuple(f"P{number + 1}" for number in range(parts))
    _demand_spread(table, names)
    field = Field(
        code="INDEX",
        codes=names,
        countries=tuple(countries) if countries else tuple(f"C{number + 1}" for number in range(count)),
        values=table,
        weights=checked_weights(np.full(parts, 1 / parts) if weights is None else weights, parts=parts),
        given=(Normalisation(),) * parts,
        anew=(Normalisation(),) * parts,
        aggregate="arithmetic",
        missing="required",
        published_rank=np.zeros(count, dtype=np.int32),
    )
    return replace(field, published_rank=field.rank)


def checked_weights(weights: Sequence[float] | Values, *, parts: int) -> Values:
    """Weights as an array; raises `AnalysisError` for a wrong number of them, NaN, negatives, a sum not 1.

    >>> checked_weights([0.5, 0.3, 0.2], parts=3).tolist()
    [0.5, 0.3, 0.2]
    """
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != (parts,):
        raise AnalysisError("audit_weights_count", given=int(given.size), needed=parts)
    if not np.all(np.isfinite(given)) or np.any(given < 0):
        raise AnalysisError("audit_weight", lowest=0, highest=1)
    if abs(given.sum() - 1) > SUM_SLACK:
        raise AnalysisError("audit_weights_sum", total=float(given.sum()))
    return given


def ranks_under(field: Field, *, weights: Sequence[float] | Values) -> Ranks:
    """Ranks under other weights, all else as the method has it; shape (country,), 0 for no rank.

    Raises `AnalysisError` for a wrong number of weights, NaN, negatives, a sum that is not 1.

    >>> field = field_from(np.array([[0.9, 0.5, 0.1], [0.2, 0.8, 0.3]]))
    >>> ranks_under(field, weights=[0.8, 0.2]).tolist()
    [1, 2, 3]
    """
    chosen = checked_weights(weights, parts=len(field.codes))
    return replace(field, weights=chosen).rank


def field_of(world: World, *, edition: int, code: str | None = None) -> Field:
    """The field of an edition: its components as published, or one component's inputs where they are loaded.

    Countries are those that the edition ranks, and those listed without a rank because a part is missing.
    `code` names a component (its sub-indices or raw inputs must be loaded for nine tenths of the field);
    without it the index itself is audited. Raises `AnalysisError` for an edition without results, an
    unknown component, and parts that are not at hand.

    >>> from miqyas.analysis.world import load_world
    >>> field = field_of(load_world(), edition=2024)
    >>> field.codes, len(field.countries), field.rank[field.position("BHR")]
    (('OSI', 'TII', 'HCI'), 193, np.int32(18))
    """
    methodology = world.methodology(world.published(edition).edition)
    if code is None or code == methodology.root.code:
        return _whole(world, methodology)
    if code not in [node.code for node in methodology.components]:
        known = ", ".join([methodology.root.code, *(node.code for node in methodology.components)])
        raise AnalysisError("unknown_component", place=Place(name=code), given=code, known=known)
    return _component(world, methodology, methodology.nodes[code])


def components_at_hand(world: World, *, edition: int) -> tuple[str, ...]:
    """Components whose inputs are loaded for the field, so that they can be audited themselves.

    >>> from miqyas.analysis.world import load_world
    >>> components_at_hand(load_world(), edition=2024)
    ()
    """
    methodology = world.methodology(edition)
    raw = _inputs(world, edition)
    listed = world.published(edition).is_listed()
    return tuple(node.code for node in methodology.components if _is_covered(node, raw, listed))


def _whole(world: World, methodology: Methodology) -> Field:
    results, root = world.published(methodology.edition), methodology.root
    values = np.stack([results.values[node.code] for node in root.children])
    is_ranked, missing = results.rank > 0, np.isnan(values)
    is_partial = results.is_listed() & missing.any(axis=0) & ~missing.all(axis=0)
    chosen = is_ranked | is_partial
    if np.sum(is_ranked & ~missing.any(axis=0)) < FEWEST_COUNTRIES:
        needed = ", ".join(node.code for node in root.children)
        place = Place(name=str(methodology.edition))
        raise AnalysisError("audit_no_components", place=place, edition=methodology.edition, needed=needed)
    return _field(root, root.children, values[:, chosen], world, chosen, results.rank)


def _component(world: World, methodology: Methodology, node: Node) -> Field:
    edition = methodology.edition
    results, raw = world.published(edition), _inputs(world, edition)
    listed = results.is_listed()
    if not _is_covered(node, raw, listed):
        needed = ", ".join(child.code for child in _inside(node))
        place = Place(name=f"{edition} {node.code}")
        raise AnalysisError("audit_no_components", place=place, edition=edition, needed=needed)
    leaves = _inside(node)
    rows = []
    for leaf in leaves:
        row = clamp(raw[leaf.code], cap=leaf.cap.value) if leaf.cap else raw[leaf.code]
        rows.append(-row if node.falls_with(leaf.code) else row)
    values = np.stack(rows)
    chosen = listed & ~np.isnan(values).all(axis=0)
    rank = competition_rank(results.values[node.code])
    return _field(node, leaves, values[:, chosen], world, chosen, rank)


def _field(
    node: Node,
    parts: Sequence[Node],
    values: Values,
    world: World,
    chosen: npt.NDArray[np.bool_],
    rank: Ranks,
) -> Field:
    is_whole = parts is node.children
    codes = tuple(part.code for part in parts)
    _demand_spread(values, codes)
    weights = np.array([_share(node, part.code) for part in parts])
    assert node.aggregate is not None
    anew = tuple(part.normalise.value if part.normalise else Normalisation() for part in parts)
    return Field(
        code=node.code,
        codes=codes,
        countries=tuple(iso3 for iso3, is_in in zip(world.countries, chosen, strict=True) if is_in),
        values=values,
        weights=weights / weights.sum(),
        given=(Normalisation(),) * len(parts) if is_whole else anew,
        anew=anew,
        aggregate=node.aggregate.value,
        missing=node.missing,
        published_rank=rank[chosen],
    )


def _inside(node: Node) -> tuple[Node, ...]:
    """The inputs of a component; an index inside it that is published itself counts as one."""
    found: dict[str, Node] = {}
    for child in node.children:
        for part in (child,) if child.is_leaf or child.code in PUBLISHED else _inside(child):
            found[part.code] = part
    return tuple(found.values())


def _share(node: Node, code: str) -> float:
    """Weight of a part in a node, through what lies between."""
    for child in node.children:
        weight = float(child.weight.value) if child.weight else 0.0
        if child.code == code:
            return weight
        if any(part.code == code for part in child.walk()):
            return weight * _share(child, code)
    raise KeyError(code)


def _inputs(world: World, edition: int) -> Mapping[str, Values]:
    return {**load_raw(world.active, edition=edition), **world.published(edition).values}


def _is_covered(node: Node, raw: Mapping[str, Values], listed: npt.NDArray[np.bool_]) -> bool:
    parts = _inside(node)
    if len(parts) < FEWEST_PARTS or any(part.code not in raw for part in parts):
        return False
    complete = np.logical_and.reduce([~np.isnan(raw[part.code]) for part in parts]) & listed
    return bool(complete.sum() >= ENOUGH_OF_THE_FIELD * listed.sum())


def _demand_spread(values: Values, codes: Sequence[str]) -> None:
    for row, code in zip(values, codes, strict=True):
        present = row[~np.isnan(row)]
        if np.isinf(present).any():
            raise AnalysisError("audit_not_finite", place=Place(name=code), part=code)
        if present.size < FEWEST_COUNTRIES or present.min() == present.max():
            raise AnalysisError("audit_no_spread", place=Place(name=code), part=code)
