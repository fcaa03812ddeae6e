"""What each format of a report must hold: its facts, the numbers of its charts, its words, its sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from miqyas.kernel.numbers import NO_NUMBER
from miqyas.reports.document import (
    Bullets,
    Callout,
    DataTable,
    Document,
    Fields,
    Heading,
    KeyFigures,
    Link,
    Paragraph,
    Signatures,
    Value,
    shown,
)
from miqyas.reports.document.directed import unmarked
from miqyas.reports.document.told import chart_table

_COUNTED: Final = re.compile("[\u0621-\u064a]")
_DIGIT: Final = re.compile("[0-9]")
Wanted = tuple[Value, str]
"""A value and its kind: a workbook keeps it whole, other formats show it."""


def missing(document: Document, words: str, *, form: str) -> list[str]:
    """What a report says that its written form does not."""
    given = (
        _as_kept(value, kind) if form == "xlsx" else shown(value, kind) for value, kind in wanted(document)
    )
    found = _words(words)
    return sorted(
        text for text in {*given} if text not in {"", NO_NUMBER} and not _holds(found, _words(text))
    )


def missing_on_paper(document: Document, words: str) -> list[str]:
    """What a report says that its pages do not: words of Latin as they stand; of all, each letter and digit.

    Letters of Arabic come out of a page in the order in which they were drawn, so that they are counted.
    """
    given = {_words(shown(value, kind)) for value, kind in wanted(document)} - {"", NO_NUMBER}
    page = "".join(words.split())
    lost = [text for text in given if not _COUNTED.search(text) and "".join(text.split()) not in page]
    facts = Counter(_COUNTED.findall("".join(map(unmarked, document.facts()))))
    facts += Counter(_DIGIT.findall("".join(map(unmarked, document.facts()))))
    found = Counter(_COUNTED.findall(page)) + Counter(_DIGIT.findall(page))
    return sorted(lost) + sorted((facts - found).elements())


def _holds(words: str, text: str) -> bool:
    """Whether a text stands there on its own: 18 is not found in 2018, nor 0.91 in 0.919."""
    begin = words.find(text)
    while begin >= 0:
        before, after = words[begin - 1 : begin], words[begin + len(text) : begin + len(text) + 2]
        if (
            not before.isalnum()
            and not after[:1].isalnum()
            and not (after[:1] == "." and after[1:].isdigit())
        ):
            return True
        begin = words.find(text, begin + 1)
    return False


def wanted(document: Document) -> Iterator[Wanted]:
    """Every value with its kind, then every sentence."""
    for block in document.blocks:
        match block:
            case KeyFigures(figures):
                yield from ((one.value, one.kind) for one in figures)
                yield from ((text, "text") for one in figures for text in (one.label, one.note))
            case DataTable():
                yield from _of_table(block)
            case Fields(rows, kind):
                yield from ((value, kind) for _, value in rows)
                yield from ((label, "text") for label, _ in rows)
            case _:
                yield from ((text, "text") for text in _sentences(block))
    for chart in document.charts:
        yield from _of_table(chart_table(chart))
    yield from ((text, "text") for source in document.sources for text in (source.title, source.address))
    yield from ((version, "text") for version in document.versions.values())
    yield document.title, "text"


def _of_table(table: DataTable) -> Iterator[Wanted]:
    yield table.title, "text"
    yield table.note, "text"
    for row in table.rows:
        yield from zip(row, [column.kind for column in table.columns], strict=True)
    if table.rows:
        yield from ((column.label, "text") for column in table.columns)


def _sentences(block: object) -> Iterator[str]:
    match block:
        case Heading(text) | Paragraph(text) | Link(text):
            yield text
        case Bullets(items):
            yield from items
        case Callout(title, text):
            yield from (title, text)
        case Signatures(rows):
            yield from (text for row in rows for text in row)


def _as_kept(value: Value, kind: str) -> str:
    return f"{value:.12g}" if isinstance(value, int | float) else shown(value, kind)


def _words(text: str) -> str:
    return " ".join(unmarked(text).split())
