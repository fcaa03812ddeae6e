"""Arguments that no face lets through, given to the library itself."""

import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast import forecast
from miqyas.analysis.simulate import Scenario, simulate
from miqyas.analysis.world import load_world

WORLD = load_world()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"field": "bogus"}, "analysis.not_one_of"),
        ({"seed": -1}, "analysis.seed"),
        ({"draws": 0}, "analysis.draws"),
        ({"draws": 10**9}, "analysis.draws"),
    ],
)
def test_what_is_none_of_the_choices_is_named(given, code):
    with pytest.raises(AnalysisError) as raised:
        simulate(WORLD, Scenario(), iso3="BHR", **given)
    assert raised.value.full_code == code
    assert raised.value.remedy("ar") != raised.value.remedy("en")


def test_a_kind_of_break_that_nobody_knows():
    with pytest.raises(AnalysisError) as raised:
        forecast(WORLD, method_break="x")
    assert "as_before, broken, unbroken" in raised.value.render("en")
