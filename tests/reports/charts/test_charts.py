"""What each chart holds: its numbers, its words, and what it refuses."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from miqyas.reports.charts import (
    Caption,
    Drawing,
    Line,
    Lines,
    MapState,
    Rival,
    WorldMap,
    draw,
    ruler,
    world_map,
)
from miqyas.reports.charts.layout import text_width
from tests.reports.charts import gallery

CAPTION = Caption("A finding", "A source")
ENGLISH = Drawing("en")
CHARTS = gallery.gallery(ENGLISH)


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_has_its_numbers_beside_it(name):
    table = CHARTS[name].table
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.columns)}


@pytest.mark.parametrize("name", CHARTS)
def test_the_browser_gets_the_same_spec(name):
    assert json.loads(draw.spec_json(CHARTS[name]))["layer"]


@pytest.mark.parametrize("name", CHARTS)
def test_words_differ_by_language_and_numbers_do_not(name):
    arabic = gallery.gallery(Drawing("ar"))[name]
    assert arabic.description != CHARTS[name].description
    numbers = [[cell for cell in row if not isinstance(cell, str)] for row in CHARTS[name].table.rows]
    assert [[cell for cell in row if not isinstance(cell, str)] for row in arabic.table.rows] == numbers


def test_the_rank_line_tells_first_last_best_and_worst():
    words = CHARTS["rank"].description
    assert "46 in 2003, 18 in 2024" in words
    assert "Best 13 in 2010, lowest 54 in 2022" in words


def test_a_state_never_ranked_has_no_rank_line():
    with pytest.raises(ValueError, match="never ranked"):
        gallery.rank_line(
            gallery.history("Nowhere", unranked=gallery.EDITIONS), caption=CAPTION, drawing=ENGLISH
        )


def test_eight_lines_can_be_told_apart_and_nine_cannot():
    line = Line("A", ((2022, 0.5), (2024, 0.6)))
    assert Lines("EGDI", (line,) * 8)
    with pytest.raises(ValueError, match="1 to 8"):
        Lines("EGDI", (line,) * 9)


@pytest.mark.parametrize("width", ["wide", "half", "narrow"])
def test_labels_on_the_ruler_do_not_touch(width):
    """Neither twenty rivals far apart nor twenty at nearly one value."""
    close = tuple(Rival(f"S{n:02}", f"State {n}", n, 0.5 + n * 0.0001, you=n == 9) for n in range(20))
    for rivals in (gallery.rivals(), close):
        drawn = ET.fromstring(draw.svg(ruler(rivals, caption=CAPTION, drawing=Drawing("en", width=width))))
        codes = [word for word in drawn.iter("text") if re.fullmatch(r"[A-Z]\w\w", word.text or "")]
        rows = {}
        for word in codes:
            rows.setdefault(word.get("y"), []).append((float(word.get("x")), text_width(word.text, size=12)))
        assert len(rows) <= 4  # yours is larger and stands a hair lower
        for row in rows.values():
            assert all(later[0] - former[0] >= former[1] - 4 for former, later in pairwise(sorted(row)))


def test_you_are_always_named_on_the_ruler():
    many = tuple(Rival(f"S{n:02}", f"State {n}", n, 0.9 - n * 0.001, you=n == 30) for n in range(1, 61))
    drawn = draw.svg(ruler(many, caption=CAPTION, drawing=Drawing("en", width="narrow")))
    assert ">S30<" in drawn
    assert ">S01<" not in drawn


def test_the_parts_of_a_change_add_up_on_the_way():
    rows = CHARTS["change of rank"].table.rows
    assert [row[1:] for row in rows] == [(54, None), (12, 42), (18, -6), (18, None)]


def test_the_largest_part_of_the_headroom_comes_first():
    assert [row[0] for row in CHARTS["headroom"].table.rows] == [
        "Human capital",
        "Online services",
        "Infrastructure",
    ]


def test_a_state_without_an_outline_is_named():
    nowhere = MapState("998", "Nowhere", 0, 0.9, "/nowhere/")
    with pytest.raises(ValueError, match="Nowhere"):
        world_map(WorldMap((nowhere,), gallery.GROUPS["en"]), caption=CAPTION, drawing=ENGLISH)


def test_the_converter_is_loaded_only_to_draw():
    program = (
        "import sys, miqyas.reports.charts.cache as _; print({'vl_convert', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
