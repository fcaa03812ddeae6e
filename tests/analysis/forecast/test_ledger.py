"""Published forecasts: frozen, named by their hash, made anew, scored, explained."""

import hashlib
from importlib.resources import files

import numpy as np
import pytest

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast import NODES
from miqyas.analysis.forecast.backtest import ranks_among
from miqyas.analysis.forecast.ledger import (
    FIGURES,
    LEVELS,
    as_dataset,
    find_entry,
    freeze,
    frozen_as_of,
    ledger,
    read_entry,
    write_entry,
)
from miqyas.analysis.forecast.postmortem import post_mortem
from miqyas.analysis.forecast.record import fingerprint
from miqyas.analysis.forecast.sentences import miss_sentences
from miqyas.analysis.forecast.verdict import verdict
from miqyas.analysis.world import load_world
from miqyas.kernel.datasets import ActiveSet, Dataset, OverlayFolder
from tests.analysis.overlays import over_release, synthetic_results

RELEASE = load_world()
OWN = freeze(RELEASE, published="2026-02-01", model="drift", draws=2000, seed=5)
AFTER = load_world(over_release(as_dataset(OWN, title="February"), synthetic_results()))
"""A forecast of 2026 published, then made-up results of 2026 imported."""
SHIPPED = list(files("miqyas.analysis.forecast").joinpath("ledger").iterdir())


class TestShipped:
    def test_there_is_one_for_the_target_edition(self):
        assert any(entry.forecast.edition == RELEASE.target for entry in ledger(RELEASE))

    @pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name[:12])
    def test_its_name_is_its_hash_and_nobody_edited_it(self, file):
        content = file.read_bytes()
        assert file.name == f"{hashlib.sha256(content).hexdigest()}.json"
        assert write_entry(read_entry(content)) == content

    @pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name[:12])
    def test_it_can_be_made_anew(self, file):
        kept = read_entry(file.read_bytes())
        if fingerprint(RELEASE, until=kept.origin) != kept.results:
            pytest.skip("the packaged results have been changed since it was published")
        anew = frozen_as_of(
            RELEASE,
            origin=kept.origin,
            edition=kept.edition,
            model=kept.model,
            factor=kept.factor,
            method_break=kept.method_break,
            draws=kept.draws,
            seed=kept.seed,
        )
        assert anew.countries == kept.countries
        assert anew.levels == kept.levels
        for name in FIGURES:
            np.testing.assert_allclose(anew.figures[name], kept.figures[name], atol=2e-4)


class TestFreezing:
    def test_equal_questions_give_equal_bytes_and_another_seed_does_not(self):
        again = freeze(RELEASE, published="2026-02-01", model="drift", draws=2000, seed=5)
        other = freeze(RELEASE, published="2026-02-01", model="drift", draws=2000, seed=6)
        assert write_entry(again) == write_entry(OWN)
        assert write_entry(other) != write_entry(OWN)

    def test_quantiles_rise_with_their_level_and_hold_what_scores_need(self):
        assert len(LEVELS) >= 19
        assert {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95} <= set(LEVELS)
        assert set(OWN.figures) == {"rank", "EGDI", *NODES}
        for values in OWN.figures.values():
            assert np.all(np.diff(values, axis=0) >= 0)
            assert values.shape == (len(LEVELS), 193)

    def test_a_state_that_was_not_ranked_is_not_forecast(self):
        old = frozen_as_of(RELEASE, origin=2012, edition=2014, model="no_change", factor=1.0, draws=200)
        assert "LBY" not in old.countries
        assert len(old.countries) == RELEASE.published(2012).ranked_count

    @pytest.mark.parametrize(
        "content", [b"", b"[]", b'{"format": 2}', b"\xff\xfe", b'{"format": 1, "countries": {}}']
    )
    def test_what_is_no_entry_is_refused_in_words(self, content):
        with pytest.raises(AnalysisError) as caught:
            read_entry(content, name="spoiled.json")
        assert caught.value.full_code == "analysis.no_frozen_forecast"
        assert "spoiled.json" in caught.value.problem("en")
        assert caught.value.remedy("ar")


class TestLedger:
    def test_an_overlay_folder_keeps_entries_like_any_dataset(self, tmp_path):
        folder = OverlayFolder(tmp_path)
        folder.activate(ActiveSet().with_dataset(as_dataset(OWN, title="February")))
        world = load_world(folder.active())
        assert [entry.title for entry in ledger(world) if not entry.is_shipped] == ["February"]
        assert world.latest == RELEASE.latest, "a forecast is no result"

    def test_entries_stand_in_the_order_of_their_dates(self):
        dates = [entry.forecast.published for entry in ledger(AFTER)]
        assert dates == sorted(dates)

    def test_an_entry_is_found_by_the_beginning_of_its_hash(self):
        entry = ledger(RELEASE)[0]
        assert find_entry(RELEASE, entry.sha256[:8]) == entry
        for name in ("", "zz"):
            with pytest.raises(AnalysisError, match="no_ledger_entry"):
                find_entry(RELEASE, name)

    def test_a_spoiled_dataset_is_told(self):
        spoiled = load_world(over_release(Dataset("forecast", "spoiled.json", b"{}")))
        with pytest.raises(AnalysisError, match="no_frozen_forecast"):
            ledger(spoiled)


