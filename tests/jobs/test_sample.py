"""The sample government comes ready made, into an installation of its own and nowhere else."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from miqyas.jobs.sample import load, review
from miqyas.jobs.sample.load import SampleError, is_loaded, sample_load
from miqyas.jobs.sample.plan import SampleGovernment, government
from miqyas.workspace.accounts.models import User
from miqyas.workspace.campaigns.models import Answer, Campaign
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.history.models import Record
from miqyas.workspace.reviews.models import Decision, Judgement, Reply, ReviewItem, ReviewTask

pytestmark = pytest.mark.django_db


MODELS = (Campaign, Answer, Evidence, User, Record, ReviewItem, ReviewTask, Judgement, Decision, Reply)


@pytest.fixture
def sample(settings: Any) -> None:
    settings.MIQYAS_PROFILE = "sample"
    sample_load()


@pytest.fixture
def small(settings: Any, monkeypatch: pytest.MonkeyPatch) -> SampleGovernment:
    """The sample government with one campaign of few features, which goes all the way, and no programme."""
    settings.MIQYAS_PROFILE = "sample"
    whole = government()
    plan = replace(whole, campaigns=(replace(whole.campaigns[0], instruments=("EGL",)),))
    monkeypatch.setattr(load, "government", lambda: plan)
    monkeypatch.setattr(load, "PROGRAMME", ())
    return plan


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in MODELS)


def test_each_campaign_stands_where_its_plan_says_and_everybody_has_something_to_do(sample: None) -> None:
    states = dict(Campaign.objects.values_list("code", "state"))
    assert states == {one.code: one.ends for one in government().campaigns}
    assert is_loaded()
    assert all(Campaign.objects.values_list("is_sample", flat=True))
    first, second = (
        ReviewItem.objects.filter(campaign__code=code) for code in ("sample-first", "sample-second")
    )
    assert set(first.values_list("state", flat=True)) == {"final"}
    assert {"open", "agreed", "differs", "decided"} == set(second.values_list("state", flat=True))
    assert set(Reply.objects.values_list("stance", flat=True)) == {"", "agree", "contest"}
    waiting = ReviewTask.objects.filter(item__campaign__code="sample-second", state="assigned")
    assessors = User.objects.filter(grants__role="assessor")
    assert set(waiting.values_list("assessor", flat=True)) == {one.pseudonym for one in assessors}
    for person in User.objects.all():
        assert walked_in(person).get("/en/workspace/").status_code == 200
    page = Client().get("/en/campaigns/sample-first/").content.decode()
    assert "invented" in page


def item_states(campaign: str) -> set[str]:
    return set(ReviewItem.objects.filter(campaign__code=campaign).values_list("state", flat=True))


def walked_in(person: User) -> Client:
    client = Client()
    assert client.post("/en/account/sample/", {"person": person.email}).status_code == 302
    return client


def test_laid_again_nothing_is_doubled(small: SampleGovernment) -> None:
    sample_load()
    before = counts()
    assert all(before)
    sample_load()
    assert counts() == before


@pytest.mark.parametrize("deed", ["answer_ready", "campaign_step"])
def test_an_interrupted_loading_goes_on(
    small: SampleGovernment, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    interrupt(monkeypatch, load, deed, after=3)
    sample_load()
    assert is_loaded()


@pytest.mark.parametrize("deed", ["judgement_submit", "item_decide", "reply_give"])
def test_an_interrupted_review_goes_on(
    small: SampleGovernment, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    interrupt(monkeypatch, review, deed, after=2)
    sample_load()
    assert is_loaded()
    assert item_states("sample-first") == {"final"}


def interrupt(monkeypatch: pytest.MonkeyPatch, module: Any, deed: str, *, after: int) -> None:
    """Begin to lay the sample and stop short at the deed that comes after so many."""
    done: list[int] = []
    real = getattr(module, deed)

    def stopping(*args: Any, **kwargs: Any) -> Any:
        if len(done) == after:
            raise KeyboardInterrupt
        done.append(1)
        return real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(module, deed, stopping)
        with pytest.raises(KeyboardInterrupt):
            sample_load()
    assert not is_loaded()


def test_it_is_never_laid_into_a_real_installation() -> None:
    with pytest.raises(SampleError, match="other_profile"):
        sample_load()
    assert not User.objects.exists()


def test_its_people_are_walked_through_without_a_password_and_pages_say_what_it_is(
    small: SampleGovernment,
) -> None:
    sample_load()
    client = Client()
    page = client.get("/en/account/sample/").content.decode()
    assert "Amina" in page
    assert "invented" in page
    assert "مخترعة" in Client().get("/ar/account/login/").content.decode()
    assert client.post("/en/account/sample/", {"person": "amina@example.org"}).status_code == 302
    assert client.session["_auth_user_id"]
    assert client.post("/en/account/sample/", {"person": "nobody@example.org"}).status_code == 404


def test_there_is_no_such_way_in_elsewhere() -> None:
    assert Client().get("/en/account/sample/").status_code == 404
    assert Client().post("/en/account/sample/", {"person": "amina@example.org"}).status_code == 404
    assert "invented" not in Client().get("/en/account/login/").content.decode()
