"""`miqyas forecast`: a country, the field, the track record, the ledger, post-mortems."""

import hashlib
import json

import pytest

from miqyas.analysis.forecast import record as records
from miqyas.analysis.forecast.record import track_record
from miqyas.analysis.world import load_world
from miqyas.kernel.datasets import OverlayFolder
from tests.analysis.overlays import synthetic_results

QUICK = ("--draws", "500")


@pytest.fixture
def remembered(monkeypatch):
    """The backtest as the shipped record remembers it: what it gives anew has a test of its own."""

    def found(world, *, on_progress=None, **_):
        if on_progress:
            on_progress(1.0)
        return track_record(world)

    monkeypatch.setattr("miqyas.analysis.forecast.backtest.backtest", found)
    monkeypatch.setattr(records, "record_of", lambda world, _: track_record(world))


class TestCountry:
    def test_it_says_between_what_and_what_and_how_far_to_trust_it(self, cli):
        found = cli("forecast", "BHR", "--to", "2028", *QUICK)
        assert found.code == 0
        assert "Rank in 2026: between" in found.out
        assert "with a probability of 80%, median" in found.out
        assert "80% intervals held 81% of ranks" in found.out
        assert "skill cannot be told from zero" in found.out
        assert "States that it is more likely than not to be ahead of in 2026" in found.out

    def test_json_holds_each_edition_and_the_track_record(self, cli):
        found = cli("forecast", "bahrain", "--to", "2030", "--json", *QUICK).json
        assert [edition["edition"] for edition in found["editions"]] == [2026, 2028, 2030]
        widths = [
            e["rank"]["intervals"][1]["worst"] - e["rank"]["intervals"][1]["best"] for e in found["editions"]
        ]
        assert widths == sorted(widths)
        assert found["track_record"]["is_in_force"] is True
        assert found["assumptions"] == {"errors_as_before": "I", "method_as_before": "I"}
        assert found["versions"]["software"]

    def test_another_model_says_that_it_is_not_the_one_in_force(self, cli):
        out = cli("forecast", "BHR", "--model", "implied", *QUICK).out
        assert "Model: implied by the other components. The one in force is another: no change." in out
        assert "did worse than “no change”" in out

    def test_a_sure_break_of_method_is_told_and_widens_the_interval(self, cli):
        usual, broken = (
            cli("forecast", "BHR", "--json", "--draws", "4000", *more).json["editions"][0]["egdi"][
                "intervals"
            ][1]
            for more in ((), ("--method-break", "broken"))
        )
        assert broken["high"] - broken["low"] > usual["high"] - usual["low"]
        told = cli("forecast", "BHR", "--method-break", "broken", *QUICK).out
        assert "the method changes for certain" in told

    def test_equal_seeds_give_equal_answers(self, cli):
        first, second, other = (
            cli("forecast", "BHR", "--json", "--seed", seed, *QUICK).out for seed in "112"
        )
        assert first == second != other

    def test_in_arabic(self, cli):
        found = cli("forecast", "البحرين", "--lang", "ar", *QUICK)
        assert "لم يثبت أن نموذجًا أفضل من «لا تغيير»" in found.out
        assert "المؤشر ومكوّناته" in found.out


class TestField:
    def test_every_state_with_its_interval(self, cli):
        found = cli("forecast", "--json", *QUICK).json
        assert len(found["countries"]) == 193
        means = [country["rank"]["mean"] for country in found["countries"]]
        assert means == sorted(means)

    def test_a_group_and_the_first_of_it(self, cli):
        found = cli("forecast", "--group", "gcc", "--top", "2", "--json", *QUICK).json
        assert len(found["countries"]) == 2
        assert "Ranks to expect in 2028" in cli("forecast", "--to", "2028", "--top", "3", *QUICK).out