class TestVerdict:
    def test_there_is_none_before_the_results(self):
        assert all(verdict(RELEASE, entry.forecast) is None for entry in ledger(RELEASE))

    def test_every_entry_is_scored_after_them(self):
        for entry in ledger(AFTER):
            found = verdict(AFTER, entry.forecast)
            assert found is not None
            assert found.own["world"].count == 193
            assert set(found.own) == set(found.no_change)

    def test_figures_are_those_of_a_count_by_hand(self):
        found = verdict(AFTER, OWN)
        assert found is not None
        came = ranks_among(AFTER.published(2026).rank)
        order = [AFTER.position(iso3) for iso3 in OWN.countries]
        median = OWN.quantile("rank", 0.5)
        low, high = OWN.quantile("rank", 0.1), OWN.quantile("rank", 0.9)
        outcome = came[order]
        assert found.own["world"].mae_rank == pytest.approx(np.abs(median - outcome).mean())
        assert found.own["world"].coverage[0.8] == pytest.approx(
            ((low <= outcome) & (outcome <= high)).mean()
        )

    def test_no_change_has_no_skill_against_itself(self):
        entry = next(entry for entry in ledger(AFTER) if entry.is_shipped)
        found = verdict(AFTER, entry.forecast)
        assert found is not None
        assert found.skill("world") == 0

    def test_from_quantiles_it_comes_near_to_the_backtest(self):
        """The forecast of 2024 from 2022 scored from what an entry keeps, beside what the record says."""
        from miqyas.analysis.forecast.record import WORLD, track_record

        seen = frozen_as_of(RELEASE, origin=2022, edition=2024, model="no_change", factor=1.0)
        found = verdict(RELEASE, seen)
        assert found is not None
        kept = next(
            s for s in track_record(RELEASE).over(model="no_change", members=WORLD) if s.target == 2024
        )
        assert found.own["world"].crps_rank == pytest.approx(kept.crps_rank, rel=0.02)
        assert found.own["world"].mae_rank == pytest.approx(kept.mae_rank, abs=1e-5)
        assert found.own["world"].coverage[0.8] == pytest.approx(kept.coverage[0.8], abs=0.02)


class TestPostMortem:
    @pytest.mark.parametrize("iso3", ["BHR", "DNK", "SOM", "EST"])
    def test_parts_sum_to_the_miss(self, iso3):
        found = post_mortem(AFTER, iso3=iso3, edition=2026)
        change = found.change
        places = sum(change.places.values()) + change.others + change.method_places + change.rounding_places
        assert places + found.middle_places == pytest.approx(found.places)
        points = sum(change.components.values()) + change.method + change.rounding + found.middle
        assert points == pytest.approx(found.came["EGDI"] - found.expected["EGDI"], abs=1e-12)

    def test_a_component_brings_its_weight_times_what_it_missed(self):
        found = post_mortem(AFTER, iso3="BHR", edition=2026)
        for code in ("OSI", "TII", "HCI"):
            miss = found.came[code] - found.expected[code]
            assert found.change.components[code] == pytest.approx(miss / 3, abs=1e-3)

    def test_the_newest_entry_of_the_edition_is_explained_unless_another_is_named(self):
        newest = post_mortem(AFTER, iso3="BHR", edition=2026)
        assert newest.entry is not None
        assert newest.entry.sha256 == ledger(AFTER)[-1].sha256
        first = ledger(AFTER)[0]
        named = post_mortem(AFTER, iso3="BHR", edition=2026, entry=first)
        assert named.frozen == first.forecast

    def test_the_expected_rank_is_that_of_the_entry(self):
        entry = next(entry for entry in ledger(AFTER) if not entry.is_shipped)
        found = post_mortem(AFTER, iso3="BHR", edition=2026, entry=entry)
        place = OWN.countries.index("BHR")
        assert found.expected["rank"] == OWN.quantile("rank", 0.5)[place]
        assert found.came["rank"] == AFTER.standing("BHR", 2026).rank

    def test_without_an_entry_it_says_that_it_is_hindsight(self):
        found = post_mortem(RELEASE, iso3="BHR", edition=2024)
        assert found.entry is None
        assert "before it came" in miss_sentences(found, language="en")[2]
        assert found.origin == 2022

    def test_where_nothing_can_be_explained(self):
        with pytest.raises(AnalysisError, match="edition_not_loaded"):
            post_mortem(RELEASE, iso3="BHR", edition=2026)
        with pytest.raises(AnalysisError, match="no_forecast_then"):
            post_mortem(RELEASE, iso3="BHR", edition=2003)
        with pytest.raises(AnalysisError, match="unknown_country"):
            post_mortem(RELEASE, iso3="XXX", edition=2024)
        with pytest.raises(AnalysisError, match="not_ranked"):
            post_mortem(RELEASE, iso3="LBY", edition=2012)
        with pytest.raises(AnalysisError, match="not_ranked"):
            post_mortem(RELEASE, iso3="LBY", edition=2014)
