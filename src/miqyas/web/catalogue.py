"""Instruments and features as pages show them: filters, groups, tables of coverage, facts of a feature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from miqyas.catalogue import Feature, Instrument, Related, Term, instruments, instruments_in, vocabulary
from miqyas.catalogue.coverage import ROWS, Coverage, Rows, coverage
from miqyas.catalogue.diff import aspect_name, recency_words
from miqyas.catalogue.select import terms_of, values_of
from miqyas.kernel.text import Text
from miqyas.web.components import Cell, Column, Fact, Link, Row, Table
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import world_of

FILTERS: Final = ("subindex", "theme", "sector", "audience", "tag")
FORMS: Final = ("xlsx", "csv", "json")
UNSAID: Final = {"sector": "general", "audience": "everyone"}
"""What a feature of a list is not labelled with: it holds for most."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow a list: its name, what it is called, and the options with the chosen one marked."""

    name: str
    label: str
    options: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Line:
    """A feature in a list: its code, where it leads, its question, and words on what sets it apart."""

    code: str
    url: str
    question: Text
    labels: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Group:
    """The features of one sub-index."""

    code: str
    name: Text
    lines: Sequence[Line]


def instruments_of(request: HttpRequest) -> Mapping[str, Instrument]:
    """The instruments in force as the request's data have them: the largest first, own lists last."""
    known = instruments_in(world_of(request).active)
    ordered = sorted(known.values(), key=lambda one: (is_own(one), -len(one.features)))
    return {one.code: one for one in ordered}


def is_own(instrument: Instrument) -> bool:
    """Whether it is a country's own list and not packaged."""
    return instrument.code not in instruments()


def choices_of(instrument: Instrument, chosen: Mapping[str, str]) -> list[Choice]:
    """The ways to narrow a list; only what some feature of the instrument holds can be chosen."""
    made = []
    for name in FILTERS:
        held = {value for feature in instrument.features for value in values_of(feature, name)}
        terms = terms_of(name, within=[instrument])
        options = [
            (code, term.name.in_language(current_language()), code == chosen[name])
            for code, term in terms.items()
            if code in held
        ]
        if len(options) > 1 or name == "tag":
            made.append(Choice(name, say_here(f"catalogue.filter.{name}"), options))
    return [choice for choice in made if choice.options]


def groups_of(instrument: Instrument, features: Sequence[Feature]) -> list[Group]:
    """Features by sub-index, in the order of the instrument."""
    found = []
    for part in instrument.subindices:
        lines = [_line(feature) for feature in features if feature.subindex == part.code]
        if lines:
            found.append(Group(part.code, part.name, lines))
    return found


def _line(feature: Feature) -> Line:
    words = vocabulary()
    labels = [
        words.terms(name)[getattr(feature, name)].name
        for name, unsaid in UNSAID.items()
        if getattr(feature, name) != unsaid
    ]
    labels += [words.tags[tag].name for tag in feature.tags]
    return Line(feature.code, feature_address(feature), feature.question, labels)


def feature_address(feature: Feature) -> str:
    """The page of a feature in the language at hand."""
    return reverse("catalogue_feature", args=[feature.code])


def coverage_tables(instrument: Instrument) -> list[Table]:
    """Themes, sectors, audiences and tags against sub-indices; each number leads to its features."""
    return [table for rows in ROWS if (table := _coverage_table(instrument, rows)).rows]


def _coverage_table(instrument: Instrument, rows: Rows) -> Table:
    table = coverage(instrument, rows=rows)
    language = current_language()
    columns = [
        Column(label=say_here(f"catalogue.filter.{rows}"), is_header=True),
        *(Column(label=part.name.in_language(language), kind="count") for part in instrument.subindices),
    ]
    if len(instrument.subindices) > 1:
        columns.append(Column(label=say_here("catalogue.coverage.all"), kind="count"))
    lines = [Row(cells=_coverage_cells(instrument, table, term)[: len(columns)]) for term in table.terms]
    return Table(caption=say_here(f"catalogue.coverage.{rows}"), columns=columns, rows=lines, is_compact=True)


def _coverage_cells(instrument: Instrument, table: Coverage, term: str) -> list[object]:
    """The row of a term: its name, its features in each sub-index, and all of them."""
    name = terms_of(table.rows, within=[instrument])[term].name.in_language(current_language())
    counts = [
        _count_cell(instrument, table.counts.get((term, part), 0), {table.rows: term, "subindex": part})
        for part in table.subindices
    ]
    return [name, *counts, _count_cell(instrument, table.of_term(term), {table.rows: term})]


def _count_cell(instrument: Instrument, count: int, chosen: Mapping[str, str]) -> Cell:
    if not count:
        return Cell(value=None)
    return Cell(value=count, url=list_address(instrument, chosen))


def list_address(instrument: Instrument, chosen: Mapping[str, str]) -> str:
    """The list of an instrument's features, narrowed by what is chosen."""
    asked = {name: code for name, code in chosen.items() if code}
    return f"{reverse('catalogue')}?{urlencode({'instrument': instrument.code, **asked})}#features"


def feature_shown(instrument: Instrument, feature: Feature) -> dict[str, Any]:
    """All that the page of a feature says."""
    position = list(instrument.by_code).index(feature.code)
    around = {"before": position - 1, "after": position + 1}
    neighbours = {
        name: instrument.features[place]
        for name, place in around.items()
        if 0 <= place < len(instrument.features)
    }
    return {
        "feature": feature,
        "instrument": instrument,
        "labels": _labels(instrument, feature),
        "place": vocabulary().places[feature.place],
        "grades": vocabulary().scales[feature.scale].grades,
        "facts": _facts(instrument, feature),
        "related": [_related(link) for link in feature.related],
        "is_own": is_own(instrument),
        "neighbours": {
            name: Link(label=found.code, url=feature_address(found)) for name, found in neighbours.items()
        },
    }


def _labels(instrument: Instrument, feature: Feature) -> list[tuple[Text, str]]:
    """Words at the head, each leading to its like: sub-index, sector, audience, tags."""
    chosen = [("subindex", feature.subindex)]
    chosen += [
        (name, getattr(feature, name)) for name, unsaid in UNSAID.items() if getattr(feature, name) != unsaid
    ]
    chosen += [("tag", tag) for tag in feature.tags]
    return [
        (terms_of(name, within=[instrument])[code].name, list_address(instrument, {name: code}))
        for name, code in chosen
    ]


def _facts(instrument: Instrument, feature: Feature) -> list[Fact]:
    language = current_language()
    facts = [
        Fact(term=aspect_name(name).in_language(language), value=_told(term, language))
        for name in ("theme", "evidence", "owner")
        if (term := terms_of(name, within=[instrument]).get(getattr(feature, name)))
    ]
    recency = recency_words(feature.recency, language=language)
    return [*facts, Fact(term=aspect_name("recency").in_language(language), value=recency)]


def _told(term: Term, language: str) -> str:
    name = term.name.in_language(language)
    return f"{name} \N{EN DASH} {term.about.in_language(language)}" if term.about else name


def _related(link: Related) -> tuple[Text, Text]:
    framework = vocabulary().frameworks[link.framework]
    return framework.name, framework.parts[link.part].name
