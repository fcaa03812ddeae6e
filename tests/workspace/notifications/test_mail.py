"""News reaches people by mail as soon as they want it, once, in their language, never after they read it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from miqyas.jobs.models import Job
from miqyas.jobs.run import job_run
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.accounts.personal import person_erase, person_told
from miqyas.workspace.notifications.models import Digest, Notification
from miqyas.workspace.notifications.services import feed_create, notifications_add, preferences_set
from tests.campaign_cast import CampaignCast

pytestmark = pytest.mark.django_db


def tell(cast: CampaignCast, kind: str, *, key: str = "1", name: str = "bruno") -> None:
    notifications_add(
        kind,
        recipients=[cast.people()[name].pseudonym],
        key=key,
        params={
            "entity": cast.health.name,
            "campaign": {"ar": "حملة\nالعام", "en": "Year\nof it"},
            "feature": "F-1",
        },
        route_args={},
    )


def send() -> list[Any]:
    mail.outbox.clear()
    job = job_enqueue("mail.send", by=None)
    job_run(job.pk)
    assert Job.objects.get(pk=job.pk).state == "succeeded"
    return mail.outbox


def test_one_piece_of_news_is_a_letter_of_its_own(campaign_cast: CampaignCast) -> None:
    campaign_cast.bruno.language = "en"
    campaign_cast.bruno.save()
    tell(campaign_cast, "answer.returned")
    (letter,) = send()
    assert letter.to == ["bruno@example.org"]
    assert letter.subject.startswith("Miqyas: The answer to feature F-1")
    assert "\n" not in letter.subject
    assert "Dear Bruno" in letter.body
    assert not send()


def test_an_arabic_reader_gets_arabic_from_right_to_left(campaign_cast: CampaignCast) -> None:
    campaign_cast.bruno.language = "ar"
    campaign_cast.bruno.save()
    tell(campaign_cast, "answer.returned")
    (letter,) = send()
    html = letter.alternatives[0][0]
    assert "أُعيدت إجابة الخاصية" in letter.body
    assert 'dir="rtl"' in html


def test_several_at_once_come_as_one_letter(campaign_cast: CampaignCast) -> None:
    tell(campaign_cast, "answer.returned", key="1")
    tell(campaign_cast, "submission.returned", key="2")
    (letter,) = send()
    assert letter.body.count("F-1") == 1
    assert Notification.objects.filter(mailed_at=None).count() == 0


def test_what_was_read_on_the_site_is_not_mailed(campaign_cast: CampaignCast) -> None:
    tell(campaign_cast, "answer.returned")
    Notification.objects.update(read_at=timezone.now())
    assert not send()


def test_gathered_mail_rests_for_a_day(campaign_cast: CampaignCast) -> None:
    tell(campaign_cast, "submission.approved", key="1")
    assert len(send()) == 1
    tell(campaign_cast, "submission.approved", key="2")
    assert not send()
    Digest.objects.update(sent_at=timezone.now() - timedelta(hours=24))
    assert len(send()) == 1


def test_a_choice_overrules_the_usual_rhythm(campaign_cast: CampaignCast) -> None:
    person = campaign_cast.bruno.pseudonym
    preferences_set(person, rhythms={"work": "never"})
    tell(campaign_cast, "answer.returned")
    assert not send()
    preferences_set(person, rhythms={"work": "at_once"})
    assert len(send()) == 1


def test_a_server_of_mails_that_fails_is_tried_again(
    campaign_cast: CampaignCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(campaign_cast, "answer.returned", name="bruno")
    tell(campaign_cast, "answer.returned", name="farid")
    from miqyas.jobs.tasks import mail as task

    post = task.letter_post

    def fails_for_bruno(letter: Any) -> None:
        if letter.to.startswith("bruno"):
            raise ConnectionRefusedError
        post(letter)

    monkeypatch.setattr(task, "letter_post", fails_for_bruno)
    assert [letter.to for letter in send()] == [["farid@example.org"]]
    monkeypatch.setattr(task, "letter_post", post)
    assert [letter.to for letter in send()] == [["bruno@example.org"]]


def test_a_letter_sent_twice_bears_the_same_name(campaign_cast: CampaignCast) -> None:
    tell(campaign_cast, "answer.returned")
    (first,) = send()
    name = first.extra_headers["Message-ID"]
    Notification.objects.update(mailed_at=None)
    (second,) = send()
    assert second.extra_headers["Message-ID"] == name


def test_a_person_s_notifications_are_told_to_them_and_go_with_them(campaign_cast: CampaignCast) -> None:
    tell(campaign_cast, "answer.returned")
    feed_create(campaign_cast.bruno.pseudonym)
    assert person_told(campaign_cast.bruno)
    person_erase(campaign_cast.bruno, by=None)
    assert not Notification.objects.exists()
