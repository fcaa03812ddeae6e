"""What office programs share: runs of one direction, signs that no file may hold, no clock."""

from __future__ import annotations

import io
import zipfile

import pytest

from miqyas.kernel.numbers import KINDS
from miqyas.kernel.text import isolate, isolate_right_to_left
from miqyas.reports.charts import Drawing
from miqyas.reports.document.axes import axis_format, year_scale
from miqyas.reports.document.directed import Run, marked, runs_of, unmarked
from miqyas.reports.document.legible import legible
from miqyas.reports.document.settled import packed, settled
from miqyas.reports.document.widths import lengths, shares
from miqyas.reports.tables.formats import NUMBER_FORMATS
from tests.reports.charts.gallery import gallery as charts
from tests.reports.document.gallery import gallery
from tests.reports.document.ugly import ARABIC_WORD, CODE, LONG, MIXED, WORD

LRM, RLM = "\u200e", "\u200f"


def _held(text: str) -> str:
    return f"{LRM}{text}{LRM}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"ارتفع {isolate('+0.15')}", [("ارتفع ", True), (f"{LRM}+0.15{LRM}", False)]),
        ("مسح UN DESA (OSI) هنا", [("مسح ", True), ("UN DESA (OSI)" + LRM, False), (" هنا", True)]),
        ("زاد 12% هنا", [("زاد ", True), (f"{LRM}12%{LRM}", False), (" هنا", True)]),
        (
            f"{isolate('3')}، {isolate('−5')}",
            [(f"{LRM}3{LRM}", False), (f"، {RLM}", True), (f"{LRM}−5{LRM}", False)],
        ),
        ("Only Latin.", [(f"Only Latin.{LRM}", False)]),
        ("", []),
        (isolate_right_to_left("كلمة"), [("كلمة", True)]),
        ("وزارة (Ministry", [("وزارة (", True), ("Ministry", False)]),
    ],
)
def test_runs_within_arabic(text: str, shown: list[tuple[str, bool]]) -> None:
    assert runs_of(text, base="rtl") == tuple(Run(*one) for one in shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Up by 12%", [("Up by 12%", False)]),
        ("The (وزارة الصحة) won", [("The (", False), ("وزارة الصحة", True), (") won", False)]),
        (f"From {isolate('54')}", [("From 54", False)]),
        ("It is سارٍ", [("It is ", False), (f"سارٍ{RLM}", True)]),
    ],
)
def test_runs_within_english(text: str, shown: list[tuple[str, bool]]) -> None:
    assert runs_of(text, base="ltr") == tuple(Run(*one) for one in shown)


@pytest.mark.parametrize("base", ["ltr", "rtl"])
@pytest.mark.parametrize(
    "text", [*LONG.values(), WORD, ARABIC_WORD, MIXED, CODE, f"{isolate('a')}\u2069\u2067b"]
)
def test_nothing_of_a_text_is_lost(text: str, base: str) -> None:
    assert unmarked(marked(text, base=base)) == unmarked(text)


def test_what_has_nothing_to_replace_is_the_same_object() -> None:
    document = gallery("ar")
    assert legible(document) is document


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\x7f", "\ud800", "\ufffe", "\uffff"])
def test_signs_that_no_xml_may_hold_become_visible(sign: str) -> None:
    assert legible({"a": [("b" + sign, 1, None)]}) == {"a": [("b\N{REPLACEMENT CHARACTER}", 1, None)]}


@pytest.mark.parametrize("text", ["a\tb\nc\rd", "\U0001f600 👩‍🚀", "ﷺ \u200e", "\x85"])
def test_signs_that_it_may_hold_stay(text: str) -> None:
    assert legible(text) == text


def test_an_archive_has_no_clock_and_neither_has_a_workbook_within() -> None:
    early, late = (_archive(moment) for moment in ("2026-01-31T10:00:00Z", "2026-02-01T11:30:00Z"))
    assert early != late
    assert settled(early) == settled(late)


def _archive(moment: str) -> bytes:
    book = packed({"docProps/core.xml": f"<created>{moment}</created>".encode()})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in (("a.xml", b"1"), ("chart.xlsx", book)):
            made.writestr(
                zipfile.ZipInfo(name, date_time=(int(moment[:4]), 1, int(moment[8:10]), 1, 1, 2)), content
            )
    return target.getvalue()


def test_every_kind_of_number_has_a_format() -> None:
    assert set(NUMBER_FORMATS) == KINDS


def test_axes_are_short_and_end_at_the_newest_year() -> None:
    assert (axis_format("index"), axis_format("signed5"), axis_format("rank")) == (
        "0.00",
        "+0.00;\N{MINUS SIGN}0.00;0.00",
        "0;;",
    )
    chart = charts(Drawing("en"))["rank"]
    assert year_scale(chart, chart.native) == (2000, 2024, 4)
    frontier = charts(Drawing("en"))["frontier"]
    assert year_scale(frontier, frontier.native) is None


def test_columns_are_as_wide_as_they_need_be_and_never_nothing() -> None:
    for table in gallery("en").tables:
        assert sum(shares(table)) == pytest.approx(1)
        assert min(lengths(table)) >= 6


@pytest.mark.parametrize("language", ["ar", "en"])
def test_native_charts_name_columns_that_there_are(language: str) -> None:
    for name, chart in charts(Drawing(language)).items():
        if chart.native:
            columns = chart.table.columns
            places = [chart.native.along, *(one.column for one in chart.native.series)]
            assert max(places) < len(columns), name
            assert len({columns[one.column].kind for one in chart.native.series}) == 1, name


def test_only_what_an_office_chart_tells_as_well_has_one() -> None:
    native = {name for name, chart in charts(Drawing("en")).items() if chart.native}
    assert native == {"rank", "gaps", "lines", "trend", "dots", "frontier", "headroom", "stacks"}
