"""Results that were imported with gaps: a clear refusal, never a rank made out of what is missing."""

import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.features import worth
from miqyas.analysis.forecast import coming_editions, forecast
from miqyas.analysis.portfolio import plan
from miqyas.analysis.portfolio.sample import sample
from miqyas.analysis.portfolio.standing import standings
from miqyas.analysis.simulate import Scenario, parse_scenario, simulate
from miqyas.analysis.target import Goal, target
from miqyas.analysis.world import load_world
from miqyas.kernel.datasets import Dataset
from tests.analysis.overlays import COLUMNS, as_csv, over_release, synthetic_results
from tests.observations.imports.synthetic import synthetic_rows


def world_with(change):
    """The synthetic edition of 2026 with each row as `change` makes it."""
    rows = [change(row) for row in synthetic_rows(seed=1)]
    return load_world(over_release(Dataset("results", "SYNTHETIC with gaps", as_csv(COLUMNS, rows))))


def without_infrastructure_of(iso3):
    return world_with(lambda row: {**row, "tii": ""} if row["iso3"] == iso3 else row)


class TestAComponentOfOneStateIsMissing:
    """The state is ranked, but what its rank rests on is not there."""

    world = without_infrastructure_of("BHR")

    @pytest.mark.parametrize("field", ["fixed", "moving"])
    def test_it_is_not_simulated_as_if_it_stood_first(self, field):
        with pytest.raises(AnalysisError, match="component_missing"):
            simulate(self.world, Scenario(), iso3="BHR", field=field, draws=20)

    def test_nothing_can_be_said_of_its_features_or_targets(self):
        with pytest.raises(AnalysisError, match="component_missing"):
            worth(self.world, iso3="BHR", draws=20)
        with pytest.raises(AnalysisError, match="component_missing"):
            target(self.world, Goal("rank", rank=10), iso3="BHR", probability=0.5, draws=20)
        with pytest.raises(AnalysisError, match="component_missing"):
            target(self.world, Goal("ahead", code="BHR"), iso3="OMN", probability=0.5, draws=20)

    def test_no_plan_lifts_it_to_a_rank(self):
        chosen = plan(self.world, sample(self.world), iso3="BHR")
        with pytest.raises(AnalysisError, match="component_missing"):
            standings(self.world, chosen, draws=20)

    def test_nobody_takes_its_value(self):
        like = parse_scenario(["tii=like:BHR"], iso3="OMN")
        with pytest.raises(AnalysisError, match="component_missing"):
            simulate(self.world, like, iso3="OMN", field="fixed")

    def test_others_keep_its_printed_index_before_them_in_a_fixed_field(self):
        """A small gain that passes nobody must not pass the state with the gap either."""
        whole = load_world(over_release(synthetic_results()))
        behind = whole.published(2026).rank.tolist().index(int(whole.standing("BHR", 2026).rank) + 1)
        iso3 = whole.countries[behind]
        small = parse_scenario(["osi=+0.00001"], iso3=iso3)
        ranks = [
            simulate(world, small, iso3=iso3, field="fixed").rank.median for world in (whole, self.world)
        ]
        assert ranks[0] == ranks[1]


@pytest.mark.parametrize("column", ["epi", "hci"])
def test_an_edition_without_an_index_of_any_state_is_named(column):
    with pytest.raises(AnalysisError, match="forecast_lacks") as caught:
        forecast(world_with(lambda row: {**row, column: ""}))
    assert str(caught.value.place) == "2026"
    for language in ("ar", "en"):
        assert "2026" in caught.value.problem(language)


def test_an_edition_that_was_left_out_does_not_stretch_the_calendar():
    """2028 over 2024: the next edition is that of 2030, the target."""
    world = load_world(over_release(synthetic_results(edition=2028)))
    assert coming_editions(world) == (2030, 2032, 2034)
    assert forecast(world).edition == world.target == 2030
