"""New results laid over the release move everything on; taking them away brings everything back."""

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.verify import verify
from miqyas.analysis.world import load_world
from miqyas.kernel.datasets import ActiveSet, OverlayFolder
from miqyas.observations.results import load_results
from tests.analysis.overlays import over_release, synthetic_results
from tests.observations.imports.synthetic import EDITION

RELEASE = load_world()
AFTER = load_world(over_release(synthetic_results()))


class TestBefore:
    def test_the_newest_edition_and_the_one_to_come(self):
        assert (RELEASE.latest, RELEASE.target, RELEASE.draft.edition) == (2024, 2026, 2026)
        assert (RELEASE.draft.status, RELEASE.draft.inherits) == ("draft", 2024)

    def test_the_edition_to_come_has_no_results(self):
        with pytest.raises(AnalysisError, match="edition_not_loaded"):
            RELEASE.published(EDITION)


class TestAfterResultsOf2026:
    def test_everything_moves_on(self):
        assert AFTER.editions == (*RELEASE.editions, EDITION)
        assert (AFTER.latest, AFTER.previous(EDITION)) == (EDITION, 2024)
        assert (AFTER.target, AFTER.draft.edition) == (2028, 2028)

    def test_the_method_of_the_new_edition_is_the_last_known_and_says_so(self):
        method = AFTER.methodology(EDITION)
        assert (method.edition, method.inherits, method.status) == (EDITION, 2024, "inherited")
        assert "results of this edition are out" in method.note.in_language("en")
        assert AFTER.draft.status == "draft"
        assert method.nodes.keys() == AFTER.methodology(2024).nodes.keys()

    def test_standings_and_history_hold_the_new_edition(self):
        standing = AFTER.standing("BHR", EDITION)
        assert standing.rank >= 1
        assert standing.group is not None
        assert AFTER.history("BHR")[-1] == standing
        assert len(AFTER.ranking(EDITION)) == 193

    def test_the_new_rows_are_verified_like_all_others(self):
        outcome = verify(AFTER)
        assert (outcome.rows, outcome.undeclared, outcome.mended) == (2308 + 193, 0, ())

    def test_the_release_is_untouched(self):
        for edition in RELEASE.editions:
            for code, values in RELEASE.published(edition).values.items():
                np.testing.assert_array_equal(AFTER.published(edition).values[code], values)
            assert not AFTER.published(edition).is_overlay
        assert AFTER.published(EDITION).is_overlay
        assert tuple(load_results()) == RELEASE.editions
        assert load_world().latest == 2024

    def test_every_result_names_the_data_it_rests_on(self):
        assert AFTER.data_version != RELEASE.data_version
        assert AFTER.versions(2024).data == AFTER.data_version
        assert AFTER.data_version == load_world(over_release(synthetic_results())).data_version
        assert AFTER.data_version != load_world(over_release(synthetic_results(seed=2))).data_version


def test_reverting_brings_the_release_back(tmp_path):
    folder = OverlayFolder(tmp_path / "overlays")
    folder.activate(folder.active().with_dataset(synthetic_results()))
    assert load_world(folder.active()).latest == EDITION
    folder.activate(folder.active().with_dataset(synthetic_results(edition=2028)))
    assert load_world(folder.active()).editions[-2:] == (EDITION, 2028)
    folder.revert()
    assert load_world(folder.active()).latest == EDITION
    folder.revert()
    assert folder.active() == ActiveSet()
    assert load_world(folder.active()).data_version == RELEASE.data_version


def test_later_rows_replace_earlier_ones_and_no_others():
    corrected = load_world(over_release(synthetic_results(seed=1), synthetic_results(seed=2)))
    alone = load_world(over_release(synthetic_results(seed=2)))
    assert corrected.standing("BHR", EDITION) == alone.standing("BHR", EDITION)


def test_results_may_be_laid_over_an_edition_of_the_release():
    world = load_world(over_release(synthetic_results(edition=2024, basis=2024)))
    assert world.editions == RELEASE.editions
    assert world.published(2024).is_overlay
    assert not world.published(2022).is_overlay
    assert world.standing("BHR", 2022) == RELEASE.standing("BHR", 2022)


class TestTargetEdition:
    """The target is a setting for as long as it is still to come."""

    @pytest.mark.parametrize(
        ("setting", "before", "after"), [(None, 2026, 2028), (2026, 2026, 2028), (2030, 2030, 2030)]
    )
    def test_a_setting_in_the_future_holds_until_its_results_are_there(self, setting, before, after):
        assert load_world(target_edition=setting).target == before
        assert load_world(over_release(synthetic_results()), target_edition=setting).target == after

    @pytest.mark.parametrize("past", [2003, 2022, 2024])
    def test_a_setting_in_the_past_is_not_followed(self, past):
        assert load_world(target_edition=past).target == 2026
