"""A document as the one JSON that the templates read: every word said, every number shown.

Nothing in it is ever taken for Typst: the templates set what they find as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from miqyas.kernel.words import say
from miqyas.reports.charts import theme
from miqyas.reports.document.branding import Branding
from miqyas.reports.document.logo import Logo
from miqyas.reports.document.model import Block, DataTable, Document, Heading, Paragraph, Source
from miqyas.reports.document.pdf.blocks import COLUMN, GUTTER, blocks_of
from miqyas.reports.document.pdf.compile import SIGN, TYPST_FORMS
from miqyas.reports.document.pdf.texts import SIBLING, aside, breakable, visible, web_address
from miqyas.reports.document.told import figure_tables, mark_word, versions

_PAPER: Final = 595.28
_PRINTED_ROWS: Final = 40
"""Rows of a chart's table that are printed in the annex; longer ones are in the workbook."""
_WORDS: Final = ("contents", "sources", "draft", "final", "sample", "made_with", "name", "signature", "date")
_TONES: Final = ("sea", "palm", "brass", "slate", "coral", "green")


def content_of(document: Document, *, branding: Branding) -> dict[str, Any]:
    """The report, its words and its look in plain values; drawing its charts takes most of the time."""
    language = document.language
    return {
        "title": breakable(visible(document.title)),
        "subtitle": breakable(document.subtitle),
        "layout": document.layout,
        "language": language.partition("-")[0],
        "direction": document.direction,
        "is_draft": document.is_draft,
        "is_sample": document.is_sample,
        "is_whole": True,
        "has_contents": document.layout == "report"
        and any(isinstance(one, Heading) for one in document.blocks),
        "words": _words(document),
        "page": {"column": COLUMN, "margin": (_PAPER - COLUMN) / 2, "gutter": GUTTER},
        "look": _look(branding),
        "sender": _sender(branding, language),
        "blocks": list(blocks_of(document, document.blocks or _nothing(language))),
        "annex": list(blocks_of(document, _annex(document))),
        "sources": [_source(document, source) for source in document.sources],
        "versions": [
            {"label": label, "shown": aside(said, base=document.direction)}
            for label, said in versions(document)
        ],
    }


def _words(document: Document) -> dict[str, str]:
    language = document.language
    return {
        **{name: say(f"document.{name}", language=language) for name in _WORDS},
        "made": say("document.made_on", language=language, on=document.made_on),
        "page": say("document.page", language=language, page="@page", pages="@pages"),
        "about": say("document.versions", language=language),
        "unprintable": say("document.unprintable", language=language, sign=SIGN),
    }


def _look(branding: Branding) -> dict[str, Any]:
    """Type and colours, from the one place where they are."""
    tones = {name: getattr(theme, name.upper()) for name in _TONES}
    quiet = {"ink": theme.INK, "second": theme.SECOND, "line": theme.LINE, "tick": theme.TICK}
    own = {"brand": branding.colour, "plain": theme.SECOND, "watermark": theme.PEARL}
    return {"fonts": (theme.FONT, SIBLING), "colours": {**tones, **quiet, **own}}


def _sender(branding: Branding, language: str) -> dict[str, Any]:
    named = branding.organisation.in_language(language) if branding.organisation else ""
    return {
        "name": breakable(named),
        "author": named or say("chart.brand", language=language),
        "cover": branding.cover.in_language(language) if branding.cover else "",
        "logo": _logo(branding.logo, language) if branding.logo else None,
    }


def _logo(logo: Logo, language: str) -> dict[str, Any]:
    return {
        "form": TYPST_FORMS[logo.form],
        "alt": logo.alt.in_language(language),
        "bytes": list(logo.content),
    }


def _nothing(language: str) -> tuple[Block, ...]:
    return (Paragraph(say("document.empty", language=language), style="quiet"),)


def _annex(document: Document) -> Iterator[Block]:
    """The numbers of the charts of a long report, where they are few enough to be printed."""
    if document.layout != "report" or not document.charts:
        return
    yield Heading(say("document.numbers", language=document.language))
    for table in figure_tables(document):
        yield table if len(table.rows) <= _PRINTED_ROWS else _elsewhere(table, document.language)


def _elsewhere(table: DataTable, language: str) -> Block:
    where = say("document.numbers_elsewhere", language=language, n=len(table.rows))
    return DataTable(table.title, table.columns, (), empty=where)


def _source(document: Document, source: Source) -> dict[str, str]:
    return {
        "title": aside(source.title, base=document.direction),
        "mark": mark_word(source, document.language),
        "address": web_address(source.address),
        "address_shown": aside(source.address, base=document.direction),
    }
