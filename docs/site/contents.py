"""The table of contents: sections and pages in their order, each with its title in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

DOCS: Final = Path(__file__).resolve().parents[1]
LANGUAGES: Final = ("ar", "en")

Words = Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """A page of the site: where it stands, how the contents call it, and its Markdown in a language."""

    path: str
    title: Words
    text: Callable[[str], str]


@dataclass(frozen=True)
class Section:
    """A heading of the contents with its pages."""

    title: Words
    pages: Sequence[Page]


@dataclass(frozen=True)
class Contents:
    """Name and description of the site, its sections."""

    name: Words
    description: Words
    sections: Sequence[Section]

    def pages(self) -> Iterator[Page]:
        """Every page, in the order in which they are read."""
        for section in self.sections:
            yield from section.pages

    def nav(self, language: str) -> list[dict[str, Any]]:
        """The contents as the builder of the site takes them; the first page stands alone."""
        (first, *_), *others = (section.pages for section in self.sections)
        named = [
            {section.title[language]: [{page.title[language]: page.path} for page in pages]}
            for section, pages in zip(self.sections[1:], others, strict=True)
        ]
        return [{first.title[language]: first.path}, *named]


def contents(generators: Mapping[str, Callable[[], Sequence[Page]]]) -> Contents:
    """What `contents.yaml` says, with generated pages where it names their generator."""
    said = yaml.safe_load((Path(__file__).parent / "contents.yaml").read_text(encoding="utf-8"))
    sections = [
        Section(
            {language: one[language] for language in LANGUAGES},
            [page for entry in one["pages"] for page in _pages(entry, generators)],
        )
        for one in said["sections"]
    ]
    return Contents(said["name"], said["description"], sections)


def _pages(entry: Any, generators: Mapping[str, Callable[[], Sequence[Page]]]) -> Sequence[Page]:
    """`explain/ranks.md`, `{page: scan.md, ar: …, en: …}` with a shorter title, or `{generated: method}`."""
    if isinstance(entry, str):
        return [written(entry)]
    if "generated" in entry:
        return generators[entry["generated"]]()
    return [written(entry["page"], title={language: entry[language] for language in LANGUAGES})]


def written(path: str, *, title: Words | None = None) -> Page:
    """A page that stands in the checkout in both languages; its title is its heading unless one is given."""
    headings = {language: _text(path, language).partition("\n")[0].lstrip("# ") for language in LANGUAGES}
    return Page(path, title or headings, lambda language: _text(path, language))


def _text(path: str, language: str) -> str:
    return (DOCS / language / path).read_text(encoding="utf-8")
