"""What an edition of the Survey says, as frozen values: trees of indices, weights, rules, groups, classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Final, Generic, Literal, TypeVar

from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text

T = TypeVar("T")

AggregateRule = Literal["arithmetic", "geometric", "harmonic"]
NormaliseRule = Literal[
    "none", "min_max", "z_score", "distance_to_frontier", "goalposts", "rank", "percentile"
]
MissingRule = Literal["required", "rescale", "zero", "lowest"]
AGGREGATE_RULES: Final = ("arithmetic", "geometric", "harmonic")
NORMALISE_RULES: Final = (
    "none",
    "min_max",
    "z_score",
    "distance_to_frontier",
    "goalposts",
    "rank",
    "percentile",
)
MISSING_RULES: Final = ("required", "rescale", "zero", "lowest")
NOT_RANKED_RULES: Final = ("component_is_missing", "component_is_zero")
CUT_RULES: Final = ("below", "at_most")
BORDER_RULES: Final = ("lower", "higher")
UNITS: Final = ("index", "points", "share", "percent", "per_100", "percent_gni", "years", "score")


@dataclass(frozen=True, slots=True)
class Basis:
    """How far a fact is to be trusted and on which row of `method_sources.csv` it rests (None: no source)."""

    mark: Mark
    source: str | None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value with its basis."""

    value: T
    basis: Basis


@dataclass(frozen=True, slots=True)
class Normalisation:
    """A rule that brings a vector over countries to a common scale; `low` and `high` only for goalposts."""

    rule: NormaliseRule = "none"
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """Bounds at which a raw value stops counting further, in the unit of the indicator."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Points:
    """The grid on which published values lie: best minus worst in points, and the step of a point."""

    span: int
    step: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """Published index = slope x weighted sum of the parts + intercept, within `unexplained`.

    It stands in for a min-max whose ends are not known, to go from one country's own parts to its index.
    """

    slope: float
    intercept: float
    unexplained: float


@dataclass(frozen=True)
class Node:
    """One index or indicator of an edition: how it is made of its children, or that it is observed."""

    code: str
    basis: Basis
    weight: Fact[Fraction] | None = None
    aggregate: Fact[AggregateRule] | None = None
    normalise: Fact[Normalisation] | None = None
    cap: Fact[Cap] | None = None
    points: Fact[Points] | None = None
    provisional: Fact[float] | None = None
    line: Fact[Line] | None = None
    missing: MissingRule = "required"
    sign: Literal[1, -1] = 1
    known_as: Text | None = None
    children: tuple[Node, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether it is observed, not made of others."""
        return not self.children

    def walk(self) -> Iterator[Node]:
        """The node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def facts(self) -> Iterator[tuple[str, object, Basis]]:
        """All facts of the node itself: (name, value, basis)."""
        yield "component", self.code, self.basis
        for name in ("weight", "aggregate", "normalise", "cap", "points", "provisional", "line"):
            fact = getattr(self, name)
            if fact is not None:
                yield name, fact.value, fact.basis

    def falls_with(self, code: str) -> bool:
        """Whether a higher raw value of the node of this code, here or below, lowers this node's value.

        Raises `KeyError` for a code that is not in the tree.

        >>> from miqyas.methodology import load_edition
        >>> load_edition(2024).nodes["TII"].falls_with("TII.AF.FIXED")
        True
        """
        if self.code == code:
            return self.sign < 0
        for child in self.children:
            if any(node.code == code for node in child.walk()):
                return child.falls_with(code) != (self.sign < 0)
        raise KeyError(code)

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The observed indicators below, each once."""
        found = {node.code: node for node in self.walk() if node.is_leaf}
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Band:
    """A group of the index: all above `above` that no higher band takes; None for the lowest."""

    code: str
    above: float | None


@dataclass(frozen=True, slots=True)
class Groups:
    """Bands from the highest to the lowest and the group of a value exactly on a border."""

    bands: tuple[Band, ...]
    border: Fact[str]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Classes:
    """Rating classes: each group, by rank, is cut in four; `cut` says where a border falls."""

    codes: Mapping[str, tuple[str, ...]]
    cut: Fact[str]
    basis: Basis


@dataclass(frozen=True, slots=True)
class NotRanked:
    """When a country is left without index and rank."""

    when: str
    component: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Precision:
    """Decimals that bound the rounding of published values, by index."""

    decimals: Mapping[str, int]
    basis: Basis

    def half_unit(self, code: str) -> float:
        """The largest error of rounding to the decimals of the index.

        >>> from miqyas.kernel.provenance import Mark
        >>> Precision({"EGDI": 4}, Basis(Mark.NUMERIC, None)).half_unit("EGDI")
        5e-05
        """
        return 0.5 * float(10.0 ** -self.decimals[code])


@dataclass(frozen=True)
class Indicator:
    """Identity of an index or indicator across editions."""

    code: str
    name: Text
    short: Text
    unit: str
    became: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A row of `method_sources.csv`: one fact of the method and where it was found."""

    id: str
    editions: str
    index: str
    component: str
    weight: str
    rule: str
    mark: Mark
    source: str
    note: str


@dataclass(frozen=True)
class Methodology:
    """The whole method of one edition.

    `status` is "published", "inherited" for an edition with results whose own method is not at hand, or
    "draft" for the edition to come.
    """

    edition: int
    status: Literal["published", "inherited", "draft"]
    name: Text
    root: Node
    indices: tuple[Node, ...]
    ranking: Basis
    not_ranked: tuple[NotRanked, ...]
    precision: Precision
    groups: Groups | None
    classes: Classes | None
    version: str
    inherits: int | None = None
    note: Text | None = None
    nodes: Mapping[str, Node] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        nodes: dict[str, Node] = {}
        for tree in (self.root, *self.indices):
            for node in tree.walk():
                nodes.setdefault(node.code, node)
        object.__setattr__(self, "nodes", nodes)

    @property
    def components(self) -> tuple[Node, ...]:
        """The nodes directly below the index."""
        return self.root.children

    @cached_property
    def parents(self) -> Mapping[str, Node]:
        """The node above each node that has one, by code."""
        trees = (self.root, *self.indices)
        return {child.code: node for tree in trees for node in tree.walk() for child in node.children}

    def facts(self) -> Iterator[tuple[str, str, object, Basis]]:
        """Every fact of the edition once: (code or section, name, value, basis)."""
        for code, node in self.nodes.items():
            for name, value, basis in node.facts():
                yield code, name, value, basis
        yield "ranking", "rule", "competition", self.ranking
        yield "precision", "decimals", dict(self.precision.decimals), self.precision.basis
        for rule in self.not_ranked:
            yield "not_ranked", rule.when, rule.component, rule.basis
        if self.groups:
            yield "groups", "bands", self.groups.bands, self.groups.basis
            yield "groups", "border", self.groups.border.value, self.groups.border.basis
        if self.classes:
            yield "classes", "codes", dict(self.classes.codes), self.classes.basis
            yield "classes", "cut", self.classes.cut.value, self.classes.cut.basis
