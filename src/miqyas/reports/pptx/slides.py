"""Slides drawn from a plan: words into placeholders, charts and tables that can be edited, notes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from miqyas.kernel.words import say
from miqyas.reports.charts.draw import picture
from miqyas.reports.charts.theme import INK, LINE, PEARL, SECOND
from miqyas.reports.document import DataTable, Document, KeyFigure, shown
from miqyas.reports.document.branding import Branding
from miqyas.reports.document.directed import has_arabic, marked
from miqyas.reports.document.looks import TONES
from miqyas.reports.document.model import TEXT
from miqyas.reports.document.pdf.texts import web_address
from miqyas.reports.document.told import logo_png, shortened
from miqyas.reports.document.widths import shares
from miqyas.reports.pptx.charts import native_chart
from miqyas.reports.pptx.master import LANGUAGES, LAYOUTS, NUMBERS, Box, bare, emu
from miqyas.reports.pptx.plan import Slide
from miqyas.reports.xlsx import write_xlsx

_SMALLER: Final = ((70, 26), (110, 22), (170, 18), (260, 15))
"""Points of a title by its signs; the longest is smaller still."""
_SMALLEST: Final = 12
_LARGEST, _LARGE = 72, 44
_NUMBERS_FROM, _NUMBERS_WIDE = 17.0, 305.0
_MORE: Final = 0.5
"""By how much the first number has more room than each other."""
_LEAD: Final = 20
_SOURCE: Final = 13
_TABLE_POINTS: Final = ((5, 14), (7, 12), (10, 10), (99, 7))


class Slides:
    """Draws the slides of one report into a presentation."""

    def __init__(self, made: Any, document: Document, *, branding: Branding) -> None:
        self.made, self.document, self.branding = made, document, branding
        self.is_rtl = document.direction == "rtl"
        self._layouts = dict(zip(LAYOUTS, made.slide_layouts, strict=True))
        self._lang = LANGUAGES.get(document.language, document.language)

    def draw(self, planned: Slide) -> None:
        """One slide with its notes."""
        name = self._layout_of(planned)
        slide = self.made.slides.add_slide(self._layouts[name])
        self._title(slide, planned)
        fill: Mapping[str, Callable[[Any, Slide], None]] = {
            "cover": self._cover,
            "section": self._section,
            "text": self._lines,
            "figure": self._figure,
            "table": self._table,
            "numbers": self._numbers,
            "statement": self._statement,
            "sources": self._lines,
        }
        fill[planned.layout](slide, planned)
        self._foot(slide, name)
        self._notes(slide, planned)

    @staticmethod
    def _layout_of(planned: Slide) -> str:
        if planned.chart is not None:
            return "chart" if planned.chart.native else "picture"
        return planned.layout

    def _title(self, slide: Any, planned: Slide) -> None:
        points = next((size for signs, size in _SMALLER if len(planned.title) <= signs), _SMALLEST)
        is_large = planned.layout in {"cover", "section"} and len(planned.title) <= _SMALLER[0][0]
        self._say(slide.shapes.title.text_frame, [planned.title], points=0 if is_large else points)

    def _cover(self, slide: Any, planned: Slide) -> None:
        language, branding = self.document.language, self.branding
        self._fill_or_drop(slide.placeholders[1], [planned.subtitle])
        named = [words.in_language(language) for words in (branding.organisation, branding.cover) if words]
        self._fill_or_drop(slide.placeholders[_SOURCE], [*named, *planned.text])
        if branding.logo:
            left, top, _, high = emu(Box("pic", 0, 34, 18, 270, 18), is_rtl=self.is_rtl)
            placed = slide.shapes.add_picture(io.BytesIO(logo_png(branding)), left, top, height=high)
            if self.is_rtl:
                placed.left = emu(Box("pic", 0, 34, 18, placed.width / 36_000, 18), is_rtl=True)[0]
            self._describe(placed, branding.logo.alt.in_language(language))

    def _section(self, slide: Any, planned: Slide) -> None:
        self._fill_or_drop(slide.placeholders[1], [planned.subtitle])
        self._fill_or_drop(slide.placeholders[_LEAD], [line.text for line in planned.lines])

    def _lines(self, slide: Any, planned: Slide) -> None:
        frame = slide.placeholders[1].text_frame
        self._say(frame, [line.text for line in planned.lines])
        for paragraph, line in zip(frame.paragraphs, planned.lines, strict=True):
            if line.is_item:
                self._bullet(paragraph)
            if line.link and web_address(line.link.address) and paragraph.runs:
                paragraph.runs[0].hyperlink.address = line.link.address

    def _statement(self, slide: Any, planned: Slide) -> None:
        self._say(slide.placeholders[1].text_frame, planned.text, points=self._statement_points(planned))
        for run in slide.shapes.title.text_frame.paragraphs[0].runs:
            run.font.color.rgb = _colour(TONES[planned.tone])

    @staticmethod
    def _statement_points(planned: Slide) -> int:
        length = sum(map(len, planned.text))
        return next((size for signs, size in ((120, 30), (240, 24)) if length <= signs), 18)

    def _figure(self, slide: Any, planned: Slide) -> None:
        """The chart as one that can be edited where it has such a form, else as a picture."""
        chart = planned.chart
        assert chart is not None
        if chart.native:
            placed = native_chart(slide.placeholders[1], chart, chart.native)
        else:
            placed = self._picture(slide, picture(chart))
        self._describe(placed, chart.description)
        self._source(slide, planned)

    def _picture(self, slide: Any, content: bytes) -> Any:
        """A picture whole within the room of its placeholder."""
        holder = slide.placeholders[1]
        left, top, wide, high = holder.left, holder.top, holder.width, holder.height
        placed = holder.insert_picture(io.BytesIO(content))
        across, down = placed.image.size
        scale = min(wide / across, high / down)
        placed.crop_left = placed.crop_right = placed.crop_top = placed.crop_bottom = 0
        placed.width, placed.height = round(across * scale), round(down * scale)
        placed.left, placed.top = left + (wide - placed.width) // 2, top + (high - placed.height) // 2
        return placed

    def _table(self, slide: Any, planned: Slide) -> None:
        table = planned.table
        assert table is not None
        holder = slide.placeholders[1]
        wide = holder.width
        placed = holder.insert_table(rows=len(table.rows) + 1, cols=len(table.columns))
        self._describe(placed, table.title)
        self._dress(placed.table, table, wide=wide)
        points = next(size for columns, size in _TABLE_POINTS if len(table.columns) <= columns)
        heads = [(column.label, column.kind) for column in table.columns]
        self._row(placed.table.rows[0], heads, points=points, is_head=True)
        for at, row in enumerate(table.rows):
            cells = [
                (shown(value, one.kind), one.kind) for value, one in zip(row, table.columns, strict=True)
            ]
            self._row(placed.table.rows[at + 1], cells, points=points, is_strong=at in table.strong)
        self._source(slide, planned)
        if planned.attached:
            self._attach(slide, planned.attached)

    def _dress(self, made: Any, table: DataTable, *, wide: int) -> None:
        """Widths as the columns need; no bands; from the right in Arabic."""
        from pptx.util import Pt

        properties = made._tbl.tblPr
        properties.set("bandRow", "0")
        properties.set("rtl", str(int(self.is_rtl)))
        style = properties.find("{*}tableStyleId")
        if style is not None:
            style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
        for column, share in zip(made.columns, shares(table), strict=True):
            column.width = round(wide * share)
        for row in made.rows:
            row.height = Pt(24)

    def _row(
        self,
        row: Any,
        cells: Iterable[tuple[str, str]],
        *,
        points: int,
        is_head: bool = False,
        is_strong: bool = False,
    ) -> None:
        from pptx.enum.text import MSO_ANCHOR

        for cell, (text, kind) in zip(row.cells, cells, strict=True):
            self._say(
                cell.text_frame, [text], points=points, is_bold=is_head or is_strong, is_right=kind != TEXT
            )
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_top = cell.margin_bottom = 30_000
            for run in cell.text_frame.paragraphs[0].runs:
                run.font.color.rgb = _colour(SECOND if is_head else INK)
            _line_below(cell, SECOND if is_head else LINE)
            if is_head:
                cell.fill.solid()
                cell.fill.fore_color.rgb = _colour(PEARL)

    def _attach(self, slide: Any, table: DataTable) -> None:
        """The whole table as a workbook that opens from the slide."""
        from pptx.enum.shapes import PROG_ID

        note = Document(
            self.document.kind, table.title, self.document.language, self.document.made_on, (_free(table),)
        )
        content = write_xlsx(note, branding=self.branding)
        left, top, wide, high = emu(Box("ole", 0, 296, 14, 26, 20), is_rtl=self.is_rtl)
        placed = slide.shapes.add_ole_object(io.BytesIO(content), PROG_ID.XLSX, left, top, wide, high)
        self._describe(placed, table.title)

    def _numbers(self, slide: Any, planned: Slide) -> None:
        """Up to five numbers side by side, the first the largest, under a sentence where there is one."""
        figures = planned.numbers[:NUMBERS]
        self._fill_or_drop(slide.placeholders[_LEAD], [line.text for line in planned.lines])
        for at in range(len(figures), NUMBERS):
            self._fill_or_drop(slide.placeholders[at + 1], [])
        unit = _NUMBERS_WIDE / (len(figures) + _MORE)
        points = min([_LARGE, *(_fitting(one.shown, unit) for one in figures[1:])])
        x = _NUMBERS_FROM
        for at, figure in enumerate(figures):
            wide = unit * (1 if at else 1 + _MORE)
            holder = slide.placeholders[at + 1]
            place = emu(Box("body", 0, x, 75, wide - 5, 80), is_rtl=self.is_rtl)
            holder.left, holder.top, holder.width, holder.height = place
            self._number(
                holder.text_frame, figure, points if at else min(_LARGEST, _fitting(figure.shown, wide))
            )
            x += wide

    def _fill_or_drop(self, holder: Any, lines: Sequence[str]) -> None:
        """An empty placeholder would ask people who show the slide to fill it."""
        if any(lines):
            self._say(holder.text_frame, lines)
        else:
            holder._element.getparent().remove(holder._element)

    def _number(self, frame: Any, figure: KeyFigure, points: float) -> None:
        from pptx.util import Pt

        self._say(frame, [figure.label, figure.shown, figure.note])
        for run in frame.paragraphs[1].runs:
            run.font.size, run.font.bold = Pt(int(points)), True
            run.font.color.rgb = _colour(TONES[figure.tone])

    def _source(self, slide: Any, planned: Slide) -> None:
        """The source line with the numbers of the list of sources."""
        numbers = sorted({self.document.number_of(key) for key in planned.sources})
        cited = " ".join(f"[{number}]" for number in numbers)
        line = " ".join(one for one in (*planned.text, cited) if one)
        self._fill_or_drop(slide.placeholders[_SOURCE], [line])

    def _foot(self, slide: Any, name: str) -> None:
        """Foot and number of the slide, as copies of the layout's placeholders."""
        for box in LAYOUTS[name]:
            if box.kind not in {"ftr", "sldNum"}:
                continue
            given = next(
                one for one in slide.slide_layout.placeholders if one.placeholder_format.idx == box.number
            )
            made = deepcopy(given._element)
            for old in (*made.xpath("p:spPr/*"), *made.xpath("p:txBody/a:lstStyle/*")):
                old.getparent().remove(old)
            made.xpath("p:nvSpPr/p:cNvPr")[0].set("id", str(1000 + box.number))
            slide.shapes._spTree.append(made)
        for shape in slide.placeholders:
            if shape.placeholder_format.type is not None and shape.placeholder_format.idx == _FOOT:
                self._say(shape.text_frame, [self._foot_words()])

    def _foot_words(self) -> str:
        language = self.document.language
        sample = say("document.sample", language=language) if self.document.is_sample else ""
        draft = say("document.draft", language=language) if self.document.is_draft else ""
        return " \N{MIDDLE DOT} ".join(one for one in (shortened(self.document.title), draft, sample) if one)

    def _notes(self, slide: Any, planned: Slide) -> None:
        lines = [line for line in planned.notes if line]
        if lines:
            self._say(slide.notes_slide.notes_text_frame, lines)

    def _say(
        self,
        frame: Any,
        lines: Sequence[str],
        *,
        points: int = 0,
        is_bold: bool = False,
        is_right: bool = False,
    ) -> None:
        """Lines as paragraphs, each in its direction; what is not said of their look the layout says."""
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Pt

        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if not at else frame.add_paragraph()
            properties = paragraph._p.get_or_add_pPr()
            properties.set("rtl", str(int(self.is_rtl)))
            if self.is_rtl or is_right:
                paragraph.alignment = PP_ALIGN.RIGHT
            for part, words in enumerate(marked(line, base=self.document.direction).split("\n")):
                if part:
                    paragraph.add_line_break()
                run = paragraph.add_run()
                run.text = words
                run._r.get_or_add_rPr().set("lang", "ar-SA" if has_arabic(words) else self._latin())
                if points:
                    run.font.size = Pt(points)
                if is_bold:
                    run.font.bold = True

    def _latin(self) -> str:
        return LANGUAGES["en"] if self.is_rtl else self._lang

    def _bullet(self, paragraph: Any) -> None:
        from pptx.oxml import parse_xml

        properties = paragraph._p.get_or_add_pPr()
        properties.set("marL", "285750")
        properties.set("indent", "-285750")
        space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        tint = f'<a:buClr {space}><a:srgbClr val="{bare(self.branding.colour)}"/></a:buClr>'
        properties.extend((parse_xml(tint), parse_xml(f'<a:buChar {space} char="\N{BULLET}"/>')))

    @staticmethod
    def _describe(shape: Any, words: str) -> None:
        shape._element.xpath(".//p:cNvPr")[0].set("descr", words)


_FOOT: Final = 11


def _fitting(shown: str, wide: float) -> float:
    """Points at which so many signs stand in one line of so many millimetres."""
    return max(_SMALLEST, (wide - 6) * 2.83 / (0.62 * max(len(shown), 2)))


def _free(table: DataTable) -> DataTable:
    """A table that stands for itself, outside its report."""
    return DataTable(table.title, table.columns, table.rows, note=table.note, strong=table.strong)


def _line_below(cell: Any, colour: str) -> None:
    from pptx.oxml import parse_xml

    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    line = f'<a:lnB {space} w="9525"><a:solidFill><a:srgbClr val="{bare(colour)}"/></a:solidFill></a:lnB>'
    cell._tc.get_or_add_tcPr().insert(0, parse_xml(line))


def _colour(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(bare(colour))  # type: ignore[no-untyped-call]
