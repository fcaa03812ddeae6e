"""The master of our presentations, built from the plain one that python-pptx brings: our face, colours,
layouts with placeholders, and everything from right to left in Arabic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from miqyas.kernel.words import say
from miqyas.reports.charts.theme import BRASS, CORAL, FONT, GREEN, INK, LINE, PALM, PEARL, SEA, SECOND, SLATE
from miqyas.reports.document import Document
from miqyas.reports.document.parts import filled

WIDE, HIGH = 12_192_000, 6_858_000
_MM: Final = 36_000
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLIDE_NUMBER: Final = (
    f'<a:fld xmlns:a="{_DRAWING}" id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
    "<a:rPr/><a:t>#</a:t></a:fld>"
)
Piece = tuple[str, Mapping[str, object]]
"""A shape by the name of its file, with what is filled in."""
LANGUAGES: Final[Mapping[str, str]] = {"ar": "ar-SA", "en": "en-GB", "fr": "fr-FR"}


@dataclass(frozen=True)
class Box:
    """A placeholder: its kind and number, where it stands (millimetres from the start), its type."""

    kind: str
    number: int
    x: float
    y: float
    wide: float
    high: float
    points: int = 14
    colour: str = INK
    is_bold: bool = False
    anchor: str = "t"


_TITLE: Final = Box("title", 0, 17, 12, 305, 24, 26, INK, is_bold=True, anchor="b")
_FOOT: Final = (
    Box("ftr", 11, 17, 180, 240, 7, 10, SECOND, anchor="ctr"),
    Box("sldNum", 12, 302, 180, 20, 7, 10, SECOND, anchor="ctr"),
)
_SOURCE: Final = Box("body", 13, 17, 169, 305, 9, 11, SECOND, anchor="b")
NUMBERS: Final = 5
"""Numbers that stand side by side."""
LAYOUTS: Final[Mapping[str, tuple[Box, ...]]] = {
    "cover": (
        Box("ctrTitle", 0, 34, 52, 270, 46, 40, INK, is_bold=True, anchor="b"),
        Box("subTitle", 1, 34, 101, 270, 20, 20, SECOND),
        Box("body", 13, 34, 150, 270, 22, 14, SECOND, anchor="b"),
    ),
    "section": (
        Box("title", 0, 34, 52, 270, 46, 36, INK, is_bold=True, anchor="b"),
        Box("body", 1, 34, 101, 270, 26, 20, SECOND),
        Box("body", 20, 34, 130, 270, 40, 16, INK),
        *_FOOT,
    ),
    "text": (_TITLE, Box("body", 1, 17, 43, 305, 124, 20, INK), *_FOOT),
    "chart": (_TITLE, Box("chart", 1, 17, 41, 305, 126), _SOURCE, *_FOOT),
    "picture": (_TITLE, Box("pic", 1, 17, 41, 305, 126), _SOURCE, *_FOOT),
    "table": (_TITLE, Box("tbl", 1, 17, 43, 305, 120), _SOURCE, *_FOOT),
    "numbers": (
        _TITLE,
        *(Box("body", at + 1, 17 + 61 * at, 75, 58, 80, 14, SECOND) for at in range(NUMBERS)),
        Box("body", 20, 17, 43, 305, 24, 18, INK),
        *_FOOT,
    ),
    "statement": (
        Box("title", 0, 34, 30, 270, 30, 20, SECOND, is_bold=True, anchor="b"),
        Box("body", 1, 34, 65, 270, 95, 30, INK),
        *_FOOT,
    ),
    "sources": (_TITLE, Box("body", 1, 17, 43, 305, 130, 14, INK), *_FOOT),
}
_SHADES: Final = (
    "dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
)  # fmt: skip
_EDGED: Final = frozenset({"cover", "section"})


def presentation(document: Document, *, colour: str) -> Any:
    """An empty presentation with our master and layouts, in the direction and colour of a report."""
    import pptx
    from pptx.util import Emu

    made = pptx.Presentation()
    made.slide_width, made.slide_height = Emu(WIDE), Emu(HIGH)
    _forget(made)
    _theme(made, colour)
    _master(made.slide_masters[0], document, colour)
    for layout, (name, boxes) in zip(list(made.slide_layouts), LAYOUTS.items(), strict=False):
        _layout(layout, name, boxes, document=document, colour=colour)
    for spare in list(made.slide_layouts)[len(LAYOUTS) :]:
        made.slide_layouts.remove(spare)
    return made


def emu(box: Box, *, is_rtl: bool) -> tuple[int, int, int, int]:
    """Left, top, width and height of a box; mirrored where reading begins at the right."""
    left, top, wide, high = (round(side * _MM) for side in (box.x, box.y, box.wide, box.high))
    return (WIDE - left - wide if is_rtl else left), top, wide, high


def _forget(made: Any) -> None:
    """The printer's settings and the thumbnail of the plain presentation are not ours."""
    for part, ends in ((made.part, "printerSettings"), (made.part.package, "thumbnail")):
        holder = getattr(part, "rels", None) or part._rels
        for name in [key for key, one in holder.items() if one.reltype.endswith(ends)]:
            holder.pop(name)


