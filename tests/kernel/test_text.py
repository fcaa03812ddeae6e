"""Texts in several languages, documents with lines, errors in words, marks in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miqyas.kernel.documents import DocumentError, read_document
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.provenance import Mark, Versions, weakest
from miqyas.kernel.text import LRI, PDI, Text, fold, isolate


class TestText:
    @pytest.mark.parametrize("words", [{}, {"ar": "أ"}, {"en": "a"}, {"ar": " ", "en": "a"}])
    def test_arabic_and_english_are_required(self, words):
        with pytest.raises(ValueError, match="lacks"):
            Text(words)

    def test_others_are_optional_with_a_fallback(self):
        text = Text({"ar": "أ", "en": "a", "fr": "à"})
        assert [text.in_language(language) for language in ("ar", "en", "fr", "de")] == ["أ", "a", "à", "a"]
        assert not text.has("de")
        assert text == {"ar": "أ", "en": "a", "fr": "à"}

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Côte d’Ivoire", "COTE D'IVOIRE"),
            ("الإمارات", "الامارات"),
            ("سورية", "سوريه"),
            ("Türkiye", "turkiye"),
            ("  São  Tomé ", "sao tome"),
            ("خد\u200cما\u00adت", "خدمات"),
            ("\u200fخدمات\u202c", "\u2067خِدْمـات\u2069"),
            ("\ufea7\ufeaa\ufee3\ufe8e\ufe95", "خدمات"),
        ],
    )
    def test_spellings_that_are_the_same_name(self, one, other):
        assert fold(one) == fold(other)

    @given(st.text())
    def test_folding_twice_changes_nothing(self, text):
        assert fold(fold(text)) == fold(text)


class TestDocuments:
    def test_every_key_knows_its_line(self):
        document = read_document("a: 1\nb:\n  c: 2\n", file="x.yaml")
        assert (document.line_of("b"), document["b"].line_of("c"), document.line_of("none")) == (2, 3, 1)

    @pytest.mark.parametrize(
        ("text", "detail", "line"),
        [
            ("a: 1\na: 2\n", "key_twice", 2),
            ("a: [1\n", "syntax", 2),
            ("- 1\n", "no_mapping", 1),
            ("", "no_mapping", 1),
            ("a: \x00", "syntax", None),
        ],
    )
    def test_what_cannot_be_read_is_placed(self, text, detail, line):
        with pytest.raises(DocumentError, match=detail) as caught:
            read_document(text, file="x.yaml")
        assert caught.value.place.file == "x.yaml"
        assert caught.value.place.line == line
        assert caught.value.render("ar")
        assert caught.value.render("en")


class TestErrors:
    @pytest.mark.parametrize(
        ("place", "text"),
        [
            (Place(), ""),
            (Place(file="a.yaml"), "a.yaml"),
            (Place(file="a.yaml", line=3, name="TII"), "a.yaml:3 (TII)"),
            (Place(line=3), "line 3"),
            (Place(name="TII"), "TII"),
        ],
    )
    def test_places(self, place, text):
        assert str(place) == text

    def test_an_error_is_said_in_both_languages(self):
        error = DocumentError("key_twice", place=Place(file="a.yaml", line=3), key="weight")
        assert error.full_code == "document.key_twice"
        assert error.render("en").startswith(isolate("a.yaml:3"))
        assert f"{LRI}weight{PDI}" in error.problem("ar")

    def test_as_plain_values(self):
        error = DocumentError("key_twice", place=Place(file="a.yaml"), key="weight", odd=object())
        assert error.as_dict("en")["params"] == {"key": "weight"}
        assert isinstance(error, MiqyasError)


class TestMarks:
    def test_only_what_was_read_or_recomputed_is_official(self):
        assert [mark.value for mark in Mark if mark.is_official] == ["V", "N"]

    @given(st.lists(st.sampled_from(Mark), min_size=1))
    def test_the_weakest_is_no_stronger_than_any(self, marks):
        assert all(weakest(marks).strength <= mark.strength for mark in marks)

    def test_versions_as_plain_values(self):
        assert Versions("1", "2024:x", "release").as_dict() == {
            "software": "1",
            "methodology": "2024:x",
            "data": "release",
        }
