"""Vega's SVG made small and clean: no classes, no styles, no scripts, short numbers, attributes said once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET  # noqa: S405 - reads only what the converter has just written

from miqyas.reports.charts.theme import FONT

LOADER_BASE: Final = "https://vega.github.io/vega-datasets/"
"""What vl-convert puts before every relative link; nothing is ever fetched from there."""

_UNWANTED: Final = frozenset({"class", "role", "style", "pointer-events", "stroke-miterlimit", "version"})
_DEFAULTS: Final = {("opacity", "1"), ("font-family", FONT), ("transform", "translate(0,0)"), ("font-weight", "normal")}
_INHERITED: Final = (
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "font-size", "font-weight", "text-anchor",
)  # fmt: skip
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_COMMAND: Final = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_TRANSLATE: Final = re.compile(r"translate\(([^,]+),([^)]+)\)")
_CIRCLE: Final = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0")
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")


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
    else:
        yield _placed(cleaned)


def _attributes(element: ET.Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        key = name.rpartition("}")[2]
        if key in _UNWANTED or key.startswith("aria-") or (key, value) in _DEFAULTS:
            continue
        if key == "href":
            yield "href", value.removeprefix(LOADER_BASE)
            yield "tabindex", "-1"
        elif key == "d":
            yield key, compact_path(value)
        elif key in {"fill", "stroke"}:
            yield key, _HEX.sub(lambda found: found[0].lower(), value)
        else:
            yield key, _NUMBER.sub(lambda found: short(float(found[0])), value.replace("px", ""))


def _group(group: ET.Element) -> Iterator[ET.Element]:
    """A group with what its children share; nothing for an empty one, its children for a bare one."""
    children = list(group)
    if len(children) > 1:
        for name in _INHERITED:
            values = {child.get(name) for child in children}
            if len(values) == 1 and None not in values and not group.get(name):
                group.set(name, values.pop() or "")
                for child in children:
                    del child.attrib[name]
    if group.attrib and children:
        yield group
    else:
        yield from children


def _placed(element: ET.Element) -> ET.Element:
    """The element with its shift written as coordinates where that is shorter."""
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
    else:
        return element
    del element.attrib["transform"]
    element.attrib.update(moved)
    return element


def compact_path(d: str) -> str:
    """A path of straight lines as short relative steps; any other path with short numbers.

    >>> compact_path("M10,10L12.04,10L12,15.5Z")
    'M10 10l2 0 0 5.5z'
    """
    commands = [(name, _NUMBER.findall(numbers)) for name, numbers in _COMMAND.findall(d)]
    if any(name not in "MLZ" for name, _ in commands):
        return _NUMBER.sub(lambda found: short(float(found[0])), d)
    parts: list[str] = []
    here = (0, 0)
    for name, numbers in commands:
        if name == "Z":
            parts.append("z")
            continue
        there = (round(float(numbers[0]) * 10), round(float(numbers[1]) * 10))
        if name == "M":
            parts.append(f"M{_pair(*there)}")
        elif there == here:
            continue
        else:
            step = _pair(there[0] - here[0], there[1] - here[1])
            parts.append(step if parts[-1][0] not in "Mz" and step.startswith("-") else f" {step}")
            if parts[-1].startswith(" ") and len(parts) > 1 and parts[-2][0] in "Mz":
                parts[-1] = f"l{step}"
        here = there
    return "".join(parts)


def _pair(x: int, y: int) -> str:
    """Two numbers in tenths, with a space only where a sign does not part them."""
    second = short(y / 10)
    return f"{short(x / 10)}{second}" if second.startswith("-") else f"{short(x / 10)} {second}"
