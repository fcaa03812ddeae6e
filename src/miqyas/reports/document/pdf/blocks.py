"""Blocks of a document as plain values for the templates, with a template's name for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from miqyas.kernel.words import say
from miqyas.reports.charts import draw
from miqyas.reports.document.model import (
    TEXT,
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
)
from miqyas.reports.document.pdf.columns import fitted, parted
from miqyas.reports.document.pdf.texts import (
    aside,
    breakable,
    broken_to_fit,
    lines,
    told_by_letter,
    value,
    visible,
    web_address,
)

COLUMN: Final = 482.0
"""Width of the column in points: A4 less its margins."""
GUTTER: Final = 18.0
HALF: Final = (COLUMN - GUTTER) / 2
TALLEST: Final = 560.0
"""Height in points that a chart may have, so that its finding and its source stand on the same page."""
_SIDES: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')

_IN_FIGURE: Final = 12
"""Signs of a word that the narrowest key figure has room for."""

Plain = dict[str, Any]


def blocks_of(document: Document, blocks: Iterable[Block]) -> Iterator[Plain]:
    """The blocks in reading order: half figures in pairs, no level of headings left out, the first one 1."""
    teller = _Teller(document)
    level = 0
    for group in _paired(blocks):
        first = group[0]
        if isinstance(first, Heading):
            level = min(first.level, level + 1)
            yield {"is": "heading", "level": level, "text": teller.words(visible(first.text))}
        elif isinstance(first, Figure):
            yield teller.charts([one for one in group if isinstance(one, Figure)])
        elif isinstance(first, DataTable):
            yield from map(teller.table, teller.parts(first))
        else:
            yield teller.block(first)


def _paired(blocks: Iterable[Block]) -> Iterator[Sequence[Block]]:
    """Each block by itself, but for two half figures that follow one another."""
    waiting: list[Block] = []
    for block in blocks:
        is_half = isinstance(block, Figure) and block.size == "half"
        if waiting and is_half:
            yield [*waiting, block]
            waiting = []
            continue
        yield from ([one] for one in waiting)
        waiting = [block] if is_half else []
        if not is_half:
            yield [block]
    yield from ([one] for one in waiting)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells blocks of one document."""

    document: Document

    def words(self, text: str) -> str:
        return breakable(aside(text, base=self.document.direction))

    def lines(self, text: str) -> list[str]:
        return lines(text, base=self.document.direction)

    def value(self, given: Value, kind: str) -> str:
        return value(given, kind, base=self.document.direction)

    def say(self, key: str, **params: Any) -> str:
        return say(key, language=self.document.language, **params)

    def cites(self, keys: Iterable[str]) -> list[tuple[int, int]]:
        return list(runs(self.document.number_of(key) for key in keys))

    def block(self, block: Block) -> Plain:
        match block:
            case Paragraph():
                cites = self.cites(block.sources)
                return {
                    "is": "paragraph",
                    "style": block.style,
                    "lines": self.lines(block.text),
                    "cites": cites,
                }
            case Bullets():
                items = [breakable(item) for item in block.items]
                return {"is": "bullets", "items": items, "is_ordered": block.is_ordered}
            case Link():
                return {"is": "link", "text": self.words(block.text), "address": web_address(block.address)}
            case KeyFigures():
                return {"is": "key_figures", "figures": [self.key_figure(one) for one in block.figures]}
            case Callout():
                told = {"title": self.words(block.title), "lines": self.lines(block.text), "tone": block.tone}
                return {"is": "callout", **told}
            case _:
                return self.form(block)

    def form(self, block: Block) -> Plain:
        """What is filled in and signed, and what parts it from the rest."""
        match block:
            case Fields():
                rows = [self.field(label, answer, block.kind) for label, answer in block.rows]
                return {"is": "fields", "rows": rows}
            case Signatures():
                rows = [
                    {"office": self.words(office), "name": self.words(name)} for office, name in block.rows
                ]
                return {"is": "signatures", "rows": rows}
            case PageBreak():
                return {"is": "page_break"}
            case _:
                raise TypeError(type(block).__name__)

    def key_figure(self, one: KeyFigure) -> Plain:
        return {
            "label": breakable(self.words(one.label), most=_IN_FIGURE),
            "shown": breakable(self.value(one.value, one.kind), most=_IN_FIGURE),
            "note": breakable(self.words(one.note), most=_IN_FIGURE),
            "tone": one.tone,
            "cites": self.cites(one.sources),
        }

    def field(self, label: str, answer: Value, kind: str) -> Plain:
        is_missing = answer is None or answer == ""
        if is_missing:
            shown = [self.say("document.no_answer")]
        else:
            shown = self.lines(answer) if isinstance(answer, str) else [self.value(answer, kind)]
        return {"label": self.words(label), "lines": shown, "is_missing": is_missing}

    def parts(self, table: DataTable) -> Iterator[DataTable]:
        """The table, or parts of it with as many columns as stand side by side."""
        for at, part in enumerate(parted(table, room=COLUMN)):
            yield replace(part, title=self.say("document.continued", title=part.title)) if at else part

    def table(self, table: DataTable) -> Plain:
        fit = fitted(table, room=COLUMN)
        broken = [
            partial(broken_to_fit, most=fit.signs(at), holds=partial(fit.holds, at))
            for at in range(len(table.columns))
        ]
        rows = [
            [
                value(cell, column.kind, base=self.document.direction, broken=to_fit)
                for cell, column, to_fit in zip(row, table.columns, broken, strict=True)
            ]
            for row in table.rows
        ]
        return {
            "is": "table",
            "title": self.words(table.title),
            "cites": self.cites(table.sources),
            "size": fit.size,
            "columns": [
                {
                    "label": broken[at](column.label),
                    "ends": at > 0 and column.kind != TEXT,
                    "width": fit.widths[at],
                    "gap": fit.gaps[at],
                    "longest": max((row[at] for row in rows), key=len, default=""),
                }
                for at, column in enumerate(table.columns)
            ],
            "rows": rows,
            "strong": sorted(table.strong),
            "note": self.words(table.note),
            "empty": table.empty or self.say("document.no_rows"),
        }

    def charts(self, figures: Sequence[Figure]) -> Plain:
        is_half = figures[0].size == "half"
        room = HALF if is_half else COLUMN
        return {"is": "charts", "is_half": is_half, "charts": [self.chart(one, room=room) for one in figures]}

    def chart(self, figure: Figure, *, room: float) -> Plain:
        drawn, caption = told_by_letter(draw.svg(figure.chart)), figure.chart.caption
        return {
            "title": self.words(caption.title),
            "cites": self.cites(figure.sources),
            "source": self.say("chart.source", source=caption.source) if caption.source else "",
            "alt": figure.chart.description or caption.title,
            "svg": drawn,
            "width": _width(drawn, room=room),
        }


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers in order, each with itself; three or more in a row as the first and the last.

    >>> list(runs([4, 1, 2, 7, 8, 9]))
    [(1, 1), (2, 2), (4, 4), (7, 9)]
    """
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    for run in found:
        yield from [(run[0], run[-1])] if len(run) > 2 else [(one, one) for one in run]


def _width(drawn: str, *, room: float) -> float:
    """Width of a drawing on paper: the whole room, less where it would be too tall for a page."""
    found = _SIDES.search(drawn)
    assert found, "every drawing of ours says its sides"
    width, height = map(float, found.groups())
    return round(min(room, TALLEST * width / height), 1)
