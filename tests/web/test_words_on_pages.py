"""Words and numbers in templates: escaped, isolated, in the language of the request."""

import pytest
from django.template import engines
from django.utils.translation import override

from miqyas.kernel import words
from miqyas.kernel.text import Text
from miqyas.web.words import lazy_say, say_html

ENTRY = {"ar": "من أصل {count} دولة: {name}", "en": "of {count} states: {name}"}


@pytest.fixture(autouse=True)
def _one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "catalogue", lambda: {"some.words": ENTRY})


def render(source: str, language: str = "ar", **context: object) -> str:
    with override(language):
        return engines["django"].from_string(source).render(context)


def test_a_number_among_words_keeps_its_own_direction() -> None:
    shown = render('{% say "some.words" count=2308 name="البحرين" %}')
    assert shown == 'من أصل <bdi dir="ltr" class="num">2,308</bdi> دولة: البحرين'


def test_what_somebody_typed_is_escaped() -> None:
    with override("en"):
        assert "<b>" not in say_html("some.words", count=1, name="<b>\0 0\0")


def test_plain_words_hold_no_elements() -> None:
    assert render('{% say_plain "some.words" count=3 name="x" %}', "en") == "of 3 states: x"


def test_a_label_made_at_import_is_said_in_the_language_of_the_request() -> None:
    label = lazy_say("some.words", count=1, name="x")
    with override("en"):
        assert str(label) == "of 1 states: x"
    with override("ar"):
        assert str(label).startswith("من أصل")


def test_filters() -> None:
    assert render('{{ 0.91958|num:"index" }}') == '<bdi dir="ltr" class="num">0.9196</bdi>'
    assert render("{{ code|isolate }}", code="A<B") == '<bdi dir="ltr">A&lt;B</bdi>'
    assert render("{{ name|here }}", name=Text({"ar": "عُمان", "en": "Oman"})) == "عُمان"
    assert render('{{ "ar"|text_direction }} {{ "en"|text_direction }}') == "rtl ltr"
