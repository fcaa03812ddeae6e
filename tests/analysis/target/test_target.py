"""What it takes to reach a target: by hand in a made-up field, and against full simulations."""

from itertools import pairwise, product

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast import Forecast
from miqyas.analysis.simulate import Change, Scenario, simulate
from miqyas.analysis.target import Goal, target
from miqyas.analysis.target.chance import Plan, draw_field
from miqyas.analysis.target.goal import Need
from miqyas.analysis.target.search import STEP
from miqyas.analysis.target.solve import probability_of
from miqyas.analysis.world import load_world
from miqyas.kernel.execution import chunks_of, open_engine
from miqyas.kernel.provenance import Versions
from tests.analysis.three_states import world_of

WORLD = load_world()
FIRST_TEN = Goal("rank", rank=10)
DRAWS = 2000


def ask(iso3="BHR", goal=FIRST_TEN, probability=0.8, **more):
    return target(WORLD, goal, iso3=iso3, probability=probability, **{"draws": DRAWS, **more})


def made_up(components, *, spans=True):
    """A forecast without chance: the components of four states, (component, state)."""
    values = np.array([[[*components, components[0]]]], dtype=float)
    return Forecast(
        edition=2026,
        origin=2024,
        steps=1,
        model="no_change",
        factor=1.0,
        method_break="as_before",
        countries=("AAA", "BBB", "CCC", "DDD"),
        values=values,
        expected=values[0, 0],
        transitions=((2022, 2024),),
        weights=np.array([0.5, 0.3, 0.2]),
        spans=np.full(4, spans),
        versions=Versions("0", "0", "0"),
        marks={},
    )


def field_of(components, *, own, rank, spans=True):
    plan = Plan(own, made_up(components, spans=spans), Need(Goal("rank", rank=rank)))
    (chunk,) = chunks_of(3, size=3, seed=1)
    return draw_field(plan, chunk)


SIMPLE = [[1.0, 0.6, 0.4, 0.0], [1.0, 0.5, 0.5, 0.0], [1.0, 0.5, 0.5, 0.0]]


@pytest.mark.parametrize(("effort", "chance"), [((0.19, 0, 0), 0), ((0.21, 0, 0), 1), ((0.1, 0.2, 0), 1)])
def test_the_third_needs_a_tenth_more_of_the_index_to_be_second(effort, chance):
    """CCC has 0.45 and BBB 0.55; a unit of the first component is worth 0.5 of the index."""
    assert field_of(SIMPLE, own=2, rank=2).chance(effort) == chance


def test_what_exceeds_one_is_lost():
    high = [[1.0, 0.9, 0.95, 0.0], [1.0, 0.9, 0.7, 0.0], [1.0, 0.9, 0.7, 0.0]]
    field = field_of(high, own=2, rank=2)
    assert field.chance((1.0, 0, 0)) == field.chance((0.05, 0, 0)) == 0


def test_passing_the_leader_stretches_the_field_anew():
    """BBB at 0.9 of 0.8 is 1, AAA falls to 8/9: 0.5 + 0.75 * 0.5 = 0.875 against 0.944."""
    components = [[0.8, 0.6, 0.3, 0.0], [1.0, 0.75, 0.3, 0.0], [1.0, 0.75, 0.3, 0.0]]
    field = field_of(components, own=1, rank=1)
    lead = field.lead((0.3, 0, 0))
    assert lead == pytest.approx(0.5 + 0.5 * 0.75 - (0.5 * 0.8 / 0.9 + 0.5), abs=1e-9)
    flat = field_of(components, own=1, rank=1, spans=False).lead((0.3, 0, 0))
    assert flat == pytest.approx(0.5 * 0.9 + 0.5 * 0.75 - (0.5 * 0.8 + 0.5), abs=1e-9)


def test_when_the_last_rises_another_becomes_the_zero_of_the_scale():
    """DDD passes CCC (0.4): the scale then begins at 0.4, where it began at 0."""
    field = field_of(SIMPLE, own=3, rank=3)
    lead = field.lead((0.5, 0, 0))
    own = 0.5 * (0.5 - 0.4) / 0.6
    third = 0.5 * 0.0 + 0.5 * 0.5
    assert lead == pytest.approx(own - third, abs=1e-9)
    assert field.lead((0.3, 0, 0)) == pytest.approx(0 - 0.5 * 0.1 / 0.7 - 0.5 * 0.5, abs=1e-9)


