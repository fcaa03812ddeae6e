"""Which choice moves the ranks."""

import numpy as np
import pytest

from miqyas.analysis.audit.choices import choices_of
from miqyas.analysis.audit.sensitivity import sensitivity
from miqyas.kernel.execution import open_engine
from tests.analysis.audit.fields import edition_field, random_field, rows

SMALL = {"points": 512, "rounds": 2}


def test_where_scales_and_means_agree_only_weights_move_ranks():
    """Each country has its value in one part or the other; ranks differ only by what the parts weigh."""
    from dataclasses import replace

    field = random_field(1, parts=2)
    choices = choices_of(field)
    only_weights = replace(choices, scales=choices.scales[:1], aggregations=choices.aggregations[:1])
    found = sensitivity(field, choices=only_weights, **SMALL).of_shift
    assert found.first == {"weights": pytest.approx(1, abs=0.02)}
    assert found.interaction == pytest.approx(0, abs=0.02)


def test_indices_of_2024_add_up():
    found = sensitivity(edition_field(2024), **SMALL)
    for own in (found.of_shift, found.of("BHR")):
        assert set(own.first) == {"normalisation", "aggregation", "weights"}
        assert sum(own.first.values()) < 1.05
        for choice in own.first:
            assert own.total[choice] > own.first[choice] - 0.05
            assert 0 <= own.total_error[choice] < 0.1


def test_a_country_whose_rank_never_moves_has_no_indices():
    found = sensitivity(rows([1, 0.5, 0.6, 0], [1, 0.8, 0.4, 0], [1, 0.3, 0.6, 0]), **SMALL)
    assert found.of("C1") is None
    assert found.of("C2") is not None


def test_the_same_numbers_on_every_engine():
    field = random_field(2)
    alone = sensitivity(field, **SMALL)
    with open_engine("processes:2") as engine:
        together = sensitivity(field, **SMALL, engine=engine)
    assert np.array_equal(alone.total, together.total, equal_nan=True)


def test_many_parts_find_points_within_the_bounds():
    found = sensitivity(random_field(3, parts=8), points=256, rounds=1)
    assert found.points >= 256
    assert found.of_shift.total["weights"] > 0
