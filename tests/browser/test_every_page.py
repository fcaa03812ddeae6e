"""Every public page in both languages: axe, wide and phone, light and dark, language, heading, policy."""

import pytest

from tests.browser.visits import EACH_KIND, MAIN, MISSING, PAGES, PHONE, WIDE

OTHER_WIDTHS = (320, 640, 1024)
"""The smallest phone, a wide screen at twice the size, a small laptop."""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_page_is_whole(visiting, language, page):
    seen = visiting()
    answer = seen.go(f"{language}/{page}")
    assert answer.status == (404 if page == MISSING else 200)
    assert "unsafe" not in answer.headers["content-security-policy"]
    root = seen.page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (
        language,
        {"ar": "rtl", "en": "ltr"}[language],
    )
    assert seen.page.locator("h1").count() == 1
    assert seen.axe() == []
    assert not seen.is_wider_than_its_window()
    for width in OTHER_WIDTHS:
        seen.page.set_viewport_size({"width": width, "height": 700})
        assert not seen.is_wider_than_its_window(), width
    seen.page.set_viewport_size(PHONE)
    seen.page.emulate_media(color_scheme="dark")
    assert not seen.is_wider_than_its_window()
    if page in EACH_KIND and language == "ar":
        assert seen.axe() == []


@pytest.mark.parametrize("page", MAIN)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_main_page_is_whole_for_every_eye(visiting, language, page):
    seen = visiting()
    seen.go(f"{language}/{page}")
    for scheme in ("light", "dark"):
        for more in ({"contrast": "more"}, {"contrast": "no-preference", "forced_colors": "active"}):
            seen.page.emulate_media(**{"color_scheme": scheme, "forced_colors": "none", **more})
            assert seen.axe() == [], (scheme, more)
    large = seen.page.locator(".big-number-value, .forecast-band")
    plates = {one.evaluate("one => getComputedStyle(one).forcedColorAdjust") for one in large.all()}
    assert plates <= {"none"}  # a plate behind a large number covers the line above it


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_is_read_without_scripts(visiting, language):
    seen = visiting(java_script_enabled=False, viewport=PHONE)
    for page in PAGES:
        seen.go(f"{language}/{page}")
        main = seen.page.locator("main")
        assert main.locator("h1").is_visible(), page
        assert len(main.inner_text()) > 60, page
        assert not [one for one in seen.page.locator(".needs-js").all() if one.is_visible()], page
        assert not [one for one in main.locator("[role=listbox], .figure-live").all() if one.is_visible()], (
            page
        )


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_first_login_is_whole(visiting, language):
    from miqyas.web.accounts.links import first_login_address

    seen = visiting(viewport=WIDE)
    address = first_login_address("") or ""
    seen.go(address.replace("/ar/", f"/{language}/", 1))
    assert seen.page.locator("h1").count() == 1
    assert seen.axe() == []
    seen.page.set_viewport_size(PHONE)
    seen.page.emulate_media(color_scheme="dark")
    assert seen.axe() == []
    assert not seen.is_wider_than_its_window()
