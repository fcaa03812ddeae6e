"""What twinning weighs: read from `rules.yaml`, every choice with its mark, weights open to the caller."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

from miqyas.analysis.errors import AnalysisError
from miqyas.kernel.documents import read_document
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text

TERMS: Final = ("complementarity", "benefit", "similarity", "record")
"""What a pair is judged by: strength where the seeker is weak, gain for the giver, likeness, track record."""
LIKENESSES: Final = ("region", "language", "income", "membership", "path")
SUM_SLACK: Final = 1e-9


@dataclass(frozen=True)
class Assumption:
    """A choice that a result rests on: its values, its mark, why it is so."""

    name: str
    values: Mapping[str, float]
    mark: Mark
    note: Text


@dataclass(frozen=True)
class Rules:
    """All that twinning takes for granted; every map by name.

    `weights` and `giver_weights` run over `TERMS`, `similarity` over `LIKENESSES`, `indices` over indices
    of the Survey, of which `needs` are those that the seeker asks for, `others` over the columns of `table`.
    `assumptions` say the same with marks and reasons.
    """

    weights: Mapping[str, float]
    giver_weights: Mapping[str, float]
    indices: Mapping[str, float]
    needs: Mapping[str, float]
    others: Mapping[str, float]
    table: str
    similarity: Mapping[str, float]
    bands: Mapping[str, float]
    assumptions: tuple[Assumption, ...]

    def with_weights(self, given: Mapping[str, float]) -> Rules:
        """The same with other weights of terms in the seeker's view; those not given stay.

        Raises `AnalysisError` for a term that there is not, a weight outside 0 to 1, and a sum other than 1.
        """
        weights = {**self.weights, **given}
        for name, weight in given.items():
            place = Place(name=name)
            if name not in TERMS:
                raise AnalysisError("twin_term", place=place, given=name, known=", ".join(TERMS))
            if not (math.isfinite(weight) and 0 <= weight <= 1):
                raise AnalysisError("twin_weight", place=place, name=name, given=str(weight))
        total = math.fsum(weights.values())
        if abs(total - 1) > SUM_SLACK:
            listed = ", ".join(f"{name}={weight:g}" for name, weight in weights.items())
            raise AnalysisError("twin_weights_sum", place=Place(name="weights"), total=total, weights=listed)
        assumptions = tuple(
            replace(one, values=weights) if one.name == "weights" else one for one in self.assumptions
        )
        return replace(self, weights=weights, assumptions=assumptions)

    def with_needs(self, codes: tuple[str, ...]) -> Rules:
        """The same with only these indices counted as needs, all of them where none is named.

        Raises `AnalysisError` for an index that is unknown.
        """
        for code in codes:
            if code not in self.indices:
                known = ", ".join(self.indices)
                raise AnalysisError("twin_need", place=Place(name=code), given=code, known=known)
        needs = {code: weight for code, weight in self.indices.items() if code in (codes or self.indices)}
        return replace(self, needs=needs)


@cache
def default_rules() -> Rules:
    """The rules as shipped.

    >>> default_rules().weights["complementarity"], default_rules().assumptions[0].mark.value
    (0.4, 'I')
    """
    text = files("miqyas.analysis.twinning").joinpath("rules.yaml").read_text(encoding="utf-8")
    document = read_document(text, file="rules.yaml")
    assumptions = tuple(
        Assumption(name, dict(part["values"]), Mark(part["mark"]), Text(part["note"]))
        for name, part in document.items()
    )
    values = {one.name: one.values for one in assumptions}
    return Rules(
        table=document["others"]["table"], assumptions=assumptions, needs=values["indices"], **values
    )
