"""What features are worth: the facts of 2024, a small field by hand, and the simulation's own numbers."""

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.features import worth, worth_as_published
from miqyas.analysis.features.records import worth_record
from miqyas.analysis.features.sentences import least_words, price_words, whole_points, worth_finding
from miqyas.analysis.simulate import parse_scenario, simulate
from miqyas.analysis.simulate.sentences import places_range, step_words
from miqyas.analysis.world import load_world
from tests.analysis.overlays import over_release, raw_inputs
from tests.analysis.three_states import LATER, world_of

WORLD = load_world()
DRAWS = 300


@pytest.fixture(scope="module")
def bahrain():
    return worth(WORLD, iso3="BHR", draws=DRAWS)


class TestTheFactsOf2024:
    """One point moves the median country no rank and Bahrain one; five points Bahrain one to two."""

    @pytest.mark.parametrize("node", ["OSI", "OSI.IF", "OSI.CP", "OSI.SP", "OSI.TEC", "EPI"])
    def test_one_point(self, node):
        found = [worth_as_published(WORLD, iso3=standing.iso3) for standing in WORLD.ranking(2024)]
        places = {one.iso3: one.rank - one.gain(node, 1).rank for one in found}
        assert np.median([*places.values()]) == 0
        assert places["BHR"] == 1

    @pytest.mark.parametrize("node", ["OSI", "OSI.IF", "OSI.CP", "OSI.SP", "OSI.TEC", "EPI"])
    def test_five_points(self, node):
        found = worth_as_published(WORLD, iso3="BHR")
        assert found.rank - found.gain(node, 5).rank in {1, 2}

    def test_in_words_it_is_never_one_number(self, bahrain):
        said = worth_finding(WORLD, bahrain, language="en")
        assert "between nothing and" in said
        assert "بين لا شيء و" in worth_finding(WORLD, bahrain, language="ar")


class TestByHand:
    """Three states, equal weights: BHR 0.5, ARE 0.6, OMN 0.8 in every component, no scale stretched."""

    WORLD = world_of(
        {"BHR": (0.5,) * 3, "ARE": (0.6,) * 3, "OMN": (0.8,) * 3},
        {"BHR": (0.5,) * 3, "ARE": (0.6,) * 3, "OMN": (0.8,) * 3},
    )

    @pytest.fixture
    def found(self):
        return worth_as_published(self.WORLD, iso3="BHR", edition=LATER)

    def test_a_hundredth_of_a_component_is_a_third_of_it_in_the_index(self, found):
        gain = found.gain("TII", 0.01)
        assert gain.egdi_gain == pytest.approx(0.01 / 3)
        assert (gain.rank, gain.passed) == (3, ())

    def test_the_next_rank_costs_three_times_the_distance_in_one_component(self, found):
        assert [price.rank for price in found.ladder] == [2, 1]
        near = found.ladder[0]
        assert near.ahead == ("ARE",)
        assert near.egdi_gain == pytest.approx(0.1)
        assert near.components == {code: pytest.approx(0.3) for code in ("OSI", "TII", "HCI")}

    def test_a_price_beyond_the_end_of_the_scale_is_none(self, found):
        assert found.ladder[1].components == {"OSI": None, "TII": None, "HCI": None}  # 0.9, and 0.5 is left

    def test_who_stands_first_has_no_ladder(self):
        assert worth_as_published(self.WORLD, iso3="OMN", edition=LATER).ladder == ()


