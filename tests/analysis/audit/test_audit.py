"""The audit of an edition as a whole, of a component, and everything that is refused."""

import json
from functools import cache

import numpy as np
import pytest

from miqyas.analysis.audit import audit, field_from, field_of, structure, uncertainty
from miqyas.analysis.audit.choices import choices_of
from miqyas.analysis.audit.field import components_at_hand, ranks_under
from miqyas.analysis.audit.records import audit_record, country_audit_record
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.world import load_world
from miqyas.kernel.datasets import Dataset
from miqyas.methodology import load_edition
from tests.analysis.audit.fields import random_field, world
from tests.analysis.overlays import COLUMNS, as_csv, over_release, raw_inputs, synthetic_results
from tests.index.fields import raw_field

FEW = {"replications": 200}


@cache
def audited(edition):
    """The audit of an edition, made once for all who read it."""
    return audit(world(), edition=edition, **FEW)


@pytest.fixture(scope="module")
def with_inputs():
    """A world with invented inputs of TII for all states in 2024."""
    field = raw_field(load_edition(2024).nodes["TII"], seed=1)
    values = {
        iso3: {code: row[0, place] for code, row in field.values.items()}
        for place, iso3 in enumerate(load_world().countries)
    }
    return load_world(over_release(raw_inputs(2024, values)))


class TestAnEdition:
    @pytest.mark.parametrize("edition", [2003, 2010, 2022, 2024])
    def test_everything_is_json_without_nan(self, edition):
        found = audited(edition)
        record = audit_record(world(), found)
        assert json.loads(json.dumps(record, allow_nan=False))["edition"] == edition
        country = country_audit_record(world(), found, "BHR")
        json.dumps(country, allow_nan=False)
        assert country["reach"]["best"] <= country["reach_near"]["best"] <= country["rank"]

    def test_the_same_seed_gives_the_same_audit(self):
        first, second = (audit_record(world(), audit(world(), edition=2024, seed=3, **FEW)) for _ in range(2))
        assert first == second

    def test_assumptions_carry_marks(self):
        marks = {one.key: one.mark.value for one in structure(world(), edition=2024).assumptions}
        assert marks["error"] == "I"
        assert {"weights", "floor", "alternatives", "components", "alike"} <= set(marks)

    def test_where_the_scale_of_points_is_unknown_there_is_no_error_of_assessment(self):
        found = structure(world(), edition=2022)
        assert found.choices.assessed is None
        assert "no_error" in {one.key for one in found.assumptions}
        assert "assessor" not in found.choices.addresses(found.field)

    def test_every_choice_is_an_address_of_the_method(self):
        found = structure(world(), edition=2024)
        addresses = [one for many in found.choices.addresses(found.field).values() for one in many]
        assert {"EGDI.aggregate", "OSI.normalise", "HCI.weight"} <= set(addresses)

    def test_an_imported_edition_can_be_audited(self):
        later = load_world(over_release(synthetic_results()))
        assert audit(later, edition=later.latest, **FEW).structure.field.code == "EGDI"

    def test_a_state_without_a_rank_is_covered_where_some_of_its_values_are_known(self):
        found = audited(2003)
        without = [one for one in found.uncertainty.intervals if one.nominal is None]
        assert without
        assert all(found.sensitivity.of(one.iso3) is None for one in without)
        record = country_audit_record(world(), found, without[0].iso3)
        assert (record["rank"], record["reach"], record["above"]) == (None, None, None)


class TestAComponent:
    def test_only_where_its_inputs_are_loaded_for_the_field(self, with_inputs):
        assert components_at_hand(world(), edition=2024) == ()
        assert components_at_hand(with_inputs, edition=2024) == ("TII",)

    def test_its_inputs_are_audited_with_prices_turned_round(self, with_inputs):
        found = audit(with_inputs, edition=2024, code="TII", **FEW)
        field = found.structure.field
        assert field.codes == ("TII.IU", "TII.MS", "TII.AM", "TII.AF.MOBILE", "TII.AF.FIXED")
        assert field.weights.tolist() == [0.25, 0.25, 0.25, 0.125, 0.125]
        assert (field.values[3] <= 0).all()
        assert found.structure.links == ()
        assert "TII.IU" in found.structure.correlations.names

    def test_what_weights_reach_is_solved_for_the_country_asked_for(self, with_inputs):
        found = structure(with_inputs, edition=2024, code="TII")
        assert found.reach == ()
        everywhere, near = found.reach_of("BHR")
        assert everywhere.is_exact
        assert everywhere.best <= near.best <= near.worst <= everywhere.worst

    def test_its_ranks_are_those_that_the_engine_gives(self, with_inputs):
        from miqyas.index.compute import evaluate
        from miqyas.index.rank import competition_rank

        node = load_edition(2024).nodes["TII"]
        expected = competition_rank(evaluate(node, raw_field(node, seed=1)))[0]
        assert field_of(with_inputs, edition=2024, code="TII").rank.tolist() == expected.tolist()


