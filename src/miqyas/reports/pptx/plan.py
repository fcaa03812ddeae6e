"""Which slides a report becomes: one thought each, everything else in the notes.

A heading of level 1 begins a section; key figures, a figure, a statement have a slide of their own; a table
goes on over slides; short paragraphs stand as text, long ones are said in the notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from miqyas.kernel.numbers import NO_NUMBER
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Chart
from miqyas.reports.document import (
    Block,
    Bullets,
    Callout,
    Column,
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
from miqyas.reports.document.told import chart_table, shortened, told, version_lines
from miqyas.reports.document.widths import shares

Layout = Literal["cover", "section", "text", "figure", "table", "numbers", "statement", "sources"]
LINES: Final = 12
"""Lines of a table that one slide holds beside its heading row."""
SLIDES_OF_TABLE: Final = 5
"""A longer table is shown so far, and attached whole as a workbook."""
_FEW: Final = 3
"""Rows that may end a table on a slide of their own."""
_SHORT: Final = 260
_TEXT: Final = 620
_ITEMS: Final = 8
_CUT: Final = 200
_LEAD_LINES: Final = 2
_NUMBER, _LABEL = 24, 90
_ACROSS: Final = 105
_LINES_OF_CELL: Final = 4


@dataclass(frozen=True)
class Line:
    """A line of text on a slide: an item of a list or a sentence, with its link if any."""

    text: str
    is_item: bool = False
    link: Link | None = None


@dataclass(frozen=True)
class Slide:
    """One slide before it is drawn: its layout, what stands on it, and what is said in the notes."""

    layout: Layout
    title: str
    subtitle: str = ""
    text: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    numbers: tuple[KeyFigure, ...] = ()
    chart: Chart | None = None
    table: DataTable | None = None
    attached: DataTable | None = None
    tone: str = "plain"
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def plan(document: Document) -> tuple[Slide, ...]:
    """The slides of a report, from the cover to the sources.

    >>> words = (Heading("Where we stand"), Paragraph("We rank 18."))
    >>> note = Document("note", "A note", "en", "2026-01-31", words)
    >>> [(slide.layout, slide.title) for slide in plan(note)]
    [('cover', 'A note'), ('section', 'Where we stand')]
    """
    planner = _Planner(document)
    for block in document.blocks:
        planner.take(block)
    return planner.finished()


class _Planner:
    """Takes blocks in order; text is gathered until something else begins."""

    def __init__(self, document: Document) -> None:
        self.language, self.document = document.language, document
        self.slides = [_cover(document)]
        self.title = document.title
        self._text: list[Line] = []
        self._said: list[str] = []
        self._sources: list[str] = []

    def take(self, block: Block) -> None:
        """One more block."""
        match block:
            case Heading():
                self._heading(block)
            case Paragraph() | Bullets() | Link():
                self._words(block)
            case PageBreak():
                self._flush()
            case KeyFigures() if self._is_lead():
                self._numbers(block)
            case _:
                said = self._carried()
                self._flush()
                first, *more = _slides(block, title=self.title, document=self.document)
                self.slides += [replace(first, notes=(*said, *first.notes)), *more]

    def finished(self) -> tuple[Slide, ...]:
        """All slides, the sources last, each with the sources it names among its notes."""
        self._flush()
        ends = _sources(self.document)
        return tuple(self._with_sources(slide) for slide in (*self.slides, *ends))

    def _heading(self, heading: Heading) -> None:
        self._flush()
        self.title = heading.text
        last = self.slides[-1]
        if heading.level == 1:
            self.slides.append(Slide("section", heading.text, notes=(heading.text,)))
        elif last.layout == "section" and not last.subtitle:
            self.slides[-1] = replace(last, subtitle=heading.text, notes=(*last.notes, heading.text))
        else:
            self._said.append(heading.text)

    def _carried(self) -> tuple[str, ...]:
        """A heading that no slide shows yet, for the notes of what it is about."""
        if self._said != [self.title]:
            return ()
        self._said = []
        return (self.title,)

    def _words(self, block: Paragraph | Bullets | Link) -> None:
        """What is short stands on the slide; what is long is said."""
        if isinstance(block, Bullets):
            marks = [f"{at}. " if block.is_ordered else "" for at in range(1, len(block.items) + 1)]
            items = [f"{mark}{item}" for mark, item in zip(marks, block.items, strict=True)]
            self._said += items
            self._text += [Line(shortened(item, most=_CUT), is_item=not block.is_ordered) for item in items]
        elif isinstance(block, Link):
            self._said.append(f"{block.text}: {block.address}")
            self._text.append(Line(shortened(block.text, most=_LABEL), link=block))
        else:
            self._said.append(block.text)
            self._sources += block.sources
            if len(block.text) <= _SHORT and block.style != "quiet":
                self._text.append(Line(block.text))

    def _is_lead(self) -> bool:
        """Whether what was said last fits over the numbers that follow."""
        return 0 < sum(len(line.text) for line in self._text) <= _SHORT and len(self._text) <= _LEAD_LINES

    def _numbers(self, block: KeyFigures) -> None:
        """Key figures under the sentence that leads to them."""
        lines, said, sources = tuple(self._text), tuple(self._said), tuple(self._sources)
        self._text, self._said, self._sources = [], [], []
        (slide,) = _slides(block, title=self.title, document=self.document)
        self.slides.append(
            replace(slide, lines=lines, notes=(*said, *slide.notes), sources=(*sources, *slide.sources))
        )

    def _flush(self) -> None:
        """The words gathered as slides; where all were long, they go to the notes of the slide before."""
        said, sources = tuple(self._said), tuple(self._sources)
        if self._text and self._fits(self.slides[-1]):
            self._join(tuple(self._text), said, sources)
            self._text, said, sources = [], (), ()
        for number, some in enumerate(_parted(self._text)):
            title = self.title if not number else _continued(self.title, self.language)
            self.slides.append(Slide("text", title, lines=tuple(some), sources=sources, notes=said))
            said, sources = (), ()
        if said:
            self._join(self.slides[-1].lines, said, sources)
        self._text, self._said, self._sources = [], [], []

    def _fits(self, last: Slide) -> bool:
        """Whether a sentence or two find room on the slide before: a section, or numbers alone."""
        is_of_it = self.title in {last.title, last.subtitle} and last.layout in {"section", "numbers"}
        return (
            is_of_it
            and not last.lines
            and self._is_lead()
            and not any(line.is_item or line.link for line in self._text)
        )

    def _join(self, lines: tuple[Line, ...], said: tuple[str, ...], sources: tuple[str, ...]) -> None:
        last = self.slides[-1]
        self.slides[-1] = replace(
            last, lines=lines, notes=(*last.notes, *said), sources=(*last.sources, *sources)
        )

    def _with_sources(self, slide: Slide) -> Slide:
        listed = enumerate(self.document.sources, start=1)
        lines = [
            f"[{number}] {told(source, self.language)}"
            for number, source in listed
            if source.key in slide.sources
        ]
        return replace(slide, notes=(*slide.notes, *lines))


def _cover(document: Document) -> Slide:
    made_on = say("document.made_on", language=document.language, on=document.made_on)
    sample = (say("document.sample", language=document.language),) if document.is_sample else ()
    return Slide(
        "cover", document.title, document.subtitle, text=(made_on, *sample), notes=(document.title, made_on)
    )


def _slides(block: Block, *, title: str, document: Document) -> Iterator[Slide]:
    language = document.language
    match block:
        case KeyFigures(figures):
            said = tuple(f"{one.label}: {one.shown}{f' ({one.note})' if one.note else ''}" for one in figures)
            sources = tuple(key for one in figures for key in one.sources)
            yield Slide("numbers", title, numbers=tuple(map(_brief, figures)), sources=sources, notes=said)
        case Figure(chart, _, sources):
            yield _figure(chart, sources, language=language)
        case DataTable():
            yield from _table(block, language=language)
        case Callout(heading, text, tone):
            yield Slide(
                "statement", heading, text=(shortened(text, most=2 * _CUT),), tone=tone, notes=(heading, text)
            )
        case Fields(rows, kind):
            yield from _fields(rows, kind, title=title, language=language)
        case Signatures(rows):
            columns = tuple(
                Column(say(f"document.{one}", language=language), share=share)
                for one, share in (("office", 3), ("name", 2), ("signature", 3))
            )
            heading = say("document.signatures", language=language)
            yield from _table(
                DataTable(heading, columns, tuple((*row, "") for row in rows)), language=language
            )


def _figure(chart: Chart, sources: Sequence[str], *, language: str) -> Slide:
    table = chart_table(chart)
    head = " | ".join(column.label for column in table.columns)
    rows = tuple(_said_row(row, table.columns) for row in table.rows)
    source = chart.caption.source
    line = (say("chart.source", language=language, source=source),) if source else ()
    return Slide(
        "figure",
        chart.caption.title,
        text=line,
        chart=chart,
        sources=tuple(sources),
        notes=(chart.caption.title, chart.description, head, *rows, *line),
    )


def _said_row(row: Sequence[Value], columns: Sequence[Column]) -> str:
    return " | ".join(shown(value, column.kind) for value, column in zip(row, columns, strict=True))


def _fields(rows: Sequence[tuple[str, Value]], kind: str, *, title: str, language: str) -> Iterator[Slide]:
    """Questions and answers as a table; what is long is cut on the slide and whole in the notes."""
    none = f"{NO_NUMBER} {say('document.no_answer', language=language)}"
    columns = tuple(
        Column(say(f"document.{one}", language=language), share=share)
        for one, share in (("question", 2), ("answer", 3))
    )
    told_rows = tuple((label, none if value is None else shown(value, kind)) for label, value in rows)
    yield from _table(DataTable(title, columns, told_rows), language=language)


def _table(table: DataTable, *, language: str) -> Iterator[Slide]:
    """As many slides as it takes, up to a few; a longer table is attached as a workbook."""
    if not table.rows:
        words = table.empty or say("document.no_rows", language=language)
        notes = (words, table.note)
        yield Slide("text", table.title, lines=(Line(words),), sources=table.sources, notes=notes)
        return
    parts = _without_orphan(table, list(_parts(table)))
    last = min(len(parts), SLIDES_OF_TABLE) - 1
    for number, (part, after) in enumerate(parts[: last + 1]):
        rest = len(table.rows) - after if number == last else 0
        more = say("document.rest_attached", language=language, n=rest) if rest else ""
        note = table.note if number == last else ""
        yield Slide(
            "table",
            table.title if not number else _continued(table.title, language),
            text=tuple(line for line in (note, more) if line),
            table=_shortened(part),
            attached=table if rest else None,
            sources=table.sources,
            notes=(table.title, *_cut_rows(part), note),
        )


def _without_orphan(table: DataTable, parts: list[tuple[DataTable, int]]) -> list[tuple[DataTable, int]]:
    """The parts, where the last two share their rows if the last had one or two of them."""
    if not 1 < len(parts) <= SLIDES_OF_TABLE or len(parts[-1][0].rows) >= _FEW:
        return parts
    begin = parts[-2][1] - len(parts[-2][0].rows)
    end = len(table.rows)
    middle = (begin + end + 1) // 2
    return [*parts[:-2], (_part(table, begin, middle), middle), (_part(table, middle, end), end)]


def _parts(table: DataTable) -> Iterator[tuple[DataTable, int]]:
    """The rows in parts that fit a slide each, with the place of the row after them."""
    begin, used, widths = 0, 0, _widths(table)
    for at, row in enumerate(_shortened(table).rows):
        lines = _lines(row, table.columns, widths)
        if used and used + lines > LINES:
            yield _part(table, begin, at), at
            begin, used = at, 0
        used += lines
    yield _part(table, begin, len(table.rows)), len(table.rows)


def _part(table: DataTable, begin: int, end: int) -> DataTable:
    strong = frozenset(at - begin for at in table.strong if begin <= at < end)
    return replace(table, rows=table.rows[begin:end], strong=strong)


def _lines(row: Sequence[Value], columns: Sequence[Column], widths: Sequence[int]) -> int:
    """Lines that the longest cell of a row takes."""
    cells = zip(row, columns, widths, strict=True)
    return max(max(1, -(-len(shown(value, column.kind)) // width)) for value, column, width in cells)


def _widths(table: DataTable) -> tuple[int, ...]:
    """Signs that stand in a line of each column."""
    return tuple(max(4, int(share * _ACROSS)) for share in shares(table))


def _shortened(table: DataTable) -> DataTable:
    """The table with cells of a few lines."""
    most = [min(_CUT, _LINES_OF_CELL * width) for width in _widths(table)]
    rows = tuple(
        tuple(
            shortened(cell, most=long) if isinstance(cell, str) else cell
            for cell, long in zip(row, most, strict=True)
        )
        for row in table.rows
    )
    columns = tuple(
        replace(column, label=shortened(column.label, most=long))
        for column, long in zip(table.columns, most, strict=True)
    )
    return replace(table, columns=columns, rows=rows)


def _cut_rows(part: DataTable) -> Iterator[str]:
    """The headings and rows that do not stand whole on the slide, for the notes."""
    if part.columns != _shortened(part).columns:
        yield " | ".join(column.label for column in part.columns)
    for row, short in zip(part.rows, _shortened(part).rows, strict=True):
        if row != short:
            yield _said_row(row, part.columns)


def _parted(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Lines in parts that fit a slide each."""
    begin, signs = 0, 0
    for at, line in enumerate(lines):
        if at > begin and (at - begin >= _ITEMS or signs + len(line.text) > _TEXT):
            yield lines[begin:at]
            begin, signs = at, 0
        signs += len(line.text)
    if lines:
        yield lines[begin:]


def _sources(document: Document) -> Iterator[Slide]:
    """The sources with their numbers, and what made the report, on the last slides."""
    language = document.language
    listed = [
        Line(f"{number}. {told(source, language)}", link=Link(source.title, source.address))
        for number, source in enumerate(document.sources, start=1)
    ]
    lines = [*listed, *map(Line, version_lines(document))]
    heading = say("document.sources" if listed else "document.versions", language=language)
    for number, some in enumerate(_parted(lines)):
        title = heading if not number else _continued(heading, language)
        yield Slide("sources", title, lines=tuple(some), notes=tuple(_spoken(line) for line in some))


def _spoken(line: Line) -> str:
    return f"{line.text} {line.link.address}" if line.link else line.text


def _continued(title: str, language: str) -> str:
    return say("document.continued", language=language, title=title)


def _brief(figure: KeyFigure) -> KeyFigure:
    """A key figure whose words fit beside others."""
    value = shortened(figure.value, most=_NUMBER) if isinstance(figure.value, str) else figure.value
    return replace(
        figure,
        label=shortened(figure.label, most=_LABEL),
        value=value,
        note=shortened(figure.note, most=_LABEL),
    )
