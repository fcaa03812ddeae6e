"""The links of a page as a stranger reads them."""

import pickle

import pytest

from miqyas.scanner.document.model import Landmark
from miqyas.scanner.document.parse import read_page
from miqyas.scanner.journey.manner import usual
from miqyas.scanner.journey.ways import ways_of


def ways(markup):
    return ways_of(read_page(markup.encode(), address="https://portal.example/"))


def test_a_link_is_known_by_its_words_its_target_and_its_place():
    seen = ways('<header><a href="/a">Laws</a></header><footer><a href="/b">Privacy</a></footer>').ways
    assert [(way.words, way.address, way.landmark) for way in seen] == [
        ("Laws", "https://portal.example/a", Landmark.HEADER),
        ("Privacy", "https://portal.example/b", Landmark.FOOTER),
    ]


def test_links_are_counted_within_their_place():
    seen = ways('<nav><a href="/a">A</a><a href="/b">B</a></nav><footer><a href="/c">C</a></footer>').ways
    assert [way.number for way in seen] == [0, 1, 0]


def test_what_opens_a_menu_and_what_has_no_words_is_no_way():
    seen = ways(
        '<a href="#" aria-expanded="false">Services</a><a href="/x"></a><a href="mailto:a@b.example">Me</a>'
        '<a href="#">Apply</a><a href="/y"><img src="y.png" alt="Laws"></a>'
    ).ways
    assert [(way.words, way.address) for way in seen] == [("Apply", ""), ("Laws", "https://portal.example/y")]


def test_a_link_that_is_there_twice_is_read_once():
    seen = ways('<nav><a href="/a">Laws</a><a href="/a">Laws</a><a href="/a">Acts</a></nav>').ways
    assert [way.words for way in seen] == ["Laws", "Acts"]


def test_of_twenty_thousand_links_those_are_kept_that_somebody_might_read():
    seen = ways("".join(f'<a href="/{number}">Link {number}</a>' for number in range(20_000))).ways
    assert len(seen) == usual().kept
    assert [way.words for way in seen[:2]] == ["Link 0", "Link 1"]


def test_a_file_is_told_from_a_page():
    seen = ways('<a href="/law.pdf">Law</a><a href="/law">Law</a>').ways
    assert [way.is_file for way in seen] == [True, False]


@pytest.mark.parametrize(
    ("markup", "has"),
    [
        ('<form role="search"><input name="q"></form>', True),
        ('<form><input type="search" name="q"></form>', True),
        ("<search><form><input name=q></form></search>", True),
        ('<form role="search"><input type="hidden" name="q"></form>', False),
        ('<form><input name="mail"></form>', False),
        ("<p>Search</p>", False),
    ],
)
def test_whether_the_site_can_be_searched_from_the_page(markup, has):
    assert ways(markup).has_search is has


def test_hostile_words_are_cut_and_cleaned():
    (way,) = ways(f'<a href="/a">\u202epassport\x00 {"x" * 5000}</a>').ways
    assert len(way.words) <= 120
    assert "\u202e" not in way.words


def test_a_menu_that_stands_on_every_page_is_kept_once():
    menu = '<nav><a href="/laws">Laws</a></nav>'
    first, second = (ways(f"{menu}<p>Page {number}</p>").ways for number in range(2))
    assert first[0] is second[0]


def test_words_and_target_of_a_link_are_kept_once_wherever_it_stands():
    (first,) = ways('<a href="/laws-in-force">Laws in force</a>').ways
    (_, second) = ways('<a href="/news">News</a><a href="/laws-in-force">Laws in force</a>').ways
    assert first != second
    assert first.words is second.words
    assert first.address is second.address


def test_ways_go_from_process_to_process():
    seen = ways('<form role="search"><input name=q></form><a href="/a">Laws</a>')
    assert pickle.loads(pickle.dumps(seen)) == seen
