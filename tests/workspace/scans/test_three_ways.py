"""Two assessors and a scan: where they differ, somebody looks again; the scan itself decides nothing."""

from typing import Any

import pytest
from django.test import Client

from miqyas.scanner.rules.model import State
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.reviews.models import Decision
from miqyas.workspace.reviews.services.deciding import item_decide
from miqyas.workspace.scans.models import Label
from miqyas.workspace.scans.queries.beside import items_apart, states_beside
from miqyas.workspace.scans.queries.labels import measures_of
from tests.cast import signed_in
from tests.workspace.reviews.review_given import FORM, FOUND, NOT_FOUND, Review, review
from tests.workspace.scans.scans_given import absent, found, present, scanned

__all__ = ["review"]
pytestmark = pytest.mark.django_db
QUEUE = "/en/workspace/adjudication/"


@pytest.fixture
def judged(review: Review, django_capture_on_commit_callbacks: Any) -> Review:
    """A scan found 1 and 2, and not 3; assessors found 1 and 3 and differ on 2. Nobody scanned for 4."""
    scanned(present(1), present(2, grade="form"), absent(3))
    with django_capture_on_commit_callbacks(execute=True):
        for number, said in ((1, (FOUND, FOUND)), (2, (FORM, NOT_FOUND)), (3, (FOUND, FOUND))):
            review.judge_all(number, *said)
    return review


def queue(review: Review, user: User | None = None) -> Any:
    return signed_in(user or review.cast.ines).get(QUEUE)


def codes(lines: list[dict[str, str]]) -> list[str]:
    return [line["code"] for line in lines]


def test_what_all_agree_on_and_a_scan_denies_is_shown_apart(judged: Review) -> None:
    page = queue(judged)
    assert codes(page.context["apart"]) == [judged.item(3).feature]
    assert "Assessors agree and a scan found otherwise" in page.text
    assert page.context["apart"][0]["scanned"] == "Absent"


def test_each_difference_says_which_side_the_scan_is_on(judged: Review) -> None:
    waiting = queue(judged).context["waiting"]
    assert [(line["code"], line["scanned"]) for line in waiting] == [(judged.item(2).feature, "Present")]


def test_arabic_says_it_too(judged: Review) -> None:
    page = signed_in(judged.cast.ines).get("/ar/workspace/adjudication/")
    assert "خاصية واحدة خالف فيها الفحص ما اتفق عليه المقيِّمون" in page.text


def test_it_stands_unless_somebody_decides_and_then_the_decision_does(judged: Review) -> None:
    client: Client = signed_in(judged.cast.ines)
    item = judged.item(3)
    shown = client.get(f"{QUEUE}{item.pk}/")
    assert shown.context["may_decide"]
    assert shown.context["is_apart"]
    assert not client.get(f"{QUEUE}{judged.item(1).pk}/").context["may_decide"]
    assert (item.state, item.grade) == ("agreed", "yes")
    asked = {"grade": "no", "reasons": "The page is not there", "seen": "0"}
    assert client.post(f"{QUEUE}{item.pk}/decide/", asked).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.grade, Decision.objects.count()) == ("decided", "no", 1)
    assert codes(queue(judged).context["apart"]) == []


def test_the_agreement_of_those_who_looked_blindly_still_counts_by_itself(
    judged: Review, django_capture_on_commit_callbacks: Any
) -> None:
    """Else a scan would look the better the more decisions followed it."""
    before = [(one.right, one.missed, one.n) for one in measures_of("agreed")]
    with django_capture_on_commit_callbacks(execute=True):
        item_decide(judged.item(3), grade="no", reasons="I looked", by=judged.cast.ines.pseudonym)
    assert Label.objects.filter(origin="adjudicated", item=judged.item(3)).exists()
    assert before == [(1, 1, 2)]
    assert [(one.right, one.missed, one.n) for one in measures_of("agreed")] == before


def test_what_a_scan_could_not_tell_or_found_in_part_is_no_difference(review: Review) -> None:
    scanned(found(1, State.NOT_ASSESSABLE), found(3, State.PARTIAL))
    review.judge_all(1, FOUND, FOUND)
    review.judge_all(3, NOT_FOUND, NOT_FOUND)
    assert items_apart(person_of(review.cast.ines)) == []
    assert queue(review).context["apart"] == []


def test_who_assesses_or_has_a_part_in_it_is_told_nothing(judged: Review) -> None:
    chen, ines = judged.person(judged.tasks(3)[0]), judged.cast.ines
    role_grant(chen, role="adjudicator", by=None)
    chen = User.objects.get(pk=chen.pk)
    assert items_apart(person_of(chen)) == []
    assert states_beside(person_of(chen), [judged.item(3)]) == {}
    role_grant(ines, role="entity_lead", by=None, entity=judged.cast.health.pk)
    assert items_apart(person_of(User.objects.get(pk=ines.pk))) == []


def test_once_entities_reply_it_is_theirs_to_object(judged: Review) -> None:
    Campaign.objects.update(state="reply")
    assert items_apart(person_of(judged.cast.ines)) == []


def test_a_long_queue_asks_no_more_than_a_short_one(
    judged: Review, django_assert_max_num_queries: Any
) -> None:
    person, items = person_of(judged.cast.ines), [judged.item(number) for number in (1, 2, 3)]
    with django_assert_max_num_queries(4):
        assert len(states_beside(person, items)) == 3
