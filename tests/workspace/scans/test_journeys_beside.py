"""The stranger's search beside what blind assessors found, once nobody looks blindly any more."""

import pytest

from miqyas.scanner.journey.model import Journey, Outcome
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.scans.queries.beside import journeys_beside
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, review
from tests.workspace.scans.scans_given import present, scanned

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
