"""Columns on paper: what must stay whole is not broken, and together they are as wide as there is room."""

import pytest

from miqyas.reports.charts.layout import text_width
from miqyas.reports.document import Column, DataTable
from miqyas.reports.document.pdf.columns import GAP, INSET, fitted, parted

ROOM = 482.0


def table(*columns: Column, rows=()) -> DataTable:
    return DataTable("", columns, rows)


def test_text_takes_the_room_and_few_numbers_do_not_stand_at_two_ends_of_it():
    long = "What is asked for, in a sentence that needs all the room that a line of words takes on paper"
    with_text = fitted(table(Column("State"), Column("Rank", "rank"), rows=((long, 41),)), room=ROOM)
    with_word = fitted(table(Column("State"), Column("Rank", "rank"), rows=(("Oman", 41),)), room=ROOM)
    numbers = fitted(table(Column("Edition", "year"), Column("Rank", "rank"), rows=((2024, 41),)), room=ROOM)
    assert sum(with_text.widths) == pytest.approx(ROOM, abs=0.2)
    assert sum(numbers.widths) < ROOM / 2
    assert sum(with_word.widths) < ROOM * 0.75


def test_words_stand_apart_from_the_number_before_them():
    columns = (Column("State"), Column("Rank", "rank"), Column("Reason"), Column("Note"))
    fit = fitted(table(*columns, rows=(("Oman", 41, "near", "none"),)), room=ROOM)
    assert fit.gaps == (0, 0, GAP, 0)


def test_shares_that_an_author_gave_are_kept_where_they_can_be():
    fit = fitted(table(Column("A", share=3), Column("B", share=1), rows=(("a", "b"),)), room=400)
    assert fit.widths == (300, 100)
    squeezed = fitted(table(Column("A", share=99), Column("B", "index"), rows=(("a", 0.5),)), room=400)
    assert squeezed.widths[1] >= text_width("0.5000", size=squeezed.size)


@pytest.mark.parametrize("count", range(1, 16))
def test_no_number_is_ever_broken(count):
    columns = (Column("United Arab Emirates"), *(Column("Expected", "signed5") for _ in range(count)))
    wide = table(*columns, rows=(("United Arab Emirates", *((-1234.56789,) * count)),))
    parts = list(parted(wide, room=ROOM))
    assert sum(len(part.columns) - 1 for part in parts) == count
    assert {part.columns[0].label for part in parts} == {"United Arab Emirates"}
    for part in parts:
        fit = fitted(part, room=ROOM)
        assert sum(fit.widths) <= ROOM + 1
        assert all(width - 2 * INSET >= text_width("−1234.56789", size=fit.size) for width in fit.widths[1:])


def test_type_grows_smaller_only_where_it_has_to():
    few = (Column("Year", "year"),) * 4
    many = (Column("Expected", "signed5"),) * 10
    assert fitted(table(*few, rows=((2024,) * 4,)), room=ROOM).size == 9
    assert fitted(table(*many, rows=((-0.12345,) * 10,)), room=ROOM).size < 9
