"""A chart in a frame of any size, and texts to copy from a page."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FRAMES = ((1100, 600), (720, 480), (340, 420), (320, 320))


@pytest.mark.parametrize(
    ("chart", "language"),
    [
        ("country-rank/?country=BHR", "en"),
        ("world/?edition=2024", "ar"),
        ("compare-lines/?codes=BHR,gcc&index=EGDI", "ar"),
    ],
)
def test_a_frame_of_any_size_shows_one_drawing_and_never_scrolls(visiting, chart, language):
    seen = visiting()
    seen.go(f"{language}/embed/{chart}")
    for width, height in FRAMES:
        seen.page.set_viewport_size({"width": width, "height": height})
        root = "document.documentElement"
        assert seen.page.evaluate(f"{root}.scrollHeight <= innerHeight && {root}.scrollWidth <= innerWidth")
        drawings = [one for one in seen.page.locator("svg").all() if one.is_visible()]
        assert len(drawings) == 1
        assert drawings[0].bounding_box()["height"] > height / 5
    assert seen.page.context.cookies() == []


def test_a_frame_keeps_the_colours_that_were_asked_for(visiting):
    seen = visiting(color_scheme="light")
    for theme, shown in (("", "rgb(255, 255, 255)"), ("&theme=dark", "rgb(17, 33, 45)")):
        seen.go(f"en/embed/country-rank/?country=BHR{theme}")
        expect(seen.page.locator("body")).to_have_css("background-color", shown)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_to_be_copied_opens_without_a_script_and_is_whole(visiting, language):
    seen = visiting(java_script_enabled=False)
    seen.go(f"{language}/countries/BHR/")
    embed, cite = seen.page.locator("details.share").first, seen.page.locator("details.share").last
    for one in (embed, cite):
        one.locator("summary").click()
    expect(embed.locator("code")).to_contain_text('<iframe src="')
    expect(cite.locator("code").nth(1)).to_contain_text("@misc{miqyas-")
    assert seen.page.locator("iframe").count() == 0


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_opened_it_is_readable_on_a_phone_and_to_axe(visiting, language, width):
    seen = visiting(viewport={"width": width, "height": 800}, color_scheme="dark")
    seen.go(f"{language}/countries/BHR/")
    for one in seen.page.locator("details.share > summary").all():
        one.click()
    assert not seen.is_wider_than_its_window()
    assert seen.axe() == []
