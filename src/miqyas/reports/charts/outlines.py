"""The outlines of the world map, and how large each of them is drawn."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Any, Final

Point = tuple[float, float]
CENTRAL_MERIDIAN: Final = 11.0
"""Degrees east in the middle of the map, so that the far east of Asia is not cut off."""
NORTH, SOUTH = 84.0, -57.0
_ROOT3: Final = math.sqrt(3) / 2
_A: Final = (1.340264, -0.081106, 0.000893, 0.003796)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an outline's largest part lies, in degrees, and its whole size, in square radii of the map."""

    longitude: float
    latitude: float
    area: float


def equal_earth(longitude: float, latitude: float) -> Point:
    """Equal Earth projection of degrees, in radii, y upwards (Šavrič, Patterson, Jenny 2018).

    >>> [round(value, 3) for value in equal_earth(CENTRAL_MERIDIAN + 180, 0)]
    [2.707, 0.0]
    """
    turn = math.radians(longitude - CENTRAL_MERIDIAN)
    angle = math.asin(_ROOT3 * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    slope = _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)
    height = angle * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))
    return turn * math.cos(angle) / (_ROOT3 * slope), height


@cache
def world() -> Mapping[str, Any]:
    """The TopoJSON that `front/map.mjs` drew: object "countries", ids are numeric M49 codes."""
    loaded: dict[str, Any] = json.loads((files("miqyas.reports") / "geo" / "world.json").read_text("utf-8"))
    return loaded


@cache
def spots() -> Mapping[str, Spot]:
    """Place and size of every outline that has a code."""
    topology = world()
    arcs = [tuple(_points(arc, topology["transform"])) for arc in topology["arcs"]]
    shapes = topology["objects"]["countries"]["geometries"]
    return {shape["id"]: _spot(shape, arcs) for shape in shapes if shape.get("id")}


def _points(arc: Sequence[Sequence[int]], transform: Mapping[str, Sequence[float]]) -> Iterator[Point]:
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    across, down = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
    return ((x * scale_x + move_x, y * scale_y + move_y) for x, y in zip(across, down, strict=True))


def _spot(shape: Mapping[str, Any], arcs: Sequence[Sequence[Point]]) -> Spot:
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    rings = [_ring(polygon[0], arcs) for polygon in polygons]
    sizes = [_area([equal_earth(*point) for point in ring]) for ring in rings]
    largest = rings[sizes.index(max(sizes))]
    longitudes, latitudes = [point[0] for point in largest], [point[1] for point in largest]
    return Spot(
        round((min(longitudes) + max(longitudes)) / 2, 2),
        round((min(latitudes) + max(latitudes)) / 2, 2),
        sum(sizes),
    )


def _ring(indices: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    ring: list[Point] = []
    for index in indices:
        ring += arcs[index] if index >= 0 else reversed(arcs[~index])
    return ring


def _area(ring: Sequence[Point]) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))) / 2
