"""What a report is about and for whom: a country in an edition, told in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from miqyas.analysis.world import Standing, World
from miqyas.kernel.numbers import format_number
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import RIGHT_TO_LEFT, isolate
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Drawing
from miqyas.reports.document import Column, Figure
from miqyas.reports.figures.registry import build
from miqyas.reports.findings import name_in, name_inside, said

RESULTS: Final = "survey_results"
"""Key of the source of published results."""
Params = Mapping[str, str | int]
Size = Literal["full", "half"]
RANGE: Final = "\N{EN DASH}"
BETWEEN_SIGNED: Final = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True)
class Subject:
    """A country in an edition with results. Raises `AnalysisError` for what the world does not hold."""

    world: World
    iso3: str
    edition: int
    language: str

    @cached_property
    def standing(self) -> Standing:
        """Its published place."""
        return self.world.standing(self.iso3, self.edition)

    @cached_property
    def history(self) -> tuple[Standing, ...]:
        """Its place in every edition up to this one, oldest first."""
        return tuple(place for place in self.world.history(self.iso3) if place.edition <= self.edition)

    @property
    def is_ranked(self) -> bool:
        """Whether the edition ranks it and has every component of it."""
        return self.standing.is_whole

    @property
    def was_ranked(self) -> bool:
        """Whether any edition up to this one ranks it."""
        return any(place.rank for place in self.history)

    @property
    def is_newest(self) -> bool:
        """Whether the edition is the newest with results, from which coming ones are forecast."""
        return self.edition == self.world.latest

    @cached_property
    def name(self) -> str:
        """Its usual name."""
        return name_in(self.world, self.iso3, self.language)

    @cached_property
    def inside(self) -> str:
        """Its name as it stands inside a sentence."""
        return name_inside(self.world, self.iso3, self.language)

    def named(self, iso3: str) -> str:
        """The usual name of any country."""
        return name_in(self.world, iso3, self.language)

    def named_inside(self, iso3: str) -> str:
        """The name of any country as it stands inside a sentence."""
        return name_inside(self.world, iso3, self.language)

    def say(self, key: str, **params: Any) -> str:
        """Words in the language of the report."""
        return say(key, language=self.language, **params)

    def said(self, key: str, **params: Any) -> str:
        """Words of a sentence, which begins with a capital."""
        return said(key, language=self.language, **params)

    @property
    def country(self) -> Params:
        """Parameters of charts over all editions."""
        return {"country": self.iso3}

    @property
    def place(self) -> Params:
        """Parameters of charts of the country in the edition."""
        return {"country": self.iso3, "edition": self.edition}

    def drawing(self, size: Size = "full") -> Drawing:
        """How charts are drawn here: over the page, or as wide as two that share a line."""
        return Drawing(self.language, width="narrow" if size == "half" else "page")

    def figure(
        self, name: str, *, params: Params, sources: tuple[str, ...] = (RESULTS,), size: Size = "full"
    ) -> Figure:
        """A chart of the registry, over the page, or sharing its line with another."""
        chart = build(name, self.world, self.drawing(size), **params)
        return Figure(chart, size=size, sources=sources)

    def column(self, key: str, kind: str = "text", share: float = 1.0, **params: Any) -> Column:
        """A column whose heading is a key of the words."""
        return Column(self.say(key, **params), kind, share)

    def between(self, ends: tuple[float, float], kind: str) -> str:
        """Two ends of an interval as one cell of text."""
        low, high = (format_number(end, kind) for end in ends)
        joint = BETWEEN_SIGNED if kind.startswith("signed") else RANGE
        return self.latin(low if low == high else f"{low}{joint}{high}")

    def latin(self, text: str) -> str:
        """A code or a number as text, kept in order where the language runs from right to left."""
        return isolate(text) if text and self.language in RIGHT_TO_LEFT else text

    def mark(self, mark: Mark | str) -> str:
        """A mark in a word or two."""
        return self.say(f"mark.{Mark(mark).value}.word")

    def versions(self) -> Mapping[str, str]:
        """What every number here rests on."""
        return self.world.versions(self.edition).as_dict()
