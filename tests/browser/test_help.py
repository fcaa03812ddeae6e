"""The manual as the installation serves it: axe, search, tables on a phone, the way there and back."""

import re

import pytest

from docs.site.build import build
from miqyas.web import helping
from tests.browser.visits import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KINDS = ("", "start/lead/", "how-to/scan/", "method/2024/", "reference/settings/", "glossary/")
SEARCHED = {"ar": ("مقيم", "المقيِّم"), "en": ("assessor", "assessor")}
"""What is typed, without vowel signs in Arabic, and what an answer has in its title."""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "manual"
    build(folder)
    return folder


@pytest.fixture(autouse=True)
def manual(built, monkeypatch):
    monkeypatch.setattr(helping, "MANUAL", built)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_page_of_each_kind_is_whole(visiting, language):
    seen = visiting()
    for page in KINDS:
        for size, scheme in ((WIDE, "light"), (PHONE, "dark")):
            seen.page.set_viewport_size(size)
            seen.page.emulate_media(color_scheme=scheme)
            assert seen.go(f"{language}/help/{page}").status == 200
            assert seen.page.locator("body").get_attribute("dir") == {"ar": "rtl", "en": "ltr"}[language]
            assert seen.axe() == [], (page, scheme)
            assert not seen.is_wider_than_its_window(), page
            sides = seen.page.locator("code, pre").evaluate_all(
                "found => found.map(one => getComputedStyle(one).direction)"
            )
            assert set(sides) <= {"ltr"}, page


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_search_answers_in_its_language(visiting, language):
    seen = visiting()
    seen.go(f"{language}/help/")
    typed, told = SEARCHED[language]
    seen.page.keyboard.press("Control+k")
    seen.page.keyboard.type(typed)
    first = seen.page.get_by_role("link").filter(has_text=re.compile(told, re.IGNORECASE)).last
    first.wait_for()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_long_table_is_a_list_on_a_phone(visiting, language):
    seen = visiting(viewport=PHONE)
    seen.go(f"{language}/help/reference/settings/")
    cell = seen.page.locator("[data-stacked] td").nth(2)
    label = cell.evaluate("one => getComputedStyle(one, '::before').content")
    assert label == {"ar": '"المعنى"', "en": '"meaning"'}[language]
    box = cell.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_product_leads_to_the_manual_and_the_manual_back(visiting, language):
    seen = visiting()
    seen.go(f"{language}/about/")
    seen.page.locator(f"footer a[href='/{language}/help/']").click()
    seen.page.wait_for_url(f"**/{language}/help/")
    seen.page.locator("a.site-home").click()
    seen.page.wait_for_url(f"{seen.site}/{language}/")
