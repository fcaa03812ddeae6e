"""Words as they are compared in Arabic and English, and stretches of text around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miqyas.kernel.text import fold
from miqyas.lexicon.search import LONGEST_WORD, MOST_WORDS, pieces, question_words, searchable, stem


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("الخدمات", "خدمات"),
        ("وَالخِدْمَاتُ", "خدمات"),
        ("بالخدمات", "خدمات"),
        ("كالخدمات", "خدمات"),
        ("فالخدمات", "خدمات"),
        ("للخدمات", "خدمات"),
        ("وللخدمات", "خدمات"),
        ("وبالخدمات", "خدمات"),
        ("الـخـدمـات", "خدمات"),
        ("إحصاء", "احصاء"),
        ("أحصاء", "احصاء"),
        ("آثار", "اثار"),
        ("مستشفى", "مستشفي"),
        ("وزارة", "وزاره"),
        ("ﺧﺪﻣﺔ", "خدمه"),
        ("ﻻﺋﺤﺔ", "لايحه"),
        ("١٢٣", "123"),
        ("۱۲۳", "123"),
        ("e-Government", "e government"),
        ("Élan", "elan"),
        ("الف", "الف"),
        ("الى", "الي"),
    ],
)
def test_how_a_word_is_compared(written, compared):
    assert searchable(written) == compared


@given(st.text(alphabet="ابتثوفلكأإةىيه", min_size=1, max_size=12))
def test_a_word_with_the_article_is_the_word_without_it(word):
    if len(fold(word)) >= 3:
        assert stem(fold("ال" + word)) == stem(fold(word))


@given(st.text(max_size=60))
def test_what_is_compared_stays_as_it_is(text):
    assert searchable(searchable(text)) == searchable(text)


def test_a_question_is_cut_to_what_people_type():
    assert len(question_words(" ".join(f"word{n}" for n in range(200)))) == MOST_WORDS
    assert question_words("x" * 10_000) == ("x" * LONGEST_WORD,)
    assert question_words("\x00\u202e \"'() ***") == ()


class TestPieces:
    def test_the_word_is_marked_as_it_is_written(self):
        found = pieces("بدأت الوزارةُ بالمواعيد.", ["مواعيد"], length=100)
        assert [(one.text, one.is_match) for one in found] == [
            ("بدأت الوزارةُ ", False),
            ("بالمواعيد", True),
            (".", False),
        ]

    def test_a_long_text_is_cut_around_it(self):
        text = " ".join([*["before"] * 100, "harbour", *["after"] * 100])
        found = pieces(text, ["harbour"], length=60)
        assert [one.text for one in found if one.is_match] == ["harbour"]
        assert found[0].text == "… "
        assert found[-1].text == " …"
        assert sum(len(one.text) for one in found) < 80

    def test_without_the_word_it_is_the_beginning(self):
        assert [one.text for one in pieces("a b c", ["x"], length=50)] == ["a b c"]

    @given(st.text(max_size=300), st.text(min_size=1, max_size=10))
    def test_nothing_of_the_text_is_changed(self, text, word):
        found = pieces(text, [word], length=10_000)
        assert "".join(one.text for one in found) == text
