"""Words in a Word document: runs of one direction, links, fields and superscript references."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from miqyas.reports.document.directed import RLM, runs_of
from miqyas.reports.document.pdf.texts import web_address

_PARAGRAPH_ORDER: Final = (
    "w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:widowControl", "w:numPr",
    "w:pBdr", "w:shd", "w:tabs", "w:bidi", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
    "w:outlineLvl", "w:rPr", "w:sectPr",
)  # fmt: skip
_RUN_ORDER: Final = (
    "w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:color", "w:sz", "w:szCs", "w:u",
    "w:shd", "w:vertAlign", "w:rtl", "w:cs", "w:lang",
)  # fmt: skip


def element(name: str, text: str | None = None, /, **attributes: str) -> Any:
    """An element of the w namespace with its attributes, `val` for `w:val`."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    if text is not None:
        made.text = text
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def put(parent: Any, child: Any, *, order: tuple[str, ...]) -> None:
    """A child once, in the place that the format gives it among its siblings."""
    from docx.oxml.ns import qn

    names = [qn(name) for name in order]
    if (old := parent.find(child.tag)) is not None:
        parent.remove(old)
    later = set(names[names.index(child.tag) + 1 :])
    following = next((sibling for sibling in parent if sibling.tag in later), None)
    if following is None:
        parent.append(child)
    else:
        following.addprevious(child)


def paragraph_set(properties: Any, *children: Any) -> None:
    """Properties of a paragraph or of its style, each in its place."""
    for child in children:
        put(properties, child, order=_PARAGRAPH_ORDER)


def run_set(properties: Any, *children: Any) -> None:
    """Properties of a run or of its style, each in its place."""
    for child in children:
        put(properties, child, order=_RUN_ORDER)


class Writing:
    """How text is put into paragraphs of one document: its direction, and the numbers of its sources."""

    def __init__(self, *, base: str, numbers: dict[str, int]) -> None:
        self.base, self._numbers = base, numbers
        self.is_rtl = base == "rtl"

    def paragraph(self, holder: Any, text: str = "", *, style: str, sources: Iterable[str] = ()) -> Any:
        """A paragraph of a style at the end of a body or a cell; in Arabic it runs from right to left."""
        made = holder.add_paragraph(style=style)
        self.fill(made, text, sources=sources)
        return made

    def fill(self, paragraph: Any, text: str, *, sources: Iterable[str] = (), **look: Any) -> None:
        """Words into a paragraph, with the numbers of the sources that they rest on."""
        if self.is_rtl:
            paragraph_set(paragraph._p.get_or_add_pPr(), element("bidi"))
        for run in self.runs(text, **look):
            paragraph._p.append(run)
        self._references(paragraph, sources)

    def runs(self, text: str, *, style: str = "", colour: str = "") -> list[Any]:
        """The runs of a text, cut where the direction changes; line breaks are kept."""
        made = []
        for piece in runs_of(text, base=self.base):
            run = element("r")
            run_set(run.get_or_add_rPr(), *self._look(style, colour, is_rtl=piece.is_rtl))
            for at, line in enumerate(piece.text.split("\n")):
                if at:
                    run.append(element("br"))
                run.append(element("t", line))
            made.append(run)
        return made

    def link(self, paragraph: Any, text: str, address: str) -> None:
        """A web address under its words, or itself as words; any other is told and leads nowhere."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml.ns import qn

        if not web_address(address):
            self.fill(paragraph, text if text == address else f"{text}: {address}")
            return
        link = element("hyperlink", history="1")
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.extend(self.runs(text or address, style="Hyperlink"))
        if self.is_rtl:
            paragraph_set(paragraph._p.get_or_add_pPr(), element("bidi"))
        paragraph._p.append(link)

    def field(self, paragraph: Any, code: str, shown: str) -> None:
        """A field that Word works out, with what it shows until then."""
        for part in field_runs(code, shown):
            paragraph._p.append(part)

    def _references(self, paragraph: Any, sources: Iterable[str]) -> None:
        """Superscript numbers, each a link to its line in the list of sources."""
        numbers = sorted({self._numbers[key] for key in sources})
        mark = RLM if self.is_rtl else ""
        for at, number in enumerate(numbers):
            link = element("hyperlink", anchor=f"source-{number}", history="1")
            run = element("r")
            run_set(run.get_or_add_rPr(), element("rStyle", val="Reference"))
            run.append(element("t", f"{mark}{', ' if at else ' '}{number}"))
            link.append(run)
            paragraph._p.append(link)

    @staticmethod
    def _look(style: str, colour: str, *, is_rtl: bool) -> Iterable[Any]:
        if style:
            yield element("rStyle", val=style.replace(" ", ""))
        if colour:
            yield element("color", val=hex_of(colour))
        if is_rtl:
            yield element("rtl")


def field_runs(code: str, shown: str, *, is_due: bool = False) -> list[Any]:
    """The five runs of a field; one that is due is worked out by Word when the file is opened."""
    runs = [element("r") for _ in range(5)]
    parts = (
        element("fldChar", fldCharType="begin", **({"dirty": "true"} if is_due else {})),
        element("instrText", f" {code} "),
        element("fldChar", fldCharType="separate"),
        element("t", shown),
        element("fldChar", fldCharType="end"),
    )
    for run, part in zip(runs, parts, strict=True):
        run.append(part)
    return runs


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """A name for all of a paragraph, to which links and the table of contents go."""
    begin = element("bookmarkStart", id=str(number), name=name)
    properties = paragraph._p.pPr
    properties.addnext(begin)
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def hex_of(colour: str) -> str:
    """A colour as Word writes it.

    >>> hex_of("#0a6e7c")
    '0A6E7C'
    """
    return colour.removeprefix("#").upper()
