"""Reports as nobody wants them: long names, unbreakable words, both directions, code, nothing at all."""

from __future__ import annotations

from typing import Literal

from miqyas.reports.charts import Drawing
from miqyas.reports.document import (
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
    Paragraph,
    Signatures,
    Source,
)
from tests.reports.charts.gallery import gallery as charts

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 6
ARABIC_WORD = "فسيكفيكهمالله" * 24
LONG = {
    "en": "The Supreme Interministerial Committee for the Coordination of Digital Government Services, "
    "Electronic Participation and the Continuous Improvement of Everything that Citizens, "
    "Residents and Visitors Need "
    "(المجلس الأعلى لتنسيق خدمات الحكومة الرقمية)",
    "ar": "اللجنة العليا المشتركة بين الوزارات لتنسيق خدمات الحكومة الرقمية والمشاركة الإلكترونية "
    "والتحسين المستمر لكل ما يحتاج إليه المواطنون والمقيمون والزائرون "
    "(Supreme Interministerial Committee, 2nd ed.)",
}
MIXED = "نظام eID (v2.1) يعمل منذ 2019 – see RFC 7519, §4.1: 100% of +973 1700 0000 (هاتف)!"
CODE = '#panic("no") $x^2$ *b* _i_ `raw` @ref <label> \\ // /* [x] #read("/etc/passwd") {page} "q" @page'
STRANGE = "İstanbul, Şükrü Çağrı, Łódź, Ω, Київ, 北京市, 👩‍🚀, \ue000, a\x00b, e\u0301, ﷺ, گ"
ADDRESS = "https://example.org/" + "a-very-long-path/" * 12 + "?q=%D8%A7%D9%84&lang=ar#part"


def ugly(language: str, *, layout: Literal["brief", "report", "pack"] = "report") -> Document:
    """Everything that is too long, of the other script, missing, or looks like code."""
    texts = (LONG[language], WORD, ARABIC_WORD, MIXED, CODE, STRANGE)
    return Document(
        kind="ugly",
        title=LONG[language],
        subtitle=LONG["ar" if language == "en" else "en"],
        language=language,
        made_on="2026-01-31",
        layout=layout,
        blocks=(
            Heading("3", level=3),
            *(Heading(text, level=level) for level, text in enumerate(texts[:3], start=1)),
            *(Paragraph(text, sources=("long",)) for text in texts),
            Bullets(texts),
            Link(WORD, "javascript:alert(1)"),
            Link(ADDRESS, ADDRESS),
            KeyFigures(
                tuple(KeyFigure(text, text, note=text, sources=("long", "none")) for text in texts[:5])
            ),
            KeyFigures((KeyFigure("", None, "index"),)),
            KeyFigures((KeyFigure(LONG[language], 0.5, "percent"), KeyFigure(MIXED, -3, "signed_rank"))),
            Figure(charts(Drawing(language, width="narrow"))["map"], size="half"),
            Paragraph("\n\n" + MIXED + "\n" + MIXED + "\n"),
            *(_table(texts[:count], language) for count in (1, 3, 6)),
            _crowded(),
            DataTable("", (Column(""), Column("")), ((None, None), (None, None))),
            Callout(WORD, LONG[language] + "\n" + MIXED, tone="coral"),
            Callout("", MIXED),
            Fields((*((text, text) for text in texts), ("", None), (LONG[language], ""))),
            Signatures(tuple((text, text) for text in texts[:4])),
        ),
        sources=(
            Source("long", LONG[language], "R", ADDRESS),
            Source("none", WORD, "", "ftp://example.org/x"),
        ),
        versions={"software": WORD[:80], "methodology": "", "data": "0" * 64},
        is_draft=True,
        is_sample=True,
    )


def _table(texts, language):
    columns = tuple(Column(text) for text in texts)
    return DataTable(LONG[language], columns, (texts, tuple(reversed(texts))), ("long",), note=MIXED)


def _crowded():
    """Fifteen columns of numbers, for which no size of type is small enough."""
    columns = (Column("Country"), *(Column(f"Expected {year}", "signed5") for year in range(2003, 2017)))
    return DataTable("Crowded", columns, (("United Arab Emirates", *((-1234.56789,) * 14)),) * 3)


def nothing(language: str, *, layout: Literal["brief", "report", "pack"] = "report") -> Document:
    """A report without a block."""
    return Document("nothing", "–", language, "2026-01-31", (), layout=layout)


def many(language: str, *, rows: int) -> Document:
    """A long table of seven columns."""
    columns = (
        Column("State"), Column("Index", "index"), Column("Rank", "rank"), Column("Change", "signed"),
        Column("Share", "percent1"), Column("Count", "count"), Column("Note"),
    )  # fmt: skip
    held = tuple(
        (f"State {at}", at / rows, at, (at % 7 - 3) / 100, at / rows, at * 1000, None) for at in range(rows)
    )
    table = DataTable("A long table", columns, held, strong=frozenset({0, rows - 1}))
    return Document("many", "A long table", language, "2026-01-31", (table,))
