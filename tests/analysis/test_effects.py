"""What a change of a node does to its component, against the published world figures and by hand."""

import numpy as np
import pytest

from miqyas.analysis.effects import effect_of, effects
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.world import load_world
from miqyas.index import compute
from miqyas.kernel.provenance import Mark
from miqyas.methodology import load_edition
from miqyas.observations.model import from_columns
from miqyas.observations.raw import world_figures
from tests.analysis.overlays import over_release, synthetic_results

WORLD = load_world()


def test_a_point_of_services_provision_is_weight_times_slope_over_its_points():
    effect = effect_of(WORLD, edition=2024, node="OSI.SP")
    assert effect.per_point == pytest.approx(9 / 20 * 1.017 / 83)
    assert (effect.component, effect.how, effect.mark) == ("OSI", "line", Mark.NUMERIC)


def test_the_line_carries_the_world_means_to_within_what_it_leaves_unexplained():
    node, figures = load_edition(2024).nodes["OSI"], world_figures(2024)
    line = node.line.value
    total = sum(float(child.weight.value) * figures[child.code].mean for child in node.children)
    assert line.slope * total + line.intercept == pytest.approx(figures["OSI"].mean, abs=line.unexplained)


@pytest.mark.parametrize(("edition", "points"), [(2010, 315), (2016, 138), (2020, 170)])
def test_where_the_index_was_a_total_of_points_a_point_is_its_share(edition, points):
    effect = effect_of(WORLD, edition=edition, node="OSI")
    assert effect.per_point == pytest.approx(1 / points)
    assert effect.how == "exact"


def test_a_point_of_the_whole_index_is_the_average_point_of_its_parts_and_inferred():
    effect = effect_of(WORLD, edition=2024, node="OSI")
    assert effect.per_point == pytest.approx(1.017 / (25 + 9 + 83 + 16 + 73))
    assert (effect.how, effect.mark) == ("average", Mark.INFERRED)


def test_dearer_baskets_lower_the_infrastructure_index():
    assert effect_of(WORLD, edition=2024, node="TII.AF.FIXED").slope < 0
    assert effect_of(WORLD, edition=2024, node="TII.IU").slope > 0


def test_bounds_of_world_figures_never_exceed_the_true_slope():
    """On a field that is known whole, the lower bound from mean and extremes lies below the slope itself."""
    generator = np.random.default_rng(5)
    codes = [leaf.code for leaf in load_edition(2024).nodes["HCI"].leaves]
    common = generator.normal(size=60)
    columns = {code: 50 + 10 * (common + generator.normal(size=60)) for code in codes}
    names = [f"A{number:02d}" for number in range(60)]
    given = from_columns({**columns, "OSI": common * 0, "TII": common * 0}, edition=2024, countries=names)
    scores = compute(load_edition(2024), given)
    raw, made = scores.raw["HCI"][0], scores.index["HCI"][0]
    true = 1 / (raw.max() - raw.min())
    spread = [(column - column.mean()) / column.std() for column in columns.values()]
    best = np.mean([column.max() for column in spread])
    worst = np.mean([column.min() for column in spread])
    assert max((1 - made.mean()) / best, made.mean() / -worst) <= true + 1e-12


def test_literacy_counts_through_human_capital_and_says_that_it_is_a_lower_bound():
    effect = effect_of(WORLD, edition=2024, node="HCI.EGL")
    assert (effect.component, effect.how, effect.mark) == ("HCI", "at_least", Mark.INFERRED)
    assert effect.point == pytest.approx(1 / 18)


def test_the_draft_answers_like_the_edition_that_it_inherits():
    old, new = effects(WORLD, edition=2024), effects(WORLD, edition=WORLD.target)
    assert {code: effect.slope for code, effect in new.items()} == {
        code: effect.slope for code, effect in old.items()
    }
    assert all(effect.mark is Mark.INFERRED for effect in new.values())


def test_sub_indices_without_a_scale_are_refused_with_what_can_be_changed():
    with pytest.raises(AnalysisError) as raised:
        effect_of(WORLD, edition=2022, node="OSI.SP")
    assert raised.value.full_code == "analysis.node_not_scaled"
    assert "OSI, TII, HCI" in raised.value.render("en")


def test_a_node_that_the_edition_has_not_is_refused():
    with pytest.raises(AnalysisError) as raised:
        effect_of(WORLD, edition=2024, node="OSI.XX")
    assert raised.value.full_code == "analysis.unknown_node"
    assert "OSI.XX" in raised.value.render("ar")


def test_a_new_edition_keeps_the_scales_of_the_one_whose_method_it_inherits():
    """Plans and scenarios on parts must not break on the day on which results are imported."""
    after = load_world(over_release(synthetic_results()))
    old = effects(WORLD, edition=2024)
    for edition in (2026, after.target):
        new = effects(after, edition=edition)
        assert {code: effect.slope for code, effect in new.items()} == {
            code: effect.slope for code, effect in old.items()
        }
        assert all(effect.mark is Mark.INFERRED for effect in new.values())


def test_a_mean_of_standard_scores_is_no_node_to_change():
    """Affordability is built from prices: "+1" would have made them dearer, and the rank worse."""
    with pytest.raises(AnalysisError, match="node_not_scaled"):
        effect_of(WORLD, edition=2024, node="TII.AF")
    assert effect_of(WORLD, edition=2024, node="TII.AF.MOBILE").slope < 0


@pytest.mark.parametrize("edition", [2003, 2008, 2010])
def test_an_input_between_goalposts_counts_by_its_share_of_them(edition):
    literacy = effect_of(WORLD, edition=edition, node="HCI.AL")
    assert literacy.slope == pytest.approx(2 / 3 / 100)
    assert (literacy.unit, literacy.how) == ("percent", "exact")


def test_an_input_scaled_to_the_best_state_is_left_out_where_the_best_is_not_known():
    assert "TII.IU" not in effects(WORLD, edition=2008)
