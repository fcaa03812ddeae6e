"""The Monte Carlo: the same numbers as the engine, on every executor, and the facts known of the editions."""

import numpy as np
import pytest

from miqyas.analysis.audit.choices import Assessed, alter, as_audited, assessed_part, choices_of
from miqyas.analysis.audit.field import field_from, ranks_under
from miqyas.analysis.audit.replicate import draw, draw_weights, misjudged, one_draw, plan_of, scores
from miqyas.analysis.audit.uncertainty import alternatives_alone, tally, uncertainty
from miqyas.index import compute
from miqyas.index.aggregate import geometric
from miqyas.index.rank import competition_rank
from miqyas.kernel.execution import open_engine
from miqyas.kernel.provenance import Mark
from miqyas.observations.model import Observations
from tests.analysis.audit.fields import edition_field, random_field, rows, world

BEFORE_2020 = (2008, 2010, 2012, 2014, 2016, 2018)


def engine_ranks(edition, field, choices, draws, *, at):
    """One replication carried out by the engine on an altered methodology."""
    scale = choices.scales[draws.scale[at]]
    changes = {f"{code}.normalise": rule for code, rule in zip(field.codes, scale.rules, strict=True)}
    changes |= {f"{code}.weight": w for code, w in zip(field.codes, draws.weights[at], strict=True)}
    changes["EGDI.aggregate"] = choices.aggregations[draws.aggregation[at]]
    changes["EGDI.missing"] = choices.missing[draws.missing[at]]
    methodology = alter(as_audited(world().methodology(edition), field), changes)
    values = {code: row[np.newaxis, :] for code, row in zip(field.codes, field.values, strict=True)}
    if draws.points is not None:
        values[choices.assessed.code] = draws.points[at : at + 1]
    return compute(methodology, Observations(edition, field.countries, values)).rank[0]


class TestTheEngineDoesNotKnow:
    """Thousands of replications at once give what the engine gives one by one."""

    @pytest.mark.parametrize("edition", [2008, 2012, 2024])
    @pytest.mark.parametrize("with_errors", [False, True])
    def test_the_same_ranks(self, edition, with_errors):
        field = edition_field(edition)
        assessed = assessed_part(world().methodology(edition)) if with_errors else None
        choices = choices_of(field, assessed=assessed)
        plan = plan_of(field, choices=choices)
        draws = draw(plan, count=60, generator=np.random.default_rng(edition))
        ranks = competition_rank(scores(plan, draws))
        for at in range(len(draws)):
            expected = engine_ranks(edition, field, choices, draws, at=at)
            assert ranks[at].tolist() == expected.tolist(), at

    def test_the_method_as_it_is_gives_the_ranks_of_the_edition(self):
        for edition in world().editions:
            field = edition_field(edition)
            plan = plan_of(field, choices=choices_of(field))
            assert competition_rank(scores(plan, one_draw(plan)))[0].tolist() == field.rank.tolist()

    def test_an_address_without_a_rule_is_refused(self):
        from miqyas.analysis.errors import AnalysisError

        with pytest.raises(AnalysisError, match="audit_address"):
            alter(world().methodology(2024), {"EGDI.colour": "blue"})


class TestKnownFacts:
    """What METHODOLOGY and the literature know of these editions."""

    def ranks_under_drawn_weights(self, edition, count=4000):
        field = edition_field(edition)
        drawn = draw_weights(
            np.full(3, 0.2), np.full(3, 0.5), count=count, generator=np.random.default_rng(1)
        )
        return competition_rank(np.where(field.is_nominal, drawn @ field.values, np.nan))[:, field.is_nominal]

    @pytest.mark.parametrize("edition", BEFORE_2020)
    def test_weights_from_0_2_to_0_5_give_intervals_of_11_places_and_34_to_46_at_most(self, edition):
        low, high = np.quantile(self.ranks_under_drawn_weights(edition), [0.05, 0.95], axis=0)
        assert np.mean(high - low) == pytest.approx(11.2, abs=0.4)
        assert 33 <= np.max(high - low) <= 48

    @pytest.mark.parametrize("edition", BEFORE_2020)
    def test_a_geometric_mean_shifts_ranks_by_3_to_7_places(self, edition):
        field = edition_field(edition)
        parts = field.values[:, field.is_nominal]
        ranks = competition_rank(geometric(parts[:, np.newaxis, :], weights=field.weights)[0])
        assert 2.9 <= np.abs(ranks - field.rank[field.is_nominal]).mean() <= 7.1


