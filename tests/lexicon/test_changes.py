"""Two versions of a text: nothing is lost of either, and what both say is not marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miqyas.lexicon.changes import changed

WORDS = st.text(alphabet="ab ال،.\n", max_size=40)


@given(before=WORDS, after=WORDS)
def test_both_texts_are_whole_and_what_is_not_marked_is_the_same(before: str, after: str) -> None:
    old, new = changed(before, after)
    assert "".join(piece.text for piece in old) == before
    assert "".join(piece.text for piece in new) == after
    kept = ["".join("".join(p.text.split()) for p in one if not p.is_match) for one in (old, new)]
    assert kept[0] == kept[1]


@pytest.mark.parametrize(
    ("before", "after", "out", "into"),
    [
        ("ينتظر ثلاث ساعات.", "ينتظر ساعة.", ["ثلاث ساعات"], ["ساعة"]),
        ("", "New", [], ["New"]),
        ("One two", "One", [" two"], []),
    ],
)
def test_words_are_marked_not_letters(before: str, after: str, out: list[str], into: list[str]) -> None:
    found = [[piece.text for piece in one if piece.is_match] for one in changed(before, after)]
    assert found == [out, into]
