"""One word for one thing: the words that people see are the words of the glossary."""

import re

import pytest

from miqyas.kernel.provenance import Mark
from miqyas.kernel.words import catalogue, say
from miqyas.methodology import indicators
from tests.docs.pages import text_of

GLOSSARY = text_of("GLOSSARY.md")

# Words that stand for something else than they would in the glossary's sense, each with the word to use.
NEVER = {
    r"مدخلات أولية|المدخلات الأولية": "المدخلات الخام (أولي means provisional)",
    r"غير مرتبة|غير مرتّبة|غير مدرجة": "غير مصنفة",
    r"التطبيع": "التقييس",
    r"الترخيص": "الرخصة",
    r"علام(?:ة|تي|ات) (?:ال)?تنصيص": "علامة اقتباس",
    r"من المعرفة العامة": "من الذاكرة العامة",
    r"إصدار البرنامج": "نسخة البرنامج",
    r"بيانات الإصدار\b(?! \{)": "البيانات المرفقة",
    r"المسودّة": "مسودة",
    r"محفظة": "حافظة",
    r"(?<![تم])كلفة": "تكلفة",
    r"توقّع": "توقع",
    r"(?:ال)?مجال (?:ال)?(?:ثابت|متحرك)": "ميدان (مجال is an interval)",
    r"[\u0660-\u0669\u06f0-\u06f9]": "Western digits",
    r"(?:^|\W)(?:ال)?مكون(?:ات)?(?=\W|$)": "مكوّن",
}


def arabic_words():
    for key, entry in catalogue().items():
        forms = entry["ar"]
        for form in forms.values() if isinstance(forms, dict) else [forms]:
            yield key, form


@pytest.mark.parametrize("code", indicators())
def test_indicators_have_the_names_of_the_glossary(code):
    name = indicators()[code].name
    assert f"| {code} | {name['en']} | {name['ar']} |" in GLOSSARY


@pytest.mark.parametrize("mark", list(Mark))
def test_marks_have_the_words_of_the_glossary(mark):
    words = [say(f"mark.{mark.value}.word", language=language) for language in ("en", "ar")]
    assert f"| {mark.value} | {' | '.join(words)} |" in GLOSSARY


@pytest.mark.parametrize("group", ["very_high", "high", "middle", "low"])
def test_groups_have_the_words_of_the_glossary(group):
    line = next(line for line in GLOSSARY.splitlines() if line.startswith("| group (of the index) |"))
    for language in ("ar", "en"):
        assert say(f"group.{group}", language=language) in line


@pytest.mark.parametrize("wrong", NEVER)
def test_no_text_uses_a_word_that_has_another_meaning_here(wrong):
    found = [key for key, words in arabic_words() if re.search(wrong, words)]
    assert not found, f"use {NEVER[wrong]} in: {', '.join(found)}"
