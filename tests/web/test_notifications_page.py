"""Somebody reads what they were told, chooses how soon mail follows, and subscribes to their dates."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from miqyas.workspace.campaigns.models import Assignment, Campaign, CampaignEntity, Delegation
from miqyas.workspace.evidence.models import Evidence, EvidenceRevision
from miqyas.workspace.notifications.models import CalendarFeed, Notification, Preference
from miqyas.workspace.notifications.services import feed_create, notifications_add
from miqyas.workspace.statistics.models import StatisticalInput
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PAGE = "/en/workspace/notifications/"


@pytest.fixture
def cast(campaign_cast: CampaignCast) -> CampaignCast:
    """Bruno was told two things."""
    for n in range(2):
        notifications_add(
            "submission.returned",
            recipients=[campaign_cast.bruno.pseudonym],
            key=str(n),
            params={
                "entity": campaign_cast.health.name,
                "campaign": {"ar": "<b>حملة</b>", "en": "<b>The campaign</b>"},
            },
            route_args={"code": "year", "entity": "health"},
        )
    return campaign_cast


def test_the_list_says_what_happened_in_the_reader_s_language(cast: CampaignCast) -> None:
    bruno = signed_in(cast.bruno)
    english = bruno.get(PAGE).content.decode()
    arabic = bruno.get("/ar/workspace/notifications/").content.decode()
    assert "2</bdi> unread notifications" in english
    assert "Ministry of Health" in english
    assert "وزارة الصحة" in arabic
    assert "<b>The campaign</b>" not in english


def test_others_see_nothing_of_it(cast: CampaignCast) -> None:
    farid = signed_in(cast.farid)
    found = Notification.objects.first()
    assert "Ministry of Health" not in farid.get(PAGE).content.decode()
    assert farid.get(f"{PAGE}{found.pk}/").status_code == 404
    assert Notification.objects.filter(read_at=None).count() == 2


def test_opening_one_marks_it_as_read_and_reading_all_the_rest(cast: CampaignCast) -> None:
    bruno = signed_in(cast.bruno)
    assert bruno.get(f"{PAGE}{Notification.objects.first().pk}/").status_code == 302
    assert Notification.objects.filter(read_at=None).count() == 1
    bruno.post(f"{PAGE}read/")
    assert not Notification.objects.filter(read_at=None).exists()


def test_a_visitor_signs_in_first() -> None:
    response = Client().get(PAGE)
    assert response.status_code == 302
    assert "next=" in response["Location"]


def test_choices_of_mail_are_kept(cast: CampaignCast) -> None:
    bruno = signed_in(cast.bruno)
    bruno.post(f"{PAGE}choices/", {"work": "weekly", "proof": ""})
    assert list(Preference.objects.values_list("group", "rhythm")) == [("work", "weekly")]


def test_a_choice_that_is_none_is_refused_in_words(cast: CampaignCast) -> None:
    response = signed_in(cast.bruno).post(f"{PAGE}choices/", {"work": "hourly"})
    assert response.status_code == 422
    assert "hourly" in response.content.decode()
    assert not Preference.objects.exists()


def test_the_address_of_the_calendar_is_shown_once(cast: CampaignCast) -> None:
    bruno = signed_in(cast.bruno)
    bruno.post(f"{PAGE}calendar/")
    assert "/en/calendar/" in bruno.get(PAGE).content.decode()
    assert "/en/calendar/" not in bruno.get(PAGE).content.decode()


def test_a_new_address_ends_the_old_one_and_closing_ends_it_too(cast: CampaignCast) -> None:
    first = feed_create(cast.bruno.pseudonym)
    second = feed_create(cast.bruno.pseudonym)
    assert Client().get(reverse("calendar_feed", args=[first])).status_code == 404
    assert Client().get(reverse("calendar_feed", args=[second])).status_code == 200
    signed_in(cast.bruno).post(f"{PAGE}calendar/", {"close": "1"})
    assert not CalendarFeed.objects.exists()


class TestCalendar:
    """What the feed of each person holds."""

    def events(self, person: Any, *, language: str = "en") -> list[str]:
        from icalendar import Calendar

        response = Client().get(f"/{language}/calendar/{feed_create(person.pseudonym)}.ics")
        calendar = Calendar.from_ical(response.content)
        return [str(event["summary"]) for event in calendar.walk("VEVENT")]

    @pytest.fixture
    def year(self, cast: CampaignCast) -> Campaign:
        """A campaign with dates; health takes part, by a day of its own; Bruno holds one question."""
        today = timezone.now().date()
        campaign = Campaign.objects.create(
            code="year",
            title={"ar": "حملة العام", "en": "Year"},
            state="open",
            opens_on=today,
            answers_until=today + timedelta(30),
            review_from=today + timedelta(31),
            review_until=today + timedelta(45),
            window_from=today + timedelta(90),
            window_until=today + timedelta(180),
        )
        part = CampaignEntity.objects.create(
            campaign=campaign, entity=cast.health, answers_until=today + timedelta(20)
        )
        assignment = Assignment.objects.create(
            part=part, campaign=campaign, entity=cast.health, instrument="osi", feature="OSI-SP-001"
        )
        Delegation.objects.create(
            assignment=assignment, holder=cast.bruno.pseudonym, until=today + timedelta(5)
        )
        return campaign

    def test_an_entity_s_people_see_the_campaign_and_their_own_deadline(
        self, cast: CampaignCast, year: Campaign
    ) -> None:
        response = Client().get(f"/en/calendar/{feed_create(cast.bruno.pseudonym)}.ics")
        text = response.content.decode()
        assert f"DTSTART;VALUE=DATE:{timezone.now().date() + timedelta(20):%Y%m%d}" in text
        assert f"DTSTART;VALUE=DATE:{timezone.now().date() + timedelta(30):%Y%m%d}" not in text
        assert f"DTEND;VALUE=DATE:{timezone.now().date() + timedelta(181):%Y%m%d}" in text
        assert "The answer handed to you: feature OSI-SP-001" in self.events(cast.bruno)

    def test_an_assessor_sees_the_review_alone(self, cast: CampaignCast, year: Campaign) -> None:
        assert self.events(cast.chen) == [
            "Assessment begins in “Year”",
            "Last day of assessment in “Year”",
        ]

    def test_entities_that_take_no_part_see_nothing(self, cast: CampaignCast, year: Campaign) -> None:
        assert self.events(cast.farid) == []
        assert self.events(cast.dana) == []

    def test_the_lead_sees_all_of_it_in_arabic_too(self, cast: CampaignCast, year: Campaign) -> None:
        assert "تُفتح الحملة «حملة العام»" in self.events(cast.amina, language="ar")

    def test_proofs_and_statistics_are_there(self, cast: CampaignCast) -> None:
        proof = Evidence.objects.create(entity=cast.health, kind="link", title="Law; with, commas\nand lines")
        for number, until in enumerate([date(2026, 1, 1), date(2031, 1, 1)], start=1):
            EvidenceRevision.objects.create(evidence=proof, number=number, valid_until=until)
        StatisticalInput.objects.create(
            edition=2028, indicator="TII.IU", agency="ITU", entity=cast.health, deadline=date(2031, 2, 1)
        )
        assert self.events(cast.bruno) == [
            "The proof “Law; with, commas\nand lines” expires",
            "Indicator TII.IU is due to be reported",
        ]
        assert self.events(cast.farid) == []

    def test_an_unknown_or_inactive_address_is_not_there(self, cast: CampaignCast) -> None:
        token = feed_create(cast.bruno.pseudonym)
        cast.bruno.is_active = False
        cast.bruno.save()
        assert Client().get(f"/en/calendar/{token}.ics").status_code == 404
        assert Client().get("/en/calendar/nothing.ics").status_code == 404
