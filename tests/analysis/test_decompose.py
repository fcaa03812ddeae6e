"""A change of index and rank, split without a remainder."""

from itertools import pairwise

import pytest

from miqyas.analysis.decompose import decompose, history_of_changes
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.world import load_world

WORLD = load_world()
RELEASED = WORLD.countries


@pytest.mark.parametrize(("before", "after"), list(pairwise(WORLD.editions)))
def test_the_parts_sum_to_the_whole_for_every_state(before, after):
    for iso3 in RELEASED:
        if None in (WORLD.standing(iso3, before).rank, WORLD.standing(iso3, after).rank):
            continue
        change = decompose(WORLD, iso3=iso3, before=before, after=after)
        parts = sum(change.components.values()) + change.method + change.rounding
        assert parts == pytest.approx(change.egdi, abs=1e-12)
        assert change.own + change.others == pytest.approx(change.rank, abs=1e-12)
        assert change.rank == change.rank_before - change.rank_after


@pytest.mark.parametrize(("before", "after"), [(2012, 2014), (2018, 2020), (2022, 2024)])
def test_what_the_printed_figures_leave_is_no_more_than_their_rounding(before, after):
    for change in (
        decompose(WORLD, iso3=standing.iso3, before=before, after=after)
        for standing in WORLD.ranking(after)
        if WORLD.standing(standing.iso3, before).rank
    ):
        assert abs(change.rounding) < 2e-4
        assert change.method == 0


@pytest.mark.parametrize(("before", "after"), [(2005, 2008), (2010, 2012)])
def test_changed_weights_are_the_method_s_part(before, after):
    assert decompose(WORLD, iso3="BHR", before=before, after=after).method != 0


def test_rising_alone_is_all_ones_own():
    change = decompose(WORLD, iso3="BHR", before=2022, after=2024)
    assert change.own > 0 > change.others


def test_a_way_back_is_the_way_there_turned_round():
    there = decompose(WORLD, iso3="BHR", before=2020, after=2024)
    back = decompose(WORLD, iso3="BHR", before=2024, after=2020)
    assert back.egdi == -there.egdi
    assert (back.own, back.others) == (-there.own, -there.others)


def test_a_history_leaves_out_editions_without_a_rank():
    changes = history_of_changes(WORLD, iso3="LBY")
    assert [(c.before, c.after) for c in changes] == [
        (2008, 2010), (2010, 2014), (2014, 2016), (2016, 2018), (2018, 2020), (2020, 2022), (2022, 2024),
    ]  # fmt: skip


def test_an_edition_without_a_rank_is_refused():
    with pytest.raises(AnalysisError, match="not_ranked") as caught:
        decompose(WORLD, iso3="LBY", before=2012, after=2014)
    assert "2012" in caught.value.problem("en")
