"""What follows from a report: proposals for blank answers, contradictions raised exactly once."""

from typing import Any

import pytest

from miqyas.scanner.rules.model import State
from miqyas.workspace.campaigns.models import Answer, Campaign
from miqyas.workspace.campaigns.services.answers import answer_save
from miqyas.workspace.evidence.models import EvidenceUse
from miqyas.workspace.evidence.queries import newest_revision
from miqyas.workspace.history.models import Record
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import Contradiction, FindingProof, Proposal, Report
from miqyas.workspace.scans.queries.entities import contradictions_of, proposals_open
from miqyas.workspace.scans.services.deciding import contradiction_settle, proposal_accept, proposal_refuse
from miqyas.workspace.scans.services.following import report_follow
from tests.workspace.campaigns.answering_given import Given, given
from tests.workspace.scans.scans_given import LAWS, absent, found, portal_of, present, scanned

__all__ = ["given"]
pytestmark = pytest.mark.django_db


def answered(given: Given, number: int, grade: str) -> Answer:
    question = given.question(number)
    version = getattr(getattr(question, "answer", None), "version", 0)
    return answer_save(question, grade=grade, note="Ours", version=version, by=None).answer


def proposal(given: Given) -> Proposal:
    return proposals_open(given.cast.health).get()


class TestProposals:
    """A blank answer is filled by nobody but a person."""

    def test_a_finding_proposes_and_writes_nothing(self, given: Given) -> None:
        _, followed = scanned(present(1))
        assert followed.proposals == 2  # health and education were both asked
        assert not Answer.objects.exclude(grade="").exists()
        assert proposal(given).grade == "yes"

    def test_the_same_report_proposes_nothing_a_second_time(self, given: Given) -> None:
        report, _ = scanned(present(1))
        assert report_follow(report).proposals == 0
        scanned(present(1))
        assert Proposal.objects.count() == 2
        assert proposal(given).finding.report != report

    def test_accepted_it_is_the_answer_with_its_proof(self, given: Given) -> None:
        scanned(present(1))
        noor = given.cast.noor.pseudonym
        answer = proposal_accept(proposal(given), title="Laws", by=noor)
        assert (answer.grade, answer.updated_by, answer.state) == ("yes", noor, "draft")
        use = EvidenceUse.objects.get(object_kind="answer", object_id=answer.pk)
        revision = newest_revision(use.evidence)
        assert (revision.address, revision.quote, revision.language) == (LAWS, "القوانين والتشريعات", "ar")
        assert FindingProof.objects.get(evidence=use.evidence).finding.feature == "OSI-IF-001"
        assert Record.objects.filter(action="proposal.accept", chain=str(given.campaign.pk)).count() == 1
        with pytest.raises(ScanError, match="proposal_decided"):
            proposal_accept(Proposal.objects.get(state="accepted"), title="Laws", by=noor)

    def test_what_is_not_there_has_no_proof_to_attach(self, given: Given) -> None:
        scanned(absent(1))
        answer = proposal_accept(proposal(given), title="", by=given.cast.noor.pseudonym)
        assert answer.grade == "no"
        assert not EvidenceUse.objects.exists()

    def test_answered_meanwhile_it_is_refused_and_the_answer_stays(self, given: Given) -> None:
        scanned(present(1))
        waiting = proposal(given)
        answered(given, 1, "no")
        with pytest.raises(ScanError, match="answered_meanwhile"):
            proposal_accept(waiting, title="Laws", by=given.cast.noor.pseudonym)
        assert Answer.objects.get(grade="no").note == "Ours"
        assert not proposals_open(given.cast.health).exists()

    def test_refused_it_is_not_proposed_again_unless_something_else_is_found(self, given: Given) -> None:
        scanned(present(1))
        proposal_refuse(proposal(given), reason="Another ministry's page", by=given.cast.noor.pseudonym)
        scanned(present(1))
        assert not proposals_open(given.cast.health).exists()
        scanned(present(1, target="https://portal.example.org/new-laws"))
        assert proposals_open(given.cast.health).count() == 1

    @pytest.mark.parametrize("reason", ["", "  \n", "x" * 4001])
    def test_a_refusal_has_a_reason(self, given: Given, reason: str) -> None:
        scanned(present(1))
        with pytest.raises(ScanError):
            proposal_refuse(proposal(given), reason=reason, by=given.cast.noor.pseudonym)
        assert proposal(given).state == "open"

    def test_another_finding_takes_its_place(self, given: Given) -> None:
        scanned(present(2, grade="information"))
        scanned(present(2, grade="transaction"))
        assert proposal(given).grade == "transaction"
        assert Proposal.objects.filter(state="passed").count() == 2

    @pytest.mark.parametrize("state", [State.NEEDS_REVIEW, State.NOT_ASSESSABLE, State.NOT_TESTED])
    def test_what_could_not_be_told_proposes_nothing(self, given: Given, state: State) -> None:
        scanned(found(1, state, grade="yes"))
        assert not Proposal.objects.exists()

    def test_a_grade_of_another_scale_is_not_proposed(self, given: Given) -> None:
        scanned(present(1, grade="transaction"))
        assert not Proposal.objects.exists()

    def test_one_entity_s_portals_tell_what_is_there_and_not_what_is_nowhere(self, given: Given) -> None:
        portal_of(given.cast.health, "https://health.example.org/")
        scanned(present(1), absent(3), entity=given.cast.health)
        assert [one.assignment.feature for one in Proposal.objects.all()] == ["OSI-IF-001"]
        assert Proposal.objects.get().assignment.entity == given.cast.health

    def test_a_campaign_that_is_closed_gets_none(self, given: Given) -> None:
        Campaign.objects.update(state="frozen")
        assert scanned(present(1))[1].proposals == 0


