"""Tables on a narrow screen: no figure is cut, and what cannot stand side by side becomes lines."""

import pytest
from rich.cells import cell_len
from rich.text import Text

from miqyas.cli.fitting import fitted, told
from miqyas.cli.screen import Cell, Column

WAYS = [Column("way"), Column("chance of success", "number"), Column("")]
ROWS = [
    ["services alone and nothing else", Cell("29%"), Text("━━━━━━━━━━")],
    ["all of them", Cell("80%"), Text("━━━━━━━━━━")],
]


def test_a_table_that_fits_stays_as_it_is():
    columns, rows, widths = fitted(WAYS, ROWS, room=80, gap=3)
    assert (columns, rows) == (WAYS, ROWS)
    assert widths == [31, 17, 10]


def test_first_headings_are_broken():
    columns, _, widths = fitted(WAYS, ROWS, room=55, gap=3)
    assert [column.heading for column in columns] == ["way", "chance\nof\nsuccess", ""]
    assert widths == [31, 7, 10]


def test_then_gauges_are_left_out():
    columns, rows, _ = fitted(WAYS, ROWS, room=45, gap=3)
    assert len(columns) == 2
    assert [len(row) for row in rows] == [2, 2]


def test_then_texts_are_folded_and_take_what_is_left():
    columns, _, widths = fitted(WAYS, ROWS, room=38, gap=3)
    assert columns[0].fold
    assert widths == [28, 7]


def test_what_does_not_fit_becomes_lines():
    assert fitted(WAYS, ROWS, room=20, gap=3) is None
    assert told(WAYS, ROWS[0]) == ("services alone and nothing else", "chance of success: 29%")


def test_a_line_that_begins_with_a_figure_says_what_it_is():
    assert told([Column("rank", "number"), Column("country")], ["18", "Bahrain"]) == (
        "rank: 18",
        "country: Bahrain",
    )


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("columns", [40, 60, 80])
def test_worth_names_each_feature_and_cuts_nothing(cli, language, columns):
    shown = cli("worth", "BHR", "--draws", "200", "--lang", language, columns=columns).out
    assert {"ar": "الإطار المؤسسي", "en": "Institutional"}[language] in shown
    assert "…" not in shown
    figures = [line for line in shown.splitlines() if "%" in line]
    assert len(figures) >= 30


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_target_keeps_its_figures(cli, language):
    words = ("target", "BHR", "--rank", "10", "--draws", "500", "--lang", language)
    shown = cli(*words, columns=60).out
    assert "…" not in shown
    assert shown.count("+0.") >= 4


def test_lines_stay_within_the_screen():
    columns, rows, widths = fitted(WAYS, ROWS, room=38, gap=3)
    assert sum(widths) + 3 * (len(columns) - 1) <= 38
    assert max(cell_len(str(row[0])) for row in rows) > widths[0]
