"""What a grade counts for."""

import pytest

from miqyas.assessment.answers import grade_share, grades_of, lowest_grade, scales
from miqyas.assessment.errors import AssessmentError
from miqyas.catalogue import vocabulary


def test_every_scale_runs_from_nothing_to_the_whole_and_never_falls():
    for grades in scales().values():
        shares = list(grades.values())
        assert (shares[0], shares[-1]) == (0, 1)
        assert shares == sorted(shares)


def test_stages_of_a_service_are_equally_far_apart():
    assert list(scales()["service_stage"].values()) == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_scales_and_grades_are_those_of_the_catalogue():
    named = {code: tuple(term.code for term in scale.grades) for code, scale in vocabulary().scales.items()}
    assert {scale: grades_of(scale) for scale in scales()} == named


def test_the_lowest_grade_is_what_is_not_there():
    assert [lowest_grade(scale) for scale in ("yes_no", "service_stage")] == ["no", "none"]


@pytest.mark.parametrize(
    ("scale", "grade", "detail"),
    [
        ("yes_no", "transaction", "unknown_grade"),
        ("yes_no", "", "unknown_grade"),
        ("stars", "yes", "unknown_scale"),
    ],
)
def test_a_grade_that_a_scale_has_not_is_refused_with_those_that_it_has(scale, grade, detail):
    with pytest.raises(AssessmentError) as refused:
        grade_share(scale, grade)
    assert refused.value.detail == detail
    assert ("yes_no" if detail == "unknown_scale" else "no, yes") in refused.value.render("en")
    assert refused.value.render("ar")
