"""What stands around a report in Word: cover, contents, running head and foot, watermark, list of sources."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from miqyas.kernel.text import isolate
from miqyas.kernel.words import say
from miqyas.reports.charts.theme import FONT, SLATE
from miqyas.reports.document import Document, Heading, Source
from miqyas.reports.document.branding import Branding
from miqyas.reports.document.directed import unmarked
from miqyas.reports.document.parts import filled
from miqyas.reports.document.told import figure_tables, logo_png, shortened, told, version_lines
from miqyas.reports.docx.blocks import Blocks, toc_name
from miqyas.reports.docx.tables import WIDTH
from miqyas.reports.docx.text import Writing, bookmark, element, field_runs, paragraph_set

_LISTED: Final = 2
_AFTER_HEADINGS: Final = 100_000
"""Numbers of bookmarks: headings have those below."""
_FIELDS: Final = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
_HOLE: Final = re.compile(r"(\{page\}|\{pages\})")


def cover(blocks: Blocks, *, branding: Branding) -> None:
    """The title block: a page of its own, or the head of a short report."""
    document = blocks.document
    has_page = document.layout != "brief"
    _letterhead(blocks, branding)
    title = blocks.paragraph(document.title, style="Title")
    if has_page:
        paragraph_set(title._p.get_or_add_pPr(), element("spacing", before="4200", after="160"))
    if document.subtitle:
        blocks.paragraph(document.subtitle, style="Subtitle")
    if has_page:
        blocks.paragraph(_made_on(document), style="Subtitle")
    if branding.cover:
        style = "Lead" if has_page else "Quiet"
        blocks.paragraph(branding.cover.in_language(document.language), style=style)
    if document.is_sample:
        blocks.paragraph(say("document.sample", language=document.language), style="Quiet")
    if has_page:
        blocks.page_break()


def _letterhead(blocks: Blocks, branding: Branding) -> None:
    """Whose report it is: the logo and the name."""
    from docx.shared import Pt

    language = blocks.document.language
    if branding.logo:
        held = blocks.paragraph(style="Header")
        placed = held.add_run().add_picture(io.BytesIO(logo_png(branding)), height=Pt(42))
        placed._inline.docPr.set("descr", branding.logo.alt.in_language(language))
    if branding.organisation:
        blocks.paragraph(branding.organisation.in_language(language), style="Header")


def contents(blocks: Blocks, headings: Sequence[Heading]) -> None:
    """The table of contents as a field with its entries, so that it is whole before Word works it out."""
    blocks.paragraph(say("document.contents", language=blocks.document.language), style="Contents Title")
    named = [(toc_name(at), heading) for at, heading in enumerate(headings, start=1)]
    entries = [(name, heading) for name, heading in named if heading.level <= _LISTED]
    for at, (name, heading) in enumerate(entries):
        line = blocks.paragraph(style=f"toc {heading.level}")
        tabs = element("tabs")
        tabs.append(element("tab", val="right", leader="dot", pos=str(WIDTH)))
        indent = element("ind", left=str(300 * (heading.level - 1)))
        paragraph_set(line._p.get_or_add_pPr(), tabs, indent)
        if not at:
            line._p.extend(field_runs('TOC \\o "1-2" \\h \\z \\u', "")[:3])
        line._p.append(_entry(heading.text, name, writing=blocks.writing))
        if at == len(entries) - 1:
            line._p.append(field_runs("", "")[-1])
    if not isinstance(next(iter(blocks.document.blocks), None), Heading):
        blocks.page_break()


def _entry(text: str, name: str, *, writing: Writing) -> Any:
    """A line of the contents: words, dots, and the page as a field."""
    link = element("hyperlink", anchor=name, history="1")
    link.extend(writing.runs(text))
    tab = element("r")
    tab.append(element("tab"))
    link.append(tab)
    link.extend(field_runs(f"PAGEREF {name} \\h", "", is_due=True))
    return link


def closing(blocks: Blocks, *, headings: Mapping[str, Heading]) -> None:
    """What ends a report: the numbers of its figures, its sources, and what made it."""
    document = blocks.document
    if "numbers" in headings:
        blocks.heading(headings["numbers"])
        for table in figure_tables(document):
            blocks.table(table)
    if document.sources:
        blocks.heading(headings["sources"])
        for number, source in enumerate(document.sources, start=1):
            _source(blocks, number, source)
    if document.versions:
        blocks.heading(headings["versions"])
        blocks.paragraph("\n".join(version_lines(document)), style="Source")
    blocks.paragraph(_made_on(document), style="Source")


def closing_headings(document: Document) -> Mapping[str, Heading]:
    """The headings of what ends a report, where there is such a thing."""
    wanted = {"numbers": document.charts, "sources": document.sources, "versions": document.versions}
    return {
        name: Heading(say(f"document.{name}", language=document.language), level=1)
        for name, what in wanted.items()
        if what
    }


def _source(blocks: Blocks, number: int, source: Source) -> None:
    """A numbered line to which references lead, its address as a link."""
    line = blocks.paragraph(
        f"{isolate(f'{number}.')} {told(source, blocks.document.language)}", style="Source"
    )
    bookmark(line, f"source-{number}", _AFTER_HEADINGS + number)
    if source.address:
        line.add_run().add_break()
        blocks.writing.link(line, source.address, source.address)


def running(docx: Any, document: Document, *, branding: Branding, writing: Writing) -> None:
    """Head and foot of each page; a cover has neither, but a draft is marked there too."""
    section = docx.sections[0]
    section.different_first_page_header_footer = document.layout != "brief"
    _head(section.header.paragraphs[0], document, branding=branding, writing=writing)
    _foot(section.footer.paragraphs[0], document, writing=writing)
    if document.is_draft:
        for header in (section.header, *_first(section, document)):
            header.paragraphs[0]._p.append(_watermark(document))


def _first(section: Any, document: Document) -> tuple[Any, ...]:
    return () if document.layout == "brief" else (section.first_page_header,)


def _head(paragraph: Any, document: Document, *, branding: Branding, writing: Writing) -> None:
    named = branding.organisation.in_language(document.language) if branding.organisation else ""
    draft = say("document.draft", language=document.language) if document.is_draft else ""
    writing.fill(
        paragraph, " \N{MIDDLE DOT} ".join(one for one in (named, shortened(document.title), draft) if one)
    )
    if document.is_sample:
        writing.fill(paragraph, f"\n{say('document.sample', language=document.language)}")


def _foot(paragraph: Any, document: Document, *, writing: Writing) -> None:
    """The day at the side where reading begins, the page at the other."""
    tabs = element("tabs")
    tabs.append(element("tab", val="clear", pos="4320"))
    tabs.append(element("tab", val="clear", pos="8640"))
    tabs.append(element("tab", val="right", pos=str(WIDTH)))
    paragraph_set(paragraph._p.get_or_add_pPr(), tabs)
    writing.fill(paragraph, f"{_made_on(document)}\t")
    pattern = say("document.page", language=document.language, page="{page}", pages="{pages}")
    for piece in _HOLE.split(unmarked(pattern)):
        if piece in _FIELDS:
            writing.field(paragraph, _FIELDS[piece], "1")
        else:
            writing.fill(paragraph, piece)


def _watermark(document: Document) -> Any:
    from docx.oxml import parse_xml

    words = say("document.draft", language=document.language)
    return parse_xml(filled("miqyas.reports.docx", "watermark", colour=SLATE, font=FONT, words=words))


def _made_on(document: Document) -> str:
    return say("document.made_on", language=document.language, on=document.made_on)