class TestGains:
    @pytest.mark.parametrize("who", ["BHR", "DNK", "CAF", "BGD"])
    def test_each_step_has_the_numbers_of_its_simulation(self, who):
        """Among them the first and the last, whose steps move the scale itself."""
        found = worth(WORLD, iso3=who, draws=DRAWS, seed=3)
        for gain in found.gains[:: 4 if who == "BHR" else 9]:
            if not gain.amount:
                continue
            written = f"{gain.node}={gain.amount:+.15g}"
            outcome = simulate(WORLD, parse_scenario([written], iso3=who), iso3=who, draws=DRAWS, seed=3)
            assert np.array_equal(gain.moving.rank.counts, outcome.rank.counts), written
            assert gain.moving.gained.shares == outcome.gained.shares

    def test_the_fixed_field_agrees_with_the_simulation_too(self, bahrain):
        for gain in bahrain.gains:
            written = f"{gain.node}={gain.amount:+.15g}"
            outcome = simulate(WORLD, parse_scenario([written], iso3="BHR"), iso3="BHR", field="fixed")
            assert gain.rank == outcome.rank.median, written
            assert gain.egdi_gain == pytest.approx(outcome.egdi_mean - outcome.egdi_mean_before)
            assert sorted(gain.passed) == sorted(rival.iso3 for rival in outcome.passed)

    def test_more_points_are_never_worth_less(self, bahrain):
        for node in ("OSI", "OSI.SP", "EPI", "HCI.EGL"):
            means = [bahrain.gain(node, points).moving.gained.mean for points in (1, 2, 5, 10)]
            assert means == sorted(means)

    def test_steps_are_cut_to_the_room_that_is_left(self, bahrain):
        content, participation = bahrain.gain("OSI.CP", 10), bahrain.gain("EPI", 10)
        assert (content.limit, content.points) == ("node", pytest.approx(9))
        assert (participation.limit, participation.points) == ("node", pytest.approx((1 - 0.9041) * 73))
        mobile = bahrain.gain("TII.MS", 5)
        assert mobile.limit == "component"
        assert mobile.component_gain == pytest.approx(1 - 0.98773)

    def test_no_room_at_all(self):
        gain = worth_as_published(WORLD, iso3="KOR").gain("OSI", 5)
        assert gain.limit == "component"
        assert gain.amount == pytest.approx(1 - WORLD.standing("KOR", 2024).osi)

    def test_a_price_falls(self, bahrain):
        gain = bahrain.gain("TII.AF.MOBILE", -0.5)
        assert gain.amount < 0 < gain.component_gain

    def test_lower_bounds_are_called_so(self, bahrain):
        assert bahrain.gain("HCI.EGL", 1).is_lower_bound
        assert not bahrain.gain("OSI.SP", 1).is_lower_bound

    def test_a_present_value_that_is_loaded_tells_the_room(self):
        world = load_world(over_release(raw_inputs(2024, {"BHR": {"OSI.SP": 80 / 83, "TII.IU": 99.5}})))
        found = worth_as_published(world, iso3="BHR")
        assert found.gain("OSI.SP", 5).points == pytest.approx(3)
        assert found.gain("TII.IU", 1).amount == pytest.approx(0.5)
        assert found.gain("TII.IU", 1).own == 99.5

    def test_marks_travel(self, bahrain):
        assert {gain.how: gain.mark.value for gain in bahrain.gains if gain.how in {"line", "average"}} == {
            "average": "I",
            "line": "N",
        }
        assert {name: mark.value for name, mark in bahrain.assumptions.items()}["errors_as_before"] == "I"


class TestLadder:
    @pytest.mark.parametrize("who", ["BHR", "OMN", "BGD", "CAF", "TUV"])
    def test_a_price_is_enough_and_no_less_would_be(self, who):
        found = worth_as_published(WORLD, iso3=who)
        for price in found.ladder:
            for code, least in price.components.items():
                if least is None:
                    continue
                paid, short = (
                    simulate(
                        WORLD, parse_scenario([f"{code}={amount:+.15g}"], iso3=who), iso3=who, field="fixed"
                    ).rank.median
                    for amount in (least, least - 1e-7)
                )
                assert paid <= price.rank < short, (price.rank, code)

    def test_points_are_told_whole(self, bahrain):
        price = bahrain.ladder[0]
        assert (price.rank, price.ahead) == (17, ("ESP",))
        assert price_words(price, edition=2024, language="en").startswith("The next rank, 17, costs 1 point")
        assert least_words(bahrain.ladder[1], "OSI", language="en") == "5 points"
        assert least_words(bahrain.ladder[1], "TII", language="en") == "\N{EN DASH}"
        assert whole_points(4.2) == 5


