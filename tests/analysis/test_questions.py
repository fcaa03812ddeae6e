"""Headroom, rivals, positions, medians, peers, comparison and trends."""

import numpy as np
import pytest

from miqyas.analysis.compare import compare
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.peers import peer_sets
from miqyas.analysis.profile import headroom, leaders, medians, positions, rivals
from miqyas.analysis.trends import convergence, movers, spread_over_time
from miqyas.analysis.world import load_world
from miqyas.observations.countries import groups

WORLD = load_world()


class TestHeadroom:
    @pytest.mark.parametrize("edition", WORLD.editions)
    def test_what_is_left_in_all_components_is_what_is_left_in_the_index(self, edition):
        for standing in WORLD.ranking(edition)[::10]:
            if max(standing.osi, standing.tii, standing.hci) > 1:
                continue
            parts = headroom(WORLD, iso3=standing.iso3, edition=edition)
            assert sum(part.gain for part in parts) == pytest.approx(1 - standing.egdi, abs=0.013)
            assert sum(part.share for part in parts) == pytest.approx(1)
            assert [part.gain for part in parts] == sorted((p.gain for p in parts), reverse=True)

    def test_for_bahrain_in_2024_it_lies_in_human_capital(self):
        assert headroom(WORLD, iso3="BHR", edition=2024)[0].code == "HCI"

    def test_a_value_above_one_leaves_nothing_and_takes_nothing_from_others(self):
        parts = {part.code: part for part in headroom(WORLD, iso3="FSM", edition=2003)}
        assert parts["HCI"].gain == 0
        assert all(0 <= part.share <= 1 for part in parts.values())

    def test_a_state_without_an_index_has_none(self):
        assert headroom(WORLD, iso3="LBY", edition=2012) == ()


class TestRivals:
    def test_ten_above_and_ten_below_in_their_order(self):
        found = rivals(WORLD, iso3="BHR", edition=2024)
        assert len(found) == 20
        assert [rival.rank for rival in found] == [*range(8, 18), *range(19, 29)]
        assert all(rival.gap > 0 for rival in found[:10])
        assert all(rival.gap < 0 for rival in found[10:])

    def test_fewer_at_the_ends(self):
        assert len(rivals(WORLD, iso3="DNK", edition=2024)) == 10
        assert rivals(WORLD, iso3="LBY", edition=2012) == ()


def test_positions_are_places_in_each_component():
    found = {position.code: position for position in positions(WORLD, iso3="SAU", edition=2024)}
    values = WORLD.published(2024).values["OSI"]
    assert found["OSI"].rank == 1 + int(np.sum(values > found["OSI"].value))
    assert found["OSI"].median == pytest.approx(float(np.nanmedian(values)))
    assert positions(WORLD, iso3="LBY", edition=2012) == ()


def test_medians_of_nobody_are_none():
    found = medians(WORLD, members=["MNE", "SSD"], edition=2003)
    assert set(found.values()) == {None}


def test_leaders_stand_in_the_order_of_rank():
    assert leaders(WORLD, edition=2024, count=3) == ("DNK", "EST", "SGP")


class TestPeers:
    @pytest.mark.parametrize("iso3", ["BHR", "DNK", "TGO", "SOM"])
    def test_nobody_is_a_peer_of_itself_and_all_are_ranked(self, iso3):
        for found in peer_sets(WORLD, iso3=iso3, edition=2024):
            assert iso3 not in [peer.iso3 for peer in found.peers]
            assert all(peer.rank >= 1 for peer in found.peers)
            assert found.peers

    def test_peers_of_a_group_are_its_members(self):
        for found in peer_sets(WORLD, iso3="BHR", edition=2024):
            if found.basis in groups():
                assert {peer.iso3 for peer in found.peers} <= set(groups()[found.basis].members)

    def test_those_who_climbed_from_here_stood_near_and_gained(self):
        climbed = next(p for p in peer_sets(WORLD, iso3="BHR", edition=2024) if p.strategy == "climbed")
        for peer in climbed.peers:
            then = WORLD.standing(peer.iso3, climbed.since).rank
            assert abs(then - 18) <= 10
            assert then - peer.rank == peer.figure > 0

    def test_an_unranked_state_and_the_first_edition(self):
        assert peer_sets(WORLD, iso3="LBY", edition=2012) == ()
        assert "climbed" not in {found.strategy for found in peer_sets(WORLD, iso3="BHR", edition=2003)}


class TestComparison:
    def test_countries_and_groups_side_by_side(self):
        found = compare(WORLD, codes=["BHR", "gcc", "BHR"], edition=2024)
        assert [series.subject.code for series in found.series] == ["BHR", "gcc"]
        assert found.series[0].values["EGDI"][2024] == 0.91958
        members = [WORLD.standing(iso3, 2024).egdi for iso3 in groups()["gcc"].members]
        assert found.series[1].values["EGDI"][2024] == pytest.approx(float(np.median(members)))

    @pytest.mark.parametrize("codes", [["BHR"], ["BHR", "BHR"], list(WORLD.countries[:9])])
    def test_too_few_and_too_many(self, codes):
        with pytest.raises(AnalysisError, match="how_many"):
            compare(WORLD, codes=codes, edition=2024)

    def test_a_code_that_is_neither(self):
        with pytest.raises(AnalysisError, match="unknown_country"):
            compare(WORLD, codes=["BHR", "XXX"], edition=2024)


class TestTrends:
    @pytest.mark.parametrize("code", ["EGDI", "OSI", "EPI"])
    def test_quantiles_in_their_order_for_every_edition(self, code):
        spreads = spread_over_time(WORLD, code=code)
        assert [spread.edition for spread in spreads] == list(WORLD.editions)
        for spread in spreads:
            figures = [spread.low, spread.lower_quartile, spread.median, spread.upper_quartile, spread.high]
            assert figures == sorted(figures)
            assert 150 < spread.count <= 193

    def test_a_field_that_closes_up_converges(self):
        spreads = spread_over_time(WORLD)
        assert convergence(spreads) == pytest.approx(spreads[-1].middle_half / spreads[0].middle_half - 1)
        assert convergence(spreads[:1]) is None

    def test_movers_are_those_ranked_in_both(self):
        found = movers(WORLD, before=2010, after=2012)
        names = {mover.iso3 for mover in found}
        assert "LBY" not in names
        assert "SSD" not in names
        assert [mover.gained for mover in found] == sorted((m.gained for m in found), reverse=True)

    def test_a_span_that_runs_backwards_is_refused(self):
        with pytest.raises(AnalysisError, match="span"):
            movers(WORLD, before=2024, after=2022)