class TestContradictions:
    """Claimed and not found, or found and not claimed: one task, once."""

    @pytest.mark.parametrize(
        ("number", "claimed", "finding"),
        [(1, "yes", absent(1)), (1, "no", present(1)), (2, "form", absent(2, grade="none"))],
    )
    def test_each_way_round_raises_one(self, given: Given, number: int, claimed: str, finding: Any) -> None:
        answered(given, number, claimed)
        report, followed = scanned(finding)
        assert followed.contradictions == 1
        assert report_follow(report).contradictions == 0
        scanned(finding)
        raised = Contradiction.objects.get()
        assert (raised.claimed, raised.found) == (claimed, finding.state.value)
        assert Record.objects.filter(action="contradiction.raise").count() == 1

    def test_agreement_raises_none_and_a_later_stage_is_no_contradiction(self, given: Given) -> None:
        answered(given, 1, "yes")
        answered(given, 2, "transaction")
        scanned(present(1), present(2, grade="information"))
        assert not Contradiction.objects.exists()

    def test_nobody_else_is_told_than_who_answers_and_once(
        self, given: Given, django_capture_on_commit_callbacks: Any
    ) -> None:
        answered(given, 1, "yes")
        with django_capture_on_commit_callbacks(execute=True):
            scanned(absent(1))
        with django_capture_on_commit_callbacks(execute=True):
            scanned(absent(1))
        told = Notification.objects.filter(kind="scan.contradiction")
        assert [one.recipient for one in told] == [given.cast.noor.pseudonym]

    def test_it_goes_when_it_no_longer_holds_and_comes_back_with_the_next(self, given: Given) -> None:
        answered(given, 1, "yes")
        scanned(absent(1))
        scanned(present(1))
        assert not contradictions_of(given.cast.health).exists()
        scanned(absent(1))
        assert [one.state for one in Contradiction.objects.order_by("raised_at")] == ["gone", "open"]

    def test_what_could_not_be_looked_at_changes_nothing(self, given: Given) -> None:
        answered(given, 1, "yes")
        scanned(absent(1))
        scanned(found(1, State.NOT_ASSESSABLE))
        assert contradictions_of(given.cast.health).get().state == "open"

    def test_who_stands_by_the_answer_is_not_asked_again(self, given: Given) -> None:
        answered(given, 1, "yes")
        scanned(absent(1))
        bruno = given.cast.bruno.pseudonym
        contradiction_settle(Contradiction.objects.get(), state="answer_stands", reason="In an app", by=bruno)
        scanned(absent(1))
        assert Contradiction.objects.get().state == "answer_stands"
        with pytest.raises(ScanError, match="settled"):
            contradiction_settle(Contradiction.objects.get(), state="mended", reason="x", by=bruno)

    def test_what_was_not_mended_after_all_is_raised_again(self, given: Given) -> None:
        answered(given, 1, "yes")
        scanned(absent(1))
        contradiction_settle(
            Contradiction.objects.get(),
            state="mended",
            reason="It is there now",
            by=given.cast.bruno.pseudonym,
        )
        scanned(absent(1))
        assert Contradiction.objects.filter(state="open").count() == 1

    @pytest.mark.parametrize(("state", "reason"), [("gone", "x"), ("open", "x"), ("answer_stands", " ")])
    def test_it_is_settled_in_words_only(self, given: Given, state: str, reason: str) -> None:
        answered(given, 1, "yes")
        scanned(absent(1))
        with pytest.raises(ScanError):
            contradiction_settle(
                Contradiction.objects.get(), state=state, reason=reason, by=given.cast.bruno.pseudonym
            )

    def test_an_older_report_says_nothing_any_more(self, given: Given) -> None:
        answered(given, 1, "yes")
        scanned(present(1))
        first = Report.objects.get()
        scanned(absent(1))
        assert report_follow(first).contradictions == 0
        assert Contradiction.objects.get().state == "open"
