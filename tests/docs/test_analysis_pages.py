"""A page for each analysis, the same in Arabic and in English."""

import pytest

from tests.docs.pages import ANALYSES, ARABIC, ROOT, blocks, headings, prose

LANGUAGES = ("ar", "en")
NAMES = sorted({page.name for page in ANALYSES})


@pytest.mark.parametrize("name", NAMES)
def test_a_page_stands_in_both_languages_with_the_same_parts_and_examples(name):
    arabic, english = (
        (ROOT / "docs" / language / "analysis" / name).read_text(encoding="utf-8") for language in LANGUAGES
    )
    depths = [[one.split(" ")[0] for one in headings(text)] for text in (arabic, english)]
    assert depths[0] == depths[1]
    for language in ("python", "sh"):
        assert blocks(arabic, language) == blocks(english, language)
    assert blocks(arabic, "python"), "a page has an example that runs"
    assert ARABIC.search(prose(arabic))
    assert not ARABIC.search(prose(english))
