"""The simulator as people use it: by mouse and keyboard in both languages, and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import PHONE

LANGUAGES = ("ar", "en")
QUICK = "draws=500"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def slider(seen, name):
    return seen.page.locator(f'input[type=range][data-of="slide-{name}"]')


def drag(seen, name, *, to):
    """Take the slider's handle to a value with the mouse, in small steps."""
    handle = slider(seen, name)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    low, high, now = (float(handle.get_attribute(end)) for end in ("min", "max", "value"))
    is_mirrored = seen.page.evaluate("document.documentElement.dir") == "rtl"

    def across(value):
        share = (value - low) / (high - low)
        return box["x"] + 12 + (1 - share if is_mirrored else share) * (box["width"] - 24)

    middle = box["y"] + box["height"] / 2
    mouse = seen.page.mouse
    mouse.move(across(now), middle)
    mouse.down()
    mouse.move(across(to), middle, steps=8)
    mouse.up()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slider_dragged_moves_number_answer_and_address(visiting, language):
    seen = visiting()
    seen.go(f"{language}/simulator/BHR/?{QUICK}")
    before = seen.page.locator(".range-value").inner_text()
    drag(seen, "osi", to=0.05)
    seen.page.wait_for_function("Math.abs(document.querySelector('#slide-osi').value - 0.05) <= 0.004")
    moved = float(seen.page.locator("#slide-osi").input_value())
    seen.page.wait_for_url(f"**/simulator/BHR/?*osi={moved:g}*")
    expect(seen.page.locator(".slide output").first).to_have_text(f"{0.90305 + moved:.3f}")
    expect(seen.page.locator(".range-value")).not_to_have_text(before)
    expect(seen.page.locator("#simulator-said")).to_contain_text({"ar": "المكسب", "en": "Gained"}[language])
    shown = seen.page.locator(".range-value").inner_text()
    seen.page.reload()
    expect(seen.page.locator(".range-value")).to_have_text(shown)
    assert float(seen.page.locator("#slide-osi").input_value()) == moved


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_move_a_slider_and_a_part_takes_the_whole_back(visiting, language):
    seen = visiting()
    seen.go(f"{language}/simulator/BHR/?osi=0.02&{QUICK}")
    seen.page.locator(".slides summary").first.click()
    part = slider(seen, "osi-sp")
    part.focus()
    for _ in range(3):
        part.press("ArrowUp")
    expect(seen.page.locator("#slide-osi-sp")).to_have_value("3")
    expect(seen.page.locator("#slide-osi")).to_have_value("0")
    seen.page.wait_for_url("**osi.sp=3*")
    assert "osi=0.02" not in seen.page.url


def test_the_number_moves_the_slider(visiting):
    seen = visiting()
    seen.go(f"en/simulator/BHR/?{QUICK}")
    seen.page.locator("#slide-hci").fill("0.05")
    expect(slider(seen, "hci")).to_have_value("0.05")
    seen.page.wait_for_url("**hci=0.05*")


def test_field_edition_another_state_and_back(visiting):
    seen = visiting()
    seen.go(f"en/simulator/BHR/?osi=0.03&{QUICK}")
    seen.page.get_by_role("radio", name="stay as in 2024").check()
    expect(seen.page.locator(".range-value")).to_have_text("16")
    seen.page.get_by_role("radio", name="move as forecast").check()
    seen.page.get_by_role("radio", name="2030").check()
    seen.page.wait_for_url("**edition=2030*")
    expect(seen.page.locator(".range-context")).to_contain_text("rank in 2030")
    seen.page.select_option("#other", "ARE")
    seen.page.fill("#other-amount", "-0.05")
    seen.page.locator(".others-row button").click()
    expect(seen.page.locator(".chips")).to_contain_text("ARE.OSI=-0.05")
    assert "osi=0.03" in seen.page.url
    seen.page.locator(".chips a").click()
    expect(seen.page.locator(".chips")).to_have_count(0)
    seen.page.locator(".simulator-head").get_by_text("Put everything back").click()
    expect(seen.page.locator("#slide-osi")).to_have_value("0")


def test_what_cannot_be_is_said_calmly_and_taken_back(visiting):
    seen = visiting()
    seen.go(f"en/simulator/BHR/?{QUICK}")
    seen.page.locator("#slide-osi").fill("0.5")
    expect(seen.page.locator(".simulator-head [role=alert]")).to_contain_text("would fall outside 0 to 1")
    seen.page.locator("#slide-osi").fill("0.01")
    expect(seen.page.locator(".range-value")).to_be_visible()


def test_nothing_jumps_while_a_slider_moves(visiting):
    seen = visiting()
    seen.go(f"en/simulator/BHR/?{QUICK}")
    place = seen.page.locator("#slide-hci").bounding_box()
    drag(seen, "osi", to=0.06)
    seen.page.wait_for_url("**osi=*")
    assert seen.page.locator("#slide-hci").bounding_box() == place


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works_without_scripts(visiting, language):
    seen = visiting(java_script_enabled=False)
    seen.go(f"{language}/simulator/BHR/")
    seen.page.locator("#slide-osi").fill("0.03")
    seen.page.locator(".without-js button").click()
    assert "osi=0.03" in seen.page.url
    assert "hci" not in seen.page.url
    assert seen.page.locator(".fan svg").first.is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_whole_when_all_is_open(visiting, language):
    seen = visiting()
    seen.go(f"{language}/simulator/BHR/?osi.sp=5&set=ARE.OSI=like:SGP&{QUICK}")
    seen.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert seen.axe() == []
    assert not seen.is_wider_than_its_window()
    seen.page.set_viewport_size(PHONE)
    seen.page.emulate_media(color_scheme="dark")
    assert seen.axe() == []
    assert not seen.is_wider_than_its_window()
    touched = seen.page.locator(".slide input, .choice-row label, .chips a, .others-row :is(select, button)")
    heights = "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)"
    assert min(touched.evaluate_all(heights)) >= 44