class TestEquivalents:
    def test_each_gives_the_gain_of_one_point_of_services_provision(self, bahrain):
        assert (bahrain.reference, bahrain.reference_points) == ("OSI.SP", 1)
        one = bahrain.gain("OSI.SP", 1)
        for same in bahrain.equivalents:
            written = f"{same.node}={same.amount:+.15g}"
            outcome = simulate(WORLD, parse_scenario([written], iso3="BHR"), iso3="BHR", field="fixed")
            gained = outcome.egdi_mean - outcome.egdi_mean_before
            assert gained == pytest.approx(one.egdi_gain, abs=1e-9), same.node

    def test_upper_bounds_and_room(self, bahrain):
        by_node = {same.node: same for same in bahrain.equivalents}
        assert by_node["HCI.EGL"].is_upper_bound
        assert by_node["HCI.EGL"].points < 1
        denmark = worth_as_published(WORLD, iso3="DNK")
        assert not next(same for same in denmark.equivalents if same.node == "OSI.IF").fits


class TestEditions:
    def test_the_newest_and_coming_ones_are_drawn(self):
        for edition, coming in ((None, 2026), (2024, 2026), (2028, 2028)):
            found = worth(WORLD, iso3="BHR", edition=edition, draws=50)
            assert (found.edition, found.coming) == (2024, coming)
            assert found.before.counts.sum() == 50

    def test_earlier_ones_are_not(self):
        found = worth(WORLD, iso3="BHR", edition=2018)
        assert (found.coming, found.before) == (None, None)
        assert found.gain("OSI", 5).component_gain == pytest.approx(5 / 144)
        assert all(gain.moving is None for gain in found.gains)

    def test_an_edition_without_points_is_told_in_the_index(self):
        found = worth(WORLD, iso3="BHR", edition=2022)
        assert found.of_point is None
        assert found.gain("OSI", 0.01).component_gain == pytest.approx(0.01)
        assert "not known" in worth_finding(WORLD, found, language="en")

    @pytest.mark.parametrize("edition", WORLD.editions)
    def test_every_edition_has_an_answer_for_the_first_the_middle_and_the_last(self, edition):
        ranking = WORLD.ranking(edition)
        for standing in (ranking[0], ranking[len(ranking) // 2], ranking[-1]):
            found = worth_as_published(WORLD, iso3=standing.iso3, edition=edition)
            assert all(gain.rank <= found.rank for gain in found.gains)
            assert worth_record(WORLD, found)["edition"] == edition


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"iso3": "XYZ"}, "unknown_country"),
        ({"iso3": "BHR", "edition": 2027}, "no_coming_edition"),
        ({"iso3": "BHR", "draws": 0}, "draws"),
        ({"iso3": "LBY", "edition": 2012}, "not_ranked"),
    ],
)
def test_what_is_refused(options, code):
    with pytest.raises(AnalysisError) as raised:
        worth(WORLD, **options)
    assert raised.value.full_code == f"analysis.{code}"


class TestWords:
    @pytest.mark.parametrize(
        ("ends", "english", "arabic"),
        [
            ((0, 0), "no place", "لا مركز"),
            ((1, 1), "one place", "مركز واحد"),
            ((2, 2), "2 places", "مركزان"),
            ((0, 1), "between nothing and one place", "بين لا شيء ومركز واحد"),
            ((0, 2), "between nothing and 2 places", "بين لا شيء ومركزين"),
            ((1, 2), "between 1 and 2 places", "بين مركز واحد ومركزين"),
            ((3, 8), "between 3 and 8 places", "بين 3 و8 مراكز"),
            ((3, 12), "between 3 and 12 places", "بين 3 و12 مركزًا"),
        ],
    )
    def test_ranges_of_places(self, ends, english, arabic):
        assert places_range(*ends, language="en") == english
        bare = places_range(*ends, language="ar").translate(dict.fromkeys(range(0x2066, 0x206A)))
        assert bare == arabic

    @pytest.mark.parametrize(
        ("amount", "unit", "points", "words"),
        [
            (0.1, "share", 7.0007, "7 points"),
            (0.1, "share", 1.0, "1 point"),
            (0.01, "index", None, "0.01 of the index"),
            (1.0, "percent", None, "1 percentage point"),
            (3.88, "per_100", None, "3.88 per 100 inhabitants"),
            (-0.5, "percent_gni", None, "cheaper by 0.5% of GNI"),
            (2.0, "years", None, "2 years"),
            (0.0, "years", None, "no room left"),
        ],
    )
    def test_steps(self, amount, unit, points, words):
        assert step_words(amount, unit=unit, points=points, language="en") == words
