"""The explanation of a score adds up, and says what was given, computed, absent, provisional."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from miqyas.analysis.world import load_world
from miqyas.index import compute, trace
from miqyas.index.errors import IndexComputationError
from miqyas.methodology.model import Fact
from miqyas.observations.model import Status, from_columns
from tests.index.fields import METHODS, component_tables, figures_of, observations, raw_field

WORLD = load_world()
MADE = {"TII": "TII.AF", "HCI": "HCI.EGL"}


def scores_from_raw(component: str, *, seed: int = 1):
    field = raw_field(METHODS[2024].nodes[component], seed=seed)
    rest = {
        code: np.full((1, len(field.countries)), 0.5) for code in ("OSI", "TII", "HCI") if code != component
    }
    return compute(METHODS[2024], field.with_values(rest))


@given(component_tables(), st.integers(0, 11))
def test_contributions_sum_to_the_index(table, place):
    scores = compute(METHODS[2024], observations(table))
    country = scores.countries[place % len(scores.countries)]
    tree = trace(scores, country=country)
    assert sum(child.contribution for child in tree.children) == pytest.approx(tree.value, abs=1e-12)


@pytest.mark.parametrize("component", MADE)
@pytest.mark.parametrize("seed", range(5))
def test_contributions_sum_at_every_level(component, seed):
    tree = trace(scores_from_raw(component, seed=seed), country="A7")
    for node in tree.walk():
        if node.children and node.origin == "computed":
            parts = sum(child.contribution for child in node.children)
            assert parts == pytest.approx(node.raw, abs=1e-12), node.code


@pytest.mark.parametrize("edition", WORLD.editions)
def test_every_ranked_state_of_every_edition_adds_up(edition):
    scores = WORLD.scores(edition)
    for standing in WORLD.ranking(edition):
        tree = trace(scores, country=standing.iso3)
        assert sum(child.contribution for child in tree.children) == pytest.approx(tree.value, abs=1e-12)


def test_rescaled_weights_still_add_up():
    root = replace(METHODS[2024].root, missing="rescale")
    method = replace(METHODS[2024], root=root, not_ranked=())
    table = {"OSI": [0.9, 0.4], "TII": [np.nan, 0.3], "HCI": [0.6, 0.2]}
    tree = trace(compute(method, from_columns(table, edition=2024, countries=["AAA", "BBB"])), country="AAA")
    assert tree.find("TII").contribution is None
    assert tree.value == pytest.approx(0.75)
    assert sum(child.contribution or 0 for child in tree.children) == pytest.approx(tree.value)


def test_a_mean_that_is_no_sum_has_no_contributions():
    root = METHODS[2024].root
    method = replace(METHODS[2024], root=replace(root, aggregate=Fact("geometric", root.basis)))
    table = {"OSI": [0.9], "TII": [0.4], "HCI": [0.6]}
    tree = trace(compute(method, from_columns(table, edition=2024, countries=["AAA"])), country="AAA")
    assert [child.contribution for child in tree.children] == [None, None, None]


class TestFigures:
    """What the normaliser used: after caps, of the values at hand or of the published world figures."""

    def test_caps_come_first(self):
        scores = scores_from_raw("TII")
        uncapped = scores.observations.with_values(
            {"TII.MS": scores.observations.values["TII.MS"] + np.eye(1, 193, 3) * 500}
        )
        scores = compute(METHODS[2024], uncapped)
        node = trace(scores, country="A3", code="TII.MS")
        assert node.raw > 120
        assert node.field.high == 120
        assert node.value == pytest.approx((120 - node.field.mean) / node.field.deviation)

    def test_reference_figures_are_named_as_such(self):
        scores = scores_from_raw("TII")
        figures = figures_of(scores.observations.values["TII.IU"])
        again = compute(METHODS[2024], replace(scores.observations, reference={"TII.IU": figures}))
        node = trace(again, country="A3", code="TII.IU")
        assert (node.field, node.field_is_reference) == (figures, True)

    def test_none_where_no_field_is_used(self):
        tree = trace(scores_from_raw("TII"), country="A3")
        assert tree.field is None
        assert tree.find("TII.AF").field is None
        assert tree.find("TII").field is not None


class TestRanks:
    def test_the_first_place_in_a_price_goes_to_the_cheapest(self):
        scores = scores_from_raw("TII")
        prices = scores.observations.values["TII.AF.FIXED"][0]
        cheapest = scores.countries[int(prices.argmin())]
        dearest = scores.countries[int(prices.argmax())]
        assert trace(scores, country=cheapest).find("TII.AF.FIXED").rank == 1
        assert trace(scores, country=cheapest, code="TII.AF.FIXED").rank == 1
        assert (
            trace(scores, country=dearest, code="TII.AF.FIXED").rank == int(np.sum(prices < prices.max())) + 1
        )

    def test_the_first_place_in_affordability_goes_to_the_highest(self):
        scores = scores_from_raw("TII")
        best = scores.countries[int(scores.index["TII.AF"][0].argmax())]
        assert trace(scores, country=best, code="TII.AF").rank == 1

    def test_one_country_alone_has_no_rank_in_a_part(self):
        table = {"OSI": [0.9], "TII": [0.4], "HCI": [0.6]}
        scores = compute(METHODS[2024], from_columns(table, edition=2024, countries=["AAA"]))
        assert trace(scores, country="AAA", code="OSI").rank is None


def test_what_was_printed_is_given_and_what_lies_below_is_absent():
    tree = trace(WORLD.scores(2024), country="BHR")
    assert {child.code: child.origin for child in tree.children} == {
        "OSI": "given",
        "TII": "given",
        "HCI": "given",
    }
    assert (tree.find("TII.IU").origin, tree.find("TII.IU").status) == ("absent", Status.NOT_PUBLISHED)
    assert tree.find("EPI").value == WORLD.standing("BHR", 2024).epi


def test_a_state_that_is_not_ranked_is_explained_too():
    tree = trace(WORLD.scores(2012), country="LBY")
    assert (tree.value, tree.rank) == (None, None)
    assert tree.find("OSI").value == 0
    assert trace(WORLD.scores(2008), country="SMR").find("HCI").status is Status.NOT_ASSESSED


def test_the_unexplained_error_of_a_provisional_rule_is_told():
    assert trace(WORLD.scores(2024), country="BHR").find("HCI").unexplained == 0.0045
    assert trace(WORLD.scores(2024), country="BHR").find("TII").unexplained is None


def test_the_tree_as_plain_values_names_mark_and_source_of_each_rule():
    plain = trace(WORLD.scores(2024), country="BHR").as_dict()
    assert plain["children"][0]["facts"][0] == {
        "name": "component",
        "value": "OSI",
        "mark": "N",
        "source": "osi-2024",
    }


@pytest.mark.parametrize(
    ("asked", "detail"),
    [({"country": "XXX"}, "unknown_country"), ({"country": "BHR", "code": "XX"}, "unknown_node")],
)
def test_what_is_not_there_is_refused(asked, detail):
    with pytest.raises(IndexComputationError, match=detail):
        trace(WORLD.scores(2024), **asked)
