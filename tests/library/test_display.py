"""Answers in a notebook, without Jupyter: what it would be given, read as a browser reads it."""

from html.parser import HTMLParser

import pytest

import miqyas as mq
from miqyas.kernel.text import Text
from miqyas.kernel.words import has_words
from miqyas.library import display
from miqyas.observations.model import Status
from miqyas.reports.tables.model import Column, Table


class Read(HTMLParser):
    """Tags with their attributes, and the text; every tag that is opened is closed."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.open = [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def has(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def said(words):
    return Text({"ar": words, "en": words})


def shown(cell, *, kind="text", language="en"):
    column = Column("a", said("<i>a</i>"), kind)
    table = Table("t", said("<script>"), (column,), ((cell,),), said("&"), said("L"), "V")
    return Read(display.html(table, finding=said("<b>"), language=language))


@pytest.mark.parametrize(("language", "way"), [("ar", "rtl"), ("en", "ltr")])
def test_it_is_read_from_the_side_of_its_language(language, way):
    read = Read(mq.country("BHR", language=language)._repr_html_())
    assert read.tags[0][1]["lang"] == language
    assert read.tags[0][1]["dir"] == way
    assert "text-align:start" in read.has("td")[0]["style"]
    assert {one["dir"] for one in read.has("bdi") if "dir" in one} == {"ltr"}


def test_it_takes_the_colours_of_the_page_and_runs_nothing():
    text = mq.rankings()._repr_html_()
    assert not Read(text).has("script")
    assert not Read(text).has("style")
    assert "color:" not in text.replace("background-color", "")
    assert "background:none" in text


def test_what_is_written_in_cells_and_headings_is_text_and_nothing_else():
    read = shown("<img src=x onerror=alert(1)>")
    assert not {"img", "script", "b", "i"} & {tag for tag, _ in read.tags}
    assert "<img src=x onerror=alert(1)>" in read.words


def test_numbers_are_shown_by_their_kind_and_what_is_missing_by_a_dash():
    assert "0.91958" in shown(0.91958, kind="index5").words
    assert "–" in shown(None, kind="index5").words
    assert "0" in shown(0, kind="rank").words
    assert "–" in shown(None).words


def test_codes_of_groups_and_statuses_are_words_of_the_language():
    words = Read(mq.country("BHR", language="ar")._repr_html_()).words
    assert {"مصنفة", "مرتفع جدًا"} <= set(words)
    assert not {"ranked", "very_high"} & set(words)
    assert mq.country("BHR", language="ar").frame()["group"].iloc[-1] == "very_high"


def test_every_status_has_words():
    for status in Status:
        assert has_words(f"status.{status.name.lower()}")


def test_it_says_its_source_licence_and_versions():
    words = " ".join(Read(mq.forecast("BHR", draws=500)._repr_html_()).words)
    for part in ("UN DESA", "Facts published by the United Nations", "software", "methodology", "data"):
        assert part in words


def test_a_notebook_runs_from_beginning_to_end():
    """What a notebook would do: each cell's last value is asked for what it can be shown as."""
    names: dict = {}
    cells = (
        "import miqyas as mq\nmq.country('البحرين', language='ar')",
        "mq.rankings(group='gcc')",
        "mq.chart('country-rank', country='BHR', language='ar', width='half')",
        "mq.compare('BHR', 'Estonia')",
    )
    for cell in cells:
        *before, last = cell.split("\n")
        exec("\n".join(before), names)
        bundle = eval(last, names)._repr_mimebundle_(include=None, exclude=None)
        assert bundle["text/plain"]
        assert {"text/html", "image/svg+xml"} & bundle.keys()
