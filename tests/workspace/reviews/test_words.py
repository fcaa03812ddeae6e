"""No word of a page of reviews is written into the page: each comes from the catalogue, in every language."""

import re
from typing import Any

import pytest

from miqyas.kernel.text import PSEUDO_LANGUAGE
from miqyas.workspace.reviews.models import ReviewTask
from miqyas.workspace.reviews.services.judging import task_start
from tests.cast import signed_in
from tests.web.test_every_word_is_translated import Reader
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, review
from tests.workspace.reviews.test_pages import in_reply

__all__ = ["review"]
pytestmark = pytest.mark.django_db


PLACES = {
    "reviews/": "assessor",
    "reviews/{task}/": "assessor",
    "reviews/{begun}/": "assessor",
    "reviews/{done}/": "assessor",
    "adjudication/": "ines",
    "adjudication/{item}/": "ines",
    "campaigns/present/reviews/?assessor={assessor}": "karim",
    "campaigns/present/agreement/": "amina",
    "campaigns/present/entity/health/results/": "noor",
}


TYPED = re.compile(
    r"Home, then Laws|Searched the portal|A note of the entity|portal\.example|secret-proof|The page itself"
    r"|^(Chen|Gita|Hugo|Noor|Ines|Karim|Amina)$|^\w+@example.org$|^https://$"
)
"""What people typed, their names, and addresses: the same in every language."""


@pytest.fixture(autouse=True)
def _made_up_language(settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, (PSEUDO_LANGUAGE, PSEUDO_LANGUAGE)]


@pytest.mark.parametrize("address", PLACES)
def test_no_word_is_written_into_a_page(review: Review, address: str) -> None:
    done, other = review.tasks()
    for task, said in ((done, FOUND), (other, NOT_FOUND)):
        review.judge(task, said)
    following = ReviewTask.objects.filter(assessor=done.assessor, state="assigned")[0]
    if "begun" in address:
        task_start(following, by=None)
    names = {"task": following.pk, "begun": following.pk, "done": done.pk, "assessor": done.assessor}
    who = PLACES[address]
    if who == "noor":
        review.judge_all(3, NOT_FOUND, NOT_FOUND)
        in_reply(review)
    user = review.person(done) if who == "assessor" else review.cast.people()[who]
    place = address.format(item=review.item().pk, **names)
    response = signed_in(user).get(f"/{PSEUDO_LANGUAGE}/workspace/{place}")
    reader = Reader()
    reader.feed(response.content.decode())
    assert response.status_code == 200
    assert [one for one in reader.untranslated if not TYPED.search(one)] == []
