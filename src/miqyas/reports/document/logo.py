"""The logo of reports, looked at before it is worn: what it is, how large, and that it only draws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from miqyas.kernel.errors import Place
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import say
from miqyas.reports.document.errors import ReportError

LARGEST: Final = 512 * 1024
MOST_PIXELS: Final = 4000
MOST_ELEMENTS: Final = 5000
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_JPEG_END: Final = b"\xff\xd9"
_NO_SIZE: Final = frozenset({0xC4, 0xC8, 0xCC})
"""Markers among those of JPEG frames that tell no sides."""
_ACTIVE: Final = frozenset(
    {"script", "foreignobject", "iframe", "animate", "animatetransform", "animatemotion", "set", "handler"}
)
_OUTSIDE: Final = re.compile(r"@import|url\(\s*['\"]?(?!['\"]?#)|image-set\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that was checked: its bytes, "svg" or "png" or "jpeg", and its alternative text."""

    content: bytes
    form: str
    alt: Text


def read_logo(path: Path, *, alt: Text | None = None) -> Logo:
    """The logo of a file, once it is sure that it can be drawn. Raises `ReportError` for any other file."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise ReportError(
                "logo_large", place=_place(path), size=round(size / 2**20, 1), most=LARGEST / 2**20
            )
        content = path.read_bytes()
    except OSError as error:
        raise ReportError("logo_missing", place=_place(path), name=path.name) from error
    return Logo(content, _form(content, path), alt or logo_words(None))


def logo_words(organisation: Text | None) -> Text:
    """What stands for the logo where it is not seen.

    >>> logo_words(None)["en"]
    'Logo'
    """
    return Text(
        {
            language: say("document.logo_of", language=language, name=organisation)
            if organisation
            else say("document.logo", language=language)
            for language in REQUIRED_LANGUAGES
        }
    )


def _form(content: bytes, path: Path) -> str:
    """What the picture is by its first bytes; its name says nothing."""
    if content.startswith(_PNG):
        _raster(_png_sides(content), path)
        form = "png"
    elif content.startswith(_JPEG):
        _raster(_jpeg_sides(content), path)
        form = "jpeg"
    else:
        _vector(content, path)
        form = "svg"
    _drawn(content, form, path)
    return form


def _png_sides(content: bytes) -> tuple[int, int] | None:
    is_head = content[12:16] == b"IHDR" and len(content) > 24
    return (_number(content[16:20]), _number(content[20:24])) if is_head else None


def _jpeg_sides(content: bytes) -> tuple[int, int] | None:
    """The sides that the first frame tells; None for a file without one, or that ends before it should."""
    if not content.rstrip(b"\0").endswith(_JPEG_END):
        return None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
            return _number(content[at + 7 : at + 9]), _number(content[at + 5 : at + 7])
        at += 2 + _number(content[at + 2 : at + 4])
    return None


def _number(content: bytes) -> int:
    return int.from_bytes(content, "big")


def _raster(sides: tuple[int, int] | None, path: Path) -> None:
    """Refuse sides that would take all memory once the picture is unpacked."""
    if sides is None or not all(sides):
        raise ReportError("logo_broken", place=_place(path))
    width, height = sides
    if max(sides) > MOST_PIXELS:
        raise ReportError("logo_vast", place=_place(path), width=width, height=height, most=MOST_PIXELS)


def _vector(content: bytes, path: Path) -> None:
    """Refuse what is no SVG, and an SVG that would do more than draw."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReportError("logo_unknown", place=_place(path)) from error
    if "<svg" not in text:
        raise ReportError("logo_unknown", place=_place(path))
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise ReportError("logo_unsafe", place=_place(path), what="DOCTYPE")
    try:
        root = ET.fromstring(text)  # noqa: S314 - without a DOCTYPE there are no entities
    except ET.ParseError as error:
        raise ReportError("logo_broken", place=_place(path)) from error
    for what in _unsafe(root):
        raise ReportError("logo_unsafe", place=_place(path), what=what)


def _unsafe(root: ET.Element) -> Iterator[str]:
    """What in a drawing is not drawn: scripts, events, references to elsewhere, copies of copies."""
    elements = list(root.iter())
    if len(elements) > MOST_ELEMENTS:
        yield f"{len(elements)} elements"
    for element in elements:
        name = _local(element.tag)
        if name in _ACTIVE:
            yield f"<{name}>"
        if name == "style" and _OUTSIDE.search(element.text or ""):
            yield "<style>"
        for key, value in element.attrib.items():
            attribute = _local(key)
            is_away = attribute in {"href", "src"} and not value.startswith("#")
            if is_away or attribute.startswith("on") or _OUTSIDE.search(value):
                yield f"{attribute}="
        if name == "use" and any(_local(inner.tag) == "use" for inner in _copied(root, element)):
            yield "<use> in <use>"


def _copied(root: ET.Element, use: ET.Element) -> Iterator[ET.Element]:
    """All that a copy copies."""
    wanted = {value[1:] for key, value in use.attrib.items() if _local(key) == "href"}
    for element in root.iter():
        if element.get("id") in wanted:
            yield from element.iter()


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2].casefold()


def _drawn(content: bytes, form: str, path: Path) -> None:
    """Draw it once, alone on a page: whatever is broken in it comes out here."""
    from miqyas.reports.document.pdf.compile import is_drawable

    if not is_drawable(content, form=form):
        raise ReportError("logo_broken", place=_place(path))


def _place(path: Path) -> Place:
    return Place(file=str(path), name="MIQYAS_REPORT_LOGO")