def _theme(made: Any, colour: str) -> None:
    """Faces and colours of the theme, so that whoever goes on writing stays in them."""
    part = next(
        one.target_part for one in made.slide_masters[0].part.rels.values() if one.reltype.endswith("/theme")
    )
    xml = part.blob.decode()
    shades = (INK, "#ffffff", INK, PEARL, colour, PALM, BRASS, SLATE, CORAL, GREEN, SEA, SECOND)
    scheme = "".join(
        f'<a:{name}><a:srgbClr val="{bare(shade)}"/></a:{name}>'
        for name, shade in zip(_SHADES, shades, strict=True)
    )
    face = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface="{FONT}"/>'
    xml = re.sub(
        r"<a:clrScheme.*?</a:clrScheme>",
        f'<a:clrScheme name="Miqyas">{scheme}</a:clrScheme>',
        xml,
        flags=re.S,
    )
    fonts = f"<a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont>"
    xml = re.sub(
        r"<a:fontScheme.*?</a:fontScheme>",
        f'<a:fontScheme name="Miqyas">{fonts}</a:fontScheme>',
        xml,
        flags=re.S,
    )
    part._blob = xml.encode()


def bare(colour: str) -> str:
    """A colour as DrawingML writes it.

    >>> bare("#0a6e7c")
    '0A6E7C'
    """
    return colour.removeprefix("#").upper()


def _master(master: Any, document: Document, colour: str) -> None:
    is_rtl = document.direction == "rtl"
    boxes = (_TITLE, Box("body", 1, 17, 43, 305, 124, 20, INK), *_FOOT)
    _refill(master, boxes, is_rtl=is_rtl, marks=_watermark(document))
    for style in master.element.xpath("p:txStyles/*/*"):
        style.set("rtl", "1" if is_rtl else "0")
        style.set("algn", "r" if is_rtl else "l")
    for tint in master.element.xpath("p:txStyles//a:buClr/*"):
        tint.set("val", bare(colour))
    for title in master.element.xpath("p:txStyles/p:titleStyle//a:defRPr"):
        title.set("b", "1")


def _layout(layout: Any, name: str, boxes: tuple[Box, ...], *, document: Document, colour: str) -> None:
    element = layout.element
    for kind in ("type", "preserve", "userDrawn"):
        element.attrib.pop(kind, None)
    element.set("preserve", "1")
    element.find("{*}cSld").set("name", name.title())
    is_rtl = document.direction == "rtl"
    marks = [_edge(colour, is_rtl=is_rtl)] if name in _EDGED else []
    _refill(layout, boxes, marks=marks, is_rtl=is_rtl)


def _refill(holder: Any, boxes: tuple[Box, ...], *, marks: Iterable[Piece], is_rtl: bool) -> None:
    """The shapes of a master or layout: what is drawn behind first, then the placeholders."""
    from pptx.oxml import parse_xml

    tree = holder.shapes._spTree
    for shape in list(tree)[2:]:
        tree.remove(shape)
    for number, (name, values) in enumerate(
        [*marks, *(_place(box, is_rtl=is_rtl) for box in boxes)], start=2
    ):
        tree.append(parse_xml(filled("miqyas.reports.pptx", name, id=number, **values)))
    for fields in tree.xpath(".//p:sp[.//p:ph[@type='sldNum']]//a:p"):
        fields.append(parse_xml(_SLIDE_NUMBER))


def _place(box: Box, *, is_rtl: bool) -> Piece:
    """A placeholder with the type of its first level; numbers of slides stand at the outer edge."""
    left, top, wide, high = emu(box, is_rtl=is_rtl)
    return "placeholder", {
        "kind": box.kind,
        "number": box.number,
        "left": left, "top": top, "wide": wide, "high": high,
        "anchor": box.anchor,
        "side": "r" if is_rtl != (box.kind == "sldNum") else "l",
        "rtl": int(is_rtl),
        "size": box.points * 100,
        "bold": int(box.is_bold),
        "colour": bare(box.colour),
    }  # fmt: skip


def _edge(colour: str, *, is_rtl: bool) -> Piece:
    """The edge at which reading begins, in the colour of whoever the report belongs to."""
    wide = 12 * _MM
    left = WIDE - wide if is_rtl else 0
    return "edge", {"left": left, "wide": wide, "high": HIGH, "colour": bare(colour)}


def _watermark(document: Document) -> Iterator[Piece]:
    """The word for a draft across every slide, behind all that stands there."""
    if document.is_draft:
        yield "watermark", {
            "top": 60 * _MM, "wide": WIDE, "high": 70 * _MM,
            "rtl": int(document.direction == "rtl"),
            "lang": LANGUAGES.get(document.language, document.language),
            "colour": bare(LINE),
            "words": say("document.draft", language=document.language),
        }  # fmt: skip
