"""Without a part, without the countries at an end of the scale."""

from dataclasses import replace

import numpy as np
import pytest

from miqyas.analysis.audit.field import field_from
from miqyas.analysis.audit.leave_out import leave_out
from miqyas.analysis.audit.links import links
from miqyas.methodology.model import Normalisation
from tests.analysis.audit.fields import edition_field, rows, world


def by_name(field):
    return {(one.kind, one.code): one for one in leave_out(field)}


def test_without_a_part_the_others_decide():
    """By both parts C2, C1, C3; by the second alone C3, C2, C1."""
    without_first = by_name(rows([0.9, 0.5, 0.1], [0, 0.6, 0.7]))["part", "P1"]
    assert without_first.shift.tolist() == [1, 1, -2]
    assert (without_first.mean_shift, without_first.largest_shift) == (pytest.approx(4 / 3), -2)
    assert without_first.largest_iso3 == "C3"


def test_a_scale_made_anew_turns_an_order():
    """C4, C2, C1, C3. Without C3 the parts are made anew: 1, 0.5, 0 and 0, 0.375, 1, and C1 passes C2."""
    field = replace(
        field_from(np.array([[0.5, 0.4, 1.0, 0.3], [0.6, 0.75, 0.0, 1.0]])),
        anew=(Normalisation("min_max"),) * 2,
    )
    assert field.rank.tolist() == [3, 2, 4, 1]
    without = by_name(field)["highest", "P1"]
    assert without.countries == ("C3",)
    assert without.shift.tolist() == [-2, 1, 0, 0]


def test_all_that_hold_an_end_leave_together():
    found = by_name(rows([1, 1, 0.5, 0.2, 0], [0.1, 0.2, 0.3, 0.5, 0.4]))
    assert found["highest", "P1"].countries == ("C1", "C2")


def test_a_scale_that_no_country_sets_does_not_move():
    """Editions before 2012 stretched no component but the online services; their method says so."""
    found = by_name(edition_field(2010))
    assert found["highest", "TII"].mean_shift == 0


def test_2024_without_its_extremes_hardly_moves_and_without_a_component_it_does():
    found = by_name(edition_field(2024))
    assert found["lowest", "HCI"].countries == ("SOM",)
    assert all(one.mean_shift < 1 for one in found.values() if one.kind != "part")
    assert all(one.mean_shift > 5 for one in found.values() if one.kind == "part")


class TestLinks:
    def test_the_world_bank_and_the_oecd_with_their_years(self):
        found = [link for link in links(world(), edition=2024) if link.code == "EGDI"]
        assert [(link.source, link.year, link.count, link.is_closest) for link in found] == [
            ("gtmi", 2020, 193, False),
            ("gtmi", 2022, 193, False),
            ("gtmi", 2025, 192, True),
            ("oecd_dgi", 2019, 33, False),
            ("oecd_dgi", 2023, 38, True),
        ]

    def test_of_two_equally_near_editions_the_later_was_assessed_nearer(self):
        closest = {
            edition: [
                link.year
                for link in links(world(), edition=edition)
                if link.is_closest and link.code == "OSI" and link.source == "oecd_dgi"
            ]
            for edition in (2018, 2020, 2022, 2024)
        }
        assert closest == {2018: [], 2020: [2019], 2022: [], 2024: [2023]}

    def test_services_go_with_the_world_bank_more_than_infrastructure(self):
        found = {link.code: link.pearson for link in links(world(), edition=2022) if link.year == 2022}
        assert found["OSI"] > found["TII"]
