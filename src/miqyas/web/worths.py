"""What pages show of the worth of features: gains, the price of ranks, equivalents, what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from miqyas.analysis.features import Gain, Worth, worth_as_published
from miqyas.analysis.features.sentences import (
    gain_words,
    least_words,
    per_point_words,
    price_words,
    worth_finding,
)
from miqyas.analysis.simulate.sentences import (
    COVERAGE,
    assumption_words,
    basis_words,
    places_range,
    step_words,
)
from miqyas.analysis.world import World
from miqyas.kernel.numbers import format_number
from miqyas.kernel.provenance import Mark
from miqyas.methodology import indicators
from miqyas.observations.results import COMPONENTS
from miqyas.reports.findings import listed, name_in
from miqyas.web.components import Cell, Column, Row, Table
from miqyas.web.fans import range_bar
from miqyas.web.pages import country_address
from miqyas.web.simulated import Said
from miqyas.web.words import current_language, say_here

SERVICES: Final = "OSI"
NAMED: Final = 3
SHORT_STEPS: Final = (1, 5, 10)
"""Points that a country's page tells."""
MOST_PLACES: Final = 15
"""Places at which the bars end, whatever is gained."""


@dataclass(frozen=True, slots=True)
class GainShown:
    """A line of the table of gains."""

    step: str
    is_cut: bool
    is_minor: bool
    egdi: str
    coming: str
    bar: SafeString | None
    any_gain: float | None
    places: int
    passed: str
    url: str


@dataclass(frozen=True, slots=True)
class NodeShown:
    """A node with its lines."""

    label: str
    mark: Mark
    basis: str
    gains: tuple[GainShown, ...]


def shown_worth(world: World, found: Worth) -> dict[str, Any]:
    """All that the page shows, by the names of its template."""
    language = current_language()
    most = max((gain.moving.gained.interval(COVERAGE)[1] for gain in found.gains if gain.moving), default=0)
    unit = indicators()[found.reference].unit
    reference = step_words(
        found.reference_amount, unit=unit, points=found.reference_points, language=language
    )
    return {
        "found": found,
        "finding": worth_finding(world, found, language=language),
        "per_point": per_point_words(found, language=language),
        "price": _price(found),
        "nodes": [_node(world, found, node, most=min(most, MOST_PLACES)) for node in found.nodes],
        "ladder": _ladder(world, found),
        "equivalents": _equivalents(found),
        "reference": reference,
        "reference_name": _name(found.reference),
        "rests_on": list(_rests_on(found)),
        "has_cuts": any(gain.limit for gain in found.gains),
        "has_lower_bounds": any(gain.is_lower_bound for gain in found.gains),
        "is_own_unknown": any(gain.own is None for gain in found.gains),
    }


def _node(world: World, found: Worth, node: str, *, most: int) -> NodeShown:
    gains = [gain for gain in found.gains if gain.node == node]
    return NodeShown(
        label=_name(node),
        mark=gains[0].mark,
        basis=basis_words(gains[0].how, language=current_language()),
        gains=tuple(_gain(world, found, gain, most) for gain in gains),
    )


def _gain(world: World, found: Worth, gain: Gain, most: int) -> GainShown:
    language = current_language()
    sign = "≥ " if gain.is_lower_bound else ""
    gained = gain.moving.gained if gain.moving else None
    low, high = gained.interval(COVERAGE) if gained else (0, 0)
    return GainShown(
        step=gain_words(gain, language=language),
        is_cut=bool(gain.limit),
        is_minor=gain.points is not None and round(gain.asked_points or 0) not in SHORT_STEPS,
        egdi=sign + format_number(gain.egdi_gain, "signed"),
        coming=places_range(low, high, language=language) if gained else "",
        bar=range_bar(min(low, most), min(high, most), middle=min(gained.mean, most), most=most)
        if gained
        else None,
        any_gain=gained.at_least(1) if gained else None,
        places=found.rank - gain.rank,
        passed=_passed(world, gain),
        url=simulator_address(found.iso3, gain),
    )


def _passed(world: World, gain: Gain) -> str:
    language = current_language()
    names = [name_in(world, iso3, language) for iso3 in gain.passed]
    if len(names) <= NAMED:
        return listed(names, language=language)
    first = say_here("country.comma").join(names[:NAMED])
    return say_here("worth.and_more", names=first, n=len(names) - NAMED)


