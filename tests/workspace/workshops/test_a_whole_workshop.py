"""A workshop from plan to roadmap: thirty phones look for one feature, and nothing is lost or doubled."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.workshops.models import Attempt, Feedback, Finding, Participant, Workshop
from tests.campaign_cast import NATIONAL_PORTAL, CampaignCast
from tests.cast import signed_in
from tests.web.reading import plain
from tests.workspace.workshops.workshop_given import DOOR, announced

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

PHONES = 30
FEATURE = "OSI-IF-003"
ROOM = f"/en/w/{DOOR}/"
PAGE = "/en/workspace/workshops/national-day/"


@pytest.fixture(autouse=True)
def _own_installation(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MIQYAS_FOLDER = tmp_path
    cache.clear()
    yield
    cache.clear()


def phone_inside() -> Client:
    phone = Client()
    assert phone.post(ROOM, {"name": ""}).status_code == 302
    return phone


def told(phone: Client, *, found: bool, address: str = "") -> None:
    said = {"is_found": "yes" if found else "no", "way": "search", "address": address}
    answer = phone.post(f"{ROOM}exercises/1/", said)
    assert answer.status_code == 302, answer.content.decode()


def test_thirty_phones_look_and_what_they_saw_reaches_the_roadmap(
    campaign_cast: CampaignCast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        workshop = announced(campaign_cast)
    told_of = set(Notification.objects.filter(kind="workshop.invited").values_list("recipient", flat=True))
    cast = campaign_cast
    assert told_of == {one.pseudonym for one in (cast.salma, cast.noor, cast.bruno, cast.dana)}

    phones = [phone_inside() for _ in range(PHONES)]
    again = phones[0].post(ROOM, {"name": "Twice"})
    assert again.status_code == 302
    assert Participant.objects.count() == PHONES
    assert "The exercise appears here when it begins" in phones[0].get(f"{ROOM}now/").content.decode()

    amina = signed_in(campaign_cast.amina)
    begun = {"feature": FEATURE.lower(), "begins_at": NATIONAL_PORTAL, "seconds": "180"}
    assert amina.post(f"{PAGE}room/", begun).status_code == 302
    second = amina.post(f"{PAGE}room/", begun)
    assert second.status_code == 422
    assert "An exercise is running." in plain(second)

    for number, phone in enumerate(phones):
        page = phone.get(ROOM).content.decode()
        assert "Could you find this?" in page
        found = number < 18
        where = NATIONAL_PORTAL if found else "portal.example.org/search"
        told(phone, found=found, address=where)
        told(phone, found=not found)  # the answer got lost on the way, and another button was pressed
    assert Attempt.objects.count() == PHONES
    now = plain(amina.get(f"{PAGE}room/now/"))
    assert "30 of 30 have answered" in now
    assert "https://portal.example.org/search" in now

    assert amina.post(f"{PAGE}room/1/close/").status_code == 302
    assert amina.post(f"{PAGE}room/1/close/").status_code == 302
    finding = Finding.objects.get()
    assert (finding.feature, finding.looked, finding.found) == (FEATURE, 30, 18)
    assert finding.ways == {"search": [30, 18]}
    assert finding.given_up_at == [["https://portal.example.org/search", 12]]
    late = phones[0].post(f"{ROOM}exercises/1/", {"is_found": "no", "way": "menu"})
    assert late.status_code == 302
    assert Attempt.objects.filter(is_found=True).count() == 18

    for phone in phones:
        for _ in range(2):
            thought = {"useful": "5", "clear": "4", "text": "More of this"}
            assert phone.post(f"{ROOM}feedback/", thought).status_code == 302
    assert Feedback.objects.count() == PHONES
    page = plain(amina.get(PAGE))
    assert "30 people answered" in page
    assert "18 of 30 found it" in page

    agreed = {"title_en": "Name who leads", "entity": "health", "due_on": "2030-03-01", "features": FEATURE}
    assert amina.post(f"{PAGE}parts/follow-ups/", agreed).status_code == 302
    follow_up = Workshop.objects.get(pk=workshop.pk).follow_ups.get()
    placed = amina.post(f"{PAGE}follow-ups/{follow_up.pk}/roadmap/")
    assert placed.status_code == 302
    item = RoadmapItem.objects.get()
    assert (item.title, item.entity, item.planned_end) == (
        {"en": "Name who leads"},
        campaign_cast.health,
        date(2030, 3, 1),
    )
    assert amina.post(f"{PAGE}follow-ups/{follow_up.pk}/roadmap/").status_code == 422
    assert RoadmapItem.objects.count() == 1


class TestDoor:
    def test_a_wrong_code_is_told_and_too_many_are_refused(self, campaign_cast: CampaignCast) -> None:
        announced(campaign_cast)
        phone = Client()
        assert "No workshop has that code." in phone.post("/en/w/", {"code": "WRONG"}).content.decode()
        for _ in range(60):
            assert phone.get("/en/w/AAAA2222/").status_code == 422
        refused = phone.get(ROOM)
        assert refused.status_code == 422
        assert "Too many wrong codes came from here." in refused.content.decode()

    def test_the_short_address_leads_to_the_phones_own_language(self, campaign_cast: CampaignCast) -> None:
        announced(campaign_cast)
        answer = Client(headers={"accept-language": "en"}).get(f"/w/{DOOR}/")
        assert (answer.status_code, answer.headers["location"]) == (302, ROOM)

    def test_small_letters_do_and_a_draft_is_hidden(self, campaign_cast: CampaignCast) -> None:
        workshop = announced(campaign_cast)
        assert Client().get(f"/en/w/{DOOR.lower()}/").status_code == 200
        Workshop.objects.filter(pk=workshop.pk).update(state="draft")
        assert Client().get(ROOM).status_code == 422

    def test_the_door_is_closed_outside_its_time(self, campaign_cast: CampaignCast) -> None:
        workshop = announced(campaign_cast)
        days = {"starts_at": "2030-01-01T09:00:00+00:00", "ends_at": "2030-01-01T12:00:00+00:00"}
        Workshop.objects.filter(pk=workshop.pk).update(**days)
        phone = Client()
        assert "The workshop is not open now." in phone.get(ROOM).content.decode()
        assert phone.post(ROOM, {}).status_code == 422
        assert Participant.objects.count() == 0

    def test_a_phone_of_another_workshop_or_a_made_up_cookie_is_nobody(
        self, campaign_cast: CampaignCast
    ) -> None:
        announced(campaign_cast)
        phone = phone_inside()
        forged = Client()
        forged.cookies[f"miqyas_room_{DOOR}"] = str(Participant.objects.get().pk)
        assert forged.get(f"{ROOM}now/").status_code == 422
        assert phone.get(f"{ROOM}now/").status_code == 200

    def test_an_answer_to_an_exercise_that_was_taken_away_is_none_to_the_next(
        self, campaign_cast: CampaignCast
    ) -> None:
        workshop = announced(campaign_cast)
        phone, amina = phone_inside(), signed_in(campaign_cast.amina)
        amina.post(f"{PAGE}room/", {"feature": FEATURE, "seconds": "180"})
        seen = str(workshop.exercises.get().pk)
        assert f'name="exercise" value="{seen}"' in phone.get(f"{ROOM}now/").content.decode()
        amina.post(f"{PAGE}room/1/remove/")
        amina.post(f"{PAGE}room/", {"feature": "OSI-SP-001", "seconds": "180"})
        said = {"is_found": "yes", "way": "menu", "exercise": seen}
        answer = phone.post(f"{ROOM}exercises/{workshop.exercises.get().number}/", said)
        assert (answer.status_code, Attempt.objects.count()) == (422, 0)

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_hostile_words_are_told_and_change_nothing(
        self, campaign_cast: CampaignCast, language: str
    ) -> None:
        announced(campaign_cast)
        phone = phone_inside()
        signed_in(campaign_cast.amina).post(f"{PAGE}room/", {"feature": FEATURE, "seconds": "180"})
        room = f"/{language}/w/{DOOR}/"
        for said in (
            {"is_found": "yes", "way": "magic"},
            {"is_found": "yes", "way": "menu", "address": "javascript:alert(1)"},
            {"is_found": "yes", "way": "menu", "address": "https://a.example/" + "a" * 600},
        ):
            assert phone.post(f"{room}exercises/1/", said).status_code == 422
        assert phone.post(f"{room}exercises/7/", {"is_found": "yes", "way": "menu"}).status_code == 404
        assert phone.post(f"{room}feedback/", {"useful": "9"}).status_code == 422
        assert phone.post(f"{room}feedback/", {}).status_code == 422
        assert phone.post(f"{room}feedback/", {"text": "a" * 2001}).status_code == 422
        assert (Attempt.objects.count(), Feedback.objects.count()) == (0, 0)
