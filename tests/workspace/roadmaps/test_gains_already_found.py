"""What the newest campaign has found already is not gained again: halves count half, what is whole nothing.

The campaign of `scored_given`, its review over: OSI-SP-004 was found whole, OSI-SP-002 by the mean of two
thirds and one third, OSI-IF-001 by nobody.
"""

import datetime as dt

import pytest

from miqyas.analysis.portfolio.model import Gain
from miqyas.jobs.programme.roadmap import forget_schedules, roadmap_schedule
from miqyas.jobs.programme.roadmap_gains import Found, feature_gains, features_found, item_gains
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.roadmaps.models import AdoptedAction, PlanAdoption, PortfolioPlan
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.reading import plain
from tests.workspace.roadmaps.dated_given import put
from tests.workspace.scores.scored_given import scored

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 1, 15)
DAYS = {"planned_start": dt.date(2027, 2, 1), "planned_end": dt.date(2027, 3, 1)}
WHOLE, HALF, NONE = ("OSI", "OSI-SP-004"), ("OSI", "OSI-SP-002"), ("OSI", "OSI-IF-001")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget_schedules()


def worth(feature: tuple[str, str]) -> float:
    return feature_gains(current_world(), ["OSI"])[feature].amount


def amounts() -> dict[str, list[float]]:
    tasks = roadmap_schedule(today=TODAY).found.schedule.by_id
    return {code: [gain.amount for gain in one.task.gains] for code, one in tasks.items()}


def laid() -> None:
    put("whole", features=(WHOLE,), **DAYS)
    put("half", features=(HALF,), **DAYS)
    put("none", features=(NONE,), **DAYS)


def test_a_campaign_says_what_is_there_once_nobody_looks_blindly_any_more(
    campaign_cast: CampaignCast,
) -> None:
    scored(campaign_cast, state="review")
    assert features_found() == Found()
    scored(campaign_cast, state="reply", code="later")
    found = features_found()
    assert found.campaign.code == "later"
    assert {code: round(share, 6) for code, share in found.shares.items()} == {
        "OSI-IF-001": 0.0,
        "OSI-SP-002": 0.5,
        "OSI-SP-004": 1.0,
    }


def test_what_was_found_is_not_gained_again(campaign_cast: CampaignCast) -> None:
    laid()
    before = amounts()
    assert before == {"whole": [worth(WHOLE)], "half": [worth(HALF)], "none": [worth(NONE)]}
    scored(campaign_cast, state="frozen")
    assert amounts() == {
        "whole": [],
        "half": [pytest.approx(worth(HALF) / 2)],
        "none": [pytest.approx(worth(NONE))],
    }
    held = roadmap_schedule(today=TODAY)
    assert (held.settled, dict(held.reached)) == (("whole",), {"whole": ("OSI-SP-004",)})
    assert set(held.slips) == {"half", "none"}


def test_the_expected_rank_counts_only_what_is_left(campaign_cast: CampaignCast) -> None:
    put("whole", features=(WHOLE,), **DAYS)
    before = roadmap_schedule(today=TODAY).found.slips.future("all_in_time").gain.mean
    assert before > 0
    put("half", features=(HALF,), **DAYS)
    scored(campaign_cast, state="published")
    after = roadmap_schedule(today=TODAY).found.slips.future("all_in_time").gain.mean
    assert after == pytest.approx(before * worth(HALF) / worth(WHOLE) / 2, rel=0.05)


def test_a_feature_of_two_items_leaves_its_half_to_both(campaign_cast: CampaignCast) -> None:
    first, second = (put(code, features=(HALF,), **DAYS) for code in ("a", "b"))
    gains = item_gains(current_world(), [first.pk, second.pk], found=Found(shares={"OSI-SP-002": 0.5})).gains
    assert [one[0].amount for one in gains.values()] == [pytest.approx(worth(HALF) / 4)] * 2


def test_what_a_plan_said_is_lessened_by_what_is_left_of_the_items_features(
    campaign_cast: CampaignCast,
) -> None:
    item = put("planned", features=(WHOLE, HALF), **DAYS)
    plan = PortfolioPlan.objects.create(digest="0", name="Plan", document={}, record={})
    adoption = PlanAdoption.objects.create(plan=plan)
    said = [{"node": "OSI.SP", "amount": 2.0, "unit": "points"}]
    AdoptedAction.objects.create(adoption=adoption, action="P1", name={}, item=item, gains=said)

    def left(**shares: float) -> tuple[Gain, ...] | None:
        codes = {"OSI-SP-004": shares["whole"], "OSI-SP-002": shares["half"]}
        return item_gains(current_world(), [item.pk], found=Found(shares=codes)).gains.get(item.pk)

    assert left(whole=0, half=0) == (Gain("OSI.SP", 2.0, "points"),)
    assert left(whole=1, half=0.5) == (Gain("OSI.SP", 0.5, "points"),)  # 2 x mean of 0 and 0.5
    assert left(whole=1, half=1) is None


def test_the_pages_say_so(campaign_cast: CampaignCast) -> None:
    laid()
    scored(campaign_cast, state="reply")
    amina = signed_in(campaign_cast.amina)
    page = plain(amina.get("/en/workspace/roadmap/items/whole/"))
    assert "It adds nothing to the index any more" in page
    assert "found in full" in page
    assert "adds nothing to the index" not in plain(amina.get("/en/workspace/roadmap/items/half/"))
    assert "One item adds nothing any more" in plain(amina.get("/en/workspace/roadmap/slips/"))