@pytest.mark.parametrize(
    ("iso3", "goal"),
    [
        ("BHR", FIRST_TEN),
        ("BHR", Goal("class", code="VH")),
        ("BHR", Goal("ahead", code="ARE")),
        ("EGY", Goal("group", code="very_high")),
        ("DNK", Goal("rank", rank=1)),
        ("SOM", Goal("rank", rank=180)),
        ("COM", Goal("class", code="H1")),
    ],
)
def test_every_answer_is_what_a_full_simulation_of_the_same_draws_gives(iso3, goal):
    found = ask(iso3, goal, 0.6, seed=3)
    method = WORLD.methodology(WORLD.target)
    efforts = [{}, {way.code: min(way.room, 0.05) for way in found.alone}]
    efforts += [dict(mix.gains) for mix in (found.share, found.cheapest) if mix]
    for effort in efforts:
        changes = tuple(Change(iso3, code, "by", gain) for code, gain in effort.items() if gain)
        outcome = simulate(WORLD, Scenario(changes), iso3=iso3, draws=DRAWS, seed=3)
        plan = probability_of(outcome, goal, methodology=method)
        if not effort:
            assert found.now == pytest.approx(plan, abs=1e-12)
    for mix in (found.share, found.cheapest):
        if mix is not None:
            outcome = simulate(WORLD, mix.scenario(iso3), iso3=iso3, draws=DRAWS, seed=3)
            assert mix.probability == pytest.approx(probability_of(outcome, goal, methodology=method))
            assert mix.checked == pytest.approx(mix.probability, abs=0.06)


def test_the_gain_of_a_component_is_enough_and_one_step_less_is_not():
    found = ask(goal=Goal("class", code="VH"))
    way = found.component("HCI")
    assert way.probability >= 0.8
    less = Scenario((Change("BHR", "HCI", "by", way.gain - STEP),))
    outcome = simulate(WORLD, less, iso3="BHR", draws=DRAWS, seed=1)
    assert outcome.classes["VH"] < 0.8


def test_more_effort_never_lowers_the_chance():
    for way in ask(iso3="EGY", goal=Goal("rank", rank=80)).alone:
        assert all(before[1] <= after[1] for before, after in pairwise(way.curve))
        assert way.curve[0][0] == 0
        assert way.curve[-1] == (pytest.approx(way.room), way.best)


def test_with_equal_costs_no_coarser_mix_is_cheaper():
    found = ask(draws=1000)
    chance = {}
    for gains in product((0.0, 0.02, 0.04, 0.06, 0.08), (0.0, 0.01), (0.06, 0.08, 0.1, 0.12)):
        changes = zip(("OSI", "TII", "HCI"), gains, strict=True)
        scenario = Scenario(tuple(Change("BHR", code, "by", gain) for code, gain in changes if gain))
        outcome = simulate(WORLD, scenario, iso3="BHR", draws=1000, seed=1)
        chance[gains] = outcome.rank.probability_at_most(10)
    enough = [sum(gains) for gains, share in chance.items() if share >= 0.8]
    assert enough
    assert found.cheapest.cost <= min(enough)
    assert found.cheapest.cost <= found.share.cost


def test_a_dear_component_is_used_as_little_as_can_be():
    dear = ask(goal=Goal("class", code="VH"), effort={"HCI": 5.0, "OSI": 1.0}).cheapest
    cheap = ask(goal=Goal("class", code="VH"), effort={"HCI": 1.0, "OSI": 5.0}).cheapest
    assert dear.gains["HCI"] < cheap.gains["HCI"]
    assert dear.gains["OSI"] > cheap.gains["OSI"]


