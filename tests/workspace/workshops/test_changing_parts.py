"""Parts of a workshop are changed and taken away, on pages and over the interface; answers of phones stay."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from miqyas.workspace.history.models import Record
from miqyas.workspace.workshops.errors import WorkshopError
from miqyas.workspace.workshops.fields import AttemptFields, SessionFields
from miqyas.workspace.workshops.models import Attempt, Exercise, FollowUp, Session, Workshop
from miqyas.workspace.workshops.services.attending import attempt_add, workshop_join
from miqyas.workspace.workshops.services.changing import exercise_change, exercise_remove, session_change
from miqyas.workspace.workshops.services.exercises import exercise_close, exercise_start
from miqyas.workspace.workshops.services.planning import follow_up_placed, material_add, session_add
from tests.campaign.browser import Browser
from tests.campaign_cast import NATIONAL_PORTAL, CampaignCast
from tests.cast import signed_in
from tests.web.reading import plain
from tests.workspace.workshops.workshop_given import announced, at, held

pytestmark = pytest.mark.django_db
PAGE = "/en/workspace/workshops/national-day/"


@pytest.fixture
def amina(campaign_cast: CampaignCast) -> Client:
    return signed_in(campaign_cast.amina)


def recorded(action: str) -> list[Any]:
    return [one.details.get("changed") for one in Record.objects.filter(action=f"workshop.{action}")]


def with_session(cast: CampaignCast) -> Workshop:
    workshop = announced(cast)
    fields = SessionFields(
        {"ar": "افتتاح", "en": "Opening"}, workshop.starts_at, 30, ("Noor (sample)",), has_consent=True
    )
    session_add(workshop, fields, by=None)
    return workshop


def typed_of(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send back of a form untouched."""
    context = client.get(address).context
    form = context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, "", False)}
    if "starts_at" in values:
        values["starts_at"] = values["starts_at"].strftime("%Y-%m-%dT%H:%M")
    return {**values, "seen": context["seen"]}


class TestPages:
    def test_a_session_is_changed_and_its_speakers_stay_only_with_consent(
        self, amina: Client, campaign_cast: CampaignCast
    ) -> None:
        session = with_session(campaign_cast).sessions.get()
        address = f"{PAGE}parts/sessions/{session.pk}/"
        typed = typed_of(amina, address) | {"title_en": "Welcome", "minutes": "45"}
        typed["starts_at"] = (session.starts_at + timedelta(minutes=60)).strftime("%Y-%m-%dT%H:%M")
        without = {name: value for name, value in typed.items() if name != "has_consent"}
        assert amina.post(address, without).status_code == 422
        assert amina.post(address, typed).status_code == 302
        session.refresh_from_db()
        assert (session.title["en"], session.minutes, session.speakers) == ("Welcome", 45, ["Noor (sample)"])
        assert recorded("session_change") == [["title", "starts_at", "minutes"]]

    def test_two_who_change_one_part_are_told_and_nothing_is_lost(
        self, amina: Client, campaign_cast: CampaignCast
    ) -> None:
        workshop = announced(campaign_cast)
        made = material_add(
            workshop, title={"ar": "دليل", "en": "Guide"}, address="https://a.example/", by=None
        )
        address = f"{PAGE}parts/materials/{made.pk}/"
        old = typed_of(amina, address)
        assert amina.post(address, old | {"title_en": "Handbook"}).status_code == 302
        met = amina.post(address, old | {"title_en": "Manual"})
        assert met.status_code == 422
        assert 'value="Manual"' in met.content.decode()
        made.refresh_from_db()
        assert made.title["en"] == "Handbook"

    def test_a_follow_up_is_changed_until_it_is_an_item_of_the_roadmap(
        self, amina: Client, campaign_cast: CampaignCast
    ) -> None:
        held(campaign_cast)
        agreed = FollowUp.objects.get()
        address = f"{PAGE}parts/follow-ups/{agreed.pk}/"
        typed = typed_of(amina, address) | {"title_en": "Name two", "features": "osi if 002"}
        assert amina.post(address, typed).status_code == 302
        agreed.refresh_from_db()
        assert (agreed.title["en"], agreed.features) == ("Name two", ["OSI-IF-002"])
        follow_up_placed(agreed, item="ws-1", by=None)
        typed = typed_of(amina, address) | {"title_en": "Name three"}
        assert amina.post(address, typed).status_code == 422
        assert amina.post(f"{address}remove/").status_code == 422
        FollowUp.objects.update(item="")
        assert amina.post(f"{address}remove/").status_code == 302
        assert not FollowUp.objects.exists()
        assert recorded("follow_up_remove") == [None]

    @pytest.mark.parametrize("part", ["sessions", "exercises", "invitations"])
    def test_what_is_not_there_is_not_found(
        self, amina: Client, campaign_cast: CampaignCast, part: str
    ) -> None:
        workshop = announced(campaign_cast)
        assert amina.get(f"{PAGE}parts/{part}/{workshop.pk}/").status_code == 404

    def test_who_is_invited_changes_nothing(self, campaign_cast: CampaignCast) -> None:
        session = with_session(campaign_cast).sessions.get()
        noor = signed_in(campaign_cast.noor)
        assert noor.get(f"{PAGE}parts/sessions/{session.pk}/").status_code == 403
        assert "/parts/sessions/" not in noor.get(PAGE).content.decode()


