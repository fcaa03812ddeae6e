"""Faults of layout that a browser saw on pages from right to left and not on their partners."""

from miqyas.scanner.artifacts.model import Box, Channel, Screenshot
from miqyas.scanner.parity import parity_of
from tests.scanner.parity.sites import body, kinds, look

WIDE = 1280


def shot(*boxes, width=WIDE):
    """A picture with boxes of tag, words, left edge and width, one below the other."""
    listed = (
        Box(order, tag, words, x, 40 * order, wide, 30) for order, (tag, words, x, wide) in enumerate(boxes)
    )
    return Screenshot("0", width, 800, tuple(listed))


def seen(ar, en):
    shown = [(code, picture) for code, picture in (("ar", ar), ("en", en)) if picture]
    looks = [
        look(f"/{code}/x", body(code), channel=Channel.BROWSER, screenshot=picture) for code, picture in shown
    ]
    return parity_of(looks)


MENU = [("a", f"link {place}", 40 + 110 * place, 100) for place in range(5)] + [
    ("h1", "title", 40, 300),
    ("button", "go", 900, 90),
    ("input", "field", 700, 180),
]
MIRRORED = [(tag, words, WIDE - x - wide, wide) for tag, words, x, wide in MENU]


def test_a_layout_that_stays_as_it_is_from_left_to_right_is_told():
    assert kinds(seen(shot(*MENU), shot(*MENU))) == {"not_mirrored"}


def test_a_mirrored_layout_is_right():
    assert kinds(seen(shot(*MIRRORED), shot(*MENU))) == set()


def test_what_stands_in_the_middle_says_nothing():
    middle = [("a", f"link {place}", 590, 100) for place in range(9)]
    assert kinds(seen(shot(*middle), shot(*middle))) == set()


def test_pages_with_other_elements_are_not_compared():
    assert kinds(seen(shot(*MENU), shot(*MENU, *MENU[:3], *MENU[5:]))) == set()


def test_windows_of_two_widths_are_not_compared():
    assert kinds(seen(shot(*MENU), shot(*MENU, width=320))) == set()


def test_an_element_over_the_left_edge_is_told_with_its_words():
    report = seen(shot(("a", "الخدمات", -60, 120)), shot(("a", "Services", 40, 120)))
    (issue,) = report.issues
    assert (issue.kind.value, issue.spots[0].text, issue.details["pixels"]) == (
        "beyond_viewport",
        "الخدمات",
        60,
    )


def test_an_element_over_the_right_edge_is_told():
    assert kinds(seen(shot(("h2", "الخدمات", 1200, 200)), None)) == {"beyond_viewport"}


def test_what_overflows_on_both_sides_is_no_fault_of_direction():
    assert kinds(seen(shot(("a", "الخدمات", -60, 120)), shot(("a", "Services", 1220, 120)))) == set()


def test_what_was_put_out_of_sight_on_purpose_is_no_fault():
    hidden = [
        ("a", "تجاوز إلى المحتوى", -9999, 120),
        ("a", "القائمة", 1280, 300),
        ("button", "إغلاق", -119, 120),
        ("a", "", -60, 120),
        ("header", "", -60, 1400),
        ("a", "شريط", -60, 1400),
        ("a", "قريب", -8, 120),
    ]
    assert kinds(seen(shot(*hidden), None)) == set()


def test_pages_from_left_to_right_and_pages_without_a_picture_are_not_looked_at():
    assert kinds(seen(None, shot(("a", "Services", -60, 120)))) == set()
    assert kinds(seen(shot(width=0), None)) == set()
