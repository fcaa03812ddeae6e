"""An assessor learns nothing of the other's work, and of the marks only when the whole review is over.

Chen and Gita look for the same feature; Chen hands in. What Gita can see, anywhere, is the same as before.
"""

import io
import re
from zipfile import ZipFile

import pytest
from django.contrib import admin
from django.test import Client

from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.personal import person_told
from miqyas.workspace.accounts.services import role_grant, role_revoke
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.events.models import Event
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.reviews.blindness import judgements_visible
from miqyas.workspace.reviews.models import Judgement, ReviewTask
from miqyas.workspace.reviews.queries.tasks import queues_of
from miqyas.workspace.reviews.services.judging import task_start
from tests.cast import signed_in
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, review

__all__ = ["review"]
pytestmark = pytest.mark.django_db

OWN_PAGES = ("", "reviews/", "reviews/{task}/", "campaigns/", "campaigns/present/", "notifications/")
CLOSED_PAGES = (
    "adjudication/",
    "adjudication/{item}/",
    "campaigns/present/reviews/",
    "campaigns/present/agreement/",
    "campaigns/present/entity/health/",
    "campaigns/present/entity/health/results/",
    "campaigns/present/score/",
    "history/",
    "evidence/",
)
SECRETS = ("Home, then Laws", "portal.example.org/laws", "A note of the entity", "secret-proof")
CHANGING = re.compile(r'(csrfmiddlewaretoken" value|nonce|data-seconds)="[^"]*"|\d+:\d\d')


@pytest.fixture
def gita(review: Review) -> User:
    """Whoever looks second; called Gita here."""
    return review.person(review.tasks()[1])


def seen_by(user: User, review: Review, pages: tuple[str, ...] = OWN_PAGES) -> dict[str, tuple[int, str]]:
    client = signed_in(user)
    found = {}
    task = next(one for one in review.tasks() if one.assessor == user.pseudonym)
    for page in pages:
        address = f"/en/workspace/{page.format(task=task.pk, item=review.item().pk)}"
        response = client.get(address, follow=True)
        found[page] = (response.status_code, CHANGING.sub("", response.content.decode()))
    return found


def status_of(page: str) -> int:
    """What an assessor is told there: of an entity's answers not even that they exist."""
    return 404 if "/entity/" in page else 403


def hand_in(review: Review, slot: int = 0) -> Judgement:
    return review.judge(review.tasks()[slot], FOUND)


def test_no_page_changes_when_the_other_hands_in(
    review: Review, gita: User, django_capture_on_commit_callbacks: object
) -> None:
    before = seen_by(gita, review)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        hand_in(review)
    assert seen_by(gita, review) == before


def test_no_page_tells_the_answer_its_proof_or_whose_it_is(review: Review, gita: User) -> None:
    hand_in(review)
    shown = seen_by(gita, review, ("reviews/", "reviews/{task}/"))
    for page, (status, text) in shown.items():
        assert status == 200
        for secret in (*SECRETS, "Ministry of Health", "Words about pitfalls"):
            assert secret not in text, page


@pytest.mark.parametrize("page", CLOSED_PAGES)
def test_pages_that_would_tell_are_closed_to_assessors(review: Review, gita: User, page: str) -> None:
    hand_in(review)
    status, text = seen_by(gita, review, (page,))[page]
    assert status == status_of(page)
    for secret in SECRETS:
        assert secret not in text


@pytest.mark.parametrize("role", ["coordinator", "lead", "viewer", "adjudicator"])
def test_no_second_role_opens_them_while_the_review_goes_on(review: Review, gita: User, role: str) -> None:
    hand_in(review)
    role_grant(gita, role=role, by=None)
    gita = User.objects.get(pk=gita.pk)
    pages = tuple(page for page in CLOSED_PAGES if page not in {"adjudication/", "evidence/", "history/"})
    for page, (status, text) in seen_by(gita, review, pages).items():
        decides_elsewhere = role == "adjudicator" and "{item}" in page
        assert status == (404 if decides_elsewhere else status_of(page)), page
        assert not any(secret in text for secret in SECRETS), page


