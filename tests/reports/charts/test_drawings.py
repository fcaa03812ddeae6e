"""Every chart, in both languages and all widths, as it stands in a page."""

import gzip
import re
from functools import cache
from xml.etree import ElementTree as ET

import pytest

from miqyas.kernel.text import PDI, RLI
from miqyas.reports.charts import Drawing, draw
from miqyas.reports.charts.theme import PEARL, TOKENS
from tests.reports.charts.gallery import EDITIONS, gallery

LANGUAGES = ("ar", "en")
WIDTHS = ("wide", "page", "half", "narrow")
NAMES = tuple(gallery(Drawing("en")))
every_drawing = pytest.mark.parametrize(
    ("name", "language", "width"),
    [(name, language, width) for name in NAMES for language in LANGUAGES for width in WIDTHS],
)
KILOBYTES = {"map": 120, "field": 24, "ruler": 14}
"""The largest drawing allowed, before compression; 12 for all others."""


@cache
def svg(name: str, language: str, width: str) -> str:
    return draw.svg(gallery(Drawing(language, width=width))[name])


def elements(drawn: str) -> list[ET.Element]:
    return list(ET.fromstring(drawn).iter())


@every_drawing
def test_only_the_tokens_appear_as_colours(name, language, width):
    painted = {
        element.get(key) for element in elements(svg(name, language, width)) for key in ("fill", "stroke")
    }
    colours = {
        colour for paint in painted - {None, "none"} for colour in re.findall(r"#[0-9a-f]{6}\b", paint)
    }
    named = {paint for paint in painted - {None, "none"} if not paint.startswith(("#", "url(#c"))}
    assert colours <= TOKENS
    assert named == set()


@every_drawing
def test_a_strict_page_may_hold_it(name, language, width):
    drawn = svg(name, language, width)
    attributes = {key for element in elements(drawn) for key in element.attrib}
    assert not {"style", "class", "width", "height"} & set(ET.fromstring(drawn).attrib)
    assert not [key for key in attributes if key in {"style", "class"} or key.startswith("on")]
    assert not [element for element in elements(drawn) if element.tag in {"script", "style", "image", "use"}]
    assert "http" not in drawn


@every_drawing
def test_it_tells_those_who_do_not_see_it(name, language, width):
    drawn = ET.fromstring(svg(name, language, width))
    title, description = drawn[0], drawn[1]
    assert drawn.get("role") == ("group" if name == "map" and width != "narrow" else "img")
    assert drawn.get("aria-labelledby") == title.get("id")
    assert drawn.get("aria-describedby") == description.get("id")
    assert title.text
    assert len(description.text) > 20


@every_drawing
def test_it_is_small(name, language, width):
    drawn = svg(name, language, width).encode()
    assert len(drawn) < KILOBYTES.get(name, 12) * 1000
    assert len(gzip.compress(drawn)) < 45_000


@every_drawing
def test_nothing_is_drawn_for_nothing(name, language, width):
    drawn = elements(svg(name, language, width))
    assert not [element for element in drawn if element.tag == "path" and not element.get("d")]
    assert not [element for element in drawn if element.tag in {"a", "g"} and not len(element)]


def test_land_that_is_not_ranked_is_one_shape():
    pale = [element for element in elements(svg("map", "en", "wide")) if element.get("fill") == PEARL]
    assert len(pale) == 1


@every_drawing
def test_nothing_stands_outside(name, language, width):
    """Every circle and every beginning of a word lies within the drawing."""
    drawn = ET.fromstring(svg(name, language, width))
    _, _, right, bottom = (float(number) for number in drawn.get("viewBox").split())
    for x, y in _places(drawn, (0.0, 0.0)):
        assert 0 <= x <= right
        assert 0 <= y <= bottom


