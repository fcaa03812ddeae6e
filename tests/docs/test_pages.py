"""Every page stands in Arabic and in English with the same parts; analyses and parts have an example."""

import pytest

from tests.docs.pages import ANALYSES, ARABIC, GUIDES, ROOT, SITE, blocks, headings, links, prose

LANGUAGES = ("ar", "en")
NAMES = sorted({page.relative_to(ROOT / "docs").parts[1:] for page in SITE})
WITH_EXAMPLE = sorted(
    {page.relative_to(ROOT / "docs").parts[1:] for page in (*ANALYSES, *GUIDES) if page.name != "index.md"}
)


def in_both(name):
    return [ROOT.joinpath("docs", language, *name).read_text(encoding="utf-8") for language in LANGUAGES]


@pytest.mark.parametrize("name", NAMES, ids="/".join)
def test_a_page_stands_in_both_languages_with_the_same_parts_examples_and_links(name):
    arabic, english = in_both(name)
    depths = [[one.split(" ")[0] for one in headings(text)] for text in (arabic, english)]
    assert depths[0] == depths[1]
    for language in ("python", "sh", "json", "text"):
        assert blocks(arabic, language) == blocks(english, language)
    assert sorted(links(arabic)) == sorted(links(english))
    assert ARABIC.search(prose(arabic))
    assert not ARABIC.search(prose(english))


@pytest.mark.parametrize("name", WITH_EXAMPLE, ids="/".join)
def test_a_page_of_an_analysis_or_a_part_has_an_example_that_runs(name):
    assert all(blocks(text, "python") for text in in_both(name))
