"""The whole method applied: bounds, monotony, weights, and indifference to order, names and scenarios."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from miqyas.analysis.world import load_world
from miqyas.index import compute
from miqyas.index.compute import evaluate
from miqyas.index.errors import IndexComputationError
from miqyas.methodology.model import Fact, Methodology
from miqyas.observations.model import from_columns
from tests.index.fields import COMPONENTS, METHODS, component_tables, observations, printed_values, raw_field

editions = pytest.mark.parametrize("edition", METHODS)
NAN = np.nan


@editions
@given(component_tables())
def test_an_index_lies_between_its_components(edition, table):
    total = compute(METHODS[edition], observations(table)).total
    parts = np.stack([table[code] for code in COMPONENTS])
    is_made = ~np.isnan(total)
    assert (total >= parts.min(axis=0) - 1e-12)[is_made].all()
    assert (total <= parts.max(axis=0) + 1e-12)[is_made].all()


@editions
@given(component_tables(), st.sampled_from(COMPONENTS), st.integers(0, 11), printed_values)
def test_raising_a_component_never_lowers_ones_own_rank(edition, table, code, place, more):
    place %= table[code].shape[1]
    raised = {name: values.copy() for name, values in table.items()}
    raised[code][0, place] += more
    before = compute(METHODS[edition], observations(table))
    after = compute(METHODS[edition], observations(raised))
    if before.rank[0, place]:
        assert 0 < after.rank[0, place] <= before.rank[0, place]


@editions
@given(component_tables(), st.sampled_from(COMPONENTS), st.integers(1, 11), printed_values)
def test_raising_anothers_component_never_raises_mine(edition, table, code, place, more):
    place = 1 + place % (table[code].shape[1] - 1)
    raised = {name: values.copy() for name, values in table.items()}
    raised[code][0, place] += more
    before = compute(METHODS[edition], observations(table))
    after = compute(METHODS[edition], observations(raised))
    assert after.rank[0, 0] >= before.rank[0, 0]
    np.testing.assert_array_equal(after.total[0, 0], before.total[0, 0])


@editions
@given(component_tables(), st.randoms(use_true_random=False))
def test_the_order_of_countries_does_not_matter(edition, table, chance):
    order = list(range(table["OSI"].shape[1]))
    chance.shuffle(order)
    straight = compute(METHODS[edition], observations(table))
    shuffled = compute(METHODS[edition], observations({code: row[:, order] for code, row in table.items()}))
    np.testing.assert_array_equal(shuffled.total, straight.total[:, order])
    np.testing.assert_array_equal(shuffled.rank, straight.rank[:, order])
    if straight.rating is not None:
        np.testing.assert_array_equal(shuffled.rating, straight.rating[:, order])


@given(component_tables())
def test_the_names_of_countries_do_not_matter(table):
    given_ = observations(table)
    renamed = replace(given_, countries=tuple(f"Z{number}" for number in range(len(given_.countries))))
    np.testing.assert_array_equal(compute(METHODS[2024], renamed).rank, compute(METHODS[2024], given_).rank)


def test_the_order_of_raw_inputs_of_the_whole_field_does_not_matter():
    field = raw_field(METHODS[2024].nodes["TII"], seed=5)
    order = np.random.default_rng(6).permutation(len(field.countries))
    turned = replace(field, values={code: row[:, order] for code, row in field.values.items()})
    tii = METHODS[2024].nodes["TII"]
    np.testing.assert_allclose(evaluate(tii, turned), evaluate(tii, field)[:, order], atol=1e-12)


class TestScenarios:
    """An axis of scenarios gives, bit for bit, what one scenario after the other gives."""

    def assert_equal_to_a_loop(self, method: Methodology, many):
        together = compute(method, many)
        for number in range(many.scenarios):
            values = {code: rows[[min(number, len(rows) - 1)]] for code, rows in many.values.items()}
            alone = compute(method, replace(many, values=values))
            for code, rows in together.index.items():
                np.testing.assert_array_equal(rows[[number]], alone.index[code], err_msg=code)
            for name in ("rank", "group", "rating"):
                if getattr(alone, name) is not None:
                    np.testing.assert_array_equal(getattr(together, name)[[number]], getattr(alone, name))

    @editions
    def test_from_components(self, edition):
        generator = np.random.default_rng(11)
        table = {code: generator.random((7, 193)).round(3) for code in COMPONENTS}
        table["OSI"][3, 5] = NAN
        table["OSI"][2, 8] = 0.0
        self.assert_equal_to_a_loop(METHODS[edition], observations(table))

    def test_with_one_row_that_stands_for_all(self):
        generator = np.random.default_rng(12)
        table = {
            "OSI": generator.random((5, 40)),
            "TII": generator.random((1, 40)),
            "HCI": generator.random((1, 40)),
        }
        self.assert_equal_to_a_loop(METHODS[2024], observations(table))

    def test_from_raw_inputs(self):
        field = raw_field(METHODS[2024].nodes["TII"], seed=13)
        generator = np.random.default_rng(14)
        raw = {code: row * generator.uniform(0.9, 1.1, (4, 193)) for code, row in field.values.items()}
        rest = {code: generator.random((1, 193)) for code in ("OSI", "HCI")}
        self.assert_equal_to_a_loop(METHODS[2024], replace(field, values={**raw, **rest}))

    def test_scenarios_that_do_not_fit_together_are_no_silent_repetition(self):
        table = {"OSI": np.ones((3, 2)), "TII": np.ones((2, 2)), "HCI": np.ones((1, 2))}
        with pytest.raises(ValueError, match="broadcast"):
            compute(METHODS[2024], observations(table))


@editions
def test_the_weights_of_an_edition_sum_to_one_all_the_way_down(edition):
    for node in METHODS[edition].nodes.values():
        if node.children:
            assert sum(child.weight.value for child in node.children) == 1


def test_more_weight_for_a_component_moves_the_index_towards_it():
    method = METHODS[2024]
    heavier = with_weights(method, {"OSI": Fraction(1, 2), "TII": Fraction(1, 4), "HCI": Fraction(1, 4)})
    given_ = from_columns({"OSI": [0.9], "TII": [0.3], "HCI": [0.6]}, edition=2024, countries=["AAA"])
    assert compute(heavier, given_).total[0, 0] == pytest.approx(0.675)
    assert compute(method, given_).total[0, 0] == pytest.approx(0.6)


def with_weights(method: Methodology, weights: dict[str, Fraction]) -> Methodology:
    children = tuple(
        replace(child, weight=Fact(weights[child.code], child.basis)) for child in method.root.children
    )
    return replace(method, root=replace(method.root, children=children))


class TestUnranked:
    table = {"OSI": [0.5, 0.0, 0.4, NAN], "TII": [0.5, 0.9, NAN, 0.2], "HCI": [0.5, 0.9, 0.4, 0.2]}
    countries = ("AAA", "BBB", "CCC", "DDD")

    def ranks(self, method: Methodology) -> list[int]:
        return compute(method, from_columns(self.table, edition=0, countries=self.countries)).rank[0].tolist()

    def test_an_osi_of_zero_where_the_edition_says_so(self):
        assert self.ranks(METHODS[2012]) == [1, 0, 0, 0]

    def test_an_osi_of_zero_elsewhere(self):
        assert self.ranks(METHODS[2024]) == [2, 1, 0, 0]

    @pytest.mark.parametrize("policy", ["rescale", "zero", "lowest"])
    def test_a_missing_component_whatever_the_policy_for_parts(self, policy):
        method = METHODS[2024]
        lenient = replace(method, root=replace(method.root, missing=policy))
        assert self.ranks(lenient) == [2, 1, 0, 0]

    def test_it_has_neither_group_nor_class(self):
        given_ = from_columns(self.table, edition=0, countries=self.countries)
        scores = compute(METHODS[2024], given_)
        assert [scores.group_code(place) for place in range(4)] == ["middle", "high", None, None]
        assert [scores.class_code(place) for place in range(4)] == ["M1", "H1", None, None]


def test_what_is_neither_given_nor_can_be_made_is_named():
    given_ = from_columns({"OSI": [0.5], "TII": [0.5]}, edition=2024, countries=["AAA"])
    with pytest.raises(IndexComputationError, match="not_given") as caught:
        compute(METHODS[2024], given_)
    assert caught.value.place.name == "HCI.AL"


def test_what_is_given_is_not_made_again_until_it_is_left_out():
    world = load_world()
    given_ = world.published(2024).observations(version="")
    points = 183 * given_.values["OSI"]
    with_parts = given_.with_values(dict.fromkeys(("OSI.IF", "OSI.CP", "OSI.SP", "OSI.TEC", "EPI"), points))
    assert compute(METHODS[2024], with_parts).total.tolist() == compute(METHODS[2024], given_).total.tolist()
    made = compute(METHODS[2024], with_parts.without(["OSI"]))
    np.testing.assert_allclose(made.index["OSI"], given_.values["OSI"], atol=1e-12)


def test_observations_are_left_as_they_were():
    given_ = load_world().published(2012).observations(version="")
    before = {code: rows.copy() for code, rows in given_.values.items()}
    compute(METHODS[2012], given_)
    for code, rows in before.items():
        np.testing.assert_array_equal(given_.values[code], rows)
