"""The score to expect: never a single rank while uncalibrated, never lowered by a better share."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.expected import SOURCES, Estimate, expected_score
from miqyas.analysis.expected.own import Noise, composite, known_of, noise_of, own_parts
from miqyas.analysis.expected.records import expected_record
from miqyas.analysis.outlook import country_outlook
from miqyas.analysis.world import load_world
from miqyas.kernel.execution import open_engine
from miqyas.kernel.words import say
from tests.analysis.overlays import over_release, raw_inputs

WORLD = load_world()
PARTS = ("OSI.IF", "OSI.CP", "OSI.SP", "OSI.TEC", "EPI.INFORMATION", "EPI.CONSULTATION", "EPI.DECISION")
WIDE = {"scale": 0.6, "freedom": 6.0}


def estimates(share=0.9, **given):
    return [Estimate(node, share, **{**WIDE, **given}) for node in PARTS]


def expect(found=None, **given):
    return expected_score(
        WORLD, found or estimates(), **{"iso3": "BHR", "correlation": 0.5, "draws": 1500, **given}
    )


def width(spread):
    low, high = spread.interval(0.8)
    return high - low


class TestBand:
    def test_uncalibrated_it_is_a_band_and_its_record_names_no_single_rank(self):
        found = expect()
        assert not found.is_calibrated
        best, worst = found.rank.interval(0.8)
        assert worst - best > 15
        record = expected_record(WORLD, found)
        assert record["rank"]["median"] is None
        assert record["epi_rank"]["median"] is None
        assert record["rank"]["intervals"][1] == {"coverage": 0.8, "best": best, "worst": worst}

    def test_calibrated_it_may_name_one_beside_the_band(self):
        found = expect(estimates(pairs=3))
        assert found.is_calibrated
        record = expected_record(WORLD, found)
        assert record["rank"]["median"] == found.rank.median
        assert record["published_before"]["osi"] == 0.90305

    def test_one_sub_index_without_a_pair_is_enough_to_stay_uncalibrated(self):
        mixed = estimates(pairs=3)
        mixed[4] = replace(mixed[4], pairs=0)
        assert not expect(mixed).is_calibrated

    def test_groups_and_ranks_are_probabilities(self):
        found = expect()
        assert sum(found.groups.values()) == pytest.approx(1)
        assert found.rank.shares.sum() == pytest.approx(1)


class TestParts:
    def test_each_source_is_listed_and_has_words(self):
        found = expect()
        assert tuple(part.source for part in found.parts) == SOURCES
        for source in SOURCES:
            assert all(say(f"expected.source.{source}", language=language) for language in ("ar", "en"))

    def test_the_bridge_weighs_most_while_it_is_uncalibrated(self):
        found = expect()
        narrow = {part.source: width(part.egdi) for part in found.parts}
        assert min(narrow, key=narrow.get) == "bridge"

    def test_what_adds_nothing_narrows_nothing(self):
        found = expect()
        for source in ("assessors", "answers"):
            assert found.part(source).egdi == found.values["EGDI"]

    def test_assessors_who_differ_widen_it_and_are_told_apart(self):
        found = expect(estimates(assessors=0.15))
        assert width(found.part("assessors").egdi) < width(found.values["EGDI"])
        with pytest.raises(KeyError):
            found.part("weather")

    def test_with_everything_known_but_the_field_and_statistics_only_these_are_left(self):
        found = expect(estimates(scale=0.0))
        services = found.values["OSI"]
        assert width(services) < 0.06
        assert width(found.part("statistics").egdi) < width(found.values["EGDI"])

    def test_statistics_of_now_have_no_spread_of_their_own(self):
        found = expect(statistics="now")
        assert found.part("statistics").egdi == found.values["EGDI"]
        assert width(found.values["TII"]) < 0.02


class TestAgainstTheForecast:
    def test_the_published_values_without_spread_give_about_the_rank_of_the_forecast(self):
        """OSI 0.90305 of 2024 put back through the line: the median is about that of the outlook."""
        share = (0.90305 - 0.0015) / 1.017
        found = expect(estimates(share, scale=0.0), draws=3000)
        assert found.values["OSI"].mean == pytest.approx(0.903, abs=0.02)
        outlook = country_outlook(WORLD, iso3="BHR", draws=3000).steps[0]
        assert abs(found.rank.median - outlook.rank.median) <= 4


class TestUnknown:
    def test_what_nobody_answered_is_drawn_from_all_states_and_is_not_zero(self):
        found = expect([Estimate("OSI.SP", 0.9, **WIDE)])
        assert "OSI.IF" in found.unknown
        assert found.values["OSI.IF"].mean == pytest.approx(0.77, abs=0.06)
        assert width(found.values["EGDI"]) > width(expect().values["EGDI"])
        assert say("expected.unknown", language="ar", n=6, nodes="OSI.IF")

    def test_an_estimate_of_nothing_is_the_same_as_none(self):
        whole = [Estimate("OSI.SP", 0.9, **WIDE)]
        empty = [*whole, Estimate("OSI.IF", None, **WIDE)]
        assert expect(whole).values == expect(empty).values

    def test_e_government_literacy_says_that_it_cannot_count_without_the_own_value(self):
        with_it = expect([*estimates(), Estimate("HCI.EGL", 0.9, **WIDE)])
        assert not with_it.literacy
        assert with_it.is_calibrated is False
        assert expected_record(WORLD, with_it)["literacy_counts"] is False

    def test_with_the_own_value_loaded_a_higher_share_of_it_moves_human_capital(self):
        loaded = load_world(over_release(raw_inputs(2024, {"BHR": {"HCI.EGL": 0.7}})))

        def expect_there(share):
            known = [*estimates(), Estimate("HCI.EGL", share)]
            return expected_score(loaded, known, iso3="BHR", correlation=0.5, draws=500, statistics="now")

        same, more = expect_there(0.7), expect_there(0.9)
        assert same.literacy
        assert same.marks["literacy"].value == "I"
        assert same.values["HCI"].mean == pytest.approx(0.868, abs=0.006)
        assert more.values["HCI"].mean - same.values["HCI"].mean == pytest.approx(0.2 * 0.162, abs=0.003)
        assert all(
            say(f"assumption.{name}", language=language) for name in same.marks for language in ("ar", "en")
        )


def test_the_same_seed_gives_the_same_numbers_on_every_engine():
    with open_engine("processes:2") as engine:
        spread = expected_record(WORLD, expect(draws=11_000, engine=engine))
    assert spread == expected_record(WORLD, expect(draws=11_000))
    assert expected_record(WORLD, expect(seed=2)) != expected_record(WORLD, expect(seed=1))


@given(
    st.lists(st.floats(0, 1), min_size=7, max_size=7),
    st.integers(0, 6),
    st.floats(0, 1),
    st.floats(0, 0.2),
)
@settings(max_examples=25, deadline=None)
def test_a_better_share_never_lowers_the_expected_score(shares, at, better, deviation):
    """Over the same draws: not OSI, not EGDI, and no quantile of a rank gets worse."""

    def expected(values):
        given_ = [
            Estimate(node, share, assessors=deviation, **WIDE)
            for node, share in zip(PARTS, values, strict=True)
        ]
        return expect(given_, draws=200)

    higher = list(shares)
    higher[at] = max(shares[at], better)
    before, after = expected(shares), expected(higher)
    for code in ("OSI", "EPI", "EGDI"):
        assert after.values[code].mean >= before.values[code].mean - 1e-12
        assert all(
            after.values[code].quantiles[share] >= value - 1e-12
            for share, value in before.values[code].quantiles.items()
        )
    for share in (0.1, 0.5, 0.9):
        assert after.rank.quantile(share) <= before.rank.quantile(share)


@given(st.permutations(range(7)))
@settings(max_examples=5, deadline=None)
def test_the_order_of_estimates_does_not_matter(order):
    listed = [Estimate(node, 0.3 + 0.1 * at, **WIDE) for at, node in enumerate(PARTS)]
    assert expect([listed[at] for at in order], draws=200).values == expect(listed, draws=200).values


class TestOwnDraws:
    METHOD = WORLD.methodology(2024)

    def test_services_by_hand(self):
        values = dict(zip(PARTS, (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3), strict=True))
        participation = (50 * 0.5 + 9 * 0.4 + 14 * 0.3) / 73
        total = 0.1 * 0.9 + 0.05 * 0.8 + 0.45 * 0.7 + 0.05 * 0.6 + 0.35 * participation
        parts = {node: np.array([value]) for node, value in values.items()}
        assert composite(self.METHOD.nodes["EPI"], parts)[0] == pytest.approx(participation)
        assert composite(self.METHOD.nodes["OSI"], parts)[0] == pytest.approx(1.017 * total + 0.0015)

    def test_errors_of_the_bridge_hang_together_as_told_and_have_heavy_ends(self):
        known = known_of(WORLD, estimates(), methodology=self.METHOD, correlation=0.5)
        noise = noise_of(known, draws=40_000, generator=np.random.default_rng(1)).bridge
        assert np.corrcoef(np.sign(noise[0]), np.sign(noise[2]))[0, 1] == pytest.approx(1 / 3, abs=0.02)
        assert noise[0].std() == pytest.approx(math.sqrt(6 / 4), abs=0.03)
        loose = replace(known, correlation=0.0, freedom=np.full(7, np.inf))
        free = noise_of(loose, draws=40_000, generator=np.random.default_rng(1)).bridge
        assert np.corrcoef(free[0], free[2])[0, 1] == pytest.approx(0, abs=0.02)
        assert free[0].std() == pytest.approx(1, abs=0.02)

    def test_a_bias_moves_the_middle(self):
        known = known_of(WORLD, estimates(0.8, bias=-0.5), methodology=self.METHOD, correlation=0.5)
        still = Noise(*(np.zeros((7, 1)) for _ in range(3)), np.zeros(1), np.zeros(1))
        assert own_parts(known, still)["OSI.SP"][0] < 0.75


@pytest.mark.parametrize(
    ("given_", "detail"),
    [
        ({"found": [Estimate("OSI.SP", 0.9), Estimate("OSI.SP", 0.8)]}, "estimate_twice"),
        ({"found": [Estimate("TII.IU", 0.9)]}, "no_part_of_services"),
        ({"found": [Estimate("OSI.SP", None)]}, "nothing_known"),
        ({"found": [Estimate("HCI.EGL", 0.5)]}, "nothing_known"),
        ({"iso3": "XXX"}, "unknown_country"),
        ({"edition": 1999}, "no_coming_edition"),
        ({"draws": 0}, "draws"),
        ({"correlation": 1.5}, "correlation"),
        ({"statistics": "hoped"}, "not_one_of"),
    ],
)
def test_what_cannot_be_expected_is_refused_in_both_languages(given_, detail):
    with pytest.raises(AnalysisError) as refused:
        expect(**given_)
    assert refused.value.detail == detail
    assert refused.value.render("ar")
    assert refused.value.render("en")


@pytest.mark.parametrize(
    "wrong",
    [{"share": 1.2}, {"share": math.nan}, {"scale": -1}, {"assessors": math.inf}, {"bias": math.nan}],
)
def test_an_estimate_outside_its_bounds_is_refused(wrong):
    with pytest.raises(AnalysisError) as refused:
        Estimate("OSI.SP", **{"share": 0.5, **wrong})
    assert refused.value.detail == "estimate_outside"