class TestExercises:
    def running(self, cast: CampaignCast, *, answered: bool) -> Exercise:
        workshop = announced(cast)
        made = exercise_start(workshop, feature="OSI-IF-001", by=None)
        if answered:
            attempt_add(made, workshop_join(workshop), AttemptFields(True))
        return made

    def test_a_minute_more_is_given_and_what_was_answered_stays(
        self, amina: Client, campaign_cast: CampaignCast
    ) -> None:
        made = self.running(campaign_cast, answered=True)
        assert "One minute more" in plain(amina.get(f"{PAGE}room/"))
        assert amina.post(f"{PAGE}room/1/change/", {"seconds": "240"}).status_code == 302
        made.refresh_from_db()
        assert (made.seconds, made.begins_at, Attempt.objects.count()) == (240, NATIONAL_PORTAL, 1)
        assert recorded("exercise_change") == [["seconds"]]
        assert amina.post(f"{PAGE}room/1/change/", {"seconds": "soon"}).status_code == 422

    def test_once_answered_its_beginning_stays_and_so_does_it(self, campaign_cast: CampaignCast) -> None:
        made = self.running(campaign_cast, answered=True)
        with pytest.raises(WorkshopError, match="is_answered"):
            exercise_change(made, seconds=180, begins_at="https://b.example/", by=None)
        with pytest.raises(WorkshopError, match="is_answered"):
            exercise_remove(made, by=None)
        exercise_close(made, by=None)
        with pytest.raises(WorkshopError, match="exercise_over"):
            exercise_change(made, seconds=240, by=None)
        assert Attempt.objects.count() == 1

    def test_the_clock_is_not_set_before_what_has_passed(self, campaign_cast: CampaignCast) -> None:
        workshop = announced(campaign_cast)
        made = exercise_start(workshop, feature="OSI-IF-001", by=None, now=at(workshop, seconds=0))
        with pytest.raises(WorkshopError, match="clock_gone"):
            exercise_change(made, seconds=60, by=None, now=at(workshop, seconds=90))
        exercise_change(made, seconds=100, by=None, now=at(workshop, seconds=90))

    def test_one_that_nobody_answered_is_removed_and_numbers_go_on(
        self, amina: Client, campaign_cast: CampaignCast
    ) -> None:
        first = self.running(campaign_cast, answered=True)
        exercise_close(first, by=None)
        exercise_start(first.workshop, feature="OSI-IF-002", by=None)
        assert amina.post(f"{PAGE}room/2/remove/").status_code == 302
        assert list(Exercise.objects.values_list("number", flat=True)) == [1]
        assert exercise_start(first.workshop, feature="OSI-IF-002", by=None).number == 2
        assert amina.post(f"{PAGE}room/1/remove/").status_code == 422
        assert amina.post(f"{PAGE}room/9/remove/").status_code == 404


