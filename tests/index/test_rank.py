"""Ranks, groups and classes against the plainest way of counting them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from miqyas.index.classify import NONE, class_of, group_of
from miqyas.index.rank import competition_rank, rank_interval
from miqyas.methodology import load_edition
from miqyas.methodology.model import Fact
from tests.index.fields import printed_values

GROUPS, CLASSES = load_edition(2024).groups, load_edition(2024).classes
rows = st.lists(printed_values | st.just(np.nan), min_size=1, max_size=40)


def naive_ranks(values: list[float]) -> list[int]:
    return [0 if np.isnan(own) else 1 + sum(other > own for other in values) for own in values]


@given(rows)
def test_competition_ranks_are_one_more_than_the_number_of_those_ahead(values):
    assert competition_rank(np.array([values]))[0].tolist() == naive_ranks(values)


@given(st.lists(rows.filter(lambda row: len(row) > 4).map(lambda row: row[:5]), min_size=1, max_size=4))
def test_every_scenario_is_ranked_for_itself(table):
    assert competition_rank(np.array(table)).tolist() == [naive_ranks(row) for row in table]


def test_one_row_without_a_scenario_axis_and_a_field_with_more_axes():
    values = np.array([0.2, 0.9, 0.2])
    assert competition_rank(values).tolist() == [2, 1, 2]
    assert competition_rank(np.stack([[values, -values]])).tolist() == [[[2, 1, 2], [1, 3, 1]]]


def test_binary_noise_breaks_no_tie():
    same = [0.1 + 0.2, 0.3]
    assert same[0] != same[1]
    assert competition_rank(np.array(same)).tolist() == [1, 1]
    assert competition_rank(np.array([0.30001, 0.3])).tolist() == [1, 2]


def test_values_in_any_memory_order():
    values = np.asfortranarray(np.random.default_rng(1).random((6, 9)))
    assert competition_rank(values).tolist() == [naive_ranks(row) for row in values.tolist()]
    assert (
        competition_rank(np.broadcast_to(values[:1], (3, 9))).tolist()
        == [naive_ranks(values[0].tolist())] * 3
    )


@given(rows, st.floats(0, 0.05))
def test_an_interval_holds_the_rank_itself(values, half_width):
    array = np.array(values)
    best, worst = rank_interval(array, half_width=half_width)
    assert (best <= competition_rank(array)).all()
    assert (competition_rank(array) <= worst).all()


@given(rows, st.randoms(use_true_random=False))
def test_an_interval_holds_the_rank_of_every_value_that_rounding_permits(values, chance):
    half_width = 0.0002
    moved = [value + chance.uniform(-half_width, half_width) for value in values]
    best, worst = rank_interval(np.array(values), half_width=half_width)
    for rank, low, high in zip(naive_ranks(moved), best, worst, strict=True):
        assert low <= rank <= high


@given(rows)
def test_a_value_has_the_highest_group_whose_border_it_passes(values):
    borders = [band.above for band in GROUPS.bands if band.above is not None]
    for value, group in zip(values, group_of(np.array([values]), groups=GROUPS)[0], strict=True):
        passed = [position for position, border in enumerate(borders) if value > border]
        assert group == (NONE if np.isnan(value) else min(passed, default=len(borders)))


@pytest.mark.parametrize(("rule", "expected"), [("lower", [1, 2, 3]), ("higher", [0, 1, 2])])
def test_a_value_exactly_on_a_border_goes_where_the_edition_says(rule, expected):
    groups = replace(GROUPS, border=Fact(rule, GROUPS.border.basis))
    assert group_of(np.array([[0.75, 0.50, 0.25]]), groups=groups)[0].tolist() == expected


def naive_class(place: int, count: int, *, cut: str) -> int:
    for quarter in range(3):
        share, border = place / count, (quarter + 1) / 4
        if share < border or (cut == "at_most" and share == border):
            return quarter
    return 3


@pytest.mark.parametrize("cut", ["below", "at_most"])
@given(st.lists(printed_values, min_size=1, max_size=60, unique=True))
def test_the_kth_of_n_has_the_class_of_k_over_n(cut, values):
    classes = replace(CLASSES, cut=Fact(cut, CLASSES.cut.basis))
    total = np.array([values])
    group = group_of(total, groups=GROUPS)
    found = class_of(competition_rank(total), group=group, classes=classes)[0]
    for value, own, quarter in zip(values, group[0], found, strict=True):
        members = sorted((v for v, g in zip(values, group[0], strict=True) if g == own), reverse=True)
        assert quarter == naive_class(members.index(value) + 1, len(members), cut=cut)


def test_states_without_a_rank_have_no_class():
    total = np.array([[0.9, np.nan, 0.3]])
    found = class_of(competition_rank(total), group=group_of(total, groups=GROUPS), classes=CLASSES)
    assert found.tolist() == [[3, NONE, 3]]


@given(
    st.lists(
        st.one_of(st.sampled_from([0.1, 0.1 + 1e-13, 0.5, np.nan]), st.floats(-1, 1)), min_size=1, max_size=40
    )
)
def test_narrow_and_wide_values_are_ranked_alike(row):
    """Values within -1 and 1 take a faster way, which a value outside closes for the whole row."""
    narrow = competition_rank(np.array([row]))
    wide = competition_rank(np.array([[*row, 5.0]]))[:, :-1]
    np.testing.assert_array_equal(narrow, np.where(wide > 0, wide - 1, 0))
