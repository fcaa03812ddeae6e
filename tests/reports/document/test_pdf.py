"""Reports as PDF: nothing is lost, everybody can read them, equal reports are equal files."""

import hashlib
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miqyas.kernel.text import Text
from miqyas.kernel.words import say
from miqyas.reports.charts import Caption, Drawing, Stack, Stacks, stacked_bars
from miqyas.reports.document import Column, DataTable, Document, Figure, Heading, Link, Paragraph
from miqyas.reports.document.branding import Branding
from miqyas.reports.document.errors import ReportError
from miqyas.reports.document.pdf import compile as compiling
from miqyas.reports.document.pdf import write_pdf
from tests.reports.document.gallery import gallery
from tests.reports.document.read_pdf import Pdf, attribute, bare
from tests.reports.document.ugly import CODE, many, nothing, ugly

LANGUAGES = ("en", "ar")
LAYOUTS = ("brief", "report", "pack")
ARABIC = re.compile("[\u0621-\u064a]")
NAMED = Branding(
    Text({"ar": "هيئة المعلومات", "en": "Information Authority"}), Text({"ar": "للجنة", "en": "For all"})
)


@cache
def written(language: str, layout: str = "report") -> Pdf:
    return Pdf(write_pdf(gallery(language, layout=layout), branding=NAMED))


@cache
def written_ugly(language: str) -> Pdf:
    return Pdf(write_pdf(ugly(language)))


def note(*blocks, **more) -> Document:
    return Document("note", "A note", "en", "2026-01-31", blocks, **more)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_fact_stands_in_it(layout):
    text = written("en", layout).text.replace(" ", "")
    lost = [fact for fact in gallery("en").facts() if bare(fact).replace(" ", "") not in text]
    assert lost == []


def test_every_number_stands_in_the_arabic_one_as_it_is_written():
    facts = {fact for fact in gallery("ar").facts() if not ARABIC.search(fact)}
    assert {fact for fact in facts if bare(fact) not in written("ar").text} == set()


