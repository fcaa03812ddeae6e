"""Vega's SVG made small and clean: no classes, no styles, no scripts, short numbers, attributes said once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from miqyas.reports.charts.theme import FONT

LOADER_BASE: Final = "https://vega.github.io/vega-datasets/"
"""What vl-convert puts before every relative link; nothing is ever fetched from there."""

_UNWANTED: Final = frozenset({"class", "role", "style", "pointer-events", "stroke-miterlimit", "version"})
_DEFAULTS: Final = {("opacity", "1"), ("font-family", FONT), ("transform", "translate(0,0)")}
_INHERITED: Final = (
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "font-size", "font-weight", "text-anchor",
)  # fmt: skip
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_COMMAND: Final = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_TRANSLATE: Final = re.compile(r"translate\(([^,]+),([^)]+)\)")
_CURVES: Final = frozenset("ACQST")
_CIRCLE: Final = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0")
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_CORNERS: Final = 5
"""A closed shape of more points than this is no bar and no mark."""
_OUTLINE: Final = 12
"""A closed shape of more points than this is the outline of an area, drawn on a coarser grid."""
_GRID: Final = "scale(.5)"
"""Areas are written in half pixels, as whole numbers: shorter, and quicker to read."""


def tidy(svg: str) -> tuple[ET.Element, ...]:
    """The drawn elements of a converter's SVG, cleaned, without their root."""
    root = ET.fromstring(svg)  # noqa: S314
    return tuple(cleaned for child in root for cleaned in _clean(child))


def short(value: float) -> str:
    """A number with one decimal at most and no needless sign or zero.

    >>> short(0.04), short(-0.51), short(12.0), short(3.14159)
    ('0', '-.5', '12', '3.1')
    """
    text = f"{value:.1f}".removesuffix(".0")
    if text in {"-0", "0"}:
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _clean(element: ET.Element) -> Iterator[ET.Element]:
    tag = element.tag.rpartition("}")[2]
    if element.get("class") in {"background", "foreground"}:
        return
    cleaned = ET.Element(tag, dict(_attributes(element)))
    cleaned.text = element.text
    if element.get("aria-label"):
        ET.SubElement(cleaned, "title").text = element.get("aria-label")
    cleaned.extend(child for inner in element for child in _clean(inner))
    if tag == "g":
        yield from _group(cleaned)
    elif tag != "a" or len(cleaned):
        placed = _placed(cleaned)
        if placed.tag == "path" and placed.get("d", "M")[0] == "M" and "," in placed.get("d", ""):
            _draw(placed)
        if placed.tag != "path" or placed.get("d"):
            yield placed


