"""Nominations, sheets of marks, conflicts, appeals, certificates: what is refused, and that nothing is
doubled.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.assessment.errors import WorkflowError
from miqyas.jobs.programme.challenge_steps import export_now, round_take, standings_now
from miqyas.workspace.accounts.personal import person_erase
from miqyas.workspace.challenges.errors import ChallengeError
from miqyas.workspace.challenges.fields import NominationFields
from miqyas.workspace.challenges.models import (
    Certificate,
    JurorConflict,
    NominationRevision,
    RoundResult,
    ScoreSheet,
)
from miqyas.workspace.challenges.queries import certificates_of, result_of
from miqyas.workspace.challenges.services.jury import (
    conflict_declare,
    juror_withdraw,
    sheet_save,
    sheet_set_aside,
    sheet_submit,
)
from miqyas.workspace.challenges.services.nominations import (
    nomination_create,
    nomination_return,
    nomination_save,
    nomination_submit,
    nomination_withdraw,
)
from miqyas.workspace.challenges.services.results import (
    appeal_answer,
    appeal_lodge,
    certificate_code,
    certificate_withdraw,
    is_genuine,
    is_sound,
    round_publish,
)
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.evidence.targets import target_at
from miqyas.workspace.history.immutable import WrittenOnceError
from tests.campaign_cast import CampaignCast
from tests.workspace.challenges.round_given import (
    REASONS,
    appealing,
    judging,
    nominated,
    opened,
    published,
    sealed,
    story,
    words,
)

pytestmark = pytest.mark.django_db


class TestNominations:
    def test_begun_twice_it_is_one(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        made = [
            nomination_create(given.round, campaign_cast.health, category="service", by=None) for _ in "ab"
        ]
        assert made[0].pk == made[1].pk

    def test_an_entity_in_no_group_is_told_so(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        campaign_cast.health.mandates = []
        campaign_cast.health.save()
        with pytest.raises(ChallengeError) as told:
            nomination_create(given.round, campaign_cast.health, category="service", by=None)
        assert "Ministry of Health are in no group" in told.value.problem("en").replace("\u2068", "").replace(
            "\u2069", ""
        )

    def test_an_unknown_category_is_refused(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        with pytest.raises(ChallengeError) as told:
            nomination_create(given.round, campaign_cast.health, category="moon", by=None)
        assert told.value.detail == "category_unknown"

    def test_one_language_is_enough_for_a_draft_and_both_to_hand_in(
        self, campaign_cast: CampaignCast
    ) -> None:
        given = opened(campaign_cast)
        made = nomination_create(given.round, campaign_cast.health, category="service", by=None)
        half = NominationFields({"ar": "خدمة"}, {"ar": "قصة"})
        saved = nomination_save(made, half, version=0, by=None).nomination
        with pytest.raises(ChallengeError) as told:
            nomination_submit(saved, facts=[], seen=1, by=None)
        assert (told.value.detail, told.value.place.name) == ("title_missing", "title_en")

    def test_what_is_handed_in_is_what_was_read(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        made = nomination_create(given.round, campaign_cast.health, category="service", by=None)
        nomination_save(made, story("health"), version=0, by=None)
        with pytest.raises(ChallengeError) as told:
            nomination_submit(made, facts=[], seen=0, by=None)
        assert told.value.detail == "changed_meanwhile"

    def test_words_that_met_newer_ones_are_kept_aside_once(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        made = nomination_create(given.round, campaign_cast.health, category="service", by=None)
        nomination_save(made, story("health"), version=0, by=None)
        late = NominationFields(words("late"), words("late"))
        by = campaign_cast.bruno.pseudonym
        kept = [nomination_save(made, late, version=0, by=by).aside for _ in "ab"]
        assert kept[0] == kept[1]
        assert NominationRevision.objects.filter(is_aside=True).count() == 1

    def test_revisions_are_written_once(self, campaign_cast: CampaignCast) -> None:
        nominated(campaign_cast)
        with pytest.raises(WrittenOnceError):
            NominationRevision.objects.update(values={})

    def test_handed_in_it_no_longer_changes_unless_it_is_given_back(
        self, campaign_cast: CampaignCast
    ) -> None:
        given = nominated(campaign_cast)
        late = NominationFields(words("late"), words("late"))
        with pytest.raises(ChallengeError) as told:
            nomination_save(given.nomination(), late, version=1, by=None)
        assert told.value.detail == "nomination_fixed"
        nomination_return(given.nomination(), note="Which service?", by=None)
        assert nomination_save(given.nomination(), late, version=1, by=None).nomination.version == 2

    def test_after_the_last_day_nothing_is_taken(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        given.date(nominations_until=timezone.localdate() - timedelta(1))
        with pytest.raises(ChallengeError) as told:
            nomination_create(given.round, campaign_cast.health, category="service", by=None)
        assert told.value.detail == "not_nominating"

    def test_a_withdrawn_one_does_not_go_to_the_jury(self, campaign_cast: CampaignCast) -> None:
        given = nominated(campaign_cast)
        nomination_withdraw(given.nomination("labour"), by=None)
        given.date(nominations_until=timezone.localdate() - timedelta(1))
        given.take("begin_jury")
        assert "labour" not in {sheet.nomination.entity.code for sheet in given.sheets("chen")}
        with pytest.raises(WorkflowError):
            nomination_withdraw(given.nomination("labour"), by=None)

    def test_proofs_of_its_entity_serve_it_and_no_others(self, campaign_cast: CampaignCast) -> None:
        given = opened(campaign_cast)
        made = nomination_create(given.round, campaign_cast.health, category="service", by=None)
        target = target_at("nomination", made.pk)
        own, foreign = (
            evidence_add(body, title="Page", content=Content(address="https://example.org/a"), by=None)
            for body in (campaign_cast.health, campaign_cast.education)
        )
        target.attach(own, by=None)
        with pytest.raises(ChallengeError) as told:
            target.attach(foreign, by=None)
        assert told.value.detail == "foreign_proof"
        assert target.address.endswith(f"/workspace/challenges/excellence-1/nominations/{made.pk}/")


class TestSheets:
    def test_known_and_declared_conflicts_give_no_sheet(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        assert {one.nomination.entity.code for one in given.sheets("hugo")} == {
            "education",
            "labour",
            "justice",
        }
        assert {one.nomination.entity.code for one in given.sheets("farid")} == {
            "health",
            "labour",
            "justice",
        }

    def test_a_few_jurors_each_are_shared_out_evenly(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast, jurors_each=2)
        counts = sorted(len(given.sheets(name)) for name in ("chen", "gita", "hugo", "farid"))
        assert counts == [2, 2, 2, 2]

    def test_where_nobody_is_left_the_jury_does_not_begin(self, campaign_cast: CampaignCast) -> None:
        given = nominated(campaign_cast)
        for name in ("chen", "gita", "farid"):
            conflict_declare(given.juror(name), campaign_cast.health, reason="Tie", by=None)
        given.date(nominations_until=timezone.localdate() - timedelta(1))
        with pytest.raises(ChallengeError) as told:
            given.take("begin_jury")
        assert told.value.detail == "nobody_left"
        assert not ScoreSheet.objects.exists()

    def test_a_conflict_that_arose_since_stops_a_sheet(self, campaign_cast: CampaignCast) -> None:
        from miqyas.workspace.accounts.services import role_grant

        given = judging(campaign_cast)
        sheet = given.sheet("chen", "labour")
        body = given.ministries["labour"]
        role_grant(campaign_cast.chen, role="contributor", by=None, entity=body.pk)
        with pytest.raises(ChallengeError) as told:
            sheet_save(sheet, {"use": 3}, justification="", version=0)
        assert told.value.detail == "in_conflict"

    def test_a_conflict_without_a_reason_is_none(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        with pytest.raises(ChallengeError) as told:
            conflict_declare(given.juror("chen"), campaign_cast.health, reason=" \u200b ", by=None)
        assert told.value.detail == "words_missing"
        assert not JurorConflict.objects.filter(juror=given.juror("chen")).exists()

    @pytest.mark.parametrize(
        ("marks", "justification", "detail"),
        [
            ({"use": 3}, REASONS, "mark_missing"),
            ({"use": 3, "reach": 6}, REASONS, "mark_outside"),
            ({"use": 3, "reach": True}, REASONS, "mark_outside"),
            ({"use": 3, "reach": 3, "moon": 1}, REASONS, "criterion_unknown"),
            ({"use": 3, "reach": 3}, "  ", "words_missing"),
            ({"use": 3, "reach": 3}, "x" * 2001, "too_long"),
        ],
    )
    def test_a_sheet_that_is_not_sound_is_not_handed_in(
        self, marks, justification, detail, campaign_cast: CampaignCast
    ) -> None:
        given = judging(campaign_cast)
        by = campaign_cast.chen.pseudonym
        sheet = given.sheet("chen", "health")
        with pytest.raises(ChallengeError) as told:
            sheet_submit(sheet, marks, justification=justification, version=0, by=by)
        assert told.value.detail == detail
        assert given.sheet("chen", "health").state == "assigned"

    def test_handed_in_it_no_longer_changes(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        sheet = given.judge("chen", "health", use=3, reach=3)
        for version in (0, 1):
            with pytest.raises(ChallengeError) as told:
                sheet_save(sheet, {"use": 5}, justification="", version=version)
            assert told.value.detail == "sheet_handed_in"

    def test_two_windows_of_one_juror_do_not_overwrite_each_other(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        sheet = given.sheet("chen", "health")
        sheet_save(sheet, {"use": 3}, justification="", version=0)
        with pytest.raises(ChallengeError) as told:
            sheet_save(sheet, {"use": 5}, justification="", version=0)
        assert told.value.detail == "changed_meanwhile"

    def test_who_leaves_the_jury_takes_open_sheets_along(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        given.judge("chen", "health", use=3, reach=3)
        juror_withdraw(given.juror("chen"), by=None)
        states = ScoreSheet.objects.filter(juror__person=campaign_cast.chen.pseudonym)
        assert sorted(states.values_list("state", flat=True)) == ["submitted", *["withdrawn"] * 3]

    def test_a_sheet_set_aside_counts_no_more(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        given.judge_all()
        given.take("close_jury")
        sheet_set_aside(given.sheet("chen", "health"), reason="A late conflict", by=None)
        row = next(r for r in standings_now(given.round)["nominations"] if r["entity"] == "health")
        assert row["sheets"] == 2

    def test_who_is_erased_leaves_what_was_handed_in(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        given.judge("chen", "health", use=3, reach=3)
        rows = ScoreSheet.objects.filter(juror=given.juror("chen"))
        person_erase(campaign_cast.chen, by=None)
        assert sorted(rows.values_list("state", flat=True)) == ["submitted", *["withdrawn"] * 3]


class TestAppeals:
    def test_there_is_one_while_appeals_are_open(self, campaign_cast: CampaignCast) -> None:
        given = appealing(campaign_cast)
        appeal_lodge(given.nomination(), text="Why", by=None)
        with pytest.raises(ChallengeError) as told:
            appeal_lodge(given.nomination(), text="Again", by=None)
        assert told.value.detail == "appealed_already"
        given.date(appeals_until=timezone.localdate() - timedelta(1))
        with pytest.raises(ChallengeError) as told:
            appeal_lodge(given.nomination("labour"), text="Late", by=None)
        assert told.value.detail == "not_appealing"

    def test_it_is_answered_once_and_before_results_are_sealed(self, campaign_cast: CampaignCast) -> None:
        given = appealing(campaign_cast)
        appeal = appeal_lodge(given.nomination(), text="Why", by=None)
        given.date(appeals_until=timezone.localdate() - timedelta(1))
        with pytest.raises(ChallengeError) as told:
            given.take("seal")
        assert told.value.detail == "unanswered"
        appeal_answer(appeal, outcome="rejected", answer="No", by=None)
        with pytest.raises(ChallengeError) as told:
            appeal_answer(appeal, outcome="upheld", answer="Yes", by=None)
        assert told.value.detail == "answered_already"
        given.take("seal")

    def test_only_sheets_of_the_nomination_are_set_aside_and_only_when_upheld(
        self, campaign_cast: CampaignCast
    ) -> None:
        given = appealing(campaign_cast)
        appeal = appeal_lodge(given.nomination(), text="Why", by=None)
        own, foreign = given.sheet("chen", "health").pk, given.sheet("chen", "labour").pk
        for outcome, chosen in (("upheld", [foreign]), ("rejected", [own])):
            with pytest.raises(ChallengeError) as told:
                appeal_answer(appeal, outcome=outcome, answer="So", set_aside=chosen, by=None)
            assert told.value.detail == "sheet_stays"
        assert not ScoreSheet.objects.exclude(set_aside_at=None).exists()


class TestResults:
    def test_what_is_sealed_does_not_move_with_what_is_stored(self, campaign_cast: CampaignCast) -> None:
        given = sealed(campaign_cast)
        before = export_now(given.round)
        ScoreSheet.objects.update(marks={"use": 1, "reach": 1})
        assert export_now(given.round) == before

    def test_sealed_rows_are_written_once_and_a_change_behind_is_found(
        self, campaign_cast: CampaignCast
    ) -> None:
        given = sealed(campaign_cast)
        result = result_of(given.round)
        with pytest.raises(WrittenOnceError):
            RoundResult.objects.update(content="{}")
        result.content = result.content.replace('"rank":1', '"rank":2')
        assert not is_sound(result)

    def test_published_again_each_award_has_one_certificate(self, campaign_cast: CampaignCast) -> None:
        given = published(campaign_cast)
        count = Certificate.objects.count()
        assert count == 2
        with pytest.raises(WorkflowError):
            round_publish(given.again(), [], by=None)
        assert Certificate.objects.count() == count

    def test_killed_in_the_middle_nothing_is_half_published(
        self, campaign_cast: CampaignCast, monkeypatch
    ) -> None:
        given = sealed(campaign_cast)
        given.date(publish_at=timezone.now() - timedelta(minutes=1))
        calls = iter([certificate_code()])
        monkeypatch.setattr(
            "miqyas.workspace.challenges.services.results.certificate_code", lambda: next(calls)
        )
        with pytest.raises(StopIteration):
            round_take(given.again(), "publish", by=None)
        assert given.again().state == "embargo"
        assert not Certificate.objects.exists()
        monkeypatch.undo()
        given.take("publish")
        assert Certificate.objects.count() == 2

    def test_codes_are_unlike_and_cannot_be_guessed(self) -> None:
        codes = {certificate_code() for _ in range(500)}
        assert len(codes) == 500
        assert all(
            len(code) == 24 and set(code) <= set("ABCDEFGHJKLMNPQRSTUVWXYZ23456789-") for code in codes
        )

    def test_a_certificate_bears_its_own_code(self, campaign_cast: CampaignCast) -> None:
        given = published(campaign_cast)
        one, other = certificates_of(given.round)
        assert is_genuine(one)
        one.statement, one.signature = other.statement, other.signature
        assert not is_genuine(one)

    def test_withdrawn_twice_the_first_reason_stands(self, campaign_cast: CampaignCast) -> None:
        given = published(campaign_cast)
        one = certificates_of(given.round)[0]
        certificate_withdraw(one, reason="Wrong entity", by=None)
        assert certificate_withdraw(one, reason="Another", by=None).withdrawn_reason == "Wrong entity"
