"""Saving an answer: against the version that was seen, coalesced while one person types, and never lost."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.kernel.words import day_in_words
from miqyas.workspace.campaigns.models import (
    Answer,
    AnswerRevision,
    Applicability,
    Assignment,
    Campaign,
    CampaignEntity,
    RevisionKind,
)
from miqyas.workspace.campaigns.services.answers import (
    LONGEST_NOTE,
    PAUSE,
    AnswerError,
    Saved,
    answer_ready,
    answer_return,
    answer_save,
    aside_settle,
    asides_of,
)
from miqyas.workspace.history.models import Record
from tests.workspace.campaigns.answering_given import Given, given

__all__ = ["given"]


def save(given: Given, note: str, *, who: str = "bruno", version: int = 0, grade: str = "yes") -> Saved:
    by = given.cast.people()[who].pseudonym
    return answer_save(given.question(), grade=grade, note=note, version=version, by=by)


def notes(given: Given) -> list[tuple[str, str]]:
    rows = AnswerRevision.objects.filter(answer=given.question().pk)
    return list(rows.values_list("kind", "note"))


def later(given: Given, pause: timedelta) -> None:
    Answer.objects.filter(pk=given.question().pk).update(updated_at=timezone.now() - pause)


@pytest.mark.django_db
class TestOnePerson:
    """What happens while one person types."""

    def test_the_first_words_make_a_draft(self, given: Given) -> None:
        saved = save(given, "Article 3")
        answer = given.question().answer
        assert saved.aside is None
        assert (answer.state, answer.grade, answer.note, answer.version) == ("draft", "yes", "Article 3", 1)
        assert answer.updated_by == given.cast.bruno.pseudonym

    def test_typing_on_makes_no_revision(self, given: Given) -> None:
        for version, note in enumerate(["A", "Ar", "Art"]):
            save(given, note, version=version)
        assert notes(given) == []
        assert given.question().answer.note == "Art"

    def test_after_a_pause_the_words_before_it_are_kept(self, given: Given) -> None:
        save(given, "Before lunch")
        later(given, PAUSE + timedelta(seconds=1))
        save(given, "After lunch", version=1)
        assert notes(given) == [("saved", "Before lunch")]

    def test_the_same_words_again_change_nothing(self, given: Given) -> None:
        save(given, "Article 3")
        save(given, "Article 3\r\n", version=0)
        assert given.question().answer.version == 1
        assert notes(given) == []

    def test_signs_that_cannot_be_seen_are_taken_out(self, given: Given) -> None:
        save(given, "Article 3 \u202eexe.law\0\r\nand the decree")
        assert given.question().answer.note == "Article 3 exe.law\nand the decree"

    def test_typing_is_not_chained_in_history(self, given: Given) -> None:
        save(given, "Article 3")
        assert not Record.objects.filter(object_kind="answer").exists()

    def test_a_note_too_long_is_refused_in_words(self, given: Given) -> None:
        with pytest.raises(AnswerError, match="long_note") as caught:
            save(given, "x" * (LONGEST_NOTE + 1))
        assert "8,001" in caught.value.render("en")
        assert not Answer.objects.exists()

    def test_a_grade_of_another_scale_is_refused(self, given: Given) -> None:
        with pytest.raises(AnswerError, match="unknown_grade"):
            save(given, "", grade="transaction")

    def test_what_does_not_apply_is_not_answered(self, given: Given) -> None:
        Assignment.objects.update(applicability=Applicability.NOT_APPLICABLE, reason="No such law")
        with pytest.raises(AnswerError, match="not_applicable"):
            save(given, "Article 3")


@pytest.mark.django_db
class TestTwoPeople:
    """One answer, two people: both keep their words."""

    def test_who_takes_over_finds_the_other_s_words_among_the_revisions(self, given: Given) -> None:
        save(given, "Bruno's")
        save(given, "Noor's", who="noor", version=1)
        assert given.question().answer.note == "Noor's"
        revision = AnswerRevision.objects.get()
        assert (revision.note, revision.by, revision.number) == ("Bruno's", given.cast.bruno.pseudonym, 1)

    def test_a_save_over_a_newer_answer_is_kept_aside(self, given: Given) -> None:
        save(given, "Bruno's")
        saved = save(given, "Noor's", who="noor", version=0)
        assert saved.aside is not None
        assert saved.answer.note == "Bruno's"
        assert notes(given) == [("kept_aside", "Noor's")]
        assert given.question().answer.version == 1

    def test_an_old_form_replayed_changes_nothing_twice(self, given: Given) -> None:
        save(given, "One")
        save(given, "Two", version=1)
        for _ in range(3):
            save(given, "Zero", version=0)
        assert given.question().answer.note == "Two"
        assert notes(given) == [("kept_aside", "Zero")]

    def test_who_types_on_over_a_newer_answer_leaves_one_text_to_decide_about(self, given: Given) -> None:
        save(given, "Bruno's")
        for note in ("N", "Noo", "Noor's"):
            save(given, note, who="noor", version=0)
        assert [one.note for one in asides_of(given.question().answer)] == ["Noor's"]
        assert [note for _, note in notes(given)] == ["N", "Noo", "Noor's"]

    @pytest.mark.parametrize("version", [-1, 99, 2**70])
    def test_a_version_that_never_was_is_an_old_one(self, given: Given, version: int) -> None:
        save(given, "One")
        assert save(given, "Two", version=version).aside is not None
        assert given.question().answer.note == "One"

    @pytest.mark.parametrize("decided", ["Bruno's", "Noor's", "Bruno's, and Noor's"])
    def test_either_may_be_taken_or_both_merged(self, given: Given, decided: str) -> None:
        save(given, "Bruno's")
        aside = save(given, "Noor's", who="noor", version=0).aside
        by = given.cast.noor.pseudonym
        aside_settle(aside, grade="yes", note=decided, version=1, by=by)
        answer = given.question().answer
        assert answer.note == decided
        assert asides_of(answer) == []
        kept = {note for _, note in notes(given)}
        assert {"Noor's", decided} <= kept
        assert "Bruno's" in kept | {answer.note}

    def test_it_is_decided_once(self, given: Given) -> None:
        save(given, "Bruno's")
        aside = save(given, "Noor's", who="noor", version=0).aside
        aside_settle(aside, grade="yes", note="Noor's", version=1, by=None)
        with pytest.raises(AnswerError, match="aside_settled"):
            aside_settle(aside, grade="yes", note="Bruno's", version=2, by=None)

    def test_a_decision_that_comes_too_late_is_kept_aside_too(self, given: Given) -> None:
        save(given, "Bruno's")
        aside = save(given, "Noor's", who="noor", version=0).aside
        save(given, "Bruno's own, longer", version=1)
        again = aside_settle(aside, grade="yes", note="Merged", version=1, by=None)
        assert again.aside is not None
        assert [one.note for one in asides_of(again.answer)] == ["Noor's", "Merged"]

    def test_nothing_is_ready_while_words_lie_aside(self, given: Given) -> None:
        save(given, "Bruno's")
        save(given, "Noor's", who="noor", version=0)
        with pytest.raises(AnswerError, match="aside_open"):
            answer_ready(given.question(), version=1, by=None)


class TestAtTheSameMoment:
    """Transactions that truly run at once, on either database."""

    script = "tests/workspace/campaigns/saving_at_once.py"

    def test_of_many_who_save_at_once_all_keep_their_words(self, python: Callable[..., str]) -> None:
        notes = [f"Words {number}" for number in range(6)]
        left = json.loads(python(self.script, "begun", *notes))
        assert (left["version"], len(left["aside"])) == (2, 5)
        assert sorted([left["answer"], *left["aside"]]) == notes

    def test_of_two_who_write_the_first_words_at_once_both_keep_them(
        self, python: Callable[..., str]
    ) -> None:
        left = json.loads(python(self.script, "empty", "One", "Other"))
        assert sorted([left["answer"], *left["aside"]]) == ["One", "Other"]


@pytest.mark.django_db
class TestWhenItMayBeSaved:
    """Calendar and states."""

    def test_after_the_deadline_it_says_so(self, given: Given) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        Campaign.objects.filter(pk=given.campaign.pk).update(answers_until=yesterday)
        with pytest.raises(AnswerError, match="window_closed") as caught:
            save(given, "Late")
        assert day_in_words(yesterday.isoformat(), language="ar") in caught.value.render("ar")

    def test_on_the_last_day_it_is_still_open(self, given: Given) -> None:
        Campaign.objects.filter(pk=given.campaign.pk).update(answers_until=timezone.localdate())
        assert save(given, "In time").answer.version == 1

    def test_an_own_deadline_goes_before_the_campaign_s(self, given: Given) -> None:
        today = timezone.localdate()
        Campaign.objects.filter(pk=given.campaign.pk).update(answers_until=today - timedelta(days=1))
        CampaignEntity.objects.filter(pk=given.health.pk).update(answers_until=today)
        assert save(given, "With leave").answer.version == 1

    @pytest.mark.parametrize("state", ["draft", "review", "reply", "frozen", "published", "closed"])
    def test_outside_the_open_campaign_nothing_is_answered(self, given: Given, state: str) -> None:
        Campaign.objects.filter(pk=given.campaign.pk).update(state=state)
        with pytest.raises(AnswerError, match="not_open"):
            save(given, "Too early, too late")

    def test_an_answer_that_is_ready_becomes_a_draft_when_written_in(self, given: Given) -> None:
        save(given, "One")
        answer_ready(given.question(), version=1, by=None)
        save(given, "Two", version=1)
        assert given.question().answer.state == "draft"

    def test_it_is_not_ready_without_a_grade(self, given: Given) -> None:
        save(given, "One", grade="")
        with pytest.raises(AnswerError, match="no_grade"):
            answer_ready(given.question(), version=1, by=None)

    def test_ready_names_the_version_it_means(self, given: Given) -> None:
        save(given, "One")
        save(given, "Two", version=1)
        with pytest.raises(AnswerError, match="moved_on"):
            answer_ready(given.question(), version=1, by=None)

    def test_returned_it_keeps_its_words_and_the_reasons(self, given: Given) -> None:
        save(given, "One")
        answer_ready(given.question(), version=1, by=None)
        answer_return(given.question(), reasons="Name the law", by=given.cast.noor.pseudonym)
        question = given.question()
        assert question.answer.state == "returned"
        said = question.comments.get()
        assert (said.text, said.audience) == ("Name the law", "entity")
        chained = Record.objects.filter(chain=str(given.campaign.pk)).values_list("action", flat=True)
        assert list(chained) == ["answer.ready", "answer.return"]
        assert Record.objects.get(action="answer.ready").details == {"version": 1}

    def test_nothing_is_returned_without_reasons(self, given: Given) -> None:
        save(given, "One")
        with pytest.raises(AnswerError, match="no_reasons"):
            answer_return(given.question(), reasons=" \n", by=given.cast.noor.pseudonym)

    def test_revisions_cannot_be_altered(self, given: Given) -> None:
        save(given, "Bruno's")
        save(given, "Noor's", who="noor", version=0)
        kept = AnswerRevision.objects.get(kind=RevisionKind.KEPT_ASIDE)
        kept.note = "Nobody's"
        with pytest.raises(Exception, match="written_once"):
            kept.save()