def refused(call, detail):
    with pytest.raises(AnalysisError) as caught:
        call()
    assert caught.value.detail == detail
    for language in ("ar", "en"):
        assert caught.value.problem(language)
        assert caught.value.remedy(language)
    return caught.value


class TestRefused:
    @pytest.mark.parametrize("edition", [2025, 1999, 2026])
    def test_an_edition_without_results(self, edition):
        refused(lambda: audit(world(), edition=edition), "edition_not_loaded")

    @pytest.mark.parametrize("replications", [0, -1, 10**9])
    def test_no_replications_or_too_many(self, replications):
        error = refused(lambda: audit(world(), edition=2024, replications=replications), "audit_replications")
        assert "1,000,000" in error.remedy("en")

    @pytest.mark.parametrize("error", [-0.1, 1.5, float("nan"), float("inf")])
    def test_a_probability_outside_0_to_1(self, error):
        refused(lambda: audit(world(), edition=2024, error=error), "audit_probability")

    @pytest.mark.parametrize(
        ("weights", "detail"),
        [
            ([0.5, 0.5], "audit_weights_count"),
            ([0.5, 0.3, 0.3], "audit_weights_sum"),
            ([1.2, -0.1, -0.1], "audit_weight"),
            ([float("nan"), 0.5, 0.5], "audit_weight"),
        ],
    )
    def test_weights_that_are_none(self, weights, detail):
        field = field_of(world(), edition=2024)
        refused(lambda: ranks_under(field, weights=weights), detail)

    def test_a_country_that_the_edition_does_not_cover(self):
        found = audit(world(), edition=2010, **FEW)
        refused(lambda: country_audit_record(world(), found, "SSD"), "audit_not_in_field")
        refused(lambda: found.uncertainty.of("XXX"), "audit_not_in_field")
        refused(lambda: found.sensitivity.of("XXX"), "audit_not_in_field")

    @pytest.mark.parametrize("code", ["EPI", "XYZ"])
    def test_a_component_that_is_none(self, code):
        refused(lambda: field_of(world(), edition=2024, code=code), "unknown_component")

    def test_a_component_whose_inputs_are_not_at_hand(self):
        error = refused(lambda: field_of(world(), edition=2024, code="TII"), "audit_no_components")
        assert "TII.IU" in error.remedy("en")

    def test_an_edition_whose_components_are_not_at_hand(self):
        rows = [
            {
                "edition": "2026", "iso3": iso3, "egdi": f"{0.9 - place / 100:.4f}",
                "egdi_rank": str(place + 1), "status": "ranked",
            }
            for place, iso3 in enumerate(["BHR", "ARE", "SAU", "OMN"])
        ]  # fmt: skip
        bare = load_world(over_release(Dataset("results", "bare.csv", as_csv(COLUMNS, rows))))
        error = refused(lambda: audit(bare, edition=2026), "audit_no_components")
        assert "OSI, TII, HCI" in error.remedy("en")

    @pytest.mark.parametrize("values", [np.ones((1, 9)), np.ones((3, 2)), np.ones(5)])
    def test_too_little_to_audit(self, values):
        refused(lambda: field_from(values), "audit_too_small")

    def test_a_part_that_does_not_vary(self):
        values = random_field(1).values.copy()
        values[2] = 0.5
        assert "P3" in refused(lambda: field_from(values), "audit_no_spread").problem("en")
        values[2] = np.nan
        refused(lambda: field_from(values), "audit_no_spread")

    def test_a_value_that_is_infinite(self):
        values = random_field(1).values.copy()
        values[0, 0] = np.inf
        refused(lambda: field_from(values), "audit_not_finite")

    def test_bounds_that_leave_nothing_to_draw(self):
        from dataclasses import replace

        field = random_field(1)
        tight = replace(choices_of(field), low=np.full(3, 0.4), high=np.full(3, 0.5))
        refused(lambda: uncertainty(field, choices=tight, replications=10), "audit_bounds")

    def test_what_weights_do_to_a_country_without_a_part(self):
        from miqyas.analysis.audit.reach import reach

        values = random_field(1).values.copy()
        values[0, 2] = np.nan
        field = field_from(values)
        refused(lambda: reach(field, "C3", low=np.zeros(3), high=np.ones(3)), "audit_part_missing")
