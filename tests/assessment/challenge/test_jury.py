"""Harsh and lenient jurors, corrected: worked by hand, and compared with numpy's least squares."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies

from miqyas.assessment.challenge.jury import jury
from miqyas.assessment.challenge.marks import Criterion, Given, Sheet, scores_given, sheet_score
from miqyas.assessment.challenge.shortlist import Rule, shortlist
from miqyas.assessment.errors import AssessmentError

CRITERIA = [Criterion("use", 3, 1, 5), Criterion("reach", 1, 0, 10)]


def scores(table):
    """Scores from a table: juror -> nomination -> score."""
    return [Given(who, what, Fraction(score)) for who, row in table.items() for what, score in row.items()]


HARSH_AND_KIND = {
    "chen": {"N1": 50, "N2": 41, "N3": 30, "N4": 61},
    "gita": {"N1": 70, "N2": 59, "N3": 50, "N4": 80},
    "hugo": {"N1": 90, "N2": 80, "N4": 99},
}


class TestSheets:
    def test_marks_are_taken_from_their_own_scales_and_weighted(self):
        assert sheet_score(Sheet("J", "N", {"use": 3, "reach": 10}), criteria=CRITERIA) == Fraction(125, 2)

    def test_a_sheet_with_a_missing_mark_has_no_score(self):
        assert scores_given([Sheet("J", "N", {"reach": 10})], criteria=CRITERIA) == ()

    @pytest.mark.parametrize("mark", [0, 6, -1])
    def test_a_mark_beyond_its_scale_is_refused(self, mark):
        with pytest.raises(AssessmentError) as told:
            sheet_score(Sheet("J", "N", {"use": mark, "reach": 1}), criteria=CRITERIA)
        assert told.value.full_code == "assessment.mark_outside"

    def test_weights_that_add_up_to_nothing_are_refused(self):
        with pytest.raises(AssessmentError) as told:
            sheet_score(Sheet("J", "N", {"use": 1}), criteria=[Criterion("use", 0, 1, 5)])
        assert told.value.full_code == "assessment.no_weights"


class TestCorrection:
    def test_who_was_left_out_by_the_lenient_juror_loses_nothing_by_it(self):
        found = {one.code: one for one in jury(scores(HARSH_AND_KIND)).nominations}
        assert found["N3"].raw == 40
        assert found["N3"].corrected > 49
        assert found["N1"].raw == 70
        assert round(float(found["N1"].corrected), 1) == 70.0

    def test_leanings_are_named_where_they_are_more_than_chance(self):
        found = {one.code: one.leaning for one in jury(scores(HARSH_AND_KIND)).jurors}
        assert found == {"chen": "harsh", "gita": "middling", "hugo": "lenient"}

    def test_severities_sum_to_zero(self):
        assert sum(one.severity for one in jury(scores(HARSH_AND_KIND)).jurors) == 0

    def test_one_juror_alone_corrects_nothing_and_errors_are_not_known(self):
        found = jury(scores({"chen": {"N1": 50, "N2": 60}}))
        assert [(one.raw, one.corrected, one.error) for one in found.nominations] == [
            (50, 50, None),
            (60, 60, None),
        ]
        assert found.jurors[0].leaning == "unknown"

    def test_no_scores_at_all_are_an_empty_jury(self):
        found = jury([])
        assert (found.nominations, found.jurors, found.parts) == ((), (), 0)

    def test_parts_that_no_sheet_joins_are_told_apart(self):
        found = jury(scores({"chen": {"N1": 10, "N2": 20}, "gita": {"N3": 90}, "hugo": {"N2": 30, "N4": 1}}))
        assert found.parts == 2
        assert not found.is_joined
        assert [one.part for one in found.nominations] == [0, 0, 1, 0]
        with pytest.raises(AssessmentError) as told:
            shortlist(found.nominations, rule=Rule(2))
        assert told.value.full_code == "assessment.jury_apart"
        assert told.value.params == {"parts": 2}

    def test_a_juror_who_joins_two_parts_makes_them_one(self):
        table = {"a": {"N1": 1}, "b": {"N2": 2}, "c": {"N3": 3}, "d": {"N1": 1, "N2": 1, "N3": 1}}
        assert jury(scores(table)).parts == 1

    @given(
        strategies.dictionaries(
            strategies.tuples(strategies.integers(0, 3), strategies.integers(0, 5)),
            strategies.integers(0, 100),
            min_size=1,
        )
    )
    def test_it_is_what_least_squares_gives(self, table):
        """Fitted values, residual spread and standard errors as numpy's pseudo-inverse has them."""
        given = [Given(f"J{who}", f"N{what}", Fraction(score)) for (who, what), score in table.items()]
        found = jury(given)
        names, jurors = [one.code for one in found.nominations], [one.code for one in found.jurors]
        design = np.zeros((len(given), len(names) + len(jurors)))
        for row, one in enumerate(given):
            design[row, names.index(one.nomination)] = 1
            design[row, len(names) + jurors.index(one.juror)] = 1
        values = np.array([float(one.score) for one in given])
        fitted = design @ np.linalg.lstsq(design, values, rcond=None)[0]
        quality = {one.code: float(one.corrected) for one in found.nominations}
        severity = {one.code: float(one.severity) for one in found.jurors}
        ours = [quality[one.nomination] + severity[one.juror] for one in given]
        assert np.allclose(ours, fitted, atol=1e-8)
        free = len(given) - np.linalg.matrix_rank(design)
        assert (found.spread is None) == (free == 0)
        if free and found.parts == 1:
            constraint = np.concatenate([np.zeros(len(names)), np.ones(len(jurors))])
            normal = design.T @ design + np.outer(constraint, constraint)
            free_direction = np.concatenate([np.ones(len(names)), -np.ones(len(jurors))]) / len(jurors)
            inner = np.linalg.inv(normal) - np.outer(free_direction, free_direction)
            errors = found.spread * np.sqrt(np.clip(np.diag(inner)[: len(names)], 0, None))
            assert np.allclose([one.error for one in found.nominations], errors, atol=1e-6)


class TestShortlist:
    def test_who_is_below_the_least_score_does_not_go_on(self):
        found = shortlist(jury(scores(HARSH_AND_KIND)).nominations, rule=Rule(3, Fraction(61)))
        assert [(one.scored.code, one.is_in) for one in found] == [
            ("N4", True),
            ("N1", True),
            ("N2", False),
            ("N3", False),
        ]

    def test_a_tie_at_the_border_is_said_and_takes_all_of_them(self):
        found = shortlist(jury(scores({"chen": {"N1": 5, "N2": 5, "N3": 1}})).nominations, rule=Rule(1))
        assert [(one.scored.code, one.rank, one.is_in, one.is_tied) for one in found] == [
            ("N1", 1, True, True),
            ("N2", 1, True, True),
            ("N3", 3, False, False),
        ]

    def test_nobody_goes_on_where_nobody_may(self):
        assert [one.is_in for one in shortlist(jury(scores({"a": {"N1": 5}})).nominations, rule=Rule(0))] == [
            False
        ]
        assert shortlist((), rule=Rule(3)) == ()

    def test_who_is_within_an_error_of_the_border_is_said_to_be_near(self):
        table = {"a": {"N1": 50, "N2": 48, "N3": 5}, "b": {"N1": 53, "N2": 54, "N3": 8}}
        found = shortlist(jury(scores(table)).nominations, rule=Rule(1))
        assert [(one.scored.code, one.is_near) for one in found][2] == ("N3", False)
        assert [one.is_near for one in found[:2]] == [True, True]