class TestAgain:
    """An exercise that is over is asked again by a button, as it was."""

    def test_it_is_a_new_round_with_the_same_clock_and_beginning(self, campaign_cast: CampaignCast) -> None:
        room = Browser("amina", client=signed_in(campaign_cast.amina))
        workshop = announced(campaign_cast)
        begins = "https://portal.example.org/health"
        first = exercise_start(workshop, feature="OSI-IF-001", begins_at=begins, seconds=240, by=None)
        attempt_add(first, workshop_join(workshop), AttemptFields(True))
        room.open(f"{PAGE}room/")
        assert not room.may("Ask again"), "one runs"
        room.send("End it and keep what was seen").send("Ask again")
        again = Exercise.objects.get(number=2)
        assert (again.feature, again.begins_at, again.seconds) == ("OSI-IF-001", begins, 240)
        assert (again.closed_at, again.attempts.count(), Attempt.objects.count()) == (None, 0, 1)

    def test_after_the_workshop_it_is_not_offered(self, amina: Client, campaign_cast: CampaignCast) -> None:
        held(campaign_cast)
        assert "Ask again" in plain(amina.get(f"{PAGE}room/"))
        Workshop.objects.update(
            starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=8)
        )
        assert "Ask again" not in plain(amina.get(f"{PAGE}room/"))


class TestInvitations:
    """Who is invited is told to whoever keeps the workshop, and withdrawn by a program, too."""

    ONE = "/api/v1/workspace/workshops/national-day"

    def test_they_are_told_and_one_is_withdrawn(self, amina: Client, campaign_cast: CampaignCast) -> None:
        announced(campaign_cast)
        health, dana = amina.get(self.ONE).json()["invitations"]
        assert (health["entity"], health["person"]) == ("health", None)
        assert (dana["entity"], dana["person"]) == (None, str(campaign_cast.dana.pseudonym))
        guest = signed_in(campaign_cast.dana)
        assert guest.get(self.ONE).json()["invitations"] is None
        assert guest.delete(f"{self.ONE}/invitations/{dana['id']}").status_code == 403
        assert amina.delete(f"{self.ONE}/invitations/{dana['id']}").status_code == 200
        assert guest.get(self.ONE).status_code in (403, 404)
        assert [one["entity"] for one in amina.get(self.ONE).json()["invitations"]] == ["health"]
        assert recorded("uninvite") == [None]
        assert amina.delete(f"{self.ONE}/invitations/{dana['id']}").status_code == 404


class TestMeanwhile:
    """What somebody else did between the reading of a part and its change."""

    @staticmethod
    def wanted(session: Session) -> SessionFields:
        return SessionFields(session.title, session.starts_at, 45, (), has_consent=False)

    def test_a_part_that_is_gone_is_told(self, campaign_cast: CampaignCast) -> None:
        session = with_session(campaign_cast).sessions.get()
        Session.objects.filter(pk=session.pk).delete()
        with pytest.raises(WorkshopError) as refused:
            session_change(session, self.wanted(session), by=None)
        assert refused.value.detail == "part_gone"

    def test_a_part_that_somebody_changed_is_not_written_over(self, campaign_cast: CampaignCast) -> None:
        session = with_session(campaign_cast).sessions.get()
        Session.objects.filter(pk=session.pk).update(minutes=60)
        with pytest.raises(WorkshopError) as refused:
            session_change(session, self.wanted(session), by=None)
        assert refused.value.detail == "part_moved"
        assert Session.objects.get().minutes == 60

    def test_an_exercise_that_is_gone_is_told(self, campaign_cast: CampaignCast) -> None:
        exercise = exercise_start(announced(campaign_cast), feature="OSI-IF-001", by=None)
        exercise_remove(exercise, by=None)
        with pytest.raises(WorkshopError) as refused:
            exercise_change(exercise, seconds=300, by=None)
        assert refused.value.detail == "part_gone"
