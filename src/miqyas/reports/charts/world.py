"""The world map by group of the index; small states are dots, so that each of the 193 can be seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.key import KeyItem, key_height, key_layers
from miqyas.reports.charts.layers import Plot, Row, Spec
from miqyas.reports.charts.outlines import CENTRAL_MERIDIAN, NORTH, SOUTH, equal_earth, spots, world
from miqyas.reports.charts.theme import CARD, GROUPS, HATCH, PEARL, SLATE

_DOT: Final = {"wide": 40, "page": 32, "half": 26, "narrow": 16}
"""Square pixels of the dot that stands for a state; outlines smaller than the dot give way to it."""
_PAINTED: Final = {"fill": {"field": "color", "type": "nominal", "scale": None}}
_LAND: Final = {"name": "world", "format": {"type": "topojson", "feature": "countries"}}


@dataclass(frozen=True, slots=True)
class MapState:
    """A state: numeric M49 code, name, group (0 the highest, 3 the lowest, None: not ranked), EGDI, page."""

    m49: str
    name: str
    group: int | None
    egdi: float | None
    address: str


@dataclass(frozen=True, slots=True)
class WorldMap:
    """The states, the names of the four groups, the highest first, the key of the words for what is shown."""

    states: tuple[MapState, ...]
    groups: tuple[str, str, str, str]
    described: str = "chart.map.description"


def world_map(data: WorldMap, *, caption: Caption, drawing: Drawing) -> Chart:
    """States coloured by group, each a link to its page; areas that the Survey does not rank stay pale.

    On a phone most states are smaller than a finger: there the map is a picture, and a third as heavy.

    Raises `ValueError` naming the states that have no outline.
    """
    missing = [state.name for state in data.states if state.m49 not in spots()]
    if missing:
        raise ValueError(f"no outline for {', '.join(missing)}")
    items = _key(data, drawing.language)
    scale = (drawing.pixels - 8) / (2 * equal_earth(CENTRAL_MERIDIAN + 180, 0)[0])
    north, south = equal_earth(CENTRAL_MERIDIAN, NORTH)[1], equal_earth(CENTRAL_MERIDIAN, SOUTH)[1]
    top = 4 + key_height(items, drawing=drawing)
    plot = Plot(drawing, height=round(scale * (north - south)), start=4, end=4, top=top, bottom=4)
    projection = {
        "type": "equalEarth",
        "rotate": [-CENTRAL_MERIDIAN, 0, 0],
        "scale": round(scale, 2),
        "translate": [plot.width / 2, round(scale * north, 2)],
        "precision": 0.5,
    }
    size = _DOT[drawing.width]
    rows = {state.m49: _row(state, data, drawing.language) for state in data.states}
    small = [code for code in rows if spots()[code].area * scale**2 < 0.75 * size]
    large = [row for code, row in rows.items() if code not in small]
    told = {} if drawing.width == "narrow" else _told()
    layers = [
        _other_land(list(rows)),
        *([_shapes(large)] if told else _areas(large)),
        _dots([rows[code] for code in small], size=size, told=told),
    ]
    spec = plot.spec(
        [*({**layer, "projection": projection} for layer in layers), *key_layers(items, plot=plot)],
        datasets={"world": world()},
    )
    return Chart(spec, caption, _describe(data, drawing.language), _table(data, drawing.language), drawing)


def _row(state: MapState, data: WorldMap, language: str) -> Row:
    group = say("chart.not_ranked", language=language) if state.group is None else data.groups[state.group]
    tip = say("chart.map.tip", language=language, name=state.name, group=group)
    if state.egdi is not None:
        tip = say("chart.map.tip_value", language=language, name=state.name, group=group, value=state.egdi)
    spot = spots()[state.m49]
    return {
        "id": state.m49,
        "color": HATCH if state.group is None else GROUPS[state.group],
        "tip": tip,
        "address": state.address,
        "longitude": spot.longitude,
        "latitude": spot.latitude,
    }


def _other_land(codes: Sequence[str]) -> Spec:
    """Land without a value: there, and quiet."""
    return _land({"not": {"field": "id", "oneOf": list(codes)}}, PEARL)


def _land(chosen: Spec, colour: str) -> Spec:
    """The land of the chosen codes in one colour."""
    return {
        "data": _LAND,
        "transform": [{"filter": chosen}],
        "mark": {"type": "geoshape", "fill": colour, "stroke": CARD, "strokeWidth": 0.5, "clip": False},
    }


def _shapes(states: Sequence[Row]) -> Spec:
    kept = ("id", "color", "tip", "address")
    rows = [{key: row[key] for key in kept} for row in states]
    lookup = {"data": {"values": rows}, "key": "id", "fields": ["color", "tip", "address"]}
    return {
        "data": _LAND,
        "transform": [
            {"filter": {"field": "id", "oneOf": [row["id"] for row in rows]}},
            {"lookup": "id", "from": lookup},
        ],
        "mark": {"type": "geoshape", "stroke": CARD, "strokeWidth": 0.5, "clip": False, "aria": True},
        "encoding": {**_PAINTED, **_told()},
    }


def _areas(states: Sequence[Row]) -> list[Spec]:
    """The states of each colour, without more to say."""
    colours = dict.fromkeys(row["color"] for row in states)
    return [
        _land({"field": "id", "oneOf": [row["id"] for row in states if row["color"] == colour]}, colour)
        for colour in colours
    ]


def _dots(rows: Sequence[Row], *, size: float, told: Spec) -> Spec:
    place = {key: {"field": key, "type": "quantitative"} for key in ("longitude", "latitude")}
    return {
        "data": {"values": list(rows)},
        "mark": {
            "type": "point", "filled": True, "opacity": 1, "size": size,
            "stroke": CARD, "strokeWidth": 1, "clip": False, "aria": bool(told),
        },
        "encoding": {**place, **_PAINTED, **told},
    }  # fmt: skip


def _told() -> Spec:
    """Tooltip, title and link of a state."""
    return {
        "tooltip": {"field": "tip", "type": "nominal"},
        "description": {"field": "tip", "type": "nominal"},
        "href": {"field": "address", "type": "nominal"},
    }


def _counted(data: WorldMap, language: str) -> list[tuple[str, str, int]]:
    """Name, colour and number of states of each group that has any."""
    counts = Counter(state.group for state in data.states)
    named = [(name, GROUPS[place], counts[place]) for place, name in enumerate(data.groups)]
    named.append((say("chart.not_ranked", language=language), HATCH, counts[None]))
    return [item for item in named if item[2]]


def _key(data: WorldMap, language: str) -> list[KeyItem]:
    return [
        KeyItem(
            say("chart.map.key", language=language, group=name, count=count),
            shape="square",
            color=color,
            edge=SLATE if color == HATCH else CARD,
            size=150,
        )
        for name, color, count in _counted(data, language)
    ]


def _describe(data: WorldMap, language: str) -> str:
    parts = [
        say("chart.map.part", language=language, group=name, count=count)
        for name, _, count in _counted(data, language)
    ]
    joined = say("chart.list.comma", language=language).join(parts)
    return say(data.described, language=language, parts=joined)


def _table(data: WorldMap, language: str) -> Table:
    kinds = {"state": "text", "group": "text", "egdi": "index"}
    heads = {key: say(f"chart.column.{key}", language=language) for key in kinds}
    columns = tuple(Column(heads[key], kind) for key, kind in kinds.items())
    unranked = say("chart.not_ranked", language=language)
    rows = tuple(
        (state.name, unranked if state.group is None else data.groups[state.group], state.egdi)
        for state in data.states
    )
    return Table(columns, rows)
