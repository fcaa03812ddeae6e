"""The documentation as a site: built strictly, every link and anchor followed, nothing from outside."""

import json

import pytest

from docs.names import sections
from docs.site.anchors import anchors, with_anchors
from docs.site.build import build
from docs.site.checks import problems
from docs.site.contents import LANGUAGES, contents
from docs.site.generated import GENERATORS
from docs.site.mistakes import codes
from miqyas.catalogue import feature
from miqyas.methodology import published_editions
from miqyas.scanner.rules.load import rules
from tests.docs.pages import ROOT, SITE


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "manual"
    build(folder)
    return folder


def pages_in(site, language):
    return sorted(page.relative_to(site / language).as_posix() for page in (site / language).rglob("*.html"))


def text_of(site, path):
    return (site / path).read_text(encoding="utf-8")


def test_every_link_and_anchor_leads_somewhere_and_nothing_comes_from_outside(site):
    assert problems(site) == []


def test_both_languages_have_the_same_pages(site):
    arabic, english = (pages_in(site, language) for language in LANGUAGES)
    assert arabic == english
    assert len(arabic) > 90


def test_each_page_leads_to_itself_in_the_other_language(site):
    assert 'href="../../../../en/help/how-to/scan/"' in text_of(site, "ar/help/how-to/scan/index.html")
    assert 'href="../../../../ar/help/how-to/scan/"' in text_of(site, "en/help/how-to/scan/index.html")


def test_arabic_pages_run_from_right_to_left(site):
    assert '<body dir="rtl"' in text_of(site, "ar/help/index.html")
    assert '<body dir="ltr"' in text_of(site, "en/help/index.html")


def test_the_search_knows_words_with_and_without_the_article_and_vowel_signs(site):
    index = json.loads(text_of(site, "ar/help/search.json"))
    assert "ال" in index["config"]["separator"]
    said = " ".join(entry["title"] for entry in index["items"])
    assert "المقيم" in said
    assert "المقيِّم" not in said


def test_names_of_the_program_stand_on_generated_pages(site):
    for language in LANGUAGES:
        errors = text_of(site, f"{language}/help/reference/errors/index.html")
        assert [code for code in codes() if f"<code>{code}</code>" not in errors] == []
        ruled = text_of(site, f"{language}/help/reference/rules/index.html")
        assert [rule.id for rule in rules().rules if f"<code>{rule.id}</code>" not in ruled] == []
        assert "MIQYAS_BASE_URL" in text_of(site, f"{language}/help/reference/settings/index.html")
        for edition in published_editions():
            assert (site / language / "help" / "method" / str(edition) / "index.html").is_file()


def test_a_feature_stands_with_its_question_in_each_language(site):
    question = feature("OSI-SP-001")[1].question
    for language in LANGUAGES:
        assert question.in_language(language) in text_of(
            site, f"{language}/help/reference/features/osi-sp/index.html"
        )


def test_every_page_of_the_checkout_is_in_the_contents():
    listed = {page.path for page in contents(GENERATORS).pages()}
    written = {page.relative_to(ROOT / "docs").as_posix().partition("/")[2] for page in SITE}
    assert written <= listed


def test_every_name_has_its_meaning_in_both_languages():
    """Mend it in docs/arabic.yaml, which is keyed by the English."""
    assert list(sections())


def test_what_is_wrong_with_a_site_is_found(tmp_path):
    (tmp_path / "there.html").write_text('<h1 id="part">x</h1>', encoding="utf-8")
    (tmp_path / "page.html").write_text(
        '<a href="there.html#part"></a><a href="nowhere.html"></a><a href="there.html#gone"></a>'
        '<img src="https://cdn.example/x.png"><p style="color: red">x</p>',
        encoding="utf-8",
    )
    (tmp_path / "style.css").write_text("a { background: url(//cdn.example/x.png) }", encoding="utf-8")
    assert problems(tmp_path) == [
        "page.html: asks another machine for https://cdn.example/x.png",
        "page.html: has an inline script or style",
        "page.html: nowhere.html leads nowhere",
        "page.html: there.html#gone leads nowhere",
        "style.css: asks another machine for a part of its style",
    ]


def test_headings_have_the_anchors_of_the_english_page():
    english = "# A page\n\n```sh\n# no heading\n```\n\n## Limits\n\n## Limits\n"
    arabic = "# صفحة\n\n```sh\n# no heading\n```\n\n## الحدود\n\n## الحدود\n"
    assert anchors(english) == ["a-page", "limits", "limits-2"]
    assert with_anchors(arabic, like=english) == (
        "# صفحة { #a-page }\n\n```sh\n# no heading\n```\n\n## الحدود { #limits }\n\n## الحدود { #limits-2 }\n"
    )
