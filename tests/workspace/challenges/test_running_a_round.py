"""Setting a round up, what may change when, what stands in the way of a step, and who is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.assessment.errors import WorkflowError
from miqyas.jobs.programme.challenge_steps import round_take
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.challenges.errors import ChallengeError
from miqyas.workspace.challenges.fields import Category, Criterion, MandateGroup, group_of
from miqyas.workspace.challenges.models import Round, ScoreSheet
from miqyas.workspace.challenges.queries import fields_of, round_by_code
from miqyas.workspace.challenges.services.jury import juror_appoint
from miqyas.workspace.challenges.services.rounds import (
    round_create,
    round_problems,
    round_step,
    round_update,
)
from miqyas.workspace.history.models import Record
from miqyas.workspace.notifications.dates import appointments_of
from miqyas.workspace.notifications.models import Notification
from tests.campaign_cast import CampaignCast
from tests.workspace.challenges.round_given import (
    appealing,
    drafted,
    fields,
    judging,
    nominated,
    opened,
    words,
)

pytestmark = pytest.mark.django_db


def said(error: pytest.ExceptionInfo[ChallengeError]) -> str:
    return error.value.problem("en")


class TestFields:
    @pytest.mark.parametrize(
        ("changes", "detail", "at"),
        [
            ({"code": ""}, "code_missing", "code"),
            ({"code": "With spaces"}, "code_malformed", "code"),
            ({"code": "jury"}, "code_malformed", "code"),
            ({"title": {"ar": "جولة"}}, "title_missing", "title_en"),
            ({"title": words("x" * 200)}, "too_long", "title_ar"),
            ({"shortlist_most": 0}, "range", "shortlist_most"),
            ({"answer_days": 90}, "range", "answer_days"),
            ({"campaign": "nowhere"}, "campaign_unknown", "campaign"),
            ({"categories": (Category("a b", words("x")),)}, "part_code", "categories"),
            ({"categories": (Category("a", words("x")),) * 2}, "part_twice", "categories"),
            ({"criteria": (Criterion("a", words("x"), low=5, high=5),)}, "scale", "criteria"),
            ({"criteria": (Criterion("a", words("x"), weight=-1),)}, "range", "criteria"),
            ({"categories": tuple(Category(f"c{at}", words("x")) for at in range(41))}, "too_many_parts",
             "categories"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_at_its_field(self, changes, detail, at, db) -> None:
        found = [(one.detail, one.place.name) for one in round_problems(replace(fields(), **changes))]
        assert (detail, at) in found

    def test_dates_stand_in_their_order(self, db) -> None:
        today = timezone.localdate()
        wrong = fields(jury_until=today - timedelta(1))
        assert [one.detail for one in round_problems(wrong)] == ["order"]

    def test_a_code_is_taken_in_any_case_of_letters(self, campaign_cast: CampaignCast) -> None:
        drafted(campaign_cast)
        with pytest.raises(ChallengeError) as told:
            round_create(fields(code="EXCELLENCE-1"), by=None)
        assert said(told) == "The code excellence-1 is that of another round."

    def test_signs_that_turn_the_direction_are_taken_out(self, db) -> None:
        made = round_create(fields(title={"ar": "جو\u202eلة", "en": "Round\u202e"}), by=None)
        assert made.title == {"ar": "جو لة", "en": "Round"}

    def test_a_group_is_the_first_that_holds_a_mandate(self) -> None:
        groups = [MandateGroup("a", words("a"), ("x", "y")), MandateGroup("b", words("b"), ("y",))]
        assert [group_of(held, groups) for held in (["y"], ["z"], [])] == ["a", "", ""]


class TestChanging:
    def test_the_same_again_changes_nothing(self, campaign_cast: CampaignCast) -> None:
        given = drafted(campaign_cast)
        before = Record.objects.count()
        round_update(given.round, fields_of(given.again()), by=None)
        assert Record.objects.count() == before

    def test_what_is_fixed_is_refused(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        changed = replace(fields_of(given.again()), categories=())
        with pytest.raises(ChallengeError) as told:
            round_update(given.round, changed, by=None)
        assert said(told) == "“Categories” no longer changes in this stage."

    def test_a_clock_on_which_entities_rely_is_put_off_and_never_brought_forward(
        self, campaign_cast: CampaignCast
    ) -> None:
        given = appealing(campaign_cast)
        now = fields_of(given.again())
        with pytest.raises(ChallengeError) as told:
            round_update(given.round, replace(now, appeals_until=now.appeals_until - timedelta(1)), by=None)
        assert told.value.detail == "clock_forward"
        later = round_update(
            given.round, replace(now, appeals_until=now.appeals_until + timedelta(1)), by=None
        )
        assert later.appeals_until == now.appeals_until + timedelta(1)


class TestSteps:
    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"categories": ()}, "The round has none of: Categories."),
            ({"groups": ()}, "The round has none of: Mandate groups."),
            ({"publish_at": None}, "Not set: Moment of publication."),
            (
                {"criteria": (Criterion("a", words("x"), weight=0),)},
                "The weights of the criteria add up to nothing.",
            ),
        ],
    )
    def test_a_round_that_is_not_whole_does_not_open(self, changes, sentence, campaign_cast) -> None:
        given = drafted(campaign_cast, **changes)
        with pytest.raises(ChallengeError) as told:
            given.take("open")
        assert said(told) == sentence
        assert given.again().state == "draft"

    def test_the_jury_waits_for_the_last_day_to_nominate(self, campaign_cast: CampaignCast) -> None:
        given = nominated(campaign_cast)
        with pytest.raises(ChallengeError) as told:
            given.take("begin_jury")
        assert told.value.detail == "still_nominating"

    def test_a_jury_of_one_does_not_begin(self, campaign_cast: CampaignCast) -> None:
        given = nominated(campaign_cast)
        given.round.jurors.exclude(person=campaign_cast.chen.pseudonym).update(withdrawn_at=timezone.now())
        given.date(nominations_until=timezone.localdate() - timedelta(1))
        with pytest.raises(ChallengeError) as told:
            given.take("begin_jury")
        assert told.value.detail == "few_jurors"

    def test_the_jury_closes_when_all_are_in_or_its_last_day_is_past(
        self, campaign_cast: CampaignCast
    ) -> None:
        given = judging(campaign_cast)
        given.judge_all("chen", "gita")
        with pytest.raises(ChallengeError) as told:
            given.take("close_jury")
        assert (told.value.detail, told.value.params["n"]) == ("still_judging", 6)
        given.date(jury_until=timezone.localdate() - timedelta(1))
        given.take("close_jury")
        assert ScoreSheet.objects.filter(state="withdrawn").count() == 6

    def test_a_round_whose_scores_cannot_be_compared_goes_no_further(
        self, campaign_cast: CampaignCast
    ) -> None:
        given = judging(campaign_cast)
        given.judge_all("hugo", "farid")
        given.date(jury_until=timezone.localdate() - timedelta(1))
        for name, of in (("hugo", "labour"), ("hugo", "justice"), ("farid", "labour"), ("farid", "justice")):
            ScoreSheet.objects.filter(pk=given.sheet(name, of).pk).update(set_aside_at=timezone.now())
        given.take("close_jury")
        with pytest.raises(ChallengeError) as told:
            given.take("begin_appeals")
        assert told.value.detail == "jury_apart"
        assert given.again().state == "shortlist"

    def test_results_wait_for_appeals_and_for_their_moment(self, campaign_cast: CampaignCast) -> None:
        given = appealing(campaign_cast)
        with pytest.raises(ChallengeError) as told:
            given.take("seal")
        assert told.value.detail == "still_appealing"
        given.date(appeals_until=timezone.localdate() - timedelta(1))
        given.take("seal")
        with pytest.raises(ChallengeError) as told:
            given.take("publish")
        assert told.value.detail == "embargoed"

    def test_a_form_of_before_does_not_step_again(self, campaign_cast: CampaignCast) -> None:
        given = drafted(campaign_cast)
        old = round_by_code("excellence-1")
        given.take("open")
        with pytest.raises(ChallengeError) as told:
            round_take(old, "open", by=None, seen="draft")
        assert said(told) == "The round has moved on: Open for nominations."
        with pytest.raises(WorkflowError):
            round_step(given.again(), "publish", by=None)


class TestWhoIsTold:
    def told(self, kind: str) -> set[str]:
        from miqyas.workspace.accounts.models import User

        people = {user.pseudonym: user.display_name for user in User.objects.all()}
        return {people[one.recipient] for one in Notification.objects.filter(kind=kind)}

    def test_each_stage_tells_those_whom_it_concerns(
        self, campaign_cast: CampaignCast, django_capture_on_commit_callbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            opened(campaign_cast)
        assert self.told("challenge.stage") == {"Karim", "Salma", "Noor", "Bruno", "Tariq", "Farid"}
        assert self.told("jury.appointed") == {"Chen", "Gita", "Hugo", "Farid"}

    def test_a_nomination_tells_the_authority_and_an_appeal_its_entity(
        self, campaign_cast: CampaignCast, django_capture_on_commit_callbacks
    ) -> None:
        from miqyas.workspace.challenges.services.results import appeal_answer, appeal_lodge

        with django_capture_on_commit_callbacks(execute=True):
            given = appealing(campaign_cast)
        assert self.told("nomination.submitted") == {"Amina", "Karim"}
        assert self.told("jury.begins") == {"Chen", "Gita", "Hugo", "Farid"}
        assert self.told("jury.all_in") == {"Amina", "Karim"}
        with django_capture_on_commit_callbacks(execute=True):
            appeal = appeal_lodge(given.nomination(), text="Why", by=campaign_cast.salma.pseudonym)
            appeal_answer(appeal, outcome="rejected", answer="No", by=campaign_cast.amina.pseudonym)
        assert self.told("appeal.lodged") == {"Amina", "Karim"}
        assert self.told("appeal.answered") == {"Noor", "Salma"}

    def test_the_calendar_has_the_days_that_concern_each(self, campaign_cast: CampaignCast) -> None:
        opened(campaign_cast)

        def days(name: str) -> list[str]:
            person = person_of(campaign_cast.people()[name])
            found = [one.words.removeprefix("calendar.challenge.") for one in appointments_of(person)]
            return [day for day in found if not day.startswith("calendar.")]

        assert days("noor") == ["opens_on", "nominations_until", "appeals_until", "publish_at"]
        assert days("chen") == ["jury_until"]
        assert days("dana") == []


def test_who_runs_rounds_cannot_sit(campaign_cast: CampaignCast) -> None:
    given = drafted(campaign_cast)
    for name in ("amina", "karim", "elif"):
        with pytest.raises(ChallengeError) as told:
            juror_appoint(given.round, given.person(name), by=None)
        assert told.value.detail == "juror_runs"
    assert Round.objects.get().jurors.count() == 0
