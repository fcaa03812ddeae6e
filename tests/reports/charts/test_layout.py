"""Labels never collide, keep their order, and stay near what they name."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from miqyas.reports.charts.layout import flow, not_crowded, round_ticks, spread, text_width, wrap

places = st.lists(st.floats(0, 500), min_size=1, max_size=25)


@given(places)
def test_spread_labels_keep_their_distance(wanted):
    found = sorted(spread(wanted, gap=20, low=0, high=600))
    assert all(later - earlier >= 19.97 for earlier, later in pairwise(found))
    assert found[0] >= 0
    assert found[-1] <= 600


@given(places)
def test_spread_labels_keep_their_order(wanted):
    found = spread(wanted, gap=20, low=0, high=600)
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    assert all(found[earlier] <= found[later] for earlier, later in pairwise(order))


@given(st.lists(st.floats(0, 500), min_size=30, max_size=60))
def test_too_many_labels_share_the_room(wanted):
    found = spread(wanted, gap=20, low=0, high=500)
    assert min(found) >= -0.01
    assert max(found) <= 500.01


def test_labels_that_do_not_collide_stay_where_they_are():
    assert spread([10, 100, 200], gap=20, low=0, high=300) == (10, 100, 200)
    assert spread([], gap=20, low=0, high=300) == ()


@given(st.lists(st.floats(10, 120), min_size=1, max_size=12))
def test_a_key_never_leaves_the_drawing(widths):
    for width, (offset, _) in zip(widths, flow(widths, gap=18, width=348), strict=True):
        assert offset + width <= 348


@given(st.floats(0, 0.9), st.floats(0.02, 1))
def test_ticks_enclose_the_values(low, span):
    ticks = round_ticks(low, low + span, at_most=5)
    assert ticks[0] <= low + 1e-9
    assert ticks[-1] >= low + span - 1e-9
    assert 2 <= len(ticks) <= 8


def test_the_first_named_labels_win():
    assert not_crowded([(50, 30), (0, 30), (20, 30), (100, 30)], gap=5) == (0, 1, 3)


def test_a_heading_is_broken_between_words():
    lines = wrap("تقدمت البحرين 36 مركزًا بين 2022 و2024", size=18, width=200)
    assert len(lines) > 1
    assert " ".join(lines) == "تقدمت البحرين 36 مركزًا بين 2022 و2024"
    assert all(text_width(line, size=18) <= 200 for line in lines)
