"""Word documents: what a reader without eyes, a reader of Arabic and somebody who goes on writing need."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache

import docx
import pytest
from docx.oxml.ns import qn

from miqyas.kernel.text import Text, isolate
from miqyas.reports.charts.layout import text_width
from miqyas.reports.document import Column, DataTable, Document, Heading, Link, Paragraph, Source
from miqyas.reports.document.branding import Branding, Logo
from miqyas.reports.docx import write_docx
from miqyas.reports.docx.tables import WIDTH
from tests.reports.document.gallery import gallery
from tests.reports.document.reading import words_of_docx
from tests.reports.document.ugly import many, nothing, ugly
from tests.reports.docx.orders import ORDERS

LANGUAGES = ("ar", "en")
LOGO = Logo(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10"><rect width="30" height="10"/></svg>',
    "svg",
    Text({"ar": "شعار الهيئة", "en": "Mark of the authority"}),
)
BRANDING = Branding(
    organisation=Text({"ar": "هيئة الحكومة الرقمية", "en": "Digital Government Authority"}),
    cover=Text({"ar": "للاستخدام الرسمي", "en": "For official use"}),
    colour="#123456",
    logo=LOGO,
)


@cache
def written(language: str):
    return docx.Document(io.BytesIO(write_docx(gallery(language), branding=BRANDING)))


def note(*blocks, language: str = "en", **more) -> Document:
    return Document("note", "A note", language, "2026-01-31", blocks, **more)


def opened(document: Document):
    return docx.Document(io.BytesIO(write_docx(document)))


def xml_of(document: Document) -> str:
    with zipfile.ZipFile(io.BytesIO(write_docx(document))) as archive:
        return archive.read("word/document.xml").decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_styles_of_ours_are_used_and_offered(language: str) -> None:
    made = written(language)
    used = {paragraph.style.name for paragraph in made.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "Lead", "Body", "Quiet", "Caption"} <= used
    assert [style.name for style in made.styles if style.type == 3] == ["Normal Table", "Miqyas Table"]
    assert made.styles["Heading 1"].font.name is None
    fonts = made.styles.element.xpath("w:docDefaults//w:rFonts")[0]
    assert {fonts.get(qn(f"w:{one}")) for one in ("ascii", "hAnsi", "cs")} == {"IBM Plex Sans Arabic"}


def test_what_the_file_says_of_itself() -> None:
    about = written("ar").core_properties
    assert (about.title, about.language, about.created.isoformat()[:10]) == (
        gallery("ar").title,
        "ar",
        "2026-01-31",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_has_its_words(language: str) -> None:
    told = [one.get("descr") for one in written(language).element.body.iter(qn("wp:docPr"))]
    charts = [chart.description for chart in gallery(language).charts]
    assert told == [LOGO.alt.in_language(language), *charts]


def test_heading_rows_repeat_and_no_row_breaks() -> None:
    made = written("en")
    tables = [table for table in made.tables if table._tbl.tblPr.find(qn("w:tblStyle")) is not None]
    heads = [row for table in tables for row in table._tbl.iter(qn("w:tblHeader"))]
    assert len(heads) == len(gallery("en").tables) + len(gallery("en").charts) + 1
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for table in tables for row in table._tbl.tr_lst)


def test_in_arabic_pages_tables_paragraphs_and_words_run_from_the_right_but_numbers() -> None:
    made = written("ar")
    body = made.element.body
    assert made.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in made.tables)
    paragraphs = list(body.iter(qn("w:p")))
    assert all(one.pPr is not None and one.pPr.find(qn("w:bidi")) is not None for one in paragraphs)
    runs = {run.text.strip("\u200e\u200f "): run for run in body.iter(qn("w:r")) if run.text}
    assert runs["+0.15"].rPr.find(qn("w:rtl")) is None
    assert runs["التفاصيل"].rPr.find(qn("w:rtl")) is not None


def test_no_isolate_is_left_for_word_to_misread() -> None:
    words = "".join(text.text or "" for text in written("ar").element.body.iter(qn("w:t")))
    assert not set(words) & set("\u2066\u2067\u2068\u2069")


def test_a_number_is_held_by_marks_within_arabic() -> None:
    made = opened(note(Paragraph(f"ارتفع {isolate('+0.15')} وهبط {isolate('−3')}."), language="ar"))
    texts = [run.text for run in made.paragraphs[1].runs]
    assert texts == ["ارتفع ", "\u200e+0.15\u200e", " وهبط ", "\u200e−3\u200e", ".\u200f"]


def test_english_has_nothing_from_the_right_but_arabic_words() -> None:
    body = written("en").element.body
    assert not list(body.iter(qn("w:bidi"), qn("w:bidiVisual")))
    turned = {
        run.text
        for run in body.iter(qn("w:r"))
        if run.rPr is not None and run.rPr.find(qn("w:rtl")) is not None
    }
    assert turned == {"وزارة الصحة"}


def test_contents_stand_there_before_word_works_them_out() -> None:
    made = written("en")
    listed = [one.text.split("\t")[0] for one in made.paragraphs if one.style.name.startswith("toc")]
    titles = [one.text for one in made.paragraphs if one.style.name in {"Heading 1", "Heading 2"}]
    assert listed == titles
    names = {one.get(qn("w:name")) for one in made.element.body.iter(qn("w:bookmarkStart"))}
    anchors = {one.get(qn("w:anchor")) for one in made.element.body.iter(qn("w:hyperlink"))} - {None}
    assert anchors <= names
    assert ' TOC \\o "1-2" \\h \\z \\u ' in [one.text for one in made.element.body.iter(qn("w:instrText"))]


def test_captions_are_numbered_by_fields() -> None:
    codes = [one.text.strip() for one in written("en").element.body.iter(qn("w:instrText"))]
    charts, tables = len(gallery("en").charts), len(gallery("en").tables)
    assert codes.count("SEQ Figure \\* ARABIC") == charts
    assert codes.count("SEQ Table \\* ARABIC") == tables + charts


def test_each_numbered_list_begins_with_one() -> None:
    made = written("en")
    numbers = [one._p.pPr.numPr.numId.val for one in made.paragraphs if one.style.name == "List Number"]
    assert len(numbers) == 5
    assert len(set(numbers)) == 2
    begins = made.part.numbering_part.element.xpath("//w:startOverride/@w:val")
    assert begins == ["1", "1"]


def test_a_draft_is_marked_on_every_page_and_a_sample_says_so() -> None:
    section = written("en").sections[0]
    for header in (section.header, section.first_page_header):
        assert 'string="Draft"' in header._element.xml
    assert "made up to show" in section.header.paragraphs[0].text
    final = opened(replace(gallery("en", layout="brief"), blocks=(), is_draft=False, is_sample=False))
    assert "Draft" not in final.sections[0].header._element.xml


def test_pages_are_counted() -> None:
    footer = written("en").sections[0].footer._element
    assert [one.text.strip() for one in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]


def test_sources_are_numbered_where_they_are_named_and_listed_with_their_links() -> None:
    sources = (Source("a", "First", "V", "https://example.org/a"), Source("b", "Second"))
    made = opened(note(Paragraph("Said.", sources=("b", "a")), sources=sources))
    assert made.paragraphs[1].text == "Said. 1, 2"
    listed = [one.text for one in made.paragraphs if one.style.name == "Source"]
    assert listed[:2] == ["1. First (Verified)\nhttps://example.org/a", "2. Second"]
    assert made.paragraphs[1].hyperlinks[0].fragment == "source-1"


@pytest.mark.parametrize(
    ("address", "leads"),
    [("https://example.org/?a=1&b=<2>", True), ("javascript:alert(1)", False), ("file:///etc/passwd", False)],
)
def test_only_addresses_of_the_web_are_links(address: str, leads: bool) -> None:
    made = opened(note(Link("Words", address)))
    assert bool(made.paragraphs[1].hyperlinks) is leads
    assert leads or address in made.paragraphs[1].text


def test_a_chapter_of_a_report_begins_on_a_new_page_and_that_of_a_brief_does_not() -> None:
    for layout, breaks in (("report", True), ("brief", False)):
        made = opened(note(Heading("One"), Paragraph("Words"), Heading("Two"), layout=layout))
        assert bool(made.styles["Heading 1"].paragraph_format.page_break_before) is breaks


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_reports_are_equal_bytes(language: str) -> None:
    document = replace(gallery(language), blocks=gallery(language).blocks[:12])
    assert write_docx(document, branding=BRANDING) == write_docx(document, branding=BRANDING)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_wants_is_written_whole(language: str) -> None:
    assert "\N{REPLACEMENT CHARACTER}" in words_of_docx(write_docx(ugly(language)))
    assert words_of_docx(write_docx(nothing(language)))


def test_signs_that_no_xml_may_hold_are_shown_as_such() -> None:
    made = opened(note(Paragraph("a\x00b\ud800c\x1f"), DataTable("T\x00", (Column("\x01"),), (("\x02",),))))
    assert made.paragraphs[1].text == "a�b�c�"
    assert made.tables[0].rows[1].cells[0].text == "�"


@pytest.mark.parametrize(("rows", "kept"), [(5, 4), (14, 13), (15, 0)])
def test_a_short_table_stays_on_one_page(rows: int, kept: int) -> None:
    columns = (Column("State"), Column("Rank", "rank"))
    table = DataTable("Ranks", columns, tuple((f"State {at}", at) for at in range(rows)))
    (made,) = opened(note(table)).tables
    held = [bool(row.xpath(".//w:pPr/w:keepNext")) for row in made._tbl.tr_lst]
    assert held == [True, *[True] * kept, *[False] * (rows - kept)]


def test_no_number_is_broken_in_whatever_type_it_is_set() -> None:
    columns = (Column("From one edition to the next"), *(Column(f"Part {at}", "signed") for at in range(8)))
    (made,) = opened(note(DataTable("Changes", columns, (("2003–2004", *(-0.1234,) * 8),)))).tables
    widths = [column.width.pt for column in made.columns]
    assert sum(widths) == pytest.approx(WIDTH / 20, abs=1)
    assert min(widths[1:]) - 8 > 1.15 * text_width("−0.1234", size=9)


def test_ten_thousand_rows() -> None:
    made = opened(many("en", rows=10_000))
    assert len(made.tables[0]._tbl.tr_lst) == 10_001


def test_a_table_too_wide_for_its_words_is_set_small() -> None:
    columns = (Column("State"), *(Column(f"Expected {year}", "signed5") for year in range(2003, 2017)))
    wide = DataTable("Wide", columns, (("Bahrain", *((-1234.56789,) * 14)),))
    assert "TableTiny" in xml_of(note(wide))
    assert "TableTiny" not in xml_of(note(DataTable("Two", columns[:2], (("Bahrain", 1.0),))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_parts_stand_in_the_order_of_the_format(language: str) -> None:
    """Word refuses a file in which they do not."""
    made = written(language)
    parts = [made.element, made.styles.element, made.part.numbering_part.element]
    parts += [made.sections[0].header._element, made.sections[0].footer._element]
    seen = set()
    for element in (one for part in parts for one in part.iter("{*}*")):
        name, children = _name(element), [_name(child) for child in element]
        if order := ORDERS.get(name):
            assert set(children) <= set(order), (name, children)
            assert children == sorted(children, key=order.index), (name, children)
            seen.add(name)
    assert seen == set(ORDERS)


def _name(element) -> str:
    """Its name; headers and footers stand in any order among each other."""
    return element.tag.rpartition("}")[2].replace("footerReference", "headerReference")