def test_parts_carry_the_gain_in_whole_points_of_their_own():
    way = ask(goal=Goal("class", code="VH")).component("OSI")
    services = next(part for part in way.parts if part.node == "OSI.SP")
    assert services.points == np.ceil(way.gain / (0.45 * 1.017 / 83))
    assert services.amount == pytest.approx(way.gain / (0.45 * 1.017))
    content = next(part for part in way.parts if part.node == "OSI.CP")
    assert content.amount is None, "all of content provision is worth 0.05 of the index"
    assert content.best < 0.8


def test_a_target_that_is_met_is_an_answer():
    found = ask(goal=Goal("group", code="very_high"))
    assert found.status == "met"
    assert found.now >= 0.8
    assert found.gap < 0
    assert [way.gain for way in found.alone] == [0, 0, 0]
    assert sum(found.cheapest.gains.values()) == 0


def test_a_target_out_of_reach_says_what_binds():
    found = ask("COM", Goal("rank", rank=1), 0.99)
    assert found.status == "out_of_reach"
    assert found.share is None
    assert found.cheapest is None
    assert found.best == found.binding.best < 0.99
    assert found.binding.certain["HCI"] > found.best
    assert found.binding.short > 0
    iso3, chance = found.binding.leader
    assert iso3 == "DNK"
    first = simulate(WORLD, Scenario(), iso3="DNK", draws=DRAWS, seed=1).rank.probability_at_most(1)
    assert chance == pytest.approx(first, abs=2 / DRAWS)


def test_the_gap_is_the_rise_of_the_whole_index_that_would_do():
    found = ask()
    outcome = simulate(WORLD, Scenario(), iso3="BHR", draws=DRAWS, seed=1)
    assert 0 < found.gap < 1 - outcome.egdi[0.05]
    more = ask(probability=0.9)
    assert more.gap > found.gap


def test_equal_seeds_give_equal_answers_and_others_nearly_so():
    first, again, other = ask(), ask(), ask(seed=2)
    assert first == again
    assert other.now != first.now
    assert other.now == pytest.approx(first.now, abs=0.04)


def test_two_processes_find_what_one_does():
    with open_engine("processes:2") as engine:
        assert ask(draws=10_400, engine=engine) == ask(draws=10_400)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_in_a_small_field_ranks_end_with_it_and_others_have_none():
    last = {"DNK": (1.0, 1.0, 1.0), "BHR": (0.6, 0.6, 0.7), "ARE": (0.0, 0.0, 0.0)}
    world = world_of({**last, "BHR": (0.5, 0.6, 0.7)}, last)
    refused = {
        "There is no rank 4. Choose a rank from 1 to 3": ("BHR", Goal("rank", rank=4)),
        "Kuwait was not ranked in 2032": ("KWT", Goal("rank", rank=2)),
        "Jordan was not ranked in 2032": ("BHR", Goal("ahead", code="JOR")),
    }
    for words, (iso3, goal) in refused.items():
        with pytest.raises(AnalysisError) as error:
            target(world, goal, iso3=iso3, probability=0.5, draws=100)
        assert words in error.value.render("en")


def test_progress_goes_from_nothing_to_all():
    told = []
    ask(on_progress=told.append)
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] <= 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"probability": 1.2}, "eighty per cent is 0.8"),
        ({"probability": 80}, "A probability of 80 is not between 0 and 1"),
        ({"probability": 0.0}, "above 0 and at most 1"),
        ({"probability": float("nan")}, "is not between 0 and 1"),
        ({"iso3": "XXX"}, "No Member State has the code XXX"),
        ({"edition": 2024}, "No forecast is made of the edition 2024"),
        ({"effort": {"OSI": -1.0}}, "An effort of −1 for OSI is not a number above 0"),
        ({"effort": {"OSI": float("nan")}}, "not a number above 0"),
        ({"effort": {"OSI": 0.0}}, "not a number above 0"),
        ({"effort": {"EPI": 1.0}}, "OSI, TII, HCI"),
        ({"draws": 0}, "Choose 1 to 100,000"),
        ({"draws": 10**9}, "Choose 1 to 100,000"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_both_languages(wrong, words):
    with pytest.raises(AnalysisError) as refused:
        ask(**wrong)
    assert words in refused.value.render("en")
    assert refused.value.render("ar") != refused.value.render("en")