def simulator_address(iso3: str, gain: Gain) -> str:
    """The simulator with this step taken."""
    is_counted = gain.points is not None and gain.node != gain.component
    amount = gain.points if is_counted else gain.amount
    page = reverse("simulator_country", args=[iso3])
    return f"{page}?{urlencode({gain.node.lower(): f'{amount:.6g}'})}" if amount else page


def _ladder(world: World, found: Worth) -> Table | None:
    if not found.ladder:
        return None
    language = current_language()
    first = [found.reference] if found.reference != SERVICES else []
    nodes = [*first, *COMPONENTS]
    columns = (
        Column(label=say_here("worth.column.rank"), kind="rank", is_header=True),
        Column(label=say_here("worth.column.held_by")),
        *(Column(label=_name(node)) for node in nodes),
    )
    rows = [
        Row(
            cells=(
                price.rank,
                Cell(
                    value=listed([name_in(world, one, language) for one in price.ahead], language=language),
                    url=country_address(price.ahead[0]),
                ),
                *(least_words(price, node, language=language) for node in nodes),
            )
        )
        for price in found.ladder
    ]
    return Table(caption=say_here("worth.ladder"), columns=columns, rows=rows, is_caption_hidden=True)


def _equivalents(found: Worth) -> Table:
    language = current_language()
    columns = (
        Column(label=say_here("worth.column.what"), is_header=True),
        Column(label=say_here("worth.column.amount")),
        Column(label=say_here("worth.column.basis")),
    )
    rows = []
    for one in found.equivalents:
        step = step_words(one.amount, unit=one.unit, points=one.points, language=language)
        amount = say_here("step.at_most", step=step) if one.is_upper_bound else step
        note = "" if one.fits else say_here("worth.no_room")
        basis = Cell(value=basis_words(one.how, language=language), mark=one.mark)
        rows.append(Row(cells=(_name(one.node), Cell(value=amount, note=note), basis)))
    caption = say_here("worth.equivalents", step="", name=_name(found.reference))
    return Table(caption=caption, columns=columns, rows=rows, is_caption_hidden=True, is_compact=True)


def _rests_on(found: Worth) -> Iterator[Said]:
    """Each kind of slope with its weakest mark, then the assumptions of the moving field."""
    weakest: dict[str, Mark] = {}
    for gain in found.gains:
        kept = weakest.get(gain.how)
        if kept is None or gain.mark.strength < kept.strength:
            weakest[gain.how] = gain.mark
    for how, mark in weakest.items():
        yield Said(basis_words(how, language=current_language()), mark)
    for name, mark in found.assumptions.items():
        yield Said(assumption_words(name, language=current_language()), mark)


def _name(node: str) -> str:
    return indicators()[node].short.in_language(current_language())


def worth_in_short(world: World, *, iso3: str, edition: int) -> dict[str, Any]:
    """What a country's page shows of it: exact and quick, with the others as published."""
    found = worth_as_published(world, iso3=iso3, edition=edition)
    page = reverse("worth_country", args=[iso3])
    return {
        "worth_price": _price(found),
        "worth_table": _short_table(found),
        "worth_url": page if edition == world.latest else f"{page}?edition={edition}",
        "simulator_url": reverse("simulator_country", args=[iso3]),
    }


def _price(found: Worth) -> str:
    if not found.ladder:
        return say_here("worth.price.first")
    return price_words(found.ladder[0], edition=found.edition, language=current_language())


def _short_table(found: Worth) -> Table | None:
    """Points of services and of participation; None for an edition whose points are not known."""
    language = current_language()
    nodes = [node for node in dict.fromkeys((found.reference, "EPI")) if found.gain(node, SHORT_STEPS[0])]
    if not nodes:
        return None
    columns = (
        Column(label=say_here("worth.column.what"), is_header=True),
        *(Column(label=step_words(1, unit="", points=step, language=language)) for step in SHORT_STEPS),
    )
    rows = [
        Row(cells=(_name(node), *(_short_cell(found, found.gain(node, step)) for step in SHORT_STEPS)))
        for node in nodes
    ]
    caption = say_here("country.worth.table", edition=found.edition)
    return Table(caption=caption, columns=columns, rows=rows)


def _short_cell(found: Worth, gain: Gain | None) -> Cell:
    if gain is None:
        return Cell(value="")
    language, places = current_language(), found.rank - gain.rank
    return Cell(
        value=places_range(places, places, language=language),
        note=say_here("worth.room", step=gain_words(gain, language=language)) if gain.limit else "",
    )
