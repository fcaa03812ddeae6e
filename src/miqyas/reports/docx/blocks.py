"""The blocks of a report as parts of a Word document, in reading order."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from itertools import count, groupby
from typing import Any, Final

from miqyas.kernel.numbers import NO_NUMBER
from miqyas.kernel.words import say
from miqyas.reports.charts.draw import picture
from miqyas.reports.charts.theme import PEARL
from miqyas.reports.document import (
    Block,
    Bullets,
    Callout,
    DataTable,
    Document,
    Fields,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Link,
    PageBreak,
    Paragraph,
    Signatures,
    Value,
    shown,
)
from miqyas.reports.document.looks import TONES
from miqyas.reports.docx.styles import list_from_one, numbered
from miqyas.reports.docx.tables import WIDTH, cell_of, data_table, paragraph_of, row_of, table_shell
from miqyas.reports.docx.text import Writing, bookmark, element, hex_of, paragraph_set

_STYLES: Final = {"body": "Body", "lead": "Lead", "quiet": "Quiet"}
_LARGE: Final = 12
"""Signs of a key figure that is printed large."""
_EMU: Final = 635
"""English metric units in a twentieth of a point."""


class Blocks:
    """Writes blocks at the end of a Word document."""

    def __init__(self, docx: Any, document: Document, *, writing: Writing) -> None:
        self.docx, self.document, self.writing = docx, document, writing
        self._figures, self._tables, self._names = count(1), count(1), count(1)
        self._breaks = False

    def write(self, blocks: Sequence[Block]) -> None:
        """All blocks; figures of half the width stand side by side."""
        for is_half, some in groupby(blocks, _is_half):
            if is_half:
                self._halves([block for block in some if isinstance(block, Figure)])
            else:
                for block in some:
                    self._add(block)

    def heading(self, heading: Heading) -> None:
        """A heading that the table of contents leads to."""
        number = next(self._names)
        made = self.paragraph(heading.text, style=f"Heading {min(heading.level, 3)}")
        bookmark(made, toc_name(number), number)

    def page_break(self) -> None:
        """What comes next begins on a new page."""
        self._breaks = True

    def paragraph(self, text: str = "", *, style: str, sources: Sequence[str] = ()) -> Any:
        """A paragraph, on a new page where a break came before it."""
        made = self.writing.paragraph(self.docx, text, style=style, sources=sources)
        if self._breaks:
            paragraph_set(made._p.get_or_add_pPr(), element("pageBreakBefore"))
            self._breaks = False
        return made

    def table(self, table: DataTable) -> None:
        """Caption, rows, note; its sources stand at the caption."""
        self._caption("document.table", self._tables, table.title, sources=table.sources)
        self._put(data_table(table, writing=self.writing, language=self.document.language))
        self.paragraph(table.note, style="Quiet" if table.note else "Gap")

    def _add(self, block: Block) -> None:
        writers: Mapping[type, Callable[[Any], None]] = {
            Heading: self.heading,
            Paragraph: self._paragraph,
            Bullets: self._bullets,
            Link: self._link,
            KeyFigures: self._key_figures,
            Figure: self._figure,
            DataTable: self.table,
            Callout: self._callout,
            Fields: self._fields,
            Signatures: self._signatures,
            PageBreak: lambda _: self.page_break(),
        }
        writers[type(block)](block)

    def _paragraph(self, block: Paragraph) -> None:
        self.paragraph(block.text, style=_STYLES[block.style], sources=block.sources)

    def _link(self, link: Link) -> None:
        self.writing.link(self.paragraph(style="Body"), link.text, link.address)

    def _put(self, table: Any) -> None:
        """A table at the end, after an empty line where a page has to break."""
        if self._breaks:
            self.paragraph(style="Gap")
        self.docx.element.body.insert_element_before(table, "w:sectPr")

    def _bullets(self, bullets: Bullets) -> None:
        number = list_from_one(self.docx) if bullets.is_ordered else None
        for item in bullets.items:
            made = self.paragraph(item, style="List Number" if bullets.is_ordered else "List Bullet")
            if number is not None:
                paragraph_set(made._p.get_or_add_pPr(), numbered(number))

    def _key_figures(self, block: KeyFigures) -> None:
        """A cell for each; the first has more room."""
        figures = block.figures
        weights = [1.35 if not at and len(figures) > 1 else 1.0 for at in range(len(figures))]
        widths = [round(WIDTH * weight / sum(weights)) for weight in weights]
        table = table_shell(widths, is_rtl=self.writing.is_rtl)
        table.append(row_of([self._key(one, width) for one, width in zip(figures, widths, strict=True)]))
        self._put(table)
        self.paragraph(style="Gap")

    def _key(self, figure: KeyFigure, width: int) -> Any:
        holder = self.docx.add_paragraph(style="Figure Label")
        self.writing.fill(holder, figure.label, sources=figure.sources)
        label = holder._p
        style = "Figure Value" if len(figure.shown) <= _LARGE else "Figure Words"
        value = self._in_cell(figure.shown, style, colour=TONES[figure.tone])
        note = self._in_cell(figure.note, "Figure Note")
        return cell_of(label, value, note, width=width)

    def _in_cell(self, text: str, style: str, **look: str) -> Any:
        return paragraph_of(self.writing.runs(text, **look), style=style, is_rtl=self.writing.is_rtl)

    def _figure(self, figure: Figure) -> None:
        self._caption("document.figure", self._figures, figure.chart.caption.title, sources=figure.sources)
        self._picture(self.paragraph(style="Picture"), figure, width=WIDTH)
        if line := self._source_line(figure):
            self.paragraph(line, style="Quiet")

    def _halves(self, figures: Sequence[Figure]) -> None:
        """Two in a row, in a table without lines; the last one may stand alone."""
        width = WIDTH // 2
        table = table_shell([width, width], is_rtl=self.writing.is_rtl)
        for pair in (figures[at : at + 2] for at in range(0, len(figures), 2)):
            cells = [self._half(figure, width) for figure in pair]
            if len(cells) == 1:
                cells.append(cell_of(self._in_cell("", "Quiet"), width=width))
            table.append(row_of(cells))
        self._put(table)
        self.paragraph(style="Gap")

    def _half(self, figure: Figure, width: int) -> Any:
        """The parts of a figure: made at the end of the body as pictures have to be, moved into a cell."""
        caption = self._caption(
            "document.figure", self._figures, figure.chart.caption.title, sources=figure.sources
        )
        drawn = self.paragraph(style="Picture")
        self._picture(drawn, figure, width=width - 200)
        source = self.paragraph(self._source_line(figure), style="Quiet")
        return cell_of(caption._p, drawn._p, source._p, width=width)

    def _picture(self, paragraph: Any, figure: Figure, *, width: int) -> None:
        """The chart as it is drawn for pages, at more than 200 dots to an inch, with its description."""
        from docx.shared import Emu

        placed = paragraph.add_run().add_picture(io.BytesIO(picture(figure.chart)), width=Emu(width * _EMU))
        named = placed._inline.docPr
        named.set("descr", figure.chart.description)
        named.set("title", figure.chart.caption.title)

    def _source_line(self, figure: Figure) -> str:
        source = figure.chart.caption.source
        return say("chart.source", language=self.document.language, source=source) if source else ""

    def _caption(self, key: str, numbers: Any, title: str, *, sources: Sequence[str]) -> Any:
        """Its kind, its number as a field, its title."""
        word, name = say(key, language=self.document.language), key.rpartition(".")[2].title()
        made = self.paragraph(f"{word} ", style="Caption")
        self.writing.field(made, f"SEQ {name} \\* ARABIC", str(next(numbers)))
        self.writing.fill(made, f". {title}", sources=sources)
        return made

    def _callout(self, callout: Callout) -> None:
        parts = ((callout.title, "Callout Title", True), (callout.text, "Callout", False))
        for text, style, is_first in parts:
            made = self.writing.paragraph(self.docx, style=style)
            look = {"colour": TONES[callout.tone]} if is_first else {}
            self.writing.fill(made, text, **look)
            fill = element("shd", val="clear", color="auto", fill=hex_of(PEARL))
            paragraph_set(made._p.get_or_add_pPr(), *self._edge(callout.tone, is_first=is_first), fill)

    @staticmethod
    def _edge(tone: str, *, is_first: bool) -> tuple[Any, ...]:
        if not is_first:
            return ()
        borders = element("pBdr")
        borders.append(element("top", val="single", sz="18", space="4", color=hex_of(TONES[tone])))
        return (borders,)

    def _fields(self, block: Fields) -> None:
        widths = [round(WIDTH * 0.38), WIDTH - round(WIDTH * 0.38)]
        table = table_shell(widths, is_rtl=self.writing.is_rtl, style="Miqyas Table")
        for label, value in block.rows:
            asked = cell_of(self._in_cell(label, "Table Head"), width=widths[0])
            answer = cell_of(self._in_cell(self._answer(value, block.kind), "Table Text"), width=widths[1])
            table.append(row_of([asked, answer]))
        self._put(table)
        self.paragraph(style="Gap")

    def _answer(self, value: Value, kind: str) -> str:
        if value is None:
            return f"{NO_NUMBER} {say('document.no_answer', language=self.document.language)}"
        return shown(value, kind)

    def _signatures(self, block: Signatures) -> None:
        """Room to sign: office, name, signature, date."""
        widths = [round(WIDTH * share) for share in (0.32, 0.26, 0.26, 0.16)]
        heads = [
            say(f"document.{one}", language=self.document.language)
            for one in ("office", "name", "signature", "date")
        ]
        table = table_shell(widths, is_rtl=self.writing.is_rtl, style="Miqyas Table", has_head=True)
        for at, words in enumerate((heads, *((office, name, "", "") for office, name in block.rows))):
            style = "Table Text" if at else "Table Head"
            cells = [
                cell_of(self._in_cell(text, style), width=width)
                for text, width in zip(words, widths, strict=True)
            ]
            row = row_of(cells, is_head=not at)
            if at:
                row.trPr.append(element("trHeight", val="700", hRule="atLeast"))
            table.append(row)
        self._put(table)
        self.paragraph(style="Gap")


def toc_name(number: int) -> str:
    """The bookmark of a heading by its number in the document."""
    return f"_Toc{number:08d}"


def _is_half(block: Block) -> bool:
    return isinstance(block, Figure) and block.size == "half"
