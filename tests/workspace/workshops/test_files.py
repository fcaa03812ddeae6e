"""Files of a workshop: programme and invitations come in, what came of it goes out; pages and interface."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.jobs.programme.workshop_files import outcome_workbook, workshop_template, workshop_workbook
from miqyas.sheets import read_workbook
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.workshops.errors import WorkshopError
from miqyas.workspace.workshops.importing import workshop_apply, workshop_plan
from miqyas.workspace.workshops.models import Workshop
from miqyas.workspace.workshops.services.attending import feedback_add, workshop_join
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.workshops.workshop_given import held, planned

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BEGINS = datetime(2030, 2, 3, 6, tzinfo=UTC)
HEAD = "starts_at,minutes,title_ar,title_en,speakers,has_consent\n"
OPENING = "2030-02-03 09:30,20,الافتتاح,Opening,Amina; Noor,yes\n"


@pytest.fixture(autouse=True)
def _in_bahrain(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Bahrain"


@pytest.fixture
def day(campaign_cast: CampaignCast) -> Workshop:
    return planned(campaign_cast, starts_at=BEGINS, ends_at=BEGINS + timedelta(hours=5))


def plan_of(workshop: Workshop, text: str) -> Any:
    return workshop_plan(workshop, text.encode(), name="day.csv")


def invited(workshop: Workshop) -> list[tuple[str | None, bool]]:
    return [(one.entity.code if one.entity else None, bool(one.person)) for one in workshop.invitations.all()]


class TestIn:
    """What a file adds and corrects."""

    def test_a_programme_with_its_speakers(self, day: Workshop) -> None:
        plan = plan_of(day, HEAD + OPENING)
        assert (plan.problems, dict(plan.counts)) == ((), {"add": 1})
        workshop_apply(day, plan, by=None)
        one = day.sessions.get()
        assert (one.title["en"], one.minutes, one.speakers) == ("Opening", 20, ["Amina", "Noor"])
        assert one.starts_at == datetime(2030, 2, 3, 6, 30, tzinfo=UTC)
        assert not plan_of(day, HEAD + OPENING).does_something

    def test_a_session_is_corrected_and_another_stays(self, day: Workshop) -> None:
        lunch = "2030-02-03 11:00,60,الغداء,Lunch,,\n"
        workshop_apply(day, plan_of(day, HEAD + OPENING + lunch), by=None)
        plan = plan_of(day, HEAD + OPENING.replace(",20,", ",25,"))
        assert dict(plan.counts) == {"change": 1}
        workshop_apply(day, plan, by=None)
        assert [(one.title["en"], one.minutes) for one in day.sessions.all()] == [
            ("Opening", 25),
            ("Lunch", 60),
        ]
        short = "starts_at,minutes,title_ar,title_en\n2030-02-03 09:30,30,الافتتاح,Opening\n"
        workshop_apply(day, plan_of(day, short), by=None)
        assert day.sessions.first().speakers == ["Amina", "Noor"], "a file without the column leaves them"

    def test_a_session_that_somebody_changed_since_the_plan_is_not_written_over(self, day: Workshop) -> None:
        workshop_apply(day, plan_of(day, HEAD + OPENING), by=None)
        plan = plan_of(day, HEAD + OPENING.replace(",20,", ",25,"))
        day.sessions.update(minutes=40)
        with pytest.raises(WorkshopError) as refused:
            workshop_apply(day, plan, by=None)
        assert (refused.value.detail, day.sessions.get().minutes) == ("part_moved", 40)

    def test_a_plan_that_two_accept_at_once_is_carried_out_once(self, day: Workshop) -> None:
        plan = plan_of(day, HEAD + OPENING)
        workshop_apply(day, plan, by=None)
        with pytest.raises(WorkshopError) as refused:
            workshop_apply(day, plan, by=None)
        assert (refused.value.detail, day.sessions.count()) == ("part_moved", 1)

    @pytest.mark.parametrize(
        "far", ["9999-12-31T23:59+00:00", "9999-12-31 23:59-14:00", "0001-01-01T00:00+14:00"]
    )
    def test_a_moment_that_no_clock_here_shows_is_told(self, day: Workshop, far: str) -> None:
        [problem] = plan_of(day, HEAD + OPENING.replace("2030-02-03 09:30", far)).problems
        assert (problem.detail, problem.place.line) == ("moment_malformed", 2)

    def test_invitations(self, campaign_cast: CampaignCast, day: Workshop) -> None:
        text = f"entity,email\nHealth,\n,{campaign_cast.dana.email.upper()}\n"
        workshop_apply(day, plan_of(day, text), by=None)
        assert sorted(invited(day), key=str) == sorted([("health", False), (None, True)], key=str)
        assert not plan_of(day, text).does_something
        assert Notification.objects.count() == 0, "nobody is told of a draft"

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (HEAD + OPENING.replace("09:30", "half nine"), [("moment_malformed", 2, "starts_at")]),
            (HEAD + OPENING.replace("09:30", "19:30"), [("outside", 2, "starts_at")]),
            (HEAD + OPENING.replace(",20,", ",long,"), [("minutes", 2, "minutes")]),
            (HEAD + OPENING.replace("yes", "no"), [("no_consent", 2, "has_consent")]),
            (HEAD + OPENING.replace("Opening", ""), [("words_missing", 2, "title_en")]),
            (HEAD + OPENING + OPENING, [("row_twice", 3, "")]),
            ("entity,email\nhealth,a@example.org\n", [("invite_one", 2, "entity")]),
            ("entity,email\nwealth,\n", [("entity_unknown", 2, "entity")]),
            ("entity,email\n,nobody@example.org\n", [("person_unknown", 2, "email")]),
            (HEAD, [("no_rows", None, "")]),
        ],
    )
    def test_what_is_wrong_is_told_at_its_line(self, day: Workshop, text: str, told: list[Any]) -> None:
        plan = plan_of(day, text)
        assert [(one.detail, one.place.line, one.place.name) for one in plan.problems] == told
        for language in ("ar", "en"):
            assert all(one.render(language) for one in plan.problems)
        with pytest.raises(WorkshopError):
            workshop_apply(day, plan, by=None)
        assert (day.sessions.count(), day.invitations.count()) == (0, 0)

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_what_goes_out_comes_back_the_same(
        self, campaign_cast: CampaignCast, day: Workshop, language: str
    ) -> None:
        workshop_apply(day, plan_of(day, HEAD + OPENING), by=None)
        workshop_apply(day, plan_of(day, f"entity,email\nhealth,\n,{campaign_cast.dana.email}\n"), by=None)
        plan = workshop_plan(day, workshop_workbook(day, language=language), name="day.xlsx")
        assert (plan.problems, dict(plan.counts)) == ((), {"same": 3})
        empty = workshop_plan(day, workshop_template(language=language), name="empty.xlsx")
        assert [one.detail for one in empty.problems] == ["no_rows"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_came_of_it_goes_out(campaign_cast: CampaignCast, language: str) -> None:
    workshop = held(campaign_cast)
    feedback_add(workshop_join(workshop, name="=Noor"), marks={"useful": 4}, text="More of this")
    content = outcome_workbook(workshop, language=language, with_findings=True)
    grids = [[row.cells for row in grid.rows] for grid in read_workbook(content, name="x.xlsx").grids]
    attendance, exercises, ways, given_up, feedback, words = grids
    assert [len(grid) for grid in grids] == [5, 2, 2, 2, 5, 2]
    assert (attendance[4][0], attendance[4][2].lstrip("'")) == ("4", "=Noor")
    assert (exercises[1][1], [float(one) for one in exercises[1][5:8]]) == ("OSI-IF-001", [3, 2, 0.6667])
    assert [float(one) for one in ways[1][3:]] == [3, 2]
    assert given_up[1][2] == "https://portal.example.org/news"
    assert [float(one) for one in feedback[1][1:]] == [1, 4]
    assert words[1][0] == "More of this"
    without = outcome_workbook(workshop, language=language, with_findings=False)
    assert len(read_workbook(without, name="x.xlsx").grids) == 3


class TestWhoMay:
    """Pages and interface ask the same gate."""

    PAGE = "/en/workspace/workshops/national-day/"
    API = "/api/v1/workspace/workshops/national-day/"

    def test_the_authority_brings_a_file_in(self, campaign_cast: CampaignCast, day: Workshop) -> None:
        amina = signed_in(campaign_cast.amina)
        assert f"{self.PAGE}import/" in amina.get(self.PAGE).content.decode()
        assert "begins at" in amina.get(f"{self.PAGE}import/").content.decode()
        file = SimpleUploadedFile("day.csv", (HEAD + OPENING).encode())
        preview = amina.post(f"{self.PAGE}import/", {"file": file})["Location"]
        page = amina.get(preview)
        assert "New session" in page.content.decode()
        done = amina.post(preview, {"digest": page.context["plan"].digest, "accept": "yes"}, follow=True)
        assert (done.redirect_chain[-1][0], day.sessions.count()) == (self.PAGE, 1)
        assert "One change of the file was kept." in done.content.decode()
        for which in ("template", "programme", "outcome"):
            assert amina.get(f"{self.PAGE}{which}.xlsx").content[:2] == b"PK"

    def test_so_does_a_program(self, campaign_cast: CampaignCast, day: Workshop) -> None:
        amina = signed_in(campaign_cast.amina)

        def bring(digest: str) -> Any:
            file = SimpleUploadedFile("day.csv", (HEAD + OPENING).encode())
            return amina.post(f"{self.API}file", {"file": file, "digest": digest}).json()

        told = bring("")
        assert (told["is_done"], told["count"], told["lines"][0]["part"]) == (False, 1, "sessions")
        assert bring("0" * 64)["code"] == "request.plan_changed"
        assert bring(told["digest"])["is_done"]
        assert day.sessions.count() == 1
        for name in ("template.xlsx", "programme.xlsx", "outcome.xlsx"):
            assert amina.get(f"{self.API}files/{name}").content[:2] == b"PK"

    @pytest.mark.parametrize("who", ["bruno", "jamal"])
    def test_others_do_not(self, campaign_cast: CampaignCast, day: Workshop, who: str) -> None:
        browser: Client = signed_in(getattr(campaign_cast, who))
        asked = [f"{self.PAGE}import/", f"{self.PAGE}outcome.xlsx", f"{self.API}files/outcome.xlsx"]
        assert {browser.get(address).status_code for address in asked} <= {403, 404}
