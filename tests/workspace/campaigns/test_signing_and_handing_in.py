"""Signing an entity's answers, handing them in, and having them given back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.assessment.errors import WorkflowError
from miqyas.workspace.accounts.services import role_revoke
from miqyas.workspace.campaigns.models import (
    Answer,
    AnswerRevision,
    Applicability,
    Approval,
    Assignment,
    Campaign,
    CampaignEntity,
)
from miqyas.workspace.campaigns.queries.people import signs_for
from miqyas.workspace.campaigns.queries.submissions import (
    approval_in_force,
    progress_of,
    submission_content,
)
from miqyas.workspace.campaigns.services.answers import (
    AnswerError,
    answer_ready,
    answer_return,
    answer_save,
)
from miqyas.workspace.campaigns.services.approvals import (
    SubmissionError,
    signature_delegate,
    signature_end,
    submission_approve,
    submission_return,
    submission_submit,
)
from miqyas.workspace.events.models import Event
from miqyas.workspace.evidence.models import Evidence, EvidenceRevision, EvidenceUse
from miqyas.workspace.history.models import Record
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import Given, given

__all__ = ["given"]
pytestmark = pytest.mark.django_db


def answer(given: Given, number: int = 1, *, ready: bool = True) -> Answer:
    question = given.question(number)
    grade = "yes" if number % 2 else "form"
    saved = answer_save(
        question, grade=grade, note=f"Note {number}", version=0, by=given.cast.bruno.pseudonym
    )
    return answer_ready(question, version=1, by=None) if ready else saved.answer


def part(given: Given) -> CampaignEntity:
    return CampaignEntity.objects.select_related("campaign", "entity").get(pk=given.health.pk)


def sign(given: Given, *, who: str = "salma") -> Approval:
    seen = submission_content(part(given)).hash
    return submission_approve(part(given), seen=seen, by=given.cast.people()[who].pseudonym)


def hand_in(given: Given) -> CampaignEntity:
    return submission_submit(part(given), by=given.cast.salma.pseudonym)


def attach_link(given: Given, number: int = 1) -> None:
    proof = Evidence.objects.create(entity=given.cast.health, kind="link", title="The law")
    EvidenceRevision.objects.create(evidence=proof, number=1, address="https://law.example.org/")
    EvidenceUse.objects.create(evidence=proof, object_kind="answer", object_id=given.question(number).pk)


class TestSigning:
    """A signature stands under the answers as they were read."""

    def test_what_is_ready_becomes_approved(self, given: Given) -> None:
        answer(given)
        approval = sign(given)
        assert given.question().answer.state == "approved"
        assert part(given).state == "approved"
        assert (approval.answers, approval.on_behalf_of) == (1, None)
        assert approval_in_force(part(given)) == approval

    def test_the_page_says_who_comes_first(self, given: Given) -> None:
        page = "/en/workspace/campaigns/present/entity/health/submission/"
        first = "The signatory signs first; then the answers are handed in."
        for person, is_told in (("noor", True), ("bruno", True), ("salma", False), ("amina", False)):
            assert (first in signed_in(given.cast.people()[person]).get(page).text) is is_told, person
        answer(given)
        sign(given)
        assert first not in signed_in(given.cast.noor).get(page).text

    def test_nothing_is_signed_while_an_answer_is_begun(self, given: Given) -> None:
        answer(given)
        answer(given, 2, ready=False)
        with pytest.raises(SubmissionError, match="not_ready") as caught:
            sign(given)
        assert caught.value.params["n"] == 1
        assert given.question().answer.state == "ready"

    def test_nothing_is_signed_that_was_not_read(self, given: Given) -> None:
        answer(given)
        seen = submission_content(part(given)).hash
        answer(given, 2)
        with pytest.raises(SubmissionError, match="changed_meanwhile"):
            submission_approve(part(given), seen=seen, by=given.cast.salma.pseudonym)
        assert not Approval.objects.exists()

    def test_it_is_not_signed_twice(self, given: Given) -> None:
        answer(given)
        sign(given)
        with pytest.raises(WorkflowError, match="not_now"):
            sign(given)

    def test_the_hash_names_the_content(self, given: Given) -> None:
        answer(given)
        before = submission_content(part(given)).hash
        assert submission_content(part(given)).hash == before
        attach_link(given)
        after = submission_content(part(given)).hash
        assert after != before
        Assignment.objects.filter(part=given.health).update(reason="Changed")
        assert submission_content(part(given)).hash != after

    def test_equal_answers_of_two_entities_have_different_names(self, given: Given) -> None:
        Assignment.objects.filter(part=given.health, feature="OSI-IF-003").delete()
        other = CampaignEntity.objects.select_related("campaign", "entity").get(pk=given.education.pk)
        assert submission_content(part(given)).rows == submission_content(other).rows
        assert submission_content(part(given)).hash != submission_content(other).hash

    def test_a_signature_is_kept_in_history_and_told(self, given: Given) -> None:
        answer(given)
        approval = sign(given)
        record = Record.objects.get(action="submission.approve")
        assert record.chain == str(given.campaign.pk)
        assert record.details["content"] == approval.content_hash
        assert Event.objects.get(kind="submission.approved").payload["approval"] == str(approval.pk)

    def test_after_the_deadline_nothing_is_signed(self, given: Given) -> None:
        answer(given)
        past = timezone.localdate() - timedelta(days=1)
        Campaign.objects.filter(pk=given.campaign.pk).update(answers_until=past)
        with pytest.raises(AnswerError, match="window_closed"):
            sign(given)


class TestASignatureThatHoldsNoLonger:
    """It is void as soon as what it stands under changes."""

    def test_when_a_question_is_answered_after_it(self, given: Given) -> None:
        answer(given)
        sign(given)
        answer(given, 2, ready=False)
        assert part(given).state == "open"
        assert approval_in_force(part(given)) is None
        assert Record.objects.filter(action="submission.reopen").count() == 1

    def test_when_the_signatory_gives_an_answer_back(self, given: Given) -> None:
        answer(given)
        sign(given)
        answer_return(given.question(), reasons="Name the law", by=given.cast.salma.pseudonym)
        assert (part(given).state, given.question().answer.state) == ("open", "returned")

    def test_an_approved_answer_is_not_written_over(self, given: Given) -> None:
        answer(given)
        sign(given)
        with pytest.raises(WorkflowError, match="not_now"):
            answer_save(given.question(), grade="no", note="", version=1, by=given.cast.bruno.pseudonym)
        assert part(given).state == "approved"

    def test_when_proof_is_attached_after_it_the_handing_in_finds_it(self, given: Given) -> None:
        answer(given)
        sign(given)
        attach_link(given)
        with pytest.raises(SubmissionError, match="changed_since"):
            hand_in(given)
        assert part(given).state == "open"
        sign(given)
        assert hand_in(given).state == "submitted"

    def test_when_a_feature_no_longer_applies(self, given: Given) -> None:
        answer(given)
        sign(given)
        Assignment.objects.filter(part=given.health, feature="OSI-IF-003").update(
            applicability=Applicability.NOT_APPLICABLE, reason="No such service"
        )
        with pytest.raises(SubmissionError, match="changed_since"):
            hand_in(given)


class TestHandingIn:
    """What is signed goes to the authority."""

    def test_it_takes_a_signature(self, given: Given) -> None:
        answer(given)
        with pytest.raises(WorkflowError, match="not_now"):
            hand_in(given)

    def test_answers_are_submitted_and_kept(self, given: Given) -> None:
        answer(given)
        sign(given)
        hand_in(given)
        assert given.question().answer.state == "submitted"
        kept = AnswerRevision.objects.get(kind="submitted")
        assert (kept.grade, kept.note) == ("yes", "Note 1")
        assert part(given).submitted_by == given.cast.salma.pseudonym
        assert Event.objects.filter(kind="submission.submitted").count() == 1
        assert progress_of([given.health.pk])[given.health.pk] == {"submitted": 1, "empty": 2}

    def test_what_is_handed_in_is_not_changed(self, given: Given) -> None:
        answer(given)
        sign(given)
        hand_in(given)
        with pytest.raises(AnswerError, match="handed_in"):
            answer_save(given.question(), grade="no", note="", version=1, by=given.cast.bruno.pseudonym)


class TestGivingBack:
    """The authority gives back what was handed in, with reasons."""

    def give_back(self, given: Given, *questions: Assignment, **changes: object) -> CampaignEntity:
        asked = {"reasons": "Say where it stands", "answers": [one.pk for one in questions], "until": None}
        return submission_return(part(given), by=given.cast.amina.pseudonym, **{**asked, **changes})

    def handed_in(self, given: Given) -> None:
        answer(given)
        answer(given, 2)
        sign(given)
        hand_in(given)

    def test_one_answer_goes_back_and_the_others_stay(self, given: Given) -> None:
        self.handed_in(given)
        self.give_back(given, given.question())
        assert (given.question().answer.state, given.question(2).answer.state) == ("returned", "submitted")
        assert part(given).state == "returned"
        said = given.question().comments.get()
        assert (said.audience, said.text) == ("authority", "Say where it stands")
        assert Event.objects.filter(kind="answer.returned").count() == 1

    def test_all_go_back_where_none_is_named(self, given: Given) -> None:
        self.handed_in(given)
        self.give_back(given)
        assert set(Answer.objects.values_list("state", flat=True)) == {"returned"}

    def test_it_is_signed_and_handed_in_anew(self, given: Given) -> None:
        self.handed_in(given)
        self.give_back(given, given.question())
        answer_save(given.question(), grade="no", note="Not yet", version=1, by=given.cast.bruno.pseudonym)
        answer_ready(given.question(), version=2, by=None)
        sign(given)
        hand_in(given)
        assert part(given).state == "submitted"
        assert Approval.objects.count() == 2

    def test_it_takes_reasons(self, given: Given) -> None:
        self.handed_in(given)
        with pytest.raises(SubmissionError, match="no_reasons"):
            self.give_back(given, reasons="  ")

    def test_an_answer_of_another_entity_cannot_be_named(self, given: Given) -> None:
        self.handed_in(given)
        with pytest.raises(SubmissionError, match="not_handed_in"):
            self.give_back(given, given.question(part=given.education))
        assert part(given).state == "submitted"

    def test_after_the_deadline_it_takes_a_new_one(self, given: Given) -> None:
        self.handed_in(given)
        today = timezone.localdate()
        Campaign.objects.filter(pk=given.campaign.pk).update(answers_until=today - timedelta(days=1))
        with pytest.raises(SubmissionError, match="until_past"):
            self.give_back(given)
        self.give_back(given, until=today + timedelta(days=3))
        assert part(given).answers_until == today + timedelta(days=3)


class TestALentSignature:
    """Somebody signs for a while in the place of the signatory."""

    def lend(self, given: Given, *, begins: int = 0, ends: int = 5) -> object:
        today = timezone.localdate()
        return signature_delegate(
            given.cast.health,
            giver=given.cast.salma.pseudonym,
            holder=given.cast.noor.pseudonym,
            starts_on=today + timedelta(days=begins),
            ends_on=today + timedelta(days=ends),
        )

    def test_the_approval_names_both(self, given: Given) -> None:
        self.lend(given)
        answer(given)
        approval = sign(given, who="noor")
        assert approval.signatory == given.cast.noor.pseudonym
        assert approval.on_behalf_of == given.cast.salma.pseudonym

    def test_it_counts_on_its_days_only(self, given: Given) -> None:
        self.lend(given, begins=1)
        assert signs_for(part(given), given.cast.noor.pseudonym) is None

    def test_taken_back_it_counts_no_more(self, given: Given) -> None:
        lent = self.lend(given)
        signature_end(lent, by=given.cast.salma.pseudonym)
        assert signs_for(part(given), given.cast.noor.pseudonym) is None

    def test_who_may_no_longer_sign_has_lent_nothing(self, given: Given) -> None:
        self.lend(given)
        role_revoke(given.cast.salma, role="signatory", by=None, entity=given.cast.health.pk)
        assert signs_for(part(given), given.cast.noor.pseudonym) is None

    def test_it_reaches_one_entity(self, given: Given) -> None:
        self.lend(given)
        other = CampaignEntity.objects.select_related("campaign").get(pk=given.education.pk)
        assert signs_for(other, given.cast.noor.pseudonym) is None

    @pytest.mark.parametrize(("begins", "ends"), [(3, 1), (-5, -1)])
    def test_days_in_the_wrong_order_or_past_are_refused(self, given: Given, begins: int, ends: int) -> None:
        with pytest.raises(SubmissionError, match="days"):
            self.lend(given, begins=begins, ends=ends)
