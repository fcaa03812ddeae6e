"""What is pointed out about an input: discrepancies, ages, bounds, deadlines, what is missing."""

from datetime import date
from typing import Any

import pytest

from miqyas.analysis.updates import inputs_of
from miqyas.analysis.world import load_world
from miqyas.kernel.words import say
from miqyas.workspace.statistics.checks import discrepancy, findings
from miqyas.workspace.statistics.models import StatisticalInput

WORLD = load_world()
KNOWN = inputs_of(WORLD, edition=WORLD.target)
TODAY = date(2026, 3, 1)


def item(indicator: str = "TII.IU", **given: Any) -> StatisticalInput:
    return StatisticalInput(edition=WORLD.target, indicator=indicator, **given)


def codes(one: StatisticalInput) -> set[str]:
    return {found.code for found in findings(one, KNOWN[one.indicator], today=TODAY)}


def test_a_new_one_lacks_everything() -> None:
    assert codes(item()) == {"nobody", "no_deadline", "no_national", "no_agency"}


@pytest.mark.parametrize(
    ("national", "agency", "share"), [(95, 90, 0.0556), (90, 95, -0.0526), (5, 0, None), (None, 3, None)]
)
def test_the_discrepancy_is_a_share_of_the_agencys_value(national: Any, agency: Any, share: Any) -> None:
    found = discrepancy(item(national_value=national, agency_value=agency))
    assert found == (None if share is None else pytest.approx(share, abs=1e-4))


@pytest.mark.parametrize(
    ("national", "agency", "told"),
    [(95, 90, True), (90.1, 90, False), (0, 0, False), (1, 0, True), (None, 90, False)],
)
def test_values_that_differ_want_an_explanation(national: Any, agency: Any, told: bool) -> None:
    assert ("unexplained" in codes(item(national_value=national, agency_value=agency))) is told
    explained = item(national_value=national, agency_value=agency, explanation="Another survey")
    assert "unexplained" not in codes(explained)


def test_years_are_compared() -> None:
    values = {"national_value": 90, "agency_value": 90}
    assert "older" in codes(item(**values, national_year=2021, agency_year=2023))
    assert "newer" in codes(item(**values, national_year=2024, agency_year=2023))
    assert not codes(item(**values, national_year=2023, agency_year=2023)) & {"older", "newer"}
    assert not codes(item(**values, national_year=2023)) & {"older", "newer"}


@pytest.mark.parametrize(
    ("indicator", "value", "code"),
    [
        ("TII.MS", 131, "capped"),
        ("TII.MS", 119, None),
        ("TII.AF.MOBILE", 0.4, "capped"),
        ("HCI.MYS", 16, "unseen"),
        ("HCI.MYS", 12, None),
        ("HCI.EYS", 1.2, "unseen"),
    ],
)
def test_values_beyond_the_cap_or_beyond_the_field_are_told(
    indicator: str, value: float, code: str | None
) -> None:
    found = codes(item(indicator, national_value=value)) & {"capped", "unseen"}
    assert found == ({code} if code else set())


@pytest.mark.parametrize(
    ("deadline", "code"),
    [
        (date(2026, 2, 27), "late"),
        (date(2026, 3, 1), "soon"),
        (date(2026, 3, 31), "soon"),
        (date(2026, 4, 1), None),
    ],
)
def test_deadlines_near_and_past(deadline: date, code: str | None) -> None:
    assert codes(item(deadline=deadline)) & {"late", "soon"} == ({code} if code else set())


def test_what_is_reported_waits_for_no_deadline() -> None:
    done = item(deadline=date(2026, 2, 27), national_value=90, state="reported")
    assert not codes(done) & {"late", "soon", "no_deadline"}


def test_what_is_urgent_comes_first_and_all_of_it_has_words() -> None:
    one = item("HCI.MYS", national_value=16, agency_value=12, national_year=2020, agency_year=2022)
    found = findings(one, KNOWN["HCI.MYS"], today=TODAY)
    urgent = [finding.is_urgent for finding in found]
    assert urgent == sorted(urgent, reverse=True)
    for finding in found:
        for language in ("ar", "en"):
            assert say(f"statistics.finding.{finding.code}", language=language, **finding.params)
