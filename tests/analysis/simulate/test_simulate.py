"""Scenarios carried out: exactly in a fixed field, the same on every engine in a moving one."""

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.simulate import Places, RankDistribution, Scenario, parse_scenario, simulate
from miqyas.analysis.simulate.records import outcome_record
from miqyas.analysis.world import load_world
from miqyas.kernel.execution import open_engine
from tests.analysis.three_states import LATER, world_of

WORLD = load_world()
DRAWS = 400


def run(*written: str, iso3="BHR", world=WORLD, **options):
    options.setdefault("draws", DRAWS)
    return simulate(world, parse_scenario(written, iso3=iso3), iso3=iso3, **options)


class TestFixedField:
    @pytest.mark.parametrize("edition", WORLD.editions)
    def test_no_change_gives_the_published_ranks(self, edition):
        for standing in WORLD.ranking(edition):
            outcome = run(iso3=standing.iso3, field="fixed", edition=edition)
            assert outcome.rank.median == standing.rank, standing.iso3
            assert outcome.egdi_mean == pytest.approx(standing.egdi, abs=1e-6)
            assert outcome.gained.shares == {0: 1.0}

    def test_five_points_take_bahrain_from_18_to_16_past_spain_and_new_zealand(self):
        outcome = run("osi=+5pts", field="fixed")
        assert (outcome.rank_before.median, outcome.rank.median) == (18, 16)
        assert sorted(rival.iso3 for rival in outcome.passed) == ["ESP", "NZL"]
        assert outcome.gained.shares == {2: 1.0}

    def test_as_singapore(self):
        outcome = run("osi=like:SGP", "tii=like:SGP", "hci=like:SGP", field="fixed")
        singapore = WORLD.standing("SGP", 2024)
        assert outcome.egdi_mean == pytest.approx(singapore.egdi, abs=1e-4)
        # What printing left between Bahrain's index and its components stays, and may cost the tie.
        assert outcome.rank.median in {singapore.rank, singapore.rank + 1}

    def test_groups_and_classes_follow_the_edition(self):
        outcome = run("osi=0.2", field="fixed")
        assert outcome.groups == {"very_high": 0, "high": 1, "middle": 0, "low": 0}
        assert sum(outcome.classes.values()) == 1
        assert run(field="fixed").classes["VH"] == 1

    def test_an_edition_without_groups_has_none(self):
        assert run(field="fixed", edition=2003).groups == {}


class TestScalesOfTheNewField:
    """Three states, so that every scale can be found by hand: OSI 1, 0.5 and 0; TII and HCI alike."""

    WORLD = world_of(
        {"BHR": (0.5, 0.5, 0.5), "ARE": (1, 1, 1), "OMN": (0, 0, 0)},
        {"BHR": (0.5, 0.5, 0.5), "ARE": (1, 1, 1), "OMN": (0, 0, 0)},
    )

    def run(self, *written):
        return run(*written, world=self.WORLD, field="fixed", edition=LATER)

    def test_a_leader_that_falls_lifts_everybody_else(self):
        outcome = self.run("ARE.osi=0.8")  # 0.5 of 0 to 0.8 is 0.625
        assert outcome.egdi_mean == pytest.approx((0.625 + 0.5 + 0.5) / 3)

    def test_a_last_one_that_rises_lowers_everybody_else(self):
        outcome = self.run("OMN.osi=0.2")  # 0.5 of 0.2 to 1 is 0.375
        assert outcome.egdi_mean == pytest.approx((0.375 + 0.5 + 0.5) / 3)

    def test_the_new_leader_is_1(self):
        outcome = self.run("osi=0.9", "ARE.osi=0.45")
        assert outcome.egdi_mean == pytest.approx((1 + 0.5 + 0.5) / 3)

    def test_ranks(self):
        assert self.run("osi=1", "tii=1", "hci=1").rank.median == 1  # a tie shares the better place
        assert self.run("osi=0", "tii=0", "hci=0").rank.median == 2


