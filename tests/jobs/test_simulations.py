"""A simulation as a question: the numbers of the function itself, for as many draws as anybody waits for."""

import pytest

from miqyas.analysis.simulate import parse_scenario, simulate
from miqyas.analysis.simulate.records import outcome_record
from miqyas.jobs.answers import ask_now
from miqyas.jobs.questions import ParametersError
from miqyas.workspace.datasets.world import current_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["moving", "fixed"])
def test_it_answers_what_the_function_finds(field: str) -> None:
    world = current_world()
    params = {"iso3": "bhr", "changes": ["osi=+5pts", "ARE.hci=+2%"], "field": field, "draws": 500, "seed": 3}
    scenario = parse_scenario(["osi=+5pts", "ARE.hci=+2%"], iso3="BHR")
    found = simulate(world, scenario, iso3="BHR", field=field, draws=500, seed=3)
    assert ask_now("simulate", params).result == outcome_record(world, found)


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"iso3": "XXX", "changes": []}, "analysis.unknown_country"),
        ({"iso3": "BHR", "changes": ["osi=7"]}, "analysis.outside_index"),
        ({"iso3": "BHR", "changes": ["nonsense"]}, "analysis.change_unreadable"),
        ({"iso3": "BHR", "changes": [], "edition": 1999}, "analysis.no_coming_edition"),
    ],
)
def test_what_cannot_be_simulated_is_told_as_the_function_tells_it(params: dict, code: str) -> None:
    error = ask_now("simulate", params).error
    assert error.full_code == code
    assert error.problem("ar")
    assert error.remedy("en")


@pytest.mark.parametrize(
    "params",
    [
        {"iso3": "BHR", "changes": [], "draws": 1_000_001},
        {"iso3": "BHR", "changes": [], "draws": 0},
        {"iso3": "BHR", "changes": ["osi=+5pts"] * 51},
        {"iso3": "BHR", "changes": [], "seed": -1},
        {"iso3": "BHR", "changes": [], "field": "still"},
    ],
)
def test_what_is_out_of_bounds_is_refused_before_it_begins(params: dict) -> None:
    with pytest.raises(ParametersError):
        ask_now("simulate", params)
