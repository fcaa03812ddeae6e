"""A project at the gate against the assessment window, and the same days in people's calendars."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from miqyas.jobs.programme.roadmap import forget_schedules, project_dates
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.notifications.dates import appointments_of
from miqyas.workspace.roadmaps.models import GateReview, ItemWindow, RoadmapItem
from miqyas.workspace.roadmaps.services.gate import gate_create
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.jobs.test_challenges import run_once
from tests.web.reading import plain
from tests.workspace.roadmaps.dated_given import FEATURE, put
from tests.workspace.roadmaps.roads import laid, project

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)
LAST = dt.date(2027, 5, 31)
"""The day before the window of 2028 opens, from `timing.yaml`."""


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_schedules()
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


def brought(go_live: dt.date | None, *, start: dt.date | None = dt.date(2027, 1, 1)) -> GateReview:
    laid()
    dates = {"planned_start": start, "planned_end": go_live, "go_live": go_live}
    return gate_create(replace(project(), **dates), by=None)


@pytest.mark.parametrize(
    ("go_live", "standing"),
    [
        (dt.date(2027, 3, 1), "before"),
        (LAST, "at_risk"),
        (dt.date(2027, 6, 2), "in_window"),
        (dt.date(2099, 1, 1), "too_late"),
    ],
)
def test_where_a_day_of_going_live_stands(
    campaign_cast: CampaignCast, go_live: dt.date, standing: str
) -> None:
    found = project_dates(brought(go_live), today=TODAY)
    assert (found.live, found.last, found.standing) == (go_live, LAST, standing)
    assert found.safe < LAST


def test_a_day_to_be_safe_is_so_much_earlier_as_the_work_may_slip(campaign_cast: CampaignCast) -> None:
    long = project_dates(brought(LAST, start=dt.date(2027, 1, 1)), today=TODAY)
    review = GateReview.objects.get()
    review.planned_start = dt.date(2027, 5, 1)
    short = project_dates(review, today=TODAY)
    assert long.safe == LAST - dt.timedelta(long.margin)
    assert long.margin > short.margin > 0


def test_without_a_day_there_is_nothing_to_say(campaign_cast: CampaignCast) -> None:
    assert project_dates(brought(None), today=TODAY) is None


@pytest.mark.parametrize("language", ["ar", "en"])
def test_its_page_says_so_beside_the_verdict(campaign_cast: CampaignCast, language: str) -> None:
    brought(dt.date(2027, 6, 2))
    GateReview.objects.update(state="go", reasons="It serves all")
    page = plain(signed_in(campaign_cast.amina).get(f"/{language}/workspace/roadmap/gate/vaccines/"))
    said = {"ar": "بعد بدء تقييم 2028", "en": "After the 2028 assessment begins"}[language]
    assert page.count(said) == 2


def test_safe_and_last_days_stand_in_the_calendars_of_those_whose_item_it_is(
    campaign_cast: CampaignCast,
) -> None:
    put(
        "records",
        entity="health",
        features=(FEATURE,),
        planned_start=dt.date(2027, 1, 1),
        planned_end=dt.date(2027, 3, 1),
    )

    def days(name: str) -> dict[str, dt.date]:
        found = appointments_of(person_of(getattr(campaign_cast, name)))
        return {one.words: one.starts_on for one in found if one.words.startswith("calendar.roadmap_")}

    assert days("noor") == {}
    run_once("roadmap.safe_dates")
    kept = ItemWindow.objects.get()
    assert (kept.edition, kept.last) == (2028, LAST)
    assert days("noor") == {"calendar.roadmap_safe": kept.safe, "calendar.roadmap_last": LAST}
    assert days("farid") == {}
    RoadmapItem.objects.update(state="stopped")
    assert days("noor") == {}
    forget_schedules()
    run_once("roadmap.safe_dates")
    assert not ItemWindow.objects.exists()
