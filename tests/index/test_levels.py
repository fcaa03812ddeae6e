"""Softened log-odds: a scale on which changes near an end count as in the middle."""

import numpy as np
import pytest

from miqyas.index.levels import from_level, to_level


class TestLevels:
    def test_values_come_back_from_their_levels_ends_included(self):
        values = np.linspace(0, 1, 101)
        assert from_level(to_level(values)) == pytest.approx(values, abs=1e-12)

    def test_both_ends_are_as_far_from_the_middle(self):
        low, middle, high = to_level(np.array([0.0, 0.5, 1.0]))
        assert middle == 0
        assert low == pytest.approx(-high)

    def test_what_is_missing_stays_missing(self):
        assert np.isnan(from_level(to_level(np.array([np.nan])))).all()

    def test_what_would_leave_the_scale_stops_at_its_ends(self):
        assert from_level(np.array([-99.0, 99.0])).tolist() == [0, 1]
