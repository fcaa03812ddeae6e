"""Dominance, and the best and the worst rank over weights: against brute force and against a programme."""

from itertools import combinations

import numpy as np
import pytest

from miqyas.analysis.audit import reach as reach_module
from miqyas.analysis.audit.dominance import bounds_of, dominance, least_difference
from miqyas.analysis.audit.field import field_from, ranks_under
from miqyas.analysis.audit.reach import reach, reaches
from miqyas.index.rank import competition_rank
from tests.analysis.audit.fields import edition_field, random_field, rows

ALL = {"low": np.zeros(3), "high": np.ones(3)}
NEAR = {"low": np.full(3, 0.2), "high": np.full(3, 0.5)}


def tried(field, *, low, high, count=20_000, seed=1):
    """Best and worst rank of every country under random weights within the bounds."""
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(field.codes)), size=count)
    weights = weights[((weights >= low) & (weights <= high)).all(axis=1)]
    ranks = competition_rank(weights @ field.parts)
    return ranks.min(axis=0), ranks.max(axis=0)


def ranks_in_every_cell(field, place):
    """All ranks that a country can have, from the middles of all triples of crossings of its lines."""
    others = np.delete(field.parts, place, axis=1) - field.parts[:, place, np.newaxis]
    lines = [*others.T, *np.eye(3)]
    crossings = [np.cross(first, second) for first, second in combinations(lines, 2)]
    points = [point / point.sum() for point in crossings if abs(point.sum()) > 1e-12]
    inside = [point for point in points if (point >= -1e-9).all()]
    middles = np.array([np.mean(triple, axis=0) for triple in combinations(inside, 3)])
    differences = middles @ others
    is_clear = (np.abs(differences) > 1e-9).all(axis=1)
    return (np.sum(differences[is_clear] > 0, axis=1) + 1).tolist()


class TestBestAndWorst:
    @pytest.mark.parametrize("bounds", [ALL, NEAR], ids=["all", "near"])
    @pytest.mark.parametrize("edition", [2003, 2024])
    def test_no_weights_that_are_tried_go_beyond(self, edition, bounds):
        field = edition_field(edition)
        complete = ~np.isnan(field.parts).any(axis=0)
        field = field_from(field.parts[:, complete])
        best, worst = tried(field, **bounds)
        for place, found in enumerate(reaches(field, **bounds)):
            assert found.best <= best[place], found
            assert found.worst >= worst[place], found

    @pytest.mark.parametrize("bounds", [ALL, NEAR], ids=["all", "near"])
    def test_the_weights_named_give_the_ranks_named(self, bounds):
        field = edition_field(2024)
        for found in reaches(field, **bounds)[::7]:
            place = field.position(found.iso3)
            for weights, rank in ((found.best_weights, found.best), (found.worst_weights, found.worst)):
                assert sum(weights) == pytest.approx(1)
                assert (np.array(weights) >= bounds["low"] - 1e-9).all()
                assert (np.array(weights) <= bounds["high"] + 1e-9).all()
                assert ranks_under(field, weights=np.array(weights) / sum(weights))[place] == rank

    @pytest.mark.parametrize("seed", range(6))
    def test_small_fields_in_every_cell(self, seed):
        """Six countries: each cell has three corners among the crossings; their middle is inside."""
        field = random_field(seed, countries=6)
        for found in reaches(field, **ALL):
            ranks = ranks_in_every_cell(field, field.position(found.iso3))
            assert (found.best, found.worst) == (min(ranks), max(ranks))

    def test_the_programme_agrees_with_the_walk(self, monkeypatch):
        field = random_field(3, countries=25)
        bounds = {"low": np.full(3, 0.1), "high": np.full(3, 0.7)}
        walked = [reach(field, iso3, **bounds) for iso3 in field.countries[:8]]
        monkeypatch.setattr(reach_module, "EXACT_PARTS", 1)
        solved = [reach(field, iso3, **bounds) for iso3 in field.countries[:8]]
        assert [(one.best, one.worst) for one in walked] == [(one.best, one.worst) for one in solved]
        assert all(one.is_exact for one in solved)

    def test_five_parts_go_to_the_programme(self):
        field = random_field(4, parts=5, countries=40)
        bounds = {"low": np.zeros(5), "high": np.ones(5)}
        best, worst = tried(field, **bounds)
        found = reach(field, "C1", **bounds)
        assert found.is_exact
        assert found.best <= best[0]
        assert found.worst >= worst[0]

    def test_many_countries_at_the_same_end_are_no_lead(self):
        """Half of them stand at the ceiling of one part: alone it would put them level, not ahead."""
        values = random_field(5, parts=4, countries=40).values.copy()
        values[3] = np.minimum(values[3], 0.5)
        field = field_from(values)
        bounds = {"low": np.zeros(4), "high": np.ones(4)}
        best, worst = tried(field, **bounds)
        for iso3 in field.countries[:4]:
            found, place = reach(field, iso3, **bounds), field.position(iso3)
            assert found.best <= best[place]
            assert found.worst >= worst[place]
            ranks = [
                ranks_under(field, weights=np.array(weights))[place]
                for weights in (found.best_weights, found.worst_weights)
            ]
            assert ranks == [found.best, found.worst]

    def test_two_parts_by_hand(self):
        """C3 is the middle of both: second whatever the weights, but for a stretch where it is third."""
        found = reach(rows([1, 0, 0.45], [0, 1, 0.45]), "C3", low=np.zeros(2), high=np.ones(2))
        assert (found.best, found.worst) == (2, 3)

    def test_a_point_where_countries_draw_level_is_not_reached(self):
        """At weights of exactly one half C3 draws level with both others; on no stretch it is first."""
        found = reach(rows([1, 0, 0.5], [0, 1, 0.5]), "C3", low=np.zeros(2), high=np.ones(2))
        assert (found.best, found.worst) == (2, 2)

    def test_twins_share_their_ranks(self):
        twins = random_field(9, countries=12).values.copy()
        twins[:, 1] = twins[:, 0]
        first, second = reaches(field_from(twins), **ALL)[:2]
        assert (first.best, first.worst) == (second.best, second.worst)

    def test_a_single_point_of_weights_leaves_the_nominal_rank(self):
        field = random_field(2)
        third = {"low": np.full(3, 1 / 3), "high": np.full(3, 1 / 3)}
        assert [one.best for one in reaches(field, **third)] == field.rank.tolist()


