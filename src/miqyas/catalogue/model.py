"""Instruments as frozen values: what a stranger must be able to find, and how it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from miqyas.kernel.text import Text
from miqyas.methodology.model import Basis

WORDINGS: Final = ("question", "find", "counts", "counts_not", "pitfalls", "good", "benefit", "in_use")
"""The texts of a feature, in the order in which they are read. Only the question is in every list."""
Choice = Literal["subindex", "theme", "sector", "audience", "place", "scale", "evidence", "owner"]
CHOICES: Final[tuple[Choice, ...]] = (
    "subindex",
    "theme",
    "sector",
    "audience",
    "place",
    "scale",
    "evidence",
    "owner",
)
"""What a feature takes from a list: its sub-index from the instrument, all else from the vocabulary."""


@dataclass(frozen=True)
class Term:
    """One word of the vocabulary: a code, its name, and what is meant where the name does not tell."""

    code: str
    name: Text
    about: Text | None = None


@dataclass(frozen=True)
class Scale(Term):
    """How a feature is graded: `grades` from the lowest to the highest."""

    grades: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Framework(Term):
    """Another instrument that asks for similar things, with its parts by code."""

    parts: Mapping[str, Term] = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """The codes that features use, each with its name; every section by code, in the order of the file."""

    themes: Mapping[str, Term]
    sectors: Mapping[str, Term]
    audiences: Mapping[str, Term]
    places: Mapping[str, Term]
    owners: Mapping[str, Term]
    evidence_kinds: Mapping[str, Term]
    scales: Mapping[str, Scale]
    tags: Mapping[str, Term]
    frameworks: Mapping[str, Framework]

    def terms(self, choice: str) -> Mapping[str, Term]:
        """The terms that a field of a feature may take: `theme` of `themes`."""
        terms: Mapping[str, Term] = getattr(self, "evidence_kinds" if choice == "evidence" else f"{choice}s")
        return terms


@dataclass(frozen=True)
class Subindex:
    """A part of an instrument: `short` stands in the codes of its features, `node` in the methodology."""

    code: str
    short: str
    name: Text
    node: str


@dataclass(frozen=True, order=True)
class Related:
    """A part of another framework that the same proof may serve (our inference, never its own list)."""

    framework: str
    part: str


@dataclass(frozen=True)
class Feature:
    """One thing that a stranger must be able to find.

    `recency` is the age in months up to which what is found counts, None where age does not matter. All
    wordings but the question may be absent in a country's own list, never in a packaged instrument.
    """

    code: str
    subindex: str
    theme: str
    sector: str
    audience: str
    question: Text
    place: str
    scale: str
    evidence: str
    owner: str
    basis: Basis
    find: Text | None = None
    counts: Text | None = None
    counts_not: Text | None = None
    pitfalls: Text | None = None
    good: Text | None = None
    benefit: Text | None = None
    in_use: Text | None = None
    recency: int | None = None
    tags: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()

    def wording(self, name: str) -> Text | None:
        """One of `WORDINGS`."""
        text: Text | None = getattr(self, name)
        return text


@dataclass(frozen=True)
class Retired:
    """A feature that was taken out: since which version, why, and what took its place if anything did."""

    code: str
    since: str
    why: Text
    became: str | None


@dataclass(frozen=True)
class Instrument:
    """A list of features with its version; `basis` says how far its themes are to be trusted."""

    code: str
    version: str
    title: Text
    about: Text
    basis: Basis
    subindices: tuple[Subindex, ...]
    features: tuple[Feature, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Feature]:
        """The features by code, in their order."""
        return {feature.code: feature for feature in self.features}

    @cached_property
    def parts(self) -> Mapping[str, Subindex]:
        """The sub-indices by code, in their order."""
        return {subindex.code: subindex for subindex in self.subindices}

    def of_subindex(self, code: str) -> tuple[Feature, ...]:
        """The features of one sub-index."""
        return tuple(feature for feature in self.features if feature.subindex == code)
