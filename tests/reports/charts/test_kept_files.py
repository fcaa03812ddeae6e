"""A chart that leaves the house says inside its file what it is, whence, and under which licence."""

import csv
import io
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from miqyas.analysis.world import load_world
from miqyas.reports.charts import Drawing, draw, numbers
from miqyas.reports.figures import registry

DC = "{http://purl.org/dc/elements/1.1/}"
LICENCE = {"ar": "حقائق نشرتها الأمم المتحدة", "en": "Facts published by the United Nations"}


def chart(language, name="country-rank", **params):
    return registry.build(name, load_world(), Drawing(language), **(params or {"country": "BHR"}))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_svg_carries_its_words_as_dublin_core(language):
    root = ET.fromstring(draw.standalone_svg(chart(language)))
    told = {one.tag.removeprefix(DC): one.text for one in root.iter() if one.tag.startswith(DC)}
    assert told.keys() == {"title", "description", "source", "rights", "publisher", "language"}
    assert told["rights"].startswith(LICENCE[language])
    assert told["language"] == language
    assert not set("\u2066\u2067\u2068\u2069") & set("".join(told.values()))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_png_carries_its_words_and_is_still_a_picture(language):
    picture = Image.open(io.BytesIO(draw.png(chart(language))))
    picture.load()
    assert picture.info["Title"]
    assert picture.info["Title"].lang == language
    assert picture.info["Copyright"].startswith(LICENCE[language])
    assert picture.info["Source"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_numbers_carry_their_words_in_each_row(language):
    rows = list(csv.DictReader(io.StringIO(numbers.csv(chart(language)).decode("utf-8-sig"))))
    licence, source, title = list(rows[0])[:-4:-1]
    assert {row[licence].split("؛")[0].split(";")[0] for row in rows} == {LICENCE[language]}
    assert len({(row[source], row[title]) for row in rows}) == 1
    assert len(rows) == len(load_world().editions)


def test_what_has_no_value_is_an_empty_cell():
    rows = csv.DictReader(io.StringIO(numbers.csv(chart("en", country="SSD")).decode("utf-8-sig")))
    assert "" in {row["Rank"] for row in rows}


def test_a_chart_of_two_tables_names_both_licences():
    found = chart("en", "twinning-partners", country="COM", edition=2024)
    assert found.caption.licence.endswith("CC BY 4.0")
    assert found.caption.licence.startswith(LICENCE["en"])


def test_a_chart_of_own_data_claims_no_licence():
    root = ET.fromstring(draw.standalone_svg(_of_own()))
    assert not [one for one in root.iter() if one.tag == f"{DC}rights"]


def _of_own():
    from tests.reports.charts.gallery import gallery

    return gallery(Drawing("en"))["rank"]
