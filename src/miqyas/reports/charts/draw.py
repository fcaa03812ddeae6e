"""Charts drawn: SVG for a page, SVG and PNG to keep, the spec for the browser's own Vega."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final
from xml.etree import ElementTree as ET

from miqyas.kernel.provenance import content_hash
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Chart
from miqyas.reports.charts.credits import credits_of, metadata, signed_png
from miqyas.reports.charts.layout import wrap
from miqyas.reports.charts.outlines import world
from miqyas.reports.charts.theme import CARD, FONT, HEADING, INK, PAPER, SECOND, SEMIBOLD, SLATE, SMALL
from miqyas.reports.charts.tidy import tidy

_EDGE: Final = 24


@cache
def converter() -> Any:
    """vl-convert with our fonts, loaded on first use; the first drawing after that takes about a second."""
    import vl_convert

    vl_convert.register_font_directory(str(files("miqyas.reports") / "fonts"))
    return vl_convert


def warm() -> None:
    """Load the converter and draw a dot, so that the first reader does not wait."""
    converter().vegalite_to_svg({"mark": "point", "data": {"values": [{}]}})


def converter_version() -> str:
    """Version of vl-convert, without loading it."""
    from importlib.metadata import version

    return version("vl-convert-python")


def spec_json(chart: Chart) -> str:
    """The spec for the Vega bundle in the browser, to be embedded with ``{ast: true, actions: false}``."""
    return json.dumps(chart.spec, ensure_ascii=False, separators=(",", ":"))


def fingerprint(chart: Chart) -> str:
    """A name for the spec: equal specs have equal names, whatever their words."""
    own = {key: value for key, value in chart.spec.items() if key != "datasets"}
    shared = _outlines_name() if "datasets" in chart.spec else ""
    return content_hash([json.dumps(own).encode(), shared.encode()])


@cache
def _outlines_name() -> str:
    """The outlines, the only data that specs share, are long: they are read through once."""
    return content_hash([json.dumps(world()).encode()])


def svg(chart: Chart) -> str:
    """An SVG for a page: no styles, no scripts, no fixed size, ids of its own, title and description inside.

    It reads from left to right whatever surrounds it. Charts with links are a group, others an image.
    """
    drawn = tidy(_convert(chart))
    name = _name(chart)
    linked = any(element.tag == "a" for root in drawn for element in root.iter())
    root = ET.Element(
        "svg",
        {
            "viewBox": f"0 0 {chart.drawing.pixels} {_height(chart):g}",
            "role": "group" if linked else "img",
            "aria-labelledby": f"{name}-t",
            "aria-describedby": f"{name}-d",
            "lang": chart.drawing.language,
            "direction": "ltr",
            "font-family": f"{FONT}, sans-serif",
        },
    )
    ET.SubElement(root, "title", {"id": f"{name}-t"}).text = chart.caption.title
    ET.SubElement(root, "desc", {"id": f"{name}-d"}).text = chart.description
    _fill(root, drawn, name=name)
    return _written(root)


def standalone_svg(chart: Chart) -> str:
    """An SVG to keep: on paper, with its finding above, its source and our name below."""
    drawing = chart.drawing
    width = drawing.pixels + 2 * _EDGE
    heading = wrap(chart.caption.title, size=HEADING, width=drawing.pixels)
    source = say("chart.source", language=drawing.language, source=chart.caption.source)
    footing = wrap(source, size=SMALL, width=drawing.pixels - 80)
    top = _EDGE + 26 * len(heading) + 14
    foot = top + _height(chart) + 30
    height = foot + 18 * (len(footing) - 1) + _EDGE
    name = _name(chart)
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": f"{width:g}",
            "height": f"{height:g}",
            "viewBox": f"0 0 {width:g} {height:g}",
            "font-family": f"{FONT}, sans-serif",
            "direction": "ltr",
        },
    )
    ET.SubElement(root, "title").text = chart.caption.title
    ET.SubElement(root, "desc").text = chart.description
    root.append(metadata(credits_of(chart)))
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": PAPER})
    strong = {"font-weight": str(SEMIBOLD), "fill": INK}
    near, far = (width - _EDGE, _EDGE) if drawing.rtl else (_EDGE, width - _EDGE)
    sides = ("end", "start") if drawing.rtl else ("start", "end")
    for row, words in enumerate(heading):
        _text(root, drawing.text(words), near, _EDGE + 18 + 26 * row, sides[0], HEADING, strong)
    for row, words in enumerate(footing):
        _text(root, drawing.text(words), near, foot + 18 * row, sides[0], SMALL, {"fill": SECOND})
    brand = say("chart.brand", language=drawing.language)
    _text(root, drawing.text(brand), far, foot, sides[1], SMALL, strong)
    body = ET.SubElement(root, "g", {"transform": f"translate({_EDGE},{top})"})
    _fill(body, tidy(_convert(chart)), name=name)
    return _written(root)


def png(chart: Chart, *, scale: float = 2) -> bytes:
    """The standalone drawing as PNG, `scale` dots to a pixel, with its words inside."""
    return signed_png(converter().svg_to_png(standalone_svg(chart), scale=scale), credits_of(chart))


def picture(chart: Chart, *, scale: float = 2) -> bytes:
    """The bare drawing as PNG on white, for documents that say its finding and its source themselves."""
    width, height = f"{chart.drawing.pixels:g}", f"{_height(chart):g}"
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
            "font-family": f"{FONT}, sans-serif",
            "direction": "ltr",
        },
    )
    root.append(metadata(credits_of(chart)))
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": CARD})
    _fill(root, tidy(_convert(chart)), name=_name(chart))
    drawn: bytes = converter().svg_to_png(_written(root), scale=scale)
    return drawn


def _written(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def _convert(chart: Chart) -> str:
    drawn: str = converter().vegalite_to_svg(dict(chart.spec), allowed_base_urls=[])
    return drawn


def _height(chart: Chart) -> float:
    padding = chart.spec["padding"]
    height: float = chart.spec["height"] + padding["top"] + padding["bottom"]
    return height


def _name(chart: Chart) -> str:
    """A name for ids that no other chart on the page has."""
    return f"c{fingerprint(chart)[:8]}"


def _text(
    root: ET.Element, words: str, x: float, y: float, anchor: str, size: int, more: dict[str, str]
) -> None:
    place = {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor, "font-size": str(size)}
    ET.SubElement(root, "text", {**place, **more}).text = words


def _fill(root: ET.Element, drawn: tuple[ET.Element, ...], *, name: str) -> None:
    """Put the drawn elements in, with ids of their own, and the hatch where something is hatched."""
    hatched = False
    for element in (inner for outer in drawn for inner in outer.iter()):
        for key, value in element.attrib.items():
            if "url(#" in value or key == "id":
                hatched = hatched or "#mq-hatch" in value
                element.set(key, value.replace("mq-hatch", f"{name}-hatch").replace("clip", f"{name}-clip"))
    if hatched:
        root.append(_hatch(f"{name}-hatch"))
    root.extend(drawn)


def _hatch(name: str) -> ET.Element:
    pattern = ET.Element(
        "pattern",
        {
            "id": name, "width": "5", "height": "5",
            "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)",
        },
    )  # fmt: skip
    ET.SubElement(pattern, "rect", {"width": "5", "height": "5", "fill": CARD})
    ET.SubElement(pattern, "path", {"d": "M1 0v5", "stroke": SLATE, "stroke-width": "1"})
    return pattern
