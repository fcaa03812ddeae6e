"""Slides: placeholders, charts that can be edited, alternative texts, notes, and Arabic from the right."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import PP_PLACEHOLDER
from python_calamine import CalamineWorkbook

from miqyas.kernel.text import isolate
from miqyas.reports.charts import Caption, Drawing, Stack, Stacks, stacked_bars
from miqyas.reports.document import (
    Column,
    DataTable,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
)
from miqyas.reports.pptx import write_pptx
from miqyas.reports.pptx.master import HIGH, LAYOUTS, WIDE
from tests.reports.charts import gallery as charts
from tests.reports.document.gallery import gallery
from tests.reports.document.reading import words_of_pptx
from tests.reports.document.ugly import many, nothing, ugly

LANGUAGES = ("ar", "en")


@cache
def written(language: str):
    return opened(gallery(language))


def opened(document: Document):
    return Presentation(io.BytesIO(write_pptx(document)))


def note(*blocks, language: str = "en", **more) -> Document:
    return Document("note", "A note", language, "2026-01-31", blocks, **more)


def charts_of(made) -> list:
    return [shape.chart for slide in made.slides for shape in slide.shapes if shape.has_chart]


def chart_of(language: str, name: str):
    chart = charts.gallery(Drawing(language, width="page"))[name]
    (made,) = charts_of(opened(note(Figure(chart), language=language)))
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_master_is_ours(language: str) -> None:
    made = written(language)
    assert [layout.name for layout in made.slide_layouts] == [name.title() for name in LAYOUTS]
    assert (made.slide_width, made.slide_height) == (WIDE, HIGH)
    ways = made.slide_masters[0].element.xpath("p:txStyles/*/*/@rtl")
    assert set(ways) == {"1" if language == "ar" else "0"}
    assert made.core_properties.title == gallery(language).title


def test_every_slide_stands_in_placeholders_with_its_title_foot_and_number() -> None:
    made = written("en")
    for slide in list(made.slides)[1:]:
        kinds = {one.placeholder_format.type for one in slide.placeholders}
        assert {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER} <= kinds
        assert slide.shapes.title.text_frame.text
        assert not [one for one in slide.placeholders if one.has_text_frame and not one.text_frame.text]


def test_nothing_stands_outside_its_slide() -> None:
    for slide in written("ar").slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= WIDE, shape.name
            assert 0 <= shape.top <= shape.top + shape.height <= HIGH, shape.name


def test_pages_of_both_languages_mirror_each_other() -> None:
    for arabic, english in zip(written("ar").slide_layouts, written("en").slide_layouts, strict=True):
        for one, other in zip(arabic.placeholders, english.placeholders, strict=True):
            assert one.left == WIDE - other.left - other.width


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_and_picture_and_table_has_its_words(language: str) -> None:
    told = [
        shape._element.xpath(".//p:cNvPr/@descr")
        for slide in written(language).slides
        for shape in slide.shapes
        if shape.has_chart or shape.has_table or "pic" in shape._element.tag
    ]
    assert all(words and words[0] for words in told)
    descriptions = [chart.description for chart in gallery(language).charts]
    assert [words[0] for words in told if words[0] in descriptions] == descriptions


def test_charts_are_native_where_that_is_honest() -> None:
    native = [chart for chart in gallery("en").charts if chart.native]
    assert len(charts_of(written("en"))) == len(native)
    kinds = {one.chart_type for one in charts_of(written("en"))}
    assert kinds == {XL_CHART_TYPE.XY_SCATTER_LINES, XL_CHART_TYPE.BAR_CLUSTERED, XL_CHART_TYPE.BAR_STACKED}


def test_a_chart_holds_the_numbers_of_its_table_and_breaks_where_there_is_none() -> None:
    made = chart_of("en", "gaps")
    rows = charts.gallery(Drawing("en"))["gaps"].table.rows
    values = [float(one) for one in made._chartSpace.xpath("//c:yVal//c:v/text()")]
    assert values == [rank for _, rank in rows if rank is not None]
    assert made._chartSpace.xpath("//c:yVal//c:ptCount/@val") == [str(len(rows))]
    assert made._chartSpace.xpath("//c:dispBlanksAs/@val") == ["gap"]


def test_the_workbook_behind_a_chart_holds_its_numbers() -> None:
    blob = chart_of("en", "stacks").part.chart_workbook.xlsx_part.blob
    rows = CalamineWorkbook.from_filelike(io.BytesIO(blob)).get_sheet_by_index(0).to_python()
    table = charts.gallery(Drawing("en"))["stacks"].table
    assert [row[0] for row in rows[1:]] == [row[0] for row in table.rows]
    assert [row[1:] for row in rows[1:]] == [pytest.approx(row[2:]) for row in table.rows]


def test_in_arabic_time_and_gauges_run_from_the_right() -> None:
    years, bars = chart_of("ar", "rank"), chart_of("ar", "stacks")
    assert (years.category_axis.reverse_order, bars.value_axis.reverse_order) == (True, True)
    assert not chart_of("en", "rank").category_axis.reverse_order
    assert not chart_of("en", "stacks").value_axis.reverse_order


def test_the_first_rank_stands_on_top_and_the_first_row_too() -> None:
    assert chart_of("en", "rank").value_axis.reverse_order
    assert chart_of("en", "stacks").category_axis.reverse_order
    assert not chart_of("en", "lines").value_axis.reverse_order


def test_the_newest_year_is_told() -> None:
    axis = chart_of("en", "rank").category_axis
    assert (axis.minimum_scale, axis.maximum_scale, axis.major_unit) == (2000, 2024, 4)


def test_a_share_of_nothing_is_drawn_as_nothing() -> None:
    stacks = Stacks(("One",), (Stack("A", (0.0,)), Stack("B", (0.0,))))
    chart = stacked_bars(stacks, caption=Caption("Nothing", ""), drawing=Drawing("en"))
    (made,) = charts_of(opened(note(Figure(chart))))
    assert list(made.plots[0].series[0].values) == [0.0, 0.0]


def test_numbers_are_large_and_in_one_line() -> None:
    figures = tuple(KeyFigure("Label", 0.91958, "index") for _ in range(5))
    slide = opened(note(KeyFigures(figures))).slides[1]
    sizes = [
        one.text_frame.paragraphs[1].runs[0].font.size.pt
        for one in slide.placeholders
        if "0.9196" in one.text
    ]
    assert len(sizes) == 5
    assert sizes[0] > sizes[1] > 20


def test_long_text_is_said_and_not_shown() -> None:
    long = "A sentence that goes on. " * 30
    slides = opened(note(Paragraph("Short."), Paragraph(long))).slides
    shown = [shape.text_frame.text for shape in slides[1].shapes if shape.has_text_frame]
    assert any("Short." in text for text in shown)
    assert not any("goes on" in text for text in shown)
    assert "goes on" in slides[1].notes_slide.notes_text_frame.text


def test_a_heading_that_no_slide_shows_is_said_with_what_it_is_about() -> None:
    table = DataTable("Ranks", (Column("A"),), (("x",),))
    slides = opened(note(Heading("One"), Heading("Two", 2), table, Heading("Three", 2), table)).slides
    assert "Three" in slides[3].notes_slide.notes_text_frame.text


def test_a_sentence_stands_under_its_own_heading() -> None:
    figures = KeyFigures((KeyFigure("A", 1, "rank"),))
    blocks = (Heading("One"), Heading("Two", 2), figures, Heading("Three", 2), Paragraph("Of three."))
    titles = [slide.shapes.title.text_frame.text for slide in opened(note(*blocks)).slides]
    assert titles == ["A note", "One", "Two", "Three"]


def test_a_table_goes_on_over_slides_and_a_long_one_is_attached_whole() -> None:
    made = opened(many("en", rows=300))
    tables = [shape.table for slide in made.slides for shape in slide.shapes if shape.has_table]
    assert len(tables) == 5
    assert {len(table.rows) for table in tables} == {13}
    (attached,) = [shape for slide in made.slides for shape in slide.shapes if shape.shape_type == 7]
    book = CalamineWorkbook.from_filelike(io.BytesIO(attached.ole_format.blob))
    assert len(book.get_sheet_by_name("A long table").to_python()) == 304
    assert "240 more rows" in words_of_pptx(write_pptx(many("en", rows=300)))


def test_a_table_that_ends_with_its_slide_is_not_continued() -> None:
    columns = (Column("A"), Column("B", "rank"))
    made = opened(note(DataTable("Twelve", columns, tuple(("x", at) for at in range(12)))))
    assert [slide.shapes.title.text_frame.text for slide in made.slides] == ["A note", "Twelve"]


@pytest.mark.parametrize(("rows", "parts"), [(13, [7, 6]), (14, [7, 7]), (15, [12, 3]), (26, [12, 7, 7])])
def test_no_row_or_two_of_a_table_stand_alone_on_a_slide(rows: int, parts: list[int]) -> None:
    columns = (Column("A"), Column("B", "rank"))
    made = opened(
        note(DataTable("Many", columns, tuple(("x", at) for at in range(rows)), strong=frozenset({rows - 1})))
    )
    tables = [shape.table for slide in made.slides for shape in slide.shapes if shape.has_table]
    assert [len(table.rows) - 1 for table in tables] == parts
    shown = [row.cells[1].text for table in tables for row in list(table.rows)[1:]]
    assert shown == list(map(str, range(rows)))


def test_in_arabic_tables_and_paragraphs_run_from_the_right() -> None:
    made = written("ar")
    assert {way for slide in made.slides for way in slide._element.xpath(".//a:tblPr/@rtl")} == {"1"}
    ways = [way for slide in made.slides for way in slide._element.xpath(".//p:txBody/a:p[a:r]/a:pPr/@rtl")]
    assert set(ways) == {"1"}
    assert "\u200e+0.15\u200e" in "".join(
        shape.text_frame.text for slide in made.slides for shape in slide.shapes if shape.has_text_frame
    )


def test_no_isolate_is_left() -> None:
    made = opened(note(Paragraph(f"ارتفع {isolate('+0.15')}."), language="ar"))
    words = "".join(text for slide in made.slides for text in slide._element.xpath(".//a:t/text()"))
    assert "\u200e+0.15\u200e" in words
    assert not set(words) & set("\u2066\u2069")


def test_a_draft_is_marked_behind_every_slide() -> None:
    assert "Draft" in [shape.text_frame.text for shape in written("en").slide_masters[0].shapes]
    final = opened(replace(gallery("en"), blocks=(), is_draft=False, is_sample=False))
    assert "Draft" not in [shape.text_frame.text for shape in final.slide_masters[0].shapes]


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_reports_are_equal_bytes(language: str) -> None:
    chart = charts.gallery(Drawing(language))["stacks"]
    document = note(
        Figure(chart), *gallery(language).blocks[:10], language=language, sources=gallery(language).sources
    )
    assert write_pptx(document) == write_pptx(document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_wants_is_written_whole(language: str) -> None:
    assert "\N{REPLACEMENT CHARACTER}" in words_of_pptx(write_pptx(ugly(language)))
    assert len(opened(nothing(language)).slides) == 1
    assert len(opened(many(language, rows=10_000)).slides) == 6
