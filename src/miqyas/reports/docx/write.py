"""Writing a document as DOCX: the same blocks give the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import zipfile
from collections.abc import Iterable
from typing import Any, Final

from miqyas.kernel.text import direction
from miqyas.reports.docx.model import Block, Heading, Lines, Page, Sheet

FONT: Final = "IBM Plex Sans Arabic"
_MADE: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_ZIP_DATE: Final = (2000, 1, 1, 0, 0, 0)
_INK, _QUIET, _SEA = "0D2436", "4A6072", "0A6E7C"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
_POINTS: Final = {"Normal": 11, "Title": 24, "Heading 1": 16, "Heading 2": 13}


def write_docx(blocks: Iterable[Block], *, title: str, language: str) -> bytes:
    """The blocks under their title, in a language: Arabic runs from right to left, addresses do not.

    >>> from zipfile import ZipFile
    >>> content = write_docx([Lines("Words")], title="A note", language="en")
    >>> ZipFile(io.BytesIO(content)).testzip() is None
    True
    """
    import docx

    document = docx.Document()
    is_right_to_left = direction(language) == "rtl"
    _dress(document, title=title, language=language)
    _say(document.add_paragraph(style="Title"), title, is_right_to_left=is_right_to_left)
    for block in blocks:
        _add(document, block, is_right_to_left=is_right_to_left)
    target = io.BytesIO()
    document.save(target)
    return _settled(target.getvalue())


def _add(document: Any, block: Block, *, is_right_to_left: bool) -> None:
    match block:
        case Heading(text, level):
            paragraph = document.add_paragraph(style=f"Heading {level}")
            _say(paragraph, text, is_right_to_left=is_right_to_left)
        case Lines(text, is_quiet):
            for line in text.splitlines():
                _say(
                    document.add_paragraph(),
                    line,
                    is_right_to_left=is_right_to_left,
                    colour=_QUIET if is_quiet else _INK,
                )
        case Page(address):
            _link(document.add_paragraph(), address, is_right_to_left=is_right_to_left)
        case Sheet():
            _table(document, block, is_right_to_left=is_right_to_left)


def _say(paragraph: Any, text: str, *, is_right_to_left: bool, colour: str = _INK) -> None:
    from docx.shared import RGBColor

    run = paragraph.add_run(text)
    run.font.color.rgb = RGBColor.from_string(colour)
    if is_right_to_left and _turns(paragraph, text):
        _flag(run._r.get_or_add_rPr(), "w:rtl")


def _link(paragraph: Any, address: str, *, is_right_to_left: bool) -> None:
    """A link that reads from left to right, on the side where the text begins."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    run = paragraph.add_run(address)
    run.font.color.rgb = RGBColor.from_string(_SEA)
    link = OxmlElement("w:hyperlink")
    name = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), name)
    link.append(run._r)
    paragraph._p.append(link)
    if is_right_to_left:
        _turns(paragraph, address)


def _turns(paragraph: Any, text: str) -> bool:
    """Whether a paragraph of a document from right to left runs so too: words of no Arabic keep their order.

    They begin at the side where the others begin; else their full stops and slashes would change sides.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    is_turned = any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)
    if is_turned:
        _flag(paragraph._p.get_or_add_pPr(), "w:bidi")
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return is_turned


def _table(document: Any, sheet: Sheet, *, is_right_to_left: bool) -> None:
    table = document.add_table(rows=1, cols=len(sheet.columns), style="Table Grid")
    if is_right_to_left:
        _flag(table._tbl.tblPr, "w:bidiVisual", before=("w:tblW", "w:jc", "w:tblLayout", "w:tblLook"))
    for cell, text in zip(table.rows[0].cells, sheet.columns, strict=True):
        _say(cell.paragraphs[0], text, is_right_to_left=is_right_to_left, colour=_QUIET)
    _flag(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for row in sheet.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _say(cell.paragraphs[0], text, is_right_to_left=is_right_to_left)


def _dress(document: Any, *, title: str, language: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    about = document.core_properties
    about.title, about.author, about.language = title, "Miqyas", language
    about.created = about.modified = _MADE
    about.last_modified_by, about.comments = "", ""
    for name, points in _POINTS.items():
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(points)
        style.font.color.rgb = RGBColor.from_string(_INK)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
    if direction(language) == "rtl":
        _flag(document.sections[0]._sectPr, "w:bidi", before=("w:docGrid",))


def _flag(parent: Any, name: str, *, before: tuple[str, ...] = ()) -> None:
    """An element that says yes by being there, once, in the order that the format asks for."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if parent.find(qn(name)) is not None:
        return
    later = [found for one in before if (found := parent.find(qn(one))) is not None]
    if later:
        later[0].addprevious(OxmlElement(name))
    else:
        parent.append(OxmlElement(name))


def _settled(content: bytes) -> bytes:
    """The same archive without the time at which it was written."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(target, "w") as kept:
        for name in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            about = zipfile.ZipInfo(name, date_time=_ZIP_DATE)
            about.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(about, given.read(name))
    return target.getvalue()
