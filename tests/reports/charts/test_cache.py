"""Drawings are kept by everything that makes them, in a folder that does not grow without end."""

from dataclasses import replace

import pytest

from miqyas.reports.charts import Caption, Drawing, cache, draw
from miqyas.reports.charts.cache import Folder, drawn, key
from tests.reports.charts.gallery import gallery

CHART = gallery(Drawing("en", width="narrow"))["headroom"]


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "drawings")


def test_what_was_drawn_once_is_not_drawn_again(folder, monkeypatch):
    first = drawn(CHART, form="svg", store=folder)
    monkeypatch.setattr(draw, "converter", lambda: pytest.fail("drawn again"))
    assert drawn(CHART, form="svg", store=folder) == first


@pytest.mark.parametrize("form", ["svg", "standalone.svg", "png", "csv"])
def test_each_form_is_kept_apart(folder, form):
    content = drawn(CHART, form=form, store=folder)
    assert folder.read(f"{key(CHART)}.{form}") == content


def test_a_change_of_words_language_width_theme_or_converter_is_another_drawing(monkeypatch):
    keys = {key(CHART), key(replace(CHART, caption=Caption("Another finding", "A source")))}
    keys |= {key(replace(CHART, drawing=Drawing("ar", width="narrow")))}
    keys |= {key(gallery(Drawing("en"))["headroom"])}
    monkeypatch.setattr(cache, "VERSION", 999)
    keys |= {key(CHART)}
    monkeypatch.setattr(draw, "converter_version", lambda: "0")
    assert len(keys | {key(CHART)}) == 6


def test_the_longest_unread_make_room(tmp_path):
    folder = Folder(tmp_path, limit=256 * 100)
    for name in ("aa1", "aa2"):
        folder.write(name, b"x" * 40)
    folder.read("aa1")
    folder.write("aa3", b"x" * 40)
    assert [folder.read(name) is not None for name in ("aa1", "aa2", "aa3")] == [True, False, True]


def test_one_drawing_larger_than_its_shelf_is_kept_until_the_next(tmp_path):
    folder = Folder(tmp_path, limit=256)
    folder.write("aa1", b"large")
    assert folder.read("aa1") == b"large"


def test_no_unfinished_file_stays_behind(folder):
    folder.write("ab", b"content")
    assert [file.name for file in folder.path.rglob("*") if file.is_file()] == ["ab"]
    assert folder.read("missing") is None