class TestDraws:
    def test_weights_are_uniform_among_those_that_sum_to_one(self):
        """With two parts, between 0.2 and 0.8: the mean is a half, the variance that of a uniform stretch."""
        drawn = draw_weights(
            np.full(2, 0.2), np.full(2, 0.8), count=20_000, generator=np.random.default_rng(1)
        )
        assert drawn.sum(axis=1) == pytest.approx(np.ones(20_000))
        assert drawn[:, 0].mean() == pytest.approx(0.5, abs=0.005)
        assert drawn[:, 0].var() == pytest.approx(0.6**2 / 12, rel=0.03)

    def test_misjudged_points_are_two_binomial_counts(self):
        """3 of 5 points, error 0.1: all five are found when 3 are kept and 2 gained."""
        (row,) = misjudged(np.array([0.6]), items=5, error=0.1)
        assert 1 - row[4] == pytest.approx(0.9**3 * 0.1**2)
        assert row[0] == pytest.approx(0.1**3 * 0.9**2)

    def test_certain_error_turns_everything_round(self):
        (row,) = misjudged(np.array([0.25]), items=4, error=1.0)
        assert np.diff(row, prepend=0).round(9).tolist() == [0, 0, 0, 1, 0]

    def test_no_error_is_no_choice(self):
        assessed = Assessed("P1", 10, Mark.NUMERIC)
        assert choices_of(random_field(1), assessed=assessed, error=0.0).assessed is None

    def test_a_missing_data_rule_is_a_choice_only_where_something_is_missing(self):
        whole, gappy = random_field(1), random_field(1).values.copy()
        gappy[0, 3] = np.nan
        assert choices_of(whole).missing == ("required",)
        assert choices_of(field_from(gappy)).missing == ("required", "rescale", "lowest")


class TestRanks:
    def test_a_country_that_leads_everywhere_is_always_first(self):
        found = uncertainty(rows([1, 0.5, 0.2, 0], [1, 0.3, 0.6, 0], [1, 0.2, 0.4, 0]), replications=500)
        assert (found.of("C1").low, found.of("C1").high) == (1, 1)
        assert (found.of("C4").low, found.of("C4").high) == (4, 4)

    def test_quantiles_pairs_and_shifts_by_hand(self):
        """Four replications of three countries whose nominal order is C1, C2, C3."""
        field = rows([0.9, 0.5, 0.1], [0.9, 0.5, 0.1])
        plan = plan_of(field, choices=choices_of(field))
        ranks = np.array([[1, 2, 3], [1, 2, 3], [2, 1, 3], [1, 3, 2]], dtype=np.int32)
        found = tally(plan, ranks)
        assert found.counts.tolist() == [[0, 3, 1, 0], [0, 1, 2, 1], [0, 0, 1, 3]]
        assert found.same[np.triu_indices(3, 1)].tolist() == [3, 4, 3]
        assert found.shifts.round(3).tolist() == [0, 0, 0.667, 0.667]

    def test_the_counter_of_pairs_holds_for_large_fields_and_odd_numbers(self):
        field = random_field(7, countries=300)
        plan = plan_of(field, choices=choices_of(field))
        ranks = competition_rank(scores(plan, draw(plan, count=13, generator=np.random.default_rng(1))))
        order = np.argsort(plan.rank)
        slow = sum(row[order][:, None] < row[order][None, :] for row in ranks)
        assert np.array_equal(tally(plan, ranks).same, np.triu(slow, 1))

    def test_shares_are_read_off_the_replications(self):
        field = edition_field(2024)
        found = uncertainty(field, replications=2000)
        assert 0.85 < found.safe_share < 0.95
        assert found.counts[:, 1:].sum(axis=1).tolist() == [2000] * 193
        assert found.shift_quantiles[0] < found.mean_shift < found.shift_quantiles[2]

    def test_a_country_without_a_part_has_ranks_only_where_a_rule_gives_it_one(self):
        values = random_field(5).values.copy()
        values[1, 4] = np.nan
        found = uncertainty(field_from(values), replications=600)
        interval = found.of("C5")
        assert interval.nominal is None
        assert 0 < found.counts[4, 0] < 600
        assert 1 <= interval.low <= interval.high

    def test_each_alternative_alone(self):
        found = {one.name: one for one in alternatives_alone(edition_field(2018))}
        assert set(found) == {"z_score", "rank", "middle", "geometric", "harmonic"}
        assert found["harmonic"].mean_shift > found["geometric"].mean_shift > 2

    def test_own_weights(self):
        assert ranks_under(rows([0.9, 0.5, 0.1], [0, 0.6, 1]), weights=[0, 1]).tolist() == [3, 2, 1]


class TestExecution:
    @pytest.mark.parametrize("engine", ["processes:2", "dask:2"])
    def test_the_same_numbers_on_every_engine(self, engine):
        field = random_field(1)
        alone = uncertainty(field, replications=3000, seed=4)
        with open_engine(engine) as chosen:
            together = uncertainty(field, replications=3000, seed=4, engine=chosen)
        assert np.array_equal(alone.counts, together.counts)
        assert (alone.safe_share, alone.mean_shift) == (together.safe_share, together.mean_shift)

    def test_another_seed_gives_other_numbers(self):
        field = random_field(1)
        first, second = (uncertainty(field, replications=500, seed=seed).counts for seed in (1, 2))
        assert not np.array_equal(first, second)

    def test_progress_ends_at_one_and_raising_in_it_cancels(self):
        shares = []
        uncertainty(random_field(1), replications=3000, on_progress=shares.append)
        assert shares == sorted(shares)
        assert shares[-1] == 1

        def stop(_):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            uncertainty(random_field(1), replications=3000, on_progress=stop)
