"""A page for each analysis and each part explained beside them, the same in Arabic and in English."""

import pytest

from tests.docs.pages import ANALYSES, ARABIC, GUIDES, ROOT, blocks, headings, prose

LANGUAGES = ("ar", "en")
NAMES = sorted({page.relative_to(ROOT / "docs").parts[1:] for page in (*ANALYSES, *GUIDES)})


@pytest.mark.parametrize("name", NAMES, ids="/".join)
def test_a_page_stands_in_both_languages_with_the_same_parts_and_examples(name):
    arabic, english = (
        ROOT.joinpath("docs", language, *name).read_text(encoding="utf-8") for language in LANGUAGES
    )
    depths = [[one.split(" ")[0] for one in headings(text)] for text in (arabic, english)]
    assert depths[0] == depths[1]
    for language in ("python", "sh"):
        assert blocks(arabic, language) == blocks(english, language)
    assert blocks(arabic, "python"), "a page has an example that runs"
    assert ARABIC.search(prose(arabic))
    assert not ARABIC.search(prose(english))
