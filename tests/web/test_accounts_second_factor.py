"""A second factor: set up, asked for, lost, demanded by a role; and the lock-out in front of each way in."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from miqyas.web.accounts.second_factor import SecondFactorAdapter
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.lockout import FACTOR_LIMIT
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant, second_factors_remove
from miqyas.workspace.history.queries import records_of
from tests.cast import PASSWORD, Cast, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    cache.clear()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def confirm(browser: Client) -> None:
    browser.post("/en/account/again/", {"password": PASSWORD})


def with_app(user: User) -> User:
    TOTP.activate(user, SECRET)
    return user


def sign_in(browser: Client, user: User) -> Any:
    return browser.post("/en/account/login/", {"login": user.email, "password": PASSWORD})


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


class TestSettingUp:
    """An authenticator app."""

    def test_it_takes_the_password_once_more(self, cast: Cast) -> None:
        page = signed_in(cast.amina).get("/en/account/security/totp/activate/")
        assert page["Location"].startswith("/en/account/again/")

    def test_the_code_of_the_app_turns_it_on_and_codes_for_later_are_shown(self, cast: Cast) -> None:
        browser = signed_in(cast.amina)
        confirm(browser)
        page = browser.get("/en/account/security/totp/activate/")
        secret = page.context["form"].secret
        assert secret in page.content.decode()
        answer = browser.post("/en/account/security/totp/activate/", {"code": code_of(secret)}, follow=True)
        assert "Recovery codes" in answer.content.decode()
        assert answer.content.decode().count("<li><code>") == 10
        assert User.objects.get(pk=cast.amina.pk).has_second_factor

    def test_the_code_that_turned_it_on_signs_nobody_in(self, cast: Cast) -> None:
        browser = signed_in(cast.amina)
        confirm(browser)
        secret = browser.get("/en/account/security/totp/activate/").context["form"].secret
        code = code_of(secret)
        browser.post("/en/account/security/totp/activate/", {"code": code})
        assert User.objects.get(pk=cast.amina.pk).has_second_factor
        cache.clear()  # what one process remembers by itself, another does not know
        other = Client()
        sign_in(other, cast.amina)
        page = other.post("/en/account/security/authenticate/", {"code": code})
        assert "The code is not right" in page.content.decode()
        assert not is_signed_in(other)
        later = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1))
        other.post("/en/account/security/authenticate/", {"code": later})
        assert is_signed_in(other)

    def test_a_wrong_code_turns_nothing_on(self, cast: Cast) -> None:
        browser = signed_in(cast.amina)
        confirm(browser)
        browser.get("/en/account/security/totp/activate/")
        page = browser.post("/en/account/security/totp/activate/", {"code": "000000"})
        assert "The code is not right" in page.content.decode()
        assert not Authenticator.objects.exists()

    def test_the_database_does_not_hold_the_secret(self, cast: Cast) -> None:
        with_app(cast.amina)
        stored = Authenticator.objects.get(user=cast.amina)
        assert SECRET not in str(stored.data)
        assert stored.wrap().validate_code(code_of(SECRET))

    def test_under_another_key_no_code_fits(self, cast: Cast, settings: Any) -> None:
        sealed = SecondFactorAdapter().encrypt(SECRET)
        settings.SECRET_KEY = "another" * 10
        opened = {SecondFactorAdapter().decrypt(sealed) for _ in range(2)}
        assert len(opened) == 2
        assert not opened & {SECRET, ""}

    @pytest.mark.django_db(transaction=True)
    def test_its_owner_is_told_by_mail_in_their_language_and_history_knows(self, cast: Cast) -> None:
        User.objects.filter(pk=cast.amina.pk).update(language="ar")
        browser = signed_in(cast.amina)
        confirm(browser)
        secret = browser.get("/en/account/security/totp/activate/").context["form"].secret
        browser.post("/en/account/security/totp/activate/", {"code": code_of(secret)})
        assert [letter.subject for letter in mail.outbox] == ["وسيلة تحقق جديدة في حسابك"]
        assert records_of("user", cast.amina.pseudonym).filter(action="user.factor_added").exists()


class TestSigningIn:
    """With a password and a code."""

    def test_the_password_alone_is_not_enough(self, client: Client, cast: Cast) -> None:
        assert sign_in(client, with_app(cast.amina))["Location"] == "/en/account/security/authenticate/"
        assert not is_signed_in(client)
        client.post("/en/account/security/authenticate/", {"code": code_of(SECRET)})
        assert is_signed_in(client)

    def test_a_code_counts_once(self, client: Client, cast: Cast) -> None:
        with_app(cast.amina)
        code = code_of(SECRET)
        for browser, expected in ((client, True), (Client(), False)):
            sign_in(browser, cast.amina)
            browser.post("/en/account/security/authenticate/", {"code": code})
            assert is_signed_in(browser) is expected

    def test_a_code_counts_once_in_whichever_process_of_the_site(self, client: Client, cast: Cast) -> None:
        with_app(cast.amina)
        code = code_of(SECRET)
        for browser, expected in ((client, True), (Client(), False)):
            cache.clear()  # what one process remembers by itself, another does not know
            sign_in(browser, cast.amina)
            page = browser.post("/en/account/security/authenticate/", {"code": code})
            assert is_signed_in(browser) is expected
        assert "The code is not right" in page.content.decode()

    def test_an_earlier_code_does_not_count_after_a_later_one(self, client: Client, cast: Cast) -> None:
        with_app(cast.amina)
        now = int(time.time()) // 30
        later, earlier = (format_hotp_value(hotp_value(SECRET, now + step)) for step in (1, 0))
        for browser, code, expected in ((client, later, True), (Client(), earlier, False)):
            sign_in(browser, cast.amina)
            browser.post("/en/account/security/authenticate/", {"code": code})
            assert is_signed_in(browser) is expected

    def test_wrong_codes_lock_even_the_right_one(self, client: Client, cast: Cast) -> None:
        sign_in(client, with_app(cast.amina))
        for _ in range(settings.AXES_FAILURE_LIMIT):
            client.post("/en/account/security/authenticate/", {"code": "000000"})
        page = client.post("/en/account/security/authenticate/", {"code": code_of(SECRET)})
        assert "Wait a quarter of an hour" in page.content.decode()
        assert not is_signed_in(client)

    def test_wrong_codes_from_many_places_lock_too(self, client: Client, cast: Cast) -> None:
        with_app(cast.amina)
        for number in range(FACTOR_LIMIT):
            elsewhere = Client(REMOTE_ADDR=f"192.0.2.{number}")
            sign_in(elsewhere, cast.amina)
            elsewhere.post("/en/account/security/authenticate/", {"code": "000000"})
        sign_in(client, cast.amina)
        client.post("/en/account/security/authenticate/", {"code": code_of(SECRET)})
        assert not is_signed_in(client)

    def test_others_are_not_locked_with_them(self, client: Client, cast: Cast) -> None:
        sign_in(client, with_app(cast.amina))
        for _ in range(settings.AXES_FAILURE_LIMIT):
            client.post("/en/account/security/authenticate/", {"code": "000000"})
        sign_in(Client(), with_app(cast.bruno))
        browser = Client()
        sign_in(browser, cast.bruno)
        browser.post("/en/account/security/authenticate/", {"code": code_of(SECRET)})
        assert is_signed_in(browser)

    def test_confirming_with_a_wrong_password_is_counted_as_well(self, cast: Cast) -> None:
        browser = signed_in(cast.amina)
        for _ in range(settings.AXES_FAILURE_LIMIT):
            browser.post("/en/account/again/", {"password": "wrong"})
        cache.clear()
        assert browser.post("/en/account/again/", {"password": PASSWORD}).status_code == 429

    def test_a_passkey_that_says_nonsense_is_refused(self, client: Client) -> None:
        client.get("/en/account/security/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"})
        for credential in ("", "{}", "null", '{"id": "x"}', "[1]", "9" * 100_000):
            answer = client.post("/en/account/security/webauthn/login/", {"credential": credential})
            assert answer.status_code == 302
            assert not is_signed_in(client)

    def test_nonsense_is_no_new_passkey_either(self, cast: Cast) -> None:
        browser = signed_in(cast.amina)
        confirm(browser)
        browser.get("/en/account/security/webauthn/add/")
        for credential in ("", "{}", "null", '{"id": "x"}', "[1]"):
            form = {"name": "x", "credential": credential}
            assert browser.post("/en/account/security/webauthn/add/", form).status_code == 200
        assert not Authenticator.objects.exists()

    def test_the_administration_has_no_way_past_it(self, client: Client, cast: Cast) -> None:
        with_app(cast.elif_)
        form = {"username": cast.elif_.email, "password": PASSWORD}
        answer = client.post("/en/admin/login/?next=/en/admin/", form)
        assert answer["Location"].startswith("/en/account/login/")
        assert not is_signed_in(client)


class TestDemandedByARole:
    """Roles named in the settings count only with a second factor."""

    @pytest.fixture(autouse=True)
    def _demanded(self, settings: Any) -> None:
        settings.MIQYAS_MFA_ROLES = frozenset({"administrator"})

    @pytest.mark.parametrize("page", ["admin/jobs/job/", "data/import/", "workspace/people/"])
    def test_without_one_every_page_of_the_role_leads_to_the_security_page(
        self, cast: Cast, page: str
    ) -> None:
        answer = signed_in(cast.elif_).get(f"/en/{page}", follow=True)
        assert answer.redirect_chain[-1][0] == "/en/account/security/"
        assert "Your role asks for a second factor" in answer.content.decode()

    def test_public_pages_and_the_account_stay_open(self, cast: Cast) -> None:
        browser = signed_in(cast.elif_)
        for page in ("about/", "account/", "account/security/"):
            assert browser.get(f"/en/{page}").status_code == 200

    def test_with_one_the_role_counts(self, cast: Cast) -> None:
        browser = signed_in(with_app(cast.elif_))
        assert browser.get("/en/admin/").status_code == 200

    def test_other_roles_of_the_person_sleep_too(self, cast: Cast) -> None:
        role_grant(cast.elif_, role="lead", by=None)
        assert not person_of(cast.elif_).holds("lead")
        assert person_of(cast.elif_).needs_second_factor

    def test_others_are_not_asked(self, cast: Cast) -> None:
        role_grant(cast.amina, role="lead", by=None)
        assert signed_in(cast.amina).get("/en/workspace/people/").status_code == 200

    def test_a_role_that_does_not_exist_is_no_setting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from miqyas.server.config import Config

        with pytest.raises(ValueError, match="emperor"):
            Config(_env_file=None, mfa_roles="administrator,emperor")


class TestLost:
    """When the telephone is gone."""

    def test_an_administrator_takes_the_factor_away(self, cast: Cast) -> None:
        with_app(cast.amina)
        browser = signed_in(cast.elif_)
        confirm(browser)
        browser.post(reverse("person_factors", args=[cast.amina.pseudonym]))
        assert not Authenticator.objects.filter(user=cast.amina).exists()
        actions = records_of("user", cast.amina.pseudonym).values_list("action", flat=True)
        assert "user.second_factors_remove" in actions

    def test_where_there_is_none_nothing_is_noted(self, cast: Cast) -> None:
        before = records_of("user", cast.amina.pseudonym).count()
        second_factors_remove(cast.amina, by=None)
        assert records_of("user", cast.amina.pseudonym).count() == before

    def test_a_recovery_code_enters_once(self, cast: Cast) -> None:
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

        with_app(cast.amina)
        code = RecoveryCodes.activate(cast.amina).get_unused_codes()[0]
        for expected in (True, False):
            browser = Client()
            sign_in(browser, cast.amina)
            browser.post("/en/account/security/authenticate/", {"code": code})
            assert is_signed_in(browser) is expected


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("page", ["", "webauthn/", "webauthn/add/", "totp/activate/"])
def test_each_page_shows_in_both_languages(cast: Cast, language: str, page: str) -> None:
    browser = signed_in(cast.amina)
    confirm(browser)
    answer = browser.get(f"/{language}/account/security/{page}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
