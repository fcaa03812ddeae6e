"""Observations are values: changing one makes another, and why a value is not there is told."""

import numpy as np
import pytest

from miqyas.kernel.datasets import ActiveSet, Dataset
from miqyas.observations.model import Observations, Status, from_columns
from miqyas.observations.raw import load_raw
from miqyas.observations.results import data_version, load_results

GIVEN = from_columns({"OSI": [0.5, np.nan], "TII": [0.0, 1.0]}, edition=2024, countries=["AAA", "BBB"])


def test_columns_become_one_scenario():
    assert GIVEN.scenarios == 1
    assert GIVEN.values["OSI"].shape == (1, 2)
    assert Observations(1, ("AAA",), {}).scenarios == 1


def test_changing_values_makes_another():
    changed = GIVEN.with_values({"TII": np.ones((3, 2))})
    assert (changed.scenarios, GIVEN.scenarios) == (3, 1)
    assert set(GIVEN.without(["OSI"]).values) == {"TII"}
    assert set(GIVEN.values) == {"OSI", "TII"}


def test_a_zero_is_a_value_and_a_gap_is_not():
    assert GIVEN.status_of("TII").tolist() == [Status.OBSERVED, Status.OBSERVED]
    assert GIVEN.status_of("OSI").tolist() == [Status.OBSERVED, Status.MISSING]
    assert GIVEN.status_of("HCI").tolist() == [Status.NOT_PUBLISHED, Status.NOT_PUBLISHED]


@pytest.mark.parametrize(
    ("edition", "iso3", "code", "status"),
    [
        (2024, "BHR", "EGDI", Status.OBSERVED),
        (2012, "LBY", "EGDI", Status.NOT_ASSESSED),
        (2012, "LBY", "OSI", Status.OBSERVED),
        (2008, "SMR", "HCI", Status.NOT_ASSESSED),
        (2003, "MNE", "EGDI", Status.NOT_APPLICABLE),
        (2010, "SSD", "OSI", Status.NOT_APPLICABLE),
    ],
)
def test_why_a_published_value_is_there_or_not(edition, iso3, code, status):
    results = load_results()[edition]
    place = results.countries.index(iso3)
    assert results.statuses[code][place] == status
    assert results.observations(version="x").edition == edition


RAW = b"""edition,iso3,code,value,status
2024,BHR,TII.IU,99.5,observed
2024,TGO,TII.IU,,missing
2022,BHR,TII.IU,98,observed
"""


def test_raw_inputs_of_one_edition_over_all_states():
    active = ActiveSet((Dataset("raw", "a", RAW), Dataset("results", "b", b"edition,iso3\n")))
    found = load_raw(active, edition=2024)["TII.IU"]
    states = load_results()[2024].countries
    assert found[states.index("BHR")] == 99.5
    assert np.isnan(found).sum() == 192
    assert load_raw(active, edition=2020) == {}


def test_a_later_table_of_inputs_replaces_single_values():
    later = Dataset("raw", "b", b"edition,iso3,code,value,status\n2024,BHR,TII.IU,97,observed\n")
    found = load_raw(ActiveSet((Dataset("raw", "a", RAW), later)), edition=2024)["TII.IU"]
    assert found[load_results()[2024].countries.index("BHR")] == 97


def test_the_data_in_force_have_a_name():
    assert data_version(ActiveSet()) == data_version()
    assert data_version(ActiveSet((Dataset("raw", "a", RAW),))).startswith(f"{data_version()}+")