def _attributes(element: ET.Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        key = name.rpartition("}")[2]
        if key in _UNWANTED or key.startswith("aria-") or (key, value) in _DEFAULTS:
            continue
        if key == "href":
            yield "href", value.removeprefix(LOADER_BASE)
            yield "tabindex", "-1"
        elif key == "d":
            yield key, value
        elif key in {"fill", "stroke"}:
            yield key, _HEX.sub(lambda found: found[0].lower(), value)
        else:
            yield key, _NUMBER.sub(lambda found: short(float(found[0])), value.replace("px", ""))


def _group(group: ET.Element) -> Iterator[ET.Element]:
    """A group with what its children share; nothing for an empty one, its children for a bare one."""
    _join_outlines(group)
    children = list(group)
    if len(children) > 1:
        for name in _INHERITED:
            values = {child.get(name) for child in children}
            if len(values) == 1 and None not in values and not group.get(name):
                group.set(name, values.pop() or "")
                for child in children:
                    del child.attrib[name]
        if all(child.get("transform") == _GRID for child in children):
            group.set("transform", f"{group.get('transform', '')}{_GRID}")
            for child in children:
                del child.attrib["transform"]
    if group.attrib and children:
        yield group
    else:
        yield from children


def _join_outlines(group: ET.Element) -> None:
    """Areas beside each other that look alike and have nothing to say of their own, as one."""
    kept: ET.Element | None = None
    for child in list(group):
        if child.get("transform") != _GRID or len(child):
            kept = None
        elif kept is not None and _look(kept) == _look(child):
            kept.set("d", kept.get("d", "") + child.get("d", ""))
            group.remove(child)
        else:
            kept = child


def _look(element: ET.Element) -> dict[str, str]:
    return {key: value for key, value in element.attrib.items() if key != "d"}


def _placed(element: ET.Element) -> ET.Element:
    """The element with its shift written as coordinates; a link with the look of its only child."""
    if element.tag == "a":
        for name in (*_INHERITED, "transform"):
            if name in element[0].attrib:
                element.set(name, element[0].attrib.pop(name))
    shift = _TRANSLATE.fullmatch(element.get("transform", ""))
    if shift is None:
        return element
    across, down = float(shift[1]), float(shift[2])
    circle = _CIRCLE.fullmatch(element.get("d", ""))
    if element.tag == "text":
        moved = {"x": short(across), "y": short(down)}
    elif element.tag == "line":
        x2, y2 = across + float(element.get("x2", 0)), down + float(element.get("y2", 0))
        moved = {"x1": short(across), "y1": short(down), "x2": short(x2), "y2": short(y2)}
    elif circle:
        element.tag = "circle"
        moved = {"cx": short(across), "cy": short(down), "r": circle[1]}
        del element.attrib["d"]
    elif element.tag == "path" and not _CURVES & set(element.get("d", "A")):
        moved = {"d": compact_path(element.get("d", ""), across=across, down=down)}
    else:
        return element
    del element.attrib["transform"]
    element.attrib.update(moved)
    return element


def _draw(path: ET.Element) -> None:
    """Make the line of a path short; areas are drawn on a grid of their own, their edge as wide as before."""
    d = path.get("d", "")
    runs = [] if set(d) & _CURVES else list(_subpaths(d))
    is_area = all(closed for _, closed in runs) and any(len(points) > _CORNERS for points, _ in runs)
    path.set("d", "".join(_area(points) for points, _ in runs) if is_area else compact_path(d))
    if is_area:
        path.set("transform", _GRID)
    if is_area and path.get("stroke"):
        path.set("stroke-width", short(2 * float(path.get("stroke-width", 1))))


def compact_path(d: str, *, across: float = 0, down: float = 0) -> str:
    """A path of straight lines, shifted, as short relative steps; any other path with short numbers.

    Steps under 0.7 pixels are joined to the next, and closed shapes under a pixel are left out.

    >>> compact_path("M10,10L12.04,10L12,15.5Z"), compact_path("M-3,-3h6v6h-6Z", across=10)
    ('M10 10l2 0 0 5.5z', 'M7-3l6 0 0 6-6 0z')
    """
    if set(d) & _CURVES:
        return _NUMBER.sub(lambda found: short(float(found[0])), d)
    runs = _subpaths(d, across=across, down=down)
    return "".join(_ring(points, closed=closed) for points, closed in runs)


def _subpaths(d: str, *, across: float = 0, down: float = 0) -> Iterator[tuple[list[tuple[int, int]], bool]]:
    """The runs of points of a path, in tenths of a pixel, and whether each is closed."""
    points: list[tuple[float, float]] = []
    closed = False
    for name, numbers in [*_COMMAND.findall(d), ("M", "")]:
        values = [float(number) for number in _NUMBER.findall(numbers)]
        if name == "M":
            if points:
                yield [(round((x + across) * 10), round((y + down) * 10)) for x, y in points], closed
            points, closed = [], False
        if name in "Zz":
            closed = True
        elif name in "hv":
            x, y = points[-1]
            points.append((x + values[0], y) if name == "h" else (x, y + values[0]))
        elif values:
            points.append((values[0], values[1]))


def _ring(points: list[tuple[int, int]], *, closed: bool) -> str:
    """A line in pixels, from points in tenths of them."""
    if closed and len(points) > 3 and _extent(points) < 10:
        return ""
    return _line(points, least=7, unit=10, is_kept_whole=True) + ("z" if closed else "")


def _area(points: list[tuple[int, int]]) -> str:
    """An area in half pixels, from points in tenths of a pixel; nothing for an islet under two pixels.

    Outlines go in steps of two pixels or more: a map of the world is a third lighter for it.
    """
    if _extent(points) < 20:
        return ""
    halves = [(round(x / 5), round(y / 5)) for x, y in points]
    return f"{_line(halves, least=4 if len(points) > _OUTLINE else 2, unit=1)}z"


def _extent(points: list[tuple[int, int]]) -> int:
    across, down = [x for x, _ in points], [y for _, y in points]
    return max(max(across) - min(across), max(down) - min(down))


def _line(points: list[tuple[int, int]], *, least: int, unit: int, is_kept_whole: bool = False) -> str:
    """Relative steps of `least` or more between points, `unit` of which are one in the drawing."""
    here = points[0]
    text = f"M{_pair(*here, unit)}"
    joint = "l"
    for there in points[1:]:
        is_last = is_kept_whole and there == points[-1]
        if max(abs(there[0] - here[0]), abs(there[1] - here[1])) < least and not is_last:
            continue
        step = _pair(there[0] - here[0], there[1] - here[1], unit)
        text += step if joint == " " and step.startswith("-") else f"{joint}{step}"
        here, joint = there, " "
    return text


def _pair(x: int, y: int, unit: int) -> str:
    """Two numbers, with a space only where a sign does not part them."""
    second = short(y / unit)
    return f"{short(x / unit)}{second}" if second.startswith("-") else f"{short(x / unit)} {second}"
