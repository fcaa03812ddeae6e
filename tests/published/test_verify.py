"""All rows hold; a declared error that is mended is told; an error that nobody declared is found."""

from dataclasses import replace

import numpy as np
import pytest

from miqyas.analysis.verify import CHECKS, verify
from miqyas.analysis.world import World, load_world
from miqyas.observations.known_errors import known_errors
from miqyas.observations.model import Status

WORLD = load_world()


def with_change(edition: int, iso3: str, **changes: float) -> World:
    """The world with some published figures of one state changed (rank, EGDI, OSI, TII, HCI, EPI)."""
    results, place = WORLD.published(edition), WORLD.position(iso3)
    rank, values = results.rank.copy(), {code: array.copy() for code, array in results.values.items()}
    for name, value in changes.items():
        (rank if name == "rank" else values[name])[place] = value
    mended = replace(results, rank=rank, values=values)
    return World(WORLD.active, {**WORLD.results, edition: mended})


def test_all_rows_hold():
    outcome = verify(WORLD)
    assert outcome.rows == 2308
    assert outcome.undeclared == 0
    assert outcome.declared == 6
    assert outcome.equal == 2302
    assert outcome.mended == ()
    assert outcome.holds


def test_every_check_sees_every_row():
    for edition in verify(WORLD).editions:
        for check in CHECKS:
            different = edition.count(check, declared=True) + edition.count(check, declared=False)
            assert edition.equal[check] + different == edition.rows


def test_the_printed_rank_is_exact_but_for_the_declared_ties_of_2020():
    differing = [d for edition in verify(WORLD).editions for d in edition.differences if d.check == "rank"]
    assert {(d.edition, d.iso3, d.declared_by) for d in differing} == {
        (2020, iso3, "2020-tie-order") for iso3 in ("HUN", "MKD", "AND", "TLS")
    }


def test_the_residuals_stay_within_the_printed_rounding():
    residuals = {check.edition: check.largest_residual for check in verify(WORLD).editions}
    assert residuals.pop(2008) == pytest.approx(0.012, abs=0.001)
    assert max(residuals.values()) <= 7.1e-5


MENDED = {
    "2003-micronesia-hci": (2003, "FSM", {"HCI": 0.72}),
    "2003-tuvalu-hci": (2003, "TUV", {"HCI": 0.95}),
    "2008-cambodia-cameroon-egdi": (
        2008,
        "KHM",
        {"EGDI": float(WORLD.scores(2008).total[0, WORLD.position("KHM")])},
    ),
    "2020-tie-order": (2020, "AND", {"rank": 79}),
    "2024-appendix-epi": (2024, "CYP", {"EPI": 0.0548}),
}


def test_each_declared_error_has_a_case_of_its_mending():
    assert set(MENDED) == {error.id for error in known_errors()}


@pytest.mark.parametrize("name", MENDED)
def test_a_declaration_fails_once_the_source_is_mended(name):
    edition, iso3, change = MENDED[name]
    outcome = verify(with_change(edition, iso3, **change), editions=[edition])
    assert outcome.mended == (name,)
    assert not outcome.holds


@pytest.mark.parametrize(
    ("name", "iso3"),
    [(error.id, iso3) for error in known_errors() for iso3 in error.countries],
)
def test_a_declaration_fails_when_any_of_its_states_is_mended(name, iso3):
    error = next(error for error in known_errors() if error.id == name)
    place = WORLD.position(iso3)
    changes = {
        "value_above": {error.field: 0.7},
        "residual_above": {"EGDI": float(WORLD.scores(error.edition).total[0, place])},
        "printed_below_equal": {"rank": int(WORLD.published(error.edition).rank[place]) - 1},
        "printed_elsewhere": {"EPI": error.expect.get("printed", {}).get(iso3, {}).get("value")},
    }
    changed = with_change(error.edition, iso3, **changes[error.expect["kind"]])
    assert name in verify(changed, editions=[error.edition]).mended


@pytest.mark.parametrize("edition", WORLD.editions)
@pytest.mark.parametrize(
    ("what", "changes", "check"),
    [
        ("a mistyped index", {"EGDI": 0.111}, "components"),
        ("a mistyped component", {"TII": 0.111}, "components"),
        ("a mistyped rank", {"rank": 7}, "rank"),
    ],
)
def test_an_error_that_nobody_declared_is_found(edition, what, changes, check):
    outcome = verify(with_change(edition, "BHR", **changes), editions=[edition])
    assert outcome.undeclared > 0
    assert not outcome.holds
    assert "BHR" in {
        d.iso3 for d in outcome.editions[0].differences if d.check == check and not d.declared_by
    }


def test_an_index_printed_for_an_unranked_state_is_found():
    outcome = verify(with_change(2012, "LBY", EGDI=0.4, rank=140), editions=[2012])
    assert {d.iso3 for d in outcome.editions[0].differences if d.check == "components"} == {"LBY"}


def test_a_ranked_state_without_an_index_is_found():
    outcome = verify(with_change(2024, "BHR", EGDI=np.nan), editions=[2024])
    assert "BHR" in {d.iso3 for d in outcome.editions[0].differences}


class TestNotRanked:
    """A state that is not ranked has no index and no rank; none of its figures is a zero in disguise."""

    @pytest.mark.parametrize("edition", WORLD.editions)
    def test_no_index_and_no_rank(self, edition):
        results = WORLD.published(edition)
        unranked = results.is_listed() & (results.rank == 0)
        assert int(unranked.sum()) == int(results.is_listed().sum()) - results.ranked_count
        assert np.isnan(results.values["EGDI"][unranked]).all()
        assert (results.statuses["EGDI"][unranked] == Status.NOT_ASSESSED).all()
        assert np.isnan(WORLD.scores(edition).total[0, unranked]).all()

    @pytest.mark.parametrize("edition", WORLD.editions)
    def test_every_ranked_state_has_all_components(self, edition):
        results = WORLD.published(edition)
        for code in ("EGDI", "OSI", "TII", "HCI", "EPI"):
            assert not np.isnan(results.values[code][results.rank > 0]).any()

    @pytest.mark.parametrize("edition", WORLD.editions)
    def test_the_engine_leaves_exactly_these_unranked(self, edition):
        results = WORLD.published(edition)
        assert ((WORLD.scores(edition).rank[0] > 0) == (results.rank > 0)).all()

    @pytest.mark.parametrize("edition", WORLD.editions)
    def test_a_number_is_there_exactly_where_it_was_observed(self, edition):
        results = WORLD.published(edition)
        for code, values in results.values.items():
            assert ((results.statuses[code] == Status.OBSERVED) == ~np.isnan(values)).all(), code

    def test_a_state_that_was_no_member_yet_is_not_applicable(self):
        for iso3, first in (("MNE", 2008), ("SSD", 2012)):
            for standing in WORLD.history(iso3):
                assert standing.is_listed == (standing.edition >= first), (iso3, standing.edition)
