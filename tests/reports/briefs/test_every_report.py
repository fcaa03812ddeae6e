"""What holds of every public report, in every language that it speaks."""

import pytest

from miqyas.kernel.words import has_words
from miqyas.reports.briefs import REPORTS
from miqyas.reports.document import DataTable, Figure, KeyFigures
from tests.reports.briefs.cases import MADE_ON, WORLD, made

KINDS = tuple(REPORTS)


def shape(document):
    """The kinds of blocks, and how many rows and columns tables have."""
    return [
        (type(block).__name__, len(block.rows), len(block.columns))
        if isinstance(block, DataTable)
        else type(block).__name__
        for block in document.blocks
    ]


def numbers(document):
    """Every number of key figures and tables."""
    for block in document.blocks:
        if isinstance(block, KeyFigures):
            yield from (figure.value for figure in block.figures)
        elif isinstance(block, DataTable):
            yield from (cell for row in block.rows for cell in row if not isinstance(cell, str))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("country", ["BHR", "COM"])
def test_it_says_the_same_in_arabic_and_english(kind, country):
    arabic, english = (made(kind, language, country=country) for language in ("ar", "en"))
    assert shape(arabic) == shape(english)
    assert list(numbers(arabic)) == list(numbers(english))


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_has_a_source_with_its_mark_in_words(kind):
    document = made(kind)
    known = {source.key for source in document.sources}
    for block in document.blocks:
        if isinstance(block, KeyFigures):
            assert all(figure.sources and set(figure.sources) <= known for figure in block.figures)
        elif isinstance(block, DataTable | Figure):
            assert set(block.sources) & known == set(block.sources) != set(), block
    assert all(source.title and source.mark for source in document.sources)


@pytest.mark.parametrize("kind", KINDS)
def test_equal_questions_give_equal_documents(kind):
    again = made.__wrapped__(kind)
    assert list(again.facts()) == list(made(kind).facts())
    assert again.sources == made(kind).sources


@pytest.mark.parametrize("kind", KINDS)
def test_it_carries_versions_and_the_day_that_it_was_given(kind):
    document = made(kind)
    assert set(document.versions) == {"software", "methodology", "data"}
    assert document.versions["data"] == WORLD.data_version
    assert document.made_on == MADE_ON
    assert "26 November 2026" in document.subtitle


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_offered_with_a_title_and_a_sentence(kind):
    assert all(has_words(f"brief.{which}.{kind}") for which in ("kind", "about"))
    assert REPORTS[kind].languages[:2] == ("ar", "en")


@pytest.mark.parametrize("kind", KINDS)
def test_no_table_and_no_paragraph_is_empty(kind):
    document = made(kind)
    assert all(table.rows and table.title for table in document.tables)
    assert all(getattr(block, "text", "words").strip() for block in document.blocks)
