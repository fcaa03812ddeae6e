"""Handing one question to one person, and talking beside it."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from miqyas.workspace.campaigns.models import Comment, Delegation
from miqyas.workspace.campaigns.services.answers import AnswerError, delegation_end, delegation_set
from miqyas.workspace.campaigns.services.comments import LONGEST, CommentError, comment_add
from miqyas.workspace.events.models import Event
from miqyas.workspace.history.models import Record
from tests.workspace.campaigns.answering_given import Given, given

__all__ = ["given"]
pytestmark = pytest.mark.django_db


def hand_to(given: Given, who: str, **changes: object) -> Delegation:
    asked = {"until": None, "note": "", "by": given.cast.noor.pseudonym}
    return delegation_set(given.question(), holder=given.cast.people()[who].pseudonym, **{**asked, **changes})


class TestDelegation:
    """One question, one person."""

    def test_it_is_kept_and_told(self, given: Given) -> None:
        hand_to(given, "dana")
        assert given.question().delegation.holder == given.cast.dana.pseudonym
        assert Record.objects.get(action="answer.delegate").chain == str(given.campaign.pk)
        assert Event.objects.get(kind="answer.delegated").payload["holder"] == str(given.cast.dana.pseudonym)

    def test_the_next_holder_takes_the_place_of_the_last(self, given: Given) -> None:
        hand_to(given, "dana")
        hand_to(given, "bruno")
        hand_to(given, "dana")
        assert Delegation.objects.get().holder == given.cast.dana.pseudonym
        assert Event.objects.filter(kind="answer.delegated").count() == 3

    def test_it_can_be_taken_back(self, given: Given) -> None:
        hand_to(given, "dana")
        delegation_end(given.question(), by=None)
        delegation_end(given.question(), by=None)
        assert not Delegation.objects.exists()
        assert Record.objects.filter(action="answer.delegation_end").count() == 1

    @pytest.mark.parametrize("who", ["chen", "ines"])
    def test_whoever_judges_in_the_campaign_answers_for_nobody(self, given: Given, who: str) -> None:
        with pytest.raises(AnswerError, match="holder_judges"):
            hand_to(given, who)

    def test_a_stranger_gets_nothing(self, given: Given) -> None:
        with pytest.raises(AnswerError, match="no_such_person"):
            delegation_set(given.question(), holder=uuid.uuid4(), until=None, note="", by=None)

    def test_a_day_that_has_passed_is_refused(self, given: Given) -> None:
        with pytest.raises(AnswerError, match="until_past"):
            hand_to(given, "dana", until=timezone.localdate() - timedelta(days=1))


class TestComments:
    """What is said beside a question, and who hears of it."""

    def say(self, given: Given, text: str, *mentioned: str, audience: str = "entity") -> Comment:
        named = [given.cast.people()[name].pseudonym for name in mentioned]
        return comment_add(
            given.question(), text=text, audience=audience, by=given.cast.bruno.pseudonym, mentions=named
        )

    def test_whoever_is_mentioned_hears_of_it_once(self, given: Given) -> None:
        self.say(given, "Which law?", "salma", "noor", "noor")
        told = Event.objects.get(kind="answer.mentioned").payload
        assert set(told["mentioned"]) == {str(given.cast.salma.pseudonym), str(given.cast.noor.pseudonym)}
        assert told["by"] == str(given.cast.bruno.pseudonym)
        assert "Which law?" not in str(told)

    @pytest.mark.parametrize(
        ("who", "audience"),
        [("farid", "entity"), ("amina", "entity"), ("chen", "authority"), ("dana", "authority")],
    )
    def test_nobody_is_mentioned_who_could_not_read_it(self, given: Given, who: str, audience: str) -> None:
        with pytest.raises(CommentError, match="mention"):
            self.say(given, "Look here", who, audience=audience)
        assert not Comment.objects.exists()

    def test_the_authority_is_mentioned_where_it_reads(self, given: Given) -> None:
        assert self.say(given, "May we?", "karim", audience="authority").mentions

    def test_whoever_has_the_question_is_mentioned_too(self, given: Given) -> None:
        hand_to(given, "dana")
        assert self.say(given, "Please look", "dana").mentions == [str(given.cast.dana.pseudonym)]

    @pytest.mark.parametrize(
        ("text", "problem"), [(" \n ", "empty"), ("x" * (LONGEST + 1), "long")], ids=["empty", "long"]
    )
    def test_empty_and_endless_ones_are_refused(self, given: Given, text: str, problem: str) -> None:
        with pytest.raises(CommentError, match=problem):
            self.say(given, text)

    def test_there_are_two_audiences(self, given: Given) -> None:
        with pytest.raises(CommentError, match="audience"):
            self.say(given, "To all", audience="everyone")
