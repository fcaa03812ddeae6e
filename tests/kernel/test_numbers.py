"""One formatter of numbers: Western digits, a true minus, halves away from zero."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from miqyas.kernel.numbers import KINDS, MINUS, NO_NUMBER, format_number, round_half_up


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0.91958, "index", "0.9196"),
        (0.91955, "index", "0.9196"),
        (0.0005, "index3", "0.001"),
        (1, "index", "1.0000"),
        (0.0130, "signed", "+0.0130"),
        (-0.0130, "signed", "−0.0130"),
        (0.0, "signed", "0.0000"),
        (-0.00001, "signed", "0.0000"),
        (-0.0004, "signed3", "0.000"),
        (193, "rank", "193"),
        (36, "signed_rank", "+36"),
        (-12, "signed_rank", "−12"),
        (2308, "count", "2,308"),
        (2024, "year", "2024"),
        (0.783, "percent", "78%"),
        (-0.125, "signed_percent1", "−12.5%"),
        (1 / 3, "weight", "0.333"),
        (0.2, "weight", "0.2"),
        (12345.678, "raw", "12,345.68"),
        (120.0, "raw", "120"),
        (14, "tenths", "14.0"),
        (-4.04, "signed_tenths", "−4.0"),
        (2.5, "hundredths", "2.50"),
        (0.1, "plain", "0.1"),
        (-3, "plain", "−3"),
        (0.0001, "percent", "<1%"),
        (0.005, "percent", "1%"),
        (0.9999, "percent", ">99%"),
        (0.0, "percent", "0%"),
        (1.0, "percent", "100%"),
        (None, "index", NO_NUMBER),
        (float("nan"), "rank", NO_NUMBER),
        (np.float64(0.5), "index", "0.5000"),
        (np.int32(18), "rank", "18"),
    ],
)
def test_each_kind(value, kind, text):
    assert format_number(value, kind) == text


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(st.floats(-1e6, 1e6))
def test_no_digit_but_western_and_no_hyphen(kind, value):
    text = format_number(value, kind)
    beside = {"plain": "e-", "percent": "<>"}.get(kind, "")
    assert set(text) <= set(f"0123456789.,+%{beside}") | {MINUS}
    assert not text.startswith("-")


@given(st.integers(-(10**9), 10**9), st.integers(0, 5))
def test_halves_go_away_from_zero(thousandths, decimals):
    value = thousandths / 1000
    rounded = round_half_up(value, decimals)
    exact = Decimal(thousandths) / 1000
    assert abs(rounded - exact) <= Decimal(5).scaleb(-decimals - 1)
    if abs(rounded - exact) == Decimal(5).scaleb(-decimals - 1):
        assert abs(rounded) > abs(exact)


def test_an_unknown_kind_is_a_fault_of_the_program():
    with pytest.raises(ValueError, match="unknown kind"):
        format_number(1, "money")
