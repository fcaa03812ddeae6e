"""The glossary of the project as a page: its tables, led by the language of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from docs.names import markdown_table
from docs.site.contents import DOCS, Page
from docs.site.text import both, plain, words

SOURCE: Final = DOCS.parent / "GLOSSARY.md"
ARABIC: Final = re.compile(r"[\u0621-\u064a]")
TABLE: Final = re.compile(r"((?:^\|.*\|$\n?)+)", re.MULTILINE)
HEADINGS: Final = {"English": "english", "العربية": "arabic", "code": "code", "mark": "mark"}


def pages() -> Sequence[Page]:
    """One page."""
    return [Page("glossary.md", both("glossary.title"), lambda language: "\n".join(_text(language)))]


def _text(language: str) -> Iterator[str]:
    yield f"# {words('glossary.title', language)}\n"
    yield words("glossary.lead", language) + "\n"
    _, *sections = re.split(r"^## ", SOURCE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for section in sections:
        title, _, body = section.partition("\n")
        arabic, _, english = title.partition(" · ")
        yield f"## {arabic if language == 'ar' else english}\n"
        for table in TABLE.findall(body):
            yield _table(table, language)


def _table(text: str, language: str) -> str:
    """The table with the column of the page's language first; an empty column of notes is left out."""
    headings, _, *lines = (
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.strip().split("\n")
    )
    first = "العربية" if language == "ar" else "English"
    order = sorted(range(len(headings)), key=lambda at: headings[at] != first)
    shown = [words(f"column.{HEADINGS.get(headings[at], 'note')}", language) for at in order]
    return markdown_table(shown, [[_own_direction(plain(line[at])) for at in order] for line in lines])


def _own_direction(text: str) -> str:
    return f'<span dir="auto">{text}</span>' if text else ""