def test_no_letter_of_an_arabic_fact_is_lost():
    # Glyphs stand in the order of the eye, so that words cannot be compared.
    letters = Counter(ARABIC.findall(written("ar").text))
    wanted = Counter(letter for fact in gallery("ar").facts() for letter in ARABIC.findall(fact))
    assert wanted - letters == Counter()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_says_that_it_is_accessible_and_in_which_language(language, layout):
    made = written(language, layout)
    assert made.root["/MarkInfo"]["/Marked"]
    assert made.root["/Lang"] == language
    assert made.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in made.metadata
    assert gallery(language).title in made.metadata


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_told_to_those_who_do_not_see_it(language):
    told = [figure["/Alt"] for figure in written(language).tagged("Figure")]
    assert told == [chart.description for chart in gallery(language).charts]
    assert len(written(language).tagged("Caption")) >= len(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_have_headings_that_belong_to_their_columns(language):
    heads = written(language).tagged("TH")
    assert len(heads) > 20
    assert {attribute(head, "/Scope") for head in heads} == {"/Column"}
    assert all(attribute(cell, "/Headers") for cell in written(language).tagged("TD"))


def test_headings_are_a_tree_without_gaps_and_the_bookmarks():
    levels = [int(tag[1]) for tag, _ in written_ugly("en").tags if re.fullmatch(r"H\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert written("en").root["/Outlines"]["/Count"] > 2


def test_a_report_has_a_cover_contents_and_numbers_of_its_charts_a_brief_has_none_of_them():
    contents, numbers = (say(f"document.{key}", language="en") for key in ("contents", "numbers"))
    assert contents in written("en").pages[1]
    assert numbers in written("en").text
    assert "For all" in written("en").pages[0]
    for layout in ("brief", "pack"):
        assert contents not in written("en", layout).text
        assert numbers not in written("en", layout).text
    assert "Where we stand" in written("en", "brief").pages[0]
    assert "Where we stand" not in written("en", "pack").pages[0]


def test_charts_with_many_rows_are_not_printed_as_tables():
    assert bare(say("document.numbers_elsewhere", language="en", n=193)) in written("en").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_which_it_is_and_that_it_is_a_sample_and_a_draft(language):
    made = written(language)
    for at, page in enumerate(made.pages[1:], start=2):
        assert re.search(rf"(?<!\d){at}\b.*(?<!\d){len(made.pages)}(?!\d)", page)
    if language == "en":
        assert all(say("document.sample", language="en") in page for page in made.pages)
        assert all("Draft" in page for page in made.pages)
    final = Pdf(write_pdf(replace(gallery("en", layout="brief"), is_draft=False, is_sample=False, blocks=())))
    assert "Draft" not in final.text
    assert say("document.sample", language="en") not in final.text
    assert say("document.final", language="en") in final.text


def test_sources_are_numbered_listed_with_their_mark_and_lead_somewhere():
    made = written("en")
    assert "UN E-Government Survey 2024 · Verified https://publicadministration.un.org/egovkb" in made.text
    assert made.links().count("https://publicadministration.un.org/egovkb") == 2


def test_what_made_it_stands_at_the_end():
    assert (
        "Software version: 1.2.3 · Method version: 2024.1 · Data version: 0a1b2c3d" in written("en").pages[-1]
    )
    assert "Information Authority" in written("en").metadata


def test_addresses_that_are_none_lead_nowhere():
    made = Pdf(
        write_pdf(note(Link("Press here", "javascript:alert(1)"), Link("There", "https://example.org/")))
    )
    assert made.links() == ["https://example.org/"]
    assert "Press here" in made.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_said(language):
    made = Pdf(write_pdf(nothing(language)))
    assert len(made.pages) == 2
    if language == "en":
        assert say("document.empty", language="en") in made.text
        assert say("document.no_answer", language="en") in written_ugly("en").text
        assert "Nothing was left out." in written("en").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_looks_like_code_is_text(language):
    # Brackets come back mirrored from a line among Arabic ones.
    unbracketed = str.maketrans("", "", " ()")
    assert bare(CODE).translate(unbracketed) in written_ugly(language).text.translate(unbracketed)


def test_letters_that_only_other_fonts_have_are_printed_and_those_that_none_has_are_told():
    text = written_ugly("en").text
    assert "İstanbul, Şükrü Çağrı, Łódź, Ω, Київ, ◊◊◊, " in text
    assert bare(say("document.unprintable", language="en", sign="◊")) in text
    assert "◊" not in written("en").text


def test_letters_that_are_said_to_be_there_are_there():
    known = [chr(code) for code in range(0x20, 0x2700) if re.match(f"[{compiling.PLAIN}]", chr(code))]
    text = Pdf(write_pdf(note(Paragraph(" ".join(known))))).text
    assert len(known) > 700
    assert say("document.unprintable", language="en", sign="◊") not in text


@settings(max_examples=12)
@given(st.text(max_size=12), st.text(max_size=12), st.sampled_from(LANGUAGES))
def test_no_text_that_anybody_may_type_stops_a_report(one, other, language):
    bars = Stacks(("a",), (Stack(one, (0.5,)),))
    drawn = stacked_bars(bars, caption=Caption(other, one), drawing=Drawing(language, width="narrow"))
    table = DataTable(other, (Column(one), Column(other)), ((other, one),))
    blocks = (Heading(one), Paragraph(other), table, Link(one, other), Figure(drawn))
    assert write_pdf(Document("typed", other, language, "2026-01-31", blocks, subtitle=one))


@pytest.mark.parametrize(
    "words",
    ["Ťť Ķũ", "\u2067٬ڌyŤ\u2069", "a\u200db x\ufe0fy", "\ufffd\u0301", "\u0338\u0338", "אב", "👩‍🚀", ""],
)
def test_charts_may_name_anything(words):
    bars = Stacks(("a",), (Stack(words, (0.5,)),))
    drawn = stacked_bars(bars, caption=Caption(words, words), drawing=Drawing("ar", width="narrow"))
    assert write_pdf(note(Heading(words), Figure(drawn)))


def test_words_of_a_drawing_may_have_signs_above_their_letters():
    bars = Stacks(("يُحتسب",), (Stack("كاملًا, cafe\u0301", (0.5,)),))
    drawn = stacked_bars(bars, caption=Caption("مكوّن", ""), drawing=Drawing("ar", width="page"))
    made = Pdf(write_pdf(note(Figure(drawn))))
    assert [one["/Alt"] for one in made.tagged("Figure")] == [drawn.description]
    assert "كاملًا" in drawn.description


def test_a_word_without_end_stays_whole_on_its_lines():
    made = Pdf(write_pdf(note(Paragraph("a" * 300))))
    assert "a" * 300 in made.text.replace(" ", "")


def test_a_long_table_repeats_its_heading_on_every_page():
    made = Pdf(write_pdf(many("en", rows=300)))
    assert len(made.pages) > 5
    assert all("State Index Rank" in page for page in made.pages[:-1])
    assert "State 299" in made.text
    assert len(made.tagged("Table")) == 1


def test_columns_that_cannot_stand_side_by_side_come_in_parts_that_name_their_rows():
    text = written_ugly("en").text
    assert "Crowded (continued)" in text
    assert all(f"Expected {year}" in text for year in range(2003, 2017))


def test_a_table_longer_than_memory_is_refused_with_a_way_out():
    columns = tuple(Column(str(at)) for at in range(100))
    table = DataTable("", columns, (("x",) * 100,) * 601)
    with pytest.raises(ReportError) as refused:
        write_pdf(note(table))
    assert refused.value.render("en") == (
        "The tables of the report have 60,100 cells; a PDF holds 60,000. Take it as XLSX, or ask for less."
    )


def test_what_typst_refuses_is_one_error_with_its_words(monkeypatch, tmp_path):
    (tmp_path / "main.typ").write_text('#panic("nothing works")')
    monkeypatch.setattr(compiling, "_TEMPLATES", tmp_path)
    with pytest.raises(ReportError) as refused:
        write_pdf(note())
    assert refused.value.full_code == "report.unprintable"
    assert "nothing works" in refused.value.remedy("en")


def test_without_its_fonts_nothing_is_set_and_it_is_said_which_are_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(compiling, "_FONTS", str(tmp_path))
    monkeypatch.setattr(compiling, "_fonts", compiling._fonts.__wrapped__)
    with pytest.raises(ReportError) as refused:
        write_pdf(note())
    assert refused.value.full_code == "report.fonts"
    for language in LANGUAGES:
        assert "IBMPlexSansArabic_400Regular.ttf" in refused.value.render(language)
        assert str(tmp_path) in refused.value.render(language)


def test_templates_read_no_file_but_their_own(monkeypatch, tmp_path):
    (tmp_path / "main.typ").write_text('#read("/etc/hostname")')
    monkeypatch.setattr(compiling, "_TEMPLATES", tmp_path)
    with pytest.raises(ReportError):
        write_pdf(note())


def test_equal_reports_are_equal_files_here_in_another_thread_and_in_another_process():
    program = (
        "import hashlib; from tests.reports.document.ugly import ugly;"
        "from miqyas.reports.document.pdf import write_pdf;"
        "print(hashlib.sha256(write_pdf(ugly('ar'))).hexdigest())"
    )
    with ThreadPoolExecutor(2) as pool:
        made = set(pool.map(write_pdf, [ugly("ar")] * 2))
    elsewhere = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert [hashlib.sha256(one).hexdigest() for one in made] == [elsewhere.stdout.strip()]


def test_the_day_is_that_of_the_report_and_no_other():
    made = Pdf(write_pdf(note(Heading("A"))))
    about = made.reader.metadata
    assert (
        about.creation_date.isoformat() == about.modification_date.isoformat() == "2026-01-31T00:00:00+00:00"
    )
    assert about.title == "A note"


def test_text_that_went_through_no_catalogue_is_seen_in_the_made_up_language():
    made = Pdf(write_pdf(replace(note(), language="en-xa")))
    assert "⟦" in made.text
