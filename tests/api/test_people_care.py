"""Looking after people over the interface: as on pages, and what nothing undoes is done in person."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from miqyas.workspace.accounts.models import User
from tests.api.test_people import BASE, post, program_of
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
NOBODY = "9f2c1f6e-6a52-4b77-8f52-1d3a3c8d2b10"
STEPS = (
    ("POST", "switch", {"is_active": False}),
    ("DELETE", "factors", {}),
    ("GET", "file", {}),
    ("POST", "erase", {"email": "bruno@example.org"}),
)


@pytest.fixture
def cast(campaign_cast: CampaignCast) -> CampaignCast:
    return campaign_cast


def invited(user: User) -> User:
    """The same who has not come yet."""
    user.set_unusable_password()
    user.save()
    return user


def do(client: Client, person: Any, step: tuple[str, str, dict[str, Any]]) -> Any:
    method, name, body = step
    kwargs = {"data": body, "content_type": "application/json"} if body else {}
    return getattr(client, method.lower())(f"{BASE}/{person}/{name}", **kwargs)


class TestReminding:
    """Who gives the role reminds of it."""

    def test_another_letter_goes_out_and_the_earlier_link_stops(self, cast: CampaignCast) -> None:
        huda = {"email": "huda@example.org", "role": "contributor", "entity": "health"}
        told = post(program_of(cast.noor), "", huda).json()
        answer = post(program_of(cast.noor), f"/{told['pseudonym']}/remind", {})
        assert answer.status_code == 200
        assert len(mail.outbox) == 2
        assert User.objects.get(email="huda@example.org").invitations.count() == 1
        assert "/first/" not in answer.content.decode()

    def test_not_who_has_entered_nor_whose_role_is_not_theirs_to_give(self, cast: CampaignCast) -> None:
        assert post(program_of(cast.noor), f"/{cast.salma.pseudonym}/remind", {}).status_code == 403
        there = post(program_of(cast.elif_), f"/{cast.bruno.pseudonym}/remind", {})
        assert (there.status_code, there.json()["code"]) == (422, "account.has_entered")
        assert post(program_of(cast.noor), f"/{cast.farid.pseudonym}/remind", {}).status_code == 404


class TestAdministering:
    """Administrators alone."""

    def test_somebody_is_let_in_no_more_and_again(self, cast: CampaignCast) -> None:
        elif_ = program_of(cast.elif_)
        for is_active in (False, True):
            told = post(elif_, f"/{cast.bruno.pseudonym}/switch", {"is_active": is_active}).json()
            assert told["is_active"] is is_active
            assert User.objects.get(pk=cast.bruno.pk).is_active is is_active

    def test_the_last_administrator_stays(self, cast: CampaignCast) -> None:
        answer = post(program_of(cast.elif_), f"/{cast.elif_.pseudonym}/switch", {"is_active": False})
        assert (answer.status_code, answer.json()["code"]) == (422, "account.last_administrator")

    def test_lost_factors_are_taken_away(self, cast: CampaignCast) -> None:
        Authenticator.objects.create(user=cast.bruno, type="totp", data={})
        assert do(program_of(cast.elif_), cast.bruno.pseudonym, STEPS[1]).status_code == 200
        assert not Authenticator.objects.exists()

    def test_the_file_holds_the_account_and_nothing_that_they_wrote(self, cast: CampaignCast) -> None:
        answer = do(program_of(cast.elif_), cast.bruno.pseudonym, STEPS[2])
        with ZipFile(BytesIO(answer.content)) as archive:
            assert archive.namelist() == ["account.json"]
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize("step", STEPS)
    def test_others_are_refused_whoever_it_is_about(
        self, cast: CampaignCast, step: tuple[str, str, dict[str, Any]]
    ) -> None:
        for who in (cast.amina, cast.noor, cast.dana):
            for person in (cast.bruno.pseudonym, NOBODY):
                assert do(program_of(who), person, step).status_code == 403
        assert User.objects.get(pk=cast.bruno.pk).is_active

    @pytest.mark.parametrize("step", STEPS[:3])
    def test_who_is_not_there_is_not_there(
        self, cast: CampaignCast, step: tuple[str, str, dict[str, Any]]
    ) -> None:
        assert do(program_of(cast.elif_), NOBODY, step).status_code == 404

    @pytest.mark.parametrize("step", [STEPS[0], STEPS[1]])
    def test_a_token_for_reading_changes_nothing(
        self, cast: CampaignCast, step: tuple[str, str, dict[str, Any]]
    ) -> None:
        answer = do(program_of(cast.elif_, "read"), cast.bruno.pseudonym, step)
        assert (answer.status_code, answer.json()["code"]) == (403, "request.token_reads")

    @pytest.mark.parametrize("step", STEPS)
    def test_a_browser_confirms_first(
        self, cast: CampaignCast, step: tuple[str, str, dict[str, Any]]
    ) -> None:
        answer = do(signed_in(cast.elif_), cast.bruno.pseudonym, step)
        assert (answer.status_code, answer.json()["code"]) == (403, "request.confirm_first")


class TestErasing:
    """Nothing undoes it."""

    def test_a_token_does_not(self, cast: CampaignCast) -> None:
        answer = do(program_of(cast.elif_), cast.bruno.pseudonym, STEPS[3])
        assert (answer.status_code, answer.json()["code"]) == (403, "request.confirm_in_person")
        assert User.objects.filter(pk=cast.bruno.pk).exists()

    def test_a_browser_that_confirmed_does_once_the_address_is_right(self, cast: CampaignCast) -> None:
        browser = signed_in(invited(cast.elif_))
        wrong = do(browser, cast.bruno.pseudonym, ("POST", "erase", {"email": "farid@example.org"}))
        assert (wrong.status_code, wrong.json()["code"]) == (422, "account.other_email")
        assert do(browser, cast.bruno.pseudonym, STEPS[3]).json() == {"pseudonym": str(cast.bruno.pseudonym)}
        assert not User.objects.filter(email="bruno@example.org").exists()
        assert do(browser, cast.bruno.pseudonym, STEPS[3]).status_code == 404
