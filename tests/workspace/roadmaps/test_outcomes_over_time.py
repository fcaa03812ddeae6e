"""Outcomes are said otherwise, values corrected and taken back; the history tells all of it."""

from datetime import date
from decimal import Decimal

import pytest

from miqyas.jobs.programme.outcomes_file import outcomes_workbook
from miqyas.sheets import read_workbook
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.models import ItemOutcome
from miqyas.workspace.roadmaps.queries.outcomes import changes_of, outcomes_of
from miqyas.workspace.roadmaps.services.outcomes import (
    OutcomeFields,
    outcome_add,
    outcome_change,
    outcome_measure,
    outcome_take_back,
)
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.roadmaps.roads import laid

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 1), date(2026, 11, 1)
FIELDS = OutcomeFields({"en": "Nurses trained"}, Decimal(900), "Lists", baseline_value=Decimal(0))


@pytest.fixture
def outcome(campaign_cast: CampaignCast) -> ItemOutcome:
    return outcome_add(laid()["records"], FIELDS, by=None)


def measure(outcome: ItemOutcome, on: date, value: int) -> None:
    outcome_measure(outcome, on=on, value=Decimal(value), today=LAST, by=None)


def shown(outcome: ItemOutcome) -> tuple[list[int], float | None]:
    one = outcomes_of([outcome.item])[outcome.item_id][0]
    return [int(value.value) for value in one.values], one.share


def test_a_value_is_corrected_for_its_day_and_another_is_taken_back(outcome: ItemOutcome) -> None:
    measure(outcome, FIRST, 300)
    measure(outcome, FIRST, 90)
    measure(outcome, LAST, 450)
    assert shown(outcome) == ([90, 450], 0.5)
    outcome_take_back(outcome, on=LAST, by=None)
    assert shown(outcome) == ([90], 0.1)
    with pytest.raises(RoadmapError, match="value_unknown"):
        outcome_take_back(outcome, on=LAST, by=None)
    measure(outcome, LAST, 180)
    assert shown(outcome) == ([90, 180], 0.2)
    assert [(one.action, one.value) for one in changes_of(outcome)] == [
        ("outcome.measure", "180.0000"),
        ("outcome.take_back", "450.0000"),
        ("outcome.measure", "450.0000"),
        ("outcome.measure", "90.0000"),
        ("outcome.measure", "300.0000"),
        ("outcome.add", None),
    ]


def test_what_is_to_be_reached_is_said_otherwise_and_the_history_tells_from_what(
    outcome: ItemOutcome,
) -> None:
    measure(outcome, FIRST, 300)
    more = OutcomeFields({"en": "Nurses trained"}, Decimal(1200), "Lists", baseline_value=Decimal(0))
    outcome_change(outcome, more, by=None)
    assert shown(outcome) == ([300], 0.25)
    outcome_change(outcome, more, by=None)
    changes = changes_of(outcome)
    assert [one.action for one in changes] == ["outcome.change", "outcome.measure", "outcome.add"]
    assert changes[0].fields == {"target_value": ("900.0000", "1200.0000")}


def test_another_outcome_of_the_item_has_its_own_history(outcome: ItemOutcome) -> None:
    other = outcome_add(outcome.item, FIELDS, by=None)
    measure(outcome, FIRST, 300)
    assert [one.action for one in changes_of(other)] == ["outcome.add"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_outcomes_go_out_as_a_file_with_the_values_that_count(
    outcome: ItemOutcome, campaign_cast: CampaignCast, language: str
) -> None:
    for on, value in ((FIRST, 300), (LAST, 500), (LAST, 450)):
        measure(outcome, on, value)
    outcome_take_back(outcome, on=FIRST, by=None)
    jamal = signed_in(campaign_cast.jamal)
    assert "roadmap/outcomes.xlsx" in jamal.get("/en/workspace/roadmap/").content.decode()
    content = jamal.get(f"/{language}/workspace/roadmap/outcomes.xlsx").content
    grids = read_workbook(content, name="x.xlsx").grids
    (_, one), (_, value) = ([row.cells for row in grid.rows] for grid in grids)
    title = {"ar": "السجل الصحي", "en": "Health record"}[language]
    assert one[:3] == ("records", title, "Nurses trained")
    assert [float(cell) for cell in (one[4], one[6], one[8], one[10])] == [0, 900, 450, 0.5]
    assert (value[0], value[2], float(value[3]), value[4]) == ("records", "2026-11-01", 450, "Lists")
    assert signed_in(campaign_cast.dana).get("/en/workspace/roadmap/outcomes.xlsx").status_code == 403


def test_without_outcomes_the_file_has_headings_alone(campaign_cast: CampaignCast) -> None:
    laid()
    grids = read_workbook(outcomes_workbook(language="en"), name="x.xlsx").grids
    assert [len(grid.rows) for grid in grids] == [1, 1]
