"""Charts from Python: shown in notebooks, kept as files that are whole or not there."""

import io
from base64 import b64decode
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

import miqyas as mq
from miqyas.reports.figures.registry import UnknownChartError


@pytest.fixture(scope="module")
def figure():
    return mq.chart("country-rank", country="BHR", width="half")


def test_a_notebook_shows_a_drawing_with_words_for_those_who_do_not_see_it(figure):
    bundle = figure._repr_mimebundle_(include=None, exclude=None)
    assert ET.fromstring(bundle["image/svg+xml"]).tag.endswith("}svg")
    picture = ET.fromstring(bundle["text/html"].replace('">', '"/>'))
    assert picture.attrib["alt"] == figure.record()["description"]
    assert "max-width:100%" in picture.attrib["style"]
    drawn = b64decode(picture.attrib["src"].partition(",")[2]).decode()
    assert drawn == bundle["image/svg+xml"]
    assert bundle["text/plain"] == str(figure)


def test_the_record_has_words_and_numbers(figure):
    record = figure.record()
    assert record["title"] == str(figure)
    assert len(record["rows"]) == len(mq.world().editions)
    assert len(record["columns"]) == len(record["rows"][0])
    assert record["licence"]


@pytest.mark.parametrize("ending", [".svg", ".PNG", ".csv"])
def test_it_is_saved_under_each_ending(figure, tmp_path, ending):
    file = figure.save(tmp_path / f"rank{ending}")
    content = file.read_bytes()
    if ending == ".PNG":
        assert Image.open(io.BytesIO(content)).info["Title"] == str(figure)
    else:
        assert str(figure) in content.decode("utf-8-sig")
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_an_ending_that_there_is_not_is_told_and_nothing_is_written(figure, tmp_path):
    with pytest.raises(mq.LibraryError) as caught:
        figure.save(tmp_path / "rank.bmp")
    assert ".svg, .png, .csv" in caught.value.render("ar")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told(figure, tmp_path):
    with pytest.raises(mq.LibraryError) as caught:
        figure.save(tmp_path / "nowhere" / "rank.svg")
    assert "nowhere" in caught.value.render("en")


def test_names_parameters_and_widths_that_there_are_not_are_told():
    assert "country-rank" in mq.charts()
    for wrong in ({"name": "no-chart"}, {"name": "country-rank"}, {"name": "world", "edition": "x"}):
        with pytest.raises(UnknownChartError):
            mq.chart(**wrong)
    with pytest.raises(mq.LibraryError) as caught:
        mq.chart("world", edition=2024, width="huge")
    assert "wide" in caught.value.render("en")