class TestDominance:
    def test_nowhere_behind_and_somewhere_ahead(self):
        found = dominance(rows([0.9, 0.9, 0.1], [0.5, 0.4, 0.6], [0.2, 0.2, 0.1]), **ALL)
        assert found.above("C2") == ("C1",)
        assert found.above("C3") == ()
        assert found.below("C1") == ("C2",)
        assert found.decided_share == pytest.approx(1 / 3)

    def test_equals_do_not_dominate_each_other(self):
        twins = dominance(rows([0.5, 0.5, 0.1], [0.5, 0.5, 0.1]), low=np.zeros(2), high=np.ones(2))
        assert twins.above("C1") == ()

    def test_narrower_bounds_decide_more(self):
        field = edition_field(2024)
        wide, narrow = dominance(field, **ALL), dominance(field, **NEAR)
        assert (narrow.ahead | ~wide.ahead).all()
        assert narrow.decided_share > wide.decided_share

    def test_the_least_difference_is_that_of_a_linear_programme(self):
        from scipy.optimize import linprog

        generator = np.random.default_rng(1)
        low, high = np.full(4, 0.1), np.array([0.3, 0.6, 0.4, 0.5])
        for _ in range(20):
            difference = generator.normal(size=4)
            bounds = list(zip(low, high, strict=True))
            solved = linprog(difference, A_eq=np.ones((1, 4)), b_eq=[1], bounds=bounds)
            found = least_difference(difference[:, np.newaxis], low=low, high=high)[0]
            assert found == pytest.approx(solved.fun, abs=1e-9)

    def test_who_dominates_bahrain_in_2024_is_ahead_under_any_weights(self):
        field = edition_field(2024)
        above = dominance(field, **ALL).above("BHR")
        assert above == ("ARE", "DNK", "ISL", "KOR", "SGP")
        weights = np.random.default_rng(1).dirichlet(np.ones(3), size=500)
        ranks = competition_rank(weights @ field.parts)
        for iso3 in above:
            assert (ranks[:, field.position(iso3)] < ranks[:, field.position("BHR")]).all()


@pytest.mark.parametrize(("low", "high"), [(0.4, 0.5), (0.0, 0.3), (0.5, 0.2), (-0.1, 1)])
def test_bounds_that_leave_no_weights_are_refused(low, high):
    from miqyas.analysis.errors import AnalysisError

    with pytest.raises(AnalysisError, match="audit_bounds"):
        bounds_of(random_field(1), low=low, high=high)
