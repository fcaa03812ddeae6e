"""What a juror and everybody outside the authority learn before they may: nothing, on no page, by no way."""

import json
import re

import pytest
from django.test import Client

from miqyas.jobs.programme.challenge_public import rounds_version
from miqyas.jobs.programme.challenge_steps import standings_now
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.personal import person_told
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.challenges.models import Certificate
from miqyas.workspace.challenges.own_data import told
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.notifications.services import feed_create
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.challenges.round_given import REASONS, Given, appealing, judging, published, sealed

pytestmark = pytest.mark.django_db
CHANGING = re.compile(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"')
OF_JUROR = (
    "",
    "notifications/",
    "challenges/",
    "challenges/jury/",
    "challenges/excellence-1/",
    "challenges/excellence-1/scores/",
    "challenges/excellence-1/jury/",
    "challenges/excellence-1/export.json",
    "challenges/excellence-1/scores.csv",
    "history/",
)
RESULTS = ("scores/", "standings/", "signals/", "appeals/", "certificates/", "scores.csv", "export.json")
OUTSIDE = ("jamal", "chen", "noor", "salma", "farid", "dana", "ines", "elif")


def seen(user: User, given: Given, pages: tuple[str, ...] = OF_JUROR) -> dict[str, tuple[int, str]]:
    """The pages of a person, and each sheet of theirs, without what changes with every request."""
    client = signed_in(user)
    sheets = [f"challenges/jury/sheets/{sheet.pk}/" for sheet in given.sheets(user.display_name.lower())]
    found = {}
    for page in (*pages, *sheets):
        answer = client.get(f"/en/workspace/{page}", follow=True)
        found[page] = (answer.status_code, CHANGING.sub("", answer.content.decode()))
    answer = asked(user, "/api/v1/workspace/jury/sheets")
    found["api"] = (answer.status_code, answer.content.decode())
    found["own data"] = (0, repr(told(user)))
    return found


def asked(user: User, path: str):
    secret = token_create(user, name="any", scope="read", days=1)[1]
    return Client().get(path, headers={"authorization": f"Bearer {secret}"})


class TestBlindness:
    def test_no_page_of_a_juror_changes_when_another_hands_in(
        self, campaign_cast: CampaignCast, django_capture_on_commit_callbacks
    ) -> None:
        given = judging(campaign_cast)
        given.judge("gita", "labour", use=3, reach=3)
        before = seen(campaign_cast.gita, given)
        with django_capture_on_commit_callbacks(execute=True):
            given.judge_all("chen", "hugo", "farid")
        assert seen(campaign_cast.gita, given) == before

    def test_no_page_of_a_juror_names_who_else_sits(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        given.judge_all("chen", "hugo", "farid")
        for page, (_, text) in seen(campaign_cast.gita, given).items():
            for name in ("Chen", "Hugo", "Farid", "chen@", REASONS):
                assert name not in text, (page, name)

    def test_a_sheet_of_another_is_not_there(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        page = f"/en/workspace/challenges/jury/sheets/{given.sheet('chen', 'health').pk}/"
        for name in ("gita", "amina", "noor", "jamal"):
            assert signed_in(given.person(name)).get(page).status_code == 404, name

    def test_who_was_given_a_role_that_runs_rounds_stays_blind(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        role_grant(campaign_cast.hugo, role="coordinator", by=None)
        client = signed_in(campaign_cast.hugo)
        for page in ("jury/", *RESULTS):
            assert client.get(f"/en/workspace/challenges/excellence-1/{page}").status_code == 403, page
        for path in ("jury", "scores", "signals", "appeals"):
            found = asked(campaign_cast.hugo, f"/api/v1/workspace/challenges/excellence-1/{path}")
            assert found.status_code == 403, path
        given.judge_all()
        given.take("close_jury")
        assert client.get("/en/workspace/challenges/excellence-1/scores/").status_code == 200

    def test_places_in_queues_tell_nothing_of_other_queues(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        for name in ("chen", "gita"):
            assert [sheet.position for sheet in given.sheets(name)] == [1, 2, 3, 4]


class TestEmbargo:
    @pytest.mark.parametrize("name", OUTSIDE)
    def test_nobody_outside_the_authority_sees_results(self, name: str, campaign_cast: CampaignCast) -> None:
        given = sealed(campaign_cast)
        client = signed_in(given.person(name))
        for page in RESULTS:
            assert client.get(f"/en/workspace/challenges/excellence-1/{page}").status_code == 403, page
        for path in ("scores", "signals", "appeals"):
            found = asked(given.person(name), f"/api/v1/workspace/challenges/excellence-1/{path}")
            assert found.status_code == 403, path

    def test_the_public_learns_not_even_that_there_is_a_round(self, campaign_cast: CampaignCast) -> None:
        nothing = rounds_version()
        given = sealed(campaign_cast)
        assert rounds_version() == nothing
        for path in ("challenge/excellence-1/", "challenge/excellence-1/results.json"):
            assert Client().get(f"/en/{path}").status_code == 404
        assert Client().get("/api/v1/challenge/excellence-1").status_code == 404
        assert Client().get("/api/v1/challenge").json()["rounds"] == []
        assert given.round.title["en"] not in Client().get("/en/challenge/").content.decode()
        assert not Certificate.objects.exists()

    def test_an_entity_sees_its_own_outcome_and_neither_rank_nor_others(
        self, campaign_cast: CampaignCast
    ) -> None:
        given = sealed(campaign_cast)
        page = f"/en/workspace/challenges/excellence-1/nominations/{given.nomination().pk}/"
        text = signed_in(campaign_cast.noor).get(page).content.decode()
        assert "Not on the shortlist" in text
        assert "· Rank" not in text
        overview = signed_in(campaign_cast.noor).get("/en/workspace/challenges/excellence-1/")
        for other in ("Ministry of Education", "Ministry labour", "Ministry justice"):
            assert other not in text + overview.content.decode()
        found = asked(campaign_cast.noor, "/api/v1/workspace/challenges/excellence-1/nominations").json()
        assert [one["entity"] for one in found["nominations"]] == ["health"]

    def test_before_appeals_are_open_an_entity_sees_no_outcome(self, campaign_cast: CampaignCast) -> None:
        given = judging(campaign_cast)
        given.judge_all()
        given.take("close_jury")
        page = f"/en/workspace/challenges/excellence-1/nominations/{given.nomination().pk}/"
        text = signed_in(campaign_cast.noor).get(page).content.decode()
        assert "shortlist" not in text.lower()

    def test_nothing_that_anybody_is_told_holds_a_result(
        self, campaign_cast: CampaignCast, django_capture_on_commit_callbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            given = sealed(campaign_cast)
        authority = {campaign_cast.amina.pseudonym, campaign_cast.karim.pseudonym}
        standing = standings_now(given.round)["nominations"]
        scores = {str(row["corrected"]) for row in standing} | {"shortlist", "القائمة"}
        for news in Notification.objects.exclude(recipient__in=authority):
            words = json.dumps(news.params, ensure_ascii=False)
            assert not [score for score in scores if score in words], news.kind
            assert news.kind != "certificate.issued"

    def test_neither_board_nor_calendar_nor_search_nor_file_of_own_data_holds_a_result(
        self, campaign_cast: CampaignCast
    ) -> None:
        given = sealed(campaign_cast)
        user, standing = given.person("noor"), standings_now(given.round)["nominations"]
        client = signed_in(user)
        doors = {
            "board": client.get("/en/workspace/").content.decode(),
            "board of the interface": asked(user, "/api/v1/workspace/board").content.decode(),
            "calendar": Client().get(f"/en/calendar/{feed_create(user.pseudonym)}.ics").content.decode(),
            "search": client.get("/en/stories/?q=excellence").content.decode(),
            "own data": repr(person_told(user)),
        }
        scores = {str(row["corrected"])[:4] for row in standing}
        assert len(scores) > 1
        for door, text in doors.items():
            assert not [one for one in (*scores, "shortlist") if one in text.lower()], door
        assert "First round" in doors["calendar"]

    def test_the_same_pages_are_there_once_the_moment_has_come(self, campaign_cast: CampaignCast) -> None:
        published(campaign_cast)
        assert Client().get("/en/challenge/excellence-1/").status_code == 200
        assert Client().get("/api/v1/challenge/excellence-1").status_code == 200
        assert signed_in(campaign_cast.jamal).get("/en/challenge/excellence-1/").status_code == 200

    def test_exports_hold_no_name_and_no_reasons_of_a_juror(self, campaign_cast: CampaignCast) -> None:
        given = published(campaign_cast)
        content = Client().get("/en/challenge/excellence-1/results.json").content.decode()
        people = [given.person(name) for name in ("chen", "gita", "hugo", "farid")]
        for person in people:
            assert str(person.pseudonym) not in content
            assert person.display_name not in content
        assert REASONS not in content


def test_a_draft_of_an_entity_is_nobody_else_s(campaign_cast: CampaignCast) -> None:
    given = appealing(campaign_cast)
    row = given.nomination("labour")
    row.submitted_at = None
    row.save()
    page = f"/en/workspace/challenges/excellence-1/nominations/{row.pk}/"
    for name in ("amina", "noor", "chen", "jamal"):
        assert signed_in(given.person(name)).get(page).status_code == 404, name