class TestMovingField:
    def test_equal_seeds_give_equal_numbers_and_others_do_not(self):
        one, same, other = (run("osi=+5pts", seed=seed) for seed in (1, 1, 2))
        assert outcome_record(WORLD, one) == outcome_record(WORLD, same)
        assert not np.array_equal(one.rank.counts, other.rank.counts)

    def test_equal_on_every_engine(self):
        with open_engine("processes:2") as engine:
            spread = run("osi=+5pts", "ARE.hci=-0.05", draws=10_500, engine=engine)
        here = run("osi=+5pts", "ARE.hci=-0.05", draws=10_500)
        assert outcome_record(WORLD, spread) == outcome_record(WORLD, here)

    def test_no_change_changes_nothing(self):
        outcome = run()
        assert np.array_equal(outcome.rank.counts, outcome.rank_before.counts)
        assert outcome.gained.shares == {0: 1.0}
        assert outcome.passed == ()

    def test_more_is_never_worse(self):
        means = [run(f"osi={amount:+}").rank.mean for amount in (-0.05, -0.01, 0.01, 0.03, 0.06)]
        assert means == sorted(means, reverse=True)
        assert min(run("osi=+0.03").gained.shares) >= 0

    def test_a_rival_that_rises_costs_places(self):
        assert max(run("ESP.osi=+0.05").gained.shares) <= 0

    def test_a_value_that_is_set_is_certain(self):
        spread = run("osi=1", "tii=1", "hci=1").egdi
        assert spread[0.05] == pytest.approx(1)
        assert spread[0.95] == pytest.approx(1)

    def test_probabilities_add_up(self):
        outcome = run("osi=+5pts")
        for shares in (outcome.rank.shares, [*outcome.groups.values()], [*outcome.classes.values()]):
            assert sum(shares) == pytest.approx(1)
        assert sum(outcome.gained.shares.values()) == pytest.approx(1)
        assert len(outcome.rivals) == 192

    def test_ranks_and_rivals_tell_the_same(self):
        """The expected rank is one more than the number of states expected ahead, where none are tied."""
        outcome = run("osi=+5pts")
        ahead = sum(1 - rival.after for rival in outcome.rivals)
        assert outcome.rank.mean == pytest.approx(1 + ahead, abs=0.02)

    def test_later_editions_are_less_certain(self):
        widths = [
            np.subtract(*run(edition=edition).rank.interval(0.8)[::-1]) for edition in (2026, 2028, 2030)
        ]
        assert widths == sorted(widths)

    def test_progress_is_told(self):
        told = []
        run(draws=20_001, on_progress=told.append)
        assert told == pytest.approx([1 / 3, 2 / 3, 1])


class TestWhatIsRefused:
    @pytest.mark.parametrize("draws", [0, -1, 10_000_001])
    def test_draws(self, draws):
        with pytest.raises(AnalysisError) as raised:
            run(draws=draws)
        assert raised.value.full_code == "analysis.draws"

    def test_a_country_that_nobody_knows(self):
        with pytest.raises(AnalysisError) as raised:
            simulate(WORLD, Scenario(), iso3="XYZ")
        assert raised.value.full_code == "analysis.unknown_country"

    @pytest.mark.parametrize(
        ("field", "code"), [("fixed", "edition_not_loaded"), ("moving", "no_coming_edition")]
    )
    def test_an_edition_that_there_is_not(self, field, code):
        with pytest.raises(AnalysisError) as raised:
            run(field=field, edition=2027)
        assert raised.value.full_code == f"analysis.{code}"

    def test_a_state_without_a_rank(self):
        with pytest.raises(AnalysisError) as raised:
            run(iso3="LBY", field="fixed", edition=2012)
        assert raised.value.full_code == "analysis.not_ranked"


class TestDistributionsByHand:
    """Ten draws: once first, twice second, four times third, thrice sixth."""

    RANKS = RankDistribution(np.array([0, 1, 2, 4, 0, 0, 3]))

    def test_probabilities(self):
        found = [self.RANKS.probability_at_most(rank) for rank in (0, 1, 2, 3, 5, 6, 99)]
        assert found == pytest.approx([0, 0.1, 0.3, 0.7, 0.7, 1, 1])

    def test_quantiles(self):
        assert [self.RANKS.quantile(share) for share in (0.1, 0.3, 0.31, 0.7, 0.71, 1)] == [1, 2, 3, 3, 6, 6]

    def test_middle_and_mean(self):
        assert (self.RANKS.median, self.RANKS.mean) == (3, pytest.approx((1 + 4 + 12 + 18) / 10))

    def test_intervals(self):
        assert self.RANKS.interval(0.8) == (1, 6)
        assert self.RANKS.interval(0.2) == (3, 3)

    def test_places_gained(self):
        places = Places({-1: 0.1, 0: 0.3, 2: 0.6})
        assert places.mean == pytest.approx(1.1)
        assert [places.at_least(count) for count in (-1, 0, 1, 3)] == pytest.approx([1, 0.9, 0.6, 0])
        assert places.interval(0.8) == (-1, 2)
        assert places.interval(0.5) == (0, 2)