def test_who_gives_the_role_back_learns_no_more(review: Review, gita: User) -> None:
    hand_in(review)
    task_start(review.tasks()[1], by=None)
    role_revoke(gita, role="assessor", by=None)
    role_grant(gita, role="coordinator", by=None)
    gita = User.objects.get(pk=gita.pk)
    for page in ("campaigns/present/reviews/", "campaigns/present/agreement/"):
        assert seen_by(gita, review, (page,))[page][0] == 403
    assert not judgements_visible(person_of(gita), review.item()).exists()


def test_the_queue_and_its_order_are_the_same_before_and_after(review: Review, gita: User) -> None:
    def order() -> list[object]:
        return [[task.pk for task in queue.waiting] for queue in queues_of(person_of(gita))]

    before = order()
    hand_in(review)
    assert order() == before


def test_queries_give_the_own_judgement_alone(review: Review, gita: User) -> None:
    hand_in(review)
    assert not judgements_visible(person_of(gita), review.item()).exists()
    hand_in(review, 1)
    mine = judgements_visible(person_of(gita), review.item())
    assert [one.task.assessor for one in mine] == [gita.pseudonym]


def test_the_other_s_mark_is_seen_when_the_whole_review_is_over(review: Review, gita: User) -> None:
    review.judge_all(1, FOUND, NOT_FOUND)
    page = "reviews/{task}/"
    assert "Home, then Laws" not in seen_by(gita, review, (page,))[page][1]
    Campaign.objects.update(state="reply")
    assert "Home, then Laws" in seen_by(gita, review, (page,))[page][1]
    assert judgements_visible(person_of(gita), review.item()).count() == 2


def test_the_own_data_holds_nothing_of_the_other(review: Review, gita: User) -> None:
    hand_in(review)
    with ZipFile(io.BytesIO(person_told(gita))) as archive:
        whole = "".join(archive.read(name).decode() for name in archive.namelist())
    assert gita.email in whole
    assert not any(secret in whole for secret in SECRETS)


def test_nobody_is_told_that_a_judgement_is_in(
    review: Review, django_capture_on_commit_callbacks: object
) -> None:
    before, count = set(Event.objects.values_list("pk", flat=True)), Notification.objects.count()
    first, second = review.tasks(1)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        review.judge(first, FOUND)
    assert set(Event.objects.values_list("pk", flat=True)) == before
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        review.judge_all(3, FOUND, FOUND)
    new = Event.objects.exclude(pk__in=before)
    assert [(one.kind, list(one.payload)) for one in new] == [
        ("review.agreed", ["item"])
    ]  # no mark, no person
    assert Notification.objects.count() == count
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        review.judge(second, NOT_FOUND)
    told = Notification.objects.order_by("-pk")[: Notification.objects.count() - count]
    assert [one.recipient for one in told] == [review.cast.ines.pseudonym]


def test_the_administration_knows_no_judgement() -> None:
    names = {model._meta.label for model in admin.site._registry}
    assert not {name for name in names if name.startswith("reviews.")}


def test_who_came_to_have_a_tie_is_refused_their_own_task(review: Review, gita: User) -> None:
    role_grant(gita, role="contributor", by=None, entity=review.cast.health.pk)
    gita = User.objects.get(pk=gita.pk)
    page = "reviews/{task}/"
    assert seen_by(gita, review, (page,))[page][0] == 403
    assert not [task for queue in queues_of(person_of(gita)) for task in queue.waiting]


def test_addresses_cannot_be_guessed(review: Review) -> None:
    assert len({str(task.pk) for task in ReviewTask.objects.all()}) == 8
    assert Client().get(f"/en/workspace/reviews/{review.tasks()[0].pk}/").status_code == 302
