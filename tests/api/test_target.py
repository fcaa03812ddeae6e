"""What it takes to reach a target, over the API."""

import pytest

from miqyas.analysis.target import Goal, target
from miqyas.analysis.target.records import target_record
from miqyas.analysis.world import load_world

pytestmark = pytest.mark.django_db
QUICK = "draws=1000"


def test_the_answer_is_that_of_the_library(ask):
    world = load_world()
    found = target(
        world, Goal("rank", rank=12), iso3="BHR", probability=0.6, effort={"HCI": 2.0}, draws=1000, seed=5
    )
    answer = ask(f"/target/bhr?rank=12&prob=0.6&effort=hci=2&seed=5&{QUICK}")
    assert answer.status_code == 200
    assert answer.json() == target_record(world, found)


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        ("BHR?group=very_high", "met"),
        ("BHR?rating_class=VH", "reachable"),
        ("BHR?ahead_of=are&prob=0.5&edition=2028", "reachable"),
        ("COM?rank=1&prob=0.99", "out_of_reach"),
    ],
)
def test_every_kind_of_goal_and_verdict(ask, asked, verdict):
    assert ask(f"/target/{asked}&{QUICK}").json()["verdict"] == verdict


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("XXX?rank=10", 404, "analysis.unknown_country"),
        ("BHR", 422, "analysis.one_goal"),
        ("BHR?rank=10&group=high", 422, "analysis.one_goal"),
        ("BHR?rank=0", 422, "analysis.target_rank"),
        ("BHR?rank=194", 422, "analysis.target_rank"),
        ("BHR?rank=10&prob=80", 422, "analysis.target_probability"),
        ("BHR?rank=10&prob=0", 422, "analysis.target_probability"),
        ("BHR?rank=10&prob=nan", 422, "analysis.target_probability"),
        ("BHR?group=top", 422, "analysis.unknown_index_group"),
        ("BHR?rating_class=ZZ", 422, "analysis.unknown_class"),
        ("BHR?ahead_of=BHR", 422, "analysis.ahead_of_itself"),
        ("BHR?rank=10&edition=2024", 422, "analysis.no_coming_edition"),
        ("BHR?rank=10&effort=osi", 422, "analysis.effort_unreadable"),
        ("BHR?rank=10&effort=osi=-1", 422, "analysis.effort_cost"),
        ("BHR?rank=10&effort=osi=nan", 422, "analysis.effort_cost"),
        ("BHR?rank=10&draws=1000000", 422, "request.invalid"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(ask, asked, status, code):
    answer = ask(f"/target/{asked}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
