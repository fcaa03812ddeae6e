"""The uncertain choices of a method: for each an address in the methodology and its alternatives.

The engine does not know that it is audited. `alter` puts alternatives at their addresses and gives a
methodology like any other; `replicate` does the same for thousands of draws at once, and tests hold the two
together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from miqyas.analysis.audit.field import Field
from miqyas.analysis.errors import AnalysisError
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Mark, weakest
from miqyas.methodology import Methodology, Node
from miqyas.methodology.model import (
    AggregateRule,
    Basis,
    Fact,
    MissingRule,
    Normalisation,
)
from miqyas.observations.model import Values

GIVEN: Final = "given"
NORMALISATIONS: Final = (GIVEN, "min_max", "z_score", "rank", "frontier", "middle")
AGGREGATIONS: Final[tuple[AggregateRule, ...]] = ("arithmetic", "geometric", "harmonic")
MISSING: Final[tuple[MissingRule, ...]] = ("required", "rescale", "lowest")
FLOOR: Final = 0.01
"""Where the lowest value of the field stands for means that know no zero: scales run from 0.01 to 1."""
LEAST: Final = 0.6
"""Lower bound of a weight as a multiple of the nominal one: a third becomes 0.2."""
MOST: Final = 1.5
"""Upper bound likewise: a third becomes 0.5."""
MIDDLE: Final = (0.025, 0.975)
"""Quantiles between which the middle 95 % of the field lie."""
ERROR: Final = 0.02
"""Probability that an item is misjudged, where nobody says another: an assumption, marked so."""
_ALTERATION: Final = Basis(Mark.INFERRED, None)


@dataclass(frozen=True)
class Scale:
    """A way to bring all parts to one scale: its name and the rule for each part."""

    name: str
    rules: tuple[Normalisation, ...]


@dataclass(frozen=True)
class Assessed:
    """A part that people assessed: the number of items behind it and how far that number is trusted."""

    code: str
    items: int
    mark: Mark


@dataclass(frozen=True)
class Choices:
    """What is uncertain about a field's method; the method's own alternative stands first everywhere.

    `low` and `high` (part,) bound the weights, which are drawn uniformly among those that sum to 1. `error`
    is the probability that an assessor misjudges an item of the part `assessed`; None where no scale is
    known. `alike` names scales left out because they order this field as one that is in.
    """

    scales: tuple[Scale, ...]
    aggregations: tuple[AggregateRule, ...]
    missing: tuple[MissingRule, ...]
    low: Values
    high: Values
    assessed: Assessed | None
    error: float
    alike: tuple[str, ...]

    def addresses(self, field: Field) -> Mapping[str, tuple[str, ...]]:
        """Where in the methodology each choice lies, by its name."""
        found = {
            "normalisation": tuple(f"{code}.normalise" for code in field.codes),
            "aggregation": (f"{field.code}.aggregate",),
            "weights": tuple(f"{code}.weight" for code in field.codes),
        }
        if len(self.missing) > 1:
            found["missing"] = (f"{field.code}.missing",)
        if self.assessed:
            found["assessor"] = (self.assessed.code,)
        return found


def choices_of(field: Field, *, assessed: Assessed | None = None, error: float = ERROR) -> Choices:
    """All choices that make sense for a field.

    A missing-data rule is a choice where something is missing; the assessors' error where the scale of
    the assessed part is known. Raises `AnalysisError` for a probability outside 0 to 1.

    >>> from miqyas.analysis.audit.field import field_from
    >>> choices = choices_of(field_from(np.array([[0.0, 0.2, 1.0], [0.0, 0.9, 1.0]])))
    >>> [scale.name for scale in choices.scales], choices.alike, choices.low.tolist()
    (['given', 'z_score', 'rank', 'middle'], ('min_max', 'frontier'), [0.3, 0.3])
    """
    if not 0 <= error <= 1:
        raise AnalysisError("audit_probability", place=Place(name="error"), given=error)
    scales, alike = _scales(field)
    others = tuple(rule for rule in AGGREGATIONS if rule != field.aggregate)
    has_gaps = bool(np.isnan(field.values).any())
    rest = tuple(rule for rule in MISSING if rule != field.missing) if has_gaps else ()
    return Choices(
        scales=scales,
        aggregations=(field.aggregate, *others),
        missing=(field.missing, *rest),
        low=LEAST * field.weights,
        high=np.minimum(MOST * field.weights, 1.0),
        assessed=assessed if error > 0 else None,
        error=error,
        alike=alike,
    )


def assessed_part(methodology: Methodology) -> Assessed | None:
    """The component that is assessed in points, where the edition's scale is known; else None.

    A component made of weighted parts with scales of their own varies like one of 1 / sum(weight^2 / points)
    equal points: an inference, marked so.

    >>> from miqyas.methodology import load_edition
    >>> assessed_part(load_edition(2018)).items, assessed_part(load_edition(2024)).items
    (144, 202)
    >>> assessed_part(load_edition(2022)) is None
    True
    """
    for node in methodology.components:
        parts = node.children if not node.points else (node,)
        scaled = [part for part in parts if part.points]
        if not scaled or len(scaled) < len(parts):
            continue
        marks = [part.points.basis.mark for part in scaled if part.points]
        if len(scaled) == 1 and scaled[0].points:
            return Assessed(node.code, scaled[0].points.value.span, weakest(marks))
        variance = sum(
            float(part.weight.value) ** 2 / part.points.value.span
            for part in scaled
            if part.weight and part.points
        )
        return Assessed(node.code, round(1 / variance), weakest([*marks, Mark.INFERRED]))
    return None


def alter(methodology: Methodology, changes: Mapping[str, Any]) -> Methodology:
    """The methodology with other rules at addresses such as "EGDI.aggregate", "OSI.weight", "OSI.normalise".

    An address is the code of a node and the name of one of its rules; the value is what the rule's fact
    holds. Raises `AnalysisError` for an address that the methodology does not have.

    >>> from miqyas.methodology import load_edition
    >>> altered = alter(load_edition(2024), {"EGDI.aggregate": "geometric"})
    >>> altered.root.aggregate.value, load_edition(2024).root.aggregate.value
    ('geometric', 'arithmetic')
    """
    by_node: dict[str, dict[str, Any]] = {}
    for address, value in changes.items():
        code, _, rule = address.rpartition(".")
        if code not in methodology.nodes or rule not in {"aggregate", "weight", "normalise", "missing"}:
            raise AnalysisError("audit_address", place=Place(name=address), given=address)
        by_node.setdefault(code, {})[rule] = value
    return replace(methodology, root=_altered(methodology.root, by_node))


def as_audited(methodology: Methodology, field: Field) -> Methodology:
    """The methodology cut at the parts of a field, so that they are what is observed and rules act on them.

    >>> from miqyas.analysis.audit.field import field_of
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> cut = as_audited(world.methodology(2024), field_of(world, edition=2024))
    >>> [node.is_leaf for node in cut.components]
    [True, True, True]
    """
    node = methodology.nodes[field.code]
    leaves = tuple(
        replace(
            methodology.nodes[code],
            children=(),
            aggregate=None,
            cap=None,
            sign=1,
            weight=Fact(weight, _ALTERATION),
            normalise=Fact(by, _ALTERATION),
        )
        for code, weight, by in zip(field.codes, field.weights, field.given, strict=True)
    )
    root = replace(node, children=leaves, normalise=None)
    return replace(methodology, root=root, indices=(), not_ranked=(), groups=None, classes=None)


def _altered(node: Node, by_node: Mapping[str, Mapping[str, Any]]) -> Node:
    own: dict[str, Any] = {
        rule: value if rule == "missing" else Fact(value, _ALTERATION)
        for rule, value in by_node.get(node.code, {}).items()
    }
    return replace(node, children=tuple(_altered(child, by_node) for child in node.children), **own)


def _scales(field: Field) -> tuple[tuple[Scale, ...], tuple[str, ...]]:
    """The scales that differ, and the names of those that order this field as one that is in."""
    found: dict[str, tuple[Scale, Values]] = {}
    alike = []
    for name in NORMALISATIONS:
        scale = _scale(field, name)
        if scale is None:
            continue
        shape = _slopes(field, scale)
        if any(_are_alike(shape, other) for _, other in found.values()):
            alike.append(name)
        else:
            found[name] = (scale, shape)
    return tuple(scale for scale, _ in found.values()), tuple(alike)


def _scale(field: Field, name: str) -> Scale | None:
    """The rule for each part; a common line then brings the whole field to `FLOOR` to 1.

    The common line changes no order under an arithmetic mean, and makes geometric and harmonic means
    possible.
    """
    if name == "rank":
        return Scale(name, (Normalisation("rank"),) * len(field.codes))
    ends = [_ends(row, by, name) for row, by in zip(field.values, field.given, strict=True)]
    if any(end is None for end in ends):
        return None
    pairs = [end for end in ends if end is not None]
    scaled = [(row - low) / (high - low) for row, (low, high) in zip(field.values, pairs, strict=True)]
    least, most = float(np.nanmin(scaled)), float(np.nanmax(scaled))
    if name == GIVEN:
        least, most = min(least, 0.0), max(most, 1.0)
    slope = (1 - FLOOR) / (most - least)
    shift = (FLOOR - slope * least) / slope
    rules = []
    for low, high in pairs:
        bottom = low - (high - low) * shift
        rules.append(Normalisation("goalposts", low=bottom, high=bottom + (high - low) / slope))
    return Scale(name, tuple(rules))


def _ends(row: Values, given: Normalisation, name: str) -> tuple[float, float] | None:
    """What stands at 0 and at 1 of a straight scale; None where the rule makes no sense for the part."""
    rule = given.rule if name == GIVEN else name
    low, high = float(np.nanmin(row)), float(np.nanmax(row))
    match rule:
        case "none":
            return 0.0, 1.0
        case "min_max":
            return low, high
        case "z_score":
            mean = float(np.nanmean(row))
            return mean, mean + float(np.nanstd(row))
        case "frontier" | "distance_to_frontier":
            return (0.0, high) if low >= 0 < high else None
        case "middle":
            begin, end = np.nanquantile(row, MIDDLE)
            return (float(begin), float(end)) if end > begin else None
        case "goalposts":
            assert given.low is not None
            assert given.high is not None
            return given.low, given.high
    return None


def _slopes(field: Field, scale: Scale) -> Values:
    """What of a scale decides the order: the steepness of each part beside the first; NaN for ranks.

    Under geometric and harmonic means the places of the zeros matter too.
    """
    spans = [(rule.high or 0.0) - (rule.low or 0.0) for rule in scale.rules]
    if scale.name == "rank":
        return np.full(2 * len(spans), np.nan)
    lows = [
        (float(np.nanmin(row)) - (rule.low or 0.0)) / span
        for row, rule, span in zip(field.values, scale.rules, spans, strict=True)
    ]
    return np.array([*(spans[0] / span for span in spans), *lows])


def _are_alike(first: Values, second: Values) -> bool:
    return bool(np.allclose(first, second, rtol=0, atol=1e-9, equal_nan=True))
