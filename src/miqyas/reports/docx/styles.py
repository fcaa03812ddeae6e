"""The styles of a Word document: names that people know, our face, our colours, our table, our lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from miqyas.kernel.text import direction
from miqyas.reports.charts.theme import FONT, INK, LINE, PEARL, SEA, SECOND
from miqyas.reports.document import Document
from miqyas.reports.docx.text import element, hex_of, paragraph_set, run_set

TABLE: Final = "Miqyas Table"
_KEPT: Final = frozenset(
    {"Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet"}
    | {"List Number", "Header", "Footer", "Default Paragraph Font", "Normal Table", "No List", "Strong"}
)
_LANGUAGES: Final[Mapping[str, str]] = {"ar": "ar-SA", "en": "en-GB", "fr": "fr-FR"}


@dataclass(frozen=True)
class Look:
    """How paragraphs of a style look: points, colour, weight, points before and after, what it keeps with."""

    points: float
    colour: str = INK
    is_bold: bool = False
    before: float = 0
    after: float = 6
    keeps: bool = False
    line: float = 1.15


def dress(docx: Any, document: Document, *, colour: str) -> None:
    """The styles of a report of a layout, in the colour of whoever it belongs to."""
    styles = docx.styles
    _clear(styles)
    _defaults(styles, language=document.language)
    for name, look in _looks(document, colour).items():
        style = _style(styles, name)
        _apply(style, look, is_rtl=document.direction == "rtl")
        if name != "Normal":
            style.base_style, style.quick_style = styles["Normal"], True
            style.hidden = style.unhide_when_used = False
    _chapters(styles, document)
    _characters(styles, colour)
    _lists(docx)
    _table_style(styles)


def _looks(document: Document, colour: str) -> Mapping[str, Look]:
    is_brief = document.layout == "brief"
    first = (
        Look(10, colour, is_bold=True, before=12, after=0, keeps=True)
        if is_brief
        else Look(20, INK, is_bold=True, before=0, after=10, keeps=True)
    )
    return {
        "Normal": Look(10.5),
        "Body": Look(9.5, after=5, line=1.15) if is_brief else Look(10.5, after=7, line=1.25),
        "Lead": Look(13, after=10, line=1.3),
        "Quiet": Look(8.5, SECOND, after=6),
        "Gap": Look(4, after=2, line=1),
        "Title": Look(22 if is_brief else 32, is_bold=True, before=0, after=4, line=1.1),
        "Subtitle": Look(11 if is_brief else 15, SECOND, after=8),
        "Heading 1": first,
        "Heading 2": Look(14, is_bold=True, before=2 if is_brief else 14, after=5, keeps=True),
        "Heading 3": Look(11.5, is_bold=True, before=10, after=4, keeps=True),
        "Caption": Look(9.5 if is_brief else 10.5, is_bold=True, before=6, after=4, keeps=True),
        "Picture": Look(10.5, after=3, keeps=True, line=1),
        "Table Text": Look(9, before=2, after=2, line=1.1),
        "Table Small": Look(7, before=2, after=2, line=1.1),
        "Table Tiny": Look(5.5, before=2, after=2, line=1.1),
        "Table Head": Look(8.5, SECOND, is_bold=True, before=2, after=2, keeps=True, line=1.1),
        "Figure Label": Look(8.5, SECOND, before=4, after=0, keeps=True),
        "Figure Value": Look(18, is_bold=True, after=0, keeps=True, line=1),
        "Figure Words": Look(11, is_bold=True, after=0, keeps=True, line=1.1),
        "Figure Note": Look(8, SECOND, after=4, line=1.1),
        "Callout Title": Look(11, is_bold=True, before=10, after=0, keeps=True),
        "Callout": Look(10.5, before=0, after=12, line=1.25),
        "List Bullet": Look(10.5, after=4, line=1.25),
        "List Number": Look(10.5, after=4, line=1.25),
        "Source": Look(8.5, SECOND, after=3, line=1.1),
        "Contents Title": Look(20, is_bold=True, after=10, keeps=True),
        "toc 1": Look(11, before=4, after=3),
        "toc 2": Look(10, SECOND, after=2),
        "Header": Look(8.5, SECOND, after=0),
        "Footer": Look(8.5, SECOND, after=0),
    }


def _clear(styles: Any) -> None:
    """Nothing stays of the template but what we dress: nobody shall choose from a hundred others."""
    for style in list(styles):
        if style.name not in _KEPT:
            style.element.getparent().remove(style.element)
    for link in styles.element.xpath("//w:style/w:link"):
        link.getparent().remove(link)


def _defaults(styles: Any, *, language: str) -> None:
    properties = styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")[0]
    for child in list(properties):
        properties.remove(child)
    fonts = element("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT)
    own = _LANGUAGES.get(language, language)
    spoken = element("lang", val=_LANGUAGES["en"] if direction(language) == "rtl" else own, bidi="ar-SA")
    run_set(properties, fonts, spoken)


def _style(styles: Any, name: str) -> Any:
    from docx.enum.style import WD_STYLE_TYPE

    known = {style.name for style in styles}
    return styles[name] if name in known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)


def _apply(style: Any, look: Look, *, is_rtl: bool) -> None:
    """The look onto a style, for Latin letters and for Arabic ones, which have properties of their own."""
    properties, about = style.element.get_or_add_rPr(), style.element.get_or_add_pPr()
    for old in (*properties, *about):
        old.getparent().remove(old)
    size = str(round(look.points * 2))
    bold = (element("b"), element("bCs")) if look.is_bold else ()
    tint = element("color", val=hex_of(look.colour))
    run_set(properties, *bold, tint, element("sz", val=size), element("szCs", val=size))
    before, after, line = (str(round(one * 20)) for one in (look.before, look.after, look.line * 12))
    spacing = element("spacing", before=before, after=after, line=line, lineRule="auto")
    keeps = (element("keepNext"), element("keepLines")) if look.keeps else ()
    paragraph_set(about, *keeps, spacing, *((element("bidi"),) if is_rtl else ()))


def _chapters(styles: Any, document: Document) -> None:
    """Levels for the table of contents; in a long report a chapter begins on a new page."""
    for level in range(3):
        about = styles[f"Heading {level + 1}"].element.get_or_add_pPr()
        breaks = (element("pageBreakBefore"),) if not level and document.layout == "report" else ()
        paragraph_set(about, *breaks, element("outlineLvl", val=str(level)))


def _characters(styles: Any, colour: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    looks = {
        "Hyperlink": (element("color", val=hex_of(SEA)), element("u", val="single")),
        "Reference": (element("color", val=hex_of(colour)), element("vertAlign", val="superscript")),
        "Strong": (element("b"), element("bCs")),
    }
    known = {style.name for style in styles}
    for name, properties in looks.items():
        style = styles[name] if name in known else styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        run_set(style.element.get_or_add_rPr(), *properties)


def _lists(docx: Any) -> None:
    """Bullets and numbers of our own, bound to the two styles of lists."""
    numbering = docx.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for number, (name, form, text) in enumerate(
        (("ListBullet", "bullet", "\N{BULLET}"), ("ListNumber", "decimal", "%1.")), start=1
    ):
        level = element("lvl", ilvl="0")
        about = element("pPr")
        about.append(element("ind", left="425", hanging="312"))
        shown = element("rPr")
        run_set(shown, element("color", val=hex_of(SEA)))
        level.extend(
            (
                element("start", val="1"),
                element("numFmt", val=form),
                element("pStyle", val=name),
                element("lvlText", val=text),
                element("lvlJc", val="left"),
                about,
                shown,
            )
        )
        kind = element("abstractNum", abstractNumId=str(number))
        kind.extend((element("multiLevelType", val="singleLevel"), level))
        numbering.append(kind)
    for number, name in ((1, "List Bullet"), (2, "List Number")):
        numbering.append(_num(number, kind=number))
        paragraph_set(docx.styles[name].element.get_or_add_pPr(), numbered(number))


def list_from_one(docx: Any) -> int:
    """A numbered list that begins with 1 again: its number."""
    numbering = docx.part.numbering_part.element
    number = len(numbering.xpath("w:num")) + 1
    made = _num(number, kind=2)
    begins = element("lvlOverride", ilvl="0")
    begins.append(element("startOverride", val="1"))
    made.append(begins)
    numbering.append(made)
    return number


def numbered(number: int) -> Any:
    """That a paragraph belongs to a list."""
    made = element("numPr")
    made.extend((element("ilvl", val="0"), element("numId", val=str(number))))
    return made


def _num(number: int, *, kind: int) -> Any:
    made = element("num", numId=str(number))
    made.append(element("abstractNumId", val=str(kind)))
    return made


def _table_style(styles: Any) -> None:
    """Our table: thin lines between rows, a firmer one under the heading row, no frame."""
    style = element("style", type="table", styleId=TABLE.replace(" ", ""), customStyle="1")
    about = element("tblPr")
    about.extend((element("tblStyleRowBandSize", val="1"), _borders("tblBorders", "bottom", "insideH")))
    margins = element("tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        margins.append(element(side, w="30" if side in {"top", "bottom"} else "85", type="dxa"))
    about.append(margins)
    head = element("tblStylePr", type="firstRow")
    cell = element("tcPr")
    cell.extend((_borders("tcBorders", "bottom", colour=SECOND), shade(PEARL)))
    head.append(cell)
    style.extend((element("name", val=TABLE), element("basedOn", val="TableNormal")))
    style.extend((element("uiPriority", val="99"), element("qFormat"), about, head))
    styles.element.append(style)


def _borders(name: str, *sides: str, colour: str = LINE) -> Any:
    made = element(name)
    for side in sides:
        made.append(element(side, val="single", sz="4", space="0", color=hex_of(colour)))
    return made


def shade(colour: str) -> Any:
    """A plain ground of a colour."""
    return element("shd", val="clear", color="auto", fill=hex_of(colour))
