"""The first page says what a round wants from each role now, and nothing that they may not know."""

import pytest

from miqyas.jobs.programme.challenges import facts_of
from miqyas.jobs.scores.home import challenge_tasks
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.challenges.services.nominations import (
    nomination_create,
    nomination_return,
    nomination_save,
    nomination_submit,
)
from miqyas.workspace.challenges.services.results import appeal_lodge
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.challenges.round_given import Given, drafted, judging, opened, story

pytestmark = pytest.mark.django_db


def wanted(given: Given, name: str) -> list[str]:
    return [one.what for one in challenge_tasks(person_of(User.objects.get(pk=given.person(name).pk)))]


def test_a_draft_wants_nothing(campaign_cast: CampaignCast) -> None:
    given = drafted(campaign_cast)
    assert [wanted(given, name) for name in ("amina", "bruno", "chen")] == [[], [], []]


def test_an_open_round_wants_nominations_of_those_who_may_write_them(campaign_cast: CampaignCast) -> None:
    given = opened(campaign_cast)
    assert wanted(given, "bruno") == ["nominate"]
    page = signed_in(given.person("bruno")).get("/en/workspace/").content.decode()
    assert f"/en/workspace/challenges/{given.round.code}/nominations/new/?entity=health" in page


def test_once_begun_it_is_to_be_finished_and_once_returned_handed_in_again(
    campaign_cast: CampaignCast,
) -> None:
    given = opened(campaign_cast)
    begun = nomination_create(given.round, campaign_cast.health, category="service", by=None)
    assert (wanted(given, "bruno"), wanted(given, "farid")) == (["finish"], ["declare", "nominate"])
    saved = nomination_save(begun, story("health"), version=0, by=None).nomination
    sent = nomination_submit(saved, facts=facts_of(saved), seen=saved.version, by=None)
    assert wanted(given, "bruno") == []
    nomination_return(sent, note="Say since when", by=campaign_cast.karim.pseudonym)
    assert wanted(given, "bruno") == ["returned"]


def test_a_juror_is_asked_for_ties_then_for_sheets_until_all_are_in(campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast)
    assert wanted(given, "hugo") == ["score"]
    (task,) = challenge_tasks(person_of(User.objects.get(pk=campaign_cast.hugo.pk)))
    assert task.count == len(given.sheets("hugo")) == 3
    page = signed_in(campaign_cast.hugo).get("/ar/workspace/").content.decode()
    assert "ترشيحات تنتظر درجتك" in page
    given.judge_all("hugo")
    assert wanted(given, "hugo") == []


def test_whoever_runs_it_is_told_of_the_next_step_and_of_appeals_by_their_clock(
    campaign_cast: CampaignCast,
) -> None:
    given = judging(campaign_cast)
    assert wanted(given, "amina") == []
    given.judge_all()
    assert wanted(given, "amina") == wanted(given, "karim") == ["close_jury"]
    given.take("close_jury")
    given.take("begin_appeals")
    assert wanted(given, "noor") == ["outcome"]
    assert wanted(given, "bruno") == []
    appeal = appeal_lodge(given.nomination(), text="Look again", by=campaign_cast.noor.pseudonym)
    assert wanted(given, "noor") == []
    (task,) = challenge_tasks(person_of(User.objects.get(pk=campaign_cast.karim.pk)))
    assert (task.what, task.until) == ("appeal", appeal.due_on)


def test_a_juror_who_comes_to_run_it_learns_nothing_of_the_jury(campaign_cast: CampaignCast) -> None:
    given = judging(campaign_cast)
    role_grant(campaign_cast.gita, role="coordinator", by=None)
    given.judge_all()
    assert wanted(given, "gita") == []
    assert wanted(given, "amina") == ["close_jury"]
