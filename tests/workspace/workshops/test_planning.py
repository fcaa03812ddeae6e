"""Planning a workshop: what it must have, who is told, who never learns what a room found; the kit."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.personal import person_told
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.challenges.models import Round
from miqyas.workspace.history.models import Record
from miqyas.workspace.notifications.dates import appointments_of
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.workshops.errors import WorkshopError
from miqyas.workspace.workshops.fields import AttemptFields, FollowUpFields, SessionFields
from miqyas.workspace.workshops.models import Exercise, Finding, Participant, Session, Workshop
from miqyas.workspace.workshops.own_data import names_purge, speakers_purge
from miqyas.workspace.workshops.queries import feedback_of, fields_of, tally_of
from miqyas.workspace.workshops.services.attending import attempt_add, feedback_add, workshop_join
from miqyas.workspace.workshops.services.exercises import exercise_close, exercise_start
from miqyas.workspace.workshops.services.planning import (
    follow_up_add,
    invite_entity,
    invite_person,
    material_add,
    session_add,
    workshop_announce,
    workshop_cancel,
    workshop_create,
    workshop_update,
)
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.reading import plain
from tests.workspace.campaigns.answering_given import open_campaign
from tests.workspace.watchlists.watched_given import handed_in
from tests.workspace.workshops.workshop_given import announced, at, planned, workshop_fields

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PAGE = "/en/workspace/workshops/"
FEATURE = "OSI-IF-001"


@pytest.fixture(autouse=True)
def _own_installation(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MIQYAS_FOLDER = tmp_path
    cache.clear()
    yield
    cache.clear()


def refused(deed: Callable[[], Any]) -> str:
    """The detail of the error, which has words in both languages."""
    with pytest.raises(WorkshopError) as error:
        deed()
    assert error.value.problem("ar")
    assert error.value.remedy("en")
    return error.value.detail


def looked_for(workshop: Workshop, *, found: int, lost: int) -> Exercise:
    """An exercise that is over: so many phones found it after a minute, so many gave up."""
    exercise = exercise_start(workshop, feature=FEATURE, by=None, now=at(workshop, seconds=600))
    for number in range(found + lost):
        phone = workshop_join(workshop)
        said = AttemptFields(number < found, "menu", "" if number < found else "https://a.example.org/")
        attempt_add(exercise, phone, said, now=at(workshop, seconds=660))
    return exercise_close(exercise, by=None)


class TestPlan:
    @pytest.mark.parametrize(
        ("changes", "detail"),
        [
            ({"code": "No code"}, "code_malformed"),
            ({"code": "kit"}, "code_malformed"),
            ({"title": {"ar": "يوم"}}, "words_missing"),
            ({"title": {"ar": "ي" * 201, "en": "Day"}}, "too_long"),
            ({"link": "javascript:alert(1)"}, "address_malformed"),
            ({"portal": "ftp://a.example.org/"}, "address_malformed"),
            ({"languages": ()}, "no_language"),
        ],
    )
    def test_what_cannot_be_is_said(
        self, campaign_cast: CampaignCast, changes: dict[str, Any], detail: str
    ) -> None:
        assert refused(lambda: workshop_create(workshop_fields(**changes), by=None)) == detail
        assert Workshop.objects.count() == 0

    def test_it_ends_after_it_began_and_within_two_weeks(self, campaign_cast: CampaignCast) -> None:
        begins = workshop_fields().starts_at
        for days, detail in ((-1, "ends_first"), (0, "ends_first"), (14, "too_many_days")):
            ends = begins + timedelta(days=days)
            wrong = workshop_fields(ends_at=ends)
            assert refused(lambda wrong=wrong: workshop_create(wrong, by=None)) == detail

    def test_a_code_is_taken_once_and_signs_that_turn_the_direction_go(
        self, campaign_cast: CampaignCast
    ) -> None:
        made = planned(campaign_cast, title={"ar": "يوم", "en": "A\u202eday"})
        assert made.title["en"] == "A day"
        assert refused(lambda: planned(campaign_cast, code="NATIONAL-day")) == "code_taken"
        assert Record.objects.filter(action="workshop.create").count() == 1

    def test_a_speaker_who_did_not_agree_is_not_kept(self, campaign_cast: CampaignCast) -> None:
        made = planned(campaign_cast)
        part = SessionFields({"ar": "أ", "en": "A"}, made.starts_at, 45, ("Nadia",))
        assert refused(lambda: session_add(made, part, by=None)) == "no_consent"
        kept = session_add(
            made, SessionFields(part.title, made.starts_at, 45, ("Nadia", "Nadia "), True), by=None
        )
        assert kept.speakers == ["Nadia"]
        outside = SessionFields(part.title, made.ends_at, 45)
        assert refused(lambda: session_add(made, outside, by=None)) == "outside"
        assert Session.objects.count() == 1

    def test_whoever_is_invited_is_told_once_announced_and_of_another_time(
        self, campaign_cast: CampaignCast, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            made = planned(campaign_cast)
            invite_person(made, campaign_cast.dana.email, by=None)
            invite_person(made, campaign_cast.dana.email, by=None)
        assert Notification.objects.count() == 0
        with django_capture_on_commit_callbacks(execute=True):
            workshop_announce(made, by=campaign_cast.amina.pseudonym)
        told = Notification.objects.get()
        assert (told.kind, told.recipient) == ("workshop.invited", campaign_cast.dana.pseudonym)
        assert [one.route for one in appointments_of(person_of(campaign_cast.dana))] == ["workshop"]
        assert appointments_of(person_of(campaign_cast.farid)) == ()
        with django_capture_on_commit_callbacks(execute=True):
            later = workshop_fields(ends_at=made.ends_at + timedelta(hours=1), starts_at=made.starts_at)
            workshop_update(made, later, by=campaign_cast.amina.pseudonym)
            workshop_cancel(made, by=campaign_cast.amina.pseudonym)
        kinds = Notification.objects.order_by("pk").values_list("kind", flat=True)
        assert sorted(kinds) == ["workshop.cancelled", "workshop.invited", "workshop.moved"]
        assert refused(lambda: workshop_announce(made, by=None)) == "cancelled"

    def test_who_is_not_there_cannot_be_invited(self, campaign_cast: CampaignCast) -> None:
        made = planned(campaign_cast)
        assert refused(lambda: invite_person(made, "nobody@example.org", by=None)) == "person_unknown"
        assert refused(lambda: invite_entity(made, "nowhere", by=None)) == "entity_unknown"
        assert refused(lambda: material_add(made, title={"ar": "أ", "en": "A"}, address="", by=None)) == (
            "address_missing"
        )
        wrong = FollowUpFields({"en": "Do it"}, made.starts_at.date(), features=("OSI-XX-999",))
        assert refused(lambda: follow_up_add(made, wrong, by=None)) == "feature_unknown"

    def test_a_form_of_another_workshop_removes_nothing(self, campaign_cast: CampaignCast) -> None:
        made, other = planned(campaign_cast), None
        kept = session_add(made, SessionFields({"ar": "أ", "en": "A"}, made.starts_at, 45), by=None)
        Workshop.objects.filter(pk=made.pk).update(door="AAAA2222")
        other = planned(campaign_cast, code="other")
        amina = signed_in(campaign_cast.amina)
        assert amina.post(f"{PAGE}{other.code}/parts/sessions/{kept.pk}/remove/").status_code == 404
        assert amina.post(f"{PAGE}{made.code}/parts/sessions/{kept.pk}/remove/").status_code == 302
        assert Session.objects.count() == 0

    def test_a_plan_changed_beside_another_is_told(self, campaign_cast: CampaignCast) -> None:
        made, amina = planned(campaign_cast), signed_in(campaign_cast.amina)
        said = {
            "title_ar": "يوم", "title_en": "Another day", "code": made.code, "languages": ["ar"],
            "starts_at": "2030-01-01T09:00", "ends_at": "2030-01-01T12:00", "seen": "an older state",
        }  # fmt: skip
        assert amina.post(f"{PAGE}{made.code}/", said).status_code == 422
        assert fields_of(Workshop.objects.get()).title == made.title


class TestWhatTheRoomFound:
    def test_it_stands_beside_the_answer_for_who_prepares_and_never_for_who_assesses(
        self, campaign_cast: CampaignCast
    ) -> None:
        given = open_campaign(campaign_cast)
        looked_for(announced(campaign_cast), found=2, lost=1)
        finding = Finding.objects.get()
        assert (finding.looked, finding.found, finding.median_seconds) == (3, 2, 60.0)
        page = f"/en/workspace/campaigns/{given.campaign.code}/entity/health/{FEATURE}/"
        told = "People looked for it in a workshop"
        assert told in plain(signed_in(campaign_cast.bruno).get(page))
        cast = campaign_cast
        for stranger in (cast.chen, cast.gita, cast.hugo, cast.ines):
            client = signed_in(stranger)
            assert client.get(page).status_code == 404
            assert client.get(f"{PAGE}national-day/").status_code == 404
            assert client.get(f"{PAGE}national-day/room/now/").status_code == 404
            assert "https://a.example.org/" not in plain(client.get("/en/workspace/"))

    def test_whoever_leads_and_assesses_too_runs_the_exercise_without_results(
        self, campaign_cast: CampaignCast
    ) -> None:
        workshop = announced(campaign_cast)
        looked_for(workshop, found=1, lost=2)
        exercise_start(workshop, feature=FEATURE, by=None)
        role_grant(campaign_cast.karim, role="assessor", by=None)
        karim = signed_in(campaign_cast.karim)
        for address in ("room/", "room/now/", ""):
            page = plain(karim.get(f"{PAGE}national-day/{address}"))
            assert "https://a.example.org/" not in page
            assert "1 of 3 found it" not in page
        assert "Results are not shown to who assesses." in plain(karim.get(f"{PAGE}national-day/room/now/"))

    def test_an_exercise_is_over_for_good(self, campaign_cast: CampaignCast) -> None:
        workshop = announced(campaign_cast)
        exercise = looked_for(workshop, found=1, lost=0)
        late = workshop_join(workshop)
        said = AttemptFields(is_found=True, way="menu")
        assert refused(lambda: attempt_add(exercise, late, said)) == "exercise_over"
        second = exercise_start(workshop, feature=FEATURE, by=None, now=at(workshop, seconds=700))
        assert second.number == 2
        after = at(workshop, seconds=700 + 180 + 21)
        assert refused(lambda: attempt_add(second, late, said, now=after)) == "exercise_over"
        within = attempt_add(second, late, said, now=at(workshop, seconds=700 + 180 + 19))
        assert within.seconds == 180
        assert tally_of(second).share == 1.0

    def test_one_that_nobody_answered_shows_nothing(self, campaign_cast: CampaignCast) -> None:
        looked_for(announced(campaign_cast), found=0, lost=0)
        assert Finding.objects.count() == 0

    @pytest.mark.parametrize(
        ("asked", "detail"),
        [
            ({"feature": "OSI-XX-999"}, "feature_unknown"),
            ({"feature": FEATURE, "seconds": 29}, "clock"),
            ({"feature": FEATURE, "seconds": 1801}, "clock"),
            ({"feature": FEATURE, "begins_at": "javascript:alert(1)"}, "address_malformed"),
        ],
    )
    def test_an_exercise_that_cannot_be_is_said(
        self, campaign_cast: CampaignCast, asked: dict[str, Any], detail: str
    ) -> None:
        workshop = announced(campaign_cast)
        assert refused(lambda: exercise_start(workshop, by=None, **asked)) == detail


class TestPeople:
    def test_names_go_when_they_are_old_and_what_was_said_stays(self, campaign_cast: CampaignCast) -> None:
        workshop = announced(campaign_cast)
        phone = workshop_join(workshop, name="Dana")
        feedback_add(phone, marks={"useful": 4}, text="Good")
        session_add(
            workshop,
            SessionFields({"ar": "أ", "en": "A"}, workshop.starts_at, 45, ("Nadia",), True),
            by=None,
        )
        before = workshop.ends_at + timedelta(days=1)
        assert (names_purge(before), speakers_purge(before)) == (1, 1)
        assert (names_purge(before), speakers_purge(before)) == (0, 0)
        assert Participant.objects.get().name == ""
        assert feedback_of(workshop).marks["useful"] == (1, 4.0)

    def test_they_are_told_what_they_planned(self, campaign_cast: CampaignCast) -> None:
        announced(campaign_cast)
        with zipfile.ZipFile(io.BytesIO(person_told(campaign_cast.dana))) as packed:
            whole = "".join(packed.read(name).decode() for name in packed.namelist())
        assert "national-day" in whole


class TestKit:
    @pytest.mark.parametrize("language", ["ar", "en"])
    @pytest.mark.parametrize("country", ["BHR", "FRA", "NRU"])
    def test_there_is_one_for_any_country_without_a_campaign(
        self, campaign_cast: CampaignCast, language: str, country: str
    ) -> None:
        amina = signed_in(campaign_cast.amina)
        page = amina.get(f"/{language}/workspace/workshops/kit/{country}/")
        assert page.status_code == 200
        content = amina.get(f"/{language}/workspace/workshops/kit/{country}.zip").content
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            code = country.lower()
            names = {f"kit-{code}-{one}.{form}" for one in ("ar", "en") for form in ("html", "xlsx")}
            assert set(packed.namelist()) == names
            whole = packed.read(f"kit-{code}-en.html").decode()
        assert "What changed in the method" in whole
        assert "No longer listed in Telecommunication Infrastructure Index" in whole

    def test_bahrains_says_where_it_stands(self, campaign_cast: CampaignCast) -> None:
        amina = signed_in(campaign_cast.amina)
        page = plain(amina.get(f"{PAGE}kit/bhr/"))
        assert "Bahrain: where it stands in 2024" in page
        assert "No campaign is under way" in page
        assert amina.get(f"{PAGE}kit/XXX/").status_code == 404

    def test_gaps_are_exercises_for_the_authority_alone(self, campaign_cast: CampaignCast) -> None:
        handed_in(open_campaign(campaign_cast), 1, "no")
        page = plain(signed_in(campaign_cast.amina).get(f"{PAGE}kit/BHR/"))
        assert "Exercises from the entities" in page
        assert "Ministry of Health" in page
        assert "Exercises from" not in plain(signed_in(campaign_cast.amina).get(f"{PAGE}kit/FRA/"))
        for other in (campaign_cast.jamal, campaign_cast.noor, campaign_cast.chen):
            assert signed_in(other).get(f"{PAGE}kit/BHR/").status_code == 403

    def test_the_brief_of_an_open_challenge_is_in_it(self, campaign_cast: CampaignCast) -> None:
        Round.objects.create(
            code="awards",
            title={"ar": "الجائزة", "en": "The awards"},
            state="open",
            criteria=[{"code": "reach", "title": {"ar": "الوصول", "en": "Reach"}, "weight": 3}],
        )
        page = plain(signed_in(campaign_cast.amina).get(f"{PAGE}kit/BHR/"))
        assert "The awards" in page
        assert "Criterion, weight 3" in page


class TestLists:
    def test_many_workshops_cost_no_more_questions_than_one(self, campaign_cast: CampaignCast) -> None:
        amina, counts = signed_in(campaign_cast.amina), []
        for number in range(2):
            for more in range(1 + 10 * number):
                workshop_create(workshop_fields(code=f"day-{number}-{more}"), by=None)
            amina.get(PAGE)
            with CaptureQueriesContext(connection) as asked:
                assert amina.get(PAGE).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_each_sees_those_to_which_they_were_invited(self, campaign_cast: CampaignCast) -> None:
        announced(campaign_cast)
        for person, sees in (("dana", True), ("bruno", True), ("farid", False), ("chen", False)):
            page = plain(signed_in(campaign_cast.people()[person]).get(PAGE))
            assert ("Digital government day" in page) is sees, person