def _places(element: ET.Element, origin: tuple[float, float]) -> list[tuple[float, float]]:
    shift = re.fullmatch(r"translate\(([^,]+),([^)]+)\)", element.get("transform", ""))
    x, y = (origin[0] + float(shift[1]), origin[1] + float(shift[2])) if shift else origin
    found = [place for child in element for place in _places(child, (x, y))]
    for across, down in (("x", "y"), ("cx", "cy")):
        if element.tag in {"text", "circle"} and element.get(across):
            found.append((x + float(element.get(across)), y + float(element.get(down))))
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_many_on_one_page_have_ids_of_their_own(width):
    drawings = [svg(name, language, width) for name in NAMES for language in LANGUAGES]
    ids = [element.get("id") for drawn in drawings for element in elements(drawn) if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_arabic_words_carry_their_own_direction(name):
    words = [element.text or "" for element in elements(svg(name, "ar", "wide")) if element.tag == "text"]
    arabic = [word for word in words if re.search(r"[\u0600-\u06ff]", word)]
    assert all(word.startswith(RLI) and word.endswith(PDI) for word in arabic)
    assert not [word for word in words if re.search(r"[\u0660-\u0669]", word)]


@pytest.mark.parametrize("name", NAMES)
def test_a_minus_is_a_minus(name):
    words = [element.text or "" for element in elements(svg(name, "en", "wide")) if element.tag == "text"]
    assert not [word for word in words if re.search(r"-\d", word)]


@pytest.mark.parametrize(("language", "order"), [("en", EDITIONS), ("ar", EDITIONS[::-1])])
def test_time_runs_in_the_direction_of_reading(language, order):
    words = [element for element in elements(svg("rank", language, "wide")) if element.tag == "text"]
    years = {int(word.text): float(word.get("x")) for word in words if word.text in map(str, EDITIONS)}
    assert tuple(sorted(years, key=years.__getitem__)) == order


def test_an_unranked_edition_leaves_a_gap():
    lines = [element for element in elements(svg("gaps", "en", "wide")) if element.tag == "path"]
    words = [element.text for element in elements(svg("gaps", "en", "wide")) if element.tag == "text"]
    assert len(lines) > 1
    assert words.count("×") == 3
    assert not [
        element for element in elements(svg("gaps", "en", "wide")) if "2004: " in (element.text or "")
    ]


def test_states_of_the_map_are_links_to_their_pages():
    chart = gallery(Drawing("en"))["map"]
    links = [element.get("href") for element in elements(svg("map", "en", "wide")) if element.tag == "a"]
    assert len(links) == len(set(links)) == len(chart.table.rows)
    assert all(re.fullmatch(r"/\d{3}/", link) for link in links)


def test_states_are_too_small_for_a_finger_on_a_phone():
    drawn = elements(svg("map", "ar", "narrow"))
    assert not [element for element in drawn if element.tag == "a"]
    assert len(drawn) < len(elements(svg("map", "ar", "wide"))) / 3


def test_only_what_is_not_ranked_is_hatched():
    hatched = [
        element for element in elements(svg("map", "en", "wide")) if "-hatch)" in element.get("fill", "")
    ]
    assert len(hatched) == 2  # the state and its place in the key
    assert "hatch" not in svg("rank", "en", "wide")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drawing_to_keep_says_what_it_shows_and_whose_it_is(language):
    chart = gallery(Drawing(language, width="narrow"))["headroom"]
    kept = draw.standalone_svg(chart)
    shown = " ".join(
        element.text or "" for element in ET.fromstring(kept).iter() if element.tag.endswith("}text")
    )
    flat = shown.replace(RLI, "").replace(PDI, "")
    assert chart.caption.title in flat
    assert chart.caption.source in flat
    assert ("مقياس" if language == "ar" else "Miqyas") in flat
    assert 'font-family="IBM Plex Sans Arabic' in kept


def test_a_picture_is_twice_as_dense_as_the_page():
    chart = gallery(Drawing("ar", width="narrow"))["rank"]
    picture = draw.png(chart)
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 2 * (360 + 48)
