"""The stranger's search beside what blind assessors found, once nobody looks blindly any more."""

from dataclasses import replace

import pytest

from miqyas.scanner.journey.model import End, Journey, Move, Outcome, Spot, Step
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.queries.beside import journeys_beside
from miqyas.workspace.scans.services.scans import report_write, scan_ask
from tests.cast import signed_in
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, review
from tests.workspace.scans.scans_given import present, report_of, scanned

__all__ = ["review"]
pytestmark = pytest.mark.django_db
FIRST, OTHER = "OSI-IF-001", "OSI-CON-003"
JOURNEYS = (
    Journey(FIRST, "ar", Outcome.FOUND, clicks=2, seconds=30.0),
    Journey(OTHER, "ar", Outcome.LOST, clicks=9, seconds=200.0),
)


def test_a_journey_stands_beside_the_judgements_of_its_feature_once_the_review_is_over(
    review: Review,
) -> None:
    report, _ = scanned(present(1))
    item = review.judge_all(1, FOUND, NOT_FOUND)
    amina = person_of(review.cast.amina)
    assert item.feature == FIRST
    assert journeys_beside(amina, report.scan, JOURNEYS) == {}
    Campaign.objects.update(state="reply")
    found = journeys_beside(amina, report.scan, JOURNEYS)
    assert {key[0]: (one.agreement.value, one.reviews) for key, one in found.items()} == {
        FIRST: ("reviewers_differ", 2)
    }
    assert journeys_beside(person_of(review.cast.noor), report.scan, JOURNEYS) == {}


def test_the_page_says_how_the_estimate_stands_to_what_people_took(review: Review) -> None:
    scan = scan_ask(None, plan=ScanPlan.usual(), by=None)
    place = Spot("https://portal.example.org/laws")
    journey = replace(JOURNEYS[0], found_at=place, steps=(Step(Move.START, place.address, End.FOUND),))
    report_write(scan, replace(report_of(present(1)), journeys=(journey,)), why="scan", by=None)
    review.judge_all(1, FOUND, FOUND)
    Campaign.objects.update(state="reply")
    page = signed_in(review.cast.amina).get(f"/en/workspace/scans/{scan.pk}/journeys/")
    assert page.context["agreements"] == [("Found by the journey and by the assessors", 1)]
    beside = page.context["lines"][0]["beside"]
    assert "Seconds: 30 estimated, 0 the median" in beside
    assert "on the same page" in beside
