"""A certificate drawn: one sheet in Arabic and English side by side in one design, as SVG and as PNG.

Words are those of the signed statement; nothing is added that the statement does not say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.etree import ElementTree as ET

from miqyas.kernel.text import Text, isolate, isolate_right_to_left
from miqyas.kernel.words import say
from miqyas.reports.charts.draw import converter
from miqyas.reports.charts.layout import wrap
from miqyas.reports.charts.theme import BRASS, FONT, INK, LINE, PAPER, SEA, SECOND, SEMIBOLD
from miqyas.reports.qr import qr_squares

WIDE: Final = 1123
HIGH: Final = 794
"""A4, lying, at 96 dots to the inch."""
_EDGE: Final = 40
_MIDDLE: Final = WIDE / 2
_COLUMN: Final = 880
_QR: Final = 96
_LANGUAGES: Final = ("ar", "en")


def award_words(statement: Mapping[str, Any], *, language: str) -> str:
    """What a certificate is given for, in a sentence."""
    place = f".{statement['place']}" if statement["kind"] == "jury" else ""
    category = statement.get("category_title")
    return say(
        f"certificate.award.{statement['kind']}{place}",
        language=language,
        wrap=str,
        category=Text(category).in_language(language) if category else "",
        group=Text(statement["group_title"]).in_language(language),
    )


def certificate_svg(statement: Mapping[str, Any], *, address: str) -> str:
    """The certificate of a signed statement; `address` is where its code is verified."""
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDE} {HIGH}",
            "width": str(WIDE),
            "height": str(HIGH),
            "font-family": f"{FONT}, sans-serif",
            "direction": "ltr",
            "role": "img",
        },
    )
    name = statement["entity"]["name"]
    ET.SubElement(root, "title").text = f"{name['ar']} · {name['en']}"
    ET.SubElement(root, "rect", {"width": str(WIDE), "height": str(HIGH), "fill": PAPER})
    frame = {"fill": "none", "stroke": INK, "stroke-width": "1.5"}
    size = {"width": str(WIDE - 2 * _EDGE), "height": str(HIGH - 2 * _EDGE)}
    ET.SubElement(root, "rect", {"x": str(_EDGE), "y": str(_EDGE), **size, **frame})
    _rulers(root)
    _words(root, statement)
    _foot(root, statement, address=address)
    _code(root, address)
    return ET.tostring(root, encoding="unicode")


def certificate_png(statement: Mapping[str, Any], *, address: str) -> bytes:
    """The same as PNG, two dots to a pixel."""
    drawn: bytes = converter().svg_to_png(certificate_svg(statement, address=address), scale=2)
    return drawn


def _rulers(root: ET.Element) -> None:
    """The mark of the house: a line with ticks above and below, the pin where the middle is."""
    for y, way in ((_EDGE + 34, 1), (HIGH - _EDGE - 34, -1)):
        left, right = _EDGE + 34, WIDE - _EDGE - 34
        ticks = "".join(
            f"M{left + at * (right - left) / 100:.1f} {y}v{way * (9 if at % 10 == 0 else 4)}"
            for at in range(101)
        )
        line = {"d": f"M{left} {y}H{right}{ticks}", "stroke": LINE, "fill": "none"}
        ET.SubElement(root, "path", line)
        pin = {"d": f"M{_MIDDLE} {y - way * 5}v{way * 20}", "stroke": BRASS, "stroke-width": "3"}
        ET.SubElement(root, "path", pin)


def _words(root: ET.Element, statement: Mapping[str, Any]) -> None:
    heading = " · ".join((_said("certificate.heading", "ar"), _said("certificate.heading", "en")))
    _text(root, heading, y=138, size=19, fill=SEA)
    y = 176.0
    for language in _LANGUAGES:
        _text(root, _directed(_said("certificate.given", language), language), y=y, size=15, fill=SECOND)
        y += 25
    for language, size, gap in (("ar", 44, 62), ("en", 30, 42)):
        for line in wrap(statement["entity"]["name"][language], size=size, width=_COLUMN):
            y += gap
            _text(root, _directed(line, language), y=y, size=size, fill=INK, strong=True)
    y += 22
    for language in _LANGUAGES:
        for line in wrap(award_words(statement, language=language), size=20, width=_COLUMN):
            y += 32
            _text(root, _directed(line, language), y=y, size=20, fill=INK)
    y += 16
    for language in _LANGUAGES:
        y += 26
        title = statement["round"]["title"][language]
        _text(root, _directed(title, language), y=y, size=15, fill=SECOND)
    if statement.get("is_sample"):
        both = " · ".join(_said("certificate.sample", language) for language in _LANGUAGES)
        _text(root, both, y=y + 34, size=15, fill=BRASS, strong=True)


def _foot(root: ET.Element, statement: Mapping[str, Any], *, address: str) -> None:
    for row, line in enumerate(_foot_lines(statement, address)):
        _text(
            root, line, y=HIGH - _EDGE - 118 + row * 22, size=14 if row else 15, fill=SECOND if row else INK
        )


def _foot_lines(statement: Mapping[str, Any], address: str) -> Iterator[str]:
    yield isolate(statement["code"])
    date = statement["issued_on"]
    yield " · ".join(
        _directed(say("certificate.issued", language=language, on=date), language) for language in _LANGUAGES
    )
    yield isolate(address)


def _code(root: ET.Element, address: str) -> None:
    """The address for a phone, in the corner of the frame."""
    squares, size = qr_squares(address)
    scale = _QR / size
    x, y = WIDE - _EDGE - 34 - _QR, HIGH - _EDGE - 52 - _QR
    place = ET.SubElement(root, "g", {"transform": f"translate({x} {y}) scale({scale:.4f})"})
    ET.SubElement(place, "rect", {"width": str(size), "height": str(size), "fill": "#fff"})
    ET.SubElement(place, "path", {"d": squares, "fill": INK, "shape-rendering": "crispEdges"})


def _said(key: str, language: str) -> str:
    return say(key, language=language)


def _directed(text: str, language: str) -> str:
    return isolate_right_to_left(text) if language == "ar" else isolate(text)


def _text(root: ET.Element, words: str, *, y: float, size: int, fill: str, strong: bool = False) -> None:
    about = {
        "x": f"{_MIDDLE:g}",
        "y": f"{y:g}",
        "text-anchor": "middle",
        "font-size": str(size),
        "fill": fill,
    }
    if strong:
        about["font-weight"] = str(SEMIBOLD)
    ET.SubElement(root, "text", about).text = words