class TestBacktest:
    def test_the_summary_has_skill_with_its_interval_errors_and_coverage(self, cli, remembered):
        found = cli("forecast", "--backtest", "--json").json["summary"]
        assert {
            "crps_rank_skill", "crps_rank_skill_interval", "mae_rank", "crps_rank", "crps_egdi", "mae_egdi",
            "coverage_50", "coverage_80", "coverage_90", "no_change", "scored", "chosen", "in_force",
        } <= found.keys()  # fmt: skip
        assert found["crps_rank"] <= found["no_change"]["crps_rank"]
        assert 0.75 <= found["coverage_80"] <= 0.87

    def test_the_table_has_every_model_and_says_in_words_that_skill_is_not_told_from_zero(
        self, cli, remembered
    ):
        out = cli("forecast", "--backtest").out
        for words in ("shrunken drift", "mean of the models", "the first 40", "Africa", "2014", "2024"):
            assert words in out
        assert "skill cannot be told from zero. So “no change” is the forecast in force." in out

    def test_a_record_is_written_only_into_a_checkout(self, cli, remembered, monkeypatch, tmp_path):
        import miqyas.analysis.forecast as package

        shipped = (tmp_path / "src/miqyas/analysis/forecast").resolve()
        shipped.mkdir(parents=True)
        monkeypatch.setattr(package, "__file__", str(shipped / "__init__.py"))
        refused = cli("forecast", "--backtest", "--write")
        assert refused.code == 2
        assert "no source tree" in refused.err
        (tmp_path / "pyproject.toml").touch()
        assert cli("forecast", "--backtest", "--write").code == 0
        kept = records.from_json((shipped / "track_record.json").read_text(encoding="utf-8"))
        assert kept == track_record(load_world())


class TestLedger:
    def test_a_forecast_is_frozen_listed_and_scored_when_results_come(self, cli, tmp_path):
        published = cli("forecast", "--publish", "--title", "February", "--seed", "3", "--json").json
        overlays = OverlayFolder(tmp_path / "data" / "datasets")
        (dataset,) = overlays.active().of_kind("forecast")
        assert hashlib.sha256(dataset.content).hexdigest() == published["sha256"]
        assert "The results of 2026 are not out yet." in cli("forecast", "--ledger").out

        overlays.activate(overlays.active().with_dataset(synthetic_results()))
        entries = cli("forecast", "--ledger", "--json").json["entries"]
        own = next(entry for entry in entries if entry["sha256"] == published["sha256"])
        assert own["title"] == "February"
        assert own["verdict"][0]["members"] == "world"
        assert own["verdict"][0]["crps_rank"] > 0
        shown = cli("forecast", "BHR", "--post-mortem", "--entry", published["sha256"][:10])
        assert shown.code == 0
        assert "Where the miss came from" in shown.out

    def test_hindsight_says_so(self, cli):
        out = cli("forecast", "BHR", "--post-mortem").out
        assert "37 places better than expected: 18 instead of 55." in out
        assert "No forecast of this edition was published before it came." in out
        found = cli("forecast", "BHR", "--post-mortem", "--json").json
        assert found["places"] == 37
        assert found["sha256"] is None

    def test_a_forecast_for_the_package_is_named_by_its_hash(self, cli, monkeypatch, tmp_path):
        import miqyas.analysis.forecast as package

        shipped = tmp_path / "src/miqyas/analysis/forecast"
        shipped.mkdir(parents=True)
        (tmp_path / "pyproject.toml").touch()
        monkeypatch.setattr(package, "__file__", str(shipped / "__init__.py"))
        name = cli("forecast", "--publish", "--write", "--json").json["sha256"]
        (file,) = (shipped / "ledger").iterdir()
        assert file.name == f"{name}.json"
        assert json.loads(file.read_bytes())["edition"] == 2026


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("forecast", "Atlantis"), "No country is known by Atlantis"),
        (("forecast", "BHR", "--to", "2024"), "No forecast is made of the edition 2024."),
        (("forecast", "BHR", "--to", "2099"), "Editions that are forecast: 2026, 2028, 2030."),
        (("forecast", "BHR", "--model", "magic"), "no forecasting model called magic"),
        (("forecast", "--method-break", "often"), "Choose one of: as_before, broken, unbroken."),
        (("forecast", "BHR", "--backtest"), "do not go together"),
        (("forecast", "--ledger", "--publish"), "do not go together"),
        (("forecast", "--post-mortem"), "do not go together"),
        (("forecast", "BHR", "--write"), "do not go together"),
        (("forecast", "BHR", "--draws", "0"), "--draws"),
        (("forecast", "BHR", "--engine", "turbo", "--draws", "500"), "turbo"),
        (("forecast", "BHR", "--post-mortem", "--edition", "2003"), "none can be made in hindsight"),
        (
            ("forecast", "BHR", "--post-mortem", "--entry", "abc"),
            "no single forecast whose hash begins with abc",
        ),
    ],
)
def test_what_cannot_be_answered_is_told_with_its_remedy(cli, words, said):
    found = cli(*words)
    assert found.code == 2
    assert said in found.err
    assert found.out == ""
