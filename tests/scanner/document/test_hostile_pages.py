"""Pages made to keep a reader busy, or to be read as something else, are read in bounded time and memory."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miqyas.scanner.document.parse import read_page
from miqyas.scanner.document.tame import DEEPEST, is_wild, tamed
from miqyas.scanner.document.walk import MOST_BLOCKS, MOST_LINKS, MOST_TEXT

LONG = 20.0
"""Seconds that no page takes even on a busy machine; untamed, these take minutes or all memory."""
END = '<a href="/end">The end</a>'
COPIED = "<p>x</p>" * 3_000 + END
WILD = {
    "200,000 nested divs": "<div>" * 200_000 + END,
    "50,000 attributes": "<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">" + END,
    "attributes with signs of ends in them": "<p " + " ".join(f'a{i}=">"' for i in range(50_000)) + ">" + END,
    "attributes with both quotation marks": "<p "
    + "".join(f"""a{i}="'>'"b='">'""" for i in range(9_000))
    + ">"
    + END,
    "attributes that begin other elements": "<p "
    + " ".join(f'<b{i}="<i>"' for i in range(3_000))
    + ">"
    + END,
    "attributes behind long text": "<p>" + "a word " * 30_000 + "<p " + "x=1 " * 1_600 + ">" + END,
    "attributes without blanks": "<p " + "".join(f"a{i}='>>'" for i in range(1_600)) + ">" + END,
    "formatting left open": "".join(f"<font a={i}>" for i in range(3_000)) + COPIED,
    "formatting closed in comments": "".join(f"<i a={i}><!-- </i> -->" for i in range(3_000)) + COPIED,
    "tables in tables": "<table><tr><td>" * 20_000 + END,
    "headings in headings": "<h1><div>" * 30_000 + END,
    "labels in labels": "<label><span>" * 30_000 + END,
}


@pytest.mark.parametrize("name", WILD)
def test_wild_markup_is_tamed(name):
    markup = WILD[name]
    assert is_wild(markup)
    begun = time.monotonic()
    read = read_page(markup.encode(), address="https://a.example/")
    assert time.monotonic() - begun < LONG
    assert [link.text for link in read.links] == ["The end"]


def test_attributes_are_counted_wherever_a_stride_begins():
    """Some look begins in a name, some in a value of either kind, whatever stands before the element."""
    for before in range(0, 2_000, 37):
        for attribute in ("a ", "a=1 ", 'a="> x" ', "a='\">' ", 'a="b"'):
            assert is_wild("x" * before + "<p " + attribute * 1_500 + ">")
            assert not is_wild("x" * before + ("<p " + attribute * 20 + ">") * 75)


ENDLESS = [
    *("<a " * 1_000_000, "<!--" * 900_000, "<a b=\"<a c='<" * 250_000, "<title>" * 400_000),
    *("&amp;" * 700_000, "<" * 3_000_000, "<script>" * 300_000, "<svg><style>" * 200_000, "</" * 1_000_000),
    *('<a href="' + "x" * 3_000_000, "<a " * 1_200_000 + 'b="', "<a" * 7_999 + "x" * 3_900_000),
    *("<a x='" * 600_000, ("<a" * 7 + "x" * 3_000 + ">") * 1_100, '<p a="' + "<a b=' " * 400_000),
]


@pytest.mark.parametrize("markup", ENDLESS, ids=lambda markup: markup[:12])
def test_markup_without_end_has_an_end(markup):
    begun = time.monotonic()
    read_page(markup.encode(), address="https://a.example/")
    assert time.monotonic() - begun < LONG


def test_of_20000_links_so_many_are_kept_and_it_is_said():
    read = read_page(b"<p><a href=/x>x</a>" * 20_000, address="https://a.example/")
    assert len(read.links) == MOST_LINKS
    assert read.is_cut


def test_text_is_bounded():
    read = read_page(b"<p>" + b"word " * 700_000, address="https://a.example/")
    assert len(read.text) <= MOST_TEXT
    read = read_page(b"<p>w" * 7_000 + b"<br>w" * 7_000, address="https://a.example/")
    assert len(read.blocks) <= MOST_BLOCKS


def test_nul_and_signs_that_turn_the_direction_are_not_in_what_is_read():
    page = "<title>a\0b</title><h1>خد\u202eمات\u2066</h1><a href='/x\0y'>li\0nk</a>"
    read = read_page(page.encode(), address="https://a.example/")
    assert read.headings[0].text == "خدمات"
    everything = "".join([read.title, read.text, *(link.text for link in read.links)])
    assert all(sign.isprintable() or sign == "\n" for sign in everything)


def test_a_tamed_page_says_what_it_said():
    page = (
        "<!doctype html><html lang=ar dir=rtl><title>A < B</title>"
        "<nav><a href='/x?a=1&amp;b=2' title='\"q\"'>x</a></nav><!-- <a href=/no>no</a> -->"
        "<script>document.write('<a href=/no>no</a>')</script><textarea><a href=/no></textarea>"
        "<main><p>one<p>two</main><footer><a href=/z>z</a></footer>"
    )
    plain = read_page(page.encode(), address="https://a.example/")
    markup, is_cut = tamed(page)
    again = read_page(markup.encode(), address="https://a.example/")
    assert not is_cut
    assert again.links == plain.links
    assert again.blocks == plain.blocks
    assert (again.title, again.lang, again.direction) == (plain.title, plain.lang, plain.direction)


def test_a_tamed_page_is_no_deeper_than_it_may_be():
    markup, _ = tamed("<div>" * 1_000 + "x" + "</div>" * 1_000 + "<p>after</p>")
    assert markup.count("<div>") == markup.count("</div>") == DEEPEST
    assert markup.endswith("<p>after</p>")


PIECES = st.sampled_from(
    [
        *(
            "<a href=",
            "<a href='/x'>",
            "</a>",
            "<div id=footer>",
            "</div>",
            "<form role=search>",
            ">",
            "<!--",
        ),
        *("-->", "<script>", "</script>", "<svg>", "<table><td>", "<title>", "<input type=search", "0;url="),
        *("<meta http-equiv=refresh content='", "&#0;", "&#x202e;", "<base href='http://[", "<label for="),
        *("<h1>", "<time datetime=2024-01-01>", "٢٠٢٤/١/١", "31 février 2024", "\0", '"', "'", "<![CDATA["),
        *("<template>", "<frameset>", "<html lang=", '{"@type":', "<a href='http://[::1'>", "@a.b"),
    ]
)
KINDS = st.sampled_from(["text/html", "application/json", "", "image/png"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join))
def test_no_markup_makes_it_fail(markup):
    content = markup.encode("utf-8", "surrogatepass")
    read = read_page(content, address="https://a.example/x/")
    assert all(link.address == "" or link.address.startswith(("http://", "https://")) for link in read.links)
    assert all(0 <= share <= 1 for share in read.languages.values())
    read_page(tamed(markup)[0].encode("utf-8", "replace"), address="https://a.example/x/")


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.text(max_size=12),
    st.sampled_from(["text/html", "application/json", "", "image/png"]),
)
def test_no_bytes_make_it_fail(content, charset, media_type):
    read_page(content, address="https://a.example/", media_type=media_type, charset=charset)
