"""The index that a goal asks for: by hand in small fields, and classes against ranking everybody anew."""

from dataclasses import replace

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.target import Goal
from miqyas.analysis.target.goal import Need, class_codes, need_of
from miqyas.analysis.world import load_world
from miqyas.index.classify import class_of, group_of
from miqyas.index.rank import competition_rank
from miqyas.methodology import load_edition

WORLD = load_world()
METHOD = load_edition(2024)
FIELD = np.array([[0.9, 0.8, 0.8, 0.3, np.nan]])
CLOSE = 1e-9


def rank_of(own, field):
    return int(competition_rank(np.append(field[0], own))[-1])


@pytest.mark.parametrize(("rank", "needed"), [(1, 0.9), (2, 0.8), (3, 0.8), (4, 0.3)])
def test_a_rank_needs_the_index_of_the_one_who_holds_it(rank, needed):
    (found,) = Need(Goal("rank", rank=rank)).threshold(FIELD)
    assert found == pytest.approx(needed, abs=1e-11)
    assert rank_of(found + CLOSE, FIELD) <= rank
    assert rank_of(found - CLOSE, FIELD) > rank


def test_in_a_field_with_fewer_states_than_the_rank_anything_will_do():
    assert Need(Goal("rank", rank=5)).threshold(FIELD).tolist() == [-np.inf]


def test_to_be_ahead_an_equal_index_is_not_enough():
    need = need_of(WORLD, Goal("ahead", code="ARE"), iso3="BHR", origin=2024)
    field = np.full((1, 193), 0.5)
    field[0, WORLD.position("ARE")] = 0.7
    (found,) = need.threshold(field)
    assert 0.7 < found < 0.7 + CLOSE


@pytest.mark.parametrize(("code", "border"), [("very_high", 0.75), ("high", 0.5)])
def test_a_group_begins_just_above_its_border(code, border):
    need = need_of(WORLD, Goal("group", code=code), iso3="BHR", origin=2024)
    (found,) = need.threshold(FIELD)
    assert border < found < border + CLOSE


def test_a_border_that_belongs_to_the_higher_group_is_enough():
    need = need_of(WORLD, Goal("group", code="high"), iso3="BHR", origin=2024)
    groups = replace(need.groups, border=replace(need.groups.border, value="higher"))
    assert replace(need, groups=groups).threshold(FIELD).tolist() == [0.5]


def test_everybody_is_in_the_lowest_group_at_least():
    need = need_of(WORLD, Goal("group", code="low"), iso3="BHR", origin=2024)
    assert need.threshold(FIELD).tolist() == [-np.inf]


def class_of_own(own, rivals, *, groups, classes):
    """The place of one's class among all classes, 0 for the best, by ranking everybody."""
    values = np.append(rivals, own)[np.newaxis, :]
    group = group_of(values, groups=groups)
    quarter = class_of(competition_rank(values), group=group, classes=classes)
    return 4 * int(group[0, -1]) + int(quarter[0, -1])


@pytest.mark.parametrize("cut", ["below", "at_most"])
@pytest.mark.parametrize("states", [1, 3, 6, 14, 40])
def test_a_class_needs_the_index_at_which_ranking_everybody_gives_it(states, cut):
    random = np.random.default_rng(states)
    classes = replace(METHOD.classes, cut=replace(METHOD.classes.cut, value=cut))
    for at, code in enumerate(class_codes(METHOD)):
        rivals = random.uniform(0.05, 0.999, size=(20, states))
        band, quarter = divmod(at, 4)
        need = Need(Goal("class", code=code), METHOD.groups, classes, band=band, quarter=quarter)
        for row, found in zip(rivals, need.threshold(rivals), strict=True):
            place = {
                side: class_of_own(own, row, groups=METHOD.groups, classes=classes)
                for side, own in (("above", found + CLOSE), ("below", found - CLOSE), ("most", 1.0))
                if np.isfinite(own)
            }
            if found == np.inf:
                assert place["most"] > at
            elif found > -np.inf:
                assert place["above"] <= at < place["below"]


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        (Goal("rank", rank=0), "Choose a rank from 1 to 193"),
        (Goal("rank", rank=194), "There is no rank 194"),
        (Goal("group", code="best"), "very_high, high, middle, low"),
        (Goal("class", code="V9"), "VH, V3, V2, V1, HV"),
        (Goal("ahead", code="BHR"), "cannot be ahead of itself"),
        (Goal("ahead", code="XXX"), "No Member State has the code XXX"),
    ],
)
def test_a_goal_that_does_not_exist_is_refused_with_what_does(goal, words):
    with pytest.raises(AnalysisError) as refused:
        need_of(WORLD, goal, iso3="BHR", origin=2024)
    assert words in refused.value.render("en")
    assert refused.value.render("ar")
