"""What was seen last counts, however often it is judged; nobody's decision is written over."""

from typing import Any

import pytest

from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.events.models import Event
from miqyas.workspace.history.models import Record
from miqyas.workspace.scans.handlers import follow_submission
from miqyas.workspace.scans.models import Contradiction, Proposal, Report
from miqyas.workspace.scans.queries.entities import report_for
from miqyas.workspace.scans.queries.reports import report_before
from miqyas.workspace.scans.services import following
from miqyas.workspace.scans.services.deciding import contradiction_settle, proposal_refuse
from miqyas.workspace.scans.services.following import last_report, report_follow
from miqyas.workspace.scans.services.scans import report_write
from tests.workspace.campaigns.answering_given import Given, given
from tests.workspace.scans.scans_given import absent, portal_of, present, report_of, scanned

__all__ = ["given"]
pytestmark = pytest.mark.django_db
HEALTH = "https://health.example.org/"


def claim(given: Given, number: int = 1, grade: str = "yes") -> Answer:
    question = given.question(number)
    return Answer.objects.create(assignment=question, grade=grade, state="draft", version=1)


def handed_in(given: Given) -> None:
    """Somebody else hands their answers in, and everything is followed once more."""
    follow_submission(Event(kind="submission.submitted", payload={"part": str(given.education.pk)}))


def states() -> list[str]:
    return list(Contradiction.objects.order_by("raised_at").values_list("state", flat=True))


class TestAllPortalsAndThoseOfOneMinistry:
    """Two reports tell of one feature: the later look is believed, and nothing goes back and forth."""

    def test_what_a_ministry_put_right_is_not_raised_again_by_the_look_before(self, given: Given) -> None:
        portal_of(given.cast.health, HEALTH)
        claim(given)
        scanned(absent(1))
        scanned(present(1), entity=given.cast.health)
        assert states() == ["gone"]
        for _ in range(2):
            handed_in(given)
        assert states() == ["gone"]
        assert Record.objects.filter(action="contradiction.raise").count() == 1

    def test_a_later_look_at_all_portals_counts_again(self, given: Given) -> None:
        portal_of(given.cast.health, HEALTH)
        claim(given)
        scanned(present(1), entity=given.cast.health)
        scanned(absent(1))
        handed_in(given)
        assert states() == ["open"]

    def test_two_grades_leave_one_proposal_however_often_they_are_followed(self, given: Given) -> None:
        portal_of(given.cast.health, HEALTH)
        scanned(present(2, grade="information"))
        scanned(present(2, grade="form"), entity=given.cast.health)
        for _ in range(3):
            handed_in(given)
        own = Proposal.objects.filter(assignment__entity=given.cast.health).order_by("made_at")
        assert [(one.grade, one.state) for one in own] == [("information", "passed"), ("form", "open")]
        other = Proposal.objects.get(assignment__entity=given.cast.education)
        assert (other.grade, other.state) == ("information", "open")


class TestOldLooksJudgedAgain:
    """Looks of January do not become those of today by being judged by other rules today."""

    def test_they_neither_propose_nor_contradict_nor_stand_for_the_portals(self, given: Given) -> None:
        claim(given)
        old, _ = scanned(absent(1))
        new, _ = scanned(present(1))
        again = report_write(old.scan, report_of(absent(1), absent(3)), why="rules", by=None)
        assert again.at > new.at
        followed = report_follow(again)
        assert (followed.proposals, followed.contradictions) == (0, 0)
        handed_in(given)
        assert states() == ["gone"]
        assert report_for(given.cast.health) == new
        assert last_report(None, by=again.at) == new
        assert (report_before(again), report_before(new)) == (old, again)

    def test_the_last_looks_judged_again_count(self, given: Given) -> None:
        claim(given)
        report, _ = scanned(present(1))
        again = report_write(report.scan, report_of(absent(1)), why="rules", by=None)
        assert report_follow(again).contradictions == 1
        assert report_follow(report).contradictions == 0
        assert Report.objects.count() == 2


class TestDecisions:
    """What people decide stands, also where they decide while a report is followed."""

    def test_what_was_put_right_is_belied_by_later_looks_alone(self, given: Given) -> None:
        claim(given)
        report, _ = scanned(absent(1))
        bruno = given.cast.bruno.pseudonym
        contradiction_settle(Contradiction.objects.get(), state="mended", reason="Now there", by=bruno)
        handed_in(given)
        again = report_write(report.scan, report_of(absent(1), absent(3)), why="rules", by=None)
        assert report_follow(again).contradictions == 0
        assert states() == ["mended"]
        scanned(absent(1))
        assert states() == ["mended", "open"]

    def test_a_proposal_refused_meanwhile_stays_refused(
        self, given: Given, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scanned(present(2, grade="information"))
        grades_of = following.grades_of

        def refused_meanwhile(scale: Any) -> Any:
            for one in Proposal.objects.filter(state="open", grade="information"):
                proposal_refuse(one, reason="Not ours", by=given.cast.noor.pseudonym)
            return grades_of(scale)

        monkeypatch.setattr(following, "grades_of", refused_meanwhile)
        scanned(present(2, grade="form"))
        refused = Proposal.objects.filter(grade="information")
        assert {(one.state, one.reason, one.decided_by) for one in refused} == {
            ("refused", "Not ours", given.cast.noor.pseudonym)
        }

    def test_a_contradiction_settled_meanwhile_stays_settled(
        self, given: Given, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim(given)
        scanned(absent(1))
        lowest_grade = following.lowest_grade

        def settled_meanwhile(scale: Any) -> Any:
            for one in Contradiction.objects.filter(state="open"):
                contradiction_settle(
                    one, state="answer_stands", reason="In the app", by=given.cast.bruno.pseudonym
                )
            return lowest_grade(scale)

        monkeypatch.setattr(following, "lowest_grade", settled_meanwhile)
        scanned(present(1))
        kept = Contradiction.objects.get()
        assert (kept.state, kept.settled_by) == ("answer_stands", given.cast.bruno.pseudonym)
